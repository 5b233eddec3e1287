"""The desk's page of what changed in a joint project, and the names that its facts refer to by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import history, i18n
from coop.conferences import queries as conferences
from coop.errors import require
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.projects import queries, rules
from coop.web import project_told as telling
from coop.web import project_words as words
from coop.web.kit.pages import Page, page
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of
from coop.web.ledger_lines import lines

if TYPE_CHECKING:
    from coop.history import Entry
    from coop.projects.views import ProjectView
    from coop.web.kit.visit import Visit

EDITOR = {"access": "editor"}
SECTION = "projects"


@get("/desk/projects/{project:str}/history", opt=EDITOR)
async def show_history(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """Who changed what, newest first."""
    visit = visit_of(request)
    standing = await editable(request, project)
    entries = await history.of(queries.KIND, standing.id)
    related = await related_to(visit, *_numbers_in(entries))
    zone = visit.zone or visit.site.settings.default_zone

    def recorded(name: str, value: Any) -> str:  # noqa: ANN401 - what the ledger keeps
        return telling.recorded(name, value, related, visit.locale)

    return page(
        request,
        "projects/history.html",
        section=SECTION,
        name=words.choose(standing.names, visit.locale),
        here=words.address(visit.urls, standing),
        entries=lines(entries, telling.ACTS, {**telling.FIELDS, **telling.ENTRY_FIELDS}, recorded, (zone, visit.locale)),
    )


async def editable(request: Request[Any, Any, Any], project: str) -> ProjectView:
    """The project of the address, for who may edit it. Raises NotFound, Gone or Forbidden."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, read_id(project)[0])
    require(rules.may_edit(visit.viewer, standing.standing))
    return standing


async def related_to(
    visit: Visit, organisations: set[int], meetings: set[int | None], projects: set[int | None], papers: set[int | None]
) -> telling.Related:
    """The names of what facts refer to by number, as far as the viewer may know them."""
    at = await conferences.by_ids(visit.viewer, [each for each in meetings if each])
    above = await queries.by_ids(visit.viewer, [each for each in projects if each])
    return telling.Related(
        await partners.named(visit.viewer, organisations, visit.locale),
        {each.id: words.choose(each.names, visit.locale) for each in at},
        {each.id: words.choose(each.names, visit.locale) for each in above},
        {
            number: words.choose(titles, visit.locale)
            for number, titles in (await agreements.titled(visit.viewer, [each for each in papers if each])).items()
        },
        i18n.translate(_("Not public"), visit.locale),
    )


def _numbers_in(entries: list[Entry]) -> tuple[set[int], set[int | None], set[int | None], set[int | None]]:
    """The organisations, conferences, projects and agreements that the changes of a project name."""
    organisations: set[int] = set()
    found: dict[str, set[int | None]] = {"agreed_at": set(), "parent": set(), "agreement": set()}
    for entry in entries:
        for side in entry.changes.get("participations", ()):
            organisations |= {each["organisation"] for each in side or () if each["organisation"]}
        for name, numbers in found.items():
            numbers |= {value for value in entry.changes.get(name, ()) if value}
    return organisations, found["agreed_at"], found["parent"], found["agreement"]


routes: list[Any] = [show_history]
