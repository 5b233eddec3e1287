"""What the API gives out, beside the facts it takes in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from coop.conferences.facts import NewConference, NewSeries
from coop.multilingual import Multilingual
from coop.partners.facts import NewOrganisation
from coop.partners.views import said
from coop.projects.facts import NewProject

if TYPE_CHECKING:
    from coop.multilingual import Said


class Made(msgspec.Struct, frozen=True):
    """What was created: its number, its version to save over, and its address."""

    id: int
    version: int
    url: str


class Saved(msgspec.Struct, frozen=True):
    """The version that now stands."""

    version: int


class OrganisationLine(msgspec.Struct, frozen=True):
    """An organisation in a list. ``name`` is for a reader of ``locale`` and is in the language ``name_locale``."""

    id: int
    name: str
    name_locale: str
    kinds: tuple[str, ...]
    status: str
    country: str
    city: str
    url: str


class OrganisationPage(msgspec.Struct, frozen=True):
    """One page of organisations; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[OrganisationLine]


class OrganisationAnswer(msgspec.Struct, frozen=True):
    """A whole organisation: hand ``facts`` back with a change to save it."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    url: str
    facts: NewOrganisation


class HostLine(msgspec.Struct, frozen=True):
    """An organisation behind a conference or in a project, with its name for a reader of ``locale``."""

    organisation: int | None
    name: str
    role: str


class ConferenceLine(msgspec.Struct, frozen=True):
    """A conference in a list. Days are civil days at the place; ``starts_at`` and ``ends_at`` are instants, the end exclusive."""

    id: int
    uuid: UUID
    name: str
    name_locale: str
    status: str
    visibility: str
    format: str
    themes: tuple[str, ...]
    topics: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    precision: str
    opens_at: time | None
    closes_at: time | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    city: str
    country: str
    hosts: list[int]
    illustrative: bool
    sequence: int
    revised_at: datetime
    url: str


class ConferencePage(msgspec.Struct, frozen=True):
    """One page of conferences; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[ConferenceLine]


class PreviousLine(msgspec.Struct, frozen=True):
    """Dates that were given up, and the day that was announced."""

    kind: str
    starts_on: date
    ends_on: date | None
    precision: str
    announced_on: date | None


class ConferenceAnswer(msgspec.Struct, frozen=True):
    """A whole conference: hand ``facts`` back with a change to save it. The stream link is left out where it is private to others."""

    id: int
    uuid: UUID
    version: int
    sequence: int
    status: str
    status_reason: Multilingual
    visibility: str
    starts_at: datetime
    ends_at: datetime
    previous: tuple[PreviousLine, ...]
    created_at: datetime
    revised_at: datetime
    url: str
    facts: NewConference


class ProjectLine(msgspec.Struct, frozen=True):
    """A joint project in a list."""

    id: int
    uuid: UUID
    acronym: str
    name: str
    name_locale: str
    stage: str
    themes: tuple[str, ...]
    topics: tuple[str, ...]
    begins: str
    finishes: str
    agreed_at: int | None
    honesty: str
    illustrative: bool
    partners: list[HostLine]
    revised_at: datetime
    url: str


class ProjectPage(msgspec.Struct, frozen=True):
    """One page of joint projects; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[ProjectLine]


class EntryLine(msgspec.Struct, frozen=True):
    """A line of a project's logbook."""

    id: int
    uuid: UUID
    on: date
    text: str
    language: str
    author: str
    written_at: datetime


class ProjectAnswer(msgspec.Struct, frozen=True):
    """A whole joint project with its logbook: hand ``facts`` back with a change to save it."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    url: str
    entries: tuple[EntryLine, ...]
    facts: NewProject


class Number(msgspec.Struct, frozen=True):
    """The number of what was written."""

    id: int


class TopicLine(msgspec.Struct, frozen=True):
    """A topic of a theme."""

    code: str
    names: dict[str, str]


class ThemeLine(msgspec.Struct, frozen=True):
    """A theme with its topics."""

    slug: str
    names: dict[str, str]
    topics: list[TopicLine]


class SeriesAnswer(msgspec.Struct, frozen=True):
    """A recurring conference: hand ``facts`` back with a change to save it."""

    id: int
    uuid: UUID
    version: int
    url: str
    facts: NewSeries


def spoken(value: Multilingual, locale: str) -> Said:
    """A text for a reader of ``locale``."""
    return said(value, locale)
