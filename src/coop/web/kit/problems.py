"""One map from what went wrong to what is answered: a page in the reader's language, or application/problem+json (RFC 9457)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import asyncpg
import jinja2
import msgspec
import structlog
from litestar.exceptions import HTTPException

from coop import errors, i18n
from coop.db import engines
from coop.i18n.message import Message, _, ngettext
from coop.web.kit.access import NoRule, SignInNeeded
from coop.web.kit.csrf import SAFE, ForeignForm
from coop.web.kit.headers import is_feed
from coop.web.kit.pages import HTML, Page, draw, redirect_headers
from coop.web.kit.refusals import Refused
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from litestar.connection import Request

    from coop.web.kit.conditional import Header, Reply
    from coop.web.kit.visit import Visit

PROBLEM_JSON = (b"content-type", b"application/problem+json")
SIGN_IN = "sign-in"
RETRY_SECONDS = 5
_NOT_KEPT = (b"cache-control", b"no-store")
_SERVER_FAULT = 500
_log = structlog.get_logger()

DATABASE_AWAY: tuple[type[Exception], ...] = (
    OSError,
    sqlite3.OperationalError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What the drivers raise when the database is gone, full or starting: worth another try, and no fault of the request."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer to something that went wrong; ``faults`` are those of single fields, ``legal`` the states that are open instead."""

    status: int
    title: Message
    detail: Message
    headers: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Message] = field(default_factory=dict)
    legal: tuple[str, ...] = ()


class _Fault(msgspec.Struct):
    field: str
    message: str


class _Body(msgspec.Struct, omit_defaults=True):
    """The members of RFC 9457 3.1, the number of the request, the faults of fields, and the states that are open after an illegal move."""

    title: str
    status: int
    detail: str
    request: str
    errors: list[_Fault] = []
    legal: tuple[str, ...] = ()


def handle(request: Request[Any, Any, Any], error: Exception) -> Page:
    """What the framework calls for every exception."""
    return Page(*answer(visit_of(request), error))


def answer(visit: Visit, error: Exception) -> Reply:
    """Status, headers and body for ``error``: the whole answer, in the language of the page."""
    visit.answer = None
    wants_json = visit.is_api or is_feed(visit.path)
    if isinstance(error, SignInNeeded) and not wants_json and visit.method in SAFE:
        return 303, redirect_headers(visit, visit.urls.page(SIGN_IN, next=visit.urls.here())), b""
    if isinstance(error, errors.Gone) and error.replaced_by and not visit.is_api:
        return 301, redirect_headers(visit, error.replaced_by), b""
    problem = problem_of(error, visit)
    if problem.status >= _SERVER_FAULT:
        _log.error("request failed", request=visit.request_id, method=visit.method, status=problem.status, exc_info=error)
    headers: list[Header] = [(name.encode(), value.encode("latin-1", "replace")) for name, value in problem.headers.items()]
    if wants_json:
        body, kind = _json(visit, problem), PROBLEM_JSON
    else:
        body, kind = _html(visit, problem), HTML
    length = (b"content-length", str(len(body)).encode("ascii"))
    return problem.status, [kind, _NOT_KEPT, (b"vary", b"accept-language, cookie"), length, *headers], body


def problem_of(error: Exception, visit: Visit) -> Problem:  # noqa: C901, PLR0912 - one arm an error: the map itself
    """Which answer an exception means."""
    match error:
        case Refused():
            return _of_status(error.status, error.detail, error.headers)
        case SignInNeeded():
            if visit.is_api:
                detail = _("Send a valid API token, as “Authorization: Bearer …”. You can make one on your account page.")
                return Problem(401, _("A token is needed"), detail, {"www-authenticate": "Bearer"})
            return _of_status(
                403, _("You are not signed in any more. Sign in again in another tab, then come back here and send the form once more.")
            )
        case ForeignForm():
            return _of_status(
                403, _("This form is too old, or it was not sent from this site. Go back, load the page again and send it once more.")
            )
        case NoRule() | errors.Forbidden():
            return _of_status(403, _("Your account does not have the right to do this. An administrator can give it."))
        case errors.Gone():
            return _of_status(410, _("What stood here was deleted."))
        case errors.NotFound():
            return _of_status(404, _NOT_FOUND)
        case errors.Invalid():
            return Problem(422, _TITLES[422], _("Some of what was sent cannot be used. Correct it and send it again."), faults=error.fields)
        case errors.Stale():
            return _of_status(409, _("Somebody else saved a newer version meanwhile. Load it again before you change it."))
        case errors.Clash():
            return _of_status(409, _("Something else stands in the way. Look at it before you go on."))
        case errors.IllegalMove():
            return Problem(409, _TITLES[409], error.message, legal=tuple(error.legal))
        case errors.TooMany():
            return _too_many(error.retry_after)
        case HTTPException():
            return _of_framework(error)
        case _ if isinstance(error, DATABASE_AWAY) or engines.DB is None:
            detail = _("The site cannot reach its data just now. Nothing you sent was saved. Try again in a moment.")
            return Problem(503, _("Not available for a moment"), detail, {"retry-after": str(RETRY_SECONDS)})
        case _:
            return _of_status(
                500, _("Something went wrong on our side, and it was written down. Try again; if it stays, send us the number below.")
            )


_NOT_FOUND = _("There is no such page, or it is not open to you. Check the address, or search for what you need.")
_TITLES = {
    400: _("This request cannot be read"),
    403: _("This is not open to you"),
    404: _("Page not found"),
    405: _("This cannot be done here"),
    408: _("That took too long"),
    409: _("Something changed meanwhile"),
    410: _("No longer here"),
    413: _("Too large"),
    414: _("This address is too long"),
    415: _("This kind of content is not read here"),
    421: _("Not our address"),
    422: _("Please check what you entered"),
    429: _("Too many tries"),
    500: _("Something went wrong"),
}


def _of_status(status: int, detail: Message, headers: dict[str, str] | None = None) -> Problem:
    return Problem(status, _TITLES.get(status, _TITLES[400]), detail, headers or {})


def _too_many(seconds: int) -> Problem:
    minutes = max(1, -(-seconds // 60))
    detail = ngettext("Wait about %(count)s minute, then try again.", "Wait about %(count)s minutes, then try again.", minutes)
    return _of_status(429, detail, {"retry-after": str(max(1, seconds))})


def _of_framework(error: HTTPException) -> Problem:
    """The framework's own refusals, with the headers they carry: 405 must say what is allowed (RFC 9110 15.5.6)."""
    carried = {name.lower(): value for name, value in (error.headers or {}).items() if name.lower() in {"allow", "retry-after"}}
    if "allow" in carried:
        carried["allow"] = ", ".join(sorted(_allowed(carried["allow"])))
    status = error.status_code if error.status_code in _TITLES else (500 if error.status_code >= _SERVER_FAULT else 400)
    details = {
        404: _NOT_FOUND,
        405: _("This address does not take what was sent to it. Go back and use the buttons of the page."),
        500: _("Something went wrong on our side, and it was written down. Try again; if it stays, send us the number below."),
    }
    detail = details.get(status, _("What was sent could not be read. Go back, load the page again and send the form once more."))
    return Problem(status, _TITLES[status], detail, carried, _faults_of(error))


def _allowed(listed: str) -> set[str]:
    """The methods of a route as the door serves them: HEAD wherever GET is."""
    methods = {each.strip() for each in listed.split(",")}
    return methods | {"HEAD"} if "GET" in methods else methods


def _faults_of(error: HTTPException) -> dict[str, Message]:
    """Which members of an API request the framework refused, in its own words."""
    listed = error.extra if isinstance(error.extra, list) else []
    return {
        str(each.get("key", "")): _("%(reason)s", reason=str(each.get("message", "")))
        for each in listed
        if isinstance(each, dict) and each.get("message")
    }


def _json(visit: Visit, problem: Problem) -> bytes:
    def say(message: Message) -> str:
        return i18n.translate(message, visit.locale)

    faults = [_Fault(name, say(message)) for name, message in problem.faults.items()]
    return msgspec.json.encode(_Body(say(problem.title), problem.status, say(problem.detail), visit.request_id, faults, problem.legal))


def _html(visit: Visit, problem: Problem) -> bytes:
    """The error page; where the frame itself fails, a page without it."""
    title, detail = i18n.translate(problem.title, visit.locale), i18n.translate(problem.detail, visit.locale)
    faults = {name: i18n.translate(message, visit.locale) for name, message in problem.faults.items()}
    template = f"errors/{problem.status}.html"
    if template not in visit.site.error_templates:
        template = "errors/problem.html"
    try:
        return draw(visit, template, status=problem.status, title=title, detail=detail, faults=faults, canonical="", alternates=())
    except (jinja2.TemplateError, KeyError, TypeError, ValueError):
        _log.exception("the error page failed", request=visit.request_id)
        return draw(visit, "errors/plain.html", title=title, detail=detail)
