"""Finished feeds at the door: answered from memory before the framework is asked, made once for each state of the data."""

from __future__ import annotations

import asyncio
import ctypes
import gzip
import hashlib
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from coop import clock
from coop.feeds.conferences import Format, compose
from coop.feeds.finished import Finished
from coop.web.kit.conditional import Answer, accepts_gzip, http_date
from coop.web.kit.headers import open_to_all, with_security

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coop.feeds.conferences import Composed, Feed
    from coop.settings import Settings
    from coop.web.kit.conditional import Header, Reply

TYPES = {
    Format.ICALENDAR: b"text/calendar; charset=utf-8",
    Format.ATOM: b"application/atom+xml; charset=utf-8",
    Format.JSON: b"application/feed+json; charset=utf-8",
}
MAX_AGE = 300
"""Seconds a client or proxy may go without asking."""

LARGE = 2_000_000
"""Octets from which on speed counts for more than the last tenth of compression."""

MOST_ADDRESSES = 4_096


class Made:
    """One finished feed with its answer.

    Last-Modified counts whole seconds, and each change is dated in a second of its own, if need be one still to come. Until that has
    come the answer carries the time it was made at, and no If-Modified-Since is believed. The gzip form is made in a thread when the
    first client asks for it: one that wants the octets as they are does not wait for it.
    """

    __slots__ = ("_changed_at", "_etag", "_headers", "_made_at", "_octets", "_packed", "_packing", "_settled", "answer")

    def __init__(self, octets: bytes, etag: str, headers: Sequence[Header], changed_at: datetime) -> None:
        self._octets = octets
        self._etag = etag
        self._headers = headers
        self._changed_at = changed_at
        self._made_at = clock.now()
        self._settled = self._made_at >= changed_at
        self._packed: bytes | None = None
        self._packing: asyncio.Task[bytes] | None = None
        self.answer = self._answer()

    @property
    def size(self) -> int:
        """The bytes held, about; room for the gzip form is counted from the start."""
        return self.answer.size

    def answers(self, asked: Mapping[bytes, bytes]) -> bool:
        """Whether the answer to such a request is ready: for one that takes gzip, or knows it, the gzip form must be there."""
        return self._packed is not None or not (
            accepts_gzip(asked.get(b"accept-encoding", b"")) or b'-gz"' in asked.get(b"if-none-match", b"")
        )

    def settle(self) -> None:
        """Give the date of the change itself, once it has come."""
        if not self._settled and clock.now() >= self._changed_at:
            self._settled = True
            self.answer = self._answer()

    async def pack(self) -> None:
        """Have the gzip form ready; it is made once for all who wait for it."""
        if self._packed is not None:
            return
        if self._packing is None:
            self._packing = asyncio.ensure_future(asyncio.to_thread(_pack, self._octets))
        packed = await asyncio.shield(self._packing)
        if self._packed is None:
            self._packed = packed
            self.answer = self._answer()

    def _answer(self) -> Answer:
        dated = [] if self._settled else [(b"last-modified", http_date(self._made_at))]
        return Answer(
            self._octets,
            [*self._headers, *dated],
            etag=self._etag,
            packed=self._packed,
            modified=self._changed_at if self._settled else None,
        )


def made_of(composed: Composed, headers: Sequence[Header]) -> Made:
    """The answer of a feed that is composed for one reader and kept nowhere."""
    return Made(composed.octets, _digest(composed.octets), headers, composed.changed_at)


class Feeds:
    """The feeds of one running application."""

    def __init__(self, settings: Settings, security: Sequence[Header]) -> None:
        self._zone = settings.default_zone
        self._name = settings.site_name
        self._security = security
        self._addresses: dict[tuple[str, bytes], Feed] = {}
        self.finished: Finished[Feed, Made] = Finished(self._make)

    def ready(self, path: str, query: bytes, asked: Mapping[bytes, bytes]) -> Reply | None:
        """The answer to a GET of a known address, if what is in memory is still true."""
        feed = self._addresses.get((path, query))
        if feed is None:
            return None
        made = self.finished.ready(feed)
        if made is None or not made.answers(asked):
            return None
        made.settle()
        return made.answer.reply(asked)

    async def answer(self, path: str, query: bytes, feed: Feed, asked: Mapping[bytes, bytes]) -> Answer:
        """The answer for ``feed``, which stands at this address, to such a request; made now where it must be."""
        if len(self._addresses) >= MOST_ADDRESSES:
            self._addresses.clear()
        self._addresses[path, query] = feed
        made = await self.finished.get(feed)
        if not made.answers(asked):
            await made.pack()
        made.settle()
        return made.answer

    async def _make(self, feed: Feed) -> Made:
        composed = await compose(feed, self._zone, self._name)
        etag = await asyncio.to_thread(_digest, composed.octets)
        if len(composed.octets) >= LARGE:
            await asyncio.to_thread(_give_back)
        name = f"conferences-{feed.locale}.{feed.format.value}"
        headers = [
            (b"content-type", TYPES[feed.format]),
            (b"content-language", feed.locale.encode("ascii")),
            (
                b"content-disposition",
                f"inline; filename=\"{name}\"; filename*=UTF-8''{quote(composed.name)}.{feed.format.value}".encode("ascii"),
            ),
            (b"cache-control", f"public, max-age={MAX_AGE}".encode("ascii")),
        ]
        return Made(composed.octets, etag, with_security(open_to_all(headers), self._security), composed.changed_at)


def _give_back() -> None:
    """Hand freed memory back to the system, where its C library (glibc) keeps thousands of small pieces for itself otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _digest(octets: bytes) -> str:
    """The strong ETag of the octets."""
    return hashlib.blake2b(octets, digest_size=16).hexdigest()


def _pack(octets: bytes) -> bytes:
    """The gzip form, which holds no time of its own."""
    return gzip.compress(octets, 6 if len(octets) < LARGE else 3, mtime=0)
