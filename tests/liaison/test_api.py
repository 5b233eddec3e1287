"""Interactions over the API: what is read goes back, follow-ups, timelines, and who is told what."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest_asyncio

from coop.accounts import api_tokens
from coop.accounts.facts import NewToken, Scope
from coop.liaison import log

NOTE = {
    "titles": {"source": "en", "texts": {"en": "Call"}}, "kind": "call", "happened_on": "2026-05-18", "zone": "Asia/Bangkok",
    "organisations": [{"organisation": 1}, {"organisation": 2, "part": "host"}], "people": [{"name": "Nora", "organisation": 2}],
}  # fmt: skip


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


async def test_from_note_to_trash_and_what_is_read_goes_back(world, api):
    somchai = api["somchai"]
    assert (await somchai.post("/interactions", json=NOTE)).json() == {
        "id": 1,
        "version": 1,
        "url": "https://coop.example.org/api/v1/interactions/1",
    }
    read = (await somchai.get("/interactions/1")).json()
    assert (await somchai.put("/interactions/1", json={"version": 1, "facts": read["facts"]})).json() == {"version": 1}
    assert (await somchai.put("/interactions/1", json={"version": 1, "facts": {**read["facts"], "place": "Fez"}})).json() == {"version": 2}
    given = await somchai.post(
        "/interactions/1/follow-ups", json={"text": "Call back", "assignee": world.mei.user_id, "due_on": "2026-05-20"}
    )
    assert (given.status_code, given.json()) == (201, {"id": 1})
    assert [each["text"] for each in (await api["mei"].get("/follow-ups")).json()] == ["Call back"]
    assert (await somchai.get("/follow-ups")).json() == []
    assert len((await somchai.get("/follow-ups?all=1")).json()) == 1
    changed = {"text": "Call back soon", "assignee": world.mei.user_id, "due_on": "2026-05-19"}
    assert (await somchai.put("/follow-ups/1", json={"version": 1, "facts": changed})).json() == {"version": 2}
    assert (await somchai.put("/follow-ups/1", json={"version": 1, "facts": changed | {"text": "Late"}})).status_code == 409
    assert (await api["mei"].put("/follow-ups/1", json={"version": 2, "facts": changed})).status_code == 403
    assert [(each["text"], each["due_on"], each["version"]) for each in (await api["mei"].get("/follow-ups")).json()] == [
        ("Call back soon", "2026-05-19", 2)
    ]
    assert (await api["mei"].post("/follow-ups/1/finish")).status_code == 204
    assert (await somchai.get("/interactions/1")).json()["follow_ups"][0]["done_on"] == "2026-05-18"
    assert (await api["mei"].post("/follow-ups/1/reopen")).status_code == 204
    timeline = (await somchai.get("/organisations/2/timeline")).json()
    assert (timeline["total"], timeline["items"]) == (1, [{"kind": "interaction", "id": 1, "on": "2026-05-18"}])
    assert (await somchai.delete("/interactions/1?version=1")).status_code == 409
    assert (await somchai.delete("/interactions/1?version=2")).status_code == 204
    assert (await somchai.get("/interactions/1")).status_code == 404
    assert (await somchai.post("/interactions/1/restore")).status_code == 204


async def test_each_is_told_what_is_theirs(world, facts, api):
    await log.log_interaction(world.somchai, replace(facts, confidential=True))
    await log.log_interaction(world.somchai, facts)
    assert {key: (await one.get("/interactions")).status_code for key, one in api.items()} == {
        "somchai": 200,
        "mei": 200,
        "layla": 403,
        "stranger": 403,
    }
    assert [each["id"] for each in (await api["mei"].get("/interactions?theme=hydrogen")).json()["items"]] == [2]
    assert (await api["mei"].get("/interactions/1")).status_code == 404
    assert (await api["mei"].get("/organisations/2/timeline")).json()["total"] == 1
    assert {key: (await one.post("/interactions", json=NOTE)).status_code for key, one in api.items()} == {
        "somchai": 201,
        "mei": 403,
        "layla": 403,
        "stranger": 403,
    }
    wrong = await api["somchai"].post("/interactions", json={**NOTE, "organisations": [{"organisation": 99}], "people": []})
    assert [each["field"] for each in wrong.json()["errors"]] == ["organisations"]
