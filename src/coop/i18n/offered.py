"""Which languages this process offers: set once at start, asked everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.i18n.locale import DEFAULT_TAGS, Locales

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_locales: Locales | None = None


def configure(tags: Sequence[str] = DEFAULT_TAGS, fallbacks: Mapping[str, Sequence[str]] | None = None) -> Locales:
    """Say which languages this process offers, the default first, and what its readers can read instead.

    Called once at start, before anything is said; raises UnknownLocale with a sentence for a tag that is none.
    """
    global _locales  # noqa: PLW0603 - what is offered is a fact of the process, like its clock
    _locales = Locales(tags, fallbacks)
    return _locales


def locales() -> Locales:
    """The languages offered: those configured, or the four of a fresh installation."""
    return _locales or configure()


def negotiate(header: str) -> str:
    """The offered tag that suits an ``Accept-Language`` header best; the default where nothing does."""
    return locales().negotiate(header)
