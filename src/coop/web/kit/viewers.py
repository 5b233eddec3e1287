"""Whoever looks: from the session cookie on pages, from a bearer token in the API. Visitors cost no query and get no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop.accounts import queries as accounts
from coop.viewer import Viewer
from coop.web.kit.visit import session_of, visit_of

if TYPE_CHECKING:
    from litestar.connection import Request

    from coop.web.kit.visit import Visit

_LONGEST = 300


async def recognise(visit: Visit) -> None:
    """Fill in who looks. An unknown or ended session is nobody, and its token is not used for anything."""
    if visit.is_api:
        token = bearer_of(visit.headers.get(b"authorization", b""))
        bearer = await accounts.viewer_of_api_token(token) if token else None
        if bearer is not None:
            visit.viewer = bearer.viewer
            visit.may_write = bearer.may_write
        return
    token = session_of(visit.site, visit.cookies)
    if not token:
        return
    found = await accounts.viewer_of(token)
    if found is not None:
        visit.viewer = found
        visit.session = token


def bearer_of(header: bytes) -> str:
    """The token of an ``Authorization: Bearer`` header (RFC 6750 2.1); empty if there is none that could be ours."""
    scheme, _, token = header.partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token.isascii() or not 0 < len(token) <= _LONGEST:
        return ""
    return token.decode("ascii")


async def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """The dependency ``viewer`` of every handler."""
    return visit_of(request).viewer
