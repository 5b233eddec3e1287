"""Denied by default: who is let to which route, and what the others are told."""

import pytest

from coop import db
from coop.accounts import api_tokens, queries
from coop.accounts.facts import NewToken, Scope
from coop.viewer import ANONYMOUS, Role, Viewer
from coop.web.kit import access
from coop.web.kit.access import RULES


def signed(*roles, organisations=()):
    return Viewer(user_id=1, roles=frozenset(roles), organisation_ids=frozenset(organisations))


VIEWERS = {
    "visitor": ANONYMOUS,
    "stranger": signed(),
    "partner": signed(organisations=[12]),
    "organiser": signed(Role.ORGANISER),
    "liaison": signed(Role.LIAISON),
    "administrator": signed(Role.ADMINISTRATOR),
}
EVERYBODY = set(VIEWERS)
STAFF = {"organiser", "liaison", "administrator"}


@pytest.mark.parametrize(
    ("rule", "passing"),
    [
        ("public", EVERYBODY), ("signed_in", EVERYBODY - {"visitor"}), ("editor", STAFF | {"partner"}), ("staff", STAFF), ("organiser", {"organiser", "administrator"}),
        ("liaison", {"liaison", "administrator"}), ("administrator", {"administrator"}),
    ],
)  # fmt: skip
def test_each_rule_lets_through_exactly_these(rule, passing):
    assert {name for name, viewer in VIEWERS.items() if RULES[rule](viewer)} == passing


async def test_a_route_without_a_rule_is_closed_to_everybody(client, signed_in):
    assert (await client.get("/en/ruleless")).status_code == 403
    assert (await client.get("/en/ruleless", headers=await signed_in("ada"))).status_code == 403


async def test_a_visitor_is_led_to_the_sign_in_and_back(client):
    response = await client.get("/th/private?theme=ccus&q=%E6%B0%A2")
    assert response.status_code == 303
    assert response.headers["location"] == "/th/sign-in?next=/th/private%3Ftheme%3Dccus%26q%3D%25E6%25B0%25A2"


async def test_signed_in_without_the_role_is_403(client, signed_in):
    for key, status in (("stranger", 403), ("layla", 403), ("somchai", 403), ("mei", 200), ("ada", 200)):
        assert (await client.get("/en/organisers", headers=await signed_in(key))).status_code == status


async def test_a_session_that_is_over_is_that_of_a_visitor(client, signed_in):
    mei = await signed_in("mei")
    assert (await client.get("/en/private", headers=mei)).status_code == 200
    await db.run("DELETE FROM sign_in")
    assert (await client.get("/en/private", headers=mei)).status_code == 303
    assert (await client.get("/en/private", headers={"cookie": "sid=" + mei["cookie"].partition("=")[2]})).status_code == 303


async def test_a_form_sent_after_the_session_ended_says_so(client, token):
    response = await client.post("/api/v1/things", json={"name": "a"})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_read_only_token_does_not_write(client, signed_in, app):
    await signed_in("mei")
    rows = await db.run("SELECT id FROM person WHERE email = 'mei@example.org'")
    mei = await queries.viewer_of_person(rows[0]["id"])
    read, write = [await api_tokens.issue_token(mei, NewToken(name, Scope(scope))) for name, scope in (("r", "read"), ("w", "write"))]
    assert (await client.post("/api/v1/things", json={"name": "a"}, headers={"authorization": f"Bearer {read}"})).status_code == 403
    assert (await client.post("/api/v1/things", json={"name": "a"}, headers={"authorization": f"Bearer {write}"})).status_code == 201
    assert (await client.post("/api/v1/things", json={"name": "a"}, headers={"authorization": "Bearer " + "A" * 43})).status_code == 401


async def test_visitors_cost_no_query_and_get_no_cookie(client, monkeypatch):
    async def no_query(_token):
        raise AssertionError

    monkeypatch.setattr(queries, "viewer_of", no_query)
    response = await client.get("/en/seen")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers


def test_the_rules_of_every_route_are_listed(app):
    listed = access.rules(app.framework)
    assert ("GET", "/{locale:str}/private", "signed_in") in listed
    assert ("GET", "/{locale:str}/ruleless", "") in listed
    assert ("POST", "/{locale:str}/preferences", "public") in listed
    assert [each for each in listed if not each.access] == [("GET", "/{locale:str}/ruleless", "")]
