"""A page of the list of conferences, and the way out of an empty one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coop.conferences.filters import ConferenceFilter
from coop.conferences.views import ConferenceCard


@dataclass(frozen=True, slots=True)
class ConferencePage:
    """What a filter found. ``counts``: facet -> choice -> how many there would be with that choice alone in its field.

    ``earlier``: how many more matched but are over, where the list shows only what is to come. ``anywhere``: how many there are in all.
    """

    wanted: ConferenceFilter
    total: int
    number: int
    pages: int
    cards: list[ConferenceCard]
    counts: dict[str, dict[Any, int]]
    earlier: int
    anywhere: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of what a filter found."""

    total: int
    number: int
    pages: int
    cards: list[ConferenceCard]
