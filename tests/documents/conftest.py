"""Three organisations, the cast, and browsers that send forms with files."""

import re
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from coop.accounts import cast, rules
from coop.partners.facts import Kind, NewName, NewOrganisation, Visibility
from coop.partners.keeping import add_organisation
from coop.viewer import Role as Duty
from coop.viewer import Viewer

BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class World:
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

    async def fill(self, path, fields=(), page="/en/sign-in", files=None):
        """Post a form with the token that stands on ``page``."""
        token = _TOKEN.search((await self.get(page)).text)[1]
        return await self.post(path, data={"csrf_token": token, **dict(fields)}, files=files)

    async def sign_in(self, member):
        answer = await self.fill("/en/sign-in", {"email": member.email, "password": member.password})
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def browser(app):
    """Makes a browser on the application: ``async with browser() as somebody``."""
    return lambda: Browser(app)
