"""After an erasure: nothing of what was deleted stays readable beside the database."""

from __future__ import annotations

from coop.db.engines import engine, is_postgres
from coop.db.statements import run
from coop.db.transactions import after_commit


async def scrub() -> None:
    """Fold SQLite's write-ahead log into the file and cut it, for old versions of pages stand in it; inside a transaction, after its end.

    A connection that is reading keeps the log for the moment: it is then cut with the next checkpoint. What stands in the file itself is
    overwritten when it is deleted (``secure_delete``). On PostgreSQL there is nothing to do here: its own vacuum reclaims dead rows.
    """
    if is_postgres():
        return
    if engine().held() is not None:
        after_commit(scrub)
        return
    await run("PRAGMA wal_checkpoint(TRUNCATE)")
