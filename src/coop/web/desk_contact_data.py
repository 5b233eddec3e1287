"""What the law asks of whoever keeps contacts: who changed what, handing out everything kept about somebody, erasing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import history, i18n, search
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.liaison import queries as interactions
from coop.partners.contacts import erasing, exporting, queries, rules
from coop.web import contact_words as words
from coop.web import interaction_words
from coop.web.contact_archive import SECTIONS, archive
from coop.web.contacts import LIST, SECTION
from coop.web.desk_contacts import LIAISON, editable
from coop.web.kit.files import attachment
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.contacts.views import ContactView

_TEXTS = ("conference", "project", "agreement", "interaction")
"""The kinds of records in whose texts somebody may be named."""


@get("/desk/contacts/{contact:str}/history", opt=LIAISON)
async def show_history(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Who changed what, newest first; what was erased says so."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, read_id(contact)[0])
    require(rules.keeps_contacts(visit.viewer))
    found = await history.of(queries.KIND, standing.id)
    named = await queries.organisations(visit.viewer, words.organisations_in(each.changes for each in found))
    zone = visit.zone or visit.site.settings.default_zone
    return page(
        request,
        "contacts/history.html",
        section=SECTION,
        name=words.called(standing, visit.locale),
        here=words.address(visit.urls, standing.id, standing.facts.name),
        list_url=visit.urls.page(LIST),
        entries=words.entries(found, named, zone, visit.locale),
    )


@post("/desk/contacts/{contact:str}/export", opt=LIAISON, status_code=200)
async def export_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Everything kept about somebody, as one archive to hand out."""
    visit = visit_of(request)
    number, _slug = read_id(contact)
    subject = await exporting.export_subject(visit.viewer, number, SECTIONS)
    return attachment(archive(visit, subject), "application/zip", f"contact-{number}.zip")


@get("/desk/contacts/{contact:str}/erase", opt=LIAISON)
async def ask_erase(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Before somebody is erased: what goes, what stays, and why."""
    return await _erase_page(request, Form(), await editable(request, contact))


@post("/desk/contacts/{contact:str}/erase", opt=LIAISON, status_code=303)
async def erase_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Erase somebody for good."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, contact)
    try:
        if not form.checked("sure"):
            form.error("sure", _("Tick that you want this: it cannot be undone."))
            form.answer()
        await erasing.erase(visit.viewer, standing.id, form.version(), form.typed("reason"))
    except Invalid as invalid:
        form.take(invalid)
        return await _erase_page(request, form, standing, 422)
    except Stale:
        form.error(
            "", _("Somebody changed this contact after you opened it. Look at what would be erased now and send the form once more.")
        )
        return await _erase_page(request, form, await editable(request, contact), 409)
    return redirect(request, visit.urls.page(f"contacts/{standing.id}"), _("Their data are erased."))


@get("/desk/contacts/{contact:str}/export", opt=LIAISON)
async def back_to_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """The address its form is sent to, followed as a link, leads back to the contact."""
    return redirect(request, visit_of(request).urls.page(f"contacts/{read_id(contact)[0]}"))


async def _erase_page(request: Request[Any, Any, Any], form: Form, contact: ContactView, status: int = 200) -> Page:
    visit = visit_of(request)
    extent = await erasing.extent(visit.viewer, contact.id)
    return page(
        request,
        "contacts/erase.html",
        status=status,
        section=SECTION,
        form=form,
        contact=contact,
        here=words.address(visit.urls, contact.id, contact.facts.name),
        list_url=visit.urls.page(LIST),
        goes=[i18n.translate(words.FIELDS[field], visit.locale) for field in extent.facts],
        lines=extent.lines,
        former=queries.former(contact.facts.posts, visit.locale),
        posts=await words.posts(visit.viewer, contact.facts.posts, visit.urls),
        named=interaction_words.shown(await interactions.with_somebody_named(visit.viewer, contact.facts.name), visit.urls),
        texts=sum((await search.counts(visit.viewer, contact.facts.name, _TEXTS)).values()),
    )


routes: list[Any] = [show_history, export_contact, ask_erase, erase_contact, back_to_contact]
