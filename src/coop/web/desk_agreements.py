"""The desk's pages for agreements: record, edit with conflicts, trash and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import numbers_in
from coop.errors import IllegalMove, Invalid, Stale, require
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.partners.agreements import keeping, queries, rules
from coop.partners.agreements.states import NEXT, State
from coop.partners.contacts import queries as contacts
from coop.partners.views import said
from coop.web import agreement_form as forms
from coop.web import agreement_told as telling
from coop.web import agreement_words as words
from coop.web import conflicts
from coop.web.agreements import SECTION
from coop.web.conference_choices import grouped_topics
from coop.web.desk_agreement_history import related_to
from coop.web.form_choices import agreement_options, found_partners, officer_options, one_conference, options
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of
from coop.web.partner_form import languages
from coop.web.project_form import text_of

if TYPE_CHECKING:
    from coop.partners.agreements.facts import NewAgreement
    from coop.partners.agreements.views import AgreementView
    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}


@get("/desk/agreements/new", opt=LIAISON)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form to record an agreement with, at first with the organisations that the address names."""
    visit = visit_of(request)
    asked = numbers_in(value for name, value in read_query(visit.query) if name == "organisation")
    return await _form_page(request, forms.blank(visit.locale, asked[:10]), None)


@post("/desk/agreements/new", opt=LIAISON, status_code=303)
async def record_agreement(request: Request[Any, Any, Any]) -> Page:
    """Record an agreement."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form, None)
    wanted, places_of = forms.read(form, None)
    try:
        form.answer_with(wanted.check, places_of)
        number = await keeping.record_agreement(visit.viewer, wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, None, 422)
    return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), _("The agreement is on record."))


@get("/desk/agreements/{agreement:str}/edit", opt=LIAISON)
async def show_edit(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """The form of one agreement."""
    standing = await editable(request, agreement)
    return await _form_page(request, forms.filled(standing.facts), standing)


@post("/desk/agreements/{agreement:str}/edit", opt=LIAISON, status_code=303)
async def save_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Save an agreement; a stale save shows both versions side by side."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, agreement)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    typed, places_of = forms.read(form, standing.facts)
    wanted = conflicts.kept(form, typed, standing.facts)
    try:
        form.answer_with(wanted.check, places_of)
        await keeping.edit_agreement(visit.viewer, standing.id, form.version(), wanted, form.line("reason"))
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, standing, 422)
    except IllegalMove as illegal:
        form.error("state", illegal.message)
        return await _form_page(request, form, standing, 409)
    except Stale:
        return await _conflict_page(request, form, typed, standing.id)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.id}"), _("The agreement is saved."))


@post("/desk/agreements/{agreement:str}/trash", opt=LIAISON, status_code=303)
async def trash_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Move an agreement to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    number, _slug = read_id(agreement)
    try:
        await keeping.trash(visit.viewer, number, form.version())
    except Stale:
        notice = _("Somebody changed this agreement after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), notice, kind="warning")
    undo = visit.urls.page(f"desk/agreements/{number}/restore")
    return redirect(request, visit.urls.page(words.LIST), _("The agreement is in the trash. It is kept there for 30 days."), undo_url=undo)


@post("/desk/agreements/{agreement:str}/restore", opt=LIAISON, status_code=303)
async def restore_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Take an agreement out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(agreement)
    await keeping.restore(visit.viewer, number)
    return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), _("The agreement is back."))


@get(["/desk/agreements/{agreement:str}/trash", "/desk/agreements/{agreement:str}/restore"], opt=LIAISON)
async def back_to_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the agreement."""
    return redirect(request, visit_of(request).urls.page(f"{words.LIST}/{read_id(agreement)[0]}"))


async def editable(request: Request[Any, Any, Any], agreement: str) -> AgreementView:
    """The agreement of the address, for who keeps agreements. Raises NotFound or Forbidden."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, read_id(agreement)[0])
    require(rules.keeps_agreements(visit.viewer))
    return standing


async def _form_page(request: Request[Any, Any, Any], form: Form, standing: AgreementView | None, status: int = 200) -> Page:
    visit = visit_of(request)
    locale = visit.locale
    texts = {name: text_of(form, name) for name in telling.TEXTS}
    typed = forms.organisations_typed(form)
    state = standing.state if standing else None
    open_states = [each for each in State if state is None or each is state or each in NEXT[state]]
    return page(
        request,
        "agreements/form.html",
        status=status,
        section=SECTION,
        form=form,
        errors=dict(sorted(form.errors.items(), key=lambda each: forms.place_of(each[0]))),
        agreement=standing,
        name=said(standing.titles, locale) if standing else None,
        here=words.address(visit.urls, standing) if standing else visit.urls.page(words.LIST),
        version=form.typed("version") or (str(standing.version) if standing else ""),
        texts=texts,
        languages={name: languages(value) for name, value in texts.items()},
        kinds=options(words.KINDS, locale),
        states=[(each.value, i18n.translate(words.STATES[each], locale)) for each in open_states],
        capacities=options(words.CAPACITIES, locale),
        renewals=options(words.RENEWALS, locale),
        counts=options(words.COUNTS, locale),
        topics=grouped_topics(locale),
        rows=forms.party_rows(form, await partners.named(visit.viewer, typed, locale), await contacts.ever_at(visit.viewer, sorted(typed))),
        periods=forms.period_rows(form),
        found=await found_partners(visit, form.all_typed("add"), form.typed("add-find") if form.typed("find") == "add" else ""),
        meetings=await one_conference(visit, form, "signed_at"),
        others=await _other_choices(visit, standing),
        officers=await officer_options(visit, form.typed("officer")),
        tags=[(each.tag, each.own_name) for each in visit.site.locales],
    )


async def _other_choices(visit: Visit, standing: AgreementView | None) -> list[tuple[str, str]]:
    """The agreements this one may hang on or take the place of."""
    own = str(standing.id) if standing else ""
    return [each for each in await agreement_options(visit) if each[0] != own]


async def _conflict_page(request: Request[Any, Any, Any], form: Form, mine: NewAgreement, number: int) -> Page:
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, number)
    theirs = standing.facts
    both = [*conflicts.plain(mine).items(), *conflicts.plain(theirs).items()]
    related = await related_to(visit, telling.numbers_in(both))
    typed, saved = telling.told(mine, related, visit.locale), telling.told(theirs, related, visit.locale)
    return page(
        request,
        "agreements/conflict.html",
        status=409,
        section=SECTION,
        agreement=standing,
        **conflicts.sides(form, mine, (typed, saved), telling.FIELDS, visit.locale),
    )


routes: list[Any] = [
    show_new,
    record_agreement,
    show_edit,
    save_agreement,
    trash_agreement,
    restore_agreement,
    back_to_agreement,
]
