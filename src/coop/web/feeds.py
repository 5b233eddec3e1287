"""Calendar feeds for everyone: the page that builds an address, the feeds themselves, and the picture of an address for a phone."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import segno
from litestar import Request, get
from litestar.params import FromPath

from coop import themes
from coop.conferences import queries
from coop.conferences.filters import Kind, Sort, from_query
from coop.errors import Invalid, NotFound
from coop.feeds import titles
from coop.feeds.conferences import LIMIT_OCTETS, Feed, Format, Size
from coop.i18n import translate
from coop.i18n.message import Message, _
from coop.web import conference_filters as filtering
from coop.web import conference_words as words
from coop.web.kit.conditional import Header
from coop.web.kit.pages import Page, keep, page, redirect
from coop.web.kit.urls import encode_query, read_repeated
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.conferences.filters import ConferenceFilter
    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}
SECTION = "feeds"
NAMES = {f"conferences.{each.value}": each for each in Format}
PICTURE = "qr.svg"
FILES = frozenset({"conferences.csv", "conferences.xlsx"})
"""What is no feed but a file of the same list, made for who asks (`coop.web.downloads`)."""
KINDS = {Kind.CONFERENCE: _("Conferences"), Kind.DEADLINE: _("Deadlines")}
APPS: tuple[tuple[str, Message], ...] = (
    ("Apple", _("Every 5 minutes to once a week, as you choose in the app.")),
    ("Thunderbird", _("Every 30 minutes, unless you choose otherwise.")),
    ("Google Calendar", _("After 8 to 24 hours. You cannot change this.")),
    ("Outlook.com, Microsoft 365", _("After 3 to 24 hours. You cannot change this.")),
    ("Nextcloud", _("Every hour, as this feed asks.")),
    ("Fastmail", _("Every hour.")),
    ("Proton Calendar", _("After 4 to 16 hours.")),
)
"""How often calendar apps look for changes, as their makers say or their users see."""


@get("/feeds", opt=PUBLIC)
async def build(request: Request[Any, Any, Any]) -> Page:
    """Choose what a calendar shows, see its address, pick a calendar app."""
    visit = visit_of(request)
    if short := filtering.shorter(visit, "feeds"):
        return redirect(request, short)
    wanted, _number = filtering.asked(visit)
    feed = Feed(wanted, visit.locale)
    found = await queries.page(visit.viewer, wanted)
    offered = await filtering.options(visit, found)
    links = words.feed_links(visit.urls, await titles.name(feed), feed.query)
    picture = visit.urls.page(f"feeds/{PICTURE}") + _question(feed)
    return page(
        request,
        "feeds/build.html",
        public=True,
        section=SECTION,
        wanted=replace(wanted, kinds=(), sort=Sort.DATE),
        options=offered,
        kinds=[(kind.value, translate(said, visit.locale), None) for kind, said in KINDS.items()],
        chosen=feed.kinds,
        whole=visit.urls.page("feeds/conferences.ics") + _question(replace(feed, size=Size.ALL)),
        days=filtering.day_words(visit, wanted),
        chips=filtering.chips(visit, wanted, offered),
        feed=replace(links, qr=picture, page=""),
        apps=[(name, translate(said, visit.locale)) for name, said in APPS],
        megabytes=round(LIMIT_OCTETS / 1_000_000),
        list_url=visit.urls.page("conferences", **filtering.fields(wanted)),
        theme_feeds=[
            (
                slug,
                words.choose(themes.theme(slug).name, visit.locale),
                visit.urls.absolute(visit.urls.page(f"feeds/{slug}/conferences.ics")),
            )
            for slug in themes.SLUGS
        ],
    )


@get("/feeds/{name:str}", opt=PUBLIC)
async def serve(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """A feed of what its address asks for, or the picture of such an address; a spreadsheet stands among the downloads."""
    visit = visit_of(request)
    if name == PICTURE:
        return _picture(visit)
    if name in FILES:
        return redirect(request, visit.urls.asked_of(f"downloads/{name}"))
    return await _feed(visit, name, "")


@get("/feeds/{theme:str}/{name:str}", opt=PUBLIC)
async def serve_theme(request: Request[Any, Any, Any], theme: FromPath[str], name: FromPath[str]) -> Page:
    """The feed of one theme, at a short address; anything else the address asks for narrows it further."""
    return await _feed(visit_of(request), name, themes.theme(theme).slug)


async def _feed(visit: Visit, name: str, theme: str) -> Page:
    if name not in NAMES:
        raise NotFound
    wanted, size = _asked(visit)
    if theme:
        wanted = replace(wanted, themes=(theme,))
    feed = Feed(wanted, visit.locale, NAMES[name], size)
    answer = await visit.site.feeds.answer(visit.path, visit.query.encode("ascii"), feed, visit.headers)
    return Page(*answer.reply(visit.headers))


def _picture(visit: Visit) -> Page:
    """The QR code of the feed that the query asks for: a phone's camera opens it in the calendar."""
    wanted, size = _asked(visit)
    feed = Feed(wanted, visit.locale, size=size)
    address = visit.urls.absolute(visit.urls.page("feeds/conferences.ics") + _question(feed))
    drawn = io.BytesIO()
    segno.make(address.replace(address.partition("://")[0], "webcal", 1), error="m", micro=False).save(
        drawn, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, light="#fff", omitsize=True, nl=False
    )
    headers: list[Header] = [(b"content-type", b"image/svg+xml"), (b"cache-control", b"public, max-age=86400")]
    return keep(visit, drawn.getvalue(), headers)


def _asked(visit: Visit) -> tuple[ConferenceFilter, Size]:
    """The filter and the size an address asks for. Raises Invalid naming each field that cannot be meant."""
    query = read_repeated(visit.query)
    asked = query.pop("size", [Size.LIMITED.value])[-1]
    if asked not in set(Size):
        raise Invalid({"size": _("%(value)s is not one of the choices.", value=asked[:60])})
    return from_query(query), Size(asked)


def _question(feed: Feed) -> str:
    return f"?{encode_query(feed.query)}" if feed.query else ""


routes: list[Any] = [build, serve, serve_theme]
