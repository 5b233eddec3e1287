"""Dates that people type freely or that come in files: read whatever the language, with what was understood said back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from coop.errors import Invalid
from coop.i18n.dates import Precision
from coop.i18n.message import Message, _
from coop.i18n.offered import locales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.i18n.locale import Locales

_BUDDHIST_TYPED = range(2400, 2701)
_BUDDHIST_YEARS = 543
_COMMON_TYPED = range(1900, 2200)
_ERA = re.compile(r"[พค]\.?\s?ศ\.?|公元|佛历|(?<![a-z])(?:b\.?\s?e|c\.?\s?e|a\.?\s?d)\b\.?|(?<=\d)\s*م$", re.IGNORECASE)
_HAN = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_DAY_NAME_YEAR = re.compile(r"(?:(\d{1,2})\s+)?(\D+?)\s+(\d{4})")
_NAME_DAY_YEAR = re.compile(r"(\D+?)\s+(\d{1,2})\s*,?\s+(\d{4})")

_ENGLISH = {
    name: number + 1 for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
"""The three letters that are typed everywhere, where British CLDR has Sept."""


@dataclass(frozen=True, slots=True)
class TypedDate:
    """What was understood: the first day of the day, month or year named. ``note`` tells of a year read in the Buddhist Era."""

    day: date
    precision: Precision
    note: Message | None = None


def parse_typed_date(value: str, field: str) -> TypedDate:
    """Read a date typed in any offered language: ISO, day before month, Han, or with a month's name.

    The day may be missing, or the month too. Digits of any script count. A year from 2400 to 2700 is of the Buddhist Era, and
    the answer's ``note`` says how it was read.
    Raises Invalid for ``field`` where nothing certain can be read, as with years of two digits.
    """
    typed = _in_western_digits(value)
    found = _parts(" ".join(_ERA.sub(" ", typed).split()))
    if found is None:
        raise Invalid({field: _("Enter a date such as 2026-05-18 or 18 May 2026.")})
    typed_year, month, day = found
    is_buddhist = typed_year in _BUDDHIST_TYPED
    year = typed_year - _BUDDHIST_YEARS if is_buddhist else typed_year
    if year not in _COMMON_TYPED:
        raise Invalid({field: _("Enter a year from 1900 to 2199, or from 2400 to 2700 in the Buddhist Era.")})
    try:
        understood = date(year, month or 1, day or 1)
    except ValueError:
        raise Invalid({field: _("There is no such day. Enter a date such as 2026-05-18 or 18 May 2026.")}) from None
    note = (
        _("%(typed)s was read as a year of the Buddhist Era, %(year)s in the common era.", typed=typed_year, year=year)
        if is_buddhist
        else None
    )
    return TypedDate(understood, "day" if day else "month" if month else "year", note)


def _in_western_digits(value: str) -> str:
    """``value`` normalised, with the decimal digits of every script made 0 to 9."""
    normal = unicodedata.normalize("NFKC", value)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in normal)


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as typed, 0 for what is missing; None where the text has no form of ours."""
    if found := _HAN.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1] or 0)
    if found := _DAY_NAME_YEAR.fullmatch(text):
        return _with_name(found[3], found[2], found[1])
    if found := _NAME_DAY_YEAR.fullmatch(text):
        return _with_name(found[3], found[1], found[2])
    return None


def _with_name(year: str, name: str, day: str | None) -> tuple[int, int, int] | None:
    month = _month_names(locales()).get(_plain(name))
    return (int(year), month, int(day or 0)) if month else None


def _plain(name: str) -> str:
    """A month's name without case, full stops and spaces."""
    return re.sub(r"[\s.,،]", "", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(maxsize=4)
def _month_names(offered: Locales) -> Mapping[str, int]:
    """Every offered language's names of the months, long and short -> number."""
    named = {
        _plain(name): number
        for locale in offered
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.babel.months[use][width].items()
    }
    return {**_ENGLISH, **named}
