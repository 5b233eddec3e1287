"""The rows that a merge moves, puts away and changes, and how they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from coop.db import run, save
from coop.db.references import from_plain, put_in, to_plain
from coop.partners.tables import Organisation

if TYPE_CHECKING:
    from coop.db.references import Reference, Row
    from coop.partners.views import Profile
    from coop.viewer import Viewer

Record = tuple[str, int]
"""A table of what people edit, and a number in it."""
_FACTS = (
    *("names", "kinds", "status", "visibility", "parent", "successor", "country", "city", "geonames_id", "latitude", "longitude"),
    *("zone", "founded", "website", "source"),
)
_PAIRS = "SELECT * FROM organisation_pair WHERE first IN ({}, {}) OR second IN ({}, {}) ORDER BY id"


class Moved(msgspec.Struct, frozen=True):
    """What of one reference was moved: the keys of the rows, and whole rows that were put away because the kept one had their like.

    ``rows`` are those that were moved, without what they say of people, where their keys are places in a record: another row may stand
    there once it was edited.
    """

    keys: list[list[Any]]
    away: list[dict[str, Any]]
    rows: list[dict[str, Any]]


class Before(msgspec.Struct, frozen=True):
    """Rows as they stood before a merge: of the kept organisation, its names and identifiers; of the merged one; the pairs of both."""

    kept: dict[str, Any]
    names: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]
    merged: dict[str, Any]
    merged_identifiers: list[dict[str, Any]]
    pairs: list[dict[str, Any]]


async def as_they_stand(kept_id: int, merged_id: int) -> Before:
    """The rows of the two as they stand."""

    async def those(table: str, organisation_id: int) -> list[Row]:
        return [to_plain(row) for row in await run(f"SELECT * FROM {table} WHERE organisation = {{}} ORDER BY id", organisation_id)]

    kept = (await run("SELECT * FROM organisation WHERE id = {}", kept_id))[0]
    merged = (await run("SELECT * FROM organisation WHERE id = {}", merged_id))[0]
    return Before(
        kept={name: kept[name] for name in _FACTS},
        names=await those("organisation_name", kept_id),
        identifiers=await those("organisation_identifier", kept_id),
        merged={name: merged[name] for name in ("status", "successor")},
        merged_identifiers=await those("organisation_identifier", merged_id),
        pairs=[to_plain(row) for row in await run(_PAIRS, kept_id, merged_id, kept_id, merged_id)],
    )


async def restore(viewer: Viewer, before: Before, kept: Profile, merged: Profile) -> None:
    """Write the rows of the two as they stood before; their versions rise."""
    for table in ("organisation_name", "organisation_identifier"):
        await run(f"DELETE FROM {table} WHERE organisation = {{}}", kept.id)
    await save(Organisation, kept.id, kept.version, before.kept, viewer)
    await save(Organisation, merged.id, merged.version, before.merged, viewer)
    await put_in("organisation_name", (from_plain(row) for row in before.names))
    await put_in("organisation_identifier", (from_plain(row) for row in (*before.identifiers, *before.merged_identifiers)))
    await run(
        "DELETE FROM organisation_pair WHERE declined_at IS NULL AND (first IN ({}, {}) OR second IN ({}, {}))",
        *(kept.id, merged.id, kept.id, merged.id),
    )
    standing = {(row["first"], row["second"]) for row in await run(_PAIRS, kept.id, merged.id, kept.id, merged.id)}
    pairs = [from_plain(row) for row in before.pairs if (row["first"], row["second"]) not in standing]
    others = {each for row in pairs for each in (row["first"], row["second"])}
    there = {each for each in others if await run("SELECT id FROM organisation WHERE id = {}", each)}
    await put_in("organisation_pair", (row for row in pairs if {row["first"], row["second"]} <= there))


async def move(reference: Reference, merged_id: int, kept_id: int) -> Moved:
    """Let what names the merged one name the kept one; what the kept one has the like of is put away."""
    taken = {reference.key_of(row) for row in await reference.rows(kept_id)}
    stay: list[Row] = []
    away: list[Row] = []
    for row in await reference.rows(merged_id):
        is_away = reference.key_of(row) in taken or (reference.twin and row[reference.twin] == kept_id)
        (away if is_away else stay).append(row)
    keys = [reference.key_of(row) for row in stay]
    await reference.take_out([reference.key_of(row) for row in away], merged_id)
    await reference.repoint(keys, merged_id, kept_id)
    of_people = {"id", *reference.of_people}
    kept = [to_plain({name: row[name] for name in row if name not in of_people}) for row in stay] if reference.is_of_place else []
    return Moved([list(key) for key in keys], [to_plain(row) for row in away], kept)


async def move_back(reference: Reference, moved: Moved, merged_id: int, kept_id: int) -> list[Record]:
    """Let what moved name the merged one again and put back what was put away; gives the records of what was changed since and stays."""
    standing = {reference.key_of(row): row for row in await reference.rows(kept_id)}
    once = {reference.key_of(row): row for row in map(from_plain, moved.rows)}
    back: list[tuple[Any, ...]] = []
    stay: list[Record] = []
    for key in map(tuple, moved.keys):
        table, number = _record(reference, key, kept_id)
        if not await run(f"SELECT id FROM {table} WHERE id = {{}}", number):
            continue
        if key in standing and (key not in once or _is_same(reference, once[key], standing[key])):
            back.append(key)
        else:
            stay.append((table, number))
    await reference.repoint(back, kept_id, merged_id)
    for row in map(from_plain, moved.away):
        table, number = _record(reference, reference.key_of(row), kept_id)
        if await run(f"SELECT id FROM {table} WHERE id = {{}}", number):
            await put_in(reference.table, [row])
    return stay


def records(reference: Reference, moved: Moved, kept_id: int) -> set[Record]:
    """The records that a move touched."""
    keys = [*map(tuple, moved.keys), *(reference.key_of(from_plain(row)) for row in moved.away)]
    return {_record(reference, key, kept_id) for key in keys}


def _record(reference: Reference, key: tuple[Any, ...], kept_id: int) -> Record:
    table, column = reference.record
    return table, dict(zip(reference.key, key, strict=True)).get(column, kept_id)


def _is_same(reference: Reference, once: Row, now: Row) -> bool:
    """Whether a row still says what was kept of it, but for the organisation it names."""
    return all(value == now[name] for name, value in once.items() if name != reference.column)
