"""Programs of the cast, each with its token, and two organisations to write about."""

from __future__ import annotations

import httpx
import pytest
import pytest_asyncio

from coop.accounts import api_tokens, cast, people, rules
from coop.accounts.facts import NewToken, NewUser, Scope
from coop.accounts.queries import viewer_of_person
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation

BASE_URL = "https://coop.example.org"


@pytest_asyncio.fixture
async def partners(app):
    """The numbers of two organisations by name."""
    made = {}
    for name, country in (("xiamen", "CN"), ("iresen", "MA")):
        names = (NewName(f"{name.title()} body", "en", preferred=True),)
        made[name] = await add_organisation(rules.OPERATOR, NewOrganisation(names=names, kinds=(Kind.EDUCATION,), country=country))
    return made


@pytest_asyncio.fixture
async def viewers(partners):
    """The cast, without passwords: programs type none. Layla belongs to IRESEN."""
    found = {}
    for each in cast.CAST:
        member = frozenset({partners["iresen"]} if each.organisation else ())
        found[each.key] = await viewer_of_person(
            await people.add_user(rules.OPERATOR, NewUser(each.email, each.profile, each.roles, member))
        )
    return found


@pytest.fixture
def program(app):
    """A program with the token ``secret``, or with none. Use it with ``async with``."""

    def made(secret=""):
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=f"{BASE_URL}/api/v1", headers=headers)

    return made


@pytest_asyncio.fixture
async def api(viewers, program):
    """Programs of the cast by key, each with a token for writing."""
    found = {}
    for key, viewer in viewers.items():
        found[key] = program(await api_tokens.issue_token(viewer, NewToken("tests", Scope.WRITE)))
    found[""] = program()
    yield found
    for each in found.values():
        await each.aclose()


@pytest.fixture
def facts():
    """The facts of one ordinary conference as JSON, with changes."""

    def made(**changes):
        usual = {
            "names": {"source": "en", "texts": {"en": "Hydrogen days", "zh-Hans": "氢能日"}},
            "topics": ["h2"],
            "zone": "Asia/Bangkok",
            "country": "TH",
            "starts_on": "2028-05-18",
            "ends_on": "2028-05-20",
        }
        return {**usual, **changes}

    return made
