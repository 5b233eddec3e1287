"""Contacts."""

STATEMENTS: list[str] = []
