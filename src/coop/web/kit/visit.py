"""One request as our pages see it: who, in which language, with which preferences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from coop.viewer import ANONYMOUS, Viewer
from coop.web.kit import cookies
from coop.web.kit.conditional import Answer
from coop.web.kit.site import Site
from coop.web.kit.urls import Urls

KEY = "coop.visit"
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{20,200}")


@dataclass(slots=True)
class Visit:
    """The facts of one request, read once at the door. ``locale`` is that of the page, or the negotiated one outside the languages.

    ``may_write`` is false for an API token that only reads. ``answer`` is set by a handler whose answer may be kept for other visitors.
    """

    site: Site
    request_id: str
    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    cookies: Mapping[str, str]
    locale: str
    is_in_language: bool
    viewer: Viewer = ANONYMOUS
    session: str = ""
    may_write: bool = True
    answer: Answer | None = None
    set_cookies: list[str] = field(default_factory=list)

    @property
    def urls(self) -> Urls:
        """The addresses as seen from this page."""
        return Urls(self.site.settings.base_url, self.site.assets, self.locale, self.path, self.query)

    @property
    def scheme(self) -> str:
        """The saved colour scheme: auto, light or dark."""
        return cookies.scheme_of(self.cookies)

    @property
    def zone(self) -> str:
        """The reader's saved time zone, that of their account, or an empty string: ``tz=`` in the address comes before it."""
        return cookies.zone_of(self.cookies) or self.viewer.zone

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks for a fragment of the page."""
        return b"hx-request" in self.headers and b"hx-history-restore-request" not in self.headers

    @property
    def is_api(self) -> bool:
        """Whether this is the API, where only a bearer token counts and cookies are not looked at."""
        return self.path.startswith("/api/")


def visit_of(connection: Any) -> Visit:  # noqa: ANN401 - a Litestar request of any user and state type, or an ASGI scope
    """The visit of a request or ASGI scope, put there at the door."""
    scope = connection if isinstance(connection, dict) else connection.scope
    return cast("Visit", scope[KEY])


def session_of(site: Site, found: Mapping[str, str]) -> str:
    """The session token of a cookie jar, if it has the shape of one; else empty."""
    wanted = found.get(cookies.session_name(site.settings), "")
    return wanted if _TOKEN.fullmatch(wanted) else ""


def locale_of(site: Site, path: str, headers: Mapping[bytes, bytes], found: Mapping[str, str]) -> tuple[str, bool]:
    """The language of a page: that of its path, else the saved choice, else what the browser accepts; and whether the path named it."""
    first = path[1 : path.index("/", 1)] if path.find("/", 1) > 0 else path[1:]
    if first in site.locales:
        return first, True
    saved = found.get(cookies.LOCALE, "")
    if saved in site.locales:
        return saved, False
    return site.locales.negotiate(headers.get(b"accept-language", b"").decode("latin-1")), False
