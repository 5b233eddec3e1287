"""Signing in and out over HTTP: cookies, limits over two applications, foreign forms, nothing told about accounts."""

import re

import pytest

from coop.accounts import cast, queries
from coop.db import run


async def test_signing_in_leads_to_the_desk_in_ones_own_language(ids, app, browser):
    async with browser(app) as client:
        answer = await client.sign_in(cast.SOMCHAI)
        assert (answer.status_code, answer.headers["location"]) == (303, "/th/desk")
        set_cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-sid="))
        parts = {part.strip() for part in set_cookie.split(";")[1:]}
        assert parts == {"Path=/", "SameSite=Lax", "HttpOnly", "Secure", "Max-Age=43200"}
        assert (await queries.viewer_of(client.sid)).user_id == ids["somchai"]
        assert "สมชาย วงศ์ทอง" in (await client.get("/th/desk/account")).text


async def test_a_session_a_client_chose_is_never_taken(ids, app, browser):
    chosen = "A" * 43
    async with browser(app) as client:
        client.sid = chosen
        assert (await client.get("/en/desk/account")).status_code == 303
        await client.sign_in(cast.MEI)
        assert client.sid != chosen
        assert await queries.viewer_of(chosen) is None


async def test_signing_in_again_gives_a_new_session_and_ends_the_old(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        first = client.sid
        await client.submit("/en/sign-in", {"email": cast.STRANGER.email, "password": cast.STRANGER.password}, page="/en/desk/account")
        assert client.sid != first
        assert await queries.viewer_of(first) is None
        assert (await queries.viewer_of(client.sid)).user_id == ids["stranger"]


async def test_visitors_get_no_cookie_and_leave_no_row(ids, app, browser):
    async with browser(app) as client:
        for path in ("/en/sign-in", "/th/reset", "/en/invitation/nothing", "/en/about"):
            assert "set-cookie" not in (await client.get(path)).headers
    assert await run("SELECT * FROM sign_in") == []


async def test_no_session_secret_is_stored(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        stored = b"".join(bytes(row["token_hash"]) for row in await run("SELECT token_hash FROM sign_in"))
        assert (len(stored), client.sid.encode() in stored) == (32, False)


async def test_signing_out_ends_the_session_here_and_in_the_database(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        kept = client.sid
        answer = await client.submit("/en/sign-out", page="/en/desk/account")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
        assert client.sid is None
        client.sid = kept
        assert (await client.get("/en/desk/account")).headers["location"] == "/en/sign-in?next=/en/desk/account"


async def test_private_pages_are_kept_by_no_cache(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        assert (await client.get("/en/desk/account")).headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/en/desk/account?x=1", "/en/desk/account?x=1"),
        ("", "/en/desk"),
        ("//evil.example", "/en/desk"),
        ("https://evil.example/", "/en/desk"),
        ("/\\evil.example", "/en/desk"),
        ("javascript:alert(1)", "/en/desk"),
        ("/en/\r\nset-cookie: x=1", "/en/desk"),
        ("/%0d%0aevil", "/%0d%0aevil"),
    ],
)
async def test_the_way_on_never_leads_off_the_site(ids, app, browser, wanted, leads_to):
    async with browser(app) as client:
        answer = await client.sign_in(cast.STRANGER, next=wanted)
        assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


async def test_whoever_is_signed_in_goes_on_at_once(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        answer = await client.get("/en/sign-in?next=//evil.example")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk")


def without_numbers(answer):
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", answer.text)


async def test_a_wrong_password_and_an_unknown_account_look_the_same(ids, app, browser):
    async with browser(app) as client:
        known = await client.submit("/en/sign-in", {"email": cast.MEI.email, "password": "not the password of mei"})
        unknown = await client.submit("/en/sign-in", {"email": "may@example.org", "password": "not the password of mei"})
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert without_numbers(known).replace("mei@", "may@") == without_numbers(unknown)
    assert "The e-mail address or the password is not right." in known.text
    assert "not the password of mei" not in known.text


async def test_asking_for_a_reset_tells_nothing_about_accounts(ids, app, browser):
    async with browser(app) as client:
        known = await client.submit("/en/reset", {"email": cast.MEI.email}, page="/en/reset")
        unknown = await client.submit("/en/reset", {"email": "may@example.org"}, page="/en/reset")
    assert (known.status_code, without_numbers(known)) == (200, without_numbers(unknown))
    assert await run("SELECT person_id FROM reset_request") == [{"person_id": ids["mei"]}]


async def test_the_limit_on_an_account_holds_over_two_applications(ids, app, another_app, browser):
    other = another_app()
    async with browser(app) as one, browser(other, "203.0.113.9") as two:
        for client in (one, two, one, two, one):
            answer = await client.submit("/en/sign-in", {"email": cast.MEI.email, "password": "wrong"})
            assert answer.status_code == 422
        answer = await two.sign_in(cast.MEI)
        assert answer.status_code == 429
        assert 890 <= int(answer.headers["retry-after"]) <= 900
        assert "Wait about 15 minutes" in answer.text


async def test_a_forged_forwarding_header_does_not_change_the_network(ids, app, browser):
    async with browser(app) as client:
        for each in range(20):
            client.headers["x-forwarded-for"] = f"198.51.{each}.1"
            await client.submit("/en/sign-in", {"email": f"n{each}@example.org", "password": "wrong"})
        assert (await client.sign_in(cast.MEI)).status_code == 429


async def test_behind_one_proxy_of_ours_the_last_forwarded_address_counts(ids, another_app, browser):
    behind = another_app(trusted_proxies=1)
    async with browser(behind, "10.0.0.1") as client:
        for each in range(20):
            client.headers["x-forwarded-for"] = f"198.51.{each}.1, 203.0.113.77"
            await client.submit("/en/sign-in", {"email": f"n{each}@example.org", "password": "wrong"})
        assert (await client.sign_in(cast.MEI)).status_code == 429
        client.headers["x-forwarded-for"] = "203.0.113.77, 198.51.100.1"
        assert (await client.sign_in(cast.MEI)).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
    ],
)
async def test_a_sign_in_form_from_elsewhere_is_refused(ids, app, browser, headers, status):
    async with browser(app) as client:
        fields = {"csrf_token": await client.token(), "email": cast.MEI.email, "password": cast.MEI.password}
        assert (await client.post("/en/sign-in", data=fields, headers=headers)).status_code == status


@pytest.mark.parametrize("token", ["", "x", "ä", "0" * 43])
async def test_a_form_without_our_token_is_refused(ids, app, browser, token):
    async with browser(app) as client:
        fields = {"csrf_token": token, "email": cast.MEI.email, "password": cast.MEI.password}
        assert (await client.post("/en/sign-in", data=fields)).status_code == 403
        assert client.sid is None


async def test_the_token_of_another_session_is_refused(ids, app, browser):
    async with browser(app) as mei, browser(app) as stranger:
        await mei.sign_in(cast.MEI)
        await stranger.sign_in(cast.STRANGER)
        stolen = await stranger.token("/en/desk/account")
        assert (await mei.post("/en/sign-out", data={"csrf_token": stolen})).status_code == 403
        assert await queries.viewer_of(mei.sid) is not None


@pytest.mark.parametrize(
    "fields", [{"email": "", "password": ""}, {"email": "a\x00b", "password": "\x00"}, {"email": "x" * 9000, "password": "y" * 9000}]
)
async def test_odd_sign_ins_are_refused_in_words(ids, app, browser, fields):
    async with browser(app) as client:
        assert (await client.submit("/en/sign-in", fields)).status_code == 422


async def test_the_form_comes_back_with_the_address_and_its_errors_linked(ids, app, browser):
    async with browser(app) as client:
        answer = await client.submit("/en/sign-in", {"email": "mei@example.org", "password": ""})
    assert answer.status_code == 422
    assert 'value="mei@example.org"' in answer.text
    assert '<a href="#f-password">' in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_a_sign_in_without_origin_needs_the_token_alone(ids, app, browser):
    async with browser(app) as client:
        del client.headers["origin"]
        assert (await client.sign_in(cast.MEI)).status_code == 303
