"""Who may ask for a route: denied by default, decided before the handler runs, listed for the test that walks every route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coop.errors import Forbidden, NotFound
from coop.viewer import Role, Viewer
from coop.web.kit import csrf, forms
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litestar import Litestar
    from litestar.connection import ASGIConnection
    from litestar.handlers.base import BaseRouteHandler

OPTION = "access"
SIGNED_LINK = "signed_link"
"""The option of a handler that does what a signed link says, sent by a program that has seen no page of ours."""


class SignInNeeded(Forbidden):
    """A visitor asked for what only signed-in people may see: a page leads to the sign-in, the API says 401."""


class NoRule(Forbidden):
    """The route does not say who may ask for it."""


RULES: Mapping[str, Callable[[Viewer], bool]] = {
    "public": lambda _viewer: True,
    "signed_in": lambda viewer: viewer.is_signed_in,
    "editor": lambda viewer: viewer.is_staff or bool(viewer.organisation_ids),
    "staff": lambda viewer: viewer.is_staff,
    "organiser": lambda viewer: viewer.has(Role.ORGANISER, Role.ADMINISTRATOR),
    "liaison": lambda viewer: viewer.has(Role.LIAISON, Role.ADMINISTRATOR),
    "administrator": lambda viewer: viewer.has(Role.ADMINISTRATOR),
}
"""Which viewers each rule lets to a route. What they may do there is for the domain's own rules."""


class Rule(NamedTuple):
    """A route as the walking test sees it. ``access`` is empty where a handler lacks a rule."""

    method: str
    path: str
    access: str


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let the request to its handler, or refuse it.

    A route without a rule is refused (403). An unsafe request to a page needs a form of our own; the API looks at no cookie,
    so nothing there can be forged. Raises NoRule, SignInNeeded, Forbidden, ForeignForm, Refused, NotFound.
    """
    visit = visit_of(connection)
    if visit.method == "OPTIONS":
        return
    if "locale" in connection.path_params and not visit.is_in_language:
        raise NotFound
    rule = RULES.get(str(handler.opt.get(OPTION, "")))
    if rule is None:
        raise NoRule
    if visit.is_api and b"authorization" in visit.headers and not visit.viewer.is_signed_in:
        # A token that opens nothing (any more) is refused where none is needed too, or its holder would take the public part for the whole.
        raise SignInNeeded
    if not rule(visit.viewer):
        raise Forbidden if visit.viewer.is_signed_in else SignInNeeded
    if visit.method in csrf.SAFE:
        return
    if visit.is_api:
        if visit.viewer.is_signed_in and not visit.may_write:
            raise Forbidden
        return
    if handler.opt.get(SIGNED_LINK):
        return  # the link itself proves that it was made here for its reader: no cookie is looked at
    form = await forms.parse(connection)
    csrf.require(visit, form.typed(csrf.FIELD))


def rules(app: Litestar) -> list[Rule]:
    """Every method and path the application answers, with its rule; the automatic OPTIONS answers are left out."""
    found: list[Rule] = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]:
            if handler is None:
                continue
            access = str(handler.opt.get(OPTION, ""))
            methods = getattr(handler, "http_methods", {"GET"})
            found.extend(Rule(str(method), route.path, access) for method in methods if method != "OPTIONS")
    return sorted(found)
