"""Pages, feeds and the API over HTTP: one module a subject, each with its ``routes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop.web import about, dev, health, preferences

if TYPE_CHECKING:
    from coop.settings import Settings

ROUTES: list[Any] = [
    *about.routes,
    *preferences.routes,
]
"""What stands below ``/{locale}``: handlers of Litestar, each with ``opt={"access": ...}``."""

OUTSIDE: list[Any] = [
    *health.routes,
]
"""What stands beside the languages: probes, robots.txt, the API below ``/api/v1``."""


def pages(chosen: Settings) -> list[Any]:
    """Everything below ``/{locale}``; while developing also the preview of all parts."""
    return [*ROUTES, *dev.routes] if chosen.development else ROUTES
