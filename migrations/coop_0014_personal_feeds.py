"""Personal feeds."""

STATEMENTS: list[str] = []
