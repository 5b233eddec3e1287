"""Pages of conferences for everyone: the list, a month, a year, and one conference."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from coop import clock, i18n
from coop.conferences import queries, rules
from coop.conferences.filters import ConferenceFilter, Sort
from coop.errors import Gone, NotFound
from coop.feeds import conferences as feeds
from coop.i18n import dates
from coop.i18n.message import _
from coop.web import conference_filters as filtering
from coop.web import conference_grid as grid
from coop.web import conference_words as words
from coop.web.conference_page import changes_before_tomorrow, shown_whole
from coop.web.kit.pages import Page, keep, moved, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import Visit, visit_of

PUBLIC = {"access": "public"}
SECTION = "conferences"
AGENDA = 30
"""How many conferences the agenda below a month lists; the list shows them all."""
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)


@get("/conferences", opt=PUBLIC)
async def list_conferences(request: Request[Any, Any, Any]) -> Page:
    """Conferences to come, narrowed by what the address asks for."""
    visit = visit_of(request)
    if short := filtering.shorter(visit, "conferences"):
        return redirect(request, short)
    wanted, number = filtering.asked(visit)
    found = await queries.page(visit.viewer, wanted, number)
    offered = await filtering.options(visit, found)
    return page(
        request,
        "conferences/list.html",
        fragment="conferences/_swap.html",
        public=True,
        section=SECTION,
        wanted=wanted,
        found=found,
        count=filtering.counted(found.total, visit.locale),
        conferences=await words.shown(visit.viewer, found.cards, visit.urls),
        options=offered,
        days=filtering.day_words(visit, wanted),
        chips=filtering.chips(visit, wanted, offered),
        way_out=await filtering.way_out(visit, wanted, "conferences") if not found.total else None,
        feed=words.feed_links(visit.urls, filtering.title(visit, wanted, offered), wanted.to_query()),
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        earlier=_earlier(visit, wanted),
        sorts=filtering.sorts(visit),
        views=_views(visit, wanted, clock.today()),
        may_propose=rules.may_propose(visit.viewer),
        may_schedule=rules.may_schedule(visit.viewer),
    )


@get("/conferences/month", opt=PUBLIC)
async def this_month(request: Request[Any, Any, Any]) -> Page:
    """The month that is now."""
    visit = visit_of(request)
    return redirect(request, visit.urls.page(f"conferences/month/{clock.today():%Y-%m}"))


@get("/conferences/month/{month:str}", opt=PUBLIC)
async def show_month(request: Request[Any, Any, Any], month: FromPath[str]) -> Page:
    """A month of conferences as a table, and as an agenda below it."""
    visit = visit_of(request)
    first = _month(month)
    if short := filtering.shorter(visit, f"conferences/month/{month}"):
        return redirect(request, short)
    wanted, _number = filtering.asked(visit)
    wanted = replace(wanted, from_=None, to=None)
    query = filtering.fields(wanted)
    cards = await queries.between(visit.viewer, wanted, *grid.window(first, visit.locale))
    after = grid.month_after(first)
    own = [card for card in cards if card.first_day < after and card.last_day >= first]
    offered = await filtering.options(visit, await queries.page(visit.viewer, replace(wanted, from_=first, to=_last(first))))

    def leaf(to: date) -> tuple[str, str]:
        return dates.month(to, visit.locale), visit.urls.page(f"conferences/month/{to:%Y-%m}", **query)

    return page(
        request,
        "conferences/month.html",
        public=True,
        section=SECTION,
        wanted=wanted,
        month=grid.month(first, cards, visit.urls, query),
        count=filtering.counted(len(own), visit.locale),
        conferences=await words.shown(visit.viewer, own[:AGENDA], visit.urls),
        all_url=visit.urls.page("conferences", **query, **{"from": first.isoformat(), "to": _last(first).isoformat()}),
        is_cut=len(own) > AGENDA,
        before=leaf(grid.month_before(first)),
        now=leaf(clock.today().replace(day=1)),
        after=leaf(after),
        options=offered,
        chips=filtering.chips(visit, wanted, offered),
        feed=words.feed_links(visit.urls, filtering.title(visit, wanted, offered), wanted.to_query()),
        views=_views(visit, wanted, first),
    )


@get("/conferences/year", opt=PUBLIC)
async def this_year(request: Request[Any, Any, Any]) -> Page:
    """The year that is now."""
    visit = visit_of(request)
    return redirect(request, visit.urls.page(f"conferences/year/{clock.today().year}"))


@get("/conferences/year/{year:str}", opt=PUBLIC)
async def show_year(request: Request[Any, Any, Any], year: FromPath[str]) -> Page:
    """Twelve small months with how many conferences each day has."""
    visit = visit_of(request)
    number = int(year) if _YEAR.fullmatch(year) else 0
    if not grid.FIRST_YEAR <= number <= grid.LAST_YEAR:
        raise NotFound
    if short := filtering.shorter(visit, f"conferences/year/{year}"):
        return redirect(request, short)
    wanted, _number = filtering.asked(visit)
    wanted = replace(wanted, from_=None, to=None)
    query = filtering.fields(wanted)
    whole_year = replace(wanted, from_=date(number, 1, 1), to=date(number, 12, 31))
    found = await queries.page(visit.viewer, whole_year)
    offered = await filtering.options(visit, found)

    def leaf(to: int) -> tuple[str, str]:
        return dates.year(to, visit.locale), visit.urls.page(f"conferences/year/{to}", **query)

    return page(
        request,
        "conferences/year.html",
        public=True,
        section=SECTION,
        wanted=wanted,
        name=dates.year(number, visit.locale),
        months=grid.year(number, await queries.per_day(visit.viewer, wanted, number), visit.urls, query),
        count=filtering.counted(found.total, visit.locale),
        all_url=visit.urls.page("conferences", **filtering.fields(whole_year)),
        before=leaf(number - 1),
        now=leaf(clock.today().year),
        after=leaf(number + 1),
        options=offered,
        chips=filtering.chips(visit, wanted, offered),
        views=_views(visit, wanted, clock.today() if clock.today().year == number else date(number, 1, 1)),
    )


@get("/conferences/{reference:str}", opt=PUBLIC)
async def show_conference(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """A conference: when, where, who is behind it, what is due, and what was agreed there."""
    visit = visit_of(request)
    number, _slug = read_id(reference.removesuffix(".ics"))
    if reference.endswith(".ics"):
        return await _calendar_file(visit, number)
    try:
        conference = await queries.get(visit.viewer, number)
    except Gone as gone:
        raise Gone(visit.urls.page(gone.replaced_by) if gone.replaced_by else "") from None
    right = visit.urls.page(conference.path)
    if visit.urls.page(f"conferences/{reference}") != right:
        return moved(request, right)
    may_keep = not changes_before_tomorrow(conference)
    return page(request, "conferences/show.html", public=may_keep, section=SECTION, **await shown_whole(visit, conference))


async def _calendar_file(visit: Visit, number: int) -> Page:
    """The calendar file of one conference."""
    conference = await queries.get(visit.viewer, number)
    made = await feeds.one(number, visit.locale)
    headers = [
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-disposition", f'inline; filename="conference-{conference.id}.ics"'.encode()),
        (b"cache-control", b"public, max-age=300"),
        (b"vary", b"accept-encoding"),
    ]
    return keep(visit, made.octets, headers, modified=conference.entry_revised_at)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The way to what is over, or back to what is to come."""

    url: str
    back_url: str


def _earlier(visit: Visit, wanted: ConferenceFilter) -> Earlier:
    day_before = date.fromordinal(clock.today().toordinal() - 1)
    past = replace(wanted, from_=None, to=day_before, sort=Sort.LATEST)
    coming = replace(wanted, from_=None, to=None, sort=Sort.DATE)
    is_past = wanted.to is not None and wanted.to < clock.today()
    return Earlier(
        visit.urls.page("conferences", **filtering.fields(past)),
        visit.urls.page("conferences", **filtering.fields(coming)) if is_past else "",
    )


def _views(visit: Visit, wanted: ConferenceFilter, first: date) -> list[tuple[str, str, str, str]]:
    """The same results seen another way."""
    query = filtering.fields(replace(wanted, from_=None, to=None, sort=Sort.DATE))
    listed = filtering.fields(wanted)
    named = (
        ("list", _("List"), visit.urls.page("conferences", **listed), "list"),
        ("month", _("Month"), visit.urls.page(f"conferences/month/{first:%Y-%m}", **query), "calendar"),
        ("year", _("Year"), visit.urls.page(f"conferences/year/{first.year}", **query), "calendar-days"),
    )
    return [(key, i18n.translate(said, visit.locale), url, icon) for key, said, url, icon in named]


def _month(typed: str) -> date:
    found = _MONTH.fullmatch(typed)
    if not found or not grid.FIRST_YEAR <= int(found[1]) <= grid.LAST_YEAR or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
        raise NotFound
    return date(int(found[1]), int(found[2]), 1)


def _last(first: date) -> date:
    return date.fromordinal(grid.month_after(first).toordinal() - 1)


routes: list[Any] = [list_conferences, this_month, show_month, this_year, show_year, show_conference]
