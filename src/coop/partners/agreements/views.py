"""Agreements as they are handed to pages and the API: values, never table rows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from coop import narrowing, themes
from coop.multilingual import Multilingual
from coop.partners.agreements.dates import Dates, Renewal
from coop.partners.agreements.facts import NewAgreement
from coop.partners.agreements.states import Capacity, Kind, State


class PartyView(msgspec.Struct, frozen=True):
    """A party. ``organisation`` is None for a body outside the register, or one the viewer may not know of; ``names``: what to call it."""

    organisation: int | None
    names: Multilingual
    capacity: Capacity
    signed_on: date | None


class AgreementCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a list shows of an agreement. ``dates`` are those of the day it was asked for; of one whose terms do not run they are empty."""

    id: int
    uuid: UUID
    version: int
    reference: str
    kind: Kind
    titles: Multilingual
    state: State
    confidential: bool
    illustrative: bool
    renewal: Renewal
    effective_on: date | None
    officer: int | None
    revised_at: datetime
    dates: Dates
    topics: tuple[str, ...] = ()
    parties: tuple[PartyView, ...] = ()

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of its themes, in their order."""
        return themes.themes_of(self.topics)

    @property
    def home_title(self) -> str:
        """The title in its source language, which its address is made of."""
        return self.titles.text(self.titles.source)


class AgreementView(AgreementCard, frozen=True, kw_only=True):
    """A whole agreement. ``facts`` are what an edit form starts from; for a party's member without what is for staff."""

    created_at: datetime
    trashed_at: datetime | None
    facts: NewAgreement


class Choices(msgspec.Struct, frozen=True):
    """For each filter of the list, how many agreements each choice would leave, with the other filters as they are."""

    kinds: dict[Kind, int]
    states: dict[State, int]
    themes: dict[str, int]


class Page(narrowing.Page[AgreementCard, Choices], frozen=True):
    """One page of the list."""


class Due(msgspec.Struct, frozen=True):
    """An agreement that somebody must act on: by ``by``, because of ``why``: ``notice``, ``end``, ``review`` or ``lapsed``."""

    card: AgreementCard
    by: date
    why: str


class Watched(msgspec.Struct, frozen=True):
    """An agreement whose days somebody keeps in their calendar: its facts, when it was recorded and when last changed."""

    id: int
    facts: NewAgreement
    created_at: datetime
    revised_at: datetime
