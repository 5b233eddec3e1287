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
    pieces, total = await _pieces(feed, "component" if feed.format is Format.ICALENDAR else "item")
    head = await titles.head(feed, titles.window_of(feed.wanted), len(pieces), total)
    if feed.format is Format.JSON:
        octets = jsonfeed.feed(head, [piece.octets for piece in pieces], site_name)
    else:
        octets = ical.calendar(head, pieces, _first_year(feed.wanted, pieces), site_zone)
    return Composed(head.name, octets, changed_at, len(pieces), total)


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


def _first_year(wanted: ConferenceFilter, pieces: Sequence[ical.Piece]) -> int:
    """The first year zones are written for: that of the window, so that no edit of one entry changes the zones of others."""
    earliest = datetime.fromtimestamp(min((piece.starts for piece in pieces), default=0), UTC).year
    window = (wanted.from_ or clock.today() - timedelta(days=PAST_DAYS)).year
    return earliest if wanted.from_ or wanted.to else min(window, earliest or window)


async def _pieces(feed: Feed, column: str) -> tuple[list[ical.Piece], int]:
    """The stored octets of a feed by start, and how many entries match in all: one query.

    A limited feed takes what is nearest: what is to come, soonest first, then what is past, latest first, until it is full.
    """
    where, values = await _where(feed)
    shown = f"{column} AS octets, zone, revised, starts"
    if feed.size is Size.ALL:
        rows = await run(f"SELECT {shown} FROM calendar_entry WHERE {where} ORDER BY starts, uid", *values)
        total = len(rows)
    else:
        today = _epoch(clock.today())
        near = f"CASE WHEN starts >= {today} THEN 0 ELSE 1 END, CASE WHEN starts >= {today} THEN starts ELSE -starts END, uid"
        rows = await run(
            f"SELECT {shown}, total FROM calendar_entry JOIN (SELECT id AS near, COUNT(*) OVER () AS total,"
            f" SUM(length({column})) OVER (ORDER BY {near} ROWS UNBOUNDED PRECEDING) AS used FROM calendar_entry WHERE {where}) AS ranked"
            f" ON near = id WHERE used <= {LIMIT_OCTETS} ORDER BY starts, uid",
            *values,
        )
        total = rows[0]["total"] if rows else 0
    return [ical.Piece(row["octets"], row["zone"], row["revised"], row["starts"]) for row in rows], total


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
