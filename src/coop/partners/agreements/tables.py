"""The table of agreements; constraints stand in migrations/coop_0012_agreements.py."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Serial, Text
from piccolo.table import Table

from coop.db import Editable


class Agreement(Editable, Table, tablename="agreement"):
    """A paper. ``titles`` and ``scope`` are multilingual; parties, topics and periods stand in tables of their own."""

    id: Serial
    reference = Text()
    kind = Text()
    binding = Boolean()
    confidential = Boolean()
    titles = Text()
    scope = Text()
    state = Text()
    parent = Integer(null=True, default=None)
    supersedes = Integer(null=True, default=None)
    signed_at = Integer(null=True, default=None)
    languages = Text()
    prevailing = Text()
    officer = Integer(null=True, default=None)
    effective_on = Date(null=True, default=None)
    term_months = Integer(null=True, default=None)
    ends_on = Date(null=True, default=None)
    end_counts = Text()
    renewal = Text()
    renewal_months = Integer(null=True, default=None)
    notice_months = Integer()
    ended_on = Date(null=True, default=None)
    note = Text()
    illustrative = Boolean()
    source = Text()
