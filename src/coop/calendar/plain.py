"""Text, addresses and folding as iCalendar wants them, without any library: what both the renderer and the feed's header need."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

LINE_OCTETS = 75
"""The longest content line without its line break (RFC 5545 3.1)."""

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ud800-\udfff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)
_RESERVED = "!#$%&'()*+,/:;=?@[]~"


def plain(text: str) -> str:
    """``text`` in NFC with LF as its only control: every other break becomes LF, a tab a space; controls, bidi overrides, surrogates go."""
    broken = _BREAKS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", broken)).strip()


def plain_line(text: str) -> str:
    """``text`` as `plain`, on one line with single spaces: titles, places, names."""
    return " ".join(plain(text).split())


def escaped(text: str) -> str:
    r"""A TEXT value (RFC 5545 3.3.11): backslash first, so that a written ``\N`` stays what it is."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


@lru_cache(maxsize=4096)
def ascii_uri(address: str) -> str:
    """An http or https address in ASCII (RFC 3986): host in punycode, the rest percent-encoded; empty when it is no such address."""
    try:
        parts = urlsplit(plain_line(address).replace(" ", "%20"))
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    bracketed = f"[{host}]" if ":" in host else host
    encoded = (quote(part, safe=_RESERVED) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, bracketed + port, *encoded))


def fold(line: str) -> str:
    """Fold at 75 octets, never inside a character, an escape pair, or beside a space (readers that trim lines would eat it)."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return line
    pieces: list[str] = []
    start = 0
    room = LINE_OCTETS
    while len(octets) - start > room:
        end = _cut(octets, start, start + room)
        pieces.append(octets[start:end].decode())
        start = end
        room = LINE_OCTETS - 1
    pieces.append(octets[start:].decode())
    return "\r\n ".join(pieces)


def _cut(octets: bytes, start: int, latest: int) -> int:
    """The latest good place to cut at or before ``latest``; a bad one rather than none."""
    fallback = 0
    for place in range(latest, start, -1):
        if octets[place] & 0xC0 == 0x80:  # noqa: PLR2004 - a UTF-8 continuation octet
            continue
        fallback = fallback or place
        if place < latest - LINE_OCTETS // 2:
            break
        if octets[place] == 0x20 or octets[place - 1] == 0x20 or _escape_open(octets, start, place):  # noqa: PLR2004 - a space
            continue
        return place
    while _escape_open(octets, start, fallback) and fallback - 1 > start:
        fallback -= 1
    return fallback


def _escape_open(octets: bytes, start: int, place: int) -> bool:
    """Whether cutting at ``place`` would part a backslash or caret from what it escapes."""
    count = 0
    mark = octets[place - 1]
    if mark not in b"\\^":
        return False
    while place - 1 - count >= start and octets[place - 1 - count] == mark:
        count += 1
    return count % 2 == 1
