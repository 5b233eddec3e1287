"""Joint projects as they are handed to pages, feeds and the API: values, never table rows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from coop import narrowing, themes
from coop.multilingual import Multilingual
from coop.projects.facts import NewProject
from coop.projects.rules import Standing
from coop.projects.states import Honesty, Role, Stage, Visibility


class PartnerView(msgspec.Struct, frozen=True):
    """Who takes part. ``organisation`` is None for a body that is not in the register, whose name stands in ``names`` all the same."""

    organisation: int | None
    names: Multilingual
    country: str
    role: Role
    joined: str
    left: str


class ProjectCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a list shows of a project. ``partners`` are those the viewer may know of; ``topics`` in the order of the themes.

    ``planned_start``, ``planned_end``, ``start`` and ``end`` are a year, a month or a day in ISO 8601, or empty.
    """

    id: int
    uuid: UUID
    acronym: str
    names: Multilingual
    stage: Stage
    planned_start: str
    planned_end: str
    start: str
    end: str
    visibility: Visibility
    honesty: Honesty
    illustrative: bool
    agreed_at: int | None
    revised_at: datetime
    topics: tuple[str, ...] = ()
    partners: tuple[PartnerView, ...] = ()

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of its themes, in their order."""
        return themes.themes_of(self.topics)

    @property
    def home_name(self) -> str:
        """The name in its source language, which its address is made of."""
        return self.names.text(self.names.source)

    @property
    def begins(self) -> str:
        """When it begins as far as is known: the actual start before the planned one."""
        return self.start or self.planned_start

    @property
    def finishes(self) -> str:
        """When it ends as far as is known: the actual end before the planned one."""
        return self.end or self.planned_end


class EntryView(msgspec.Struct, frozen=True):
    """A line of the logbook."""

    id: int
    uuid: UUID
    happened_on: date
    text: str
    language: str
    author_name: str
    written_at: datetime


class ProjectView(ProjectCard, frozen=True, kw_only=True):
    """A whole project. ``facts`` are what an edit form starts from."""

    version: int
    created_at: datetime
    trashed_at: datetime | None
    facts: NewProject

    @property
    def standing(self) -> Standing:
        """What the rules look at."""
        return Standing(self.visibility, self.facts.present_partners, self.trashed_at)


class Choices(msgspec.Struct, frozen=True):
    """For each filter of the list, how many projects each choice would leave, with the other filters as they are."""

    themes: dict[str, int]
    stages: dict[Stage, int]
    countries: dict[str, int]
    roles: dict[Role, int]


class Page(narrowing.Page[ProjectCard, Choices], frozen=True):
    """One page of the list."""
