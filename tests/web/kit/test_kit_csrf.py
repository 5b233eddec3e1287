"""A form is taken from our own pages only, whoever sends it."""

from datetime import UTC, datetime

import pytest

from coop import clock

FORM = {"content-type": "application/x-www-form-urlencoded"}


def token_in(response):
    return response.text.partition("<b>")[2].partition("</b>")[0]


async def test_a_form_of_ours_is_taken(client, token):
    response = await client.post("/en/typed", data={"name": " Green  hydrogen ", "csrf_token": token})
    assert response.status_code == 200
    assert "<title>Green hydrogen</title>" in response.text


@pytest.mark.parametrize("sent", ["", "x", "ไทย", "é" * 43, "\x00", "0" * 43, "T" * 100_0])
async def test_a_wrong_token_is_403_in_words(client, sent):
    response = await client.post("/en/typed", data={"name": "a", "csrf_token": sent})
    assert response.status_code == 403
    assert "This form is too old, or it was not sent from this site." in response.text


@pytest.mark.parametrize("path", ["/en/typed", "/en/preferences"])
async def test_a_form_without_a_token_is_refused_before_the_handler(client, path):
    assert (await client.post(path, data={"name": "a"})).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://coop.example.org"}, 200),
        ({"origin": "https://COOP.example.org"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://coop.example.org"}, 403),
        ({"origin": "https://coop.example.org:8443"}, 403),
        ({"origin": "https://coop.example.org.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://["}, 403),
        ({"origin": ""}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "https://coop.example.org"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "https://coop.example.org"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://coop.example.org"}, 403),
        ({"sec-fetch-site": "none", "origin": "https://coop.example.org"}, 403),
        ({"origin": "https://localhost:8000", "host": "localhost:8000"}, 200),
        ({"origin": "https://localhost:9000", "host": "localhost:8000"}, 403),
    ],
)
async def test_the_sender_is_checked_beside_the_token(client, token, headers, status):
    response = await client.post("/en/typed", data={"name": "a", "csrf_token": token}, headers=headers)
    assert response.status_code == status


async def test_a_client_without_origin_needs_the_token_alone(ask, token):
    headers = [(name.encode(), value.encode()) for name, value in FORM.items()]
    assert (await ask("/en/typed", method="POST", headers=headers, body=b"name=a&csrf_token=" + token.encode()))[0] == 200
    assert (await ask("/en/typed", method="POST", headers=headers, body=b"name=a"))[0] == 403


async def test_a_visitors_token_is_the_same_for_all_and_lives_until_the_end_of_the_next_day(client):
    with clock.standing_at(datetime(2026, 5, 18, 12, tzinfo=UTC)):
        token = token_in(await client.get("/en/seen"))
        assert token_in(await client.get("/th/seen")) == token
    for day, status in ((18, 200), (19, 200), (20, 403), (17, 403)):
        with clock.standing_at(datetime(2026, 5, day, 23, 59, tzinfo=UTC)):
            assert (await client.post("/en/typed", data={"name": "a", "csrf_token": token})).status_code == status


async def test_a_signed_in_persons_token_is_bound_to_their_session(client, signed_in, token):
    mei, layla = await signed_in("mei"), await signed_in("layla")
    of_mei, of_layla = token_in(await client.get("/en/private", headers=mei)), token_in(await client.get("/en/private", headers=layla))
    assert len({of_mei, of_layla, token}) == 3
    for headers, sent, status in ((mei, of_mei, 200), (mei, of_layla, 403), (mei, token, 403), (layla, of_layla, 200), ({}, of_mei, 403)):
        assert (await client.post("/en/typed", data={"name": "a", "csrf_token": sent}, headers=headers)).status_code == status


async def test_another_installations_token_is_worth_nothing(client, make_app, running, visitor, token):
    other = make_app(secret=b"another-secret-another-secret-another")
    async with running(other), visitor(other) as elsewhere:
        assert (await elsewhere.post("/en/typed", data={"name": "a", "csrf_token": token})).status_code == 403


async def test_the_api_looks_at_no_cookie(client, signed_in):
    mei = await signed_in("mei")
    assert (await client.post("/api/v1/things", json={"name": "a"}, headers=mei)).status_code == 401
    response = await client.post("/api/v1/open-things", json={"name": "a"}, headers={"origin": "https://evil.example"})
    assert (response.status_code, response.json()) == (201, {"name": "a"})
