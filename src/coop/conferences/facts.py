"""The facts of a conference or a series: the same for form, API and seed, and everything that can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

from coop import faults as check
from coop import text, zones
from coop.conferences.deadlines import NewDeadline
from coop.conferences.spans import Dates, Span, When
from coop.conferences.states import Answer, Format, HostRole, Precision, Status
from coop.faults import Faults
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual

MOST_HOSTS = 60
MOST_DEADLINES = 60
MOST_PEOPLE = 10_000_000
EMPTY = Multilingual()


@dataclass(frozen=True, slots=True)
class NewHost:
    """An organisation behind a conference."""

    organisation: int
    role: HostRole = HostRole.HOST
    answer: Answer = Answer.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConference:
    """The facts needed to put a conference on the calendar.

    ``topics`` holds topic codes or codes of whole themes. Dates and hours are as in `When`. ``country`` is an ISO 3166-1 code.
    ``languages`` are the working languages. ``contact`` is a role address, never a person's. ``illustrative`` marks a conference made up
    for demonstration; ``source`` says where the facts are from. ``organised_by`` names, as their own words put it, who stands behind it
    beside the hosts on record. ``status`` is the one it begins with; saving over an existing conference leaves its status alone.
    """

    names: Multilingual
    topics: tuple[str, ...]
    zone: str
    starts_on: date | None
    ends_on: date | None = None
    precision: Precision = Precision.DAY
    opens_at: time | None = None
    closes_at: time | None = None
    opens_fold: Literal[0, 1] | None = None
    closes_fold: Literal[0, 1] | None = None
    status: Status = Status.TENTATIVE
    series: int | None = None
    edition: str = ""
    summary: Multilingual = EMPTY
    description: Multilingual = EMPTY
    format: Format = Format.IN_PERSON
    venue: Multilingual = EMPTY
    street: Multilingual = EMPTY
    city: Multilingual = EMPTY
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    languages: tuple[str, ...] = ()
    website: str = ""
    registration_url: str = ""
    stream_url: str = ""
    stream_private: bool = False
    expected_attendance: int | None = None
    conduct_url: str = ""
    contact: str = ""
    illustrative: bool = False
    source: str = ""
    successor: int | None = None
    hosts: tuple[NewHost, ...] = ()
    organised_by: str = ""
    deadlines: tuple[NewDeadline, ...] = ()

    @property
    def when(self) -> When:
        """Dates, hours and zone alone."""
        return When(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            precision=self.precision,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            opens_fold=self.opens_fold,
            closes_fold=self.closes_fold,
            zone=self.zone,
        )

    def check(self) -> Checked:
        """The facts as they will be stored: tidy text, canonical zone, topics in order. Raises Invalid naming every field that is wrong."""
        faults = Faults()
        tidy = replace(
            self,
            names=check.lines(faults, "names", self.names, 300),
            summary=check.lines(faults, "summary", self.summary, 600),
            description=check.lines(faults, "description", self.description, 20_000, text.clean_text),
            venue=check.lines(faults, "venue", self.venue, 200),
            street=check.lines(faults, "street", self.street, 300),
            city=check.lines(faults, "city", self.city, 120),
            edition=check.line(faults, "edition", self.edition, 40),
            source=check.line(faults, "source", self.source, 500),
            organised_by=check.line(faults, "organised_by", self.organised_by, 300),
            topics=check.subject_codes(faults, "topics", self.topics),
            languages=check.language_tags(faults, "languages", self.languages),
            website=check.url(faults, "website", self.website),
            registration_url=check.url(faults, "registration_url", self.registration_url),
            stream_url=check.url(faults, "stream_url", self.stream_url),
            conduct_url=check.url(faults, "conduct_url", self.conduct_url),
            contact=check.address(faults, "contact", self.contact),
            zone=check.zone(faults, "zone", self.zone),
            country=self.country.strip().upper(),
            deadlines=tuple(each.tidied(faults, f"deadlines.{n}.") for n, each in enumerate(self.deadlines)),
        )
        if tidy.names.is_empty:
            faults.say(f"names.{self.names.source}", _("Enter a name."))
        if self.status not in {Status.TENTATIVE, Status.CONFIRMED}:
            faults.say("status", _("A new conference is tentative or confirmed."))
        found = self.when.check(faults)
        _check_where(faults, tidy)
        _check_parts(faults, tidy)
        faults.finish()
        if found is None:
            message = "A fault in the dates was not said."
            raise AssertionError(message)
        return Checked(tidy, *found)


@dataclass(frozen=True, slots=True)
class Checked:
    """Facts that hold, with what follows from them."""

    facts: NewConference
    dates: Dates
    span: Span


def _check_where(faults: Faults, facts: NewConference) -> None:
    if facts.country and facts.country not in zones.country_codes():
        faults.say("country", _("%(code)s is not a country or area we know. Choose from the list.", code=facts.country[:20]))
    if not facts.country and facts.format is not Format.ONLINE:
        faults.say("country", _("Choose the country or area where it takes place."))
    if (facts.latitude is None) != (facts.longitude is None):
        faults.say("longitude" if facts.longitude is None else "latitude", _("Enter both latitude and longitude, or neither."))
    if facts.latitude is not None and not -90 <= facts.latitude <= 90:  # noqa: PLR2004 - the poles
        faults.say("latitude", _("Enter a latitude from -90 to 90."))
    if facts.longitude is not None and not -180 <= facts.longitude <= 180:  # noqa: PLR2004 - the date line
        faults.say("longitude", _("Enter a longitude from -180 to 180."))


def _check_parts(faults: Faults, facts: NewConference) -> None:
    if facts.expected_attendance is not None and not 1 <= facts.expected_attendance <= MOST_PEOPLE:
        faults.say("expected_attendance", _("Enter a number of people between 1 and %(most)s.", most=MOST_PEOPLE))
    if len(facts.hosts) > MOST_HOSTS:
        faults.say("hosts", ngettext("At most %(count)s host fits.", "At most %(count)s hosts fit.", MOST_HOSTS))
    if len(facts.deadlines) > MOST_DEADLINES:
        faults.say("deadlines", ngettext("At most %(count)s deadline fits.", "At most %(count)s deadlines fit.", MOST_DEADLINES))
    hosts: set[tuple[int, HostRole]] = set()
    for n, host in enumerate(facts.hosts):
        if (host.organisation, host.role) in hosts:
            faults.say(f"hosts.{n}.organisation", _("This organisation is already named with this role."))
        hosts.add((host.organisation, host.role))
    rounds: set[tuple[str, int]] = set()
    for n, deadline in enumerate(facts.deadlines):
        if (deadline.kind, deadline.round) in rounds:
            faults.say(f"deadlines.{n}.round", _("There is already a deadline of this kind in this round. Enter another round."))
        rounds.add((deadline.kind, deadline.round))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeries:
    """The facts of a recurring conference: what it is called, what it is about, who keeps it going and how often it comes."""

    names: Multilingual
    topics: tuple[str, ...]
    acronym: str = ""
    home_organisation: int | None = None
    cadence: Multilingual = EMPTY
    website: str = ""

    def check(self) -> NewSeries:
        """The facts as they will be stored. Raises Invalid naming every field that is wrong."""
        faults = Faults()
        tidy = replace(
            self,
            names=check.lines(faults, "names", self.names, 300),
            cadence=check.lines(faults, "cadence", self.cadence, 300),
            acronym=check.line(faults, "acronym", self.acronym, 40),
            topics=check.subject_codes(faults, "topics", self.topics),
            website=check.url(faults, "website", self.website),
        )
        if tidy.names.is_empty:
            faults.say(f"names.{self.names.source}", _("Enter a name."))
        faults.finish()
        return tidy
