"""Organisations that look alike, and the cast who judge them."""

import re

import httpx
import pytest
import pytest_asyncio

from coop.accounts import cast, rules
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation

BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser(httpx.AsyncClient):
    """Reads a page's form token and sends forms with it. Use it with ``async with``."""

    def __init__(self, application):
        super().__init__(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, headers={"origin": BASE_URL})

    async def fill(self, path, fields=(), page="/en/sign-in"):
        """Post a form with the token that stands on ``page``."""
        token = _TOKEN.search((await self.get(page)).text)[1]
        return await self.post(path, data={"csrf_token": token, **dict(fields)})

    async def sign_in(self, member):
        answer = await self.fill("/en/sign-in", {"email": member.email, "password": member.password})
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def browser(app):
    """Makes a browser on the application."""
    return lambda: Browser(app)


@pytest_asyncio.fixture
async def somchai(app):
    """Somchai's browser: a liaison officer. His cast belongs to organisation 1."""
    names = (NewName("IRESEN", "en", preferred=True),)
    number = await add_organisation(rules.OPERATOR, NewOrganisation(names=names, kinds=(Kind.FACILITY,), country="MA"))
    await cast.add_cast(rules.OPERATOR, {"IRESEN": number})
    async with Browser(app) as browser:
        yield await browser.sign_in(cast.SOMCHAI)
