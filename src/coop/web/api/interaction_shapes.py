"""What the API gives out of interactions, and what it takes in beside their facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from coop.liaison.facts import NewFollowUp, NewInteraction


class PresenceLine(msgspec.Struct, frozen=True):
    """An organisation that took part, with its name for a reader of ``locale``."""

    organisation: int
    name: str
    part: str


class InteractionLine(msgspec.Struct, frozen=True):
    """An interaction in a list; days are civil days. ``open_follow_ups`` counts what is still owed after it."""

    id: int
    uuid: UUID
    kind: str
    title: str
    title_locale: str
    happened_on: date
    until_on: date | None
    place: str
    confidential: bool
    themes: tuple[str, ...]
    topics: tuple[str, ...]
    organisations: list[PresenceLine]
    officer: int | None
    open_follow_ups: int
    illustrative: bool
    revised_at: datetime
    url: str


class InteractionPage(msgspec.Struct, frozen=True):
    """One page of interactions; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[InteractionLine]


class FollowUpLine(msgspec.Struct, frozen=True):
    """What is owed after an interaction: ``done_on`` is null until it is done."""

    id: int
    uuid: UUID
    version: int
    interaction: int
    text: str
    assignee: int
    assignee_name: str
    due_on: date
    done_on: date | None


class InteractionAnswer(msgspec.Struct, frozen=True):
    """A whole interaction: hand ``facts`` back with a change to save it."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    url: str
    follow_ups: list[FollowUpLine]
    facts: NewInteraction


class MomentLine(msgspec.Struct, frozen=True):
    """A line of an organisation's timeline: ``kind`` is conference, agreement, interaction or project, ``id`` its number."""

    kind: str
    id: int
    on: date


class TimelinePage(msgspec.Struct, frozen=True):
    """One page of a timeline, the latest first; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[MomentLine]


@dataclass(frozen=True, slots=True)
class ChangedFollowUp:
    """A follow-up's facts over the version that was read."""

    version: int
    facts: NewFollowUp


@dataclass(frozen=True, slots=True)
class ChangedInteraction:
    """An interaction's facts over the version that was read."""

    version: int
    facts: NewInteraction
