"""The home page, the list of themes and one page a theme: where to start reading and subscribing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from coop import i18n, themes
from coop.conferences import queries as conferences
from coop.conferences.filters import ConferenceFilter
from coop.conferences.states import Status
from coop.conferences.views import ConferenceCard
from coop.errors import NotFound
from coop.i18n.message import _
from coop.multilingual import Said
from coop.projects import queries as projects
from coop.projects.filters import ProjectFilter
from coop.web import conference_words, project_words
from coop.web.kit.pages import Page, page
from coop.web.kit.urls import Urls
from coop.web.kit.visit import visit_of

PUBLIC = {"access": "public"}
NEXT = 6
NEWEST = 4


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme on the home page: its slug, name, page and how many conferences are to come."""

    slug: str
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic of a theme with the list of its conferences; ``flag`` is what must be said beside it."""

    name: Said
    url: str
    flag: str


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A theme's place in another classification."""

    scheme: str
    version: str
    code: str
    verified: bool


@get("/", opt=PUBLIC)
async def show_home(request: Request[Any, Any, Any]) -> Page:
    """What comes next, the six themes, the newest projects, and how to subscribe."""
    visit = visit_of(request)
    found = await conferences.page(visit.viewer, ConferenceFilter())
    shown = await conference_words.shown(visit.viewer, _next(found.cards), visit.urls)
    return page(
        request,
        "home/show.html",
        public=True,
        section="home",
        conferences=shown,
        total=found.total,
        themes=[_theme(each, visit.urls, found.counts["themes"].get(each.slug, 0)) for each in themes.THEMES],
        projects=project_words.shown(await projects.newest(visit.viewer, NEWEST), visit.urls),
        feed=conference_words.feed_links(visit.urls, i18n.translate(_("All conferences"), visit.locale), ()),
    )


@get("/themes", opt=PUBLIC)
async def list_themes(request: Request[Any, Any, Any]) -> Page:
    """The six themes with their topics."""
    visit = visit_of(request)
    counts = (await conferences.page(visit.viewer, ConferenceFilter())).counts["themes"]
    groups = [(_theme(each, visit.urls, counts.get(each.slug, 0)), _topics(each, visit.urls)) for each in themes.THEMES]
    return page(request, "themes/list.html", public=True, section="themes", groups=groups)


@get("/themes/{slug:str}", opt=PUBLIC)
async def show_theme(request: Request[Any, Any, Any], slug: FromPath[str]) -> Page:
    """A theme: its topics, its conferences to come, its projects, its feed."""
    if slug not in themes.SLUGS:
        raise NotFound
    visit = visit_of(request)
    theme, urls = themes.theme(slug), visit.urls
    wanted = ConferenceFilter(themes=(slug,))
    found = await conferences.page(visit.viewer, wanted)
    name = conference_words.choose(theme.name, visit.locale)
    listed = await projects.page(visit.viewer, ProjectFilter(themes=(slug,)))
    return page(
        request,
        "themes/show.html",
        public=True,
        section="themes",
        theme=theme,
        name=name,
        topics=_topics(theme, urls),
        codes=[ShownCode(each.scheme.name, each.scheme.version, each.code, each.verified) for each in theme.whole.codes],
        conferences=await conference_words.shown(visit.viewer, _next(found.cards), urls),
        total=found.total,
        projects=project_words.shown(listed.cards[:NEWEST], urls),
        projects_total=listed.total,
        feed=conference_words.feed_links(urls, name.text, wanted.to_query()),
    )


def _next(cards: list[ConferenceCard]) -> list[ConferenceCard]:
    """The first few that will take place as far as anybody knows; the list itself shows what was called off as well."""
    return [each for each in cards if each.status not in {Status.CANCELLED, Status.POSTPONED}][:NEXT]


def _theme(theme: themes.Theme, urls: Urls, count: int) -> ShownTheme:
    return ShownTheme(theme.slug, conference_words.choose(theme.name, urls.locale).text, urls.page(f"themes/{theme.slug}"), count)


def _topics(theme: themes.Theme, urls: Urls) -> list[ShownTopic]:
    return [
        ShownTopic(
            conference_words.choose(each.name, urls.locale),
            urls.page("conferences", topic=each.code),
            i18n.translate(themes.FLAG_WORDS[each.flag], urls.locale) if each.flag else "",
        )
        for each in theme.topics
    ]


routes = [show_home, list_themes, show_theme]
