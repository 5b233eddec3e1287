"""The tables of series and conferences; constraints stand in migrations/coop_0006_conferences.py."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, DoublePrecision, Integer, Serial, Text, Time, Timestamptz, Varchar
from piccolo.table import Table

from coop.db import Editable


class Series(Editable, Table, tablename="series"):
    """A recurring brand whose editions are conferences. ``names`` and ``cadence`` are Multilingual."""

    id: Serial
    names = Text()
    acronym = Varchar(length=40)
    home_organisation = Integer(null=True, default=None)
    cadence = Text()
    website = Varchar(length=2000)


class SeriesTopic(Table, tablename="series_topic"):
    """A topic (or whole theme) a series is about."""

    series = Integer()
    topic = Varchar(length=40)


class Conference(Editable, Table, tablename="conference"):
    """One edition. ``uuid`` is its calendar UID, minted once.

    ``starts_on``, ``ends_on``, ``opens_at`` and ``closes_at`` are wall values in ``zone``; ``starts_at``, ``ends_at`` (half-open) and
    ``last_day`` are derived from them. While the status is ``postponed`` the dates are those that no longer stand. ``entry_revised_at``
    is when what calendars show last changed; ``sequence`` rises when time, place or status do.
    """

    id: Serial
    series = Integer(null=True, default=None)
    edition = Varchar(length=40)
    names = Text()
    summary = Text()
    description = Text()
    status = Varchar(length=12)
    status_reason = Text()
    successor = Integer(null=True, default=None)
    format = Varchar(length=12)
    venue = Text()
    street = Text()
    city = Text()
    country = Varchar(length=2)
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    zone = Varchar(length=64)
    starts_on = Date()
    ends_on = Date(null=True, default=None)
    precision = Varchar(length=5)
    opens_at = Time(null=True, default=None)
    closes_at = Time(null=True, default=None)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    last_day = Date()
    languages = Varchar(length=200)
    website = Varchar(length=2000)
    registration_url = Varchar(length=2000)
    stream_url = Varchar(length=2000)
    stream_private = Boolean(default=False)
    visibility = Varchar(length=9)
    expected_attendance = Integer(null=True, default=None)
    conduct_url = Varchar(length=2000)
    contact = Varchar(length=254)
    illustrative = Boolean(default=False)
    source = Varchar(length=500)
    organised_by = Varchar(length=300)
    sequence = Integer(default=0)
    entry_revised_at = Timestamptz()


class ConferenceTopic(Table, tablename="conference_topic"):
    """A topic (or whole theme) a conference is about."""

    conference = Integer()
    topic = Varchar(length=40)


class PreviousDates(Table, tablename="conference_previous"):
    """Dates that were given up, and the day the change was announced."""

    conference = Integer()
    kind = Varchar(length=9)
    starts_on = Date()
    ends_on = Date(null=True, default=None)
    precision = Varchar(length=5)
    announced_on = Date(null=True, default=None)


class Host(Table, tablename="conference_host"):
    """An organisation behind a conference; ``place`` keeps the order in which hosts were named."""

    conference = Integer()
    organisation = Integer()
    role = Varchar(length=20)
    answer = Varchar(length=10)
    place = Integer(default=0)


class Deadline(Table, tablename="conference_deadline"):
    """A dated step. ``due_on`` and ``due_time`` are wall values in ``zone``; ``original_*`` is what stood before the first extension."""

    uuid = UUID(unique=True)
    conference = Integer()
    kind = Varchar(length=20)
    round = Integer(default=1)
    label = Text()
    zone = Varchar(length=64)
    due_on = Date()
    due_time = Time()
    due_at = Timestamptz()
    original_on = Date(null=True, default=None)
    original_time = Time(null=True, default=None)
    extended_on = Date(null=True, default=None)
    sequence = Integer(default=0)
    created_at = Timestamptz()
    entry_revised_at = Timestamptz()


class Share(Table, tablename="conference_share"):
    """A part of a conference that the members of a co-organising organisation may edit."""

    conference = Integer()
    organisation = Integer()
    part = Varchar(length=9)


class Grant(Table, tablename="conference_grant"):
    """A person who may edit and run a conference that somebody else made."""

    conference = Integer()
    user_id = Integer()
    granted_at = Timestamptz()
    granted_by = Integer(null=True, default=None)
