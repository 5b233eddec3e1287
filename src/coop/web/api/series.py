"""Themes and series over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop import themes
from coop.conferences import series
from coop.conferences.facts import NewSeries
from coop.viewer import Viewer
from coop.web.api import asking, bodies, told
from coop.web.api.operations import answer, operation
from coop.web.api.shapes import Made, Saved, SeriesAnswer, ThemeLine, TopicLine
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.conferences.views import SeriesView
    from coop.multilingual import Multilingual
    from coop.web.kit.urls import Urls


@dataclass(frozen=True, slots=True)
class ChangedSeries:
    """A series' facts over the version that was read."""

    version: int
    facts: NewSeries


@operation("GET", "/themes", "The six themes and their topics.", answer=list[ThemeLine])
async def list_themes() -> Response[bytes]:
    """The themes."""
    lines = [
        ThemeLine(each.slug, _names(each.name), [TopicLine(topic.code, _names(topic.name)) for topic in each.topics])
        for each in themes.THEMES
    ]
    return answer(msgspec.json.encode(lines))


@operation("GET", "/series", "All series, by name in the language asked for.", answer=list[SeriesAnswer], parameters=(asking.LOCALE,))
async def list_series(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """All series."""
    urls = visit_of(request).urls
    found = await series.every(asking.asked(request).locale)
    seen = await told.organisations(viewer, (each.home_organisation for each in found))
    return answer(msgspec.json.encode(bodies.outward([_whole(each, told.at_home(series.facts_of(each), seen), urls) for each in found])))


@operation("GET", "/series/{number:int}", "One series.", answer=SeriesAnswer)
async def show_series(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One series."""
    found = await series.get(number)
    facts = await told.series(viewer, series.facts_of(found))
    return answer(msgspec.json.encode(bodies.outward(_whole(found, facts, visit_of(request).urls))))


@operation("POST", "/series", "Add a series.", access="signed_in", body=NewSeries, answer=Made, status=201)
async def add_series(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Add a series."""
    made = await series.add_series(viewer, await bodies.read(request, NewSeries))
    url = visit_of(request).urls.absolute(f"/api/v1/series/{made.id}")
    return answer(msgspec.json.encode(Made(made.id, made.version, url)), 201, {"location": url})


@operation(
    "PUT", "/series/{number:int}", "Save a series over the version that was read.", access="signed_in", body=ChangedSeries, answer=Saved
)
async def change_series(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save a series."""
    wanted = await bodies.read(request, ChangedSeries)
    standing = series.facts_of(await series.get(number))
    facts = told.settled(wanted.facts, await told.series(viewer, standing), standing)
    return answer(msgspec.json.encode(Saved((await series.edit_series(viewer, number, wanted.version, facts)).version)))


def _names(value: Multilingual) -> dict[str, str]:
    return {tag: each.text for tag, each in value.texts.items() if each.text}


def _whole(found: SeriesView, facts: NewSeries, urls: Urls) -> SeriesAnswer:
    return SeriesAnswer(found.id, found.uuid, found.version, urls.absolute(urls.page_in("en", found.path)), facts)


routes = [list_themes, list_series, show_series, add_series, change_series]
