"""Questions about merges: what would move, which were made, and what of them can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from coop.db import run
from coop.errors import NotFound, require
from coop.merging.references import REFERENCES
from coop.multilingual import Multilingual, decode
from coop.narrowing import Page
from coop.partners import rules

if TYPE_CHECKING:
    from coop.viewer import Viewer

PAGE_SIZE = 30
COUNTED = ("conference", "series", "project", "agreement", "interaction", "contact", "document", "person", "organisation")
"""The records that are counted, in the order in which they are told."""


class Merge(msgspec.Struct, frozen=True):
    """A merge as lists tell it: ``kept`` and ``merged`` are numbers of organisations, with their names."""

    id: int
    kept: int
    kept_names: Multilingual
    merged: int
    merged_names: Multilingual
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None


async def preview(viewer: Viewer, merged_id: int) -> dict[str, int]:
    """How many records of each kind name an organisation, for who may merge it; kinds that none is of are left out."""
    require(rules.keeps_partners(viewer))
    found: dict[str, set[int]] = {}
    for each in REFERENCES:
        table, column = each.record
        found.setdefault(table, set()).update(row.get(column, merged_id) for row in await each.rows(merged_id))
    found.get("organisation", set()).discard(merged_id)
    return {kind: len(found[kind]) for kind in COUNTED if found.get(kind)}


async def shared(viewer: Viewer, kept_id: int, merged_id: int) -> int:
    """In how many rows both stand in the like of each other, so that a merge puts one of the two away."""
    require(rules.keeps_partners(viewer))
    count = 0
    for each in REFERENCES:
        kept = {each.key_of(row) for row in await each.rows(kept_id)}
        count += sum(each.key_of(row) in kept for row in await each.rows(merged_id))
    return count


async def page(viewer: Viewer, number: int) -> Page[Merge, None]:
    """Merges, the latest first, for who keeps partners. Raises Forbidden."""
    require(rules.keeps_partners(viewer))
    total = (await run("SELECT count(*) AS n FROM organisation_merge"))[0]["n"]
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(f"{_MERGES} ORDER BY m.id DESC LIMIT {{}} OFFSET {{}}", PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return Page([_merge(row) for row in rows], number, PAGE_SIZE, total, None)


async def get(viewer: Viewer, number: int) -> Merge:
    """One merge, for who keeps partners. Raises Forbidden or NotFound."""
    require(rules.keeps_partners(viewer))
    rows = await run(f"{_MERGES} WHERE m.id = {{}}", number) if 0 < number < 2**31 else []
    if not rows:
        raise NotFound
    return _merge(rows[0])


_MERGES = (
    "SELECT m.id, m.kept, m.merged, m.merged_at, m.undone_at, k.names AS kept_names, g.names AS merged_names, p.name AS merged_by"
    " FROM organisation_merge m JOIN organisation k ON k.id = m.kept JOIN organisation g ON g.id = m.merged"
    " LEFT JOIN person p ON p.id = m.merged_by"
)


def _merge(row: dict[str, Any]) -> Merge:
    names = {field: decode(row[field]) for field in ("kept_names", "merged_names")}
    return Merge(**{**row, **names, "merged_by": row["merged_by"] or ""})
