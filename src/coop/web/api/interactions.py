"""Interactions, follow-ups and timelines over the API: the same facts and rules as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop import themes
from coop.liaison import filters, log, queries, timeline
from coop.liaison.facts import Kind, NewFollowUp, NewInteraction
from coop.partners import queries as partners
from coop.text import slug
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.interaction_shapes import (
    ChangedFollowUp,
    ChangedInteraction,
    FollowUpLine,
    InteractionAnswer,
    InteractionLine,
    InteractionPage,
    MomentLine,
    PresenceLine,
    TimelinePage,
)
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import Made, Number, Saved, spoken
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.liaison.views import FollowUp, InteractionCard
    from coop.web.kit.urls import Urls

_NUMBERS = {"type": "array", "items": {"type": "integer", "minimum": 1}}
_DAY = {"type": "string", "format": "date"}
_FILTER = (
    asking.WORDS,
    Parameter("kind", "Kinds; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Kind]}}),
    Parameter("officer", "Numbers of officers; repeat for several.", _NUMBERS),
    Parameter("theme", "Themes; repeat for several.", {"type": "array", "items": {"enum": list(themes.SLUGS)}}),
    Parameter(
        "country",
        "Countries or areas of organisations that took part (ISO 3166-1); repeat for several.",
        {"type": "array", "items": {"type": "string"}},
    ),
    Parameter("partner", "Numbers of organisations that took part; repeat for several.", _NUMBERS),
    Parameter("from", "The first day wanted.", _DAY),
    Parameter("to", "The last day wanted.", _DAY),
)
_ALL = Parameter("all", "1 for everybody's, not only your own.", {"type": "string", "enum": ["1"]})


@operation(
    "GET", "/interactions", "Interactions with organisations, the latest first; for staff.", access="staff", answer=InteractionPage,
    parameters=(*_FILTER, asking.LOCALE, asking.NUMBER),
)  # fmt: skip
async def list_interactions(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of interactions."""
    asked = asking.asked(request)
    found = await queries.page(viewer, filters.from_query(asked.fields), asked.number)
    urls = visit_of(request).urls
    lines = [_line(card, urls, asked.locale) for card in found.cards]
    page = InteractionPage(found.total, found.number, found.last, asking.following(request, found.number, found.last), lines)
    return answer(msgspec.json.encode(page))


@operation("GET", "/interactions/{number:int}", "One interaction with what is owed after it.", access="staff", answer=InteractionAnswer)
async def show_interaction(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One interaction."""
    found = await queries.get(viewer, number)
    whole = InteractionAnswer(
        id=found.id,
        uuid=found.uuid,
        version=found.version,
        created_at=found.created_at,
        revised_at=found.revised_at,
        url=_address(found, visit_of(request).urls, "en"),
        follow_ups=[_owed(each) for each in found.follow_ups],
        facts=found.facts,
    )
    return answer(msgspec.json.encode(bodies.outward(whole)))


@operation("POST", "/interactions", "Log an interaction.", access="liaison", body=NewInteraction, answer=Made, status=201)
async def log_interaction(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Log an interaction."""
    number = await log.log_interaction(viewer, await bodies.read(request, NewInteraction))
    url = visit_of(request).urls.absolute(f"/api/v1/interactions/{number}")
    return answer(msgspec.json.encode(Made(number, 1, url)), 201, {"location": url})


@operation(
    "PUT", "/interactions/{number:int}", "Save an interaction over the version that was read.", access="liaison", body=ChangedInteraction,
    answer=Saved,
)  # fmt: skip
async def change_interaction(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save an interaction."""
    wanted = await bodies.read(request, ChangedInteraction)
    standing = (await queries.get(viewer, number)).facts
    facts = told.settled(wanted.facts, standing, standing)
    return answer(msgspec.json.encode(Saved(await log.edit_interaction(viewer, number, wanted.version, facts))))


@operation(
    "DELETE", "/interactions/{number:int}", "Put an interaction into the trash.", access="liaison", status=204, parameters=(asking.VERSION,)
)
async def trash_interaction(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash an interaction."""
    await log.trash(viewer, number, asking.version_of(request))


@operation("POST", "/interactions/{number:int}/restore", "Take an interaction out of the trash.", access="liaison", status=204)
async def restore_interaction(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore an interaction."""
    await log.restore(viewer, number)


@operation(
    "POST", "/interactions/{number:int}/follow-ups", "Say what is owed after an interaction.", access="liaison", body=NewFollowUp,
    answer=Number, status=201,
)  # fmt: skip
async def add_follow_up(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Give a follow-up."""
    given = await log.add_follow_up(viewer, number, await bodies.read(request, NewFollowUp))
    return answer(msgspec.json.encode(Number(given)), 201)


@operation(
    "GET",
    "/follow-ups",
    "What is still owed, the soonest due first: by you.",
    access="staff",
    answer=list[FollowUpLine],
    parameters=(_ALL,),
)
async def list_follow_ups(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Open follow-ups."""
    everybody = asking.asked(request).one("all") == "1"
    found = await queries.open_follow_ups(viewer, None if everybody else viewer.user_id)
    return answer(msgspec.json.encode([_owed(each) for each in found]))


@operation(
    "PUT", "/follow-ups/{number:int}", "Save a follow-up over the version that was read.", access="liaison", body=ChangedFollowUp,
    answer=Saved,
)  # fmt: skip
async def change_follow_up(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save a follow-up."""
    wanted = await bodies.read(request, ChangedFollowUp)
    return answer(msgspec.json.encode(Saved(await log.edit_follow_up(viewer, number, wanted.version, wanted.facts))))


@operation("POST", "/follow-ups/{number:int}/finish", "Say that a follow-up is done.", access="staff", status=204)
async def finish_follow_up(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Finish a follow-up."""
    await log.finish_follow_up(viewer, number)


@operation("POST", "/follow-ups/{number:int}/reopen", "Say that a follow-up is not done after all.", access="staff", status=204)
async def reopen_follow_up(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Reopen a follow-up."""
    await log.reopen_follow_up(viewer, number)


@operation(
    "GET", "/organisations/{number:int}/timeline", "Everything dated about an organisation, the latest first; for staff.", access="staff",
    answer=TimelinePage, parameters=(asking.NUMBER,),
)  # fmt: skip
async def show_timeline(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """The timeline of an organisation."""
    await partners.get(viewer, number)
    wanted = asking.asked(request).number
    moments, total = await timeline.of_partner(viewer, number, wanted)
    last = max(1, -(-total // timeline.PAGE_SIZE))
    lines = [MomentLine(each.kind, each.id, each.on) for each in moments]
    return answer(msgspec.json.encode(TimelinePage(total, min(wanted, last), last, asking.following(request, wanted, last), lines)))


def _address(card: InteractionCard, urls: Urls, locale: str) -> str:
    return urls.absolute(urls.page_in(locale, f"desk/interactions/{card.id}-{slug(card.home_title)}"))


def _owed(each: FollowUp) -> FollowUpLine:
    return FollowUpLine(
        each.id, each.uuid, each.version, each.interaction, each.text, each.assignee, each.assignee_name, each.due_on, each.done_on
    )


def _line(card: InteractionCard, urls: Urls, locale: str) -> InteractionLine:
    title = spoken(card.titles, locale)
    plain = ("id", "uuid", "happened_on", "until_on", "place", "confidential", "themes", "topics", "officer", "open_follow_ups")
    return InteractionLine(
        **{field: getattr(card, field) for field in (*plain, "illustrative", "revised_at")},
        kind=card.kind.value,
        title=title.text,
        title_locale=title.locale,
        organisations=[PresenceLine(each.organisation, spoken(each.names, locale).text, each.part.value) for each in card.organisations],
        url=_address(card, urls, locale),
    )


routes = [
    list_interactions,
    show_interaction,
    log_interaction,
    change_interaction,
    trash_interaction,
    restore_interaction,
    add_follow_up,
    list_follow_ups,
    change_follow_up,
    finish_follow_up,
    reopen_follow_up,
    show_timeline,
]
