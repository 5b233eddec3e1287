"""What belongs to an organisation, over the API: its relations and its documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.partners import queries as partners
from coop.partners import relations
from coop.partners.documents import keeping, queries
from coop.partners.documents.facts import NewDocument, Owner, OwnerKind
from coop.partners.relations import NewRelation
from coop.text import slug
from coop.viewer import Viewer
from coop.web.api import asking, bodies
from coop.web.api.contact_shapes import DocumentLine, RelationLine, RelationsAnswer
from coop.web.api.operations import answer, operation
from coop.web.api.shapes import Number, Saved
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.documents.queries import DocumentView
    from coop.web.kit.urls import Urls


@dataclass(frozen=True, slots=True)
class ChangedRelations:
    """All relations of an organisation over the version of it that was read."""

    version: int
    relations: tuple[NewRelation, ...]


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """What is said of a document over the version that was read."""

    version: int
    facts: NewDocument


@operation(
    "GET", "/organisations/{number:int}/relations", "What an organisation is to others, read from its side.", answer=RelationsAnswer,
    parameters=(asking.LOCALE,),
)  # fmt: skip
async def show_relations(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """The relations of an organisation."""
    profile = await partners.get(viewer, number)
    found = await relations.of_partner(viewer, number, asking.asked(request).locale)
    lines = [RelationLine(each.other.name.text, each.is_past, each.facts) for each in found]
    return answer(msgspec.json.encode(RelationsAnswer(profile.version, lines)))


@operation(
    "PUT", "/organisations/{number:int}/relations", "Save all relations of an organisation over the version that was read.",
    access="liaison", body=ChangedRelations, answer=Saved,
)  # fmt: skip
async def save_relations(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save the relations of an organisation."""
    wanted = await bodies.read(request, ChangedRelations)
    return answer(msgspec.json.encode(Saved(await relations.save_relations(viewer, number, wanted.version, wanted.relations))))


@operation("GET", "/organisations/{number:int}/documents", "The documents of an organisation.", answer=list[DocumentLine])
async def list_documents(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """The documents of an organisation."""
    urls = visit_of(request).urls
    found = await queries.of_owner(viewer, Owner(OwnerKind.ORGANISATION, number))
    return answer(msgspec.json.encode([_line(each, urls) for each in found]))


@operation(
    "POST", "/organisations/{number:int}/documents", "Add a link to an organisation's documents; files are added on the page.",
    access="signed_in", body=NewDocument, answer=Number, status=201,
)  # fmt: skip
async def add_document(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Add a link."""
    made = await keeping.add_document(viewer, Owner(OwnerKind.ORGANISATION, number), await bodies.read(request, NewDocument))
    return answer(msgspec.json.encode(Number(made)), 201)


@operation(
    "PUT", "/documents/{number:int}", "Save what is said of a document over the version that was read.", access="signed_in",
    body=ChangedDocument, answer=Saved,
)  # fmt: skip
async def change_document(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save what is said of a document."""
    wanted = await bodies.read(request, ChangedDocument)
    return answer(msgspec.json.encode(Saved(await keeping.edit_document(viewer, number, wanted.version, wanted.facts))))


@operation(
    "DELETE", "/documents/{number:int}", "Put a document into the trash.", access="signed_in", status=204, parameters=(asking.VERSION,)
)
async def trash_document(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash a document."""
    await keeping.trash_document(viewer, number, asking.version_of(request))


@operation("POST", "/documents/{number:int}/restore", "Take a document out of the trash.", access="signed_in", status=204)
async def restore_document(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore a document."""
    await keeping.restore_document(viewer, number)


def _line(document: DocumentView, urls: Urls) -> DocumentLine:
    facts = document.facts
    file = urls.absolute(urls.page_in("en", f"documents/{document.id}-{slug(facts.title)}"))
    return DocumentLine(
        id=document.id,
        version=document.version,
        title=facts.title,
        kind=facts.kind.value,
        language=facts.language,
        url=file if document.filename else facts.url,
        filename=document.filename,
        media_type=document.media_type,
        size=document.size,
        sha256=document.digest,
        created_at=document.created_at,
    )


routes = [show_relations, save_relations, list_documents, add_document, change_document, trash_document, restore_document]
