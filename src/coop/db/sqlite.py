"""A pooled SQLite engine: one writer and several readers kept open, transactions IMMEDIATE, nothing leaked by a cancelled request."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine

from coop.db.wal import WalIndex

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

READERS = 3
GLANCE_STEPS = 20
"""Thousands of SQLite's own steps, about a millisecond, that a statement may take on the event loop before it goes to a reader's thread."""
BUSY_SECONDS = 30.0
_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=1",
    "PRAGMA recursive_triggers=1",  # REPLACE deletes what it takes the place of: only so does the trigger that refuses that see it
    "PRAGMA secure_delete=1",  # what is deleted is overwritten, so that an erasure leaves nothing to read in the file
    f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}",
    "PRAGMA cache_size=-1024",
    "PRAGMA temp_store=MEMORY",
)
_WRITING = ("INSERT ", "UPDATE ", "DELETE ", "REPLACE ")

# Piccolo converts every INTEGER through a Python function; SQLite already gives an int.
sqlite3.converters.pop("INTEGER", None)


@lru_cache(maxsize=4_096)
def _day(octets: bytes) -> date:
    return date.fromisoformat(octets.decode())


@lru_cache(maxsize=4_096)
def _instant(octets: bytes) -> datetime:
    return datetime.fromisoformat(octets.decode()).replace(tzinfo=UTC)


# The same values as Piccolo's converters give, without their three calls a value; a list of cards holds each day and instant many times.
sqlite3.register_converter("DATE", _day)
sqlite3.register_converter("TIMESTAMPTZ", _instant)
sqlite3.register_converter("BOOLEAN", b"1".__eq__)


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def reads_only(statement: str) -> bool:
    """Whether ``statement`` may run on a reader: a SELECT, EXPLAIN or PRAGMA, or a WITH that ends in a SELECT."""
    start = statement.lstrip()[:8].upper()
    if start.startswith("WITH"):
        upper = statement.upper()
        return not any(word in upper for word in _WRITING)
    return start.startswith(("SELECT", "EXPLAIN", "PRAGMA", "VALUES"))


class Held:
    """A transaction in progress on the writer. Piccolo finds it through the engine's context variable."""

    __slots__ = ("after_commit", "connection", "is_open")

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection
        self.is_open = True
        self.after_commit: list[Callable[[], Awaitable[None]]] = []


class _Glance:
    """A reader on the event loop itself, for the many statements that take less time than handing them to a thread and back.

    A reader of a write-ahead log waits for nobody. A statement that takes more than ``GLANCE_STEPS`` is broken off here and done again
    by a reader with a thread, so that the loop is held for about a millisecond at most.
    """

    def __init__(self, words: dict[str, Any]) -> None:
        self._connection = sqlite3.connect(**{**words, "timeout": 0.0}, cached_statements=512)
        self._connection.row_factory = _as_dict
        for setting in (*_SETTINGS, "PRAGMA busy_timeout=0", "PRAGMA query_only=1"):
            self._connection.execute(setting).fetchall()
        self._connection.set_progress_handler(self._count, 1_000)
        self._steps = 0
        self._long: set[str] = set()

    def fetch(self, query: str, values: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - whatever sqlite3 can bind
        """All rows; None for what a reader with a thread must do, as it will from then on for the same statement."""
        if query in self._long or not query.lstrip()[:6].upper().startswith(("SELECT", "WITH")):
            return None
        self._steps = 0
        try:
            found: list[dict[str, Any]] = self._connection.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NOT_AT_A_GLANCE:
                raise
            if len(self._long) >= _LONG_REMEMBERED:
                self._long.clear()
            self._long.add(query)
            return None
        return found

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _count(self) -> int:
        self._steps += 1
        return int(self._steps > GLANCE_STEPS)


_LONG_REMEMBERED = 500
_NOT_AT_A_GLANCE = frozenset({sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class PooledSqlite(SQLiteEngine):
    """SQLite for one machine: WAL, FULL durability, foreign keys on, writers queue in the process and by IMMEDIATE between processes."""

    def __init__(self, path: str) -> None:
        super().__init__(path=path, timeout=BUSY_SECONDS)
        self._writer: aiosqlite.Connection | None = None
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._opened: list[aiosqlite.Connection] = []
        self._queue = asyncio.Lock()
        self.statements = 0
        self.wal: WalIndex | None = None
        self._glance: _Glance | None = None

    async def start_connection_pool(self) -> None:
        """Open the writer and the readers."""
        self._queue = asyncio.Lock()
        self._readers = asyncio.Queue()
        self._writer = await self._connect()
        for _each in range(READERS):
            reader = await self._connect()
            await reader.execute("PRAGMA query_only=1")
            self._readers.put_nowait(reader)
        await self._writer.execute_fetchall("SELECT 1 FROM sqlite_master LIMIT 1")  # from the first reading on the wal-index is there
        self.wal = WalIndex(self.path)
        self._glance = _Glance(self.connection_kwargs)

    async def close_connection_pool(self) -> None:
        """Close all connections; the writer last, so that the write-ahead log is folded in. Whoever watches the file has let go before."""
        if self._glance is not None:
            self._glance.close()
            self._glance = None
        for connection in reversed(self._opened):
            await connection.close()
        self._opened.clear()
        self._writer = None
        if self.wal is not None:
            self.wal.close()
            self.wal = None

    async def _connect(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs, cached_statements=512)
        connection.row_factory = _as_dict  # type: ignore[assignment]
        for setting in _SETTINGS:
            await connection.execute_fetchall(setting)
        self._opened.append(connection)
        return connection

    def held(self) -> Held | None:
        """The transaction this task is in, if it is still open."""
        current: object = self.current_transaction.get()
        return current if isinstance(current, Held) and current.is_open else None

    async def get_connection(self) -> aiosqlite.Connection:
        """A connection of its own for Piccolo's batches; the caller closes it."""
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = _as_dict  # type: ignore[assignment]
        await connection.execute_fetchall("PRAGMA foreign_keys=1")
        return connection

    async def run_querystring(self, querystring: Any, in_pool: bool = False) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002 - Piccolo's signature
        """Run what Piccolo compiled."""
        query, values = querystring.compile_string(engine_type=self.engine_type)
        return await self.fetch(query, values)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002 - Piccolo's signature
        """Run a statement without values."""
        return await self.fetch(ddl, [])

    async def fetch(self, query: str, values: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever sqlite3 can bind
        """All rows of one statement: in the current transaction, else on a reader, else alone on the writer."""
        self.statements += 1
        held = self.held()
        if held is not None:
            return list(await held.connection.execute_fetchall(query, values))  # type: ignore[arg-type]
        if reads_only(query):
            if self._glance is not None and (seen := self._glance.fetch(query, values)) is not None:
                return seen
            reader = await self._readers.get()
            try:
                return list(await reader.execute_fetchall(query, values))  # type: ignore[arg-type]
            finally:
                self._readers.put_nowait(reader)
        async with self.writing() as alone:
            return list(await alone.connection.execute_fetchall(query, values))  # type: ignore[arg-type]

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Held]:
        """Hold the writer in an IMMEDIATE transaction; commit at the end, roll back on any error or cancellation."""
        if self._writer is None:
            message = "The database is not open."
            raise RuntimeError(message)
        async with self._queue:
            held = Held(self._writer)
            # Shielded: a cancelled BEGIN still runs in its thread, and must not leave the writer inside a transaction.
            begin = asyncio.ensure_future(self._writer.execute_fetchall("BEGIN IMMEDIATE"))
            try:
                await asyncio.shield(begin)
            except asyncio.CancelledError:
                await _finish(begin)
                if not begin.cancelled() and begin.exception() is None:
                    await _finish(asyncio.ensure_future(self._writer.execute_fetchall("ROLLBACK")))
                raise
            token = self.current_transaction.set(held)  # type: ignore[arg-type]
            try:
                yield held
            except BaseException:
                held.is_open = False
                await _finish(asyncio.ensure_future(_roll_back(self._writer)))
                raise
            else:
                held.is_open = False
                await _finish(asyncio.ensure_future(self._writer.execute_fetchall("COMMIT")))
            finally:
                self.current_transaction.reset(token)
            for act in held.after_commit:
                await act()


async def _roll_back(connection: aiosqlite.Connection) -> None:
    if connection.in_transaction:
        await connection.execute_fetchall("ROLLBACK")


async def _finish(work: asyncio.Future[Any]) -> None:
    """Wait for ``work`` to its end even when this task is cancelled meanwhile, then let the cancellation through."""
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError as again:
            if work.cancelled():
                raise
            cancelled = again
    if cancelled is not None:
        raise cancelled
    work.result()
