"""Pages about the site itself: what it is, how to use it, who can use it, what it keeps."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from coop.web.kit.pages import Page, page

PUBLIC = {"access": "public"}


@get("/about", opt=PUBLIC)
async def about(request: Request[Any, Any, Any]) -> Page:
    """What the site is for and who runs it."""
    return page(request, "about/about.html", public=True, section="about")


@get("/help", opt=PUBLIC)
async def help_page(request: Request[Any, Any, Any]) -> Page:
    """How to find, follow and share conferences."""
    return page(request, "about/help.html", public=True, section="help")


@get("/accessibility", opt=PUBLIC)
async def accessibility(request: Request[Any, Any, Any]) -> Page:
    """How the site can be used with any device or aid, and what is known not to work."""
    return page(request, "about/accessibility.html", public=True, section="accessibility")


@get("/privacy", opt=PUBLIC)
async def privacy(request: Request[Any, Any, Any]) -> Page:
    """What is kept about people, why, and for how long."""
    return page(request, "about/privacy.html", public=True, section="privacy")


routes: list[Any] = [about, help_page, accessibility, privacy]
