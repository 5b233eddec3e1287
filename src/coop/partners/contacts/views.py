"""Contacts as pages and the API show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coop.multilingual import Multilingual
from coop.partners.contacts.facts import NewContact, NewPost, Role
from coop.partners.contacts.rules import Sight


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as a line of a list: what the reader may see, the posts held now first. ``retain_until`` is for those who keep contacts."""

    id: int
    name: str
    email: str
    phone: str
    languages: tuple[str, ...]
    posts: tuple[NewPost, ...]
    is_published: bool
    retain_until: date | None
    is_due: bool
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact, as far as the reader sees: ``facts`` hold what ``sight`` allows. An erased one has no facts of a person left."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    trashed_at: datetime | None
    erased_at: datetime | None
    facts: NewContact
    sight: Sight


@dataclass(frozen=True, slots=True)
class Choices:
    """For each filter of the list, how many contacts each choice would leave, with the other filters as they are."""

    organisations: Mapping[int, int]
    roles: Mapping[Role, int]
    languages: Mapping[str, int]
    due: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, with the names of the organisations among the choices."""

    cards: list[Card]
    number: int
    size: int
    total: int
    choices: Choices
    organisations: Mapping[int, Multilingual]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
