"""The desk's pages for organisations: add, edit, what changed, trash and undo; look-ups for forms that name partners."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import history, i18n
from coop.asked import numbers_in
from coop.conferences import hosts
from coop.errors import IllegalMove, Invalid, NotFound, Stale, require
from coop.i18n import names as places
from coop.i18n.message import _
from coop.partners import keeping, queries, rules
from coop.partners.facts import NewOrganisation
from coop.partners.register import linking
from coop.web import document_words, relation_words
from coop.web import partner_form as forms
from coop.web import partner_hints as hints
from coop.web import partner_words as words
from coop.web.form_choices import one_partner, options
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of
from coop.web.ledger_lines import lines
from coop.web.own_account import zone_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coop.history import Entry
    from coop.multilingual import Said
    from coop.partners.views import Profile
    from coop.web.partner_hints import Similar

LIAISON = {"access": "liaison"}
EDITOR = {"access": "editor"}
SECTION = "partners"
_RELATIVES = ("parent", "successor")
_FIELD = re.compile(r"[a-z][a-z0-9_.-]{0,60}")


@get("/desk/partners/new", opt=LIAISON)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form to add an organisation with: empty, or filled from the record of the register that ``ror`` names."""
    visit = visit_of(request)
    asked = Form(read_query(visit.query))
    record = await hints.record_of(visit, asked, "ror")
    if record is None and asked.errors:
        raise NotFound
    return await _form_page(request, await hints.new_from(record) if record else forms.blank(visit.locale), None)


@post("/desk/partners/new", opt=LIAISON, status_code=303)
async def add_partner(request: Request[Any, Any, Any]) -> Page:
    """Add an organisation. Those on record that it may be are shown first, and each must be named as another one."""
    visit, form = visit_of(request), await read_form(request)
    taken = await hints.record_of(visit, form, "take")
    if taken is not None:
        return await _form_page(request, await hints.taken_over(form, taken), None)
    if _is_asking(form):
        return await _form_page(request, form, None)
    record = await hints.record_of(visit, form, "ror")
    wanted, places_of = forms.read(form, None, keeps=True)
    try:
        form.answer_with(wanted.check, places_of)
        similar = await hints.similar(visit, wanted.check())
        if any(str(each.partner.id) not in form.all_typed("another") for each in similar):
            form.error("another", _("Organisations like this one are in the register. Say of each that it is another one, or edit it."))
            return await _form_page(request, form, None, 409, similar)
        number = await (linking.add(visit.viewer, wanted, record) if record else keeping.add_organisation(visit.viewer, wanted))
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, None, 422)
    return redirect(request, visit.urls.page(f"partners/{number}"), _("The organisation is added."))


@get("/desk/partners/{partner:str}/edit", opt=EDITOR)
async def show_edit(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """The form of one organisation."""
    profile = await _editable(request, partner)
    return await _form_page(request, forms.filled(profile.facts), profile)


@post("/desk/partners/{partner:str}/edit", opt=EDITOR, status_code=303)
async def save_partner(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """Save an organisation; a stale save shows both versions side by side."""
    visit, form = visit_of(request), await read_form(request)
    profile = await _editable(request, partner)
    if _is_asking(form):
        return await _form_page(request, form, profile)
    typed, places_of = forms.read(form, profile.facts, keeps=rules.keeps_partners(visit.viewer))
    wanted = _kept(form, typed, profile.facts)
    try:
        form.answer_with(wanted.check, places_of)
        async with hosts.calendars_following(profile.id):
            await keeping.edit_organisation(visit.viewer, profile.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, profile, 422)
    except Stale:
        return await _conflict_page(request, form, wanted, profile.id)
    return redirect(request, visit.urls.page(f"partners/{profile.id}"), _("The organisation is saved."))


@get("/desk/partners/{partner:str}/history", opt=EDITOR)
async def show_history(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """Who changed what, newest first."""
    visit = visit_of(request)
    profile = await _editable(request, partner)
    entries = await history.of(queries.SEARCH_KIND, profile.id)
    related = await queries.named(visit.viewer, _relatives_in(entries), visit.locale)
    zone = visit.zone or visit.site.settings.default_zone

    def recorded(field: str, value: Any) -> str:  # noqa: ANN401 - what the ledger keeps
        return _recorded(field, value, related, visit.locale).replace("\n", " · ")

    return page(
        request,
        "partners/history.html",
        section=SECTION,
        partner=profile,
        name=profile.name(visit.locale),
        here=words.address(visit.urls, profile),
        entries=lines(entries, words.ACTS, words.FIELDS, recorded, (zone, visit.locale)),
    )


@post("/desk/partners/{partner:str}/trash", opt=LIAISON, status_code=303)
async def trash_partner(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """Move an organisation to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    number, _slug = read_id(partner)
    try:
        async with hosts.calendars_following(number):
            await keeping.trash_organisation(visit.viewer, number, form.version())
    except Stale:
        notice = _("Somebody changed this organisation after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, visit.urls.page(f"partners/{number}"), notice, kind="warning")
    except IllegalMove as illegal:
        return redirect(request, visit.urls.page(f"partners/{number}"), illegal.message, kind="warning")
    undo = visit.urls.page(f"desk/partners/{number}/restore")
    return redirect(
        request, visit.urls.page("partners"), _("The organisation is in the trash. It is kept there for 30 days."), undo_url=undo
    )


@post("/desk/partners/{partner:str}/restore", opt=LIAISON, status_code=303)
async def restore_partner(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """Take an organisation out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(partner)
    async with hosts.calendars_following(number):
        await keeping.restore_organisation(visit.viewer, number)
    return redirect(request, visit.urls.page(f"partners/{number}"), _("The organisation is back."))


@get(["/desk/partners/{partner:str}/trash", "/desk/partners/{partner:str}/restore"], opt=LIAISON)
async def back_to_partner(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the organisation."""
    return redirect(request, visit_of(request).urls.page(f"partners/{read_id(partner)[0]}"))


@get("/desk/partners/options", opt=EDITOR)
async def show_options(request: Request[Any, Any, Any]) -> Page:
    """What is found for a field that names partners, as choices to tick: ``field`` is its name, ``<field>-find`` what is typed.

    Those ticked already, sent along as ``<field>``, stand first and stay ticked.
    """
    visit = visit_of(request)
    pairs = read_query(visit.query)
    asked = dict(pairs)
    field = asked.get("field", "")
    kind = "radio" if asked.get("kind") == "radio" else "checkbox"
    ticked, found = [], []
    if _FIELD.fullmatch(field):
        chosen = numbers_in(value for name, value in pairs if name == field) if kind == "checkbox" else []
        ticked = await queries.by_ids(visit.viewer, chosen, visit.locale)
        known = {each.id for each in ticked}
        suggested = await queries.suggest(visit.viewer, asked.get(f"{field}-find", ""), visit.locale)
        found = [each for each in suggested if each.id not in known]
    return page(
        request,
        "partners/_options.html",
        field=field,
        kind=kind,
        ticked=words.shown(ticked, visit.urls),
        options=words.shown(found, visit.urls),
    )


async def _editable(request: Request[Any, Any, Any], partner: str) -> Profile:
    """The organisation of the address, for who may edit it. Raises NotFound, Gone or Forbidden."""
    visit = visit_of(request)
    profile = await queries.get(visit.viewer, read_id(partner)[0])
    require(rules.may_edit(visit.viewer, profile.id))
    return profile


def _is_asking(form: Form) -> bool:
    """Whether the form was sent for another row or to find a partner, not to be saved."""
    return bool(form.typed("more") or form.typed("find"))


def _kept(form: Form, typed: NewOrganisation, standing: NewOrganisation) -> NewOrganisation:
    """What stands after a conflict page: what was typed, but for the facts whose other version was chosen."""
    theirs = [each.name for each in fields(NewOrganisation) if form.typed(f"keep.{each.name}") == "theirs"]
    return replace(typed, **{field: getattr(standing, field) for field in theirs})


async def _form_page(
    request: Request[Any, Any, Any], form: Form, profile: Profile | None, status: int = 200, similar: Sequence[Similar] = ()
) -> Page:
    visit = visit_of(request)
    city = forms.city(form)
    return page(
        request,
        "partners/form.html",
        status=status,
        section=SECTION,
        form=form,
        partner=profile,
        name=profile.name(visit.locale) if profile else None,
        here=words.address(visit.urls, profile) if profile else visit.urls.page("partners"),
        version=form.typed("version") or (str(profile.version) if profile else ""),
        keeps=rules.keeps_partners(visit.viewer),
        identifiers=words.ids(profile, visit.locale) if profile else [],
        rows={group: forms.rows(form, group) for group in ("names", "identifiers")},
        city=city,
        city_languages=forms.languages(city),
        kinds=options(words.KINDS, visit.locale),
        name_kinds=options(words.NAME_KINDS, visit.locale),
        schemes=options(words.SCHEMES, visit.locale),
        statuses=options(words.STATUSES, visit.locale),
        visibilities=options(words.VISIBILITIES, visit.locale),
        countries=[(each.value, each.label) for each in places.countries(visit.locale)],
        zones=zone_options(visit.locale),
        tags=[(each.tag, each.own_name) for each in visit.site.locales],
        relatives={field: await one_partner(visit, form, field) for field in _RELATIVES},
        similar=similar,
        found=await hints.hints(visit, form.typed("names.0.text")) if form.typed("find") == "names" else None,
    )


async def _conflict_page(request: Request[Any, Any, Any], form: Form, mine: NewOrganisation, number: int) -> Page:
    """Both versions side by side. What only the other person changed is taken over and said; what both changed is asked."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, number)
    since = (await history.of(queries.SEARCH_KIND, number))[: max(0, standing.version - form.version())]
    numbers = {each for facts in (mine, standing.facts) for each in (facts.parent, facts.successor) if each} | _relatives_in(since)
    related = await queries.named(visit.viewer, numbers, visit.locale)
    typed, theirs = words.told(mine, related, visit.locale), words.told(standing.facts, related, visit.locale)
    base = {**theirs, **{field: _recorded(field, pair[0], related, visit.locale) for each in since for field, pair in each.changes.items()}}
    return page(
        request,
        "partners/conflict.html",
        status=409,
        section=SECTION,
        partner=standing,
        typed_fields=forms.fields_of(mine),
        taken=[
            (field, i18n.translate(label, visit.locale), theirs[field])
            for field, label in words.FIELDS.items()
            if field in typed and typed[field] == base[field] != theirs[field]
        ],
        rows=[
            {
                "name": field,
                "label": i18n.translate(label, visit.locale),
                "mine": typed[field],
                "theirs": theirs[field],
                "differs": typed[field] != theirs[field],
            }
            for field, label in words.FIELDS.items()
            if field in typed and not typed[field] == base[field] != theirs[field]
        ],
    )


def _relatives_in(entries: list[Entry]) -> set[int]:
    values = (value for each in entries for field in _RELATIVES for value in each.changes.get(field, ()))
    related = (relation_words.others_in(side) for each in entries for side in each.changes.get("relations", ()))
    return {value for value in values if isinstance(value, int)}.union(*related)


def _recorded(field: str, value: Any, related: dict[int, Said], locale: str) -> str:  # noqa: ANN401 - what the ledger kept
    match field:
        case "relations":
            return relation_words.recorded(value, related, locale)
        case "document":
            return document_words.recorded(value, locale)
        case _:
            return related[value].text if field in _RELATIVES and value in related else words.recorded(field, value, locale)


routes: list[Any] = [
    show_new,
    add_partner,
    *hints.routes,
    show_options,
    show_edit,
    save_partner,
    show_history,
    trash_partner,
    restore_partner,
    back_to_partner,
]
