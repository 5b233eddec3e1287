"""Pages: a template drawn in the request's language, or a redirect after a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.response import Response

from coop import clock, i18n
from coop.web.kit import csrf, notices
from coop.web.kit.conditional import Answer
from coop.web.kit.headers import is_feed, open_to_all, with_security
from coop.web.kit.notices import Notice
from coop.web.kit.urls import encode_path, safe_next
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar.connection import Request
    from litestar.types import Receive, Scope, Send

    from coop.i18n.message import Message
    from coop.web.kit.conditional import Header
    from coop.web.kit.visit import Visit

HTML = (b"content-type", b"text/html; charset=utf-8")
OF_ONE_READER = (b"cache-control", b"private, no-store")
"""For everything a session, a form or a notice may stand in."""
ASK_EACH_TIME = (b"cache-control", b"public, max-age=0, must-revalidate")
"""For public pages: any cache may hold them, none may show them without asking; the answer is a 304 nearly always."""


class Page(Response[bytes]):
    """An answer with its bytes and headers finished, sent as it is."""

    def __init__(self, status: int, headers: Sequence[Header], body: bytes) -> None:
        super().__init__(body, status_code=status)
        self.finished = (status, list(headers), body)

    def to_asgi_response(self, *_given: Any, **_named: Any) -> _Sent:  # type: ignore[override] # noqa: ANN401 - the framework's own arguments
        """What the framework calls to send; nothing is added."""
        return _Sent(*self.finished)


class _Sent:
    """The ASGI application that sends one finished answer."""

    def __init__(self, status: int, headers: list[Header], body: bytes) -> None:
        self._answer = (status, headers, body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the framework names them
        status, headers, body = self._answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def page(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    public: bool = False,
    fragment: str = "",
    **context: object,
) -> Page:
    """Draw ``template`` for this request.

    ``public`` says that what it shows depends on nothing but the address, the public data, the day and the saved preferences:
    for visitors it is then kept as finished bytes until any of these changes. ``fragment`` is the template drawn instead when
    htmx asks for a part of the page.
    """
    visit = visit_of(request)
    notice = context.pop("notice", None) or notices.receive(visit)
    chosen = fragment if fragment and visit.is_partial else template
    body = draw(visit, chosen, notice=notice, status=status, **context)
    vary = b"accept-encoding, cookie, hx-request" if fragment else b"accept-encoding, cookie"
    if public and status == 200 and may_be_kept(visit):  # noqa: PLR2004 - only what was found is kept
        return keep(visit, body, [HTML, ASK_EACH_TIME, (b"vary", vary)])
    length = (b"content-length", str(len(body)).encode("ascii"))
    return Page(status, [HTML, OF_ONE_READER, (b"vary", vary), length], body)


def may_be_kept(visit: Visit) -> bool:
    """Whether the answer to this visit is the same for every visitor: asked by one without a session, and setting no cookie."""
    return visit.method == "GET" and not visit.session and not visit.viewer.is_signed_in and not visit.set_cookies


def keep(visit: Visit, body: bytes, headers: Sequence[Header], **facts: Any) -> Page:  # noqa: ANN401 - the keywords of Answer
    """Answer with ``body``, with an ETag and 304, and have it kept for other visitors where ``may_be_kept``.

    ``facts`` are those of ``Answer``: ``etag``, ``modified``, ``packed``.
    """
    own = open_to_all(headers) if is_feed(visit.path) else headers
    answer = Answer(body, with_security(own, visit.site.security), **facts)
    if may_be_kept(visit):
        visit.answer = answer
    return Page(*answer.reply(visit.headers))


def draw(visit: Visit, template: str, **context: object) -> bytes:
    """The bytes of ``template`` with what every page is given (docs/architecture.md) and ``context``."""
    site, urls = visit.site, visit.urls
    locale = site.locales[visit.locale]
    given: dict[str, object] = {
        "locale": visit.locale,
        "direction": locale.direction,
        "viewer": visit.viewer,
        "url": urls,
        "offered": tuple(site.locales),
        "scheme": visit.scheme,
        "zone": visit.zone,
        "csrf_token": csrf.token(visit),
        "canonical": urls.canonical if visit.is_in_language else "",
        "alternates": _alternates(visit) if visit.is_in_language else (),
        "section": "",
        "notice": None,
        "now": clock.now(),
        "today": clock.today(),
        "request_id": visit.request_id,
    }
    with i18n.speaking(visit.locale):
        return site.templates.get_template(template).render(given | context).encode("utf-8")


def redirect(
    request: Request[Any, Any, Any],
    address: str,
    notice: Message | None = None,
    *,
    kind: notices.Kind = "ok",
    undo_url: str = "",
    status: int = 303,
) -> Page:
    """Go to ``address`` of this site (from ``urls``, or ``safe_next``) and have that page show ``notice``, with an undo button."""
    visit = visit_of(request)
    if notice is not None:
        notices.send(visit, Notice(kind, i18n.translate(notice, visit.locale), undo_url))
    return Page(status, redirect_headers(visit, address), b"")


def moved(request: Request[Any, Any, Any], address: str) -> Page:
    """The page stands at ``address`` for good (301): a slug or a spelling that is not the canonical one."""
    visit = visit_of(request)
    return Page(301, redirect_headers(visit, address), b"")


def redirect_headers(visit: Visit, address: str) -> list[Header]:
    """The headers of a redirect that cannot lead off this site."""
    local = safe_next(address, encode_path(f"/{visit.locale}/"))
    return [(b"location", local.encode("ascii")), (b"cache-control", b"no-store"), (b"content-length", b"0")]


def _alternates(visit: Visit) -> tuple[tuple[str, str], ...]:
    """This page in every language and for everybody else: absolute addresses for ``hreflang``."""
    urls = visit.urls
    tags = visit.site.locales.tags
    return (*((tag, urls.canonical_in(tag)) for tag in tags), ("x-default", urls.canonical_in(visit.site.locales.default)))
