"""Columns that every row people can edit has, and the one way to save over a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from piccolo.columns import UUID, Integer, Timestamptz

from coop import clock
from coop.db.statements import run
from coop.errors import NotFound, Stale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from piccolo.table import Table

    from coop.viewer import Viewer

EDITABLE_SQL = """
    uuid UUID NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL,
    created_by INTEGER,
    revised_at TIMESTAMPTZ NOT NULL,
    revised_by INTEGER,
    trashed_at TIMESTAMPTZ
"""
"""The columns of Editable for a CREATE TABLE in a migration."""


class Editable:
    """Public identity, optimistic lock, who and when, and the trash. Mix into a Piccolo table."""

    uuid = UUID(unique=True)
    version = Integer(default=1)
    created_at = Timestamptz()
    created_by = Integer(null=True, default=None)
    revised_at = Timestamptz()
    revised_by = Integer(null=True, default=None)
    trashed_at = Timestamptz(null=True, default=None)


def made_by(viewer: Viewer) -> dict[Any, Any]:
    """The columns of Editable, as far as they have no default, of a row that ``viewer`` makes now."""
    now = clock.now()
    return {"uuid": uuid4(), "created_at": now, "created_by": viewer.user_id, "revised_at": now, "revised_by": viewer.user_id}


async def save(table: type[Table], row_id: int, version: int, values: Mapping[Any, Any], viewer: Viewer) -> int:
    """Write ``values`` over a row still at ``version``; returns the new version.

    Raises Stale with the version that stands when somebody saved meanwhile, NotFound when the row is gone.
    """
    columns: Any = table
    changed = await (
        table.update({**values, "version": version + 1, "revised_at": clock.now(), "revised_by": viewer.user_id}, force=True)
        .where(columns.id == row_id, columns.version == version)
        .returning(columns.id)
    )
    if changed:
        return version + 1
    found = await run(f"SELECT version FROM {table._meta.tablename} WHERE id = {{}}", row_id)  # noqa: SLF001 - Piccolo's table name
    if not found:
        raise NotFound
    raise Stale(found[0]["version"])
