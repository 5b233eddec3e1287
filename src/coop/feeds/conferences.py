"""The conference feeds: one filter, one language, one format, composed from stored octets with one query."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coop import calendar, clock
from coop.conferences import queries
from coop.conferences.filters import ConferenceFilter, Kind
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

LIMIT_OCTETS = 1_000_000
"""About what Google Calendar still takes; a larger calendar is cut to what is nearest, and says so."""

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
        return (*self.wanted.to_query(), *((("size", self.size.value),) if self.size is Size.ALL else ()))


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished feed: its octets, the instant anything in any calendar last changed, and how many entries it shows of how many."""

    octets: bytes
    changed_at: datetime
    shown: int
    total: int


async def compose(feed: Feed, site_zone: str, site_name: str) -> Composed:
    """The octets of ``feed``: what anybody may see, in its window. ``site_zone`` fills an empty calendar."""
    changed_at = await calendar.changed_at()
    if feed.format is Format.ATOM:
        rows = await _rows(feed, "item, revised", "revised DESC, uid", ATOM_ENTRIES)
        head = await titles.head(feed, titles.Window.CHANGES, len(rows), len(rows))
        return Composed(atom.feed(head, [row["item"] for row in rows], site_name, changed_at), changed_at, len(rows), len(rows))
    column = "component" if feed.format is Format.ICALENDAR else "item"
    rows = await _rows(feed, f"{column} AS octets, zone, revised, starts", "starts, uid", 0)
    pieces = [ical.Piece(row["octets"], row["zone"], row["revised"], row["starts"]) for row in rows]
    kept = pieces if feed.size is Size.ALL else _nearest(pieces)
    head = await titles.head(feed, titles.window_of(feed.wanted), len(kept), len(pieces))
    if feed.format is Format.JSON:
        return Composed(jsonfeed.feed(head, [piece.octets for piece in kept], site_name), changed_at, len(kept), len(pieces))
    return Composed(ical.calendar(head, kept, _first_year(feed.wanted, kept), site_zone), changed_at, len(kept), len(pieces))


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
    return Composed(ical.single(rows[0]["component"], rows[0]["zone"], rows[0]["starts"]), changed_at, 1, 1)


def _nearest(pieces: Sequence[ical.Piece]) -> list[ical.Piece]:
    """What fits into the limit: what is to come, nearest first, then what is past, latest first; given back in the order of ``pieces``."""
    if sum(len(piece.octets) for piece in pieces) <= LIMIT_OCTETS:
        return list(pieces)
    today = _epoch(clock.today())
    ahead = next((place for place, piece in enumerate(pieces) if piece.starts >= today), len(pieces))
    kept, room = set(), LIMIT_OCTETS
    for place in (*range(ahead, len(pieces)), *range(ahead - 1, -1, -1)):
        room -= len(pieces[place].octets)
        if room < 0:
            break
        kept.add(place)
    return [piece for place, piece in enumerate(pieces) if place in kept]


def _first_year(wanted: ConferenceFilter, pieces: Sequence[ical.Piece]) -> int:
    """The first year zones are written for: that of the window, so that no edit of one entry changes the zones of others."""
    earliest = datetime.fromtimestamp(min((piece.starts for piece in pieces), default=0), UTC).year
    window = (wanted.from_ or clock.today() - timedelta(days=PAST_DAYS)).year
    return earliest if wanted.from_ or wanted.to else min(window, earliest or window)


async def _rows(feed: Feed, columns: str, order: str, most: int) -> list[dict[str, Any]]:
    """The public rows of a feed, with one query."""
    wanted = feed.wanted
    marks = ", ".join(["{}"] * len(feed.kinds))
    where = [f"locale = {{}} AND audiences = 'public' AND kind IN ({marks})"]
    values: list[object] = [feed.locale, *feed.kinds]
    today = clock.today()
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
    limit = f" LIMIT {most}" if most else ""
    return await run(f"SELECT {columns} FROM calendar_entry WHERE {' AND '.join(where)} ORDER BY {order}{limit}", *values)


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
