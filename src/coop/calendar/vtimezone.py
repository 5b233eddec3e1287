"""VTIMEZONE components of our own (RFC 5545 3.6.5), true to zoneinfo at every change; icalendar's start every spring change too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coop import zones
from coop.calendar.transitions import Change, changes, yearly

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPLICIT_YEARS = 12
"""How many years a zone without a yearly rule is written out for, unless an event lies later."""

RULE_YEARS = 30
"""How far ahead a yearly rule is verified before it is written without an end."""

FIRST_YEAR = 1974
"""From here on every offset is whole minutes; earlier times are published in UTC."""

LAST_YEAR = 2100


@cache
def tzdata_version() -> str:
    """The release of the zone rules this process reads."""
    return zones.version()


def vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of an IANA ``zone`` for events from ``first_year`` to ``last_year``, lines ended by CRLF.

    Where the zone follows a yearly rule it is one STANDARD and one DAYLIGHT with RRULE, both starting the year before; a zone without
    changes is one STANDARD; any other has one observance a change (Casablanca's Ramadan, Gaza), since clients ignore lists of RDATE.
    """
    first = min(max(first_year, FIRST_YEAR + 1), LAST_YEAR)
    last = min(max(last_year, first + EXPLICIT_YEARS), LAST_YEAR)
    return _built(zone, first, last, tzdata_version())


@lru_cache(maxsize=2048)
def _built(zone: str, first_year: int, last_year: int, _tzdata: str) -> bytes:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}", *_observances(zone, first_year - 1, last_year + 1), "END:VTIMEZONE", ""]
    return "\r\n".join(lines).encode("ascii")


def _observances(zone: str, first_year: int, last_year: int) -> Iterator[str]:
    rules = zones.tz(zone)
    until = last_year + RULE_YEARS
    found = [
        each
        for each in changes(rules, datetime(first_year - 1, 12, 30, tzinfo=UTC), datetime(until + 1, 1, 3, tzinfo=UTC))
        if first_year <= each.onset.year <= until
    ]
    for regular_from in range(first_year, last_year + 1):
        tail = yearly([each for each in found if each.onset.year >= regular_from], regular_from, until)
        if tail:
            break
    else:
        regular_from, tail = last_year + 1, None
    if regular_from > first_year or not tail:
        opening = datetime(first_year, 1, 1, tzinfo=rules)
        yield from _observance("STANDARD", opening.replace(tzinfo=None), _offset(opening), _offset(opening), opening.tzname() or zone)
        for each in found:
            if each.onset.year < regular_from:
                yield from _of_change(each, "")
    for rule in tail or ():
        yield from _of_change(rule.first, rule.rule)


def _of_change(change: Change, rule: str) -> Iterator[str]:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    return _observance(kind, change.onset, change.before, change.after, change.name, rule)


def _observance(kind: str, onset: datetime, before: timedelta, after: timedelta, name: str, rule: str = "") -> Iterator[str]:
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_written(before)}"
    yield f"TZOFFSETTO:{_written(after)}"
    yield f"TZNAME:{name.encode('ascii', 'ignore').decode()}"
    if rule:
        yield f"RRULE:{rule}"
    yield f"END:{kind}"


def _written(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{rest:02}"


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
