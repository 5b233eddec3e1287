"""One filter for every list of interactions, read from the address and written back in one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coop import themes, zones
from coop.asked import Asked
from coop.i18n.message import _
from coop.liaison.facts import Kind
from coop.narrowing import Narrowing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class InteractionFilter(Narrowing):
    """What is wanted. Within one field any value will do, between fields all must hold; an empty field asks for nothing.

    ``countries`` are of any organisation that took part; ``from_`` and ``to`` are civil days, both included.
    """

    q: str = ""
    kinds: tuple[Kind, ...] = ()
    officers: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()
    from_: date | None = None
    to: date | None = None

    def to_query(self) -> tuple[tuple[str, str], ...]:
        """Name and value pairs for an address, in the one order that makes equal filters equal addresses."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, str(value)) for field, name in NAMES.items() for value in getattr(self, field)]
        return tuple(pairs + [(name, day.isoformat()) for name, day in (("from", self.from_), ("to", self.to)) if day])


NAMES = {"kinds": "kind", "officers": "officer", "themes": "theme", "countries": "country", "partners": "partner"}
"""Field of the filter -> its name in an address, for those of several values."""


def from_query(query: Mapping[str, Sequence[str]]) -> InteractionFilter:
    """Read a filter from an address: empty values and names that are none of ours are passed over, repeated ones count once.

    Raises Invalid naming each field, by its name in the address, that holds something that cannot be meant.
    """
    asked = Asked(query)
    from_, to = asked.day("from"), asked.day("to")
    if from_ and to and to < from_:
        asked.wrong["to"] = _("The last day must not come before the first day.")
    found = InteractionFilter(
        q=asked.text("q"),
        kinds=asked.words("kind", Kind),
        officers=asked.numbers("officer"),
        themes=asked.known("theme", themes.SLUGS),
        countries=asked.known("country", zones.country_codes()),
        partners=asked.numbers("partner"),
        from_=from_,
        to=to,
    )
    asked.finish()
    return found
