"""Invitations and resets over HTTP: once, in time, told to nobody else."""

from datetime import timedelta

import pytest

from coop import clock
from coop.accounts import cast, commands, links, rules

FRESH = "quartz pillow under nine ladders"


@pytest.fixture
async def invitation(database):
    return await commands.add_person("new@example.org", "New Person", roles=["liaison"])


async def test_an_invitation_leads_to_a_password_and_then_to_the_sign_in(ids, invitation, app, browser):
    async with browser(app) as client:
        shown = await client.get(invitation)
        assert shown.status_code == 200
        assert (shown.headers["referrer-policy"], shown.headers["x-robots-tag"]) == ("no-referrer", "noindex, nofollow")
        assert shown.headers["cache-control"] == "private, no-store"
        assert "New Person" in shown.text
        weak = await client.submit(invitation, {"password": "new person 2026"}, page=invitation)
        assert weak.status_code == 422
        assert "too easy to guess" in weak.text
        kept = await client.submit(invitation, {"password": FRESH}, page=invitation)
        assert (kept.status_code, kept.headers["location"]) == (303, "/en/sign-in")
        assert (await client.submit("/en/sign-in", {"email": "new@example.org", "password": FRESH})).status_code == 303
        assert (await client.get(invitation)).status_code == 410


async def test_the_address_of_an_invitation_is_named_nowhere_on_its_page(invitation, app, browser):
    async with browser(app) as client:
        shown = (await client.get(invitation)).text
    assert 'rel="canonical"' not in shown
    assert "hreflang=" not in shown.partition("<body>")[0]
    assert f"https://coop.example.org{invitation}" not in shown


async def test_used_expired_foreign_and_invented_links_look_the_same(ids, app, browser):
    reset = await links.offer_reset(rules.OPERATOR, ids["mei"])
    used = await links.offer_reset(rules.OPERATOR, ids["layla"])
    await links.reset_password(used.token, FRESH)
    with clock.standing_at(clock.now() - timedelta(hours=25)):
        expired = await links.offer_reset(rules.OPERATOR, ids["somchai"])
    async with browser(app) as client:
        paths = [f"/en/reset/{each}" for each in (used.token, expired.token, "A" * 43, "invented", "é")]
        answers = [await client.get(path) for path in paths]
        assert [each.status_code for each in answers] == [410] * 5
        texts = [each.text.replace(path.rpartition("/")[2], "") for each, path in zip(answers[:4], paths, strict=False)]
        assert texts == [texts[0]] * 4
        assert (await client.get(f"/en/invitation/{reset.token}")).status_code == 410
        assert (await client.get(f"/en/reset/{reset.token}")).status_code == 200
        late = await client.submit(paths[1], {"password": FRESH})
        assert (late.status_code, late.headers["referrer-policy"]) == (410, "no-referrer")


async def test_a_reset_signs_every_browser_out(ids, app, browser):
    async with browser(app) as client, browser(app) as other:
        await other.sign_in(cast.MEI)
        path = commands.path_of(await links.offer_reset(rules.OPERATOR, ids["mei"]))
        assert path.startswith("/zh-Hans/reset/")
        assert (await client.submit(path, {"password": FRESH}, page=path)).status_code == 303
        assert (await other.get("/en/desk/account")).status_code == 303
        assert client.sid is None


async def test_a_foreign_form_cannot_use_a_link(ids, invitation, app, browser):
    async with browser(app) as client:
        answer = await client.post(invitation, data={"password": FRESH}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert (await client.get(invitation)).status_code == 200


async def test_asking_for_a_reset_wants_an_address(app, browser):
    async with browser(app) as client:
        answer = await client.submit("/en/reset", {"email": "mei"}, page="/en/reset")
        assert answer.status_code == 422
        assert "Enter an e-mail address in the format name@example.org." in answer.text
