"""Three organisations, the cast who may and may not touch conferences, browsers that are signed in, and facts to begin with."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from coop import calendar, clock, db
from coop.accounts.facts import Browser as Asking
from coop.accounts.sign_ins import open_sign_in
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.scheduling import schedule_conference
from coop.conferences.states import DeadlineKind, HostRole, Visibility
from coop.db import run, transaction
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.facts import Visibility as Seen
from coop.partners.keeping import add_organisation
from coop.viewer import Role, Viewer

BASE_URL = "https://coop.example.org"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEEPER = Viewer(user_id=None, name="Seed", roles=frozenset({Role.LIAISON}))
ROLES = {"ada": Role.ADMINISTRATOR, "mei": Role.ORGANISER, "bo": Role.ORGANISER, "somchai": Role.LIAISON}


@dataclass(frozen=True)
class World:
    """Ids of three organisations, and viewers. Bo is an organiser beside Mei."""

    xiamen: int
    rabat: int
    hidden: int
    ada: Viewer
    mei: Viewer
    bo: Viewer
    somchai: Viewer
    layla: Viewer
    stranger: Viewer


async def organisation(name, country, tag, visibility=Seen.PUBLIC):
    facts = NewOrganisation(names=(NewName(name, tag, preferred=True),), kinds=(Kind.EDUCATION,), country=country, visibility=visibility)
    return await add_organisation(KEEPER, facts)


@pytest.fixture(autouse=True)
def noon():
    with clock.standing_at(NOON):
        yield


@pytest_asyncio.fixture
async def world(database):
    calendar.configure(BASE_URL, ("en", "zh-Hans", "th", "ar"))
    xiamen = await organisation("厦门大学", "CN", "zh-Hans")
    rabat = await organisation("Institut de Recherche en Energie Solaire", "MA", "fr")
    hidden = await organisation("Quiet Institute", "CH", "en", Seen.HIDDEN)
    people = {}
    for number, name in enumerate(("ada", "mei", "bo", "somchai", "layla", "stranger"), start=1):
        await run(
            "INSERT INTO person (id, uuid, version, created_at, revised_at, email, email_key, name, address_as, locale, zone, password_hash, active)"
            " VALUES ({}, {}, 1, {}, {}, {}, {}, {}, '', 'en', '', '', {})",
            number,
            UUID(int=number),
            NOON,
            NOON,
            f"{name}@example.org",
            f"{name}@example.org",
            name.title(),
            True,
        )
        if name in ROLES:
            await run("INSERT INTO role_grant (person_id, role, granted_at) VALUES ({}, {}, {})", number, ROLES[name].value, NOON)
        roles = frozenset({ROLES[name]}) if name in ROLES else frozenset()
        people[name] = Viewer(number, name.title(), roles, frozenset({rabat}) if name == "layla" else frozenset())
    await run("INSERT INTO membership (person_id, organisation_id, joined_at) VALUES ({}, {}, {})", people["layla"].user_id, rabat, NOON)
    return World(xiamen, rabat, hidden, **people)


@pytest.fixture
def facts():
    """Three days in Bangkok in December, with an abstract deadline anywhere on Earth."""
    return NewConference(
        names=Multilingual.of("en", en="Green Hydrogen Days", th="วันไฮโดรเจนสีเขียว"),
        topics=("h2", "re-wind"),
        zone="Asia/Bangkok",
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 3),
        country="TH",
        city=Multilingual.of("en", en="Bangkok", th="กรุงเทพมหานคร"),
        venue=Multilingual.of("en", en="Hall 1"),
        languages=("th", "en"),
        deadlines=(NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 9, 1)),),
    )


@pytest_asyncio.fixture
async def published(world, facts):
    """The conference of ``facts``, hosted by Xiamen, made and published by Mei."""
    wanted = replace(facts, hosts=(NewHost(world.xiamen), NewHost(world.rabat, HostRole.CO_HOST)))
    return await schedule_conference(world.mei, wanted, Visibility.PUBLISHED)


@pytest_asyncio.fixture
async def draft(world, facts):
    """The conference of ``facts`` as Mei's draft."""
    return await schedule_conference(world.mei, facts)


class Browser(httpx.AsyncClient):
    """Reads a page's form token and sends forms with it."""

    def __init__(self, application):
        super().__init__(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, headers={"origin": BASE_URL})

    async def fill(self, path, fields=(), page=""):
        """Post a form with the token that stands on ``page`` (by default the page at the same address)."""
        shown = await self.get(page or path)
        assert shown.status_code == 200, shown.text
        return await self.post(path, data={"csrf_token": _TOKEN.search(shown.text)[1], **dict(fields)})


@pytest.fixture
def browser(app):
    """Makes a browser, signed in as a viewer of the world: ``async with browser(world.mei) as mei``."""

    @asynccontextmanager
    async def make(viewer=None):
        async with Browser(app) as found:
            if viewer is not None:
                async with transaction():
                    token = await open_sign_in(viewer, Asking(""))
                found.cookies.set("__Host-sid", token, domain="coop.example.org", path="/")
            yield found

    return make


@pytest.fixture
def statements():
    """How many statements the database has run so far."""
    return lambda: db.engine().statements
