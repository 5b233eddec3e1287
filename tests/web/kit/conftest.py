"""A small application behind the real door: the kit's own pages and a few probes."""

import importlib.util
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
import pytest_asyncio
from jinja2 import ChoiceLoader, DictLoader
from litestar import Request, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from coop import db
from coop.accounts import cast, queries, rules, sign_ins
from coop.accounts.facts import Browser
from coop.app import create_app
from coop.errors import Clash, Forbidden, Gone, IllegalMove, Invalid, NotFound, Stale, TooMany
from coop.i18n.message import _
from coop.web import about, dev, health, preferences
from coop.web.kit.forms import read_form
from coop.web.kit.pages import Page, keep, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

_spec = importlib.util.spec_from_file_location("coop_conftest", Path(__file__).parents[2] / "conftest.py")
ground = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(ground)

PROBE = "<!doctype html><title>{{ title }}</title><p>{{ detail }}</p>{% if notice %}<i>{{ notice.text }} {{ notice.undo_url }}</i>{% endif %}<b>{{ csrf_token }}</b>"
PUBLIC = {"access": "public"}
Asked = Request[Any, Any, Any]
drawn = {"count": 0, "wait": None}

ERRORS = {
    "not-found": NotFound,
    "gone": Gone,
    "replaced": lambda: Gone("/en/about"),
    "forbidden": Forbidden,
    "invalid": lambda: Invalid({"title.en": _("Fill in this field.")}),
    "clash": lambda: Clash(["one"]),
    "stale": lambda: Stale(3),
    "illegal": lambda: IllegalMove(_("Fill in this field."), ["confirm"]),
    "too-many": lambda: TooMany(61),
    "bug": lambda: ZeroDivisionError("secret detail"),
    "away": lambda: ConnectionRefusedError("secret detail"),
}


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int = 0


@get("/seen", opt=PUBLIC)
async def seen(request: Asked, q: FromQuery[str] = "", size: Annotated[int, QueryParameter(ge=0)] = 1) -> Page:
    drawn["count"] += 1
    if drawn["wait"] is not None:
        await drawn["wait"]()
    return page(request, "probe.html", public=True, title=q, detail=str(drawn["count"]))


@get("/parts", opt=PUBLIC)
async def parts(request: Asked) -> Page:
    return page(request, "probe.html", public=True, fragment="part.html", title="whole", detail="d")


@get("/private", opt={"access": "signed_in"})
async def private(request: Asked) -> Page:
    return page(request, "probe.html", title="private", detail="")


@get("/organisers", opt={"access": "organiser"})
async def organisers(request: Asked) -> Page:
    return page(request, "probe.html", title="organisers", detail="")


@get("/ruleless")
async def ruleless(request: Asked) -> Page:
    return page(request, "probe.html", title="ruleless", detail="")


@get("/wrong/{kind:str}", opt=PUBLIC)
async def wrong(kind: FromPath[str]) -> Page:
    raise ERRORS[kind]()  # noqa: RSE102 - the table holds makers


@get("/thing/{segment:str}", opt=PUBLIC)
async def thing(request: Asked, segment: FromPath[str]) -> Page:
    number, slug = read_id(segment)
    return page(request, "probe.html", title=f"{number} {slug}", detail="")


@post("/typed", opt=PUBLIC, status_code=200)
async def typed(request: Asked) -> Page:
    form = await read_form(request)
    return page(request, "probe.html", title=form.line("name"), detail=form.typed("name"))


@post("/saved", opt=PUBLIC, status_code=200)
async def saved(request: Asked) -> Page:
    form = await read_form(request)
    return redirect(request, form.typed("next", "/en/about"), _("Fill in this field."), undo_url="/en/undo")


@get("/feeds/all.ics", opt=PUBLIC)
async def feed(request: Asked) -> Page:
    return keep(visit_of(request), b"BEGIN:VCALENDAR\r\n" * 100, [(b"content-type", b"text/calendar; charset=utf-8")])


@get("/feeds/broken.ics", opt=PUBLIC)
async def broken_feed() -> Page:
    raise NotFound


@post("/things", opt={"access": "signed_in"}, status_code=201)
async def make_thing(data: JSONBody[Wanted]) -> dict[str, Any]:
    return {"name": data.name}


@post("/open-things", opt=PUBLIC, status_code=201)
async def make_open_thing(data: JSONBody[Wanted]) -> dict[str, Any]:
    return {"name": data.name}


PAGES = [seen, parts, private, organisers, ruleless, wrong, thing, typed, saved, feed, broken_feed]
OUTSIDE = [Router("/api/v1", route_handlers=[make_thing, make_open_thing])]


def small_app(url, **changes):
    drawn.update(count=0, wait=None)
    pages = [*about.routes, *preferences.routes, *dev.routes, *PAGES]
    made = create_app(ground.settings_for(url, **changes), pages, [*health.routes, *OUTSIDE])
    made.site.templates.loader = ChoiceLoader([DictLoader({"probe.html": PROBE, "part.html": "<p>part</p>"}), made.site.templates.loader])
    return made


@pytest_asyncio.fixture
async def app(database):
    application = small_app(database)
    async with ground.running(application):
        yield application


@pytest.fixture
def make_app(database):
    """Build the application with other settings."""
    return lambda **changes: small_app(database, **changes)


@pytest.fixture
def probe():
    """How often the page ``seen`` was drawn, and what it waits for."""
    return drawn


@pytest.fixture
def running():
    return ground.running


@pytest_asyncio.fixture
async def client(app):
    async with ground.visitor(app) as browser:
        yield browser


@pytest.fixture
def visitor():
    return ground.visitor


@pytest_asyncio.fixture
async def signed_in(app):
    """Sign one of the cast in; gives the header their browser sends."""
    ids = {}

    async def given(key):
        if not ids:
            ids.update(await cast.add_cast(rules.OPERATOR, {"IRESEN": 12}))
        async with db.transaction():
            token = await sign_ins.open_sign_in(await queries.viewer_of_person(ids[key]), Browser("10.0.0.0/24"))
        return {"cookie": f"__Host-sid={token}"}

    return given


@pytest.fixture
def ask(app):
    """Ask with raw ASGI facts, as no HTTP client would send them: (status, headers, body)."""

    async def asked(path, *, method="GET", query=b"", headers=(), body=b"", host=b"coop.example.org"):
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent = []

        async def receive():
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        listed = [(b"host", host)] if host is not None else []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https", "path": path,
            "raw_path": b"/", "query_string": query, "root_path": "", "headers": [*listed, *headers], "client": ("10.0.0.1", 1), "server": ("x", 443), "state": {},
        }  # fmt: skip
        await app(scope, receive, send)
        start = sent[0]
        return start["status"], dict(start["headers"]), b"".join(each["body"] for each in sent[1:])

    return asked


@pytest_asyncio.fixture
async def token(client):
    """The token of today's forms for visitors, as a page carries it."""
    text = (await client.get("/en/about")).text
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]
