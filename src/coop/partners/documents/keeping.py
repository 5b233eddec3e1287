"""Keeping documents: add, edit what is said of one, trash, restore; each told in the history of what it belongs to."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from coop import clock, db, history
from coop.db import made_by, run, save, transaction
from coop.errors import Invalid, Stale
from coop.i18n.message import ngettext
from coop.partners.documents import owners, queries
from coop.partners.documents.tables import Document

if TYPE_CHECKING:
    from coop.i18n.message import Message
    from coop.partners.documents.facts import NewDocument, NewFile, Owner
    from coop.viewer import Viewer

MOST = queries.MOST_LISTED


async def add_document(viewer: Viewer, owner: Owner, wanted: NewDocument, file: NewFile | None = None) -> int:
    """Add a link or a file to an organisation or an agreement; returns its id. Raises NotFound, Forbidden or Invalid."""
    await owners.require_edit(viewer, owner)
    facts, checked = _checked(wanted, file)
    values: dict[Any, Any] = {
        **_row(facts),
        **made_by(viewer),
        "owner_kind": str(owner.kind),
        "owner_id": owner.id,
        "filename": checked.filename if checked else "",
        "media_type": checked.media_type if checked else "",
        "size": len(checked.content) if checked else 0,
        "digest": sha256(checked.content).hexdigest() if checked else "",
    }
    async with transaction():
        await owners.require_edit(viewer, owner)
        if len(await queries.listed(owner)) >= MOST:
            raise Invalid({"": ngettext("At most %(count)s document fits.", "At most %(count)s documents fit.", MOST)})
        rows = await Document.insert(Document(values)).returning(Document.id)
        document_id: int = rows[0]["id"]
        if checked:
            await run("INSERT INTO document_file (document, content) VALUES ({}, {})", document_id, checked.content)
        await _record(viewer, "document_added", owner, None, facts)
    return document_id


async def edit_document(viewer: Viewer, document_id: int, version: int, wanted: NewDocument) -> int:
    """Save what is said of a document; the file itself stays, a link may change. Returns the version that stands then.

    Raises NotFound, Forbidden, Invalid, or Stale when somebody saved meanwhile.
    """
    async with transaction():
        standing = await queries.get(viewer, document_id)
        await owners.require_edit(viewer, standing.owner)
        facts = wanted.check(is_file=bool(standing.filename))
        if standing.version != version:
            raise Stale(standing.version)
        if facts == standing.facts:
            return version
        raised = await save(Document, document_id, version, _row(facts), viewer)
        await _record(viewer, "document_edited", standing.owner, standing.facts, facts)
    return raised


async def trash_document(viewer: Viewer, document_id: int, version: int) -> None:
    """Put a document into the trash. Raises NotFound, Forbidden or Stale."""
    async with transaction():
        standing = await queries.get(viewer, document_id)
        await owners.require_edit(viewer, standing.owner)
        await save(Document, document_id, version, {"trashed_at": clock.now()}, viewer)
        await _record(viewer, "document_trashed", standing.owner, standing.facts, None)


async def restore_document(viewer: Viewer, document_id: int) -> None:
    """Take a document out of the trash. Raises NotFound when it is not there or the viewer may not."""
    async with transaction():
        standing = await queries.in_trash(viewer, document_id)
        await save(Document, document_id, standing.version, {"trashed_at": None}, viewer)
        await _record(viewer, "document_restored", standing.owner, None, standing.facts)


async def empty_trash() -> int:
    """Delete for good the documents that have lain in the trash for 30 days; returns how many. Their owners' histories said so then."""

    async def told(_document_id: int) -> None:
        """Nothing more is told: what it was stands in the history of its owner."""

    return await db.empty_trash(Document, told)


async def delete_of(owner: Owner) -> None:
    """Delete all documents of an owner that is itself deleted for good. Belongs inside that transaction."""
    await run("DELETE FROM document WHERE owner_kind = {} AND owner_id = {}", str(owner.kind), owner.id)


def _checked(wanted: NewDocument, file: NewFile | None) -> tuple[NewDocument, NewFile | None]:
    """Both as they are stored. Raises Invalid with the faults of both together."""
    faults: dict[str, Message] = {}
    facts, checked = wanted, file
    try:
        facts = wanted.check(is_file=file is not None)
    except Invalid as invalid:
        faults |= invalid.fields
    try:
        checked = file.check() if file else None
    except Invalid as invalid:
        faults |= invalid.fields
    if faults:
        raise Invalid(faults)
    return facts, checked


def _row(facts: NewDocument) -> dict[str, Any]:
    return {"kind": str(facts.kind), "language": facts.language, "title": facts.title, "url": facts.url}


async def _record(viewer: Viewer, act: str, owner: Owner, before: NewDocument | None, after: NewDocument | None) -> None:
    await history.record(
        viewer,
        act,
        str(owner.kind),
        owner.id,
        before={"document": asdict(before)} if before else {},
        after={"document": asdict(after)} if after else {},
    )
