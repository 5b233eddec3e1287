"""Finished public answers, kept until anything changes: never one with a cookie, never a stale one, bounded by bytes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from coop import clock
from coop.db import revision
from coop.web.kit.cookies import scheme_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.web.kit.conditional import Answer

CONTENT = ("conference", "series", "organisation", "project", "contact")
"""The revision scopes whose objects are shown on public pages."""
BYTES = 8 * 1024 * 1024


class Key(NamedTuple):
    """What a public answer depends on beside the data and the day; the language is part of the path."""

    path: str
    query: bytes
    scheme: str
    zone: str
    is_partial: bool


class Stand(NamedTuple):
    """The data and the day an answer was made from."""

    revision: int
    day: date


def content_revision() -> int:
    """The counter over everything public pages show; synchronous and fresh on every worker."""
    return revision.of(*CONTENT)


class Kept:
    """Answers by key, the longest unused dropped first once they take more than ``limit`` bytes."""

    def __init__(self, limit: int = BYTES, revised: Callable[[], int] = content_revision) -> None:
        self._limit = limit
        self._revised = revised
        self._found: OrderedDict[Key, tuple[Stand, Answer]] = OrderedDict()
        self._making: dict[Key, asyncio.Event] = {}
        self._bytes = 0

    @property
    def size(self) -> int:
        """The bytes held, about."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._found)

    def stand(self) -> Stand | None:
        """The data and the day as they stand; asked before an answer is made, so that it is never thought newer than it is.

        None while the database is away: then nothing is kept and nothing kept is served.
        """
        try:
            return Stand(self._revised(), clock.today())
        except (RuntimeError, sqlite3.Error):
            return None

    def get(self, key: Key) -> Answer | None:
        """The answer kept for ``key``, if it was made from what stands now."""
        found = self._found.get(key)
        if found is None:
            return None
        if found[0] != self.stand():
            self._drop(key)
            return None
        self._found.move_to_end(key)
        return found[1]

    def put(self, key: Key, stand: Stand, answer: Answer) -> None:
        """Keep ``answer``; one larger than an eighth of the whole limit is not kept."""
        self._drop(key)
        if answer.size > self._limit // 8:
            return
        self._found[key] = (stand, answer)
        self._bytes += answer.size
        while self._bytes > self._limit:
            self._drop(next(iter(self._found)))

    def clear(self) -> None:
        """Let go of everything."""
        self._found.clear()
        self._bytes = 0

    async def turn(self, key: Key) -> asyncio.Event | None:
        """Take the turn to make the answer for ``key``: what to give back with ``done``, or None after another has finished making it."""
        making = self._making.get(key)
        if making is not None:
            await making.wait()
            return None
        mine = self._making[key] = asyncio.Event()
        return mine

    def done(self, key: Key, mine: asyncio.Event) -> None:
        """Give the turn back, whatever came of it; a second time does nothing."""
        if self._making.get(key) is mine:
            del self._making[key]
        mine.set()

    def _drop(self, key: Key) -> None:
        found = self._found.pop(key, None)
        if found is not None:
            self._bytes -= found[1].size


def key_of(path: str, query: bytes, headers: Mapping[bytes, bytes], cookies: Mapping[str, str]) -> Key:
    """The key of a request. The order of different query fields does not matter; that of a repeated one does."""
    if b"&" in query:
        fields: list[bytes] = query.split(b"&")
        fields.sort(key=_field)
        query = b"&".join(fields)
    return Key(path, query, scheme_of(cookies), zone_of(cookies), b"hx-request" in headers and b"hx-history-restore-request" not in headers)


def _field(part: bytes) -> bytes:
    return part.partition(b"=")[0]
