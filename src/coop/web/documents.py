"""Documents over HTTP: giving a file out, and the desk's forms to add one, change what is said of it, and take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.errors import Invalid, NotFound, Stale
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.documents import keeping, owners, queries
from coop.partners.documents.facts import DocumentKind, NewDocument, NewFile, Owner, OwnerKind
from coop.partners.views import said
from coop.web import agreement_words, partner_words
from coop.web import document_words as words
from coop.web.kit.files import unchanging
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import ASK_EACH_TIME, OF_ONE_READER, Page, moved, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.multilingual import Said
    from coop.partners.documents.queries import DocumentView
    from coop.web.kit.visit import Visit

EDITOR = {"access": "editor"}
_PATHS = {OwnerKind.ORGANISATION: "partners", OwnerKind.AGREEMENT: "agreements"}
_OWNERS = {path: kind for kind, path in _PATHS.items()}


@get("/documents/{reference:str}", opt={"access": "public"})
async def give_file(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """A file to keep, for whoever may see what it belongs to."""
    visit = visit_of(request)
    document = await queries.get(visit.viewer, read_id(reference)[0])
    if not document.filename:
        raise NotFound
    right = words.shown([document], visit.urls)[0].url
    if visit.urls.page(f"documents/{reference}") != right:
        return moved(request, right)
    content = await queries.content(document)
    cache = OF_ONE_READER if visit.viewer.is_signed_in else ASK_EACH_TIME
    return unchanging(content, document.media_type, document.filename, document.digest[:32], visit.headers, cache)


@get(["/desk/partners/{owner:str}/documents", "/desk/agreements/{owner:str}/documents"], opt=EDITOR)
async def show_documents(request: Request[Any, Any, Any], owner: FromPath[str]) -> Page:
    """The documents of an organisation or an agreement, and the form to add one."""
    return await _list_page(request, Form([("language", visit_of(request).locale)]), await _owner(request, owner))


@post(["/desk/partners/{owner:str}/documents", "/desk/agreements/{owner:str}/documents"], opt=EDITOR, status_code=303)
async def add_document(request: Request[Any, Any, Any], owner: FromPath[str]) -> Page:
    """Add a link or a file."""
    visit, form = visit_of(request), await read_form(request)
    found = await _owner(request, owner)
    file = form.files.get("file")
    wanted = _read(form)
    try:
        form.answer()
        await keeping.add_document(visit.viewer, found, wanted, NewFile(file.filename, file.content) if file else None)
    except Invalid as invalid:
        form.take(invalid)
        return await _list_page(request, form, found, 422)
    return redirect(request, visit.urls.page(_desk(found)), _("The document is added."))


@get("/desk/documents/{document:str}/edit", opt=EDITOR)
async def show_edit(request: Request[Any, Any, Any], document: FromPath[str]) -> Page:
    """The form of what is said of a document."""
    standing = await _editable(request, document)
    return await _edit_page(request, _filled(standing), standing)


@post("/desk/documents/{document:str}/edit", opt=EDITOR, status_code=303)
async def save_document(request: Request[Any, Any, Any], document: FromPath[str]) -> Page:
    """Save what is said of a document; who comes too late is shown what stands and keeps what they typed."""
    visit, form = visit_of(request), await read_form(request)
    standing = await _editable(request, document)
    wanted = _read(form)
    try:
        form.answer()
        await keeping.edit_document(visit.viewer, standing.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid)
        return await _edit_page(request, form, standing, 422)
    except Stale:
        form.error("", _("Somebody saved this meanwhile. What stands now is shown above; save again to put yours in its place."))
        return await _edit_page(request, form, await _editable(request, document), 409)
    return redirect(request, visit.urls.page(_desk(standing.owner)), _("The document is saved."))


@post("/desk/documents/{document:str}/trash", opt=EDITOR, status_code=303)
async def trash_document(request: Request[Any, Any, Any], document: FromPath[str]) -> Page:
    """Move a document to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    standing = await _editable(request, document)
    address = visit.urls.page(_desk(standing.owner))
    try:
        await keeping.trash_document(visit.viewer, standing.id, form.version())
    except Stale:
        notice = _("Somebody changed this document after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, address, notice, kind="warning")
    undo = visit.urls.page(f"desk/documents/{standing.id}/restore")
    return redirect(request, address, _("The document is in the trash. It is kept there for 30 days."), undo_url=undo)


@post("/desk/documents/{document:str}/restore", opt=EDITOR, status_code=303)
async def restore_document(request: Request[Any, Any, Any], document: FromPath[str]) -> Page:
    """Take a document out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(document)
    await keeping.restore_document(visit.viewer, number)
    standing = await queries.get(visit.viewer, number)
    return redirect(request, visit.urls.page(_desk(standing.owner)), _("The document is back."))


@get(["/desk/documents/{document:str}/trash", "/desk/documents/{document:str}/restore"], opt=EDITOR)
async def back_to_documents(request: Request[Any, Any, Any], document: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the documents of the same owner."""
    standing = await _editable(request, document)
    return redirect(request, visit_of(request).urls.page(_desk(standing.owner)))


async def _owner(request: Request[Any, Any, Any], reference: str) -> Owner:
    """What the address names, for who may change it. Raises NotFound or Forbidden."""
    visit = visit_of(request)
    owner = Owner(_OWNERS[visit.path.split("/")[3]], read_id(reference)[0])
    await owners.require_edit(visit.viewer, owner)
    return owner


async def _editable(request: Request[Any, Any, Any], reference: str) -> DocumentView:
    visit = visit_of(request)
    document = await queries.get(visit.viewer, read_id(reference)[0])
    await owners.require_edit(visit.viewer, document.owner)
    return document


def _desk(owner: Owner) -> str:
    return f"desk/{_PATHS[owner.kind]}/{owner.id}/documents"


def _read(form: Form) -> NewDocument:
    return NewDocument(
        title=form.typed("title").strip(),
        kind=DocumentKind(form.choice("kind", DocumentKind, DocumentKind.OTHER)),
        language=form.typed("language").strip(),
        url=form.typed("url").strip(),
    )


def _filled(document: DocumentView) -> Form:
    facts = document.facts
    return Form([("title", facts.title), ("kind", facts.kind.value), ("language", facts.language), ("url", facts.url)])


async def _list_page(request: Request[Any, Any, Any], form: Form, owner: Owner, status: int = 200) -> Page:
    visit = visit_of(request)
    name, address = await _named(visit, owner)
    return page(
        request,
        "documents/list.html",
        status=status,
        section="partners",
        form=form,
        name=name,
        here=address,
        desk=visit.urls.page(_desk(owner)),
        documents=words.shown(await queries.listed(owner), visit.urls),
        **_choices(visit),
    )


async def _edit_page(request: Request[Any, Any, Any], form: Form, document: DocumentView, status: int = 200) -> Page:
    visit = visit_of(request)
    name, address = await _named(visit, document.owner)
    return page(
        request,
        "documents/edit.html",
        status=status,
        section="partners",
        form=form,
        name=name,
        here=address,
        desk=visit.urls.page(_desk(document.owner)),
        document=words.shown([document], visit.urls)[0],
        version=document.version if status == 409 else form.typed("version") or document.version,  # noqa: PLR2004 - a conflict
        **_choices(visit),
    )


def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "kinds": [(each.value, i18n.translate(said, visit.locale)) for each, said in words.KINDS.items()],
        "tags": [(each.tag, each.own_name) for each in visit.site.locales],
    }


async def _named(visit: Visit, owner: Owner) -> tuple[Said, str]:
    """The name of an owner the viewer sees, and its page."""
    if owner.kind is OwnerKind.ORGANISATION:
        profile = await partners.get(visit.viewer, owner.id)
        return profile.name(visit.locale), partner_words.address(visit.urls, profile)
    agreement = await agreements.get(visit.viewer, owner.id)
    return said(agreement.titles, visit.locale), agreement_words.address(visit.urls, agreement)


routes: list[Any] = [
    give_file,
    show_documents,
    add_document,
    show_edit,
    save_document,
    trash_document,
    restore_document,
    back_to_documents,
]
