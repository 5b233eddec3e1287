"""Days, months, times and spans as each language writes them: the one place where dates become words.

Western digits everywhere. Thai years are of the Buddhist Era, for display only: addresses, feeds and files stay ISO and
Gregorian. The formats are CLDR's, asked for by skeleton, because its ``short`` and ``medium`` are numeric in some languages.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from babel.dates import format_timedelta, parse_pattern

from coop import zones
from coop.i18n import names
from coop.i18n.catalogues import fill
from coop.i18n.message import _
from coop.i18n.offered import locales

if TYPE_CHECKING:
    from babel.dates import DateTimePattern

    from coop.i18n.message import Message

Precision = Literal["day", "month", "year"]
"""How much of a date is known: real announcements often name only the month."""

_BUDDHIST = {"th": "พ.ศ."}
_BUDDHIST_YEARS = 543
_YEAR = re.compile(r"(?:G+\s*)?y+")
_QUOTED = re.compile(r"('[^']*')")
_CACHED = 8192
_GREATEST_DIFFERENCE = ("y", "M", "d")
_SKELETONS = {"long-month": "yMMMM", "long-year": "y"}
_PLACE_OF_YEAR = "\ue000"
_DAYS_COUNTED, _MONTHS_COUNTED = 60, 730


def day(value: date, locale: str) -> str:
    """``18 May 2026``, ``2026年5月18日``, ``18 พ.ค. 2569``."""
    return _formatted("yMMMd", _bare(value), locale)


def day_long(value: date, locale: str) -> str:
    """With the month in full and the era where it is not the common one: ``18 พฤษภาคม พ.ศ. 2569``."""
    return _formatted("long", _bare(value), locale)


def day_full(value: date, locale: str) -> str:
    """The long form with its weekday: ``Monday, 18 May 2026``."""
    return _formatted("full", _bare(value), locale)


def day_of_week(value: date, locale: str) -> str:
    """The short form with its weekday: ``Mon, 18 May 2026``."""
    return _formatted("yMMMEd", _bare(value), locale)


def day_of_year(value: date, locale: str) -> str:
    """Day and month, where the year stands elsewhere: ``18 May``."""
    return _formatted("MMMd", _bare(value), locale)


def day_range(first: date, last: date, locale: str) -> str:
    """Both days included, written once where they agree: ``18–20 May 2026``."""
    return _range("yMMMd", _bare(first), _bare(last), locale)


def month(value: date, locale: str) -> str:
    """Month and year in full, with the era where it is not the common one: ``May 2026``, ``พฤษภาคม พ.ศ. 2569``."""
    return _formatted("long-month", _bare(value), locale)


def month_short(value: date, locale: str) -> str:
    """Month and year, short: ``พ.ค. 2569``."""
    return _formatted("yMMM", _bare(value), locale)


def month_name(number: int, locale: str) -> str:
    """The name of a month standing alone; January is 1."""
    return str(locales()[locale].babel.months["stand-alone"]["wide"][number])


def month_name_short(number: int, locale: str) -> str:
    """The short name of a month standing alone; January is 1."""
    return str(locales()[locale].babel.months["stand-alone"]["abbreviated"][number])


def year(value: date | int, locale: str) -> str:
    """``2026``, ``2026年``, ``พ.ศ. 2569``."""
    return _formatted("long-year", date(value, 1, 1) if isinstance(value, int) else _bare(value), locale)


def weekday(number: int, locale: str) -> str:
    """The name of a weekday; Monday is 0."""
    return str(locales()[locale].babel.days["stand-alone"]["wide"][number])


def weekday_short(number: int, locale: str) -> str:
    """The short name of a weekday; Monday is 0. Where the language does not abbreviate it (Arabic), the name without its article."""
    days = locales()[locale].babel.days["stand-alone"]
    return str(days["abbreviated" if days["abbreviated"][number] != days["wide"][number] else "short"][number])


def span(first: date, last: date, precision: Precision, locale: str) -> str:
    """A span of days, months or years, both ends included, saying no more than is known."""
    match precision:
        case "day":
            return day_range(first, last, locale)
        case "month":
            return _range("long-month", _bare(first).replace(day=1), _bare(last).replace(day=1), locale)
        case "year":
            return _range("long-year", date(first.year, 1, 1), date(last.year, 1, 1), locale)


def time(value: datetime) -> str:
    """The clock time ``value`` shows, in 24 hours, alike in all languages: ``09:00``."""
    return f"{value.hour:02}:{value.minute:02}"


def time_in_zone(instant: datetime, zone: str, locale: str) -> str:
    """The time in a zone with the zone's name and offset: ``09:00 เวลาไทย (UTC+7)``."""
    return f"{time(instant.astimezone(zones.tz(zone)))} {zone_then(zone, instant, locale)}"


def times_in_zone(starts_at: datetime, ends_at: datetime, zone: str, locale: str) -> str:
    """From one time to another on the same day in a zone: ``09:00–17:30 เวลาไทย (UTC+7)``."""
    place = zones.tz(zone)
    return f"{time(starts_at.astimezone(place))}–{time(ends_at.astimezone(place))} {zone_then(zone, starts_at, locale)}"


def zone_then(zone: str, instant: datetime, locale: str) -> str:
    """A zone's name with its offset at an instant: ``เวลาไทย (UTC+7)``."""
    if zone == "UTC":
        return "UTC"
    return f"{names.zone(zone, locale)} ({names.offset(zone, instant)})"


def instant(value: datetime, zone: str, locale: str) -> str:
    """An instant as day, time and zone: ``18 May 2026, 09:00 Thailand Time (UTC+7)``."""
    there = value.astimezone(zones.tz(zone))
    return glued(day(there, locale), time_in_zone(value, zone, locale), locale)


def moment(value: datetime, locale: str) -> str:
    """An aware time in the zone it carries: ``18 May 2026, 09:00 (UTC+7)``, for sentences that name the place already."""
    minutes = round((value.utcoffset() or timedelta(0)).total_seconds() / 60)
    return glued(day(value, locale), f"{time(value)} ({names.offset_label(minutes)})", locale)


def relative_day(value: date, today: date, locale: str) -> str:
    """How far a day is from ``today``: ``today``, ``tomorrow``, ``in 12 days``, ``3 months ago``."""
    return _relative_days((_bare(value) - _bare(today)).days, locale)


def relative(value: datetime, now: datetime, locale: str) -> str:
    """How far an instant is from ``now``, in minutes and hours within a day, in days beyond: ``3 hours ago``."""
    seconds = int((value - now).total_seconds())
    if abs(seconds) < 60:  # noqa: PLR2004 - a minute
        return fill(_("just now"), locale)
    if abs(seconds) < 86_400:  # noqa: PLR2004 - a day
        unit: Literal["minute", "hour"] = "minute" if abs(seconds) < 3600 else "hour"  # noqa: PLR2004 - an hour
        return format_timedelta(timedelta(seconds=seconds), unit, 10**9, add_direction=True, locale=locales()[locale].babel)
    return _relative_days(round(seconds / 86_400), locale)


def refusal(error: zones.ZoneError) -> Message:
    """Why a wall time or zone was refused and what to enter instead, for ``Invalid``."""
    match error:
        case zones.Gap(before=before, after=after):
            return _(
                "Clocks are put forward over this time, so it does not exist. Enter %(before)s or %(after)s.",
                before=time(before),
                after=time(after),
            )
        case zones.Ambiguous(first=first, second=second):
            return _(
                "Clocks are put back over this time, so it comes twice. Choose the first, %(first)s, or the second, %(second)s.",
                first=first,
                second=second,
            )
        case zones.UnknownZone(zone=zone):
            return _("“%(zone)s” is not a time zone we know. Choose a city from the list, such as Asia/Bangkok.", zone=zone)
        case _:
            return _("Enter a year from %(first)s to %(last)s.", first=zones.EARLIEST_YEAR, last=zones.LATEST_YEAR)


def glued(day_text: str, time_text: str, locale: str) -> str:
    """A day and a time put together the way the language does it."""
    glue = str(locales()[locale].babel.datetime_formats["long"])
    return glue.replace("{1}", day_text).replace("{0}", time_text)


def _bare(value: date) -> date:
    """The civil day of a date or datetime, so that both share one cache entry."""
    return value.date() if isinstance(value, datetime) else value


@lru_cache(maxsize=_CACHED)
def _formatted(form: str, value: date, locale: str) -> str:
    return _apply(_pattern(form, locale), value, locale)


@lru_cache(maxsize=_CACHED)
def _range(form: str, first: date, last: date, locale: str) -> str:
    if first == last:
        return _formatted(form, first, locale)
    if last < first:
        raise ValueError(f"{first} comes after {last}")
    field = next(
        field
        for field, differs in zip(
            _GREATEST_DIFFERENCE,
            (first.year != last.year, first.month != last.month, first.day != last.day),
            strict=True,
        )
        if differs
    )
    parts = _interval(form, field, locale)
    if not parts:
        both = str(locales()[locale].babel.interval_formats[None])
        return both.replace("{0}", _formatted(form, first, locale)).replace("{1}", _formatted(form, last, locale))
    return "".join(_apply(part, value, locale) for part, value in zip(parts, (first, last), strict=True))


@lru_cache(maxsize=_CACHED)
def _relative_days(days: int, locale: str) -> str:
    if days == 0:
        return fill(_("today"), locale)
    if days == 1:
        return fill(_("tomorrow"), locale)
    if days == -1:
        return fill(_("yesterday"), locale)
    unit: Literal["day", "month", "year"] = "day" if abs(days) < _DAYS_COUNTED else "month" if abs(days) < _MONTHS_COUNTED else "year"
    return format_timedelta(timedelta(days=days), unit, 10**9, add_direction=True, locale=locales()[locale].babel)


def _apply(pattern: DateTimePattern, value: date, locale: str) -> str:
    offered = locales()[locale]
    return pattern.apply(value, offered.babel).replace(_PLACE_OF_YEAR, str(value.year + _BUDDHIST_YEARS))


@cache
def _pattern(form: str, locale: str) -> DateTimePattern:
    """The pattern of a form: CLDR's long or full date, or a skeleton."""
    own = locales()[locale].babel
    found = own.date_formats[form] if form in {"long", "full"} else own.datetime_skeletons[_SKELETONS.get(form, form)]
    return parse_pattern(_in_our_era(str(found), form, locale))


@cache
def _interval(form: str, field: str, locale: str) -> tuple[DateTimePattern, ...]:
    """The two halves of a range whose greatest difference is ``field``; empty where the language has no pattern for it."""
    found = locales()[locale].babel.interval_formats.get(_SKELETONS.get(form, form), {}).get(field, ())
    halves = [str(half) for half in found]
    if form == "long-year" and halves:
        # the era is said once: พ.ศ. 2569–2570
        return parse_pattern(_in_our_era(halves[0], form, locale)), parse_pattern(_in_our_era(halves[1], "y", locale))
    return tuple(parse_pattern(_in_our_era(half, form, locale)) for half in halves)


def _in_our_era(pattern: str, form: str, locale: str) -> str:
    """``pattern`` with its year made a place for the Buddhist one, where the language counts so; the era is said in long forms."""
    era = _BUDDHIST.get(locales()[locale].language)
    if era is None:
        return pattern
    year = f"'{era} {_PLACE_OF_YEAR}'" if form in {"long", "full", "long-month", "long-year"} else f"'{_PLACE_OF_YEAR}'"
    parts = _QUOTED.split(pattern)
    return "".join(part if part.startswith("'") else _YEAR.sub(year, part) for part in parts)
