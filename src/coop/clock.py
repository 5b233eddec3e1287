"""The one place that knows what time it is, so that a test can set it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_fixed: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def today() -> date:
    """The present civil day in UTC: the day all caches and windows turn on."""
    return now().date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, for tests and for rebuilding what was true then."""
    global _fixed  # noqa: PLW0603 - the clock is the one global the domain reads, and only through now()
    before = _fixed
    _fixed = moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
