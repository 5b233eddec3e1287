"""Dates that are known to the day, the month or only the year: ISO 8601 text of 10, 7 or 4 characters."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from coop.faults import BUDDHIST_YEARS, FIRST_YEAR, LAST_YEAR
from coop.i18n.message import _

if TYPE_CHECKING:
    from coop.faults import Faults

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)
_BUDDHIST_AHEAD = 543


def tidied(faults: Faults, field: str, typed: str) -> str:
    """``typed`` as it is stored, or empty with the fault said: a year, a month or a day such as 2026, 2026-11 or 2026-11-18."""
    value = typed.strip()
    if not value:
        return ""
    found = _FORM.fullmatch(value)
    if found is None:
        faults.say(field, _("Enter a year, a month or a day, such as 2026, 2026-11 or 2026-11-18."))
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if year in BUDDHIST_YEARS:
        faults.say(
            field,
            _(
                "The year %(year)s looks like the Buddhist Era. Enter the common era year %(common)s.",
                year=year,
                common=year - _BUDDHIST_AHEAD,
            ),
        )
        return ""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        faults.say(field, _("Enter a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))
        return ""
    try:
        exact = date(year, month or 1, day or 1)
    except ValueError:
        faults.say(field, _("There is no such day. Check month and day."))
        return ""
    return exact.isoformat()[: 10 if day else 7 if month else 4]


def first_day(value: str) -> date | None:
    """The first day ``value`` may mean; None where it is empty."""
    parts = [int(part) for part in value.split("-")] if value else []
    return date(*[*parts, 1, 1][:3]) if parts else None


def last_day(value: str) -> date | None:
    """The last day ``value`` may mean; None where it is empty."""
    first = first_day(value)
    if first is None or len(value) == len("2026-11-18"):
        return first
    month = first.month if len(value) == len("2026-11") else 12
    return date(first.year, month, monthrange(first.year, month)[1])


def require_order(faults: Faults, starts: str, ends: str, field: str) -> None:
    """Say so to ``field`` when all of ``ends`` lies before ``starts``."""
    begin, end = first_day(starts), last_day(ends)
    if begin and end and end < begin:
        faults.say(field, _("The end must not come before the start."))
