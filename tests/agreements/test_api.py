"""Agreements over the API: what is read can be sent back, verbs, refusals, and who is told what."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest_asyncio

from coop.accounts import api_tokens
from coop.accounts.facts import NewToken, Scope
from coop.partners.agreements import keeping

LETTER = {"titles": {"source": "en", "texts": {"en": "Letter"}}, "kind": "intent", "parties": [{"organisation": 1}, {"organisation": 2}]}


@pytest_asyncio.fixture
async def api(world, app):
    found = {}
    for key in ("somchai", "mei", "layla", "stranger"):
        secret = await api_tokens.issue_token(getattr(world, key), NewToken("tests", Scope.WRITE))
        found[key] = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="https://coop.example.org/api/v1",
            headers={"authorization": f"Bearer {secret}"},
        )
    yield found
    for each in found.values():
        await each.aclose()


async def test_from_letter_to_force_and_what_is_read_goes_back(api):
    somchai = api["somchai"]
    made = await somchai.post("/agreements", json=LETTER)
    assert (made.status_code, made.json()) == (201, {"id": 1, "version": 1, "url": "https://coop.example.org/api/v1/agreements/1"})
    read = (await somchai.get("/agreements/1")).json()
    assert (read["facts"]["state"], read["moves"]) == ("draft", ["negotiation", "approved", "abandoned"])
    assert (await somchai.put("/agreements/1", json={"version": 1, "facts": read["facts"]})).json() == {"version": 1}
    refused = await somchai.post("/agreements/1/move", json={"version": 1, "state": "expired"})
    assert (refused.status_code, refused.json()["legal"]) == (409, ["negotiation", "approved", "abandoned"])
    assert (await somchai.post("/agreements/1/move", json={"version": 1, "state": "approved"})).json() == {"version": 2}
    signatures = [{"place": 0, "signed_on": "2026-03-01"}, {"place": 1, "signed_on": "2026-03-02", "signed_in": "Rabat"}]
    early = await somchai.post("/agreements/1/sign", json={"version": 2, "signatures": [{"place": 5, "signed_on": "2026-03-01"}]})
    assert early.status_code == 404
    assert (await somchai.post("/agreements/1/sign", json={"version": 2, "signatures": signatures})).json() == {"version": 3}
    read = (await somchai.get("/agreements/1")).json()
    assert (read["facts"]["state"], read["facts"]["effective_on"], read["dates"]["review_on"]) == ("in_force", "2026-03-02", "2027-03-02")
    assert (
        await somchai.post("/agreements/1/renew", json={"version": 3, "period": {"from_on": "2027-01-01", "ends_on": "2026-01-01"}})
    ).status_code == 422
    assert (
        await somchai.post("/agreements/1/renew", json={"version": 3, "period": {"from_on": "2027-01-01", "ends_on": "2029-01-01"}})
    ).json() == {"version": 4}
    assert (await somchai.delete("/agreements/1?version=3")).status_code == 409
    assert (await somchai.delete("/agreements/1?version=4")).status_code == 204
    assert (await somchai.get("/agreements/1")).status_code == 404
    assert (await somchai.post("/agreements/1/restore")).status_code == 204
    assert (await somchai.get("/agreements/1")).json()["version"] == 6


async def test_each_is_told_what_is_theirs(world, facts, api):
    await keeping.record_agreement(world.somchai, facts)
    await keeping.record_agreement(world.somchai, replace(facts, reference="S", confidential=True))
    listed = {key: [each["id"] for each in (await one.get("/agreements")).json()["items"]] for key, one in api.items()}
    assert listed == {"somchai": [2, 1], "mei": [1], "layla": [1], "stranger": []}
    due = {key: [(each["by"], each["why"]) for each in (await one.get("/agreements/due")).json()] for key, one in api.items()}
    assert due == {
        "somchai": [("2026-06-28", "notice")] * 2,
        "mei": [("2026-06-28", "notice")],
        "layla": [("2026-06-28", "notice")],
        "stranger": [],
    }
    at = {key: len((await one.get("/organisations/2/agreements")).json()) for key, one in api.items()}
    assert at == {"somchai": 2, "mei": 1, "layla": 1, "stranger": 0}
    assert {key: (await one.get("/agreements/2")).status_code for key, one in api.items()} == {
        "somchai": 200,
        "mei": 404,
        "layla": 404,
        "stranger": 404,
    }
    told = (await api["layla"].get("/agreements/1")).json()["facts"]
    assert (told["note"], told["officer"]) == ("", None)
    assert {key: (await one.post("/agreements", json=LETTER)).status_code for key, one in api.items()} == {
        "somchai": 201,
        "mei": 403,
        "layla": 403,
        "stranger": 403,
    }


async def test_faults_are_named(api):
    answer = await api["somchai"].post(
        "/agreements", json={**LETTER, "parties": [{"organisation": 99}], "renewal": "tacit", "ends_on": "2026-12-31"}
    )
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["renewal_months"]
    answer = await api["somchai"].post("/agreements", json={**LETTER, "parties": [{"organisation": 99}]})
    assert [each["field"] for each in answer.json()["errors"]] == ["parties.0.organisation"]
    assert (await api["somchai"].get("/agreements/due?days=0")).status_code == 422
    assert (await api["somchai"].get("/agreements?kind=treaty")).status_code == 422
