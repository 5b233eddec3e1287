"""The desk's pages for interactions: log, edit, trash and undo, history, follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import history
from coop.asked import numbers_in
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.liaison import log, queries, rules
from coop.liaison.facts import NewFollowUp
from coop.partners import queries as partners
from coop.partners.contacts import queries as contacts
from coop.partners.views import said
from coop.projects import queries as projects
from coop.web import conflicts
from coop.web import interaction_form as forms
from coop.web import interaction_told as telling
from coop.web import interaction_words as words
from coop.web.conference_choices import grouped_topics
from coop.web.form_choices import agreement_options, found_partners, officer_options, one_conference, options
from coop.web.interactions import SECTION
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of
from coop.web.ledger_lines import lines
from coop.web.own_account import zone_options
from coop.web.partner_form import languages
from coop.web.project_form import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.liaison.facts import NewInteraction
    from coop.liaison.views import InteractionView
    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}
STAFF = {"access": "staff"}


@get("/desk/interactions/new", opt=LIAISON)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form of a short note, at first with the organisations that the address names."""
    visit = visit_of(request)
    asked = numbers_in(value for name, value in read_query(visit.query) if name == "organisation")
    zone = visit.zone or visit.site.settings.default_zone
    return await _form_page(request, forms.blank(visit.locale, zone, visit.viewer.user_id, asked[:20]), None)


@post("/desk/interactions/new", opt=LIAISON, status_code=303)
async def log_interaction(request: Request[Any, Any, Any]) -> Page:
    """Log an interaction, with the first thing that is owed after it where one was entered."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form, None)
    wanted, places_of = forms.read(form, None, await _known(visit, form))
    owed = forms.follow_up_typed(form, "follow_up.") if form.typed("follow_up.text").strip() else None
    places_of |= {name: f"follow_up.{name}" for name in ("text", "due_on", "assignee")}
    try:
        _check(form, wanted, owed, places_of)
        number = await log.log_interaction(visit.viewer, wanted, owed)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, None, 422)
    return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), _("The interaction is logged."))


@get("/desk/interactions/{interaction:str}/edit", opt=LIAISON)
async def show_edit(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """The form of one interaction."""
    standing = await editable(request, interaction)
    return await _form_page(request, forms.filled(standing.facts), standing)


@post("/desk/interactions/{interaction:str}/edit", opt=LIAISON, status_code=303)
async def save_interaction(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """Save an interaction; a stale save shows both versions side by side."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, interaction)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    typed, places_of = forms.read(form, standing.facts, await _known(visit, form))
    wanted = conflicts.kept(form, typed, standing.facts)
    try:
        _check(form, wanted, None, places_of)
        await log.edit_interaction(visit.viewer, standing.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, standing, 422)
    except Stale:
        return await _conflict_page(request, form, typed, standing.id)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.id}"), _("The interaction is saved."))


@get("/desk/interactions/{interaction:str}/history", opt=LIAISON)
async def show_history(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """Who changed what, newest first."""
    visit = visit_of(request)
    standing = await editable(request, interaction)
    entries = await history.of(queries.KIND, standing.id)
    related = await telling.related_to(visit, [(name, value) for each in entries for name, pair in each.changes.items() for value in pair])
    zone = visit.zone or visit.site.settings.default_zone

    def recorded(name: str, value: Any) -> str:  # noqa: ANN401 - what the ledger keeps
        return telling.recorded(name, value, related, visit.locale)

    return page(
        request,
        "interactions/history.html",
        section=SECTION,
        name=said(standing.titles, visit.locale),
        here=words.address(visit.urls, standing),
        entries=lines(entries, telling.ACTS, telling.FIELDS, recorded, (zone, visit.locale)),
    )


@post("/desk/interactions/{interaction:str}/trash", opt=LIAISON, status_code=303)
async def trash_interaction(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """Move an interaction to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    number, _slug = read_id(interaction)
    try:
        await log.trash(visit.viewer, number, form.version())
    except Stale:
        notice = _("Somebody changed this interaction after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), notice, kind="warning")
    undo = visit.urls.page(f"{words.LIST}/{number}/restore")
    return redirect(
        request, visit.urls.page(words.LIST), _("The interaction is in the trash. It is kept there for 30 days."), undo_url=undo
    )


@post("/desk/interactions/{interaction:str}/restore", opt=LIAISON, status_code=303)
async def restore_interaction(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """Take an interaction out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(interaction)
    await log.restore(visit.viewer, number)
    return redirect(request, visit.urls.page(f"{words.LIST}/{number}"), _("The interaction is back."))


@get([f"/desk/interactions/{{interaction:str}}/{each}" for each in ("trash", "restore", "follow-ups")], opt=LIAISON)
async def back_to_interaction(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the interaction."""
    return redirect(request, visit_of(request).urls.page(f"{words.LIST}/{read_id(interaction)[0]}"))


async def editable(request: Request[Any, Any, Any], interaction: str) -> InteractionView:
    """The interaction of the address, for who keeps the log. Raises NotFound or Forbidden."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, read_id(interaction)[0])
    require(rules.keeps_interactions(visit.viewer))
    return standing


def _check(form: Form, facts: NewInteraction, owed: NewFollowUp | None, places_of: Mapping[str, str]) -> None:
    """Raise Invalid with the faults of the form and of the facts together; nothing when there are none."""
    for each in (facts, owed):
        try:
            if each is not None:
                each.check()
        except Invalid as invalid:
            form.take(invalid, places_of)
    form.answer()


async def _known(visit: Visit, form: Form) -> forms.Known:
    ids = sorted(forms.organisations_typed(form))
    profiles = await partners.profiles(ids)
    seen = await partners.named(visit.viewer, ids, visit.locale)
    return forms.Known(
        {number: tuple(name.text for name in profiles[number].facts.names) for number in seen if number in profiles},
        await contacts.ever_at(visit.viewer, list(seen)),
    )


async def _form_page(
    request: Request[Any, Any, Any],
    form: Form,
    standing: InteractionView | None,
    status: int = 200,
) -> Page:
    visit = visit_of(request)
    locale = visit.locale
    texts = {name: text_of(form, name) for name in forms.TEXTS}
    called = {each.contact: each.name for each in standing.people if each.contact is not None} if standing else {}
    return page(
        request,
        "interactions/form.html",
        status=status,
        section=SECTION,
        form=form,
        errors=form.errors,
        interaction=standing,
        name=said(standing.titles, locale) if standing else None,
        here=words.address(visit.urls, standing) if standing else visit.urls.page(words.LIST),
        version=form.typed("version") or (str(standing.version) if standing else ""),
        texts=texts,
        languages={name: languages(value) for name, value in texts.items()},
        kinds=options(words.KINDS, locale),
        parts=options(words.PARTS, locale),
        roles=options(words.ROLES, locale),
        organisations=forms.organisation_rows(form, await partners.named(visit.viewer, forms.organisations_typed(form), locale)),
        people=forms.people_rows(form, {**called, **await contacts.named(visit.viewer, forms.contacts_typed(form), locale)}),
        found=await found_partners(visit, form.all_typed("add"), form.typed("add-find") if form.typed("find") == "add" else ""),
        meetings=await one_conference(visit, form, "conference"),
        projects=[(str(number), said(names, locale).text) for number, names in await projects.choices_for_parent(visit.viewer)],
        agreements=await agreement_options(visit),
        officers=await officer_options(visit, form.typed("officer")),
        topics=grouped_topics(locale),
        zones=zone_options(locale),
    )


async def _conflict_page(request: Request[Any, Any, Any], form: Form, mine: NewInteraction, number: int) -> Page:
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, number)
    theirs = standing.facts
    related = await telling.related_to(visit, [*conflicts.plain(mine).items(), *conflicts.plain(theirs).items()])
    named = [each.contact for facts in (mine, theirs) for each in facts.people if each.contact]
    people = await contacts.named(visit.viewer, named, visit.locale)
    typed, saved = (telling.told(each, related, people, visit.locale) for each in (mine, theirs))
    return page(
        request,
        "interactions/conflict.html",
        status=409,
        section=SECTION,
        interaction=standing,
        **conflicts.sides(form, mine, (typed, saved), telling.FIELDS, visit.locale),
    )


routes: list[Any] = [
    show_new,
    log_interaction,
    show_edit,
    save_interaction,
    show_history,
    trash_interaction,
    restore_interaction,
    back_to_interaction,
]
