"""The extract of ROR loaded, organisations that have records in it, and the cast who look things up, link and judge."""

import copy
import json
import re
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from coop.accounts import cast, rules
from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation, Source
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation
from coop.partners.register import loading
from coop.viewer import Role, Viewer

BASE_URL = "https://coop.example.org"
EXTRACT = Path(__file__).with_name("ror-extract.json")
KEEPER = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def quiet(_line):
    """Nobody listens."""


def organisation(name, ror="", tag="en", **facts):
    identifiers = (NewIdentifier(Scheme.ROR, ror, Source.IMPORT),) if ror else ()
    names = name if isinstance(name, tuple) else (NewName(name, tag, preferred=True),)
    return NewOrganisation(**{"names": names, "kinds": (Kind.EDUCATION,), "identifiers": identifiers, **facts})


@pytest.fixture
def records():
    """The records of the extract by their nine characters, to be changed at will."""
    return {each["id"][-9:]: each for each in copy.deepcopy(json.loads(EXTRACT.read_text("utf-8")))}


@pytest.fixture
def dump(tmp_path):
    """Writes records as a dump; gives its path."""

    def written(records, name="dump.json"):
        path = tmp_path / name
        path.write_text(json.dumps(list(records.values()) if isinstance(records, dict) else records, ensure_ascii=False), "utf-8")
        return path

    return written


@pytest_asyncio.fixture
async def register(database):
    """The extract, loaded."""
    from coop import i18n

    i18n.configure(("en", "zh-Hans", "th", "ar"))
    return await loading.load(EXTRACT, quiet)


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


@pytest_asyncio.fixture
async def somchai(app, register):
    """Somchai's browser: a liaison officer."""
    organisation_id = await add_organisation(KEEPER, organisation("IRESEN"))
    await cast.add_cast(rules.OPERATOR, {"IRESEN": organisation_id})
    async with Browser(app) as browser:
        yield await browser.sign_in(cast.SOMCHAI)


@pytest.fixture
def browser(app):
    """Makes a browser on the application."""
    return lambda: Browser(app)
