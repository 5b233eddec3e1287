"""Reminders."""

STATEMENTS: list[str] = []
