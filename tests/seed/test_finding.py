"""Xiamen University in the fresh sample, found by whatever anybody calls it, wherever organisations are looked for."""

import re

import httpx
import pytest

from coop.accounts import api_tokens, cast
from coop.accounts.facts import NewToken, Scope
from coop.accounts.queries import viewer_of_person
from coop.db import run
from coop.partners import queries
from coop.seed import load_sample
from coop.viewer import ANONYMOUS

BASE_URL = "https://coop.example.org"
CALLED = ("xmu", "厦大", "Xiamen univ", "厦门", "厦门大学", "Xiàmén Dàxué", "00mcjh785")


@pytest.fixture
async def somchai(app, database):
    await load_sample(None, lambda _line: None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE_URL, headers={"origin": BASE_URL}) as browser:
        token = re.search(r'name="csrf_token" value="([^"]+)"', (await browser.get("/en/sign-in")).text)[1]
        typed = {"csrf_token": token, "email": cast.SOMCHAI.email, "password": cast.SOMCHAI.password}
        assert (await browser.post("/en/sign-in", data=typed)).status_code == 303
        yield browser


async def test_it_is_found_in_lists_search_pickers_and_the_api(somchai):
    found = (await queries.suggest(ANONYMOUS, "厦门大学", "en", 1))[0]
    address = f'href="/en/partners/{found.id}-xiamen-university"'
    person = (await run("SELECT id FROM person WHERE email = {}", cast.SOMCHAI.email))[0]["id"]
    secret = await api_tokens.issue_token(await viewer_of_person(person), NewToken("tests", Scope.WRITE))
    for called in CALLED:
        assert address in (await somchai.get("/en/partners", params={"q": called})).text, called
        assert address in (await somchai.get("/en/search", params={"q": called})).text, called
        assert address in (await somchai.get("/en/desk/partners/hints", params={"name": called})).text, called
        options = await somchai.get("/en/desk/partners/options", params={"field": "hosts", "hosts-find": called})
        assert f'name="hosts" value="{found.id}"' in options.text, called
        answer = await somchai.get("/api/v1/organisations", params={"q": called}, headers={"authorization": f"Bearer {secret}"})
        assert found.id in [each["id"] for each in answer.json()["items"]], called


async def test_its_short_name_is_an_alias_with_its_source(somchai):
    found = (await queries.suggest(ANONYMOUS, "厦大", "zh-Hans", 1))[0]
    facts = (await queries.get(ANONYMOUS, found.id)).facts
    assert [(name.tag, name.kind.value) for name in facts.names if name.text == "厦大"] == [("zh-Hans", "alias")]
    assert "article 2" in facts.source


async def test_the_sample_holds_no_two_organisations_that_look_alike(somchai):
    assert "No two organisations look alike" in (await somchai.get("/en/desk/duplicates")).text
