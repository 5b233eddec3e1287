"""The door: what every request passes before the framework sees it, and every answer after."""

from __future__ import annotations

import re
import secrets
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from coop.errors import NotFound
from coop.web.kit import body, cookies, csrf, problems, refusals, urls, viewers, visit
from coop.web.kit.cache import key_of
from coop.web.kit.headers import is_feed, is_personal, open_to_all, with_security
from coop.web.kit.hosts import Hosts
from coop.web.kit.log import AccessLog
from coop.web.kit.pages import redirect_headers
from coop.web.kit.static import PREFIX as STATIC
from coop.web.kit.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from litestar import Litestar
    from litestar.types import HTTPScope, Message, Receive, Scope, Send

    from coop.web.kit.cache import Key, Stand
    from coop.web.kit.conditional import Header, Reply
    from coop.web.kit.site import Site

PROBES = frozenset({"/healthz", "/readyz"})
"""What a load balancer asks by address, whatever host it names."""
LONGEST_PATH = 2_000
LONGEST_QUERY = 8_000
MOST_QUERY_FIELDS = 200
_NO_PATH = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]|\d{19}|//")
_NO_QUERY = re.compile(r"%(?:0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])|[\x00-\x20\x7f]")
_DECIDING = (
    *(b"host", b"cookie", b"authorization", b"accept-encoding", b"if-none-match", b"if-modified-since"),
    *(b"hx-request", b"hx-history-restore-request"),
)
"""The request headers that decide which ready answer is given: with method, path and query they are the whole question."""
_MOST_QUESTIONS = 2_000
_MOST_ANSWERED = 16 * 1024 * 1024
"""Bytes of the answers given again: they may have left the caches that count their own."""
_LONGEST_QUESTION = 600
_LARGEST = 200_000
"""A longer answer is looked up each time."""
FEEDS = "/feeds/"
_READS = frozenset({"GET", "HEAD"})


class Door:
    """The outermost ASGI application: hosts, static files, kept answers, bodies, viewers, security headers, HEAD, the access log."""

    def __init__(self, framework: Litestar, site: Site) -> None:
        self.framework = framework
        self.site = site
        self._hosts = Hosts(site.settings)
        self._log = AccessLog(site.settings)
        self._session = cookies.session_name(site.settings)
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)
        self._answered: dict[tuple[object, ...], Reply] = {}
        self._answered_bytes = 0
        self._stand: Stand | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        kind = str(scope["type"])
        if kind == "http":
            await self._serve(cast("HTTPScope", scope), receive, send)
        elif kind == "lifespan":
            await self.framework(scope, receive, send)
            self._log.flush()
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _serve(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        request_id = f"{self._prefix}-{next(self._numbers):x}"
        asked = _asked(cast("list[Header]", scope["headers"]))
        ready = self._ready(scope, asked)
        if ready is not None:
            status, headers, content = ready
            if scope["method"] == "HEAD":
                content = b""
            given = [*headers, (b"x-request-id", request_id.encode("ascii"))]
            await send({"type": "http.response.start", "status": status, "headers": given})
            await send({"type": "http.response.body", "body": content, "more_body": False})
            self._log.note(request_id, scope["method"], scope["path"], status, len(content), perf_counter() - started)
            return
        guest = self._visit(scope, asked, request_id)
        out = _Out(send, scope["method"], guest, self.site.security)
        try:
            await self._answer(guest, scope, receive, out)
        except body.Disconnected:
            out.status = 499
        self._log.note(request_id, scope["method"], scope["path"], out.status, out.sent, perf_counter() - started, guest.viewer.user_id)

    def _ready(self, scope: HTTPScope, asked: Mapping[bytes, bytes]) -> Reply | None:
        """What can be answered at once: the very answer given before to the same question, a static file, or a kept answer that is true."""
        question = (scope["method"], scope["path"], scope["query_string"], *map(asked.get, _DECIDING))
        stand = self.site.kept.stand()
        if stand != self._stand:
            self._forget()
            self._stand = stand
        known = self._answered.get(question)
        if known is not None and len(asked) == len(cast("list[Header]", scope["headers"])):
            return known
        found = self._find(scope, asked)
        if found is not None and stand is not None and len(found[2]) < _LARGEST and _size_of(question) < _LONGEST_QUESTION:
            if len(self._answered) >= _MOST_QUESTIONS or self._answered_bytes + len(found[2]) > _MOST_ANSWERED:
                self._forget()
            self._answered[question] = found
            self._answered_bytes += len(found[2])
        return found

    def _forget(self) -> None:
        self._answered.clear()
        self._answered_bytes = 0

    def _find(self, scope: HTTPScope, asked: Mapping[bytes, bytes]) -> Reply | None:
        """A static file, or a kept answer that is still true; its headers are complete."""
        if scope["method"] not in _READS or not self._hosts.allow(scope["headers"], asked):
            return None
        path = scope["path"]
        if path.startswith(STATIC):
            found = self.site.assets.answer(path)
            return found.reply(asked) if found is not None else None
        if FEEDS in path and (feed := self.site.feeds.ready(path, scope["query_string"], asked)) is not None:
            return feed
        key = self._key(scope, asked)
        answer = self.site.kept.get(key) if key is not None else None
        return answer.reply(asked) if answer is not None else None

    def _key(self, scope: HTTPScope, asked: Mapping[bytes, bytes]) -> Key | None:
        """The key under which the answer may be kept; None for a request that carries something personal."""
        if scope["method"] not in _READS or b"authorization" in asked:
            return None
        header = asked.get(b"cookie")
        jar = cookies.read(header) if header else {}
        if jar and (self._session in jar or cookies.NOTICE in jar):
            return None
        return key_of(scope["path"], scope["query_string"], asked, jar)

    def _visit(self, scope: HTTPScope, asked: Mapping[bytes, bytes], request_id: str) -> Visit:
        jar = cookies.read(asked.get(b"cookie", b""))
        path = scope["path"]
        locale, is_in_language = visit.locale_of(self.site, path, asked, jar)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        query = scope["query_string"].decode("ascii", "ignore")
        return Visit(self.site, request_id, method, path, query, asked, jar, locale, is_in_language)

    async def _answer(self, guest: Visit, scope: HTTPScope, receive: Receive, out: _Out) -> None:
        """Refuse, redirect, or let the framework answer, once for all who wait for the same page."""
        try:
            reply = self._early(guest, scope)
            if guest.method not in csrf.SAFE and reply is None and body.takes_files(guest.path):
                await viewers.recognise(guest)  # before its body: only some may send one of this size
                receive = await _file_of(guest, receive)
            elif guest.method not in csrf.SAFE and reply is None:
                receive = await _body_of(guest, receive)
                await viewers.recognise(guest)
            elif reply is None:
                await viewers.recognise(guest)
        except body.Disconnected:
            raise
        except Exception as error:  # noqa: BLE001 - the last place where an exception can become an answer
            reply = problems.answer(guest, error)
        if reply is not None:
            await out.reply(reply)
            return
        inner = cast("HTTPScope", {**scope, "method": guest.method, "query_string": guest.query.encode("ascii"), visit.KEY: guest})
        key = self._key(scope, guest.headers)
        if key is None:
            await self.framework(inner, receive, out)
        else:
            await self._once(key, guest, inner, receive, out)

    async def _once(self, key: Key, guest: Visit, scope: HTTPScope, receive: Receive, out: _Out) -> None:
        """Make an answer that may be kept; others who ask for it meanwhile wait and share it."""
        kept = self.site.kept
        turn = await kept.turn(key)
        if turn is None:
            shared = kept.get(key)
            if shared is not None:
                await out.reply(shared.reply(guest.headers))
            else:
                await self.framework(scope, receive, out)
            return
        stand = kept.stand()

        def share() -> None:
            if stand is not None and guest.answer is not None:
                kept.put(key, stand, guest.answer)
            kept.done(key, turn)

        # shared before it is sent: one who reads slowly holds nobody else
        out.at_start = share
        try:
            await self.framework(scope, receive, out)
        finally:
            kept.done(key, turn)

    def _early(self, guest: Visit, scope: HTTPScope) -> Reply | None:
        """A redirect to the one spelling of an address, if this is another. Raises Refused, NotFound."""
        path = guest.path
        if not self._hosts.allow(scope["headers"], guest.headers) and path not in PROBES:
            raise refusals.foreign_host()
        if len(path) > LONGEST_PATH or _NO_PATH.search(path) or path.startswith(STATIC):
            guest.path = "/api/" if guest.is_api else f"/{guest.locale}/"  # the answer that says so links to no address like this
            raise NotFound
        raw = scope["query_string"]
        if not raw:
            return None
        if len(raw) > LONGEST_QUERY or raw.count(b"&") > MOST_QUERY_FIELDS:
            raise refusals.address_too_long()
        if not raw.isascii():
            guest.query = _as_ascii(raw)
        if _NO_QUERY.search(guest.query):
            raise refusals.unreadable_address()
        if guest.is_in_language and guest.method == "GET" and not guest.is_partial:
            short = urls.without_empty_fields(guest.query)
            if short != guest.query:
                address = urls.encode_path(path) + (f"?{short}" if short else "")
                return 303, redirect_headers(guest, address), b""
        return None


class _Out:
    """The way out: adds what stands on every answer, and leaves the body out for HEAD."""

    def __init__(self, send: Send, method: str, guest: Visit, security: list[Header]) -> None:
        self._send = send
        self._is_head = method == "HEAD"
        self._visit = guest
        self._security = security
        self.at_start: Callable[[], None] = _nothing
        self.status = 0
        self.sent = 0

    async def reply(self, reply: Reply) -> None:
        """Send a finished answer."""
        status, headers, content = reply
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": content, "more_body": False})

    async def __call__(self, message: Message) -> None:
        """The ``send`` the framework is given."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.at_start()
            await self._send({"type": "http.response.start", "status": self.status, "headers": self._complete(message["headers"])})
            return
        if message["type"] == "http.response.body":
            content = b"" if self._is_head else message["body"]
            self.sent += len(content)
            message = {"type": "http.response.body", "body": content, "more_body": message["more_body"]}
        await self._send(message)

    def _complete(self, headers: Iterable[Header]) -> list[Header]:
        kept = with_security(list(headers), self._security)
        if is_feed(self._visit.path) and not is_personal(kept):
            kept = open_to_all(kept)
        kept.extend((b"set-cookie", each.encode("ascii")) for each in self._visit.set_cookies)
        return [*kept, (b"x-request-id", self._visit.request_id.encode("ascii"))]


def _asked(headers: list[Header]) -> Mapping[bytes, bytes]:
    """The request headers by name. A cookie sent in pieces, as HTTP/2 may (RFC 9113 8.2.3), is put together; of others the last counts."""
    found = dict(headers)
    if len(found) != len(headers) and b"cookie" in found:
        found[b"cookie"] = b"; ".join(value for name, value in headers if name == b"cookie")
    return found


def _size_of(question: tuple[object, ...]) -> int:
    return sum(len(each) for each in question if isinstance(each, (str, bytes)))


def _nothing() -> None:
    """What most answers do when they start."""


async def _body_of(guest: Visit, receive: Receive) -> Receive:
    """Read the body of an unsafe request and give a ``receive`` that says it again. Raises Refused, Disconnected."""
    limit = body.JSON_LIMIT if guest.is_api else body.FORM_LIMIT
    content = await body.read(receive, guest.headers, limit)
    if guest.is_api:
        body.require_json(content)
    return body.replay(content, receive)


async def _file_of(guest: Visit, receive: Receive) -> Receive:
    """Read the body of a form with a file, from who may have something to add one to; from others no more than any form has."""
    may_send = guest.viewer.is_staff or bool(guest.viewer.organisation_ids)
    limit, seconds = (body.UPLOAD_LIMIT, body.UPLOAD_SECONDS) if may_send else (body.FORM_LIMIT, body.SECONDS)
    return body.replay(await body.read(receive, guest.headers, limit, seconds), receive)


def _as_ascii(raw: bytes) -> str:
    """A query whose letters some program did not encode. Raises Refused when they are no UTF-8."""
    try:
        return quote(raw.decode("utf-8"), safe="%=&+-._~!$'()*,;:@/?[]")
    except UnicodeDecodeError:
        raise refusals.unreadable_address() from None
