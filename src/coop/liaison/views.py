"""Interactions as they are handed to pages and the API: values, never table rows."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

import msgspec

from coop import narrowing, themes
from coop.liaison.facts import Kind, NewFollowUp, NewInteraction, Part, Role
from coop.multilingual import Multilingual


class Presence(msgspec.Struct, frozen=True):
    """An organisation that took part, by the names it has now."""

    organisation: int
    names: Multilingual
    part: Part


class Person(msgspec.Struct, frozen=True):
    """Somebody who took part. ``contact`` is None for who is no contact; one who was erased has a number and words for a name."""

    contact: int | None
    name: str
    organisation: int | None
    role: Role
    is_erased: bool = False


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed after an interaction."""

    id: int
    uuid: UUID
    version: int
    interaction: int
    text: str
    assignee: int
    assignee_name: str
    due_on: date
    done_on: date | None
    titles: Multilingual
    made_at: datetime

    @property
    def facts(self) -> NewFollowUp:
        """What can be edited of it."""
        return NewFollowUp(self.text, self.assignee, self.due_on)


class InteractionCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a list shows of an interaction. ``open_follow_ups`` counts those that are not done."""

    id: int
    uuid: UUID
    version: int
    kind: Kind
    confidential: bool
    illustrative: bool
    happened_on: date
    until_on: date | None
    begins: time | None
    zone: str
    titles: Multilingual
    place: str
    officer: int | None
    revised_at: datetime
    organisations: tuple[Presence, ...] = ()
    topics: tuple[str, ...] = ()
    open_follow_ups: int = 0

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of its themes, in their order."""
        return themes.themes_of(self.topics)

    @property
    def home_title(self) -> str:
        """The title in its source language, which its address is made of."""
        return self.titles.text(self.titles.source)


class InteractionView(InteractionCard, frozen=True, kw_only=True):
    """A whole interaction. ``facts`` are what an edit form starts from."""

    created_at: datetime
    trashed_at: datetime | None
    facts: NewInteraction
    people: tuple[Person, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class Visit(msgspec.Struct, frozen=True):
    """A visit or a delegation as a calendar shows it."""

    id: int
    titles: Multilingual
    happened_on: date
    until_on: date | None
    begins: time | None
    zone: str
    place: str
    created_at: datetime
    revised_at: datetime


class Choices(msgspec.Struct, frozen=True):
    """For each filter of the list, how many interactions each choice would leave, with the other filters as they are."""

    kinds: dict[Kind, int]
    officers: dict[int, int]
    themes: dict[str, int]
    countries: dict[str, int]


class Page(narrowing.Page[InteractionCard, Choices], frozen=True):
    """One page of the list."""


class Moment(msgspec.Struct, frozen=True):
    """A line of an organisation's timeline: what kind of record, which, and its day."""

    kind: str
    id: int
    on: date
