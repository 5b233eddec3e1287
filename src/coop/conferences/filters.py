"""One filter for every list of conferences: page, month, feed and API read it from the address and write it back in one order."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coop import themes, zones
from coop.asked import Asked
from coop.conferences.states import Format, Status
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kind(StrEnum):
    """Which calendar entries are wanted."""

    CONFERENCE = "conference"
    DEADLINE = "deadline"


class Sort(StrEnum):
    """The order of a list: earliest first, or latest first."""

    DATE = "date"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class ConferenceFilter:
    """What is wanted. Within one field any value will do, between fields all must hold; an empty field asks for nothing.

    ``from_`` and ``to`` are civil days, both included; a conference is in when any of its days is. Without either, lists show what
    ends today or later.
    """

    q: str = ""
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()
    series: tuple[int, ...] = ()
    formats: tuple[Format, ...] = ()
    statuses: tuple[Status, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    sort: Sort = Sort.DATE

    def to_query(self) -> tuple[tuple[str, str], ...]:
        """Name and value pairs for an address, in the one order that makes equal filters equal addresses."""
        pairs: list[tuple[str, str]] = []
        if self.q:
            pairs.append(("q", self.q))
        for field, name in NAMES.items():
            pairs.extend((name, str(value)) for value in getattr(self, field))
        pairs.extend((name, day.isoformat()) for name, day in (("from", self.from_), ("to", self.to)) if day)
        if self.sort is not Sort.DATE:
            pairs.append(("sort", self.sort.value))
        return tuple(pairs)

    def without(self, field: str) -> ConferenceFilter:
        """The same filter with ``field`` asking for nothing."""
        return self._with(field, _BLANK[field])

    def dropping(self, field: str, value: object) -> ConferenceFilter:
        """The same filter without one ``value`` of ``field``."""
        return self._with(field, tuple(each for each in getattr(self, field) if each != value))

    def _with(self, field: str, value: Any) -> ConferenceFilter:  # noqa: ANN401 - whatever that field holds
        return replace(self, **{field: value})

    @property
    def active(self) -> tuple[str, ...]:
        """The fields that narrow the list, in order; kinds and sort do not."""
        return tuple(name for name, blank in _BLANK.items() if name not in {"kinds", "sort"} and getattr(self, name) != blank)


NAMES = {
    "themes": "theme",
    "topics": "topic",
    "countries": "country",
    "partners": "partner",
    "series": "series",
    "formats": "format",
    "statuses": "status",
    "kinds": "kind",
    "languages": "lang",
}
"""Field of the filter -> its name in an address."""

_BLANK = {each.name: each.default for each in fields(ConferenceFilter)}


def from_query(query: Mapping[str, Sequence[str]]) -> ConferenceFilter:
    """Read a filter from an address: empty values and names that are none of ours are passed over, repeated ones count once.

    Raises Invalid naming each field, by its name in the address, that holds something that cannot be meant.
    """
    asked = Asked(query)
    from_, to = asked.day("from"), asked.day("to")
    if from_ and to and to < from_:
        asked.wrong["to"] = _("The last day must not come before the first day.")
    sorts = asked.words("sort", Sort)
    found = ConferenceFilter(
        q=asked.text("q"),
        themes=asked.known("theme", themes.SLUGS),
        topics=asked.known("topic", themes.CODES),
        countries=asked.known("country", zones.country_codes()),
        partners=asked.numbers("partner"),
        series=asked.numbers("series"),
        formats=asked.words("format", Format),
        statuses=asked.words("status", Status),
        kinds=asked.words("kind", Kind),
        languages=asked.tags("lang"),
        from_=from_,
        to=to,
        sort=sorts[-1] if sorts else Sort.DATE,
    )
    asked.finish()
    return found
