"""Revision counters: raised in the transaction of a change, seen by every worker before its next answer.

Caches and ETags are keyed on them. On SQLite a held connection reads the counters only when anybody has committed, which the head of
the wal-index tells without a call into SQLite. On PostgreSQL the counters arrive by NOTIFY, which is delivered after the commit; the
writer waits for its own before it answers, and a poll makes up for a lost connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING

import asyncpg

from coop.db.engines import engine
from coop.db.postgres import PooledPostgres
from coop.db.sqlite import BUSY_SECONDS, PooledSqlite
from coop.db.statements import run
from coop.db.transactions import after_commit

if TYPE_CHECKING:
    from coop.db.engines import Engine
    from coop.db.wal import WalIndex

CHANNEL = "coop_revision"
POLL_SECONDS = 2.0
HEARD_SECONDS = 0.25


class _OnSqlite:
    """Watches the database file through a connection that never writes.

    Every call into SQLite lets go of the interpreter's lock, so that a request would wait for its turn again: the head of the
    wal-index is looked at instead, and SQLite is asked only when it has changed.
    """

    def __init__(self, path: str, wal: WalIndex) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        self._connection.execute("PRAGMA query_only=1")
        self._wal = wal
        self._seen = b""
        self._counters: dict[str, int] = {}

    def counters(self) -> dict[str, int]:
        head = self._wal.head()
        if head != self._seen:
            self._counters = dict(self._connection.execute("SELECT scope, n FROM revision").fetchall())
            self._seen = head  # as it stood before the counters were read: what was committed meanwhile is seen the next time
        return self._counters

    def stop(self) -> None:
        self._connection.close()


class _OnPostgres:
    """Holds the counters in memory; a listening connection outside the pool keeps them fresh."""

    def __init__(self, source: PooledPostgres) -> None:
        self._source = source
        self._counters: dict[str, int] = {}
        self._heard = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def counters(self) -> dict[str, int]:
        return self._counters

    async def start(self) -> None:
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._listen(ready))
        await ready.wait()

    async def _listen(self, ready: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(**self._source.config)
                try:
                    await connection.add_listener(CHANNEL, self._notified)
                    while not connection.is_closed():
                        self._take({row["scope"]: row["n"] for row in await connection.fetch("SELECT scope, n FROM revision")})
                        ready.set()
                        await asyncio.sleep(POLL_SECONDS)
                finally:
                    await connection.close(timeout=1)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                ready.set()
                await asyncio.sleep(0.2)

    def _notified(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        scope, _, count = str(payload).rpartition(":")
        self._take({scope: int(count)})

    def _take(self, fresh: dict[str, int]) -> None:
        merged = dict(self._counters)
        for scope, count in fresh.items():
            merged[scope] = max(count, merged.get(scope, 0))
        self._counters = merged
        heard, self._heard = self._heard, asyncio.Event()
        heard.set()

    async def hear(self, scope: str, count: int) -> None:
        """Wait for our own notification: those to the other workers went out with it. A lost one is made up for at once."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARD_SECONDS):
                while self._counters.get(scope, 0) < count:
                    await self._heard.wait()
        self._take({scope: count})

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


_watch: _OnSqlite | _OnPostgres | None = None
_watched: Engine | None = None


async def start_watching() -> None:
    """Begin to follow the counters of the open database; called once the schema stands."""
    global _watch, _watched  # noqa: PLW0603 - one database a process
    current = engine()
    if _watched is current:
        return
    await stop_watching()
    if isinstance(current, PooledSqlite) and current.wal is not None:
        _watch = _OnSqlite(current.path, current.wal)
    elif isinstance(current, PooledPostgres):
        _watch = _OnPostgres(current)
        await _watch.start()
    _watched = current


async def stop_watching() -> None:
    """Let go of the watching connection."""
    global _watch, _watched
    watch, _watch, _watched = _watch, None, None
    if isinstance(watch, _OnSqlite):
        watch.stop()
    elif watch is not None:
        await watch.stop()


def of(*scopes: str) -> int:
    """The sum of the counters of ``scopes``: it rises whenever anything in one of them was committed, by any worker."""
    if _watch is None:
        message = "The revision counters are not followed yet."
        raise RuntimeError(message)
    counters = _watch.counters()
    return sum(counters.get(scope, 0) for scope in scopes)


async def raise_(scope: str) -> int:
    """Raise the counter of ``scope`` in the current transaction; returns the new count."""
    rows = await run(
        "INSERT INTO revision (scope, n) VALUES ({}, 1) ON CONFLICT (scope) DO UPDATE SET n = revision.n + 1 RETURNING n",
        scope,
    )
    count = int(rows[0]["n"])
    if isinstance(engine(), PooledPostgres):
        await run("SELECT pg_notify({}, {})", CHANNEL, f"{scope}:{count}")
        after_commit(lambda: _heard(scope, count))
    return count


async def _heard(scope: str, count: int) -> None:
    if isinstance(_watch, _OnPostgres):
        await _watch.hear(scope, count)
