"""Zones: wall time to instant, the two days a year that are not like others, aliases, Anywhere on Earth."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import zones
from coop.zones import AOE, Ambiguous, Gap, OutOfRange, UnknownZone, resolve


def wall(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("at", "zone", "instant"),
    [
        ("2026-05-18T09:00", "Asia/Bangkok", "2026-05-18T02:00+00:00"),
        ("2026-05-18T09:00", "Asia/Calcutta", "2026-05-18T03:30+00:00"),
        ("2026-09-01T23:59", AOE, "2026-09-02T11:59+00:00"),
        ("2026-01-01T00:00", "Pacific/Kiritimati", "2025-12-31T10:00+00:00"),
        ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59+00:00"),
        ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00+00:00"),
        ("2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00+00:00"),
        ("2026-05-18T09:00", "UTC", "2026-05-18T09:00+00:00"),
        ("1960-06-01T12:00", "Asia/Shanghai", "1960-06-01T04:00+00:00"),
    ],
)
def test_wall_time_gives_one_instant(at, zone, instant):
    found = resolve(wall(at), zone)
    assert found.astimezone(UTC) == datetime.fromisoformat(instant)
    assert found.replace(tzinfo=None) == wall(at)


@pytest.mark.parametrize(
    ("at", "zone", "before", "after"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"),
        ("2026-03-08T02:15", "America/New_York", "2026-03-08T01:15-05:00", "2026-03-08T03:15-04:00"),
        ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-04T01:40+10:30", "2026-10-04T02:40+11:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T12:00+14:00"),
    ],
)
def test_skipped_time_offers_its_neighbours(at, zone, before, after):
    with pytest.raises(Gap) as gap:
        resolve(wall(at), zone)
    assert (gap.value.before, gap.value.after) == (datetime.fromisoformat(before), datetime.fromisoformat(after))
    assert (gap.value.before.isoformat("T", "minutes"), gap.value.after.isoformat("T", "minutes")) == (before, after)


def test_time_that_comes_twice_asks_which():
    with pytest.raises(Ambiguous) as twice:
        resolve(wall("2026-10-25T02:30"), "Europe/Berlin")
    assert (twice.value.first.isoformat(), twice.value.second.isoformat()) == ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    assert resolve(wall("2026-10-25T02:30"), "Europe/Berlin", 0).isoformat() == "2026-10-25T02:30:00+02:00"
    assert resolve(wall("2026-10-25T02:30"), "Europe/Berlin", 1).isoformat() == "2026-10-25T02:30:00+01:00"


def test_which_of_two_is_not_asked_of_other_times():
    assert resolve(wall("2026-07-01T12:00"), "Europe/Berlin", 1) == resolve(wall("2026-07-01T12:00"), "Europe/Berlin")
    with pytest.raises(Gap):
        resolve(wall("2026-03-29T02:30"), "Europe/Berlin", 1)


def test_casablanca_turns_its_clock_back_for_ramadan():
    with pytest.raises(Ambiguous):
        resolve(wall("2026-02-15T02:30"), "Africa/Casablanca")
    with pytest.raises(Gap):
        resolve(wall("2026-03-22T02:30"), "Africa/Casablanca")


@pytest.mark.parametrize(
    "name",
    ["", "America", "Asia", "Atlantis/Centre", "../../../etc/passwd", "/etc/localtime", "Asia/Bangkok/", "asia/bangkok", "Factory", "Asia/Bangkok\x00",
     "localtime", "posixrules", "zone.tab", "tzdata.zi", "UTC+7", "GMT+7", "x" * 100_000, "Asia\\Bangkok", "./UTC", "__init__.py"],
)  # fmt: skip
def test_only_names_of_the_list_are_zones(name):
    assert not zones.is_known(name)
    for ask in (zones.tz, zones.canonical):
        with pytest.raises(UnknownZone):
            ask(name)
    with pytest.raises(UnknownZone):
        resolve(wall("2026-05-18T09:00"), name)


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1899-12-31T23:59", "2200-01-01T00:00", "9999-12-31T23:59"])
def test_years_without_rules_are_refused(at):
    with pytest.raises(OutOfRange):
        resolve(wall(at), "Asia/Bangkok")


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("PRC", "Asia/Shanghai"),
        ("Singapore", "Asia/Singapore"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Pacific/Truk", "Pacific/Chuuk"),
        ("Etc/UTC", "UTC"),
        ("GMT", "UTC"),
        ("Zulu", "UTC"),
        ("UTC", "UTC"),
        ("AoE", "AoE"),
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("Asia/Bangkok", "Asia/Bangkok"),
        ("Asia/Phnom_Penh", "Asia/Phnom_Penh"),
        ("Etc/GMT+7", "Etc/GMT+7"),
    ],
)
def test_alias_is_stored_by_its_present_name(alias, name):
    assert zones.canonical(alias) == name


def test_every_known_name_has_a_canonical_one_with_the_same_clock_now():
    now = datetime(2026, 5, 18, tzinfo=UTC)
    for name in zones._listed():
        stored = zones.canonical(name)
        assert zones.canonical(stored) == stored
        assert zones.offset(stored, now) == zones.offset(name, now)


def test_zones_to_choose_from_are_one_for_each_clock_of_a_country():
    names = zones.names()
    assert len(names) == len(set(names)) > 400
    assert names[-2:] == ("UTC", "AoE")
    assert all(zones.canonical(name) == name for name in names)
    assert zones.countries()["Africa/Casablanca"] == "MA"
    assert "Asia/Calcutta" not in names


def test_offset_is_that_of_the_instant():
    assert zones.offset("Europe/Berlin", datetime(2026, 1, 1, tzinfo=UTC)) == timedelta(hours=1)
    assert zones.offset("Europe/Berlin", datetime(2026, 7, 1, tzinfo=UTC)) == timedelta(hours=2)
    assert zones.offset(AOE, datetime(2026, 7, 1, tzinfo=UTC)) == timedelta(hours=-12)


def test_rules_come_from_the_package_that_the_lock_file_names():
    import tzdata

    assert zones.version() == tzdata.IANA_VERSION
    script = "import zoneinfo; from coop import zones; print(zoneinfo.TZPATH)"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env={}).stdout == "()\n"
    other = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env={"PYTHONTZPATH": "/srv/zones"})
    assert other.stdout == "('/srv/zones',)\n"


_WALLS = st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31))  # noqa: DTZ001 - wall times


@given(_WALLS, st.sampled_from(zones.names()))
def test_every_wall_time_is_resolved_or_offers_times_that_exist(at, zone):
    try:
        found = resolve(at, zone)
    except Gap as gap:
        for offered in (gap.before, gap.after):
            again = offered.replace(tzinfo=None, fold=0)
            assert again != at
            assert resolve(again, zone, offered.fold) == offered
        assert gap.before < gap.after
    except Ambiguous as twice:
        assert twice.first < twice.second
        assert twice.first.replace(tzinfo=None) == twice.second.replace(tzinfo=None, fold=0) == at
        assert resolve(at, zone, 0) == twice.first
        assert resolve(at, zone, 1) == twice.second
    else:
        assert found.astimezone(UTC).astimezone(zones.tz(zone)).replace(tzinfo=None) == at


@given(st.integers(0, 230 * 365 * 24 * 4 - 1), st.sampled_from(zones.names()))
def test_every_instant_comes_back_from_its_wall_time(quarters, zone):
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    local = instant.astimezone(zones.tz(zone))
    if 1970 < local.year <= 2199:
        assert resolve(local.replace(tzinfo=None, fold=0), zone, local.fold).astimezone(UTC) == instant
