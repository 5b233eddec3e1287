"""Questions about the register as it was last loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coop.db import run
from coop.errors import NotFound, require
from coop.partners import rules
from coop.partners.identifiers import Scheme, is_ror, number_of, read
from coop.partners.register import index
from coop.partners.register.records import Record, State, decode

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.viewer import Viewer

FOUND = 20
"""Records that one look-up shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands in the register here. ``vanished_at``: since when the dumps have it no more."""

    record: Record
    vanished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """The last load that was finished: the name of its dump, its day, and how many records it had."""

    name: str
    finished_at: datetime
    records: int


async def look_up(viewer: Viewer, text: str, limit: int = FOUND) -> list[Entry]:
    """Records by identifier, name in any script, acronym or alias, an exact name first; among equals those still active and shorter names.

    For staff; Forbidden for others. Two statements, whatever is found; one for an identifier, none where there is nothing to look for.
    """
    require(rules.may_look_up(viewer))
    ror = read(Scheme.ROR, text).value
    if is_ror(ror):
        return list((await by_identifiers([ror])).values())
    isni, fault = read(Scheme.ISNI, text)  # people write it in groups of four
    graded = await index.find(text if fault else isni)
    if not graded:
        return []
    grades = dict(sorted(graded, key=lambda each: -each[1])[: 2 * index.CANDIDATES])
    rows = await run(f"SELECT id, facts, vanished_at FROM ror_record WHERE id IN ({_marks(grades)})", *grades)
    found = [(grades[row["id"]], _entry(row)) for row in rows]
    found.sort(key=lambda each: (-each[0], _is_past(each[1]), len(each[1].record.name.text), each[1].record.ror))
    return [entry for _grade, entry in found[:limit]]


async def get(viewer: Viewer, ror: str) -> Entry:
    """One record. Raises Forbidden for who is not of the staff, NotFound where the register has none of this identifier."""
    require(rules.may_look_up(viewer))
    found = (await by_identifiers([ror])).get(ror)
    if found is None:
        raise NotFound
    return found


async def by_identifiers(rors: Collection[str]) -> dict[str, Entry]:
    """The records of those of ``rors`` that the register has. One statement; none for no identifiers."""
    numbers = [number_of(each) for each in rors if is_ror(each)]
    if not numbers:
        return {}
    rows = await run(f"SELECT id, facts, vanished_at FROM ror_record WHERE id IN ({_marks(numbers)})", *numbers)
    return {entry.record.ror: entry for entry in map(_entry, rows)}


async def last_load() -> Load | None:
    """The last finished load, or None where the register was never loaded."""
    rows = await run("SELECT name, finished_at, records FROM ror_load WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1")
    return Load(**rows[0]) if rows else None


def _is_past(entry: Entry) -> bool:
    return entry.record.state is not State.ACTIVE or entry.vanished_at is not None


def _marks(values: Collection[object]) -> str:
    return ", ".join(["{}"] * len(values))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(decode(row["facts"]), row["vanished_at"])
