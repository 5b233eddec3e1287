"""The preview of all parts in all states: while developing only."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from coop.web.kit.pages import Page, page


@get("/dev/parts", opt={"access": "public"})
async def parts(request: Request[Any, Any, Any]) -> Page:
    """Every component in every state, in the page's language and the scheme chosen."""
    return page(request, "dev/parts.html")


routes: list[Any] = [parts]
