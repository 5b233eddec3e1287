"""Conditional answers: strong ETags for each coding, 304, ready-made gzip. Used by static files, feeds and kept pages."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Header = tuple[bytes, bytes]
Reply = tuple[int, "list[Header]", bytes]

GZIP_LEVEL = 6
_WORTH_PACKING = 860
_NOT_IN_304 = frozenset({b"content-type", b"content-length", b"content-encoding", b"content-disposition"})


class Answer:
    """Finished bytes with their header lists, made once and sent many times.

    ``modified`` is the instant of the last revision (whole seconds count). ``packed`` is gzip made by the caller; without it
    the bytes are packed when first asked for. ``headers`` must not hold Content-Length, Content-Encoding, ETag or Last-Modified.
    """

    __slots__ = ("_headers", "_packable", "_plain", "_short", "_tag", "body", "modified", "packed", "status")

    def __init__(
        self,
        body: bytes,
        headers: Sequence[Header],
        *,
        status: int = 200,
        etag: str = "",
        modified: datetime | None = None,
        packed: bytes | None = None,
    ) -> None:
        self.body = body
        self.status = status
        self.packed = packed
        self.modified = int(modified.timestamp()) if modified else None
        self._tag = (etag or hashlib.blake2b(body, digest_size=16).hexdigest()).encode("ascii")
        kept = list(headers)
        content_type = dict(kept).get(b"content-type", b"")
        self._packable = packed is not None or (len(body) >= _WORTH_PACKING and is_packable(content_type))
        if self._packable:
            kept = add_vary(kept, b"accept-encoding")
        if modified:
            kept.append((b"last-modified", http_date(modified)))
        self._headers = kept
        # identity and gzip: (etag, headers of the 200, headers of the 304)
        self._plain = self._heads(self._tag, body)
        self._short: tuple[bytes, list[Header], list[Header]] | None = None

    @property
    def size(self) -> int:
        """How many bytes this holds, about; gzip is counted as a quarter from the start, so that the figure never changes."""
        return len(self.body) + (len(self.body) // 4 if self._packable else 0) + 2_000

    def reply(self, asked: Mapping[bytes, bytes]) -> Reply:
        """Status, headers and body for a GET with the request headers ``asked`` (RFC 9110 13.2.2)."""
        wants_gzip = self._packable and accepts_gzip(asked.get(b"accept-encoding", b""))
        if wants_gzip and self._short is None:
            self._pack()
        chosen = self._short if wants_gzip and self._short is not None else self._plain
        if self.status == 200:  # noqa: PLR2004 - only a 200 has conditions
            known = asked.get(b"if-none-match")
            if known is not None:
                matched = self._matching(known, chosen[0])
                if matched:
                    heads = chosen if matched == chosen[0] else self._other(chosen)
                    return 304, heads[2], b""
            elif self.modified is not None and b"if-modified-since" in asked and not_modified(asked[b"if-modified-since"], self.modified):
                return 304, chosen[2], b""
        return self.status, chosen[1], self.packed if chosen is self._short and self.packed is not None else self.body

    def _matching(self, known: bytes, own: bytes) -> bytes:
        """The ETag of ours that the list names, the chosen representation's first; empty if none."""
        if known == own or known.strip() == b"*":
            return own
        listed = tags(known)
        if own in listed:
            return own
        other = self._gzip_tag if own == self._plain[0] else self._plain[0]
        return other if self._packable and other in listed else b""

    @property
    def _gzip_tag(self) -> bytes:
        return b'"' + self._tag + b'-gz"'

    def _other(self, chosen: tuple[bytes, list[Header], list[Header]]) -> tuple[bytes, list[Header], list[Header]]:
        if chosen is not self._plain:
            return self._plain
        if self._short is None:
            self._pack()
        return self._short or self._plain

    def _pack(self) -> None:
        if self.packed is None:
            self.packed = gzip.compress(self.body, GZIP_LEVEL, mtime=0)
        self._short = self._heads(self._tag + b"-gz", self.packed, (b"content-encoding", b"gzip"))

    def _heads(self, tag: bytes, body: bytes, *more: Header) -> tuple[bytes, list[Header], list[Header]]:
        etag = b'"' + tag + b'"'
        full = [*self._headers, *more, (b"etag", etag), (b"content-length", str(len(body)).encode("ascii"))]
        return etag, full, [pair for pair in full if pair[0] not in _NOT_IN_304]


def is_packable(content_type: bytes) -> bool:
    """Whether bytes of this type shrink under gzip."""
    kind = content_type.partition(b";")[0].strip()
    return (
        kind.startswith(b"text/")
        or kind.endswith((b"+xml", b"+json"))
        or kind in {b"application/json", b"application/javascript", b"application/xml", b"image/svg+xml"}
    )


def accepts_gzip(header: bytes) -> bool:
    """Whether an ``Accept-Encoding`` header allows gzip (RFC 9110 12.5.3)."""
    if b"gzip" not in header and b"*" not in header:
        return False
    if b";" not in header:
        return True
    weights: dict[bytes, bool] = {}
    for part in header.lower().split(b","):
        coding, _, parameter = part.partition(b";")
        weights[coding.strip()] = parameter.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", False)))


def tags(header: bytes) -> frozenset[bytes]:
    """The opaque tags of an ``If-None-Match`` list, weak marks taken off: the comparison is a weak one (RFC 9110 13.1.2)."""
    found: set[bytes] = set()
    for part in header[:8_192].split(b","):
        tag = part.strip()
        found.add(tag[2:] if tag.startswith(b"W/") else tag)
    return frozenset(found)


def not_modified(header: bytes, modified: int) -> bool:
    """Whether an ``If-Modified-Since`` header is not before ``modified`` (seconds since 1970); an unreadable one says no."""
    try:
        since = parsedate_to_datetime(header.decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return since.timestamp() >= modified


def http_date(moment: datetime) -> bytes:
    """An instant as HTTP writes it (RFC 9110 5.6.7)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True).encode("ascii")


def add_vary(headers: Iterable[Header], name: bytes) -> list[Header]:
    """The headers with ``name`` among those the answer varies by."""
    kept = [pair for pair in headers if pair[0] != b"vary"]
    named = [each.strip() for key, value in headers if key == b"vary" for each in value.split(b",") if each.strip()]
    if name not in {each.lower() for each in named}:
        named.append(name)
    return [*kept, (b"vary", b", ".join(named))]
