"""One filter for every list of conferences: page, month, feed and API read it from the address and write it back in one order."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from coop import themes, zones
from coop.conferences.states import Format, Status
from coop.errors import Invalid
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coop.i18n.message import Message

LONGEST_TEXT = 200
MOST_VALUES = 60
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

E = TypeVar("E", bound=StrEnum)


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
    reader = _Reader(query)
    from_, to = reader.day("from"), reader.day("to")
    if from_ and to and to < from_:
        reader.wrong["to"] = _("The last day must not come before the first day.")
    sorts = reader.words("sort", Sort)
    found = ConferenceFilter(
        q=reader.text("q"),
        themes=reader.known("theme", themes.SLUGS),
        topics=reader.known("topic", themes.CODES),
        countries=reader.known("country", zones.country_codes()),
        partners=reader.numbers("partner"),
        series=reader.numbers("series"),
        formats=reader.words("format", Format),
        statuses=reader.words("status", Status),
        kinds=reader.words("kind", Kind),
        languages=reader.tags("lang"),
        from_=from_,
        to=to,
        sort=sorts[-1] if sorts else Sort.DATE,
    )
    if reader.wrong:
        raise Invalid(reader.wrong)
    return found


class _Reader:
    """Reads the values of an address, gathering what is wrong with them."""

    def __init__(self, query: Mapping[str, Sequence[str]]) -> None:
        self._query = query
        self.wrong: dict[str, Message] = {}

    def text(self, name: str) -> str:
        found = " ".join(" ".join(self._values(name)).split())
        if len(found) > LONGEST_TEXT or not found.isprintable():
            self.wrong[name] = _("Search for plain words, at most %(longest)s characters.", longest=LONGEST_TEXT)
            return ""
        return found

    def known(self, name: str, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The values asked for, in the order offered."""
        asked = set(self._values(name))
        self._refuse(name, asked - set(offered))
        return tuple(value for value in offered if value in asked)

    def words(self, name: str, enum: type[E]) -> tuple[E, ...]:
        return tuple(enum(value) for value in self.known(name, tuple(each.value for each in enum)))

    def numbers(self, name: str) -> tuple[int, ...]:
        asked = set(self._values(name))
        numbers = {value for value in asked if _NUMBER.fullmatch(value)}
        self._refuse(name, asked - numbers)
        return tuple(sorted(int(value) for value in numbers))

    def tags(self, name: str) -> tuple[str, ...]:
        asked = set(self._values(name))
        tags = {value for value in asked if _TAG.fullmatch(value)}
        self._refuse(name, asked - tags)
        return tuple(sorted(tags))

    def day(self, name: str) -> date | None:
        asked = self._values(name)
        if not asked:
            return None
        try:
            found = date.fromisoformat(asked[-1]) if _DAY.fullmatch(asked[-1]) else None
        except ValueError:
            found = None
        if found is None or not zones.EARLIEST_YEAR <= found.year <= zones.LATEST_YEAR:
            self.wrong[name] = _("Enter a day as year-month-day, such as 2026-05-01.")
            return None
        return found

    def _values(self, name: str) -> list[str]:
        found = [value.strip() for value in self._query.get(name, ()) if value.strip()]
        if len(found) > MOST_VALUES:
            self.wrong[name] = _("Choose at most %(most)s values.", most=MOST_VALUES)
        return found[:MOST_VALUES]

    def _refuse(self, name: str, strange: set[str]) -> None:
        if strange:
            self.wrong.setdefault(name, _("%(value)s is not one of the choices.", value=min(strange)[:60]))
