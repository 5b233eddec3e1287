"""When a zone's offset from UTC changes, and whether it changes by the same rule every year: found from zoneinfo alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

STEP = timedelta(days=7)
"""No zone has gone forth and back within a week; Morocco's Ramadan, the shortest pair, lasts a month."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of offset: the UTC instant, the offsets before and after, and the abbreviation in force from then on."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """The wall clock at the change as it was before it: local in TZOFFSETFROM (RFC 5545 3.6.5)."""
        return (self.at + self.before).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A change that comes every year: from ``first`` on, by the RECUR value ``rule``."""

    first: Change
    rule: str


def changes(zone: tzinfo, start: datetime, end: datetime) -> list[Change]:
    """Every change of offset after ``start`` and not after ``end`` (aware), exact to the second, by bisection in UTC."""
    found: list[Change] = []
    here = start.astimezone(UTC)
    offset = _offset(zone, here)
    while here < end:
        there = min(here + STEP, end)
        if (later := _offset(zone, there)) != offset:
            at = _bisected(zone, here, there, offset)
            after = _offset(zone, at)
            found.append(Change(at, offset, after, at.astimezone(zone).tzname() or ""))
            here, offset = at, after
        else:
            here, offset = there, later
    return found


def yearly(found: list[Change], first_year: int, last_year: int) -> tuple[Yearly, Yearly] | None:
    """The two rules that all of ``found`` follow, each one change a year from ``first_year`` to ``last_year``; None when they do not."""
    if [each.onset.year for each in found] != [year for year in range(first_year, last_year + 1) for _ in range(2)]:
        return None
    rules = []
    for half in (found[0::2], found[1::2]):
        if len({(each.before, each.after, each.onset.month, each.onset.time()) for each in half}) > 1:
            return None
        days = _day_rule([each.onset.date() for each in half])
        if not days:
            return None
        rules.append(Yearly(half[0], f"FREQ=YEARLY;BYMONTH={half[0].onset.month};{days}"))
    return rules[0], rules[1]


def _day_rule(days: list[date]) -> str:
    """BYDAY or BYMONTHDAY for days that lie in one month of successive years; empty when no rule of RFC 5545 3.3.10 names them."""
    if len({day.day for day in days}) == 1:
        return f"BYMONTHDAY={days[0].day}"
    if len({day.weekday() for day in days}) > 1:
        return ""
    weekday = WEEKDAYS[days[0].weekday()]
    length = _MONTH_DAYS[days[0].month - 1]
    if len({(day.day - 1) // 7 for day in days}) == 1:
        return f"BYDAY={(days[0].day - 1) // 7 + 1}{weekday}"
    if days[0].month != 2 and all(day.day > length - 7 for day in days):  # noqa: PLR2004 - February ends on two days
        return f"BYDAY=-1{weekday}"
    earliest, latest = min(day.day for day in days), max(day.day for day in days)
    if latest - earliest == 6 and _weekday_on_or_after(days, earliest):  # noqa: PLR2004 - the seven days of a week
        return f"BYDAY={weekday};BYMONTHDAY={','.join(str(day) for day in range(earliest, latest + 1))}"
    return ""


def _weekday_on_or_after(days: list[date], earliest: int) -> bool:
    return all(earliest <= day.day <= earliest + 6 for day in days) and all(b.year == a.year + 1 for a, b in pairwise(days))


def _bisected(zone: tzinfo, low: datetime, high: datetime, offset: timedelta) -> datetime:
    """The first second after ``low`` at which the offset is no longer ``offset``."""
    left, right = int(low.timestamp()), int(high.timestamp())
    while right - left > 1:
        middle = (left + right) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == offset:
            left = middle
        else:
            right = middle
    return datetime.fromtimestamp(right, UTC)


def _offset(zone: tzinfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
