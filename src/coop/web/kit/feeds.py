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
from coop.web.kit.conditional import Answer, http_date
from coop.web.kit.headers import open_to_all, with_security

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coop.feeds.conferences import Feed
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
    come the answer carries the time it was made at, and no If-Modified-Since is believed.
    """

    __slots__ = ("_changed_at", "_given", "_headers", "answer")

    def __init__(self, octets: bytes, etag: str, packed: bytes, headers: Sequence[Header], changed_at: datetime) -> None:
        self._headers = headers
        self._given = (octets, etag, packed)
        self._changed_at: datetime | None = changed_at
        self.answer = Answer(octets, [*headers, (b"last-modified", http_date(clock.now()))], etag=etag, packed=packed)
        self.settle()

    @property
    def size(self) -> int:
        """The bytes held, about."""
        return self.answer.size

    def settle(self) -> None:
        """Give the date of the change itself, once it has come."""
        if self._changed_at is not None and clock.now() >= self._changed_at:
            octets, etag, packed = self._given
            self.answer = Answer(octets, self._headers, etag=etag, packed=packed, modified=self._changed_at)
            self._changed_at = None

    @property
    def is_settled(self) -> bool:
        """Whether it carries the date of the change itself."""
        return self._changed_at is None


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
        if made is None:
            return None
        if not made.is_settled:
            made.settle()
        return made.answer.reply(asked)

    async def answer(self, path: str, query: bytes, feed: Feed) -> Answer:
        """The answer for ``feed``, which stands at this address; made now where it must be."""
        if len(self._addresses) >= MOST_ADDRESSES:
            self._addresses.clear()
        self._addresses[path, query] = feed
        return (await self.finished.get(feed)).answer

    async def _make(self, feed: Feed) -> Made:
        composed = await compose(feed, self._zone, self._name)
        etag, packed = await asyncio.to_thread(_pack, composed.octets)
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
        return Made(composed.octets, etag, packed, with_security(open_to_all(headers), self._security), composed.changed_at)


def _give_back() -> None:
    """Hand freed memory back to the system, where its C library (glibc) keeps thousands of small pieces for itself otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _pack(octets: bytes) -> tuple[str, bytes]:
    """The strong ETag of the octets and their gzip form, which holds no time of its own."""
    level = 6 if len(octets) < LARGE else 3
    return hashlib.blake2b(octets, digest_size=16).hexdigest(), gzip.compress(octets, level, mtime=0)
