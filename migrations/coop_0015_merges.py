"""Merges."""

STATEMENTS: list[str] = []
