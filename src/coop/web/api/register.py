"""The register of research organisations (ROR), what it proposes, and likely duplicates over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.conferences import hosts
from coop.partners import duplicates
from coop.partners import queries as partners
from coop.partners.identifiers import Scheme
from coop.partners.register import linking, proposals, queries
from coop.viewer import Viewer
from coop.web.api import asking, bodies
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.register_shapes import (
    GroundLine,
    PairLine,
    PairPage,
    ProposalLine,
    ProposalPage,
    RegisterFound,
    RegisterLine,
    RegisterRecord,
)
from coop.web.api.shapes import Saved

if TYPE_CHECKING:
    from coop.partners.register.queries import Entry

_TEXT = Parameter("q", "A name in any script, an acronym or a ROR identifier.", {"type": "string", "maxLength": 200})
_DECLINED = Parameter("declined", "Give those that were declined.", {"type": "string", "enum": ["yes", "no"], "default": "no"})


@dataclass(frozen=True, slots=True)
class LinkedOrganisation:
    """Which organisation to link, over the version that was read."""

    organisation: int
    version: int


@dataclass(frozen=True, slots=True)
class Declined:
    """Why something is declined; for a pair it must say why the two are not one."""

    reason: str = ""


@operation(
    "GET", "/ror", "Records of ROR by name in any script, acronym or identifier.", access="staff", answer=RegisterFound, parameters=(_TEXT,)
)
async def look_up_records(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """The records found."""
    found = await queries.look_up(viewer, asking.asked(request).one("q")[:200])
    load, own = await queries.last_load(), await _own(viewer, found)
    given = RegisterFound(load.name if load else "", load.records if load else 0, [_line(each, own) for each in found])
    return answer(msgspec.json.encode(given))


@operation("GET", "/ror/{ror:str}", "One record of ROR, whole.", access="staff", answer=RegisterRecord)
async def show_record(viewer: NamedDependency[Viewer], ror: FromPath[str]) -> Response[bytes]:
    """One record."""
    entry = await queries.get(viewer, ror)
    own, record = await _own(viewer, [entry]), entry.record
    same = {each: getattr(record, each) for each in RegisterRecord.__struct_fields__ if each not in {"state", "organisation", "vanished"}}
    whole = RegisterRecord(**same, state=record.state.value, organisation=own.get(record.ror), vanished=entry.vanished_at is not None)
    return answer(msgspec.json.encode(whole))


@operation(
    "POST", "/ror/{ror:str}/link", "Link an organisation to a record and fill what it lacks; nothing else is changed.", access="liaison",
    body=LinkedOrganisation, answer=Saved,
)  # fmt: skip
async def link_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], ror: FromPath[str]) -> Response[bytes]:
    """Link an organisation."""
    wanted = await bodies.read(request, LinkedOrganisation)
    async with hosts.calendars_following(wanted.organisation):
        version = await linking.link(viewer, ror, wanted.organisation, wanted.version)
    return answer(msgspec.json.encode(Saved(version)))


@operation(
    "GET", "/ror-proposals", "What ROR says otherwise of linked organisations, and nobody has answered.", access="liaison",
    answer=ProposalPage, parameters=(asking.NUMBER,),
)  # fmt: skip
async def list_proposals(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of proposals."""
    found = await proposals.page(viewer, asking.asked(request).number)
    items = [
        ProposalLine(
            each.id,
            group.profile.id,
            group.ror,
            each.claim.field.value,
            each.claim.gist,
            each.claim.successors,
            each.successor,
            each.wanted,
        )
        for group in found.groups
        for each in group.proposals
    ]
    page = ProposalPage(found.total, found.number, found.pages, asking.following(request, found.number, found.pages), items)
    return answer(msgspec.json.encode(bodies.outward(page)))


@operation("POST", "/ror-proposals/{number:int}/accept", "Take a proposed change over.", access="liaison", answer=Saved)
async def accept_proposal(viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Accept a proposal."""
    async with hosts.calendars_following(await proposals.organisation_of(viewer, number)):
        version = await proposals.accept(viewer, number)
    return answer(msgspec.json.encode(Saved(version)))


@operation(
    "POST", "/ror-proposals/{number:int}/decline", "Leave the facts as they are; not proposed again unless ROR changes them once more.",
    access="liaison", body=Declined, status=204,
)  # fmt: skip
async def decline_proposal(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Decline a proposal."""
    await proposals.organisation_of(viewer, number)
    await proposals.decline(viewer, number, (await bodies.read(request, Declined)).reason)


@operation(
    "GET", "/duplicates", "Organisations that may be one and the same, with the reasons.", access="liaison", answer=PairPage,
    parameters=(_DECLINED, asking.NUMBER),
)  # fmt: skip
async def list_duplicates(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of pairs."""
    asked = asking.asked(request)
    found = await duplicates.page(viewer, asked.number, asked.locale, declined=asked.one("declined") == "yes")
    items = [
        PairLine(
            each.id,
            each.first.id,
            each.second.id,
            each.weight.value,
            [GroundLine(ground.reason.value, ground.detail) for ground in each.grounds],
            each.declined_reason,
        )
        for each in found.pairs
    ]
    page = PairPage(found.total, found.number, found.pages, asking.following(request, found.number, found.pages), items)
    return answer(msgspec.json.encode(page))


@operation(
    "POST", "/duplicates/{number:int}/decline", "Say that the two are not one; they are not suggested again.", access="liaison",
    body=Declined, status=204,
)  # fmt: skip
async def decline_pair(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Decline a pair."""
    await duplicates.get(viewer, number, viewer.locale)
    await duplicates.decline(viewer, number, (await bodies.read(request, Declined)).reason)


@operation("POST", "/duplicates/{number:int}/restore", "Suggest a declined pair again.", access="liaison", status=204)
async def restore_pair(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Suggest a pair again."""
    await duplicates.take_back(viewer, number)


async def _own(viewer: Viewer, entries: list[Entry]) -> dict[str, int]:
    """Which organisation that the viewer may see has each of the records."""
    held = await partners.with_identifiers((Scheme.ROR, each.record.ror) for each in entries)
    seen = await partners.named(viewer, set(held.values()), viewer.locale)
    return {value: number for (_scheme, value), number in held.items() if number in seen}


def _line(entry: Entry, own: dict[str, int]) -> RegisterLine:
    record = entry.record
    return RegisterLine(
        record.ror,
        record.name.text,
        record.name.tag,
        record.state.value,
        tuple(each.value for each in record.kinds),
        record.country,
        record.city,
        own.get(record.ror),
        entry.vanished_at is not None,
    )


routes = [
    look_up_records,
    show_record,
    link_organisation,
    list_proposals,
    accept_proposal,
    decline_proposal,
    list_duplicates,
    decline_pair,
    restore_pair,
]
