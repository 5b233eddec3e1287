"""One filter for every list of joint projects, read from the address and written back in one order."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from coop import themes, zones
from coop.errors import Invalid
from coop.i18n.message import _
from coop.projects.states import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coop.i18n.message import Message

LONGEST_TEXT = 200
MOST_VALUES = 60
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_Word = TypeVar("_Word", bound=StrEnum)


class Sort(StrEnum):
    """The order of a list: the latest to begin first, or the last changed first."""

    START = "start"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What is wanted. Within one field any value will do, between fields all must hold; an empty field asks for nothing.

    With ``partners`` and ``roles`` together, one of those organisations must have one of those roles; ``countries`` are of any partner.
    """

    q: str = ""
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    partners: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    sort: Sort = Sort.START

    def to_query(self) -> tuple[tuple[str, str], ...]:
        """Name and value pairs for an address, in the one order that makes equal filters equal addresses."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, str(value)) for field, name in NAMES.items() for value in getattr(self, field)]
        if self.sort is not Sort.START:
            pairs.append(("sort", self.sort.value))
        return tuple(pairs)

    def without(self, field: str) -> ProjectFilter:
        """The same filter with ``field`` asking for nothing."""
        return replace(self, **{field: _BLANK[field]})

    @property
    def active(self) -> tuple[str, ...]:
        """The fields that narrow the list, in order."""
        return tuple(name for name, blank in _BLANK.items() if name != "sort" and getattr(self, name) != blank)


NAMES = {"themes": "theme", "topics": "topic", "stages": "stage", "partners": "partner", "countries": "country", "roles": "role"}
"""Field of the filter -> its name in an address."""

_BLANK: dict[str, Any] = {each.name: each.default for each in fields(ProjectFilter)}


def from_query(query: Mapping[str, Sequence[str]]) -> ProjectFilter:
    """Read a filter from an address: empty values and names that are none of ours are passed over, repeated ones count once.

    Raises Invalid naming each field, by its name in the address, that holds something that cannot be meant.
    """
    wrong: dict[str, Message] = {}
    reader = _Reader(query, wrong)
    text = " ".join(" ".join(reader.values("q")).split())
    if len(text) > LONGEST_TEXT or "\0" in text:
        wrong["q"] = _("Search for fewer words: at most %(longest)s characters.", longest=LONGEST_TEXT)
    partners = reader.values("partner")
    for value in partners:
        if not _NUMBER.fullmatch(value):
            reader.refuse("partner", value)
    sorts = reader.words("sort", Sort)
    found = ProjectFilter(
        q=text,
        themes=reader.known("theme", themes.SLUGS),
        topics=reader.known("topic", themes.CODES),
        stages=reader.words("stage", Stage),
        partners=tuple(sorted({int(value) for value in partners if _NUMBER.fullmatch(value)})),
        countries=reader.known("country", zones.country_codes()),
        roles=reader.words("role", Role),
        sort=sorts[-1] if sorts else Sort.START,
    )
    if wrong:
        raise Invalid(wrong)
    return found


class _Reader:
    """Values of an address, with what is wrong said to ``wrong``."""

    def __init__(self, query: Mapping[str, Sequence[str]], wrong: dict[str, Message]) -> None:
        self._query = query
        self._wrong = wrong

    def refuse(self, name: str, value: str) -> None:
        self._wrong.setdefault(name, _("%(value)s is not one of the choices.", value=value[:60]))

    def values(self, name: str) -> list[str]:
        found = [value.strip() for value in self._query.get(name, ()) if value.strip()]
        if len(found) > MOST_VALUES:
            self._wrong[name] = _("Choose at most %(most)s values.", most=MOST_VALUES)
        return found[:MOST_VALUES]

    def known(self, name: str, offered: Collection[str]) -> tuple[str, ...]:
        asked = set(self.values(name))
        for value in sorted(asked.difference(offered)):
            self.refuse(name, value)
        return tuple(each for each in offered if each in asked)

    def words(self, name: str, enum: type[_Word]) -> tuple[_Word, ...]:
        return tuple(enum(value) for value in self.known(name, [each.value for each in enum]))
