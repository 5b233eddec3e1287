"""The security headers that stand on every answer, errors and 304 included."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coop.settings import Settings
    from coop.web.kit.conditional import Header

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types coop"
)
_NOT_NEEDED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope"),
    *("hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
)
PERMISSIONS_POLICY = ", ".join(f"{each}=()" for each in _NOT_NEEDED)
HSTS_SECONDS = 365 * 86_400


def security_headers(settings: Settings) -> list[Header]:
    """The list for this installation; Strict-Transport-Security only where the site is reached through TLS."""
    found = [
        (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-embedder-policy", b"require-corp"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", PERMISSIONS_POLICY.encode()),
    ]
    if settings.is_https:
        found.append((b"strict-transport-security", f"max-age={HSTS_SECONDS}; includeSubDomains".encode()))
    return found


def with_security(headers: Sequence[Header], security: Sequence[Header]) -> list[Header]:
    """``headers`` and whichever of ``security`` they do not set themselves."""
    own = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in security if pair[0] not in own)]


def open_to_all(headers: Sequence[Header]) -> list[Header]:
    """The headers of a public feed: any site may fetch it, without credentials."""
    kept = [pair for pair in headers if pair[0] not in {b"cross-origin-resource-policy", b"access-control-allow-origin"}]
    return [*kept, (b"cross-origin-resource-policy", b"cross-origin"), (b"access-control-allow-origin", b"*")]


def is_feed(path: str) -> bool:
    """Whether a path is a public feed, which other sites may read: below ``/{locale}/feeds/``, or a calendar or Atom file."""
    parts = path.split("/", 3)
    return (len(parts) == 4 and parts[2] == "feeds") or path.endswith((".ics", ".atom"))  # noqa: PLR2004 - '', locale, feeds, the rest


PERSONAL = "/feeds/personal/"
"""What opens the address of somebody's own feed, behind the language; a secret follows."""


def is_personal(headers: Sequence[Header]) -> bool:
    """Whether an answer is for its owner alone: no other site may read it."""
    return any(name == b"cache-control" and value.startswith(b"private") for name, value in headers)
