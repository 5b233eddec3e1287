"""One filter for every list of joint projects, read from the address and written back in one order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from coop import themes, zones
from coop.asked import Asked
from coop.narrowing import Narrowing
from coop.projects.states import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Sort(StrEnum):
    """The order of a list: the latest to begin first, or the last changed first."""

    START = "start"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class ProjectFilter(Narrowing):
    """What is wanted. Within one field any value will do, between fields all must hold; an empty field asks for nothing.

    With ``partners`` and ``roles`` together, one of those organisations must have one of those roles; ``countries`` are of any partner.
    """

    BESIDE: ClassVar[frozenset[str]] = frozenset({"sort"})

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


NAMES = {"themes": "theme", "topics": "topic", "stages": "stage", "partners": "partner", "countries": "country", "roles": "role"}
"""Field of the filter -> its name in an address."""


def from_query(query: Mapping[str, Sequence[str]]) -> ProjectFilter:
    """Read a filter from an address: empty values and names that are none of ours are passed over, repeated ones count once.

    Raises Invalid naming each field, by its name in the address, that holds something that cannot be meant.
    """
    asked = Asked(query)
    sorts = asked.words("sort", Sort)
    found = ProjectFilter(
        q=asked.text("q"),
        themes=asked.known("theme", themes.SLUGS),
        topics=asked.known("topic", themes.CODES),
        stages=asked.words("stage", Stage),
        partners=asked.numbers("partner"),
        countries=asked.known("country", zones.country_codes()),
        roles=asked.words("role", Role),
        sort=sorts[-1] if sorts else Sort.START,
    )
    asked.finish()
    return found
