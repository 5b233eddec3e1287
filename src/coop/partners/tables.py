"""The tables of organisations; constraints stand in migrations/coop_0005_partners.py."""

from __future__ import annotations

from piccolo.columns import Boolean, DoublePrecision, Integer, Serial, Text
from piccolo.table import Table

from coop.db import Editable


class Organisation(Editable, Table, tablename="organisation"):
    """A body that works with us. ``city`` is Multilingual, and so is ``names``: its preferred labels, beside the table of all its names.

    ``kinds`` holds the words of Kind with a space around each, the principal one first.
    """

    id: Serial
    names = Text()
    kinds = Text()
    status = Text()
    visibility = Text()
    parent = Integer(null=True, default=None)
    successor = Integer(null=True, default=None)
    country = Text()
    city = Text()
    geonames_id = Integer(null=True, default=None)
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    zone = Text()
    founded = Integer(null=True, default=None)
    website = Text()
    source = Text()


class OrganisationName(Table, tablename="organisation_name"):
    """One name of an organisation; ``place`` keeps the order in which names were entered."""

    organisation = Integer()
    place = Integer()
    text = Text()
    tag = Text()
    kind = Text()
    preferred = Boolean()
    valid_from = Text()
    valid_to = Text()
    source = Text()
    locked = Boolean()


class OrganisationIdentifier(Table, tablename="organisation_identifier"):
    """One identifier of an organisation, unique over all; ``suspect`` ones came from a register with wrong check digits."""

    organisation = Integer()
    scheme = Text()
    value = Text()
    source = Text()
    suspect = Boolean()
