"""The application with the sample data, loaded once for the pages that only read it and put back what they change."""

import importlib.util
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from coop import clock, db
from coop.app import create_app
from coop.db import revision
from coop.seed import load_sample

_spec = importlib.util.spec_from_file_location("coop_ground", Path(__file__).parents[2] / "conftest.py")
ground = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(ground)

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(scope="module")
def noon():
    """The day the sample is made for."""
    with clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)) as standing:
        yield standing


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(noon, template, tmp_path_factory):
    """The application on a database that holds the sample."""
    async with ground.fresh(template, tmp_path_factory.mktemp("pages")) as url:
        await db.open_database(url)
        await revision.start_watching()
        try:
            application = create_app(ground.settings_for(url))
            async with ground.running(application):
                await load_sample(application.site.settings, lambda _line: None)
                yield application
        finally:
            await revision.stop_watching()
            await db.close_database()


@pytest_asyncio.fixture
async def reader(demo):
    """A browser that is not signed in."""
    async with ground.visitor(demo) as browser:
        yield browser


@pytest_asyncio.fixture
async def signed_in(demo):
    """Sign somebody of the cast in, in a browser of their own."""
    opened = []

    async def enter(member):
        browser = ground.visitor(demo)
        opened.append(browser)
        page = await browser.get("/en/sign-in")
        fields = {"csrf_token": TOKEN.search(page.text)[1], "email": member.email, "password": member.password}
        answer = await browser.post("/en/sign-in", data=fields)
        assert answer.status_code == 303, answer.text
        return browser

    yield enter
    for browser in opened:
        await browser.aclose()
