"""Files to keep: answers that a browser stores and never opens as a page of this site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from coop.web.kit.conditional import Answer
from coop.web.kit.pages import OF_ONE_READER, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coop.web.kit.conditional import Header

SANDBOX = (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'")
"""Whatever a browser makes of the bytes, it runs nothing and is of no origin (CSP3 6.3.2)."""
# What RFC 8187 lets stand unencoded in filename*, and plain letters for filename.
_EXTENDED_SAFE = "!#$&+-.^_`|~"


def attachment(content: bytes, media_type: str, filename: str) -> Page:
    """A file for one reader, kept by no cache."""
    length = (b"content-length", str(len(content)).encode("ascii"))
    return Page(200, [*_heads(media_type, filename), OF_ONE_READER, length], content)


def unchanging(content: bytes, media_type: str, filename: str, etag: str, asked: Mapping[bytes, bytes], cache: Header) -> Page:
    """A file that never changes under its ETag, 304 where the reader has it. It is too large to be kept in memory for others."""
    return Page(*Answer(content, [*_heads(media_type, filename), cache], etag=etag).reply(asked))


def disposition(filename: str) -> bytes:
    """``Content-Disposition`` with the name in any script (RFC 6266 4.3, RFC 8187), and in plain letters for programs without it."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in " .-_") else "_" for letter in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe=_EXTENDED_SAFE)}".encode("ascii")


def _heads(media_type: str, filename: str) -> Sequence[Header]:
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return [(b"content-type", kind.encode("ascii")), (b"content-disposition", disposition(filename)), SANDBOX]
