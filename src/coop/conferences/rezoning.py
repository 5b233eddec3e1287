"""After the rules of time zones changed: wall times stay as announced, and the instants they stand for are derived anew.

What is announced is a wall time in a zone; the instant follows from it by the rules of the day. When a country changes its clocks, the
conference still opens at nine. Every instant on record is looked at once for each release of the rules, and only what moved is written.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from coop import clock, history, zones
from coop.conferences import writing
from coop.conferences.reading import whole
from coop.conferences.spans import Dates, midnight
from coop.conferences.states import Precision
from coop.conferences.tables import Conference
from coop.db import is_postgres, run, save, transaction
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from uuid import UUID

    from coop.conferences.views import ConferenceView, DeadlineView

AT_ONCE = 500
"""Conferences looked at between two breaths of the event loop."""

MOVED, SKIPPED = "rezoned", "rezoned_gap"
"""What the ledger calls it; the second where a wall time no longer exists and the later neighbour was taken."""


class Instant(NamedTuple):
    """An instant derived by the rules of today; ``is_skipped``: its wall time does not exist, and it is the later neighbour."""

    at: datetime
    is_skipped: bool = False


def derived(wall: datetime, zone: str, stood: datetime) -> Instant:
    """The instant of ``wall`` (naive) in ``zone`` by the rules of today, in UTC; ``stood`` is the one on record.

    Where clocks show the wall time twice, the one nearer to what stood. Where they skip it, as RFC 5545 3.3.5 reads such a time: by
    the offset before the gap. A zone that is not known (any more) leaves what stood.
    """
    try:
        return Instant(zones.resolve(wall, zone).astimezone(UTC))
    except zones.Ambiguous as twice:
        return Instant(min((each.astimezone(UTC) for each in (twice.first, twice.second)), key=lambda each: abs(each - stood)))
    except zones.Gap as gap:
        return Instant(gap.after.astimezone(UTC), is_skipped=True)
    except (zones.UnknownZone, zones.OutOfRange):
        return Instant(stood)


async def is_waiting() -> bool:
    """Whether instants on record may have been derived by rules of another release than today's."""
    rows = await run("SELECT version FROM zone_rules")
    return rows[0]["version"] != zones.version() if rows else bool(await run("SELECT 1 FROM conference LIMIT 1"))


async def derive_anew() -> int:
    """Move every instant that the rules of today put elsewhere; gives how many conferences had one. Nothing is read when no rule changed.

    Several workers may start it at once: each conference is moved once.
    """
    if not await is_waiting():
        return 0
    moved, after = 0, 0
    while True:
        found, last = await _elsewhere(after)
        for conference_id in found:
            moved += await _move(conference_id)
        if last is None:
            break
        after = last
        await asyncio.sleep(0)
    async with transaction():
        await run(
            "INSERT INTO zone_rules (id, version) VALUES (1, {}) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version", zones.version()
        )
    return moved


async def _elsewhere(after: int) -> tuple[list[int], int | None]:
    """Which of the next conferences have an instant that belongs elsewhere, and the last id looked at; None at the end."""
    rows = await run(
        'SELECT id, zone, starts_on, ends_on, "precision", opens_at, closes_at, starts_at, ends_at FROM conference'
        f" WHERE id > {{}} ORDER BY id LIMIT {AT_ONCE}",
        after,
    )
    if not rows:
        return [], None
    last: int = rows[-1]["id"]
    deadlines = await run(
        "SELECT conference, zone, due_on, due_time, due_at FROM conference_deadline WHERE conference > {} AND conference <= {}", after, last
    )
    found = {
        each["conference"]
        for each in deadlines
        if derived(datetime.combine(each["due_on"], each["due_time"]), each["zone"], each["due_at"]).at != each["due_at"]
    }
    for each in rows:
        dates = Dates(each["starts_on"], each["ends_on"], Precision(each["precision"]))
        starts, ends = _span(dates, each["zone"], each["opens_at"], each["closes_at"], (each["starts_at"], each["ends_at"]))
        if (starts.at, ends.at) != (each["starts_at"], each["ends_at"]):
            found.add(each["id"])
    return sorted(found), last


def _span(
    dates: Dates, zone: str, opens_at: time | None, closes_at: time | None, stood: tuple[datetime, datetime]
) -> tuple[Instant, Instant]:
    """Start and end by the rules of today: of the hours of a single day, else of whole days in the zone."""
    if not zones.is_known(zone):
        return Instant(stood[0]), Instant(stood[1])
    if opens_at is None or closes_at is None or not dates.is_one_day:
        return Instant(midnight(dates.first_day, zone)), Instant(midnight(dates.last_day + timedelta(days=1), zone))
    starts = derived(datetime.combine(dates.first_day, opens_at), zone, stood[0])
    ends = derived(datetime.combine(dates.first_day, closes_at), zone, stood[1])
    if ends.at <= starts.at:  # the opening was skipped to after the end: it lasts as long as before
        ends = Instant(starts.at + (stood[1] - stood[0]), is_skipped=True)
    return starts, ends


async def _move(conference_id: int) -> bool:
    """Move one conference and its deadlines to where the rules of today put them; False when another worker has done it."""
    async with transaction():
        if is_postgres():  # on SQLite the transaction itself keeps others waiting
            await run("SELECT 1 FROM conference WHERE id = {} FOR NO KEY UPDATE", conference_id)
        before = await whole(conference_id)
        if before is None:
            return False
        starts, ends = _span(before.dates, before.zone, before.opens_at, before.closes_at, (before.starts_at, before.ends_at))
        span = {"starts_at": starts.at, "ends_at": ends.at}
        due = [(each, derived(datetime.combine(each.due_on, each.due_time), each.zone, each.due_at)) for each in before.deadlines]
        late = [(each, instant) for each, instant in due if instant.at != each.due_at]
        is_moved = span != {"starts_at": before.starts_at, "ends_at": before.ends_at}
        if not late and not is_moved:
            return False
        now = clock.now()
        # Whole days are written as days: calendars see no change, and SEQUENCE stays (RFC 5546 2.1.4).
        follow = {"sequence": before.sequence + 1, "entry_revised_at": now} if is_moved and before.is_timed else {}
        version = await save(Conference, conference_id, before.version, {**span, **follow}, ANONYMOUS)
        deadlines = await _move_deadlines(before, {each.uuid: instant.at for each, instant in late}, now)
        is_skipped = any(each.is_skipped for each in (starts, ends, *(instant for _each, instant in late)))
        await history.record(
            ANONYMOUS,
            SKIPPED if is_skipped else MOVED,
            writing.KIND,
            conference_id,
            before={"starts_at": before.starts_at, "ends_at": before.ends_at, "due_at": [each.due_at for each, _instant in late]},
            after={**span, "due_at": [instant.at for _each, instant in late]},
            reason=f"tzdata {zones.version()}: {', '.join(dict.fromkeys((before.zone, *(each.zone for each, _instant in late))))}",
        )
        after = msgspec.structs.replace(before, **span, **follow, deadlines=deadlines, version=version, revised_at=now, revised_by=None)
        await writing.announce(after)
    return True


async def _move_deadlines(before: ConferenceView, moved: dict[UUID, datetime], now: datetime) -> tuple[DeadlineView, ...]:
    found = []
    for each in before.deadlines:
        if each.uuid in moved:
            await run(
                "UPDATE conference_deadline SET due_at = {}, sequence = sequence + 1, entry_revised_at = {} WHERE uuid = {}",
                moved[each.uuid],
                now,
                each.uuid,
            )
            found.append(msgspec.structs.replace(each, due_at=moved[each.uuid], sequence=each.sequence + 1, entry_revised_at=now))
        else:
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.due_at))
