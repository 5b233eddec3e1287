"""The one open database of this process: SQLite or PostgreSQL by its address."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from piccolo.table import Table

from coop.db.postgres import PooledPostgres
from coop.db.sqlite import PooledSqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

Engine = PooledSqlite | PooledPostgres

DB: Engine | None = None
"""The engine in use. Piccolo looks for this very name in the module that PICCOLO_CONF names."""

_url = ""
_openers = 0


def build(url: str) -> Engine:
    """An engine for ``sqlite:///relative``, ``sqlite:////absolute`` or ``postgresql://...``, not opened yet.

    A new file is for its owner alone.
    """
    if url.startswith("sqlite:///"):
        path = Path(unquote(url.removeprefix("sqlite:///")))
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # one that stands keeps its mode; one that cannot be made is for SQLite to say
            path.touch(0o600, exist_ok=False)  # the files beside it take the mode of this one
        return PooledSqlite(str(path))
    if url.startswith(("postgresql://", "postgres://")):
        return PooledPostgres(url)
    message = f"The database address must begin with sqlite:/// or postgresql://, not {url.split(':', 1)[0]}:."
    raise ValueError(message)


async def open_database(url: str) -> Engine:
    """Open ``url`` for this process. Opening the same address again joins the first; close as often as you open."""
    global DB, _url, _openers  # noqa: PLW0603 - one database a process
    if DB is not None and _url == url:
        _openers += 1
        return DB
    if DB is not None:
        message = "Another database is open in this process."
        raise RuntimeError(message)
    fresh = build(url)
    await fresh.start_connection_pool()
    DB, _url, _openers = fresh, url, 1
    os.environ["PICCOLO_CONF"] = __name__
    for table in _tables(Table):
        table._meta._db = fresh  # noqa: SLF001 - Piccolo has no public way to bind a table later
    return fresh


async def close_database() -> None:
    """Close once; the last close lets go of the connections."""
    global DB, _url, _openers  # noqa: PLW0603 - one database a process
    if DB is None:
        return
    _openers -= 1
    if _openers == 0:
        closing, DB, _url = DB, None, ""
        for table in _tables(Table):
            table._meta._db = None  # noqa: SLF001 - as above
        await closing.close_connection_pool()


def engine() -> Engine:
    """The open engine."""
    if DB is None:
        message = "The database is not open."
        raise RuntimeError(message)
    return DB


def is_postgres() -> bool:
    """Whether the open database is PostgreSQL."""
    return isinstance(DB, PooledPostgres)


def _tables(base: type[Table]) -> Iterator[type[Table]]:
    for table in base.__subclasses__():
        yield table
        yield from _tables(table)
