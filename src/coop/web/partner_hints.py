"""What helps whoever enters an organisation: those like it on record, those of the register (ROR), and taking one of them over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, get

from coop.errors import NotFound
from coop.i18n.message import _
from coop.partners import duplicates, queries
from coop.partners.facts import NewOrganisation
from coop.partners.identifiers import Scheme
from coop.partners.register import claims, linking
from coop.partners.register import queries as register
from coop.search import fold
from coop.web import partner_form as forms
from coop.web import partner_words as words
from coop.web import register_words
from coop.web.kit.forms import Form
from coop.web.kit.pages import Page, page
from coop.web.kit.urls import read_query
from coop.web.kit.visit import visit_of
from coop.web.partner_words import ShownPartner
from coop.web.register_words import ShownGround

if TYPE_CHECKING:
    from coop.partners.register.records import Record
    from coop.web.kit.visit import Visit
    from coop.web.register_words import ShownRecord

LIAISON = {"access": "liaison"}
_MOST = 5
_SHORTEST, _LONGEST = 2, 200
"""Characters of a name from which hints are given, and that are looked at."""


@dataclass(frozen=True, slots=True)
class Similar:
    """An organisation on record that the one being added may be, and why."""

    partner: ShownPartner
    grounds: list[ShownGround]


@get("/desk/partners/hints", opt=LIAISON)
async def show_hints(request: Request[Any, Any, Any]) -> Page:
    """Organisations with a name like the one being typed, in any script: two may share a name, so this only tells."""
    visit = visit_of(request)
    typed = next((value for name, value in read_query(visit.query) if name == "name" or name.endswith(".text")), "")
    alike, records = await hints(visit, typed)
    return page(request, "partners/_hints.html", alike=alike, records=records)


async def hints(visit: Visit, name: str) -> tuple[list[ShownPartner], list[ShownRecord]]:
    """Organisations on record with a name like ``name``, and records of the register that none on record has."""
    typed = name.strip()[:_LONGEST]
    if len(typed) < _SHORTEST:
        return [], []
    found = await queries.suggest(visit.viewer, typed, visit.locale, _MOST)
    entries = await register.look_up(visit.viewer, typed, 2 * _MOST)
    held = await queries.with_identifiers((Scheme.ROR, entry.record.ror) for entry in entries)
    ids = [*(card.id for card in found), *await duplicates.near(typed), *held.values()]
    alike = await queries.by_ids(visit.viewer, list(dict.fromkeys(ids))[: 2 * _MOST], visit.locale)
    free = [entry for entry in entries if (Scheme.ROR, entry.record.ror) not in held][:_MOST]
    return words.shown(alike, visit.urls), register_words.shown(free, visit.urls, {})


async def similar(visit: Visit, wanted: NewOrganisation) -> list[Similar]:
    """Those on record that the organisation about to be added may be, most reasons first."""
    found = await duplicates.similar(visit.viewer, wanted)
    cards = await queries.by_ids(visit.viewer, [each.organisation for each in found], visit.locale)
    partners = {each.id: each for each in words.shown(cards, visit.urls)}
    return [
        Similar(partners[each.organisation], register_words.grounds(each.grounds, visit.locale))
        for each in found
        if each.organisation in partners
    ]


async def record_of(visit: Visit, form: Form, field: str) -> Record | None:
    """The record that the form names in ``field``, or None where it names none that the register has."""
    try:
        return (await register.get(visit.viewer, form.typed(field))).record if form.typed(field) else None
    except NotFound:
        form.error("", _("The register has no such record."))
        return None


async def taken_over(form: Form, record: Record) -> Form:
    """The form with what is empty in it filled from ``record``: what was typed stays, but for a name that was only the beginning of one."""
    typed, _places = forms.read(form, None, keeps=True)
    said = [fold(name.text) for name in record.names]
    names = tuple(
        name for name in typed.names if not any(fold(name.text) in each for each in said) or any(fold(name.text) == each for each in said)
    )
    known = await linking.as_new(record)
    kinds = typed.kinds if form.typed("ror") else known.kinds
    facts = NewOrganisation(
        names=names,
        kinds=kinds,
        country=typed.country,
        city=typed.city,
        geonames_id=typed.geonames_id,
        latitude=typed.latitude,
        longitude=typed.longitude,
        zone=typed.zone or (known.zone if typed.country in {"", record.country} else ""),
        founded=typed.founded,
        website=typed.website,
        status=typed.status,
        visibility=typed.visibility,
        parent=typed.parent,
        successor=typed.successor,
        identifiers=typed.identifiers,
        source=typed.source,
    )
    taken = forms.filled(claims.filled(facts, record))
    fields = [(name, value) for name in taken.names if name not in form.errors for value in taken.all_typed(name)]
    fields += [(name, form.typed(name)) for name in form.errors if name]
    return Form([*fields, ("ror", record.ror)])


async def new_from(record: Record) -> Form:
    """The form of a new organisation as the register knows it."""
    filled = forms.filled(await linking.as_new(record))
    return Form([*((name, value) for name in filled.names for value in filled.all_typed(name)), ("ror", record.ror)])


routes: list[Any] = [show_hints]
