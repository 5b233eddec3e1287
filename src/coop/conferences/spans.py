"""When a conference is: dates as announced, the instants they cover, and what can be wrong with them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from coop import faults as check
from coop import zones
from coop.conferences.states import Precision
from coop.i18n.message import _

if TYPE_CHECKING:
    from coop.faults import Faults

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Dates:
    """Days as announced. With precision month or year the days are any within it; ``ends_on`` None is an open end."""

    starts_on: date
    ends_on: date | None = None
    precision: Precision = Precision.DAY

    @property
    def first_day(self) -> date:
        """The first day it may be on."""
        match self.precision:
            case Precision.DAY:
                return self.starts_on
            case Precision.MONTH:
                return self.starts_on.replace(day=1)
            case Precision.YEAR:
                return self.starts_on.replace(month=1, day=1)

    @property
    def last_day(self) -> date:
        """The last day it may be on; with an open end the first day, because no more is known."""
        end = self.ends_on or self.starts_on
        match self.precision:
            case Precision.DAY:
                return end
            case Precision.MONTH:
                return end.replace(day=monthrange(end.year, end.month)[1])
            case Precision.YEAR:
                return end.replace(month=12, day=31)

    @property
    def is_one_day(self) -> bool:
        """Whether it is known to be on a single day."""
        return self.precision is Precision.DAY and self.ends_on == self.starts_on


@dataclass(frozen=True, slots=True)
class Span:
    """The instants a conference covers: half-open, UTC. ``is_timed``: a single day with hours; else whole days in its zone."""

    starts_at: datetime
    ends_at: datetime
    is_timed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Dates, hours and zone as somebody wants them; any of it may be wrong until check().

    Hours are wall times in ``zone``: on a single day they make a timed span, over several days they are the hours of each.
    ``opens_fold`` and ``closes_fold`` choose the first (0) or second (1) where the clocks show a time twice.
    """

    starts_on: date | None
    zone: str
    ends_on: date | None = None
    precision: Precision = Precision.DAY
    opens_at: time | None = None
    closes_at: time | None = None
    opens_fold: Literal[0, 1] | None = None
    closes_fold: Literal[0, 1] | None = None

    def check(self, faults: Faults) -> tuple[Dates, Span] | None:
        """The dates and the span they cover, with what is wrong said to ``faults``; None when there is no span to speak of."""
        zone = check.zone(faults, "zone", self.zone)
        check.day(faults, "starts_on", self.starts_on)
        check.day(faults, "ends_on", self.ends_on)
        if self.starts_on is None:
            faults.say("starts_on", _("Enter the first day. If only the month or year is known, enter any day in it and say so below."))
            return None
        dates = Dates(self.starts_on, self.ends_on, self.precision)
        if not {"starts_on", "ends_on"}.isdisjoint(faults.found):
            return None
        if dates.last_day < dates.first_day:
            faults.say("ends_on", _("The last day must not come before the first day."))
            return None
        if (dates.last_day - dates.first_day).days >= LONGEST_DAYS:
            faults.say("ends_on", _("A conference lasts a year at most. Check the last day."))
        if (self.opens_at is None) != (self.closes_at is None):
            missing = "opens_at" if self.opens_at is None else "closes_at"
            faults.say(missing, _("Enter both the opening and the closing time, or neither."))
        if self.opens_at is not None and self.precision is not Precision.DAY:
            faults.say("opens_at", _("Hours can be given only when the day is known."))
        return dates, self._span(faults, dates, zone)

    def _span(self, faults: Faults, dates: Dates, zone: str) -> Span:
        whole = Span(midnight(dates.first_day, zone), midnight(dates.last_day + timedelta(days=1), zone))
        if self.opens_at is None or self.closes_at is None or self.precision is not Precision.DAY:
            return whole
        opens = check.instant(faults, "opens_at", dates.first_day, self.opens_at, zone, self.opens_fold)
        closes = check.instant(faults, "closes_at", dates.last_day, self.closes_at, zone, self.closes_fold)
        if dates.is_one_day and opens is not None and closes is not None:
            if closes <= opens:
                faults.say("closes_at", _("The closing time must come after the opening time."))
            return Span(opens, closes, is_timed=True)
        if self.closes_at <= self.opens_at:
            faults.say("closes_at", _("The closing time must come after the opening time."))
        return whole


def midnight(day: date, zone: str) -> datetime:
    """The first instant of ``day`` in ``zone``, in UTC; where the clocks skip midnight, the instant at which they skip."""
    return datetime.combine(day, time(), zones.tz(zone)).astimezone(UTC)
