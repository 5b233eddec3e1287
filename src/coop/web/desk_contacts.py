"""The desk's pages for contacts: add, edit with conflicts, change of post, trash and undo."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import clock, history, i18n
from coop.asked import numbers_in, read_number
from coop.errors import Invalid, NotFound, Stale, require
from coop.i18n.message import _
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.partners.contacts import keeping, queries, rules
from coop.partners.contacts.facts import NewContact
from coop.web import contact_form as forms
from coop.web import contact_words as words
from coop.web.contacts import LIST, SECTION
from coop.web.form_choices import one_partner, options
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coop.partners.contacts.views import Card, ContactView
    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}
_NEW = f"posts.{forms.NEW}.organisation"


@get("/desk/contacts/new", opt=LIAISON)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form to add a contact with, at the organisation that the address names."""
    visit = visit_of(request)
    asked = dict(read_query(visit.query)).get("organisation", "")
    return await _form_page(request, forms.blank(asked if read_number(asked) else ""), None)


@post("/desk/contacts/new", opt=LIAISON, status_code=303)
async def add_contact(request: Request[Any, Any, Any]) -> Page:
    """Add a contact. Those with the same e-mail address are shown first, and each must be named as somebody else."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form, None)
    wanted, places_of = forms.read(form, None)
    try:
        facts = forms.check(form, wanted, places_of)
        same = await queries.with_email(visit.viewer, facts.email)
        if any(str(each.id) not in form.all_typed("another") for each in same):
            form.error(
                "another", _("Somebody with this e-mail address is among the contacts. Say that it is somebody else, or open that one.")
            )
            return await _form_page(request, form, None, 409, same)
        number = await keeping.add_contact(visit.viewer, wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, None, 422)
    return redirect(request, visit.urls.page(f"contacts/{number}"), _("The contact is added."))


@get("/desk/contacts/hints", opt=LIAISON)
async def show_hints(request: Request[Any, Any, Any]) -> Page:
    """The contacts that have the e-mail address being typed."""
    visit = visit_of(request)
    found = await queries.with_email(visit.viewer, dict(read_query(visit.query)).get("email", ""))
    return page(request, "contacts/_hints.html", alike=await words.shown(visit.viewer, found, visit.urls))


@get("/desk/contacts/{contact:str}/edit", opt=LIAISON)
async def show_edit(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """The form of one contact."""
    standing = await editable(request, contact)
    return await _form_page(request, forms.filled(standing.facts), standing)


@post("/desk/contacts/{contact:str}/edit", opt=LIAISON, status_code=303)
async def save_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Save a contact; a stale save shows both versions side by side."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, contact)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    typed, places_of = forms.read(form, standing.facts)
    wanted = _kept(form, typed, standing.facts)
    try:
        forms.check(form, wanted, places_of)
        await keeping.edit_contact(visit.viewer, standing.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, standing, 422)
    except Stale:
        return await _conflict_page(request, form, wanted, standing.id)
    return redirect(request, visit.urls.page(f"contacts/{standing.id}"), _("The contact is saved."))


@get("/desk/contacts/{contact:str}/move", opt=LIAISON)
async def show_move(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """The form that says that somebody left a post, or went to another."""
    standing = await editable(request, contact)
    return await _move_page(request, Form([("happened", "moved")]), standing)


@post("/desk/contacts/{contact:str}/move", opt=LIAISON, status_code=303)
async def move_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Put on record that somebody left a post, or went to another."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, contact)
    if form.typed("find"):
        return await _move_page(request, form, standing)
    happened = form.choice("happened", ("moved", "left"), "moved")
    leaving = form.integer("leaving", 0)
    places_of = {f"posts.0.{field}": f"new.{field}" for field in ("organisation", "title", "role", "from_on")} | {"to_on": "last_on"}
    try:
        if leaving is None:
            form.error("leaving", _("Choose the post they leave."))
        if happened == "left":
            await _leave(visit, form, standing, leaving)
        else:
            await _go(visit, form, standing, leaving)
    except Invalid as invalid:
        form.take(invalid, {**places_of, "from_on": "new.from_on"})
        return await _move_page(request, form, standing, 422)
    except Stale as stale:
        form.error("", _("Somebody changed this contact after you opened it. Look at the posts again and send the form once more."))
        return await _move_page(request, form, await editable(request, contact), 409, stale.current)
    return redirect(request, visit.urls.page(f"contacts/{standing.id}"), _("The change of post is on record."))


@post("/desk/contacts/{contact:str}/trash", opt=LIAISON, status_code=303)
async def trash_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Move a contact to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    number, _slug = read_id(contact)
    try:
        await keeping.trash_contact(visit.viewer, number, form.version())
    except Stale:
        notice = _("Somebody changed this contact after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, visit.urls.page(f"contacts/{number}"), notice, kind="warning")
    undo = visit.urls.page(f"desk/contacts/{number}/restore")
    return redirect(request, visit.urls.page(LIST), _("The contact is in the trash. It is kept there for 30 days."), undo_url=undo)


@post("/desk/contacts/{contact:str}/restore", opt=LIAISON, status_code=303)
async def restore_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """Take a contact out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(contact)
    await keeping.restore_contact(visit.viewer, number)
    return redirect(request, visit.urls.page(f"contacts/{number}"), _("The contact is back."))


@get(["/desk/contacts/{contact:str}/trash", "/desk/contacts/{contact:str}/restore"], opt=LIAISON)
async def back_to_contact(request: Request[Any, Any, Any], contact: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the contact."""
    return redirect(request, visit_of(request).urls.page(f"contacts/{read_id(contact)[0]}"))


async def editable(request: Request[Any, Any, Any], contact: str) -> ContactView:
    """The contact of the address, for who keeps contacts. Raises NotFound, for one that was erased too, or Forbidden."""
    visit = visit_of(request)
    found = await queries.get(visit.viewer, read_id(contact)[0])
    require(rules.keeps_contacts(visit.viewer))
    if found.erased_at is not None:
        raise NotFound
    return found


async def _leave(visit: Visit, form: Form, standing: ContactView, leaving: int | None) -> None:
    last = form.date("last_on")
    if last is None:
        form.error("last_on", _("Enter the last day in the post."))
    form.answer()
    if last is not None and leaving is not None:
        await keeping.end_post(visit.viewer, standing.id, form.version(), leaving, last)


async def _go(visit: Visit, form: Form, standing: ContactView, leaving: int | None) -> None:
    new = forms.post(form, "new")
    if not new.organisation:
        form.error("new.organisation", _("Choose the organisation they went to."))
    form.answer()
    if leaving is not None:
        email, phone = form.typed("email"), form.typed("phone")
        await keeping.move_post(visit.viewer, standing.id, form.version(), leaving, new, email, phone)


def _kept(form: Form, typed: NewContact, standing: NewContact) -> NewContact:
    """What stands after a conflict page: what was typed, but for the facts whose other version was chosen."""
    theirs = [each.name for each in fields(NewContact) if form.typed(f"keep.{each.name}") == "theirs"]
    return replace(typed, **{field: getattr(standing, field) for field in theirs})


async def _form_page(
    request: Request[Any, Any, Any], form: Form, contact: ContactView | None, status: int = 200, same: Sequence[Card] = ()
) -> Page:
    visit = visit_of(request)
    rows = forms.rows(form)
    numbers = [form.typed(f"posts.{row}.organisation") for row in rows]
    named = await partners.named(visit.viewer, numbers_in(numbers), visit.locale)
    trashed = i18n.translate(_("An organisation in the trash"), visit.locale)
    return page(
        request,
        "contacts/form.html",
        status=status,
        section=SECTION,
        form=form,
        contact=contact,
        here=words.address(visit.urls, contact.id, contact.facts.name) if contact else visit.urls.page(LIST),
        version=form.typed("version") or (str(contact.version) if contact else ""),
        rows=[(str(row), named.get(read_number(each) or 0, Said(trashed, visit.locale))) for row, each in zip(rows, numbers, strict=True)],
        found=await one_partner(visit, form, _NEW),
        roles=options(words.ROLES, visit.locale),
        bases=options(words.BASES, visit.locale),
        tags=[(each.tag, each.own_name) for each in visit.site.locales],
        same=await words.shown(visit.viewer, same, visit.urls),
    )


async def _move_page(request: Request[Any, Any, Any], form: Form, contact: ContactView, status: int = 200, version: int = 0) -> Page:
    visit = visit_of(request)
    held = [(str(at), post) for at, post in enumerate(contact.facts.posts) if post.is_held(clock.today())]
    return page(
        request,
        "contacts/move.html",
        status=status,
        section=SECTION,
        form=form,
        contact=contact,
        here=words.address(visit.urls, contact.id, contact.facts.name),
        version=version or form.typed("version") or contact.version,
        posts=list(zip([at for at, _post in held], await words.posts(visit.viewer, [post for _at, post in held], visit.urls), strict=True)),
        found=await one_partner(visit, form, "new.organisation"),
        roles=options(words.ROLES, visit.locale),
    )


async def _conflict_page(request: Request[Any, Any, Any], form: Form, mine: NewContact, number: int) -> Page:
    """Both versions side by side. What only the other person changed is taken over and said; what both changed is asked."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, number)
    since = (await history.of(queries.KIND, number))[: max(0, standing.version - form.version())]
    numbers = {post.organisation for facts in (mine, standing.facts) for post in facts.posts}
    named = await queries.organisations(visit.viewer, numbers | words.organisations_in(each.changes for each in since))
    typed, theirs = words.told(mine, named, visit.locale), words.told(standing.facts, named, visit.locale)
    base = {
        **theirs,
        **{field: words.recorded(field, pair[0], named, visit.locale) for each in since for field, pair in each.changes.items()},
    }
    told = [(field, i18n.translate(label, visit.locale)) for field, label in words.FIELDS.items() if field in typed]
    return page(
        request,
        "contacts/conflict.html",
        status=409,
        section=SECTION,
        contact=standing,
        typed_fields=forms.fields_of(mine),
        taken=[(field, label, theirs[field]) for field, label in told if typed[field] == base[field] != theirs[field]],
        rows=[
            {"name": field, "label": label, "mine": typed[field], "theirs": theirs[field], "differs": typed[field] != theirs[field]}
            for field, label in told
            if not typed[field] == base[field] != theirs[field]
        ],
    )


routes: list[Any] = [
    show_new,
    add_contact,
    show_hints,
    show_edit,
    save_contact,
    show_move,
    move_contact,
    trash_contact,
    restore_contact,
    back_to_contact,
]
