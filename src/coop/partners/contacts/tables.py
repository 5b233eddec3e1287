"""The table of contacts; constraints stand in migrations/coop_0009_contacts.py."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Serial, Text, Timestamptz
from piccolo.table import Table

from coop.db import Editable


class Contact(Editable, Table, tablename="contact"):
    """A person at an organisation. ``languages`` holds tags with a space around each; an erased one has no name left."""

    id: Serial
    name = Text()
    address_as = Text()
    email = Text()
    phone = Text()
    languages = Text()
    note = Text()
    basis = Text()
    consented_on = Date(null=True, default=None)
    may_publish = Boolean()
    retain_until = Date(null=True, default=None)
    illustrative = Boolean()
    erased_at = Timestamptz(null=True, default=None)
