"""The access log: one line a request, without queries, cookies, tokens or passwords."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from coop.web.kit.headers import PERSONAL

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from coop.settings import Settings

_encoder = msgspec.json.Encoder()
# What an API token, a feed token or the secret of a link looks like: long, and not words joined by hyphens. A file's ending may follow,
# or whatever a mail program took for a part of the address; the link of a mail has words before it.
_SECRET = re.compile(r"(?:(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{24,}|[0-9a-f]{32,})(?:\.[a-z]{1,8})?")
_SECRET_NAMES = re.compile(r"password|secret|token|cookie|authorization", re.IGNORECASE)


GATHER_SECONDS = 0.1
"""How long lines of a busy site are gathered before they are written together: a call into the system costs more than answering a 304."""


class AccessLog:
    """Writes lines in the format of the installation: JSON for machines, words for people; one after a quiet moment at once."""

    def __init__(self, settings: Settings) -> None:
        self._is_json = settings.log_format == "json"
        self._waiting: list[str] = []
        self._quiet_from = 0.0

    def note(self, request_id: str, method: str, path: str, status: int, sent: int, seconds: float, person: int | None = None) -> None:
        """One request that was answered. ``sent`` counts the octets of the body; ``person`` is the number of who was signed in."""
        now = time()
        if self._is_json:
            stamp = f"{_second(int(now))}.{int(now * 1000) % 1000:03}Z"
            line = (
                f'{{"event":"request","level":"info","timestamp":"{stamp}","request":"{request_id}","method":{_quoted(method)},'
                f'"path":{_quoted(path)},"status":{status},"bytes":{sent},"ms":{seconds * 1000:.2f}'
            )
            line += f',"person":{person}}}\n' if person is not None else "}\n"
        else:
            line = f"{_second(int(now))[11:]} {status} {hidden(method)} {hidden(path)} {seconds * 1000:.1f} ms {sent} B {request_id}\n"
        self._waiting.append(line)
        if len(self._waiting) == 1:
            if now >= self._quiet_from:
                self.flush()
            else:
                asyncio.get_running_loop().call_later(GATHER_SECONDS, self.flush)

    def flush(self) -> None:
        """Write what was gathered."""
        lines, self._waiting = self._waiting, []
        self._quiet_from = time() + GATHER_SECONDS
        sys.stdout.write("".join(lines))
        sys.stdout.flush()


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@lru_cache(maxsize=1_000)
def _quoted(text: str) -> str:
    """What may be shown of ``text``, as JSON."""
    return _encoder.encode(hidden(text)).decode()


def hidden(path: str) -> str:
    """The path with whatever looks like a secret blotted out, and no character that could start a line of its own."""
    head, mark, secret = path.partition(PERSONAL)
    parts = [_SECRET.sub("***", part) for part in head[:300].split("/")]
    if mark:
        parts += [*PERSONAL.strip("/").split("/"), "***" if secret else ""]
    return "".join(each if each.isprintable() else "?" for each in "/".join(parts))


def configure(settings: Settings) -> None:
    """Have every structured event written in the same format, with values named like secrets blotted out."""
    last: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False,
            exception_formatter=structlog.dev.plain_traceback,  # the others print local variables, secrets among them
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _blot,
            *([structlog.processors.format_exc_info] if settings.log_format == "json" else []),
            last,
        ],
        cache_logger_on_first_use=False,
    )


def _blot(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in event:
        if _SECRET_NAMES.search(name):
            event[name] = "***"
    return event
