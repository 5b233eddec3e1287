"""The tables of people and of all that lets them in."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Bytea, Date, Integer, Serial, Text, Timestamptz
from piccolo.table import Table

from coop.db import Editable


class Person(Editable, Table):
    """Somebody who may sign in. ``email_key`` is the address case-folded; ``password_hash`` is empty until a password was chosen."""

    id: Serial
    email = Text()
    email_key = Text()
    name = Text()
    address_as = Text()
    locale = Text()
    zone = Text()
    password_hash = Text(secret=True)
    active = Boolean(default=True)


class RoleGrant(Table, tablename="role_grant"):
    """One role of one person."""

    id: Serial
    person_id = Integer()
    role = Text()
    granted_at = Timestamptz()
    granted_by = Integer(null=True, default=None)


class Membership(Table, tablename="membership"):
    """A person belongs to an organisation. Organisations live on a higher floor: a plain number here."""

    id: Serial
    person_id = Integer()
    organisation_id = Integer()
    joined_at = Timestamptz()
    joined_by = Integer(null=True, default=None)


class SignIn(Table, tablename="sign_in"):
    """A browser that is signed in; only the digest of its cookie is kept."""

    id: Serial
    token_hash = Bytea(secret=True)
    person_id = Integer()
    created_at = Timestamptz()
    seen_at = Timestamptz()
    user_agent = Text()


class OneTimeLink(Table, tablename="one_time_link"):
    """A link by which a person chooses a password once: at most one a person, gone when used or replaced."""

    id: Serial
    kind = Text()
    token_hash = Bytea(secret=True)
    person_id = Integer()
    created_at = Timestamptz()
    created_by = Integer(null=True, default=None)
    expires_at = Timestamptz()


class ResetRequest(Table, tablename="reset_request"):
    """Somebody asked at the public page for a new password; an administrator answers with a link."""

    id: Serial
    person_id = Integer()
    asked_at = Timestamptz()


class ApiToken(Table, tablename="api_token"):
    """A secret by which a program acts for a person, within ``scope``; gone when revoked."""

    id: Serial
    person_id = Integer()
    name = Text()
    token_hash = Bytea(secret=True)
    scope = Text()
    created_at = Timestamptz()
    last_used_on = Date(null=True, default=None)


class PersonalFeed(Table, tablename="personal_feed"):
    """The private calendar address of a person; ``content`` and ``changed`` say when what it holds last became another."""

    id: Serial
    person_id = Integer()
    token_hash = Bytea(secret=True)
    made_at = Timestamptz()
    last_used_on = Date(null=True, default=None)
    content = Bytea()
    changed = BigInt()


class Attempt(Table, tablename="attempt"):
    """A try that did not succeed (yet), counted under ``key``: a digest of an address, or a network."""

    id: Serial
    key = Text()
    at = Timestamptz()
