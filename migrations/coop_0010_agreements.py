"""Agreements."""

STATEMENTS: list[str] = []
