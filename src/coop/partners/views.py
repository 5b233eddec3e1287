"""Organisations as pages, feeds and the API show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from coop.i18n import locales
from coop.multilingual import Multilingual, Said
from coop.partners.facts import Kind, NewOrganisation, Status

if TYPE_CHECKING:
    from coop.partners.facts import NewName


def said(value: Multilingual, locale: str) -> Said:
    """``value`` for a reader of ``locale``: their language, what they can read instead, then the original."""
    return value.say(locale, locales().chain(locale))


@dataclass(frozen=True, slots=True)
class Card:
    """An organisation as a line of a list. ``slug_source`` is its name at home, which its address is made of."""

    id: int
    name: Said
    home_name: str
    kinds: tuple[Kind, ...]
    status: Status
    country: str
    city: Said
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation whole: its facts, and what the record itself says."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    trashed_at: datetime | None
    names: Multilingual
    facts: NewOrganisation

    def name(self, locale: str) -> Said:
        """The name to show to a reader of ``locale``."""
        return said(self.names, locale)

    @property
    def home_name(self) -> str:
        """Its name at home, which its address is made of."""
        return self.names.text(self.names.source)

    def name_on(self, day: str, locale: str) -> str:
        """The name that was in force on ``day`` (ISO 8601): a former one of the reader's language or of home, else the present one."""
        shown = self.name(locale)
        former = [name for name in self.facts.names if name.tag == shown.locale and _covers(name, day)]
        return former[0].text if former else shown.text


@dataclass(frozen=True, slots=True)
class Choices:
    """For each filter of the list, how many organisations each choice would leave, with the other filters as they are."""

    countries: Mapping[str, int]
    kinds: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list: its cards, its number from 1, how many there are in all."""

    cards: list[Card]
    number: int
    size: int
    total: int
    choices: Choices

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def _covers(name: NewName, day: str) -> bool:
    """Whether a former name was in force on ``day``; an end given as a year or month ends with it."""
    if name.kind != "former" or not name.valid_to:
        return False
    return day[: len(name.valid_to)] <= name.valid_to and (not name.valid_from or day >= name.valid_from)
