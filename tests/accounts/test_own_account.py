"""My account over HTTP: profile, password, browsers, tokens, in every language."""

import re

import pytest

from coop import history
from coop.accounts import cast, queries
from coop.db import run

PAGE = "/en/desk/account"
FRESH = "quartz pillow under nine ladders"


async def test_visitors_are_led_to_the_sign_in_and_back(ids, app, browser):
    async with browser(app) as client:
        answer = await client.get(PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in?next=/en/desk/account")
        answer = await client.sign_in(cast.STRANGER, next=PAGE)
        assert answer.headers["location"] == PAGE


@pytest.mark.parametrize(("locale", "title"), [("en", "My account"), ("zh-Hans", "<h1>"), ("th", "<h1>"), ("ar", 'dir="rtl"')])
async def test_the_page_stands_in_every_language(ids, app, browser, locale, title):
    async with browser(app) as client:
        await client.sign_in(cast.LAYLA)
        answer = await client.get(f"/{locale}/desk/account")
        assert answer.status_code == 200
        assert title in answer.text
        assert "ليلى بناني" in answer.text


async def test_a_profile_is_saved_and_the_page_goes_on_in_the_new_language(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.SOMCHAI)
        fields = {"version": "1", "name": "สมชาย  วงศ์ทอง", "address_as": "Khun Somchai", "locale": "en", "zone": "Asia/Tokyo"}
        answer = await client.submit(PAGE, fields, page=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        assert "Your account is saved." in (await client.get(PAGE)).text
    rows = await run("SELECT name, address_as, locale, zone, version FROM person WHERE id = {}", ids["somchai"])
    assert rows == [{"name": "สมชาย วงศ์ทอง", "address_as": "Khun Somchai", "locale": "en", "zone": "Asia/Tokyo", "version": 2}]
    assert [entry.act for entry in await history.of("person", ids["somchai"])] == ["edited", "added"]


async def test_faults_are_said_beside_their_fields_and_nothing_typed_is_lost(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        fields = {"version": "1", "name": "", "address_as": "Ms <Lin>", "locale": "xx", "zone": "Mars/Base"}
        answer = await client.submit(PAGE, fields, page=PAGE)
    assert answer.status_code == 422
    for words in (
        "Enter the full name.",
        "Choose one of the languages offered.",
        "Choose a time zone from the list, such as Asia/Bangkok.",
    ):
        assert words in answer.text
    assert 'value="Ms &lt;Lin&gt;"' in answer.text
    assert 'value="Mars/Base"' in answer.text


async def test_a_stale_profile_shows_both_versions_and_keeps_what_is_chosen(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        both = {"version": "1", "address_as": "", "locale": "en"}
        await client.submit(PAGE, {**both, "name": "Mei First", "zone": "Asia/Tokyo"}, page=PAGE)
        answer = await client.submit(PAGE, {**both, "name": "Mei Second", "zone": "Asia/Seoul"}, page=PAGE)
        assert answer.status_code == 409
        assert ("Mei First" in answer.text, "Mei Second" in answer.text) == (True, True)
        assert 'name="version" value="2"' in answer.text
        chosen = {
            "version": "2",
            "name": "Mei Second",
            "address_as": "",
            "locale": "en",
            "zone": "Asia/Seoul",
            "keep.name": "mine",
            "keep.zone": "theirs",
        }
        assert (await client.submit(PAGE, chosen, page=PAGE)).status_code == 303
    assert await run("SELECT name, zone FROM person WHERE id = {}", ids["mei"]) == [{"name": "Mei Second", "zone": "Asia/Tokyo"}]


async def test_a_new_password_signs_all_other_browsers_out_and_renews_this_one(ids, app, browser):
    async with browser(app) as here, browser(app) as there:
        await here.sign_in(cast.MEI)
        await there.sign_in(cast.MEI)
        before = here.sid
        wrong = await here.submit(f"{PAGE}/password", {"present": "wrong", "wanted": FRESH}, page=PAGE)
        assert (wrong.status_code, "This is not your current password." in wrong.text) == (422, True)
        answer = await here.submit(f"{PAGE}/password", {"present": cast.MEI.password, "wanted": FRESH}, page=PAGE)
        assert answer.status_code == 303
        assert here.sid != before
        assert (await here.get(PAGE)).status_code == 200
        assert (await there.get(PAGE)).status_code == 303
    async with browser(app) as client:
        assert (await client.sign_in(cast.MEI)).status_code == 422


async def test_another_browser_is_signed_out_from_here(ids, app, browser):
    async with browser(app) as here, browser(app) as there, browser(app) as stranger:
        await here.sign_in(cast.MEI)
        await there.sign_in(cast.MEI)
        await stranger.sign_in(cast.STRANGER)
        (path,) = re.findall(r'action="(/en/desk/account/sign-ins/\d+/end)"', (await here.get(PAGE)).text)
        assert (await stranger.submit(path, page=PAGE)).status_code == 404
        assert (await there.get(PAGE)).status_code == 200
        assert (await here.submit(path, page=PAGE)).status_code == 303
        assert (await there.get(PAGE)).status_code == 303
        assert (await here.get(PAGE)).status_code == 200


async def test_everywhere_else_is_signed_out_at_once(ids, app, browser):
    async with browser(app) as here, browser(app) as there:
        await here.sign_in(cast.MEI)
        await there.sign_in(cast.MEI)
        assert (await here.submit(f"{PAGE}/sign-ins/end-others", page=PAGE)).status_code == 303
        assert [(await client.get(PAGE)).status_code for client in (here, there)] == [200, 303]


async def test_a_token_is_shown_once_and_gone_at_the_next_request_after_revoking(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        answer = await client.submit(f"{PAGE}/tokens", {"token_name": "Institute <site>", "scope": "write"}, page=PAGE)
        assert answer.status_code == 201
        assert answer.headers["cache-control"] == "private, no-store"
        (secret,) = re.findall(r"coop_[A-Za-z0-9_-]{43}", answer.text)
        shown = (await client.get(PAGE)).text
        assert ("Institute &lt;site&gt;" in shown, secret in shown) == (True, False)
        assert (await queries.viewer_of_api_token(secret)).may_write is True
        again = await client.submit(f"{PAGE}/tokens", {"token_name": "Institute <site>", "scope": "read"}, page=PAGE)
        assert (again.status_code, "You have a token of this name already." in again.text) == (422, True)
        path = re.search(r'action="(/en/desk/account/tokens/\d+/revoke)"', shown)[1]
        assert "Revoke this token?" in (await client.get(path)).text
        assert (await client.submit(path, page=PAGE)).status_code == 303
        assert await queries.viewer_of_api_token(secret) is None
        assert (await client.get(path)).status_code == 404
    stored = str(await run("SELECT * FROM history"))
    assert secret not in stored


async def test_nobody_revokes_a_token_of_somebody_else(ids, app, browser):
    async with browser(app) as mei, browser(app) as stranger:
        await mei.sign_in(cast.MEI)
        await stranger.sign_in(cast.STRANGER)
        await mei.submit(f"{PAGE}/tokens", {"token_name": "robot", "scope": "read"}, page=PAGE)
        (row,) = await run("SELECT id FROM api_token")
        path = f"{PAGE}/tokens/{row['id']}/revoke"
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.submit(path, page=PAGE)).status_code == 404
    assert await run("SELECT id FROM api_token") == [row]


@pytest.mark.parametrize("path", ["sign-ins/99999999999999/end", "sign-ins/x/end", "tokens/0/revoke", "tokens/%00/revoke"])
async def test_numbers_that_are_none_are_not_found(ids, app, browser, path):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        assert (await client.submit(f"{PAGE}/{path}", page=PAGE)).status_code == 404


@pytest.mark.parametrize("path", ["password", "tokens"])
async def test_the_addresses_of_forms_lead_back_as_links(ids, app, browser, path):
    async with browser(app) as client:
        await client.sign_in(cast.MEI)
        answer = await client.get(f"/th/desk/account/{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/th/desk/account")
