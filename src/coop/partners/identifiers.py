"""Identifiers of organisations: how each scheme is written, its check digits verified offline, and where it can be looked up."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from coop.i18n.message import Message, _


class Scheme(StrEnum):
    """A register of organisations. ``local`` is the installation's own numbering."""

    ROR = "ror"
    ISNI = "isni"
    WIKIDATA = "wikidata"
    GRID = "grid"
    LEI = "lei"
    LOCAL = "local"


class Reading(NamedTuple):
    """An identifier as it is stored, and what is wrong with it; ``fault`` is None when nothing is."""

    value: str
    fault: Message | None


_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")
_ADDRESS = re.compile(
    r"(?i:https?://)?(?:www\.)?(?:ror\.org/|isni\.org/(?:isni/)?|wikidata\.org/(?:wiki|entity)/|grid\.ac/institutes/)", re.IGNORECASE
)
_PAGES = {
    Scheme.ROR: "https://ror.org/{}",
    Scheme.ISNI: "https://isni.org/isni/{}",
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
    Scheme.LEI: "https://search.gleif.org/#/record/{}",
}


def read(scheme: Scheme, typed: str) -> Reading:
    """Normalise what was typed or imported, with or without the register's address, and verify form and check digits."""
    bare = _ADDRESS.sub("", typed.strip(), count=1)
    match scheme:
        case Scheme.ROR:
            value = bare.lower()
            return Reading(
                value, None if is_ror(value) else _("This is not a ROR identifier: one looks like 00mcjh785 and ends in two check digits.")
            )
        case Scheme.ISNI:
            value = re.sub(r"[\s-]", "", bare).upper()
            return Reading(
                value, None if is_isni(value) else _("This is not an ISNI: it has 16 characters, the last of which is a check character.")
            )
        case Scheme.WIKIDATA:
            value = bare.upper()
            return Reading(
                value, None if re.fullmatch(r"Q[1-9][0-9]{0,11}", value) else _("Enter the Wikidata identifier in the form Q1153539.")
            )
        case Scheme.GRID:
            value = bare.lower()
            return Reading(
                value,
                None if re.fullmatch(r"grid\.[0-9]+\.[0-9a-f]+", value) else _("Enter the GRID identifier in the form grid.12955.3a."),
            )
        case Scheme.LEI:
            value = re.sub(r"\s", "", bare).upper()
            return Reading(
                value, None if is_lei(value) else _("This is not an LEI: it has 20 characters, the last two of which are check digits.")
            )
        case Scheme.LOCAL:
            return Reading(typed.strip(), None if typed.strip() else _("Enter the identifier."))


def is_ror(value: str) -> bool:
    """Whether the nine characters are a ROR identifier: zero, six characters of Crockford base 32 for n, then 98 - (100 n mod 97)."""
    if not _ROR.fullmatch(value):
        return False
    return int(value[7:]) == 98 - (100 * number_of(value)) % 97


def number_of(ror: str) -> int:
    """The number n that a ROR identifier encodes in its six characters of Crockford base 32: below 2 ** 30, one a record."""
    n = 0
    for character in ror[1:7]:
        n = n * 32 + _CROCKFORD.index(character)
    return n


def is_isni(value: str) -> bool:
    """Whether the sixteen characters are an ISNI; the last is the check character of ISO 7064 MOD 11-2, X for ten."""
    if not re.fullmatch(r"[0-9]{15}[0-9X]", value):
        return False
    total = 0
    for digit in value[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return value[15] == ("X" if check == 10 else str(check))  # noqa: PLR2004 - the standard writes ten as X


def is_lei(value: str) -> bool:
    """Whether the twenty characters are an LEI (ISO 17442): letters read as 10 to 35, the whole must leave 1 when divided by 97."""
    return bool(re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value)) and int("".join(str(int(each, 36)) for each in value)) % 97 == 1


def shown(scheme: Scheme, value: str) -> str:
    """The identifier as people write it: an ISNI in groups of four."""
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4)) if scheme is Scheme.ISNI else value


def page_of(scheme: Scheme, value: str) -> str:
    """The address at the register, or an empty string where it has none (GRID is closed, local numbers are ours)."""
    page = _PAGES.get(scheme)
    return page.format(value) if page else ""
