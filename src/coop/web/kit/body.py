"""Request bodies: read at the door, bounded in bytes and in time, and checked before anything is built from them."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, cast

import msgspec

from coop.i18n.message import _
from coop.web.kit.refusals import Refused, file_too_large, too_large, too_slow, unreadable_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import HTTPReceiveMessage, Receive
    from litestar.types.asgi_types import HTTPDisconnectEvent, HTTPRequestEvent

FORM_LIMIT = 64 * 1024
JSON_LIMIT = 256 * 1024
UPLOAD_LIMIT = 5 * 1024 * 1024 + FORM_LIMIT
"""For a form with a file of 5 MB."""
DRAINED = 32 * 1024 * 1024
SECONDS = 20.0
UPLOAD_SECONDS = 180.0
"""For a file over a slow line."""
_UPLOADS = re.compile(r"/[A-Za-z-]{2,20}/desk/(?:partners|agreements)/[^/]+/documents")
"""The only pages a file may be sent to."""
_json = msgspec.json.Decoder()


class Disconnected(Exception):
    """The client closed the connection before its request was complete."""


def takes_files(path: str) -> bool:
    """Whether forms with a file are sent to ``path``; only who may send one at all is let in with more than FORM_LIMIT."""
    return _UPLOADS.fullmatch(path) is not None


async def read(receive: Receive, headers: Mapping[bytes, bytes], limit: int, seconds: float = SECONDS) -> bytes:
    """The whole body. Raises Refused (400, 408, 413) or Disconnected."""
    length = headers.get(b"content-length")
    if length is not None:
        if not length.isdigit():
            raise unreadable_body()
        if len(length) > 12 or int(length) > DRAINED:  # noqa: PLR2004 - a terabyte
            raise _over(limit)
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, limit)
    except TimeoutError:
        raise too_slow() from None


async def _collect(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = cast("HTTPRequestEvent | HTTPDisconnectEvent", await receive())
        if message["type"] == "http.disconnect":
            raise Disconnected
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            # read on without keeping anything: a client that is still sending would not see the answer
            parts.clear()
        else:
            parts.append(part)
        if size > DRAINED:
            raise _over(limit)
        if not message.get("more_body", False):
            if size > limit:
                raise _over(limit)
            return b"".join(parts)


def _over(limit: int) -> Refused:
    return file_too_large(limit) if limit == UPLOAD_LIMIT else too_large(limit)


def require_json(body: bytes) -> None:
    """Check that a JSON body is UTF-8 and of sane depth, which the framework's decoder does not survive. Raises Refused (400)."""
    if not body:
        return
    try:
        _json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(400, _("The body is not valid JSON in UTF-8, or it is nested too deep.")) from None


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` once, and then whatever the server says."""
    waiting: list[bytes] = [body]

    async def given() -> HTTPReceiveMessage:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return cast("HTTPReceiveMessage", await receive())

    return given
