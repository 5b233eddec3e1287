"""Pages about the site itself: what it is, how to use it, who can use it, what it keeps."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from coop.web.kit.pages import Page, page
from coop.web.kit.visit import visit_of

PUBLIC = {"access": "public"}


@get("/about", opt=PUBLIC)
async def about(request: Request[Any, Any, Any]) -> Page:
    """What the site is for and who runs it."""
    return _about(request, "about")


@get("/help", opt=PUBLIC)
async def help_page(request: Request[Any, Any, Any]) -> Page:
    """How to find, follow and share conferences."""
    return _about(request, "help")


@get("/accessibility", opt=PUBLIC)
async def accessibility(request: Request[Any, Any, Any]) -> Page:
    """How the site can be used with any device or aid, and what is known not to work."""
    return _about(request, "accessibility")


@get("/privacy", opt=PUBLIC)
async def privacy(request: Request[Any, Any, Any]) -> Page:
    """What is kept about people, why, and for how long."""
    return _about(request, "privacy")


def _about(request: Request[Any, Any, Any], name: str) -> Page:
    contact = visit_of(request).site.settings.contact
    return page(request, f"about/{name}.html", public=True, section=name, contact=contact, contact_url=contact_url(contact))


def contact_url(contact: str) -> str:
    """The link to a configured contact: a mail address gets its scheme, a web address stays, anything else is no link."""
    if contact.startswith(("https://", "http://", "mailto:")) or not contact:
        return contact
    return f"mailto:{contact}" if "@" in contact else ""


routes: list[Any] = [about, help_page, accessibility, privacy]
