"""Plain SQL where Piccolo's builder has no word for it; the same text on both databases."""

from __future__ import annotations

from typing import Any

from piccolo.querystring import QueryString

from coop.db.engines import engine, is_postgres


async def run(sql: str, *values: object) -> list[dict[str, Any]]:
    """Run ``sql`` with ``{}`` for each value; rows as dicts. Values may be nested QueryStrings."""
    rows = await engine().run_querystring(QueryString(sql, *values))
    return [dict(row) for row in rows] if is_postgres() else rows


async def run_many(sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Run ``sql`` once a row, with ``{}`` for each value: for bulk loading."""
    if not rows:
        return
    pieces = sql.split("{}")
    marks = [f"${n}" for n in range(1, len(pieces))] if is_postgres() else ["?"] * (len(pieces) - 1)
    joined = "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))
    current = engine()
    current.statements += 1
    held = current.held()
    if held is not None:
        await held.connection.executemany(joined, rows)
        return
    async with current.writing() as alone:
        await alone.connection.executemany(joined, rows)
