"""The facts that verbs about people need, each with its check."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import zones
from coop.accounts.strength import fault_of
from coop.errors import Invalid
from coop.i18n import locales
from coop.i18n.message import _
from coop.text import clean_line
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from coop.i18n.message import Message

LONGEST_EMAIL = 254
LONGEST_NAME = 200
LONGEST_TOKEN_NAME = 80
_LONGEST_LOCAL_PART = 64
# One @, something before it, a domain of at least two labels behind it; RFC 5321 4.5.3.1 gives the lengths.
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"._-][^\s@<>()\[\]\\,;:\"_]*\.[^\s@<>()\[\]\\,;:\"._-]+")


class Scope(StrEnum):
    """What a program may do with an API token: ``write`` includes reading."""

    READ = "read"
    WRITE = "write"


def email_key(email: str) -> str:
    """What makes two spellings the same address: NFC, case-folded, without space around it; empty for what no address can be."""
    try:
        return unicodedata.normalize("NFC", clean_line(email, "email").casefold())
    except Invalid:
        return ""


class _Faults(dict[str, "Message"]):
    """Faults by field, gathered so that a form can show all at once."""

    def of(self, check: Callable[[], str]) -> str:
        """The result of ``check``; where it raises Invalid the faults are kept and the text is empty."""
        try:
            return check()
        except Invalid as invalid:
            self.update(invalid.fields)
            return ""

    def answer(self) -> None:
        """Raise Invalid when there are any."""
        if self:
            raise Invalid(self)


def clean_email(value: str, field: str = "email") -> str:
    """``value`` as an e-mail address, tidied. Raises Invalid."""
    email = clean_line(value, field)
    if len(email) > LONGEST_EMAIL or len(email.partition("@")[0]) > _LONGEST_LOCAL_PART or not _EMAIL.fullmatch(email):
        raise Invalid({field: _("Enter an e-mail address in the format name@example.org.")})
    return email


def _clean_name(value: str) -> str:
    name = clean_line(value, "name", longest=LONGEST_NAME)
    if not name:
        raise Invalid({"name": _("Enter the full name.")})
    return name


def _clean_locale(value: str) -> str:
    if value not in locales():
        raise Invalid({"locale": _("Choose one of the languages offered.")})
    return value


def _clean_zone(value: str) -> str:
    if not zones.is_known(value):
        raise Invalid({"zone": _("Choose a time zone from the list, such as Asia/Bangkok.")})
    return zones.canonical(value)


@dataclass(frozen=True, slots=True)
class Profile:
    """What people say about themselves. ``address_as`` is how to address them, where the full name does not tell."""

    name: str
    address_as: str = ""
    locale: str = "en"
    zone: str = "UTC"

    def check(self) -> Profile:
        """The same facts tidied. Raises Invalid with every fault."""
        faults = _Faults()
        tidied = Profile(
            name=faults.of(lambda: _clean_name(self.name)),
            address_as=faults.of(lambda: clean_line(self.address_as, "address_as", longest=LONGEST_NAME)),
            locale=faults.of(lambda: _clean_locale(self.locale)),
            zone=faults.of(lambda: _clean_zone(self.zone)),
        )
        faults.answer()
        return tidied


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be added. Without a password (the usual way) they choose one themselves by an invitation link.

    ``organisation_ids`` are the organisations they belong to; the caller has made sure that these exist.
    """

    email: str
    profile: Profile
    roles: frozenset[Role] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    password: str = ""

    def check(self) -> NewUser:
        """The same facts tidied. Raises Invalid with every fault."""
        faults = _Faults()
        email = faults.of(lambda: clean_email(self.email))
        profile = self.profile
        try:
            profile = self.profile.check()
        except Invalid as invalid:
            faults.update(invalid.fields)
        if self.password and (fault := fault_of(self.password, (self.email, self.profile.name))):
            faults["password"] = fault
        faults.answer()
        return replace(self, email=email, profile=profile)


@dataclass(frozen=True, slots=True)
class NewToken:
    """An API token to be issued: ``name`` tells its owner which program holds it."""

    name: str
    scope: Scope = Scope.READ

    def check(self) -> NewToken:
        """The same facts tidied. Raises Invalid."""
        name = clean_line(self.name, "name", longest=LONGEST_TOKEN_NAME)
        if not name:
            raise Invalid({"name": _("Enter a name that tells you which program uses the token.")})
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from: its network, what the browser calls itself, and the sign-in cookie it already had."""

    network: str
    user_agent: str = ""
    token: str = ""
