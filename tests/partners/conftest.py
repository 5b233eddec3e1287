"""Three organisations, the cast who may and may not touch them, and browsers that send forms."""

import re
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from coop.accounts import cast, rules
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Visibility
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation
from coop.viewer import Role, Viewer

BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEEPER = Viewer(user_id=None, name="Seed", roles=frozenset({Role.LIAISON}))

XIAMEN = NewOrganisation(
    names=(
        NewName("Xiamen University", "en", preferred=True),
        NewName("厦门大学", "zh-Hans", preferred=True),
        NewName("XMU", "und", NameKind.ACRONYM),
        NewName("Amoy University", "en", NameKind.FORMER, valid_from="1921", valid_to="1937-07-01"),
    ),
    kinds=(Kind.EDUCATION, Kind.FUNDER),
    country="CN",
    city=Multilingual.of("en", en="Xiamen", zh_Hans="厦门", th="เซียะเหมิน", ar="شيامن"),
    geonames_id=1790645,
    latitude=24.48,
    longitude=118.09,
    zone="Asia/Shanghai",
    founded=1921,
    website="https://www.xmu.edu.cn",
    identifiers=(NewIdentifier(Scheme.ROR, "00mcjh785"), NewIdentifier(Scheme.ISNI, "0000 0001 2264 7233")),
)
IRESEN = NewOrganisation(
    names=(
        NewName("Institut de Recherche en Énergie Solaire", "fr", preferred=True),
        NewName("معهد البحث في الطاقة الشمسية", "ar", preferred=True),
        NewName("IRESEN", "und", NameKind.ACRONYM),
    ),
    kinds=(Kind.FACILITY,),
    country="MA",
    city=Multilingual.of("fr", fr="Rabat"),
    zone="Africa/Casablanca",
)
QUIET = NewOrganisation(
    names=(NewName("Quiet Institute", "en", preferred=True),), kinds=(Kind.OTHER,), country="CH", visibility=Visibility.HIDDEN
)


@dataclass(frozen=True)
class World:
    """Ids of the three organisations, and viewers."""

    xiamen: int
    iresen: int
    quiet: int
    somchai: Viewer
    mei: Viewer
    layla: Viewer
    stranger: Viewer


@pytest_asyncio.fixture
async def world(database):
    xiamen, iresen, quiet = [await add_organisation(KEEPER, facts) for facts in (XIAMEN, IRESEN, QUIET)]
    ids = await cast.add_cast(rules.OPERATOR, {"IRESEN": iresen})
    return World(
        xiamen,
        iresen,
        quiet,
        somchai=Viewer(ids["somchai"], "Somchai", frozenset({Role.LIAISON}), locale="th"),
        mei=Viewer(ids["mei"], "Mei", frozenset({Role.ORGANISER}), locale="zh-Hans"),
        layla=Viewer(ids["layla"], "Layla", organisation_ids=frozenset({iresen}), locale="ar"),
        stranger=Viewer(ids["stranger"], "Stranger"),
    )


class Browser(httpx.AsyncClient):
    """Reads a page's form token and sends forms with it. Use it with ``async with``."""

    def __init__(self, application):
        super().__init__(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, headers={"origin": BASE_URL})

    async def token(self, page):
        return _TOKEN.search((await self.get(page)).text)[1]

    async def fill(self, path, fields=(), page="/en/sign-in"):
        """Post a form with the token that stands on ``page``."""
        return await self.post(path, data={"csrf_token": await self.token(page), **dict(fields)})

    async def sign_in(self, member):
        answer = await self.fill("/en/sign-in", {"email": member.email, "password": member.password})
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def browser(app):
    """Makes a browser on the application: ``async with browser() as somebody``."""
    return lambda: Browser(app)
