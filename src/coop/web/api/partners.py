"""Organisations over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop import zones
from coop.conferences import hosts
from coop.errors import Invalid
from coop.i18n.message import _
from coop.partners import keeping, queries
from coop.partners.facts import Kind, NewOrganisation
from coop.partners.queries import OrganisationFilter
from coop.text import slug
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import Made, OrganisationAnswer, OrganisationLine, OrganisationPage, Saved
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.views import Card
    from coop.web.kit.urls import Urls

_COUNTRY = Parameter("country", "ISO 3166-1 codes; repeat for several.", {"type": "array", "items": {"type": "string"}})
_KIND = Parameter("kind", "Kinds of organisation; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Kind]}})


@dataclass(frozen=True, slots=True)
class ChangedOrganisation:
    """An organisation's facts over the version that was read."""

    version: int
    facts: NewOrganisation


@operation(
    "GET",
    "/organisations",
    "Organisations, by name in the language asked for.",
    answer=OrganisationPage,
    parameters=(asking.WORDS, _COUNTRY, _KIND, asking.LOCALE, asking.NUMBER),
)
async def list_organisations(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of organisations."""
    asked = asking.asked(request)
    found = await queries.page(viewer, _filter(asked), asked.number, asked.locale)
    urls = visit_of(request).urls
    page = OrganisationPage(
        found.total,
        found.number,
        found.pages,
        asking.following(request, found.number, found.pages),
        [_line(card, urls, asked.locale) for card in found.cards],
    )
    return answer(msgspec.json.encode(page))


@operation("GET", "/organisations/{number:int}", "One organisation, whole.", answer=OrganisationAnswer)
async def show_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One organisation."""
    found = await queries.get(viewer, number)
    urls = visit_of(request).urls
    address = urls.absolute(urls.page_in("en", f"partners/{found.id}-{slug(found.home_name)}"))
    facts = await told.organisation(viewer, found.facts)
    whole = OrganisationAnswer(found.id, found.uuid, found.version, found.created_at, found.revised_at, address, facts)
    return answer(msgspec.json.encode(bodies.outward(whole)))


@operation("POST", "/organisations", "Add an organisation.", access="signed_in", body=NewOrganisation, answer=Made, status=201)
async def add_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Add an organisation."""
    number = await keeping.add_organisation(viewer, await bodies.read(request, NewOrganisation))
    url = visit_of(request).urls.absolute(f"/api/v1/organisations/{number}")
    return answer(msgspec.json.encode(Made(number, 1, url)), 201, {"location": url})


@operation(
    "PUT", "/organisations/{number:int}", "Save an organisation over the version that was read.", access="signed_in",
    body=ChangedOrganisation, answer=Saved,
)  # fmt: skip
async def change_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save an organisation."""
    wanted = await bodies.read(request, ChangedOrganisation)
    standing = (await queries.get(viewer, number)).facts
    facts = told.settled(wanted.facts, await told.organisation(viewer, standing), standing)
    async with hosts.calendars_following(number):
        version = await keeping.edit_organisation(viewer, number, wanted.version, facts)
    return answer(msgspec.json.encode(Saved(version)))


@operation(
    "DELETE", "/organisations/{number:int}", "Put an organisation into the trash.", access="signed_in", status=204,
    parameters=(asking.VERSION,),
)  # fmt: skip
async def trash_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash an organisation."""
    version = asking.version_of(request)
    async with hosts.calendars_following(number):
        await keeping.trash_organisation(viewer, number, version)


@operation("POST", "/organisations/{number:int}/restore", "Take an organisation out of the trash.", access="signed_in", status=204)
async def restore_organisation(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore an organisation."""
    async with hosts.calendars_following(number):
        await keeping.restore_organisation(viewer, number)


def _filter(asked: asking.Asked) -> OrganisationFilter:
    countries, kinds = asked.fields.get("country", []), asked.fields.get("kind", [])
    faults = {}
    if not set(countries) <= set(zones.country_codes()):
        faults["country"] = _("Choose a country or area from the list.")
    if not set(kinds) <= {each.value for each in Kind}:
        faults["kind"] = _("Choose a kind from the list.")
    if faults:
        raise Invalid(faults)
    return OrganisationFilter(asked.one("q"), tuple(dict.fromkeys(countries)), tuple(Kind(each) for each in dict.fromkeys(kinds)))


def _line(card: Card, urls: Urls, locale: str) -> OrganisationLine:
    return OrganisationLine(
        card.id,
        card.name.text,
        card.name.locale,
        tuple(each.value for each in card.kinds),
        card.status.value,
        card.country,
        card.city.text,
        urls.absolute(urls.page_in(locale, f"partners/{card.id}-{slug(card.home_name)}")),
    )


routes = [list_organisations, show_organisation, add_organisation, change_organisation, trash_organisation, restore_organisation]
