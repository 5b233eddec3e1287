"""VTIMEZONE: what a reader that follows RFC 5545 to the letter works out equals zoneinfo at every change in every zone."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from coop.calendar.vtimezone import vtimezone

HORIZON = datetime(2031, 6, 1)  # noqa: DTZ001 - local in TZOFFSETFROM


def offset(written):
    sign = -1 if written[0] == "-" else 1
    return sign * timedelta(hours=int(written[1:3]), minutes=int(written[3:5]))


def onsets(octets):
    """(UTC instant, offset from then on) of every observance, as RFC 5545 3.6.5 reads: DTSTART and RRULE are local in TZOFFSETFROM."""
    lines = [line.partition(":") for line in octets.decode("ascii").split("\r\n") if line]
    found, facts = [], {}
    for name, _, value in lines:
        if name == "BEGIN" and value in {"STANDARD", "DAYLIGHT"}:
            facts = {}
        elif name == "END" and value in {"STANDARD", "DAYLIGHT"}:
            first = datetime.strptime(facts["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local in TZOFFSETFROM
            local = rrulestr(facts["RRULE"], dtstart=first).between(first, HORIZON, inc=True) if "RRULE" in facts else [first]
            found += [(each - offset(facts["TZOFFSETFROM"]), offset(facts["TZOFFSETTO"])) for each in local]
        else:
            facts[name] = value
    return sorted(found)


def true_changes(zone):
    """Every change of offset from 2025 to 2030, found by walking hour by hour."""
    rules = ZoneInfo(zone)
    here = datetime(2025, 1, 1, tzinfo=UTC)
    while here < datetime(2031, 1, 1, tzinfo=UTC):
        there = here + timedelta(hours=24)
        if here.astimezone(rules).utcoffset() != there.astimezone(rules).utcoffset():
            minute = here
            while minute.astimezone(rules).utcoffset() == here.astimezone(rules).utcoffset():
                minute += timedelta(minutes=15)
            yield minute
        here = there


ZONES = sorted(set(resources.files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"})


def test_there_are_as_many_zones_as_the_database_has():
    assert len(ZONES) > 590


def test_every_zone_reads_as_zoneinfo_at_each_change_and_61_minutes_around_it():
    wrong, compared = [], 0
    for zone in ZONES:
        found = onsets(vtimezone(zone, 2025, 2030))
        instants = [at for at, _ in found]
        moments = [datetime(2025, 1, 1, 12, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC), datetime(2030, 12, 31, 12, tzinfo=UTC)]
        for change in true_changes(zone):
            moments += [change + timedelta(minutes=minutes) for minutes in (-61, -1, 0, 1, 61)]
        for moment in moments:
            place = bisect_right(instants, moment.replace(tzinfo=None)) - 1
            compared += 1
            if found[place][1] != moment.astimezone(ZoneInfo(zone)).utcoffset():
                wrong.append((zone, moment.isoformat()))
    assert wrong == []
    assert compared > 10_000


def test_berlin_is_one_pair_of_rules_that_start_before_the_first_event():
    assert vtimezone("Europe/Berlin", 2026, 2026).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_a_zone_without_changes_is_one_standard():
    octets = vtimezone("Asia/Bangkok", 2026, 2026)
    assert octets.count(b"BEGIN:STANDARD") == 1
    assert b"DAYLIGHT" not in octets
    assert b"TZOFFSETTO:+0700" in octets


def test_ramadan_in_casablanca_is_written_out_change_by_change():
    text = vtimezone("Africa/Casablanca", 2025, 2025).decode()
    assert "DTSTART:20250223T030000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000" in text
    assert "DTSTART:20250406T020000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100" in text
    assert "RRULE" not in text


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Gaza", "America/New_York", "Europe/Dublin", "America/Santiago"])
def test_neither_lists_nor_comments_nor_odd_seconds_are_written(zone):
    text = vtimezone(zone, 1900, 2030).decode("ascii")
    assert "RDATE" not in text
    assert "COMMENT" not in text
    offsets = [line.partition(":")[2] for line in text.split("\r\n") if line.startswith("TZOFFSET")]
    assert {len(each) for each in offsets} == {5}


def test_a_zone_whose_rule_began_lately_lists_the_years_before_it():
    text = vtimezone("Europe/Berlin", 1990, 2010).decode()
    assert text.count("RRULE") == 2
    assert text.count("BEGIN:DAYLIGHT") > 5
