"""The facts of an interaction and of a follow-up: the same for form, API and seed, and everything that can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import clock, text
from coop import faults as check
from coop.faults import Faults
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ORGANISATIONS = 60
MOST_PEOPLE = 300
LONGEST_DAYS = 366
EMPTY = Multilingual()


class Kind(StrEnum):
    """What kind of contact it was. A visit in is to us, a visit out to them."""

    MEETING = "meeting"
    CALL = "call"
    MAIL = "mail"
    VISIT_IN = "visit_in"
    VISIT_OUT = "visit_out"
    DELEGATION = "delegation"
    SIGNING = "signing"
    SIDE_EVENT = "side_event"


VISITS = (Kind.VISIT_IN, Kind.VISIT_OUT, Kind.DELEGATION)
"""The kinds that people travel for."""


class Part(StrEnum):
    """What an organisation was in it."""

    PARTICIPANT = "participant"
    HOST = "host"
    VISITOR = "visitor"


class Role(StrEnum):
    """What a person was in it."""

    MEMBER = "member"
    HEAD = "head"
    HOST = "host"
    INTERPRETER = "interpreter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NewPresence:
    """An organisation that took part."""

    organisation: int
    part: Part = Part.PARTICIPANT


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who took part: one of the contacts, or by ``name`` somebody who is none. ``organisation`` is whom they came for."""

    contact: int | None = None
    name: str = ""
    organisation: int | None = None
    role: Role = Role.MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInteraction:
    """The facts needed to log a contact with organisations.

    ``happened_on`` is its first day, ``until_on`` the last one of several; ``begins`` the hour on the clocks of ``zone``. A confidential
    one is known to liaison officers and administrators alone. ``programme`` is what a visit saw, hour by hour. ``officer`` is the person
    of ours who answers for it. ``illustrative`` marks one made up for demonstration.
    """

    titles: Multilingual
    kind: Kind
    happened_on: date | None
    zone: str = "UTC"
    until_on: date | None = None
    begins: time | None = None
    confidential: bool = False
    organisations: tuple[NewPresence, ...] = ()
    people: tuple[NewPerson, ...] = ()
    topics: tuple[str, ...] = ()
    summary: Multilingual = EMPTY
    outcome: Multilingual = EMPTY
    programme: str = ""
    place: str = ""
    officer: int | None = None
    conference: int | None = None
    project: int | None = None
    agreement: int | None = None
    illustrative: bool = False

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Every organisation that took part."""
        return frozenset(each.organisation for each in self.organisations)

    def check(self) -> NewInteraction:
        """The facts as they are stored. Raises Invalid with every field that breaks a rule."""
        faults = Faults()
        tidy = replace(
            self,
            titles=check.lines(faults, "titles", self.titles, 300),
            summary=check.lines(faults, "summary", self.summary, 20_000, text.clean_text),
            outcome=check.lines(faults, "outcome", self.outcome, 20_000, text.clean_text),
            programme=faults.trying(lambda: text.clean_text(self.programme, "programme", longest=20_000), ""),
            place=check.line(faults, "place", self.place, 300),
            zone=check.zone(faults, "zone", self.zone),
            topics=check.subject_codes(faults, "topics", self.topics) if self.topics else (),
            people=tuple(_person(faults, f"people.{at}", each) for at, each in enumerate(self.people)),
        )
        if tidy.titles.is_empty:
            faults.say(f"titles.{self.titles.source}", _("Say in a line what it was about."))
        _check_days(faults, tidy)
        _check_organisations(faults, tidy.organisations)
        if len(tidy.people) > MOST_PEOPLE:
            faults.say("people", ngettext("At most %(count)s person fits.", "At most %(count)s people fit.", MOST_PEOPLE))
        faults.finish()
        return tidy


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """What is owed after an interaction: by whom, until when."""

    text: str
    assignee: int
    due_on: date | None

    def check(self) -> NewFollowUp:
        """The facts as they are stored. Raises Invalid with every field that breaks a rule."""
        faults = Faults()
        tidy = replace(self, text=check.line(faults, "text", self.text, 500))
        if not tidy.text:
            faults.say("text", _("Say what is to be done."))
        if self.due_on is None:
            faults.say("due_on", _("Enter the day by which it is due."))
        check.day(faults, "due_on", self.due_on)
        faults.finish()
        return tidy


def _person(faults: Faults, field: str, given: NewPerson) -> NewPerson:
    tidy = replace(given, name=check.line(faults, f"{field}.name", given.name, 200))
    if (tidy.contact is None) == (not tidy.name):
        faults.say(f"{field}.name", _("Choose a contact, or enter the name of somebody who is none."))
    return tidy


def _check_days(faults: Faults, facts: NewInteraction) -> None:
    if facts.happened_on is None:
        faults.say("happened_on", _("Enter the day."))
        return
    check.day(faults, "happened_on", facts.happened_on)
    check.day(faults, "until_on", facts.until_on)
    if facts.until_on is not None and facts.until_on < facts.happened_on:
        faults.say("until_on", _("The end must not come before the start."))
    elif facts.until_on is not None and facts.until_on - facts.happened_on > timedelta(days=LONGEST_DAYS):
        faults.say("until_on", _("Enter a last day within a year of the first."))
    if facts.happened_on > clock.today() + timedelta(days=3 * LONGEST_DAYS):
        faults.say("happened_on", _("Enter a day within the next three years."))
    if facts.begins is not None and "zone" not in faults.found and "happened_on" not in faults.found:
        check.instant(faults, "begins", facts.happened_on, facts.begins, facts.zone, 0)


def _check_organisations(faults: Faults, given: Sequence[NewPresence]) -> None:
    if not given:
        faults.say("organisations", _("Choose at least one organisation."))
    elif len(given) > MOST_ORGANISATIONS:
        words = ngettext("At most %(count)s organisation fits.", "At most %(count)s organisations fit.", MOST_ORGANISATIONS)
        faults.say("organisations", words)
    elif len({each.organisation for each in given}) < len(given):
        faults.say("organisations", _("An organisation is named twice."))
