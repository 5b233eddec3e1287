"""The facts of a joint project and of a logbook entry: the same for form, API and seed, and everything that can be wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from coop import clock, text
from coop import faults as check
from coop.faults import Faults
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual
from coop.projects import periods
from coop.projects.states import Honesty, Role, Stage, Visibility

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PARTNERS = 200
MOST_LINKS = 20
EMPTY = Multilingual()
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class NewParticipation:
    """Who takes part: an organisation of the register, or by its ``unlisted`` name a body that is not in it.

    ``joined`` and ``left`` are a year, a month or a day in ISO 8601, or empty; who has left has no part in the project any more.
    """

    organisation: int | None = None
    unlisted: str = ""
    role: Role = Role.PARTICIPANT
    joined: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A web address with the words to show for it; without words the address itself is shown."""

    url: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """The facts needed to log a joint project.

    ``topics`` holds topic codes or codes of whole themes. ``planned_start``, ``planned_end``, ``start`` and ``end`` are a year, a month
    or a day in ISO 8601, or empty: as exact as they are known. ``agreed_at`` is the conference where it was agreed, ``agreement`` the
    paper it belongs to. ``honesty`` and its note say what its theme might hide. ``notes`` holds what has no field of its own yet, funding
    as its source states it among it. ``illustrative`` marks a project made up for demonstration; ``source`` says where the facts are from.
    """

    names: Multilingual
    topics: tuple[str, ...]
    acronym: str = ""
    objective: Multilingual = EMPTY
    stage: Stage = Stage.IDEA
    planned_start: str = ""
    planned_end: str = ""
    start: str = ""
    end: str = ""
    parent: int | None = None
    agreed_at: int | None = None
    agreement: int | None = None
    website: str = ""
    links: tuple[NewLink, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    honesty: Honesty = Honesty.NONE
    honesty_note: Multilingual = EMPTY
    notes: Multilingual = EMPTY
    illustrative: bool = False
    source: str = ""
    participations: tuple[NewParticipation, ...] = ()

    def check(self) -> NewProject:
        """The facts as they will be stored. Raises Invalid naming every field that is wrong."""
        faults = Faults()
        tidy = replace(
            self,
            names=check.lines(faults, "names", self.names, 300),
            acronym=check.line(faults, "acronym", self.acronym, 40),
            objective=check.lines(faults, "objective", self.objective, 5_000, text.clean_text),
            honesty_note=check.lines(faults, "honesty_note", self.honesty_note, 500),
            notes=check.lines(faults, "notes", self.notes, 10_000, text.clean_text),
            topics=check.subject_codes(faults, "topics", self.topics),
            website=check.url(faults, "website", self.website),
            source=check.line(faults, "source", self.source, 1_000),
            links=_links(faults, self.links),
            participations=tuple(_participation(faults, f"participations.{n}", each) for n, each in enumerate(self.participations)),
            planned_start=periods.tidied(faults, "planned_start", self.planned_start),
            planned_end=periods.tidied(faults, "planned_end", self.planned_end),
            start=periods.tidied(faults, "start", self.start),
            end=periods.tidied(faults, "end", self.end),
        )
        if tidy.names.is_empty:
            faults.say(f"names.{self.names.source}", _("Enter a name."))
        if tidy.honesty is Honesty.NONE and not tidy.honesty_note.is_empty:
            faults.say("honesty", _("Choose what the note is about."))
        periods.require_order(faults, tidy.planned_start, tidy.planned_end, "planned_end")
        periods.require_order(faults, tidy.start, tidy.end, "end")
        _require_each_once(faults, tidy.participations)
        faults.finish()
        return tidy

    @property
    def begins_on(self) -> date | None:
        """The day it begins as far as is known: the actual start before the planned one."""
        return periods.first_day(self.start or self.planned_start)

    @property
    def finishes_on(self) -> date | None:
        """The last day it may last: the actual end before the planned one."""
        return periods.last_day(self.end or self.planned_end)

    @property
    def present_partners(self) -> frozenset[int]:
        """The organisations of the register that take part and have not left."""
        return frozenset(each.organisation for each in self.participations if each.organisation is not None and not each.left)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line of the logbook: what happened on a day, in the language it was written in."""

    on: date | None
    text: str
    language: str = "en"

    def check(self) -> NewEntry:
        """The facts as they will be stored. Raises Invalid naming every field that is wrong."""
        faults = Faults()
        tidy = replace(
            self, text=faults.trying(lambda: text.clean_text(self.text, "text", longest=4_000), ""), language=self.language.strip()
        )
        if not tidy.text:
            faults.say("text", _("Write what happened."))
        if self.on is None:
            faults.say("on", _("Enter the day it happened."))
        else:
            check.day(faults, "on", self.on)
            if self.on > clock.today() and "on" not in faults.found:
                faults.say("on", _("The logbook is for what has happened. Enter a day up to today."))
        if not _TAG.fullmatch(tidy.language):
            faults.say("language", _("%(tag)s is not a language code such as en, zh-Hans or th.", tag=tidy.language[:40]))
        faults.finish()
        return tidy


def _links(faults: Faults, links: Sequence[NewLink]) -> tuple[NewLink, ...]:
    if len(links) > MOST_LINKS:
        faults.say("links", ngettext("At most %(count)s link fits.", "At most %(count)s links fit.", MOST_LINKS))
    tidy = [NewLink(check.url(faults, "links", each.url), check.line(faults, "links", each.words, 200)) for each in links]
    return tuple(dict.fromkeys(each for each in tidy if each.url))


def _participation(faults: Faults, field: str, given: NewParticipation) -> NewParticipation:
    tidy = replace(
        given,
        unlisted=check.line(faults, f"{field}.unlisted", given.unlisted, 300),
        joined=periods.tidied(faults, f"{field}.joined", given.joined),
        left=periods.tidied(faults, f"{field}.left", given.left),
    )
    if tidy.organisation is None and not tidy.unlisted:
        faults.say(f"{field}.organisation", _("Choose an organisation, or enter the name of one that is not in the list."))
    elif tidy.organisation is not None and tidy.unlisted:
        faults.say(f"{field}.unlisted", _("Choose an organisation or enter a name, not both."))
    periods.require_order(faults, tidy.joined, tidy.left, f"{field}.left")
    return tidy


def _require_each_once(faults: Faults, given: Sequence[NewParticipation]) -> None:
    if len(given) > MOST_PARTNERS:
        faults.say("participations", ngettext("At most %(count)s partner fits.", "At most %(count)s partners fit.", MOST_PARTNERS))
    seen: set[tuple[int | None, str, Role]] = set()
    for n, each in enumerate(given):
        key = (each.organisation, each.unlisted.casefold(), each.role)
        if key in seen:
            field = "unlisted" if each.organisation is None else "organisation"
            faults.say(f"participations.{n}.{field}", _("This organisation is already named with this role."))
        seen.add(key)
