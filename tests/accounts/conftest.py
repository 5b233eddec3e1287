"""The cast on a fresh database, the browsers they use, and a second application beside the first."""

import re

import httpx
import pytest

from coop.accounts import cast, rules
from coop.app import create_app
from coop.settings import Settings

BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser(httpx.AsyncClient):
    """Reads a page's form token and posts forms with it. Use it with ``async with``."""

    def __init__(self, application, address="192.0.2.7"):
        transport = httpx.ASGITransport(app=application, client=(address, 4000))
        super().__init__(transport=transport, base_url=BASE_URL, headers={"origin": BASE_URL})

    @property
    def sid(self):
        """The session cookie."""
        return self.cookies.get("__Host-sid")

    @sid.setter
    def sid(self, value):
        self.cookies.set("__Host-sid", value, domain="coop.example.org", path="/")

    async def token(self, page="/en/sign-in"):
        return _TOKEN.search((await self.get(page)).text)[1]

    async def submit(self, path, fields=None, page="/en/sign-in"):
        """Post a form the way a page of ours does: with the token that stands on ``page``."""
        return await self.post(path, data={"csrf_token": await self.token(page), **(fields or {})})

    async def sign_in(self, member, **fields):
        """Sign one of the cast in by the form."""
        return await self.submit("/en/sign-in", {"email": member.email, "password": member.password, **fields})


@pytest.fixture
def browser():
    """Makes a browser: ``browser(app)``, or ``browser(app, "198.51.100.1")``."""
    return Browser


@pytest.fixture
async def ids(database):
    """The cast's numbers by key. Layla belongs to organisation 12."""
    return await cast.add_cast(rules.OPERATOR, {"IRESEN": 12})


@pytest.fixture
def another_app(app, database):
    """Makes a second application over the same database, with other settings."""

    def make(**changes):
        facts = {"secret": b"test-secret-test-secret-test-secret", "allowed_hosts": frozenset({"coop.example.org"})}
        return create_app(Settings(**{"database_url": database, "base_url": BASE_URL, **facts, **changes}))

    return make
