"""Records that stand above or after one another: where following one column leads."""

from __future__ import annotations

from coop.db.statements import run

LONGEST = 12
"""Steps after which a chain counts as a circle; no record stands that deep."""


async def leads_to(table: str, column: str, start: int, goal: int) -> bool:
    """Whether following ``column`` of ``table`` from ``start`` comes to ``goal``, or does not end within LONGEST steps."""
    at: int | None = start
    for _step in range(LONGEST):
        rows = await run(f"SELECT {column} AS next FROM {table} WHERE id = {{}}", at)
        at = rows[0]["next"] if rows else None
        if at is None:
            return False
        if at == goal:
            return True
    return True
