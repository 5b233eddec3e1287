"""Loading a dump: read in batches, each in a transaction of its own, so that an interrupted load is simply run again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from coop import clock
from coop.db import run, run_many, serialise, transaction
from coop.partners.register import dump, index, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coop.partners.register.records import Record

BATCH = 1_000
MOST_VANISHED = 0.2
"""The share of the register that may be missing from a new dump before a person must say that this is right."""
_SAID_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. ``missing`` records of the register are not in this dump; they are marked as vanished unless they are too many."""

    name: str
    records: int
    written: int
    refused: int
    missing: int
    marked: bool


class TooManyVanishedError(Exception):
    """More of the register is missing from this dump than can be right by itself."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.missing} records are missing")
        self.loaded = loaded


async def load(path: Path, say: Callable[[str], None], accepting: int | None = None) -> Loaded:
    """Load the dump at ``path`` over what was loaded before: a record replaces the one with its ROR identifier, an equal one is not
    written again, and one that is in the dump no more is marked as vanished and kept.

    ``say`` is told how far it is. ``accepting`` is the number of missing records that a person has seen and accepts.
    Raises UnreadableError; and TooManyVanishedError when more than a fifth is missing: then all is loaded, and nothing is marked.
    """  # noqa: D205 - one sentence about what becomes of each record reads better whole
    with dump.opened(path) as (name, stream, size):
        began = clock.now()
        rows = await run(
            "INSERT INTO ror_load (name, started_at, records, written, vanished, refused) VALUES ({}, {}, 0, 0, 0, 0) RETURNING id",
            name,
            began,
        )
        seen, written, refused = await _read(stream, size, say)
    missing = [row["id"] for row in await run("SELECT id FROM ror_record WHERE vanished_at IS NULL") if row["id"] not in seen]
    bound = MOST_VANISHED * (len(seen) + len(missing))
    marked = len(missing) <= bound or accepting == len(missing)
    loaded = Loaded(name, len(seen), written, refused, len(missing), marked)
    if not marked:
        raise TooManyVanishedError(loaded)
    async with transaction():
        await run_many("UPDATE ror_record SET vanished_at = {} WHERE id = {}", [(began, each) for each in missing])
        await run(
            "UPDATE ror_load SET finished_at = {}, records = {}, written = {}, vanished = {}, refused = {} WHERE id = {}",
            clock.now(),
            loaded.records,
            written,
            len(missing),
            refused,
            rows[0]["id"],
        )
    await index.settle()
    return loaded


async def _read(stream: IO[bytes], size: int, say: Callable[[str], None]) -> tuple[set[int], int, int]:
    """Write what is new or changed; gives the numbers of all records in the dump, how many were written and how many were unusable."""
    seen: set[int] = set()
    written = refused = read = 0
    for batch in _batches(dump.records(stream)):
        if any(records.is_of_first_schema(raw) for raw in batch):
            raise dump.UnreadableError(
                "This is a dump of schema version 1: fetch one of version 2 (its name ends in ror-data.json since 2025)."
            )
        found = {record.number: record for raw in batch if (record := records.of_json(raw)) is not None}
        refused += len(batch) - len(found)
        written += await _write(found)
        seen |= found.keys()
        read += len(batch)
        if read % _SAID_EVERY == 0:
            say(f"{read:,} records read, {min(100, stream.tell() * 100 // max(1, size))} per cent of the file")
    return seen, written, refused


async def _write(found: dict[int, Record]) -> int:
    """Write those of a batch that differ from what stands; gives how many."""
    if not found:
        return 0
    stored = {number: records.encode(record) for number, record in found.items()}
    prints = {number: records.fingerprint(text) for number, text in stored.items()}
    async with transaction():
        await serialise("register")
        marks = ", ".join(["{}"] * len(found))
        rows = await run(f"SELECT id, fingerprint, vanished_at FROM ror_record WHERE id IN ({marks})", *found)
        standing = {row["id"]: row["fingerprint"] for row in rows if row["vanished_at"] is None}
        fresh = [record for number, record in found.items() if standing.get(number) != prints[number]]
        await run_many(
            "INSERT INTO ror_record (id, ror, status, modified_on, facts, fingerprint) VALUES ({}, {}, {}, {}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, modified_on = EXCLUDED.modified_on, facts = EXCLUDED.facts,"
            " fingerprint = EXCLUDED.fingerprint, vanished_at = NULL",
            [(each.number, each.ror, each.state.value, each.modified_on, stored[each.number], prints[each.number]) for each in fresh],
        )
        await index.put_many(fresh)
    return len(fresh)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
