"""The conference feeds: one filter, one language, one format, composed from stored octets with one query."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import calendar, clock
from coop.conferences import queries
from coop.conferences.filters import ConferenceFilter, Kind, Sort
from coop.conferences.states import Status
from coop.db import is_postgres, run
from coop.errors import NotFound
from coop.feeds import atom, ical, jsonfeed, titles
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Sequence

PAST_DAYS = 365
"""How far back a feed reaches that names no first day."""

CANCELLED_DAYS = 90
"""How long a cancelled entry stays in a feed after its last revision: clients must have seen that it is cancelled (at least 30 days)."""

LIMIT_OCTETS = 950_000
"""Entries up to here: with header and zones a file stays under 1 MB, about what Google Calendar still takes. It says what was cut."""

ATOM_ENTRIES = 100
AT_ONCE = 1_000


class Format(StrEnum):
    """The file format of a feed."""

    ICALENDAR = "ics"
    ATOM = "atom"
    JSON = "json"


class Size(StrEnum):
    """How much of a feed is wanted: what any client takes, or all of it."""

    LIMITED = "limited"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Feed:
    """Which feed is asked for. Equal feeds give equal octets while the data and the day are the same."""

    wanted: ConferenceFilter
    locale: str
    format: Format = Format.ICALENDAR
    size: Size = Size.LIMITED

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entries in it: conferences alone unless others are asked for."""
        return tuple(kind.value for kind in self.wanted.kinds) or (Kind.CONFERENCE.value,)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query of its address, in the one order."""
        return (*replace(self.wanted, sort=Sort.DATE).to_query(), *((("size", self.size.value),) if self.size is Size.ALL else ()))


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished feed: its name in its language, its octets, when any calendar last changed, and how many entries it shows of how many."""

    name: str
    octets: bytes
    changed_at: datetime
    shown: int
    total: int


async def compose(feed: Feed, site_zone: str, site_name: str) -> Composed:
    """The octets of ``feed``: what anybody may see, in its window. ``site_zone`` fills an empty calendar."""
    changed_at = await calendar.changed_at()
    if feed.format is Format.ATOM:
        where, values = await _where(feed)
        rows = await run(f"SELECT item FROM calendar_entry WHERE {where} ORDER BY revised DESC, uid LIMIT {ATOM_ENTRIES}", *values)
        head = await titles.head(feed, titles.Window.CHANGES, len(rows), len(rows))
        return Composed(head.name, atom.feed(head, [row["item"] for row in rows], site_name, changed_at), changed_at, len(rows), len(rows))
    stretches, total = await _stretches(feed)
    shown = sum(each.count for each in stretches)
    head = await titles.head(feed, titles.window_of(feed.wanted), shown, total)
    if feed.format is Format.JSON:
        octets = jsonfeed.feed(head, [each.octets for each in stretches], site_name)
    else:
        octets = ical.calendar(head, stretches, _first_year(feed.wanted, stretches), site_zone)
    return Composed(head.name, octets, changed_at, shown, total)


async def one(conference_id: int, locale: str) -> Composed:
    """The calendar file of one conference and nothing else. Raises NotFound when it is in no public calendar."""
    changed_at = await calendar.changed_at()
    rows = await run(
        "SELECT component, zone, starts FROM calendar_entry"
        " WHERE kind = {} AND object_id = {} AND locale = {} AND audiences = 'public' ORDER BY starts, uid LIMIT 1",
        Kind.CONFERENCE.value, conference_id, locale,
    )  # fmt: skip
    if not rows:
        raise NotFound
    return Composed("", ical.single(rows[0]["component"], rows[0]["zone"], rows[0]["starts"]), changed_at, 1, 1)


def _first_year(wanted: ConferenceFilter, stretches: Sequence[ical.Stretch]) -> int:
    """The first year zones are written for: that of the window, so that no edit of one entry changes the zones of others."""
    window = (wanted.from_ or clock.today() - timedelta(days=PAST_DAYS)).year
    earliest = datetime.fromtimestamp(stretches[0].first, UTC).year if stretches else window
    return earliest if wanted.from_ or wanted.to else min(window, earliest)


async def _stretches(feed: Feed) -> tuple[list[ical.Stretch], int]:
    """The stored octets of a feed by start, and how many entries match in all.

    A limited feed is one query and takes what is nearest: what is to come, soonest first, then what is past, latest first, until it
    is full. A whole one is read a thousand entries at a time, so that its size does not show in the memory of the process.
    """
    where, values = await _where(feed)
    column, glue = ("item", b",") if feed.format is Format.JSON else ("component", b"")
    shown = f"{column} AS octets, zone, revised, starts"
    if feed.size is Size.LIMITED:
        today = _epoch(clock.today())
        near = f"CASE WHEN starts >= {today} THEN 0 ELSE 1 END, CASE WHEN starts >= {today} THEN starts ELSE -starts END, uid"
        rows = await run(
            f"SELECT {shown}, total FROM calendar_entry JOIN (SELECT id AS near, COUNT(*) OVER () AS total,"
            f" SUM(length({column})) OVER (ORDER BY {near} ROWS UNBOUNDED PRECEDING) AS used FROM calendar_entry WHERE {where}) AS ranked"
            f" ON near = id WHERE used <= {LIMIT_OCTETS} ORDER BY starts, uid",
            *values,
        )
        return ([ical.stretch(rows, glue)], rows[0]["total"]) if rows else ([], 0)
    found: list[ical.Stretch] = []
    after: tuple[int, str] = (-(2**62), "")
    while True:
        rows = await run(
            f"SELECT {shown}, uid FROM calendar_entry WHERE {where} AND (starts, uid) > ({{}}, {{}}) ORDER BY starts, uid LIMIT {AT_ONCE}",
            *values, *after,
        )  # fmt: skip
        if rows:
            found.append(ical.stretch(rows, glue))
            after = (rows[-1]["starts"], rows[-1]["uid"])
        if len(rows) < AT_ONCE:
            return found, sum(each.count for each in found)


async def _where(feed: Feed) -> tuple[str, list[object]]:
    """The condition of a feed over ``calendar_entry``, and its values."""
    wanted, today = feed.wanted, clock.today()
    marks = ", ".join(["{}"] * len(feed.kinds))
    where = [f"locale = {{}} AND audiences = 'public' AND kind IN ({marks})"]
    values: list[object] = [feed.locale, *feed.kinds]
    if wanted.from_ or not wanted.to:
        where.append("ends > {}")
        values.append(_epoch(wanted.from_ or today - timedelta(days=PAST_DAYS)))
    if wanted.to:
        where.append("starts < {}")
        values.append(_epoch(wanted.to + timedelta(days=1)))
    if not wanted.from_ and Status.CANCELLED not in wanted.statuses:
        where.append("NOT (status = 'CANCELLED' AND revised < {})")
        values.append(_epoch(today - timedelta(days=CANCELLED_DAYS)))
    if set(wanted.active) - {"from_", "to"}:
        ids = await queries.matching_ids(ANONYMOUS, replace(wanted, from_=None, to=None, kinds=()))
        where.append("object_id = ANY({}::int[])" if is_postgres() else "object_id IN (SELECT value FROM json_each({}))")
        values.append(ids if is_postgres() else json.dumps(ids))
    return " AND ".join(where), values


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
