"""One filter for every list of agreements, read from the address and written back in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import themes
from coop.asked import Asked
from coop.narrowing import Narrowing
from coop.partners.agreements.states import Kind, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class AgreementFilter(Narrowing):
    """What is wanted. Within one field any value will do, between fields all must hold; an empty field asks for nothing."""

    q: str = ""
    kinds: tuple[Kind, ...] = ()
    states: tuple[State, ...] = ()
    themes: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()
    officers: tuple[int, ...] = ()

    def to_query(self) -> tuple[tuple[str, str], ...]:
        """Name and value pairs for an address, in the one order that makes equal filters equal addresses."""
        pairs = [("q", self.q)] if self.q else []
        return tuple(pairs + [(name, str(value)) for field, name in NAMES.items() for value in getattr(self, field)])


NAMES = {"kinds": "kind", "states": "state", "themes": "theme", "partners": "partner", "officers": "officer"}
"""Field of the filter -> its name in an address."""


def from_query(query: Mapping[str, Sequence[str]]) -> AgreementFilter:
    """Read a filter from an address: empty values and names that are none of ours are passed over, repeated ones count once.

    Raises Invalid naming each field, by its name in the address, that holds something that cannot be meant.
    """
    asked = Asked(query)
    found = AgreementFilter(
        q=asked.text("q"),
        kinds=asked.words("kind", Kind),
        states=asked.words("state", State),
        themes=asked.known("theme", themes.SLUGS),
        partners=asked.numbers("partner"),
        officers=asked.numbers("officer"),
    )
    asked.finish()
    return found
