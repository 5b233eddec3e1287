"""The tables of joint projects; constraints stand in migrations/coop_0007_projects.py."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from coop.db import Editable


class Project(Editable, Table, tablename="project"):
    """A joint project. ``names``, ``objective``, ``honesty_note`` and ``notes`` are Multilingual; ``links`` is JSON: addresses and words.

    ``planned_start`` ... ``ended`` are ISO 8601 texts as exact as they are known. ``begins_on`` and ``finishes_on`` are derived from them,
    for order and filters.
    """

    acronym = Varchar(length=40)
    names = Text()
    objective = Text()
    stage = Varchar(length=12)
    planned_start = Varchar(length=10)
    planned_end = Varchar(length=10)
    started = Varchar(length=10)
    ended = Varchar(length=10)
    begins_on = Date(null=True, default=None)
    finishes_on = Date(null=True, default=None)
    parent = Integer(null=True, default=None)
    agreed_at = Integer(null=True, default=None)
    agreement = Integer(null=True, default=None)
    website = Varchar(length=2000)
    links = Text()
    visibility = Varchar(length=8)
    honesty = Varchar(length=20)
    honesty_note = Text()
    notes = Text()
    illustrative = Boolean(default=False)
    source = Varchar(length=1000)


class ProjectTopic(Table, tablename="project_topic"):
    """A topic (or whole theme) a project is about."""

    project = Integer()
    topic = Varchar(length=40)


class Participation(Table, tablename="participation"):
    """Who takes part in a project; ``place`` keeps the order in which partners were named."""

    project = Integer()
    place = Integer()
    organisation = Integer(null=True, default=None)
    unlisted = Varchar(length=300)
    role = Varchar(length=12)
    joined = Varchar(length=10)
    left_project = Varchar(length=10)


class Entry(Table, tablename="project_entry"):
    """A line of a project's logbook."""

    uuid = UUID(unique=True)
    project = Integer()
    happened_on = Date()
    text = Text()
    language = Varchar(length=35)
    author = Integer(null=True, default=None)
    author_name = Varchar(length=200)
    written_at = Timestamptz()
