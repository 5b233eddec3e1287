"""For search engines: which public pages there are in each language and when each last changed (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from litestar import Request, get
from litestar.params import FromPath

from coop import themes
from coop.conferences import queries as conferences
from coop.conferences import series
from coop.errors import NotFound
from coop.partners import queries as partners
from coop.projects import queries as projects
from coop.web.kit.pages import Page, keep
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}
MOST = 2_500
"""Addresses in one file. The protocol allows 50,000; files of this size are kept in memory finished."""
_HEADERS = [(b"content-type", b"application/xml; charset=utf-8"), (b"cache-control", b"public, max-age=3600")]
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAME = re.compile(r"([a-z]+)-([1-9][0-9]{0,5})\.xml", re.ASCII)
_SUBJECTS: dict[str, Any] = {"conferences": conferences, "partners": partners, "projects": projects, "series": series}
_PAGES = (
    *("", "conferences", "partners", "projects", "series", "feeds", "themes", *(f"themes/{each}" for each in themes.SLUGS)),
    *("help", "about", "accessibility", "privacy", "api"),
)
"""The pages that are always there."""


@get("/sitemap.xml", opt=PUBLIC, include_in_schema=False)
async def index(request: Request[Any, Any, Any]) -> Page:
    """The files of all languages."""
    visit = visit_of(request)
    names = ["pages-1.xml"]
    for subject, queries in _SUBJECTS.items():
        files = -(-await queries.public_count() // MOST)
        names += [f"{subject}-{number}.xml" for number in range(1, files + 1)]
    locations = (_absolute(visit, f"/sitemaps/{tag}/{name}") for tag in visit.site.locales.tags for name in names)
    return _answer(visit, "sitemapindex", (f"<sitemap><loc>{each}</loc></sitemap>" for each in locations))


@get("/sitemaps/{tag:str}/{name:str}", opt=PUBLIC, include_in_schema=False)
async def addresses(request: Request[Any, Any, Any], tag: FromPath[str], name: FromPath[str]) -> Page:
    """The pages of one language and subject, at most ``MOST`` of them. What each is called in other languages stands in the page itself."""
    visit = visit_of(request)
    found = _NAME.fullmatch(name)
    if found is None or tag not in visit.site.locales:
        raise NotFound
    listed = await _listed(found[1], int(found[2]))
    if not listed:
        raise NotFound
    return _answer(visit, "urlset", (_url(_absolute(visit, visit.urls.page_in(tag, path)), changed) for path, changed in listed))


async def _listed(subject: str, number: int) -> list[tuple[str, datetime | None]]:
    if subject == "pages":
        return [(path, None) for path in _PAGES] if number == 1 else []
    if subject not in _SUBJECTS:
        return []
    pages: list[tuple[str, datetime | None]] = await _SUBJECTS[subject].public_pages((number - 1) * MOST, MOST)
    return pages


def _url(location: str, changed: datetime | None) -> str:
    return f"<url><loc>{location}</loc>{f'<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>' if changed else ''}</url>"


def _absolute(visit: Visit, address: str) -> str:
    return escape(visit.urls.absolute(address))


def _answer(visit: Visit, root: str, rows: Iterable[str]) -> Page:
    lines = ('<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_SCHEMA}">', *rows, f"</{root}>", "")
    return keep(visit, "\n".join(lines).encode(), _HEADERS)


routes: list[Any] = [index, addresses]
