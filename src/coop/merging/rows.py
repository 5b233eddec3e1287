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


async def restore(viewer: Viewer, before: Before, kept: Profile, merged: Profile) -> list[Record]:
    """Write the rows of the two as they stood before; their versions rise. Gives who holds by now what was an identifier of the two.

    What a record named as its parent or successor and is gone by now is left empty.
    """
    for table in ("organisation_name", "organisation_identifier"):
        await run(f"DELETE FROM {table} WHERE organisation = {{}}", kept.id)
    facts = {**before.kept, **{field: await _if_there("organisation", before.kept[field]) for field in ("parent", "successor")}}
    await save(Organisation, kept.id, kept.version, facts, viewer)
    gone = {**before.merged, "successor": await _if_there("organisation", before.merged["successor"])}
    await save(Organisation, merged.id, merged.version, gone, viewer)
    await put_in("organisation_name", (from_plain(row) for row in before.names))
    holders = []
    for row in map(from_plain, (*before.identifiers, *before.merged_identifiers)):
        held = await run("SELECT organisation FROM organisation_identifier WHERE scheme = {} AND value = {}", row["scheme"], row["value"])
        if held:
            holders.append(("organisation", held[0]["organisation"]))
        else:
            await put_in("organisation_identifier", [row])
    await _restore_pairs(before, kept.id, merged.id)
    return [each for each in holders if each[1] != merged.id]


async def _restore_pairs(before: Before, kept_id: int, merged_id: int) -> None:
    both = (kept_id, merged_id, kept_id, merged_id)
    await run("DELETE FROM organisation_pair WHERE declined_at IS NULL AND (first IN ({}, {}) OR second IN ({}, {}))", *both)
    standing = {(row["first"], row["second"]) for row in await run(_PAIRS, *both)}
    for row in map(from_plain, before.pairs):
        pair = (row["first"], row["second"])
        if pair not in standing and all([await _if_there("organisation", each) for each in pair]):
            await put_in("organisation_pair", [row])


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


async def move_back(reference: Reference, moved: Moved, merged_id: int, kept_id: int) -> tuple[list[Record], list[Record]]:
    """Let what moved name the merged one again and put back what was put away.

    Gives the records of what moved back, and of what stays because somebody changed it since: it names neither of the two any more, it
    was taken off, or the merged one was named there anew. What belongs to a record that was deleted is passed over.
    """
    standing = {reference.key_of(row): row for row in await reference.rows(kept_id)}
    own = {reference.key_of(row) for row in await reference.rows(merged_id)}
    once = {reference.key_of(row): row for row in map(from_plain, moved.rows)}
    keys: list[tuple[Any, ...]] = []
    back: list[Record] = []
    stay: list[Record] = []
    for key in map(tuple, moved.keys):
        record = _record(reference, key, kept_id)
        if not await _if_there(*record):
            continue
        is_same = key in standing and key not in own and (key not in once or _is_same(reference, once[key], standing[key]))
        (back if is_same else stay).append(record)
        keys += [key] if is_same else []
    await reference.repoint(keys, kept_id, merged_id)
    for row in map(from_plain, moved.away):
        key = reference.key_of(row)
        record = _record(reference, key, kept_id)
        if not await _if_there(*record):
            continue
        is_between = bool(reference.twin) and row[reference.twin] == kept_id
        if key in own or not (is_between or key in standing):
            stay.append(record)
            continue
        await put_in(reference.table, [await _fitting(reference, row)])
        back.append(record)
    return back, stay


async def _fitting(reference: Reference, row: Row) -> Row:
    """A row that was put away as it can stand now: without what it named and is gone, at a place that is free."""
    fit = {**row, **{column: await _if_there(table, row[column]) for column, table in reference.others}}
    if "place" in row:
        column = reference.key[0]
        places = {each["place"] for each in await run(f"SELECT place FROM {reference.table} WHERE {column} = {{}}", row[column])}
        fit["place"] = row["place"] if row["place"] not in places else max(places) + 1
    return fit


async def _if_there(table: str, number: int | None) -> int | None:
    """``number`` where ``table`` has a row of it."""
    return number if number is not None and await run(f"SELECT id FROM {table} WHERE id = {{}}", number) else None


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
