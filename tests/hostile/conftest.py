"""The whole application with a little of everything on record, asked with raw bytes that no browser would send."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import pytest
import pytest_asyncio

from coop import clock, db
from coop.accounts import api_tokens, people, rules, sign_ins
from coop.accounts.facts import Browser, NewToken, NewUser, Profile, Scope
from coop.accounts.queries import viewer_of_person
from coop.conferences import scheduling, series
from coop.conferences.facts import NewConference, NewSeries
from coop.conferences.states import Visibility
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation
from coop.projects.facts import NewProject
from coop.projects.logbook import log_project
from coop.viewer import Role

SECURITY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types coop",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}


@dataclass
class Answer:
    """An answer as it left the application."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key == name), "")

    @property
    def text(self):
        return (gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body).decode("utf-8")


class _Alive(HTMLParser):
    """Finds what a browser would run or follow: scripts, handlers, addresses with a scheme of their own, elements we never write."""

    def __init__(self):
        super().__init__()
        self.found = []
        self._script = ""

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag in {"iframe", "object", "embed", "base", "marquee", "math", "style", "xqz9"} or (tag == "meta" and "http-equiv" in named):
            self.found.append(tag)
        for name, value in attributes:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(name)
            if name in {"href", "src", "action", "formaction", "xlink:href"} and address.startswith(
                ("javascript:", "data:text", "vbscript:", "//", "\\")
            ):
                self.found.append(address)
        if tag == "script":
            self._script = named.get("type") or "text/javascript"
            if not named.get("src", "/static/").startswith("/static/"):
                self.found.append(named["src"])

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = ""

    def handle_data(self, data):
        if self._script and self._script != "application/ld+json" and data.strip():
            self.found.append(data)


@pytest.fixture
def alive():
    """What of a page is alive that must not be: an empty list for every page of ours."""

    def look(html):
        parser = _Alive()
        parser.feed(html)
        parser.close()
        return parser.found

    return look


@pytest.fixture
def check(alive):
    """What must hold of every answer, whatever was asked."""

    def checked(answer, what, *, cookies=False):
        assert answer.status < 500, (what, answer.status, answer.body[:300])
        headers = dict(answer.headers)
        for name, value in SECURITY.items():
            assert headers[name] == value, (what, name)
        assert headers["referrer-policy"] in {"same-origin", "no-referrer"}, what
        assert headers["x-request-id"], what
        if not cookies:
            assert "set-cookie" not in headers, (what, headers["set-cookie"])
        if 300 <= answer.status < 400 and answer.status != 304:
            to = headers["location"]
            assert to.startswith("/"), (what, to)
            assert not to.startswith(("//", "/\\")), (what, to)
            assert to.isprintable(), (what, to)
            assert "\\" not in to, (what, to)
        if headers.get("content-type", "").startswith("text/html") and answer.body:
            assert alive(answer.text) == [], what
        return answer

    return checked


@pytest.fixture
def ask(app):
    """Ask with raw ASGI facts: ``query`` and headers are bytes, ``path`` is text as a server decodes it."""

    async def asked(path, *, method="GET", query=b"", headers=(), body=b"", host=b"coop.example.org"):
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent = []

        async def receive():
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        listed = [(b"host", host)] if host is not None else []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https", "path": path, "raw_path": b"/",
            "query_string": query, "root_path": "", "headers": [*listed, *headers], "client": ("192.0.2.1", 1), "server": ("x", 443), "state": {},
        }  # fmt: skip
        await app(scope, receive, send)
        headers = [(name.decode("ascii"), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        return Answer(sent[0]["status"], headers, b"".join(each.get("body", b"") for each in sent[1:]))

    return asked


@dataclass
class World:
    """Numbers of one object each, and Ada's way in."""

    conference: int
    organisation: int
    project: int
    series: int
    cookie: bytes
    token: bytes


@pytest_asyncio.fixture
async def world(app):
    keeper = rules.OPERATOR
    ada = await people.add_user(keeper, NewUser("ada@example.org", Profile("Ada"), frozenset({Role.ADMINISTRATOR})))
    viewer = await viewer_of_person(ada)
    async with db.transaction():
        cookie = await sign_ins.open_sign_in(viewer, Browser("192.0.2.0/24"))
    token = await api_tokens.issue_token(viewer, NewToken("hostile", Scope.WRITE))
    names = Multilingual.of("en", en="Hydrogen forum", th="เวทีไฮโดรเจน")
    first = date(clock.today().year + 1, 3, 1)
    facts = NewConference(names=names, topics=("h2",), zone="Asia/Bangkok", starts_on=first, ends_on=first, country="TH")
    body = NewOrganisation(names=(NewName("Rabat body", "en", preferred=True),), kinds=(Kind.EDUCATION,), country="MA")
    return World(
        (await scheduling.schedule_conference(viewer, facts, Visibility.PUBLISHED)).id,
        await add_organisation(viewer, body),
        await log_project(viewer, NewProject(names=names, topics=("h2",))),
        (await series.add_series(viewer, NewSeries(names=names, topics=("h2",)))).id,
        f"__Host-sid={cookie}".encode(),
        f"Bearer {token}".encode(),
    )
