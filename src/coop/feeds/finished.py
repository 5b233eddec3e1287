"""Finished feeds in memory: made once for each state of the data and each day, bounded by bytes, never an older after a newer one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import date
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from coop import clock
from coop.db import revision

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

SCOPES = ("conference", "organisation", "series")
"""The revision scopes that what a feed shows belongs to."""

BYTES = 24 * 1024 * 1024


class Made(Protocol):
    """What is kept: anything that knows about how many bytes it holds."""

    @property
    def size(self) -> int:
        """The bytes held, about."""


K = TypeVar("K", bound="Hashable")
M = TypeVar("M", bound=Made)


class Stand(NamedTuple):
    """The state of the data and the day something was made from."""

    revision: int
    day: date


def stand() -> Stand:
    """How things stand now: synchronous, and fresh on every worker."""
    return Stand(revision.of(*SCOPES), clock.today())


class Finished(Generic[K, M]):
    """Feeds by key, the longest unused dropped first; ``make`` composes one."""

    def __init__(self, make: Callable[[K], Awaitable[M]], limit: int = BYTES) -> None:
        self._make = make
        self._limit = limit
        self._kept: OrderedDict[K, tuple[Stand, M]] = OrderedDict()
        self._making: dict[tuple[K, Stand], asyncio.Future[M]] = {}
        self._bytes = 0

    @property
    def size(self) -> int:
        """The bytes held, about."""
        return self._bytes

    def ready(self, key: K) -> M | None:
        """What is kept for ``key`` if it is still true."""
        found = self._kept.get(key)
        if found is None or found[0] != stand():
            return None
        self._kept.move_to_end(key)
        return found[1]

    async def get(self, key: K) -> M:
        """What stands for ``key`` now; composed once for all who wait for it."""
        while True:
            wanted = stand()
            found = self._kept.get(key)
            if found is not None and found[0] == wanted:
                return found[1]
            waiting = self._making.get((key, wanted))
            if waiting is None:
                return await self._composed(key, wanted)
            try:
                made = await asyncio.shield(waiting)
            except asyncio.CancelledError:
                if not waiting.cancelled():
                    raise
                continue
            return self._newest(key, wanted, made)

    async def _composed(self, key: K, wanted: Stand) -> M:
        future: asyncio.Future[M] = asyncio.get_running_loop().create_future()
        self._making[key, wanted] = future
        try:
            made = await self._make(key)
        except asyncio.CancelledError:
            future.cancel()
            raise
        except BaseException as error:
            future.set_exception(error)
            future.exception()  # looked at, so that nobody waiting for it is no fault
            raise
        finally:
            del self._making[key, wanted]
        future.set_result(made)
        newest = self._newest(key, wanted, made)
        if newest is made:
            self._keep(key, wanted, made)
        return newest

    def _newest(self, key: K, wanted: Stand, made: M) -> M:
        """``made``, unless something made from a later state was kept meanwhile: that one may already have been served."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] > wanted else made

    def _keep(self, key: K, wanted: Stand, made: M) -> None:
        self._drop(key)
        self._kept[key] = (wanted, made)
        self._bytes += made.size
        while self._bytes > self._limit and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: K) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._bytes -= found[1].size
