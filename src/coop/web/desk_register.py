"""The desk's pages for the register of research organisations (ROR): look up, link, take over, and what it proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import read_number, read_page
from coop.conferences import hosts
from coop.errors import Gone, IllegalMove, Invalid, NotFound, Stale
from coop.i18n import dates
from coop.i18n.message import _
from coop.partners import duplicates, rules
from coop.partners import queries as partners
from coop.partners.identifiers import Scheme, page_of
from coop.partners.register import linking, proposals, queries
from coop.web import partner_words, register_words
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_query
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.multilingual import Said
    from coop.partners.register.proposals import Group
    from coop.partners.register.queries import Entry
    from coop.partners.views import Card
    from coop.web.kit.visit import Visit

STAFF = {"access": "staff"}
LIAISON = {"access": "liaison"}
SECTION = "desk"
_MOST = 8
"""Organisations offered at once to be linked."""


@get("/desk/ror", opt=STAFF)
async def show_register(request: Request[Any, Any, Any]) -> Page:
    """Look up in the register, and what it proposes for organisations of ours."""
    visit = visit_of(request)
    asked = dict(read_query(visit.query))
    text = asked.get("q", "")[:200]
    found = await queries.look_up(visit.viewer, text) if text.strip() else []
    load = await queries.last_load()
    keeps = rules.keeps_partners(visit.viewer)
    proposed = await proposals.page(visit.viewer, read_page(asked.get("page", "1"))) if keeps and not text.strip() else None
    return page(
        request,
        "register/list.html",
        section=SECTION,
        text=text,
        records=register_words.shown(found, visit.urls, await _own(visit, found)),
        load=load,
        loaded_on=dates.day(load.finished_at.date(), visit.locale) if load else "",
        proposed=proposed,
        groups=await _groups(visit, proposed.groups) if proposed else [],
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        keeps=keeps,
    )


@get("/desk/ror/{ror:str}", opt=STAFF)
async def show_record(request: Request[Any, Any, Any], ror: FromPath[str]) -> Page:
    """One record of the register, and what can be done with it."""
    visit = visit_of(request)
    entry = await queries.get(visit.viewer, ror)
    return await _record_page(request, entry, Form())


@get("/desk/ror/{ror:str}/link", opt=LIAISON)
async def show_link(request: Request[Any, Any, Any], ror: FromPath[str]) -> Page:
    """What linking an organisation to the record would fill; without an organisation, the choice of one."""
    visit = visit_of(request)
    entry = await queries.get(visit.viewer, ror)
    form = Form(read_query(visit.query))
    if read_number(form.typed("organisation")) is None:
        if form.typed("show"):
            form.error("organisation", _("Choose an organisation from the list."))
        return await _record_page(request, entry, form, 422 if form.errors else 200)
    return await _link_page(request, entry, form)


@post("/desk/ror/{ror:str}/link", opt=LIAISON, status_code=303)
async def link(request: Request[Any, Any, Any], ror: FromPath[str]) -> Page:
    """Link the organisation and fill what it lacks; whoever saved meanwhile is shown first."""
    visit, form = visit_of(request), await read_form(request)
    entry = await queries.get(visit.viewer, ror)
    number = read_number(form.typed("organisation")) or 0
    try:
        async with hosts.calendars_following(number):
            await linking.link(visit.viewer, ror, number, form.version())
    except Invalid as invalid:
        form.error("", next(iter(invalid.fields.values())))
        return await _link_page(request, entry, form, 422)
    except Stale:
        form.error("", _("Somebody changed this organisation after you opened the page. Look at what would be filled now."))
        return await _link_page(request, entry, form, 409)
    return redirect(request, visit.urls.page(f"partners/{number}"), _("The organisation is linked to its ROR record."))


@post("/desk/ror/proposals/{proposal:int}/accept", opt=LIAISON, status_code=303)
async def accept(request: Request[Any, Any, Any], proposal: FromPath[int]) -> Page:
    """Take a proposed change over."""
    visit = visit_of(request)
    number = await proposals.organisation_of(visit.viewer, proposal)
    back = visit.urls.page("desk/ror")
    try:
        async with hosts.calendars_following(number):
            await proposals.accept(visit.viewer, proposal)
    except IllegalMove as illegal:
        return redirect(request, back, illegal.message, kind="warning")
    except Invalid as invalid:
        return redirect(request, back, next(iter(invalid.fields.values())), kind="error")
    except (Gone, NotFound):
        return redirect(request, back, _("The organisation is in the trash: bring it back first."), kind="warning")
    return redirect(request, back, _("The change is taken over."))


@post("/desk/ror/proposals/{proposal:int}/decline", opt=LIAISON, status_code=303)
async def decline(request: Request[Any, Any, Any], proposal: FromPath[int]) -> Page:
    """Leave the facts as they are, for good unless the register changes again."""
    visit, form = visit_of(request), await read_form(request)
    back = visit.urls.page("desk/ror")
    await proposals.organisation_of(visit.viewer, proposal)
    try:
        await proposals.decline(visit.viewer, proposal, form.typed("reason"))
    except IllegalMove as illegal:
        return redirect(request, back, illegal.message, kind="warning")
    except Invalid as invalid:
        return redirect(request, back, next(iter(invalid.fields.values())), kind="error")
    except (Gone, NotFound):
        return redirect(request, back, _("The organisation is in the trash: bring it back first."), kind="warning")
    return redirect(request, back, _("The facts stay as they are. This is not proposed again unless ROR changes it once more."))


@get(["/desk/ror/proposals/{proposal:int}/accept", "/desk/ror/proposals/{proposal:int}/decline"], opt=LIAISON)
async def back_to_register(request: Request[Any, Any, Any], proposal: FromPath[int]) -> Page:  # noqa: ARG001 - part of the address
    """The addresses its forms are sent to, followed as links, lead back to the proposals."""
    return redirect(request, visit_of(request).urls.page("desk/ror"))


async def _record_page(request: Request[Any, Any, Any], entry: Entry, form: Form, status: int = 200) -> Page:
    visit = visit_of(request)
    record = entry.record
    successors = await queries.by_identifiers(record.successors)
    own = await _own(visit, [entry, *successors.values()])
    keeps = rules.keeps_partners(visit.viewer)
    near = await _candidates(visit, entry, form.typed("organisation-find").strip()) if keeps and record.ror not in own else []
    return page(
        request,
        "register/record.html",
        status=status,
        section=SECTION,
        record=record,
        register_url=page_of(Scheme.ROR, record.ror),
        form=form,
        shown=register_words.shown([entry], visit.urls, own)[0],
        names=[
            (register_words.said(each, visit.locale), i18n.translate(partner_words.NAME_KINDS[each.kind], visit.locale))
            for each in record.names
        ],
        identifiers=[
            (i18n.translate(partner_words.SCHEMES[each.scheme], visit.locale), each.value, each.suspect) for each in record.identifiers
        ],
        successors=register_words.shown(successors.values(), visit.urls, own),
        near=partner_words.shown(near, visit.urls),
        keeps=keeps,
    )


async def _candidates(visit: Visit, entry: Entry, sought: str) -> list[Card]:
    """Organisations of ours that the record may be: those found by what was typed, or those that are like it."""
    if sought:
        return await partners.suggest(visit.viewer, sought, visit.locale)
    found = await duplicates.similar(visit.viewer, await linking.as_new(entry.record))
    return await partners.by_ids(visit.viewer, [each.organisation for each in found[:_MOST]], visit.locale)


async def _link_page(request: Request[Any, Any, Any], entry: Entry, form: Form, status: int = 200) -> Page:
    visit = visit_of(request)
    ror = entry.record.ror
    try:
        found = await linking.preview(visit.viewer, ror, int(form.typed("organisation") or 0))
    except Invalid as invalid:
        form.take(invalid)
        return await _record_page(request, entry, form, 422)
    facts = found.profile.facts
    related = await _related(visit, [facts.parent, facts.successor])
    return page(
        request,
        "register/link.html",
        status=status,
        section=SECTION,
        record=entry.record,
        shown=register_words.shown([entry], visit.urls, {})[0],
        form=form,
        partner=found.profile,
        name=found.profile.name(visit.locale),
        here=partner_words.address(visit.urls, found.profile),
        rows=register_words.changes(facts, found.wanted, related, visit.locale),
        left_alone=[register_words.claim(each, visit.locale) for each in found.left_alone],
    )


async def _groups(visit: Visit, groups: list[Group]) -> list[dict[str, Any]]:
    """Open proposals as the page shows them, organisation by organisation."""
    facts = [each.wanted for group in groups for each in group.proposals] + [group.profile.facts for group in groups]
    related = await _related(visit, [number for each in facts for number in (each.parent, each.successor)])
    named = {ror: entry for group in groups for ror, entry in group.successors.items()}
    own = await _own(visit, named.values())
    return [
        {
            "name": group.profile.name(visit.locale),
            "url": partner_words.address(visit.urls, group.profile),
            "ror": group.ror,
            "organisation": group.profile.id,
            "vanished": register_words.vanished(group.entry, visit.locale) if group.entry else "",
            "proposals": [
                {
                    "id": each.id,
                    "title": i18n.translate(register_words.PROPOSED[each.claim.field], visit.locale),
                    "rows": register_words.changes(group.profile.facts, each.wanted, related, visit.locale),
                    "successors": register_words.shown([named[ror] for ror in each.claim.successors if ror in named], visit.urls, own),
                }
                for each in group.proposals
            ],
        }
        for group in groups
    ]


async def _own(visit: Visit, entries: Iterable[Entry]) -> dict[str, int]:
    """Which organisation that the viewer may see has each of the records."""
    held = await partners.with_identifiers((Scheme.ROR, each.record.ror) for each in entries)
    seen = await partners.named(visit.viewer, set(held.values()), visit.locale)
    return {value: number for (_scheme, value), number in held.items() if number in seen}


async def _related(visit: Visit, numbers: list[int | None]) -> dict[int, Said]:
    return await partners.named(visit.viewer, {each for each in numbers if each}, visit.locale)


routes: list[Any] = [show_register, show_record, show_link, link, accept, decline, back_to_register]
