"""Ror."""

STATEMENTS: list[str] = []
