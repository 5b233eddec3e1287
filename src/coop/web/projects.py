"""Pages of joint projects for everyone: the list with its filters, and one project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import i18n, themes
from coop.asked import read_page
from coop.conferences import queries as conferences
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import _, ngettext
from coop.liaison import queries as interactions
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.projects import queries, rules
from coop.projects.filters import NAMES, ProjectFilter, Sort, from_query
from coop.text import slug
from coop.web import agreement_words, interaction_words
from coop.web import project_words as words
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id, read_repeated, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.projects.views import Choices, ProjectView
    from coop.web.kit.urls import Urls
    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}
SECTION = "projects"
Option = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of the filter form: key, words, how many projects each would leave."""

    themes: list[Option]
    stages: list[Option]
    roles: list[Option]
    countries: list[Option]


@get("/projects", opt=PUBLIC)
async def list_projects(request: Request[Any, Any, Any]) -> Page:
    """All joint projects, narrowed by what the address asks for."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page("projects") + (f"?{short}" if short else ""))
    asked = read_repeated(visit.query)
    wanted = from_query(asked)
    number = read_page(asked.get("page", ["1"])[-1])
    found = await queries.page(visit.viewer, wanted, number)
    dropping = await queries.way_out(visit.viewer, wanted) if not found.total and wanted.active else None
    return page(
        request,
        "projects/list.html",
        fragment="projects/_swap.html",
        public=True,
        section=SECTION,
        wanted=wanted,
        found=found,
        count=i18n.translate(ngettext("%(count)s project", "%(count)s projects", found.total), visit.locale),
        projects=words.shown(found.cards, visit.urls),
        options=_options(visit, found.choices),
        chips=await _chips(visit, wanted),
        dropping=(
            _label(dropping.field, visit.locale),
            dropping.count,
            visit.urls.page("projects", **_fields(wanted.without(dropping.field))),
        )
        if dropping
        else None,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        sorts=[(each.value, visit.urls.here(sort=None if each is Sort.START else each.value)) for each in Sort],
        may_log=rules.keeps_projects(visit.viewer),
    )


@get("/projects/{reference:str}", opt=PUBLIC)
async def show_project(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """A project: what it is for, who takes part, where it was agreed, and its logbook."""
    visit = visit_of(request)
    number, _slug = read_id(reference)
    project = await queries.get(visit.viewer, number)
    right = words.address(visit.urls, project)
    if visit.urls.page(f"projects/{reference}") != right:
        return moved(request, right)
    agreed = await conferences.by_ids(visit.viewer, [project.agreed_at]) if project.agreed_at else []
    above = await queries.by_ids(visit.viewer, [project.facts.parent]) if project.facts.parent else []
    return page(
        request,
        "projects/show.html",
        public=True,
        section=SECTION,
        project=project,
        shown=words.shown([project], visit.urls)[0],
        facts=_facts(project, visit.urls),
        topics=[words.choose(themes.topic(code).name, visit.locale) for code in project.topics if "-" in code],
        conference=[
            (
                words.choose(each.names, visit.locale),
                visit.urls.page(f"conferences/{each.id}-{slug(each.names.text(each.names.source))}"),
            )
            for each in agreed
        ],
        agreement=[
            (words.choose(each.titles, visit.locale), agreement_words.address(visit.urls, each))
            for each in await agreements.by_ids(visit.viewer, [project.facts.agreement] if project.facts.agreement else [])
        ],
        parents=words.shown(above, visit.urls),
        parts=words.shown(await queries.parts_of(visit.viewer, number), visit.urls),
        interactions=interaction_words.shown(await interactions.about(visit.viewer, "project", number), visit.urls),
        entries=await queries.entries(visit.viewer, number),
        may_edit=rules.may_edit(visit.viewer, project.standing),
        may_trash=rules.keeps_projects(visit.viewer),
    )


def _facts(project: ProjectView, urls: Urls) -> list[tuple[str, str]]:
    """What a project says of its time: label and words, empty ones left out."""
    locale = urls.locale
    rows = [
        (_("Planned"), words.period(project.planned_start, project.planned_end, locale)),
        (_("Actual"), words.period(project.start, project.end, locale)),
    ]
    return [(i18n.translate(label, locale), said) for label, said in rows if said]


def _options(visit: Visit, choices: Choices) -> Options:
    locale = visit.locale
    countries = [(code, places.country(code, locale), count) for code, count in choices.countries.items()]
    return Options(
        themes=[(each, words.choose(themes.theme(each).name, locale).text, choices.themes.get(each, 0)) for each in themes.SLUGS],
        stages=[(each.value, i18n.translate(said, locale), choices.stages.get(each, 0)) for each, said in words.STAGES.items()],
        roles=[(each.value, i18n.translate(said, locale), choices.roles.get(each, 0)) for each, said in words.ROLES.items()],
        countries=sorted(countries, key=lambda each: sort_key(each[1], locale)),
    )


_LABELS = {
    "q": _("Words"),
    "themes": _("Theme"),
    "topics": _("Topic"),
    "stages": _("Stage"),
    "partners": _("Partner"),
    "countries": _("Country or area"),
    "roles": _("Role"),
}


def _label(field: str, locale: str) -> str:
    return i18n.translate(_LABELS[field], locale)


def _fields(wanted: ProjectFilter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in wanted.to_query():
        found.setdefault(name, []).append(value)
    return found


async def _chips(visit: Visit, wanted: ProjectFilter) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    locale = visit.locale
    named = await partners.named(visit.viewer, wanted.partners, locale)
    told: dict[str, dict[str, str]] = {
        "themes": {each: words.choose(themes.theme(each).name, locale).text for each in wanted.themes},
        "topics": {each: words.choose(themes.topic(each).name, locale).text for each in wanted.topics},
        "stages": {each.value: i18n.translate(words.STAGES[each], locale) for each in wanted.stages},
        "partners": {str(each): named[each].text if each in named else f"#{each}" for each in wanted.partners},
        "countries": {each: places.country(each, locale) for each in wanted.countries},
        "roles": {each.value: i18n.translate(words.ROLES[each], locale) for each in wanted.roles},
    }
    chips = [(f"“{wanted.q}”", visit.urls.without("q"))] if wanted.q else []
    for field, values in told.items():
        chips += [(said, visit.urls.without(NAMES[field], value)) for value, said in values.items()]
    return chips


routes: list[Any] = [list_projects, show_project]
