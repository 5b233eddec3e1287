"""Liaison."""

STATEMENTS: list[str] = []
