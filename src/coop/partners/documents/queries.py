"""Questions about documents. Who may see what they belong to may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from piccolo.querystring import QueryString

from coop.db import run
from coop.errors import NotFound
from coop.partners import rules as partner_rules
from coop.partners.documents import owners
from coop.partners.documents.facts import DocumentKind, NewDocument, Owner, OwnerKind

if TYPE_CHECKING:
    from coop.viewer import Viewer

KIND = "document"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document; ``filename``, ``media_type``, ``size`` in octets and ``digest`` are those of a file, empty for a link."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    owner: Owner
    facts: NewDocument
    filename: str
    media_type: str
    size: int
    digest: str


async def of_owner(viewer: Viewer, owner: Owner) -> list[DocumentView]:
    """The documents of an organisation or an agreement, newest first. Raises NotFound when the viewer may not see the owner."""
    await owners.require_seen(viewer, owner)
    return await listed(owner)


async def listed(owner: Owner) -> list[DocumentView]:
    """The documents of an owner that the viewer is known to see, newest first. One statement."""
    rows = await run(
        "SELECT * FROM document WHERE owner_kind = {} AND owner_id = {} AND trashed_at IS NULL ORDER BY id DESC LIMIT {}",
        str(owner.kind),
        owner.id,
        MOST_LISTED,
    )
    return [_view(row) for row in rows]


async def trashed(viewer: Viewer) -> list[DocumentView]:
    """What lies in the trash and the viewer may bring back, newest first: for who keeps partners, and members of organisations."""
    if partner_rules.keeps_partners(viewer):
        own = QueryString("1 = 1")
    elif viewer.organisation_ids:
        marks = ", ".join(["{}"] * len(viewer.organisation_ids))
        own = QueryString(f"d.owner_kind = 'organisation' AND d.owner_id IN ({marks})", *viewer.organisation_ids)
    else:
        return []
    rows = await run(
        "SELECT d.* FROM document d WHERE d.trashed_at IS NOT NULL AND {} AND NOT EXISTS (SELECT 1 FROM organisation o"
        " WHERE d.owner_kind = 'organisation' AND o.id = d.owner_id AND o.trashed_at IS NOT NULL) ORDER BY d.trashed_at DESC LIMIT {}",
        own,
        MOST_LISTED,
    )
    return [_view(row) for row in rows]


async def get(viewer: Viewer, document_id: int) -> DocumentView:
    """One document. Raises NotFound for one in the trash and for one whose owner the viewer may not see."""
    return await _found(viewer, document_id, "trashed_at IS NULL")


async def in_trash(viewer: Viewer, document_id: int) -> DocumentView:
    """One document in the trash, for who may change its owner. Raises NotFound for others, and when it is not there."""
    view = await _found(viewer, document_id, "trashed_at IS NOT NULL")
    if not owners.may_edit(viewer, view.owner):
        raise NotFound
    return view


async def content(document: DocumentView) -> bytes:
    """The bytes of a file, empty for a link. Whether the viewer may have them was asked with the document."""
    rows = await run("SELECT content FROM document_file WHERE document = {}", document.id)
    return bytes(rows[0]["content"]) if rows else b""


async def _found(viewer: Viewer, document_id: int, condition: str) -> DocumentView:
    rows = await run(f"SELECT * FROM document WHERE id = {{}} AND {condition}", document_id) if 0 < document_id < 2**31 else []
    if not rows:
        raise NotFound
    view = _view(rows[0])
    await owners.require_seen(viewer, view.owner)
    return view


def _view(row: dict[str, Any]) -> DocumentView:
    plain = ("id", "uuid", "version", "created_at", "revised_at", "filename", "media_type", "size", "digest")
    return DocumentView(
        **{field: row[field] for field in plain},
        owner=Owner(OwnerKind(row["owner_kind"]), row["owner_id"]),
        facts=NewDocument(row["title"], DocumentKind(row["kind"]), row["language"], row["url"]),
    )
