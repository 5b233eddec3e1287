"""Which Host headers are ours: whatever their case and port, never two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.settings import Settings
    from coop.web.kit.conditional import Header

_REMEMBERED = 64
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Hosts:
    """The allow-list of an installation: the host of its base address and those named beside it; this machine while developing."""

    def __init__(self, settings: Settings) -> None:
        own = (urlsplit(settings.base_url).hostname or "").lower()
        named = {each.lower() for each in settings.allowed_hosts}
        self._allowed = frozenset({own, *named, *(LOCAL if settings.development or own in LOCAL else ())})
        self._seen: dict[bytes, bool] = {}

    def allow(self, headers: Iterable[Header], asked: Mapping[bytes, bytes]) -> bool:
        """Whether the request names one host, and one of ours (RFC 9112 3.2)."""
        sent = asked.get(b"host")
        if sent is None:
            return False
        known = self._seen.get(sent)
        if known is None:
            known = name_of(sent) in self._allowed
            if len(self._seen) < _REMEMBERED:
                self._seen[sent] = known
        return known and [name for name, _ in headers].count(b"host") == 1


def name_of(header: bytes) -> str:
    """The host of a ``Host`` header in lower case, without its port; empty if it is none."""
    if not header.isascii():
        return ""
    text = header.decode("ascii").lower()
    if text.startswith("["):
        name, bracket, port = text[1:].partition("]")
        return name if bracket and (not port or (port[0] == ":" and port[1:].isdigit())) else ""
    name, colon, port = text.partition(":")
    return name if not colon or port.isdigit() else ""
