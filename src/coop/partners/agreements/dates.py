"""When an agreement ends, when notice must be given, when somebody must look: pure functions of the paper's own terms."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

_ONE_DAY = timedelta(days=1)
YEAR = 12
"""Months of the yearly review of an agreement without an end."""


class Counts(StrEnum):
    """How a paper words its end: the last day that it holds, or the first day on which it no longer does."""

    LAST_DAY = "last_day"
    FIRST_DAY_AFTER = "first_day_after"


class Renewal(StrEnum):
    """What happens at the end: it ends, it goes on by itself unless somebody gives notice, or the parties write a new period."""

    NONE = "none"
    TACIT = "tacit"
    EXPRESS = "express"


@dataclass(frozen=True, slots=True)
class Period:
    """A period that an express renewal opened: its first day, its end worded as the paper words ends, and the day it was agreed."""

    from_on: date
    ends_on: date
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The terms of time of a paper. Its initial end is ``ends_on``, or ``months`` counted from ``effective_on``; without both it is open.

    ``ends_on`` and the ends of ``periods`` are days as ``counts`` words them. ``renewal_months`` is how long a tacit renewal lasts,
    ``notice_months`` how long before an end notice must be given. ``ended_on`` is the last day of one that ended before its time.
    """

    effective_on: date | None = None
    months: int | None = None
    ends_on: date | None = None
    counts: Counts = Counts.LAST_DAY
    renewal: Renewal = Renewal.NONE
    renewal_months: int | None = None
    notice_months: int = 0
    periods: tuple[Period, ...] = ()
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """What the terms come to on a day.

    ``current_end`` is worded as the paper words ends; ``last_day`` is the last day it holds. ``notice_by`` is the last day on which
    notice can be given. ``review_on`` is when to look at one that has no end. ``renewals`` counts the renewals up to then.
    """

    current_end: date | None = None
    last_day: date | None = None
    notice_by: date | None = None
    review_on: date | None = None
    renewals: int = 0


def plus_months(day: date, months: int) -> date:
    """The same day ``months`` later, or earlier when negative; the last of the month where it has no such day.

    Beyond the years a date can have it is the first or the last of all days.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not 1 <= year <= MAXYEAR:
        return date.min if year < 1 else date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def initial_end(term: Term) -> date | None:
    """The end of the first period, worded as the paper words ends; None for one that is open or whose first day is not known."""
    return term.ends_on or (_by_months(term, 0) if term.months else None)


def dates_on(term: Term, today: date) -> Dates:
    """What the terms come to on ``today``.

    With tacit renewal, and as long as nobody ended it, the current end is the initial one and as many whole renewals as it takes not to
    lie in the past. Renewals are counted from the initial end, so that a month's shortness is not carried on: 31 January, 28 February,
    31 March. Notice is counted back from the current end and falls on the last of a month that has no such day.
    """
    if term.ended_on is not None:
        end = term.ended_on if term.counts is Counts.LAST_DAY else _after(term.ended_on)
        return Dates(end, term.ended_on, renewals=len(term.periods))
    base = _counted(term, 0)
    if base is None:
        return Dates(review_on=_anniversary(term.effective_on, today) if term.effective_on else None)
    done = _renewals_until(term, base, today) if term.renewal is Renewal.TACIT else 0
    end = _counted(term, done) or base
    notice = plus_months(end, -term.notice_months) if term.notice_months else None
    return Dates(end, end if term.counts is Counts.LAST_DAY else end - _ONE_DAY, notice, None, len(term.periods) + done)


def _renewals_until(term: Term, base: date, today: date) -> int:
    """The least number of renewals from ``base`` after which the end does not lie in the past of ``today``."""
    months = term.renewal_months
    if not months or _holds(term, base, today):
        return 0
    done = max(0, ((today.year - base.year) * 12 + today.month - base.month) // months - 1)
    while (end := _counted(term, done)) is not None and not _holds(term, end, today) and end < date.max:
        done += 1
    return done


def _holds(term: Term, end: date, today: date) -> bool:
    """Whether a paper with this end still holds on ``today``."""
    return end >= today if term.counts is Counts.LAST_DAY else end > today


def _counted(term: Term, renewals: int) -> date | None:
    """The end of the last period agreed, the initial one or a later one, and ``renewals`` tacit renewals more, in one step of months."""
    more = renewals * (term.renewal_months or 0)
    if term.periods:
        return plus_months(term.periods[-1].ends_on, more)
    return plus_months(term.ends_on, more) if term.ends_on is not None else _by_months(term, more)


def _by_months(term: Term, more: int) -> date | None:
    """The end of a paper that counts its months, and ``more``, from its first day.

    Its last day is the one before the same day of a later month: a year from 1 March ends on the last of February, in a leap year on
    the 29th.
    """
    if term.effective_on is None or term.months is None:
        return None
    after = plus_months(term.effective_on, term.months + more)
    return after - _ONE_DAY if term.counts is Counts.LAST_DAY else after


def _anniversary(day: date, today: date) -> date:
    """The first anniversary of ``day`` that does not lie in the past of ``today``."""
    years = max(1, today.year - day.year)
    found = plus_months(day, YEAR * years)
    return found if found >= today else plus_months(day, YEAR * (years + 1))


def _after(day: date) -> date:
    return day + _ONE_DAY if day < date.max else day
