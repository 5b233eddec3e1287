"""The table of interactions; constraints stand in migrations/coop_0014_liaison.py."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Serial, Text
from piccolo.table import Table

from coop.db import Editable


class Interaction(Editable, Table, tablename="interaction"):
    """A dated contact. ``titles``, ``summary`` and ``outcome`` are multilingual; who took part stands in tables of their own."""

    id: Serial
    kind = Text()
    confidential = Boolean()
    happened_on = Date()
    until_on = Date(null=True, default=None)
    begins = Text()
    zone = Text()
    titles = Text()
    summary = Text()
    outcome = Text()
    programme = Text()
    place = Text()
    officer = Integer(null=True, default=None)
    conference = Integer(null=True, default=None)
    project = Integer(null=True, default=None)
    agreement = Integer(null=True, default=None)
    illustrative = Boolean()
