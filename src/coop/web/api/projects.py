"""Joint projects over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.projects import filters, logbook, queries
from coop.projects.facts import NewEntry, NewProject
from coop.projects.states import Role, Stage
from coop.text import slug
from coop.themes import SLUGS
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import EntryLine, HostLine, Made, Number, ProjectAnswer, ProjectLine, ProjectPage, Saved, spoken
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.projects.views import ProjectCard
    from coop.web.kit.urls import Urls

FILTER = (
    asking.WORDS,
    Parameter("theme", "Themes; repeat for several.", {"type": "array", "items": {"enum": list(SLUGS)}}),
    Parameter("topic", "Topic codes; repeat for several.", {"type": "array", "items": {"type": "string"}}),
    Parameter("stage", "Stages; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Stage]}}),
    Parameter("partner", "Numbers of organisations; repeat for several.", {"type": "array", "items": {"type": "integer", "minimum": 1}}),
    Parameter("country", "ISO 3166-1 codes of any partner; repeat for several.", {"type": "array", "items": {"type": "string"}}),
    Parameter("role", "Roles of partners; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Role]}}),
)


@dataclass(frozen=True, slots=True)
class ChangedProject:
    """A project's facts over the version that was read, and why they change."""

    version: int
    facts: NewProject
    reason: str = ""


@operation("GET", "/projects", "Joint projects.", answer=ProjectPage, parameters=(*FILTER, asking.LOCALE, asking.NUMBER))
async def list_projects(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of joint projects."""
    asked = asking.asked(request)
    found = await queries.page(viewer, filters.from_query(asked.fields), asked.number)
    urls = visit_of(request).urls
    seen = await told.meetings(viewer, (card.agreed_at for card in found.cards))
    page = ProjectPage(
        found.total,
        found.number,
        found.last,
        asking.following(request, found.number, found.last),
        [_line(card, seen, urls, asked.locale) for card in found.cards],
    )
    return answer(msgspec.json.encode(page))


@operation("GET", "/projects/{number:int}", "One joint project with its logbook.", answer=ProjectAnswer)
async def show_project(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One joint project."""
    found = await queries.get(viewer, number)
    lines = await queries.entries(viewer, number)
    urls = visit_of(request).urls
    whole = ProjectAnswer(
        id=found.id,
        uuid=found.uuid,
        version=found.version,
        created_at=found.created_at,
        revised_at=found.revised_at,
        url=_address(found, urls, "en"),
        entries=tuple(
            EntryLine(each.id, each.uuid, each.happened_on, each.text, each.language, each.author_name, each.written_at) for each in lines
        ),
        facts=await told.project(viewer, found.facts),
    )
    return answer(msgspec.json.encode(bodies.outward(whole)))


@operation("POST", "/projects", "Log a joint project.", access="signed_in", body=NewProject, answer=Made, status=201)
async def log_project(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Log a project."""
    number = await logbook.log_project(viewer, await bodies.read(request, NewProject))
    url = visit_of(request).urls.absolute(f"/api/v1/projects/{number}")
    return answer(msgspec.json.encode(Made(number, 1, url)), 201, {"location": url})


@operation(
    "PUT", "/projects/{number:int}", "Save a project over the version that was read.", access="signed_in", body=ChangedProject, answer=Saved
)
async def change_project(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save a project."""
    wanted = await bodies.read(request, ChangedProject)
    standing = (await queries.get(viewer, number)).facts
    facts = told.settled(wanted.facts, await told.project(viewer, standing), standing)
    return answer(msgspec.json.encode(Saved(await logbook.edit_project(viewer, number, wanted.version, facts, wanted.reason))))


@operation(
    "POST", "/projects/{number:int}/entries", "Write a dated line into a project's logbook.", access="signed_in", body=NewEntry,
    answer=Number, status=201,
)  # fmt: skip
async def log_entry(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Log an entry."""
    return answer(msgspec.json.encode(Number(await logbook.log_entry(viewer, number, await bodies.read(request, NewEntry)))), 201)


@operation(
    "DELETE", "/projects/{number:int}", "Put a project into the trash.", access="signed_in", status=204, parameters=(asking.VERSION,)
)
async def trash_project(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash a project."""
    await logbook.trash(viewer, number, asking.version_of(request))


@operation("POST", "/projects/{number:int}/restore", "Take a project out of the trash.", access="signed_in", status=204)
async def restore_project(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore a project."""
    await logbook.restore(viewer, number)


def _address(card: ProjectCard, urls: Urls, locale: str) -> str:
    return urls.absolute(urls.page_in(locale, f"projects/{card.id}-{slug(card.home_name)}"))


def _line(card: ProjectCard, seen: Collection[int], urls: Urls, locale: str) -> ProjectLine:
    name = spoken(card.names, locale)
    return ProjectLine(
        id=card.id,
        uuid=card.uuid,
        acronym=card.acronym,
        name=name.text,
        name_locale=name.locale,
        stage=card.stage,
        themes=card.themes,
        topics=card.topics,
        begins=card.begins,
        finishes=card.finishes,
        agreed_at=card.agreed_at if card.agreed_at in seen else None,
        honesty=card.honesty,
        illustrative=card.illustrative,
        partners=[HostLine(each.organisation, spoken(each.names, locale).text, each.role) for each in card.partners],
        revised_at=card.revised_at,
        url=_address(card, urls, locale),
    )


routes = [list_projects, show_project, log_project, change_project, log_entry, trash_project, restore_project]
