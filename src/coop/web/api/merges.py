"""Merging two organisations that are one, and undoing it, over the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.merging import merging, queries
from coop.viewer import Viewer
from coop.web.api import asking, bodies
from coop.web.api.operations import answer, operation
from coop.web.api.shapes import Number


@dataclass(frozen=True, slots=True)
class MergedOrganisation:
    """Which organisation to merge into this one, over the versions of both that were read.

    ``taken`` are the facts to take from the other: ``kinds``, ``country``, ``city``, ``founded``, ``website``, ``parent``,
    ``visibility``, ``source``.
    """

    other: int
    version: int
    other_version: int
    taken: tuple[str, ...] = ()


class MergeLine(msgspec.Struct, frozen=True):
    """A merge: the organisation kept and the one merged into it; ``undone_at`` is null while it stands."""

    id: int
    kept: int
    merged: int
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None


class MergePage(msgspec.Struct, frozen=True):
    """One page of merges, the latest first; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[MergeLine]


class LeftRecord(msgspec.Struct, frozen=True):
    """A record that was changed since the merge and stays with the kept organisation."""

    kind: str
    id: int


class MergeUndone(msgspec.Struct, frozen=True):
    """What undoing left with the kept organisation, because it was changed since."""

    left: list[LeftRecord]


@operation(
    "POST", "/organisations/{number:int}/merges", "Merge another organisation into this one; it can be undone.", access="liaison",
    body=MergedOrganisation, answer=Number, status=201,
)  # fmt: skip
async def merge_organisations(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Merge two organisations."""
    wanted = await bodies.read(request, MergedOrganisation)
    made = await merging.merge(viewer, number, wanted.other, (wanted.version, wanted.other_version), wanted.taken)
    return answer(msgspec.json.encode(Number(made)), 201)


@operation(
    "GET", "/merges", "Merges of organisations, the latest first.", access="liaison", answer=MergePage, parameters=(asking.NUMBER,)
)  # fmt: skip
async def list_merges(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of merges."""
    found = await queries.page(viewer, asking.asked(request).number)
    items = [MergeLine(each.id, each.kept, each.merged, each.merged_at, each.merged_by, each.undone_at) for each in found.cards]
    page = MergePage(found.total, found.number, found.last, asking.following(request, found.number, found.last), items)
    return answer(msgspec.json.encode(page))


@operation("POST", "/merges/{number:int}/undo", "Undo a merge.", access="liaison", answer=MergeUndone)
async def undo_merge(viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Undo a merge."""
    left = await merging.undo(viewer, number)
    return answer(msgspec.json.encode(MergeUndone([LeftRecord(kind, each) for kind, each in left])))


routes: list[Any] = [merge_organisations, list_merges, undo_merge]
