"""Conferences over the API: list, read, schedule, save, and every step of their life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.conferences import extending, filters, moving, publishing, queries, reading, scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import EMPTY, NewConference
from coop.conferences.filters import Sort
from coop.conferences.spans import When
from coop.conferences.states import Format, Status, Visibility
from coop.multilingual import Multilingual
from coop.text import clean_line
from coop.themes import SLUGS
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import ConferenceAnswer, ConferenceLine, ConferencePage, Made, PreviousLine, Saved, spoken
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from coop.conferences.views import ConferenceCard, ConferenceView
    from coop.web.kit.urls import Urls


def _several(name: str, means: str, items: dict[str, Any]) -> Parameter:
    return Parameter(name, means, {"type": "array", "items": items})


_LONGEST_REASON = 1_000
_NUMBERS = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_DAY = {"type": "string", "format": "date"}
FILTER = (
    asking.WORDS,
    _several("theme", "Themes; repeat for several.", {"enum": list(SLUGS)}),
    _several("topic", "Topic codes; repeat for several.", {"type": "string"}),
    _several("country", "ISO 3166-1 codes; repeat for several.", {"type": "string"}),
    _several("partner", "Numbers of hosting organisations; repeat for several.", _NUMBERS),
    _several("series", "Numbers of series; repeat for several.", _NUMBERS),
    _several("format", "How it is held; repeat for several.", {"enum": [each.value for each in Format]}),
    _several("status", "Statuses; repeat for several.", {"enum": [each.value for each in Status]}),
    _several("lang", "Working languages (BCP 47); repeat for several.", {"type": "string"}),
    Parameter("from", "The first day wanted; without `from` and `to` the list holds what ends today or later.", _DAY),
    Parameter("to", "The last day wanted.", _DAY),
    Parameter("sort", "Earliest first (`date`) or latest first.", {"enum": [each.value for each in Sort]}),
)


@dataclass(frozen=True, slots=True)
class ScheduledConference:
    """A conference's facts, and whether it begins as a draft, in review or published."""

    facts: NewConference
    visibility: Visibility = Visibility.DRAFT


@dataclass(frozen=True, slots=True)
class ChangedConference:
    """A conference's facts over the version that was read."""

    version: int
    facts: NewConference


@dataclass(frozen=True, slots=True)
class Step:
    """A step without facts of its own."""

    version: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A proposal given back to its author, and what it lacks."""

    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Why a conference is called off, and the conference that takes its place."""

    version: int
    reason: Multilingual
    successor: int | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Why a conference is put off, and the day that was announced."""

    version: int
    reason: Multilingual
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The new dates of a conference, why, and the day that was announced."""

    version: int
    when: When
    reason: Multilingual = EMPTY
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """A deadline, named by its uuid, with its later end."""

    version: int
    deadline: NewDeadline
    announced_on: date | None = None


@operation(
    "GET", "/conferences", "Conferences, by the same filter as the pages and feeds.", answer=ConferencePage,
    parameters=(*FILTER, asking.LOCALE, asking.NUMBER),
)  # fmt: skip
async def list_conferences(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of conferences."""
    asked = asking.asked(request)
    found = await queries.listed(viewer, filters.from_query(asked.fields), asked.number)
    urls = visit_of(request).urls
    seen = await told.organisations(viewer, (host for card in found.cards for host in card.hosts))
    page = ConferencePage(
        found.total,
        found.number,
        found.pages,
        asking.following(request, found.number, found.pages),
        [_remembered(card, seen, urls, asked.locale) for card in found.cards],
    )
    return answer(msgspec.json.encode(page))


@operation("GET", "/conferences/{number:int}", "One conference, whole.", answer=ConferenceAnswer)
async def show_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One conference."""
    standing = await queries.get(viewer, number)
    found = _whole(standing, await _told(viewer, standing), visit_of(request).urls)
    return answer(msgspec.json.encode(bodies.outward(found)))


@operation(
    "POST", "/conferences", "Put a conference on the calendar.", access="signed_in", body=ScheduledConference, answer=Made, status=201
)
async def schedule_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Schedule a conference."""
    wanted = await bodies.read(request, ScheduledConference)
    made = await scheduling.schedule_conference(viewer, wanted.facts, wanted.visibility)
    url = visit_of(request).urls.absolute(f"/api/v1/conferences/{made.id}")
    return answer(msgspec.json.encode(Made(made.id, made.version, url)), 201, {"location": url})


@operation(
    "PUT", "/conferences/{number:int}", "Save a conference over the version that was read.", access="signed_in",
    body=ChangedConference, answer=Saved,
)  # fmt: skip
async def change_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save a conference."""
    wanted = await bodies.read(request, ChangedConference)
    standing = await queries.get(viewer, number)
    facts = told.settled(wanted.facts, await _told(viewer, standing), reading.facts_of(standing))
    return _saved(await scheduling.edit_conference(viewer, number, wanted.version, facts))


@operation("POST", "/conferences/{number:int}/submit", "Hand a draft in for review.", access="signed_in", body=Step, answer=Saved)
async def submit_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Submit a conference."""
    return _saved(await publishing.submit(viewer, number, (await bodies.read(request, Step)).version))


@operation(
    "POST", "/conferences/{number:int}/return", "Give a proposal back to its author.", access="signed_in", body=Returned, answer=Saved
)
async def return_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Return a proposal."""
    wanted = await bodies.read(request, Returned)
    reason = clean_line(wanted.reason, "reason", longest=_LONGEST_REASON)
    return _saved(await publishing.return_to_author(viewer, number, wanted.version, reason))


@operation("POST", "/conferences/{number:int}/publish", "Let everybody see a conference.", access="signed_in", body=Step, answer=Saved)
async def publish_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Publish a conference."""
    return _saved(await publishing.publish(viewer, number, (await bodies.read(request, Step)).version))


@operation(
    "POST", "/conferences/{number:int}/withdraw", "Make a published conference a draft again.", access="signed_in", body=Step, answer=Saved
)
async def withdraw_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Withdraw a conference."""
    return _saved(await publishing.withdraw(viewer, number, (await bodies.read(request, Step)).version))


@operation(
    "POST",
    "/conferences/{number:int}/archive",
    "Take a published conference out of lists and feeds.",
    access="signed_in",
    body=Step,
    answer=Saved,
)
async def archive_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Archive a conference."""
    return _saved(await publishing.archive(viewer, number, (await bodies.read(request, Step)).version))


@operation(
    "POST", "/conferences/{number:int}/confirm", "Say that a conference will take place.", access="signed_in", body=Step, answer=Saved
)
async def confirm_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Confirm a conference."""
    return _saved(await moving.confirm(viewer, number, (await bodies.read(request, Step)).version))


@operation("POST", "/conferences/{number:int}/hold", "Say that a conference took place.", access="signed_in", body=Step, answer=Saved)
async def hold_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Mark a conference as held."""
    return _saved(await moving.hold(viewer, number, (await bodies.read(request, Step)).version))


@operation("POST", "/conferences/{number:int}/move", "Give a conference other dates.", access="signed_in", body=Moved, answer=Saved)
async def move_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Move a conference."""
    wanted = await bodies.read(request, Moved)
    return _saved(await moving.move_conference(viewer, number, wanted.version, wanted.when, wanted.announced_on, wanted.reason))


@operation(
    "POST",
    "/conferences/{number:int}/postpone",
    "Put a conference off, new dates unknown.",
    access="signed_in",
    body=Postponed,
    answer=Saved,
)
async def postpone_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Postpone a conference."""
    wanted = await bodies.read(request, Postponed)
    return _saved(await moving.postpone(viewer, number, wanted.version, wanted.reason, wanted.announced_on))


@operation("POST", "/conferences/{number:int}/cancel", "Call a conference off.", access="signed_in", body=Cancelled, answer=Saved)
async def cancel_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Cancel a conference."""
    wanted = await bodies.read(request, Cancelled)
    return _saved(await moving.cancel(viewer, number, wanted.version, wanted.reason, wanted.successor))


@operation(
    "POST", "/conferences/{number:int}/deadlines/extend", "Give a deadline a later end.", access="signed_in", body=Extended, answer=Saved
)
async def extend_deadline(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Extend a deadline."""
    wanted = await bodies.read(request, Extended)
    return _saved(await extending.extend_deadline(viewer, number, wanted.version, wanted.deadline, wanted.announced_on))


@operation(
    "DELETE", "/conferences/{number:int}", "Put a conference into the trash.", access="signed_in", status=204, parameters=(asking.VERSION,)
)
async def trash_conference(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash a conference."""
    await scheduling.trash(viewer, number, asking.version_of(request))


@operation("POST", "/conferences/{number:int}/restore", "Take a conference out of the trash.", access="signed_in", answer=Saved)
async def restore_conference(viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Restore a conference."""
    return _saved(await scheduling.restore(viewer, number))


_MOST_REMEMBERED = 2_000
_remember: dict[tuple[UUID, int, str, str, tuple[int, ...]], ConferenceLine] = {}


def _remembered(card: ConferenceCard, seen: Collection[int], urls: Urls, locale: str) -> ConferenceLine:
    """A line as it was given before while nothing in it differs: its version, its seen hosts, the language, the site's address."""
    key = (card.uuid, card.version, locale, urls.absolute(""), tuple(host for host in card.hosts if host in seen))
    found = _remember.get(key)
    if found is None:
        if len(_remember) >= _MOST_REMEMBERED:
            _remember.clear()
        found = _remember[key] = line(card, seen, urls, locale)
    return found


def line(card: ConferenceCard, seen: Collection[int], urls: Urls, locale: str) -> ConferenceLine:
    """A conference as a line of a list, with those of its hosts that are ``seen``."""
    name = spoken(card.names, locale)
    return ConferenceLine(
        id=card.id,
        uuid=card.uuid,
        name=name.text,
        name_locale=name.locale,
        status=card.status,
        visibility=card.visibility,
        format=card.format,
        themes=card.themes,
        topics=card.topics,
        starts_on=card.starts_on,
        ends_on=card.ends_on,
        precision=card.precision,
        opens_at=card.opens_at,
        closes_at=card.closes_at,
        starts_at=card.starts_at,
        ends_at=card.ends_at,
        zone=card.zone,
        city=spoken(card.city, locale).text,
        country=card.country,
        hosts=[each for each in card.hosts if each in seen],
        illustrative=card.illustrative,
        sequence=card.sequence,
        revised_at=card.revised_at,
        url=urls.absolute(urls.page_in(locale, card.path)),
    )


async def _told(viewer: Viewer, found: ConferenceView) -> NewConference:
    """The facts as this reader may know them; a private stream link is for those who are signed in."""
    facts = await told.conference(viewer, reading.facts_of(found))
    return replace(facts, stream_url="") if facts.stream_private and not viewer.is_signed_in else facts


def _whole(found: ConferenceView, facts: NewConference, urls: Urls) -> ConferenceAnswer:
    return ConferenceAnswer(
        id=found.id,
        uuid=found.uuid,
        version=found.version,
        sequence=found.sequence,
        status=found.status,
        status_reason=found.status_reason,
        visibility=found.visibility,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        previous=tuple(PreviousLine(each.kind, each.starts_on, each.ends_on, each.precision, each.announced_on) for each in found.previous),
        created_at=found.created_at,
        revised_at=found.revised_at,
        url=urls.absolute(urls.page_in("en", found.path)),
        facts=facts,
    )


def _saved(found: ConferenceView) -> Response[bytes]:
    return answer(msgspec.json.encode(Saved(found.version)))


routes = [
    list_conferences,
    show_conference,
    schedule_conference,
    change_conference,
    submit_conference,
    return_conference,
    publish_conference,
    withdraw_conference,
    archive_conference,
    confirm_conference,
    hold_conference,
    move_conference,
    postpone_conference,
    cancel_conference,
    extend_deadline,
    trash_conference,
    restore_conference,
]
