"""Jobs."""

STATEMENTS: list[str] = []
