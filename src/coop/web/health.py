"""Beside the pages: probes, the choice of a language at the root, robots.txt, security.txt, the icon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import MediaType, Request, Response, get

from coop import clock, db
from coop.db import migrations
from coop.web.about import contact_url
from coop.web.kit.pages import Page, redirect_headers
from coop.web.kit.problems import DATABASE_AWAY
from coop.web.kit.visit import visit_of

PUBLIC = {"access": "public"}
_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_A_DAY = (b"cache-control", b"public, max-age=86400")
_NEVER = {"cache-control": "no-store"}
SECURITY_TXT_DAYS = 180
"""RFC 9116 2.5.5 advises less than a year."""


@get("/healthz", opt=PUBLIC, include_in_schema=False)
async def process_lives() -> Response[str]:
    """The process answers; nothing else is asked."""
    return Response("ok\n", media_type=MediaType.TEXT, headers=_NEVER)


@get("/readyz", opt=PUBLIC, include_in_schema=False)
async def ready_to_serve() -> Response[str]:
    """The database is reached and its schema is the newest; otherwise 503 with the reason."""
    try:
        waiting = await migrations.pending() if db.engines.DB is not None else None
    except DATABASE_AWAY:
        waiting = None
    if waiting is None:
        return Response("The database cannot be reached.\n", status_code=503, media_type=MediaType.TEXT, headers=_NEVER)
    if waiting:
        return Response(f"The database lacks {len(waiting)} migrations.\n", status_code=503, media_type=MediaType.TEXT, headers=_NEVER)
    return Response("ready\n", media_type=MediaType.TEXT, headers=_NEVER)


@get("/", opt=PUBLIC, include_in_schema=False)
async def choose_language(request: Request[Any, Any, Any]) -> Page:
    """To the home page in the saved language, else in the one the browser asks for."""
    visit = visit_of(request)
    headers = [*redirect_headers(visit, visit.urls.page()), (b"vary", b"accept-language, cookie")]
    return Page(302, headers, b"")


@get("/robots.txt", opt=PUBLIC, include_in_schema=False)
async def robots(request: Request[Any, Any, Any]) -> Page:
    """What crawlers should leave alone: pages behind the sign-in, and every combination of filters."""
    visit = visit_of(request)
    lines = ["User-agent: *"]
    for tag in visit.site.locales.tags:
        lines += [f"Disallow: /{tag}/{each}" for each in ("desk", "sign-in", "search", "preferences")]
    lines += ["Disallow: /api/", "", f"Sitemap: {visit.urls.absolute('/sitemap.xml')}", ""]
    return _text("\n".join(lines))


@get("/.well-known/security.txt", opt=PUBLIC, include_in_schema=False)
async def security_txt(request: Request[Any, Any, Any]) -> Page:
    """Whom to tell about a weakness (RFC 9116). Expires half a year from the first of this month, so that it stays the same for a while."""
    settings = visit_of(request).site.settings
    first = datetime.combine(clock.today().replace(day=1), datetime.min.time())
    contact = contact_url(settings.contact) or f"{settings.base_url}/{settings.locales[0]}/about"
    lines = [
        f"Contact: {contact}",
        f"Expires: {first + timedelta(days=SECURITY_TXT_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(settings.locales)}",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
        "",
    ]
    return _text("\n".join(lines))


@get("/favicon.ico", opt=PUBLIC, include_in_schema=False)
async def icon(request: Request[Any, Any, Any]) -> Page:
    """To the icon that pages name, for programs that ask here without reading a page."""
    visit = visit_of(request)
    return Page(302, [(b"location", visit.site.assets.address("icons/coop.svg").encode()), _A_DAY, (b"content-length", b"0")], b"")


def _text(words: str) -> Page:
    body = words.encode()
    return Page(200, [_TEXT, _A_DAY, (b"content-length", str(len(body)).encode())], body)


routes: list[Any] = [process_lives, ready_to_serve, choose_language, robots, security_txt, icon]
