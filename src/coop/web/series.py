"""Pages of series: all of them, one with its editions, and the forms of the desk."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import themes
from coop.conferences import queries, rules, series
from coop.conferences.facts import NewSeries
from coop.conferences.views import SeriesView
from coop.errors import Forbidden, Invalid, Stale
from coop.i18n.message import _
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.web import conference_form as forms
from coop.web import conference_words as words
from coop.web.conference_choices import grouped_topics
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import Visit, visit_of
from coop.web.partner_words import address as partner_address

PUBLIC = {"access": "public"}
ORGANISER = {"access": "organiser"}
SECTION = "conferences"
_FOUND = 8
_CHANGED = _("Somebody changed this series meanwhile. What you typed is below; look at the series, then send it again.")


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """A series in a list."""

    url: str
    title: Said
    acronym: str
    themes: tuple[tuple[str, str, str], ...]
    cadence: Said


@get("/series", opt=PUBLIC)
async def list_series(request: Request[Any, Any, Any]) -> Page:
    """All series by name."""
    visit = visit_of(request)
    found = [_shown(each, visit) for each in await series.every(visit.locale)]
    return page(request, "series/list.html", public=True, section=SECTION, series=found, may_edit=rules.may_schedule(visit.viewer))


@get("/series/{reference:str}", opt=PUBLIC)
async def show_series(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """A series and its editions."""
    visit = visit_of(request)
    number, _slug = read_id(reference)
    found = await series.get(number)
    right = visit.urls.page(found.path)
    if visit.urls.page(f"series/{reference}") != right:
        return moved(request, right)
    home = await partners.by_ids(visit.viewer, [found.home_organisation], visit.locale) if found.home_organisation else []
    title = words.choose(found.names, visit.locale)
    return page(
        request,
        "series/show.html",
        public=True,
        section=SECTION,
        series=found,
        title=title,
        shown=_shown(found, visit),
        home=[(each.name, partner_address(visit.urls, each)) for each in home],
        topics=[
            (words.choose(themes.topic(code).name, visit.locale).text, visit.urls.page("conferences", topic=[code]))
            for code in found.topics
            if "-" in code
        ],
        editions=await words.shown(visit.viewer, await queries.of_series(visit.viewer, number), visit.urls),
        feed=words.feed_links(visit.urls, title.text, [("series", str(number))]),
        may_edit=rules.may_schedule(visit.viewer),
    )


@get("/desk/series/new", opt=ORGANISER)
async def new_series(request: Request[Any, Any, Any]) -> Page:
    """The empty form."""
    visit = visit_of(request)
    source = request.query_params.get("source", visit.locale)
    return await _form_page(request, Form([("names.source", source if source in visit.site.locales else visit.locale)]))


@post("/desk/series/new", opt=ORGANISER)
async def add_series(request: Request[Any, Any, Any]) -> Page:
    """Put a series on record, or show the form again with what is wrong."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form)
    wanted = _facts(form)
    try:
        form.answer()
        made = await series.add_series(visit.viewer, wanted)
    except Invalid as invalid:
        return await _refused(request, form, wanted, invalid)
    return redirect(request, visit.urls.page(made.path), _("Saved."))


@get("/desk/series/{series_id:int}/edit", opt=ORGANISER)
async def edit_form(request: Request[Any, Any, Any], series_id: FromPath[int]) -> Page:
    """The form filled with what stands."""
    found = await series.get(series_id)
    return await _form_page(request, Form(_filled(found)), found)


@post("/desk/series/{series_id:int}/edit", opt=ORGANISER)
async def save_series(request: Request[Any, Any, Any], series_id: FromPath[int]) -> Page:
    """Save over the version the form was filled from; what was typed is shown again when somebody was faster."""
    visit, form = visit_of(request), await read_form(request)
    standing = await series.get(series_id)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    wanted = _facts(form)
    try:
        form.answer()
        saved = await series.edit_series(visit.viewer, series_id, form.version(), wanted)
    except Invalid as invalid:
        return await _refused(request, form, wanted, invalid, standing)
    except Stale:
        form.error("", _CHANGED)
        return await _form_page(request, form, standing, status=409)
    return redirect(request, visit.urls.page(saved.path), _("Saved."))


def _shown(found: SeriesView, visit: Visit) -> ShownSeries:
    return ShownSeries(
        visit.urls.page(found.path),
        words.choose(found.names, visit.locale),
        found.acronym,
        words.theme_links(found.themes, visit.urls),
        words.choose(found.cadence, visit.locale),
    )


def _facts(form: Form) -> NewSeries:
    source = form.typed("names.source", "en")
    return NewSeries(
        names=form.multilingual("names", source),
        cadence=form.multilingual("cadence", source),
        topics=tuple(form.choices("topics", themes.CODES)),
        acronym=form.line("acronym"),
        home_organisation=next(iter(reversed(form.integers("home_organisation"))), None),
        website=form.line("website"),
    )


def _filled(found: SeriesView) -> forms.Fields:
    fields: forms.Fields = [("names.source", found.names.source), ("cadence.source", found.cadence.source)]
    for name in ("names", "cadence"):
        fields += [(f"{name}.{tag}", said.text) for tag, said in getattr(found, name).texts.items()]
    fields += [("topics", code) for code in found.topics]
    fields += [("acronym", found.acronym), ("website", found.website), ("version", str(found.version))]
    if found.home_organisation:
        fields.append(("home_organisation", str(found.home_organisation)))
    return fields


async def _refused(
    request: Request[Any, Any, Any], form: Form, wanted: NewSeries, invalid: Invalid, standing: SeriesView | None = None
) -> Page:
    """The form again with everything that is wrong, whether the form or the domain found it."""
    form.take(invalid)
    try:
        wanted.check()
    except Invalid as more:
        form.take(more)
    return await _form_page(request, form, standing, status=422)


async def _form_page(request: Request[Any, Any, Any], form: Form, standing: SeriesView | None = None, status: int = 200) -> Page:
    visit = visit_of(request)
    if not rules.may_schedule(visit.viewer):
        raise Forbidden
    chosen = form.integers("home_organisation")
    found = [(str(each.id), each.name) for each in await partners.by_ids(visit.viewer, chosen, visit.locale)]
    sought = form.typed("home_organisation-find").strip()
    if sought:
        suggested = await partners.suggest(visit.viewer, sought, visit.locale, _FOUND)
        found += [(str(each.id), each.name) for each in suggested if each.id not in chosen]
    return page(
        request,
        "series/form.html",
        status=status,
        section="desk",
        form=form,
        errors=form.errors,
        series=standing,
        names=forms.text_of(form, "names", standing.names if standing else None),
        cadence=forms.text_of(form, "cadence", standing.cadence if standing else None),
        source=form.typed("names.source", visit.locale),
        languages=list(visit.site.locales),
        topics=grouped_topics(visit.locale),
        found=found,
        version=standing.version if standing and status == 409 else form.typed("version"),  # noqa: PLR2004 - the next save goes over what stands
    )


routes: list[Any] = [list_series, show_series, new_series, add_series, edit_form, save_series]
