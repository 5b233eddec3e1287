"""Transactions: opened in the verb, joined when nested, rolled back when anything goes wrong."""

from __future__ import annotations

from contextlib import asynccontextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from coop.db.engines import engine, is_postgres
from coop.db.statements import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All or nothing. On SQLite IMMEDIATE, so that a check and the write that trusts it cannot be parted; a nested one joins the outer."""
    if engine().held() is not None:
        yield
        return
    async with engine().writing():
        yield


async def serialise(name: str) -> None:
    """Let one transaction at a time pass this point for ``name``. On SQLite the IMMEDIATE transaction already does."""
    if engine().held() is None:
        message = "serialise() belongs inside a transaction."
        raise RuntimeError(message)
    if is_postgres():
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        await run("SELECT pg_advisory_xact_lock({})", key)


def after_commit(act: Callable[[], Awaitable[None]]) -> None:
    """Have ``act`` awaited once the current transaction is committed; never when it is rolled back."""
    held = engine().held()
    if held is None:
        message = "after_commit() belongs inside a transaction."
        raise RuntimeError(message)
    held.after_commit.append(act)
