"""Every conference in memory as bits: which match a filter, and how many each choice would leave, without asking the database.

One `Index` a database and process. It is brought up to date before every answer: when the revision counter of conferences has risen, the
conferences that the ledger names since are read again, so that an edit costs what it touched and not a table scan.
Places are ordered by first day; a set of conferences is an integer whose bit n stands for the conference at place n.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from coop import themes
from coop.conferences import rules
from coop.conferences.states import Visibility
from coop.db import engine, revision, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coop.db.engines import Engine
    from coop.viewer import Viewer

FACETS = ("themes", "topics", "countries", "partners", "series", "formats", "statuses", "languages")
"""The fields of a filter that hold choices."""

_AT_ONCE = 500
_STRETCH = 1_000
_MOST_REMEMBERED = 32
_STEP = 64


class Row(NamedTuple):
    """What the index knows of one conference; ordered by first day, then last, then id."""

    first_day: date
    last_day: date
    id: int
    marks: tuple[tuple[str, Any], ...]

    def values(self, facet: str) -> list[Any]:
        """The conference's values in ``facet``."""
        return [value for name, value in self.marks if name == facet]


class Index:
    """Conferences as bits. Answers are for one moment: call `fresh` first."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._known: dict[int, Row] = {}
        self._bits: dict[str, dict[Any, int]] = {}
        self._ends: dict[date, int] = {}
        self._by_end: list[tuple[date, int]] = []
        self._ended: list[int] = []
        self._places: dict[int, int] = {}
        self._revision = -1
        self._read_to = 0
        self._reading = asyncio.Lock()

    async def catch_up(self) -> None:
        """Read what was committed since the last time."""
        if self._revision == revision.of("conference"):
            return
        async with self._reading:
            current = revision.of("conference")
            if self._revision == current:
                return
            last = (await run("SELECT max(id) AS id FROM history"))[0]["id"] or 0
            if self._revision < 0:
                await self._read_all()
            else:
                await self._read_changed(last)
            self._read_to = last
            self._revision = current

    async def _read_all(self) -> None:
        """A stretch of ids after another, so that the whole table never stands in memory beside the index."""
        top = (await run("SELECT max(id) AS id FROM conference"))[0]["id"] or 0
        for before in range(0, top, _STRETCH):
            for row in await _rows(f"WHERE c.id > {before} AND c.id <= {before + _STRETCH}"):
                self._known[row.id] = row
        self._arrange()

    async def _read_changed(self, last: int) -> None:
        changed = await run(
            "SELECT DISTINCT object_id FROM history WHERE kind = 'conference' AND id > {} AND id <= {}", self._read_to, last
        )
        ids = [row["object_id"] for row in changed]
        found: dict[int, Row] = {}
        for start in range(0, len(ids), _AT_ONCE):
            listed = ", ".join(str(int(each)) for each in ids[start : start + _AT_ONCE])
            found.update({row.id: row for row in await _rows(f"WHERE c.id IN ({listed})")})
        if len(ids) > _AT_ONCE:
            for each in ids:
                self._known.pop(each, None)
            self._known.update(found)
            self._arrange()
            return
        for each in ids:
            self._replace(each, found.get(each))
        self._forget()

    def _arrange(self) -> None:
        """Build all bits anew from the known rows."""
        self.rows = sorted(self._known.values())
        octets = (len(self.rows) + 7) // 8
        drawn: dict[tuple[str, Any], bytearray] = {}
        for place, row in enumerate(self.rows):
            at, bit = place >> 3, 1 << (place & 7)
            for mark in row.marks:
                found = drawn.get(mark)
                if found is None:
                    found = drawn[mark] = bytearray(octets)
                found[at] |= bit
        self._bits = {}
        for (facet, value), found in drawn.items():
            self._bits.setdefault(facet, {})[value] = int.from_bytes(found, "little")
        self._forget()

    def _replace(self, each: int, new: Row | None) -> None:
        """Take one conference out and put it in again where it now belongs, shifting the bits of the others."""
        old = self._known.pop(each, None)
        if old is not None:
            place = bisect_left(self.rows, old[:3], key=lambda row: row[:3])
            del self.rows[place]
            below = (1 << place) - 1
            for values in self._bits.values():
                for value, bits in values.items():
                    values[value] = (bits & below) | ((bits >> (place + 1)) << place)
        if new is None:
            return
        place = bisect_left(self.rows, new[:3], key=lambda row: row[:3])
        self.rows.insert(place, new)
        self._known[each] = new
        below = (1 << place) - 1
        for values in self._bits.values():
            for value, bits in values.items():
                values[value] = (bits & below) | ((bits & ~below) << 1)
        for facet, value in new.marks:
            values = self._bits.setdefault(facet, {})
            values[value] = values.get(value, 0) | (1 << place)

    def _forget(self) -> None:
        self._ends = {}
        self._by_end = []
        self._places = {}

    def row(self, conference_id: int) -> Row:
        """What is known of one conference."""
        return self._known[conference_id]

    @property
    def everything(self) -> int:
        """The set of all conferences."""
        return (1 << len(self.rows)) - 1

    def seen_by(self, viewer: Viewer) -> int:
        """What ``viewer`` may see."""
        return self.any_of("audiences", viewer.audiences)

    def any_of(self, facet: str, values: Iterable[object]) -> int:
        """What has any of ``values`` in ``facet``."""
        found, known = 0, self._bits.get(facet, {})
        for value in values:
            found |= known.get(value, 0)
        return found

    def of_ids(self, ids: Iterable[int]) -> int:
        """The set of the conferences ``ids``; unknown ids are passed over."""
        if not self._places:
            self._places = {row.id: place for place, row in enumerate(self.rows)}
        octets = bytearray((len(self.rows) + 7) // 8)
        for each in ids:
            place = self._places.get(each)
            if place is not None:
                octets[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(octets, "little")

    def ending_from(self, day: date) -> int:
        """What ends on ``day`` or later."""
        found = self._ends.get(day)
        if found is None:
            if not self._by_end:
                self._order_ends()
            before = bisect_left(self._by_end, day, key=lambda pair: pair[0])
            step = before // _STEP
            found = ((1 << len(self.rows)) - 1) & ~self._ended[step]
            for _last_day, place in self._by_end[step * _STEP : before]:
                found &= ~(1 << place)
            if len(self._ends) >= _MOST_REMEMBERED:
                self._ends.clear()
            self._ends[day] = found
        return found

    def _order_ends(self) -> None:
        """Places by last day, and at every so many of them the set of those that have ended."""
        self._by_end = sorted((row.last_day, place) for place, row in enumerate(self.rows))
        octets = bytearray((len(self.rows) + 7) // 8)
        self._ended = []
        for number, (_last_day, place) in enumerate(self._by_end):
            if number % _STEP == 0:
                self._ended.append(int.from_bytes(octets, "little"))
            octets[place >> 3] |= 1 << (place & 7)
        self._ended.append(int.from_bytes(octets, "little"))

    def starting_to(self, day: date) -> int:
        """What starts on ``day`` or earlier."""
        return (1 << bisect_right(self.rows, day, key=lambda row: row.first_day)) - 1

    def counts(self, facet: str, within: int) -> dict[Any, int]:
        """How many of ``within`` have each value of ``facet``; values that none has are left out."""
        return {value: count for value, bits in self._bits.get(facet, {}).items() if (count := (bits & within).bit_count())}

    def listed(self, bits: int) -> list[Row]:
        """The rows of a set, in order."""
        rows = self.rows
        return [rows[place] for place in _places(bits)]

    def page(self, bits: int, start: int, count: int, *, latest_first: bool) -> list[int]:
        """``count`` ids of a set from ``start`` on, by first day upwards or downwards."""
        found = islice(_places_down(bits) if latest_first else _places(bits), start, start + count)
        return [self.rows[place].id for place in found]


def _places(bits: int) -> Iterator[int]:
    drawn = f"{bits:b}"[::-1]
    place = drawn.find("1")
    while place >= 0:
        yield place
        place = drawn.find("1", place + 1)


def _places_down(bits: int) -> Iterator[int]:
    drawn = f"{bits:b}"
    top = len(drawn) - 1
    at = drawn.find("1")
    while at >= 0:
        yield top - at
        at = drawn.find("1", at + 1)


_MARKS: dict[tuple[str, Any], tuple[str, Any]] = {}
"""One object for equal marks: ten thousand conferences share a few hundred."""

_kept: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()


async def fresh() -> Index:
    """The index of the open database, as of the newest commit this process has heard of."""
    current = engine()
    if current.held() is not None:
        message = "The index shows what is committed; a transaction must ask the database."
        raise RuntimeError(message)
    found = _kept.get(current)
    if found is None:
        found = _kept[current] = Index()
    await found.catch_up()
    return found


async def _rows(where: str) -> list[Row]:
    """What the index keeps, of the conferences that the condition ``where`` names."""
    topics = await _gathered(
        f"SELECT t.conference AS id, t.topic AS value FROM conference_topic t JOIN conference c ON c.id = t.conference {where}"
    )
    hosts = await _gathered(
        f"SELECT h.conference AS id, h.organisation AS value FROM conference_host h JOIN conference c ON c.id = h.conference {where}"
        " AND h.answer <> 'declined'"
    )
    editors = await _gathered(
        f"SELECT g.conference AS id, 'user:' || g.user_id AS value FROM conference_grant g JOIN conference c ON c.id = g.conference {where}"
        " UNION SELECT s.conference, 'organisation:' || s.organisation FROM conference_share s"
        f" JOIN conference c ON c.id = s.conference {where}"
    )
    found = await run(
        'SELECT c.id, c.starts_on, c."precision", c.last_day, c.status, c.format, c.country, c.series, c.languages,'
        f" c.visibility, c.created_by, c.trashed_at FROM conference c {where}"
    )
    return [
        _row(each, topics.get(each["id"], ()), hosts.get(each["id"], ()), editors.get(each["id"], ()))
        for each in found
        if each["trashed_at"] is None
    ]


async def _gathered(sql: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in await run(sql):
        found.setdefault(row["id"], []).append(row["value"])
    return found


def _row(found: dict[str, Any], topics: Iterable[str], hosts: Iterable[int], editors: Iterable[str]) -> Row:
    makers = frozenset([f"user:{found['created_by']}", *editors] if found["created_by"] else editors)
    marks: set[tuple[str, Any]] = {("statuses", found["status"]), ("formats", found["format"])}
    marks.update({("visibility", found["visibility"]), ("precision", found["precision"])})
    marks.update(("audiences", each) for each in rules.audiences_of(Visibility(found["visibility"]), makers))
    marks.update(("makers", each) for each in makers)
    for code in topics:
        marks.add(("topics", code))
        marks.add(("themes", themes.theme_of(code)))
    marks.update(("partners", each) for each in hosts)
    marks.update(("languages", each) for each in found["languages"].split())
    if found["country"]:
        marks.add(("countries", found["country"]))
    if found["series"]:
        marks.add(("series", found["series"]))
    first = found["starts_on"]
    if found["precision"] != "day":
        first = first.replace(day=1) if found["precision"] == "month" else first.replace(month=1, day=1)
    return Row(first, found["last_day"], found["id"], tuple(_MARKS.setdefault(mark, mark) for mark in marks))
