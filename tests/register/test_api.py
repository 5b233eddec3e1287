"""The register, its proposals and likely duplicates over the API."""

import httpx
import pytest_asyncio

from coop.accounts import api_tokens, cast, people, rules
from coop.accounts.facts import NewToken, NewUser, Scope
from coop.accounts.queries import viewer_of_person
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation
from coop.partners.register import loading, proposals

BASE_URL = "https://coop.example.org/api/v1"


@pytest_asyncio.fixture
async def api(app, register):
    """Programs of the cast by key; a visitor's under the empty key."""
    found = {"": httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE_URL)}
    for each in cast.CAST:
        viewer = await viewer_of_person(await people.add_user(rules.OPERATOR, NewUser(each.email, each.profile, each.roles, frozenset())))
        token = await api_tokens.issue_token(viewer, NewToken("tests", Scope.WRITE))
        headers = {"authorization": f"Bearer {token}"}
        found[each.key] = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE_URL, headers=headers)
    yield found
    for each in found.values():
        await each.aclose()


async def added(name):
    return await add_organisation(
        rules.OPERATOR, NewOrganisation(names=(NewName(name, "en", preferred=True),), kinds=(Kind.EDUCATION,), country="CN")
    )


async def test_records_are_looked_up_by_staff(api):
    found = (await api["mei"].get("/ror", params={"q": "厦门"})).json()
    assert (found["dump"], found["records"]) == ("ror-extract.json", 20)
    assert found["items"][0] == {
        "ror": "00mcjh785",
        "name": "Xiamen University",
        "name_locale": "en",
        "state": "active",
        "kinds": ["education", "funder"],
        "country": "CN",
        "city": "Xiamen",
        "organisation": None,
        "vanished": False,
    }
    whole = (await api["mei"].get("/ror/05v78jy10")).json()
    assert (whole["state"], whole["successors"], whole["geonames_id"]) == ("withdrawn", ["03eyq4y97"], 290030)
    assert (await api["mei"].get("/ror/00mcjh786")).status_code == 404
    assert (await api["mei"].get("/ror")).json()["items"] == []
    assert [(await api[key].get("/ror?q=xmu")).status_code for key in ("", "stranger", "layla", "somchai", "ada")] == [
        401,
        403,
        403,
        200,
        200,
    ]


async def test_an_organisation_is_linked_and_a_proposal_answered(api, records, dump):
    somchai, number = api["somchai"], await added("Xiamen University")
    body = {"organisation": number, "version": 1}
    assert (await api["mei"].post("/ror/00mcjh785/link", json=body)).status_code == 403
    assert (await somchai.post("/ror/00mcjh785/link", json=body)).json() == {"version": 2}
    assert (await somchai.post("/ror/00mcjh785/link", json=body)).status_code == 409
    assert (await somchai.post("/ror/01285e189/link", json={**body, "version": 2})).status_code == 422
    assert (await somchai.get("/ror?q=xmu")).json()["items"][0]["organisation"] == number
    records["00mcjh785"]["established"] = 1920
    records["00mcjh785"]["links"] = [{"type": "website", "value": "https://new.example.org"}]
    await loading.load(dump(records), lambda _line: None)
    await proposals.compare()
    page = (await somchai.get("/ror-proposals")).json()
    assert (page["total"], page["pages"], page["next"]) == (1, 1, "")
    told = [(each["organisation"], each["field"], each["says"]) for each in page["items"]]
    assert told == [(number, "website", "https://new.example.org"), (number, "founded", "1920")]
    assert page["items"][0]["wanted"]["website"] == "https://new.example.org"
    first, second = (each["id"] for each in page["items"])
    assert (await somchai.post(f"/ror-proposals/{first}/accept")).json() == {"version": 3}
    assert (await somchai.post(f"/ror-proposals/{first}/accept")).status_code == 409
    assert (await somchai.post(f"/ror-proposals/{second}/decline", json={"reason": "Their charter says 1921"})).status_code == 204
    assert (await somchai.get("/ror-proposals")).json()["items"] == []
    facts = (await somchai.get(f"/organisations/{number}")).json()["facts"]
    assert (facts["website"], facts["founded"]) == ("https://new.example.org", 1921)


async def test_duplicates_are_listed_declined_and_brought_back(api):
    first, second = await added("Xiamen University"), await added("Xiamen  University")
    somchai = api["somchai"]
    page = (await somchai.get("/duplicates")).json()
    assert page["total"] == 1
    pair = page["items"][0]
    assert {key: pair[key] for key in ("first", "second", "weight", "grounds")} == {
        "first": first,
        "second": second,
        "weight": "hint",
        "grounds": [{"reason": "name", "detail": "Xiamen University"}],
    }
    nothing = await somchai.post(f"/duplicates/{pair['id']}/decline", json={})
    assert nothing.json()["errors"] == [{"field": "reason", "message": "Say why these are two organisations."}]
    assert (await somchai.post(f"/duplicates/{pair['id']}/decline", json={"reason": "Two campuses"})).status_code == 204
    assert (await somchai.get("/duplicates")).json()["items"] == []
    assert (await somchai.get("/duplicates?declined=yes")).json()["items"][0]["declined_reason"] == "Two campuses"
    assert (await somchai.post(f"/duplicates/{pair['id']}/restore")).status_code == 204
    assert (await somchai.get("/duplicates")).json()["total"] == 1
    assert (await somchai.post("/duplicates/999/decline", json={"reason": "x"})).status_code == 404
    assert [(await api[key].get("/duplicates")).status_code for key in ("", "layla", "mei", "ada")] == [401, 403, 403, 200]


async def test_the_operations_are_described(api):
    document = (await api[""].get("/openapi.json")).json()
    assert {path for path in document["paths"] if "ror" in path or "duplicates" in path} == {
        "/api/v1/ror",
        "/api/v1/ror/{ror}",
        "/api/v1/ror/{ror}/link",
        "/api/v1/ror-proposals",
        "/api/v1/ror-proposals/{number}/accept",
        "/api/v1/ror-proposals/{number}/decline",
        "/api/v1/duplicates",
        "/api/v1/duplicates/{number}/decline",
        "/api/v1/duplicates/{number}/restore",
    }
