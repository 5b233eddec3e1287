"""PostgreSQL through asyncpg's pool, with limits on how long a statement or an idle transaction may last."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from piccolo.engine.postgres import PostgresEngine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

POOL_SIZE = 8


class Held:
    """A transaction in progress. Piccolo finds it through the engine's context variable."""

    __slots__ = ("after_commit", "connection", "is_open")

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - asyncpg's pool proxy
        self.connection = connection
        self.is_open = True
        self.after_commit: list[Callable[[], Awaitable[None]]] = []


def connection_settings(url: str) -> dict[str, Any]:
    """Asyncpg's settings for a ``postgresql://user:password@host:port/name`` address; ``?host=/path`` names a socket folder."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    settings: dict[str, Any] = {
        "host": unquote(query["host"]) if "host" in query else (parts.hostname or "127.0.0.1"),
        "database": unquote(parts.path.lstrip("/")) or "coop",
        "user": unquote(parts.username) if parts.username else "coop",
    }
    if parts.port:
        settings["port"] = parts.port
    if parts.password:
        settings["password"] = unquote(parts.password)
    return settings


class PooledPostgres(PostgresEngine):
    """PostgreSQL for more than one machine."""

    def __init__(self, url: str) -> None:
        super().__init__(config=connection_settings(url), extensions=())
        self.statements = 0

    async def start_connection_pool(self, **kwargs: Any) -> None:  # noqa: ANN401 - Piccolo's signature
        """Open the pool."""
        await super().start_connection_pool(
            min_size=1,
            max_size=POOL_SIZE,
            server_settings={
                "timezone": "UTC",
                "statement_timeout": "15000",
                "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "20000",
                "application_name": "coop",
            },
            **kwargs,
        )

    def held(self) -> Held | None:
        """The transaction this task is in, if it is still open."""
        current: object = self.current_transaction.get()
        return current if isinstance(current, Held) and current.is_open else None

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002 - Piccolo's signature
        """Run what Piccolo compiled."""
        query, values = querystring.compile_string(engine_type=self.engine_type)
        return await self.fetch(query, values)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002 - Piccolo's signature
        """Run a statement without values."""
        return await self.fetch(ddl, [])

    async def fetch(self, query: str, values: Any) -> Any:  # noqa: ANN401 - whatever asyncpg can bind
        """All rows of one statement: in the current transaction, else on a connection of the pool."""
        self.statements += 1
        held = self.held()
        if held is not None:
            return await held.connection.fetch(query, *values)
        return await self._run_in_pool(query, values)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Held]:
        """Hold one connection in a READ COMMITTED transaction; commit at the end, roll back on any error or cancellation."""
        if self.pool is None:
            message = "The database is not open."
            raise RuntimeError(message)
        async with self.pool.acquire() as connection:
            held = Held(connection)
            token = self.current_transaction.set(held)  # type: ignore[arg-type]
            try:
                async with connection.transaction():
                    yield held
            finally:
                held.is_open = False
                self.current_transaction.reset(token)
        for act in held.after_commit:
            await act()
