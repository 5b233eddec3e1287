"""Agreements over the API: the same facts and rules as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop import themes
from coop.partners import queries as partners
from coop.partners.agreements import filters, keeping, queries
from coop.partners.agreements.facts import NewAgreement
from coop.partners.agreements.keeping import Signature
from coop.partners.agreements.states import Kind, State
from coop.text import slug
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.agreement_shapes import (
    AgreementAnswer,
    AgreementLine,
    AgreementPage,
    AgreementRenewal,
    ChangedAgreement,
    DueLine,
    NewState,
    PartyLine,
    Signing,
)
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import Made, Saved, spoken
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.agreements.views import AgreementCard
    from coop.web.kit.urls import Urls

_STATE = Parameter("state", "States; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in State]}})
_KIND = Parameter("kind", "Kinds; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Kind]}})
_THEME = Parameter("theme", "Themes; repeat for several.", {"type": "array", "items": {"enum": list(themes.SLUGS)}})
_PARTNER = Parameter(
    "partner",
    "Numbers of organisations that are parties; repeat for several.",
    {"type": "array", "items": {"type": "integer", "minimum": 1}},
)
_OFFICER = Parameter(
    "officer",
    "Numbers of the officers who answer for it; repeat for several.",
    {"type": "array", "items": {"type": "integer", "minimum": 1}},
)
_LONGEST_AHEAD = 3_660
_DAYS = Parameter("days", "How many days to look ahead.", {"type": "integer", "minimum": 1, "maximum": _LONGEST_AHEAD, "default": 90})


@operation(
    "GET", "/agreements", "Agreements: for staff all, for others those of their own organisations.", access="signed_in",
    answer=AgreementPage, parameters=(asking.WORDS, _STATE, _KIND, _THEME, _PARTNER, _OFFICER, asking.LOCALE, asking.NUMBER),
)  # fmt: skip
async def list_agreements(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of agreements."""
    asked = asking.asked(request)
    found = await queries.page(viewer, filters.from_query(asked.fields), asked.number)
    urls = visit_of(request).urls
    lines = [_line(card, urls, asked.locale) for card in found.cards]
    page = AgreementPage(found.total, found.number, found.last, asking.following(request, found.number, found.last), lines)
    return answer(msgspec.json.encode(page))


@operation(
    "GET", "/agreements/due", "What somebody must look at soon: notice, ends, renewals, reviews; the soonest first.", access="signed_in",
    answer=list[DueLine], parameters=(_DAYS, asking.LOCALE),
)  # fmt: skip
async def list_due(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """What is due."""
    asked = asking.asked(request)
    days = asking.whole(asked.one("days") or "90", "days", _LONGEST_AHEAD)
    urls = visit_of(request).urls
    found = await queries.due(viewer, timedelta(days=days))
    return answer(msgspec.json.encode([DueLine(each.by, each.why, _line(each.card, urls, asked.locale)) for each in found]))


@operation("GET", "/agreements/{number:int}", "One agreement, with what is for you to know.", access="signed_in", answer=AgreementAnswer)
async def show_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One agreement."""
    found = await queries.get(viewer, number)
    whole = AgreementAnswer(
        id=found.id,
        uuid=found.uuid,
        version=found.version,
        created_at=found.created_at,
        revised_at=found.revised_at,
        url=_address(found, visit_of(request).urls, "en"),
        dates=found.dates,
        moves=keeping.moves(found.facts),
        facts=found.facts,
    )
    return answer(msgspec.json.encode(bodies.outward(whole)))


@operation(
    "POST", "/agreements", "Record an agreement, in whatever state it stands.", access="liaison", body=NewAgreement, answer=Made, status=201
)
async def record_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Record an agreement."""
    number = await keeping.record_agreement(viewer, await bodies.read(request, NewAgreement))
    url = visit_of(request).urls.absolute(f"/api/v1/agreements/{number}")
    return answer(msgspec.json.encode(Made(number, 1, url)), 201, {"location": url})


@operation(
    "PUT", "/agreements/{number:int}", "Save an agreement over the version that was read.", access="liaison", body=ChangedAgreement,
    answer=Saved,
)  # fmt: skip
async def change_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save an agreement."""
    wanted = await bodies.read(request, ChangedAgreement)
    standing = (await queries.get(viewer, number)).facts
    facts = told.settled(wanted.facts, standing, standing)
    return answer(msgspec.json.encode(Saved(await keeping.edit_agreement(viewer, number, wanted.version, facts, wanted.reason))))


@operation("POST", "/agreements/{number:int}/sign", "Put signatures on record.", access="liaison", body=Signing, answer=Saved)
async def sign_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Sign an agreement."""
    wanted = await bodies.read(request, Signing)
    signed = {each.place: Signature(each.signed_on, each.signatory, each.signed_in) for each in wanted.signatures}
    version = await keeping.sign(viewer, number, wanted.version, signed, wanted.effective_on, wanted.signed_at)
    return answer(msgspec.json.encode(Saved(version)))


@operation(
    "POST", "/agreements/{number:int}/move", "Take an agreement to another state; 409 names those that are open.", access="liaison",
    body=NewState, answer=Saved,
)  # fmt: skip
async def move_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Move an agreement."""
    wanted = await bodies.read(request, NewState)
    return answer(msgspec.json.encode(Saved(await keeping.move(viewer, number, wanted.version, wanted.state, wanted.on, wanted.reason))))


@operation(
    "POST",
    "/agreements/{number:int}/renew",
    "Renew an agreement for another period.",
    access="liaison",
    body=AgreementRenewal,
    answer=Saved,
)
async def renew_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Renew an agreement."""
    wanted = await bodies.read(request, AgreementRenewal)
    return answer(msgspec.json.encode(Saved(await keeping.renew(viewer, number, wanted.version, wanted.period))))


@operation(
    "DELETE", "/agreements/{number:int}", "Put an agreement into the trash.", access="liaison", status=204, parameters=(asking.VERSION,)
)
async def trash_agreement(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash an agreement."""
    await keeping.trash(viewer, number, asking.version_of(request))


@operation("POST", "/agreements/{number:int}/restore", "Take an agreement out of the trash.", access="liaison", status=204)
async def restore_agreement(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore an agreement."""
    await keeping.restore(viewer, number)


@operation(
    "GET", "/organisations/{number:int}/agreements", "The agreements of an organisation that are for you to know.", access="signed_in",
    answer=list[AgreementLine], parameters=(asking.LOCALE,),
)  # fmt: skip
async def list_of_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """The agreements of an organisation."""
    await partners.get(viewer, number)
    locale, urls = asking.asked(request).locale, visit_of(request).urls
    return answer(msgspec.json.encode([_line(card, urls, locale) for card in await queries.of_partner(viewer, number)]))


def _address(card: AgreementCard, urls: Urls, locale: str) -> str:
    return urls.absolute(urls.page_in(locale, f"agreements/{card.id}-{slug(card.reference or card.home_title)}"))


def _line(card: AgreementCard, urls: Urls, locale: str) -> AgreementLine:
    title = spoken(card.titles, locale)
    plain = ("id", "uuid", "reference", "confidential", "effective_on", "dates", "themes", "topics", "illustrative", "revised_at")
    return AgreementLine(
        **{field: getattr(card, field) for field in plain},
        kind=card.kind.value,
        title=title.text,
        title_locale=title.locale,
        state=card.state.value,
        renewal=card.renewal.value,
        parties=[
            PartyLine(each.organisation, spoken(each.names, locale).text, each.capacity.value, each.signed_on) for each in card.parties
        ],
        url=_address(card, urls, locale),
    )


routes = [
    list_agreements,
    list_due,
    show_agreement,
    record_agreement,
    change_agreement,
    sign_agreement,
    move_agreement,
    renew_agreement,
    trash_agreement,
    restore_agreement,
    list_of_organisation,
]
