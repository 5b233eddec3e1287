"""A country changes its clocks: what was announced stays, the instant moves, calendars are told once."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import history, zones
from coop.conferences import queries, rezoning, scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference
from coop.conferences.rezoning import derived
from coop.conferences.states import DeadlineKind, Status, Visibility
from coop.db import run
from coop.multilingual import Multilingual
from coop.viewer import Role, Viewer

MEI = Viewer(user_id=1, name="Mei", roles=frozenset({Role.ORGANISER}))
FEED = "/en/feeds/conferences.ics?kind=conference&kind=deadline"
NAMES = sorted(set(zones.names()) - {zones.AOE})


def conference(name, zone, **changes):
    usual = {
        "names": Multilingual.of("en", en=name),
        "topics": ("h2",),
        "country": "TH",
        "city": Multilingual.of("en", en="Bangkok"),
        "zone": zone,
        "starts_on": date(2027, 5, 18),
        "ends_on": date(2027, 5, 18),
        "opens_at": time(9),
        "closes_at": time(17),
        "status": Status.CONFIRMED,
    }
    return NewConference(**{**usual, **changes})


@pytest.fixture
def new_rules(monkeypatch):
    """Gives Thailand the clock of ``hours`` ahead of UTC, as a new release of the rules would."""

    def put(hours, release="2027z"):
        real = zones.tz
        while hasattr(real, "real"):
            real = real.real

        def tz(zone):
            return timezone(timedelta(hours=hours), "+XX") if zone == "Asia/Bangkok" else real(zone)

        tz.real = real
        monkeypatch.setattr(zones, "tz", tz)
        monkeypatch.setattr(zones, "version", lambda: release)

    return put


def entry(feed, name):
    found = [each for each in re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r\n", feed, re.DOTALL) if f":{name}\r\n" in each.replace("\r\n ", "")]
    assert len(found) == 1, name
    return found[0]


async def test_nothing_is_read_while_the_rules_are_the_same(client):
    await scheduling.schedule_conference(MEI, conference("Bangkok day", "Asia/Bangkok"), Visibility.PUBLISHED)
    await rezoning.derive_anew()
    assert not await rezoning.is_waiting()
    assert await rezoning.derive_anew() == 0


async def test_wall_time_stays_instant_moves_and_calendars_are_told_once(client, new_rules):
    deadline = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2027, 2, 1), zone="Asia/Bangkok")
    moved = await scheduling.schedule_conference(
        MEI, conference("Bangkok day", "Asia/Bangkok", deadlines=(deadline,)), Visibility.PUBLISHED
    )
    whole = await scheduling.schedule_conference(
        MEI, conference("Bangkok days", "Asia/Bangkok", ends_on=date(2027, 5, 20), opens_at=None, closes_at=None), Visibility.PUBLISHED
    )
    await scheduling.schedule_conference(MEI, conference("Berlin day", "Europe/Berlin"), Visibility.PUBLISHED)
    before = (await client.get(FEED)).text
    new_rules(8)
    assert await rezoning.is_waiting()
    assert await rezoning.derive_anew() == 2
    assert await rezoning.derive_anew() == 0
    assert not await rezoning.is_waiting()

    after = (await client.get(FEED)).text
    stands = await queries.get(MEI, moved.id)
    assert (stands.opens_at, stands.starts_on, stands.sequence) == (time(9), date(2027, 5, 18), 1)
    assert stands.starts_at == datetime(2027, 5, 18, 1, tzinfo=UTC)  # 09:00 eight hours ahead; it was 02:00Z
    assert stands.ends_at == datetime(2027, 5, 18, 9, tzinfo=UTC)
    assert [(each.due_at, each.due_on, each.sequence) for each in stands.deadlines] == [
        (datetime(2027, 2, 1, 15, 59, tzinfo=UTC), date(2027, 2, 1), 1)
    ]
    assert f"UID:{moved.uuid}\r\n" in entry(after, "Bangkok day")
    assert "SEQUENCE:1\r\n" in entry(after, "Bangkok day")
    days = await queries.get(MEI, whole.id)
    assert (days.starts_at, days.sequence) == (datetime(2027, 5, 17, 16, tzinfo=UTC), 0)
    assert entry(after, "Bangkok days") == entry(before, "Bangkok days")
    assert entry(after, "Berlin day") == entry(before, "Berlin day")
    told = (await history.of("conference", moved.id))[0]
    assert (told.act, told.actor, told.reason) == ("rezoned", None, "tzdata 2027z: Asia/Bangkok")
    assert told.changes["starts_at"] == ("2027-05-18T02:00:00+00:00", "2027-05-18T01:00:00+00:00")
    assert await history.verify() is None


async def test_the_rules_put_back_bring_the_instants_back(client, new_rules):
    made = await scheduling.schedule_conference(MEI, conference("Bangkok day", "Asia/Bangkok"), Visibility.PUBLISHED)
    new_rules(8)
    await rezoning.derive_anew()
    new_rules(7, "2028a")
    assert await rezoning.derive_anew() == 1
    stands = await queries.get(MEI, made.id)
    assert (stands.starts_at, stands.sequence) == (made.starts_at, 2)


async def test_a_time_that_clocks_now_skip_becomes_the_later_one_and_history_says_so(client, new_rules, monkeypatch):
    made = await scheduling.schedule_conference(
        MEI,
        conference("Bangkok day", "Asia/Bangkok", starts_on=date(2027, 3, 28), ends_on=date(2027, 3, 28), opens_at=time(2, 30)),
        Visibility.PUBLISHED,
    )
    real = zones.tz
    monkeypatch.setattr(zones, "tz", lambda zone: real("Europe/Berlin") if zone == "Asia/Bangkok" else real(zone))
    monkeypatch.setattr(zones, "version", lambda: "2027z")
    assert await rezoning.derive_anew() == 1
    stands = await queries.get(MEI, made.id)
    assert stands.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 by the offset before the gap; clocks show 03:30
    assert stands.opens_at == time(2, 30)
    assert (await history.of("conference", made.id))[0].act == "rezoned_gap"


async def test_those_in_the_trash_are_moved_too_and_stay_out_of_calendars(client, new_rules):
    made = await scheduling.schedule_conference(MEI, conference("Bangkok day", "Asia/Bangkok"), Visibility.PUBLISHED)
    await scheduling.trash(MEI, made.id, made.version)
    new_rules(8)
    assert await rezoning.derive_anew() == 1
    assert await run("SELECT count(*) AS n FROM calendar_entry") == [{"n": 0}]
    rows = await run("SELECT starts_at FROM conference WHERE id = {}", made.id)
    assert rows[0]["starts_at"] == datetime(2027, 5, 18, 1, tzinfo=UTC)


@given(
    zone=st.sampled_from(NAMES),
    minutes=st.integers(0, 38 * 365 * 24 * 60),
    off=st.integers(-15, 15),
)
def test_the_wall_time_is_kept_in_every_zone_unless_clocks_skip_it(zone, minutes, off):
    wall = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=minutes)
    stood = wall.replace(tzinfo=UTC) + timedelta(hours=off)
    found = derived(wall, zone, stood)
    shown = found.at.astimezone(zones.tz(zone)).replace(tzinfo=None)
    assert (shown > wall) if found.is_skipped else (shown == wall)
    assert derived(wall, zone, found.at) == found  # once derived, it stays
