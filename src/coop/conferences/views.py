"""Conferences as they are handed to pages, feeds and the API: values, never table rows."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from coop import themes
from coop.conferences.rules import Shares, Standing
from coop.conferences.spans import Dates
from coop.conferences.states import Answer, ChangeOfDates, DeadlineKind, Format, HostRole, Precision, Status, Visibility
from coop.multilingual import Multilingual, decode
from coop.text import slug

if TYPE_CHECKING:
    from collections.abc import Mapping


class ConferenceCard(msgspec.Struct, frozen=True):
    """What a list shows of a conference. ``hosts`` are ids of organisations that did not decline; ``topics`` in the order of the themes."""

    id: int
    uuid: UUID
    names: Multilingual
    summary: Multilingual
    edition: str
    series: int | None
    status: Status
    visibility: Visibility
    format: Format
    venue: Multilingual
    city: Multilingual
    country: str
    zone: str
    starts_on: date
    ends_on: date | None
    precision: Precision
    opens_at: time | None
    closes_at: time | None
    starts_at: datetime
    ends_at: datetime
    last_day: date
    languages: tuple[str, ...]
    website: str
    illustrative: bool
    sequence: int
    version: int
    revised_at: datetime
    topics: tuple[str, ...] = ()
    hosts: tuple[int, ...] = ()

    @property
    def dates(self) -> Dates:
        """The dates as announced."""
        return Dates(self.starts_on, self.ends_on, self.precision)

    @property
    def first_day(self) -> date:
        """The first day it may be on."""
        return self.dates.first_day

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of its themes, in their order."""
        return themes.themes_of(self.topics)

    @property
    def path(self) -> str:
        """Where its page is, below the language."""
        return f"/conferences/{self.id}-{slug_of(self.names)}"

    @property
    def is_timed(self) -> bool:
        """Whether it is a single day with hours; otherwise calendars show whole days."""
        return self.opens_at is not None and self.dates.is_one_day


class HostView(msgspec.Struct, frozen=True):
    """An organisation behind a conference."""

    organisation: int
    role: HostRole
    answer: Answer


class TrashedConference(msgspec.Struct, frozen=True):
    """A conference that may be brought back: its names, and since when it lies in the trash."""

    id: int
    names: Multilingual
    trashed_at: datetime


class DeadlineView(msgspec.Struct, frozen=True):
    """A dated step. ``due_on`` and ``due_time`` are wall values in ``zone``.

    ``original_*`` is what stood before the first extension, ``extended_on`` the day the last one was announced.
    """

    uuid: UUID
    conference: int
    kind: DeadlineKind
    round: int
    label: Multilingual
    zone: str
    due_on: date
    due_time: time
    due_at: datetime
    original_on: date | None
    original_time: time | None
    extended_on: date | None
    sequence: int
    created_at: datetime
    entry_revised_at: datetime


class PreviousView(msgspec.Struct, frozen=True):
    """Dates that were given up."""

    kind: ChangeOfDates
    starts_on: date
    ends_on: date | None
    precision: Precision
    announced_on: date | None

    @property
    def dates(self) -> Dates:
        """The dates that no longer stand."""
        return Dates(self.starts_on, self.ends_on, self.precision)


def slug_of(names: Multilingual) -> str:
    """The readable part of an address: the name in its source language, so that it is the same in every language of the site."""
    return slug(names.say(names.source).text)


class ConferenceView(ConferenceCard, frozen=True, kw_only=True):
    """A whole conference. ``parties`` are its hosts with roles and answers.

    ``granted`` are the people who may edit it beside its maker, ``shared`` the parts given to co-organising organisations.
    """

    created_at: datetime
    created_by: int | None
    revised_by: int | None
    trashed_at: datetime | None
    entry_revised_at: datetime
    description: Multilingual
    status_reason: Multilingual
    successor: int | None
    street: Multilingual
    latitude: float | None
    longitude: float | None
    registration_url: str
    stream_url: str
    stream_private: bool
    expected_attendance: int | None
    conduct_url: str
    contact: str
    source: str
    organised_by: str
    parties: tuple[HostView, ...] = ()
    deadlines: tuple[DeadlineView, ...] = ()
    previous: tuple[PreviousView, ...] = ()
    granted: frozenset[int] = frozenset()
    shared: Shares = frozenset()

    @property
    def standing(self) -> Standing:
        """What the rules need to know."""
        return Standing(self.visibility, self.created_by, self.granted, self.shared, self.trashed_at)


class SeriesView(msgspec.Struct, frozen=True):
    """A recurring conference."""

    id: int
    uuid: UUID
    version: int
    names: Multilingual
    acronym: str
    home_organisation: int | None
    cadence: Multilingual
    website: str
    created_by: int | None
    revised_at: datetime
    topics: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where its page is, below the language."""
        return f"/series/{self.id}-{slug_of(self.names)}"

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of its themes, in their order."""
        return themes.themes_of(self.topics)


_DECODED = {"names", "summary", "description", "status_reason", "venue", "street", "city", "cadence", "label"}
_WORDS: dict[str, type[Any]] = {
    "status": Status,
    "visibility": Visibility,
    "format": Format,
    "precision": Precision,
    "kind": DeadlineKind,
    "role": HostRole,
    "answer": Answer,
}


def read(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as views hold them: texts decoded, words as members, languages apart."""
    found = dict(row)
    for name, value in row.items():
        if name in _DECODED:
            found[name] = decode(value)
        elif name in _WORDS:
            found[name] = _WORDS[name](value)
    if "languages" in found:
        found["languages"] = tuple(found["languages"].split())
    return found
