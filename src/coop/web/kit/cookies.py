"""Cookies: read from raw bytes without ever failing, written with every guard on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.settings import Settings

LOCALE = "locale"
SCHEME = "scheme"
ZONE = "zone"
NOTICE = "notice"
PREFERENCE_SECONDS = 365 * 86_400
NOTICE_SECONDS = 60
_LONGEST = 4_096
SCHEMES = ("auto", "light", "dark")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-/]{0,60}")


def session_name(settings: Settings) -> str:
    """The name of the session cookie: bound to this very host where the site is reached through TLS (RFC 6265bis 4.1.3.2)."""
    return "__Host-sid" if settings.is_https else "sid"


def read(header: bytes) -> dict[str, str]:
    """The cookies of a ``Cookie`` header. Of a repeated name the first counts; what is not plain ASCII is left out."""
    found: dict[str, str] = {}
    for part in header[: 4 * _LONGEST].split(b";"):
        name, equals, value = part.strip(b" \t").partition(b"=")
        if not equals or not name.isascii() or not value.isascii():
            continue
        found.setdefault(name.decode("ascii"), value.strip(b'"').decode("ascii"))
    return found


def scheme_of(found: Mapping[str, str]) -> str:
    """The colour scheme of a cookie jar; anything unknown is auto."""
    wanted = found.get(SCHEME, "")
    return wanted if wanted in SCHEMES else "auto"


def zone_of(found: Mapping[str, str]) -> str:
    """The time zone of a cookie jar, if it looks like one; else empty."""
    wanted = found.get(ZONE, "")
    return wanted if _ZONE.fullmatch(wanted) else ""


def write(settings: Settings, name: str, value: str, seconds: int | None, *attributes: str) -> str:
    """A ``Set-Cookie`` value for this host. ``seconds`` None means until the browser closes, 0 deletes.

    ``value`` must hold only letters, digits and ``-._~/+=``; raises ValueError otherwise, so that nothing can be smuggled in.
    """
    if not value.isascii() or any(not each.isalnum() and each not in "-._~/+=" for each in value):
        raise ValueError("A cookie value holds a character that needs quoting.")
    parts = [f"{name}={value}", "Path=/", "SameSite=Lax", *attributes]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if settings.is_https:
        parts.append("Secure")
    return "; ".join(parts)


def session(settings: Settings, token: str, seconds: int | None) -> str:
    """The ``Set-Cookie`` value that signs a browser in: out of reach of scripts."""
    return write(settings, session_name(settings), token, seconds, "HttpOnly")


def forget_session(settings: Settings) -> str:
    """The ``Set-Cookie`` value that signs a browser out."""
    return write(settings, session_name(settings), "", 0, "HttpOnly")
