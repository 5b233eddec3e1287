"""The end of the trash: what has lain in it for 30 days is deleted for good."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coop import clock
from coop.db.faults import DRIVER_VIOLATIONS, violation
from coop.db.statements import run
from coop.db.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from piccolo.table import Table

KEPT = timedelta(days=30)
"""How long what was deleted can be brought back, as the pages promise."""


async def empty_trash(table: type[Table], tell: Callable[[int], Awaitable[Any]]) -> int:
    """Delete for good every row of ``table`` that has lain in the trash for KEPT; returns how many.

    Each goes in a transaction of its own, so that writers wait for one row only; ``tell`` is called with its id in that transaction.
    A row that another one needs (a foreign key that refuses) stays until that one is gone too.
    """
    name = table._meta.tablename  # noqa: SLF001 - Piccolo's table name
    before, deleted = clock.now() - KEPT, 0
    for row in await run(f"SELECT id FROM {name} WHERE trashed_at <= {{}} ORDER BY id", before):
        try:
            async with transaction():
                gone = await run(f"DELETE FROM {name} WHERE id = {{}} AND trashed_at <= {{}} RETURNING id", row["id"], before)
                for each in gone:
                    await tell(each["id"])
        except DRIVER_VIOLATIONS as error:
            found = violation(error)
            if found is None or found.kind != "foreign key":
                raise
        else:
            deleted += len(gone)
    return deleted
