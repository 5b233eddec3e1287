"""The pages of mails and reminders, refusing by one click, and the ways in that go by mail."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import pytest

from coop.accounts import cast, limits
from coop.accounts.rules import OPERATOR
from coop.app import create_app
from coop.db import run
from coop.errors import TooMany
from coop.notices import outbox, refusals, ways_in


@pytest.fixture
async def mailing(world, settings, database):
    """The application with a mail server, and its settings."""
    chosen = replace(settings, database_url=database, development=True, works=False, allowed_hosts=frozenset({"coop.example.org"}))
    return create_app(chosen), chosen


async def test_who_asks_for_a_new_password_gets_a_link_and_nobody_learns_who_has_an_account(
    world, mailing, browser_of, postman, parts, work_off
):
    application, settings = mailing
    async with browser_of(application) as visitor:
        pages = []
        for email in ("somchai@example.org", "nobody@example.org"):
            answer = await visitor.fill("/en/reset", {"email": email})
            pages.append((answer.status_code, re.sub(r'value="[0-9a-f]{43}"|"[0-9a-f]{8}-[0-9a-f]+"', "", answer.text)))
        assert pages[0] == pages[1]
        assert "a link to choose a new password is on its way" in pages[0][1]
        assert [row["kind"] for row in await run("SELECT kind FROM job")] == ["reset asked for", "reset asked for"]
        await work_off(settings)
        (mail,) = postman.taken
        assert (mail["to"], mail["subject"], mail["list-unsubscribe"]) == ("somchai@example.org", "รหัสผ่านใหม่สำหรับ coop", None)
        link = re.search(r"https://coop\.example\.org(/th/reset/\S+)", parts(mail)[0])[1]
        form = await visitor.get(link)
        assert form.status_code == 200
        done = await visitor.fill(link, {"password": "seven quiet rivers under snow"}, link)
        assert done.status_code == 303
        assert (await visitor.get(link)).status_code == 410
    assert "reset/" not in str(await run("SELECT * FROM mail"))
    assert "somchai" not in str(await run("SELECT payload FROM job"))


async def test_nobody_fills_the_mailbox_of_another(world, settings, postman, work_off):
    for number in range(limits.PER_ACCOUNT):
        await ways_in.ask_reset(settings, "Somchai@example.org", f"192.0.{number}.0/24")
    for email in ("somchai@example.org", "nobody@example.org"):
        for number in range(limits.PER_ACCOUNT):
            with suppress(TooMany):
                await ways_in.ask_reset(settings, email, f"198.51.{number}.0/24")
        with pytest.raises(TooMany):
            await ways_in.ask_reset(settings, email, "203.0.113.0/24")
    await work_off(settings)
    assert 0 < len(postman.taken) <= limits.PER_ACCOUNT


async def test_an_invitation_goes_by_mail_and_is_shown_too(world, mailing, browser_of, postman, parts, work_off):
    application, settings = mailing
    async with browser_of(application) as ada:
        await ada.sign_in(cast.ADA)
        person = {"email": "new@example.org", "name": "新人", "address_as": "", "locale": "zh-Hans", "zone": "Asia/Shanghai"}
        shown = await ada.fill("/en/desk/people/new", person, "/en/desk/people/new")
        assert (shown.status_code, "A mail with this link is on its way to new@example.org." in shown.text) == (201, True)
        await work_off(settings)
        (mail,) = postman.taken
        assert (mail["to"], mail["subject"]) == ("new@example.org", "coop的邀请")
        link = re.search(r"https://coop\.example\.org(/zh-Hans/invitation/\S+)", parts(mail)[0])[1]
        assert link in shown.text
        listed = (await ada.get("/en/desk/mail")).text
        assert ("new@example.org" in listed, "Sent" in listed, link in listed) == (True, True, False)


async def test_what_was_given_up_is_shown_with_its_reason_and_tried_again(world, mailing, browser_of, postman, work_off):
    application, settings = mailing
    postman.refuse = ["550 no such user"]
    async with browser_of(application) as ada:
        await ada.sign_in(cast.ADA)
        assert "No mail yet" in (await ada.get("/en/desk/mail")).text
        person = {"email": "gone@example.org", "name": "Gone", "address_as": "", "locale": "en", "zone": "UTC"}
        await ada.fill("/en/desk/people/new", person, "/en/desk/people/new")
        await work_off(settings)
        listed = (await ada.get("/en/desk/mail")).text
        assert ("Given up" in listed, "The mail server does not take mail for this address." in listed) == (True, True)
        assert "1 given up" in (await ada.get("/en/desk")).text
        (mail,) = await outbox.recent(OPERATOR)
        assert (await ada.fill(f"/en/desk/mail/{mail.job}/again")).headers["location"] == "/en/desk/mail"
        await work_off(settings)
        assert len(postman.taken) == 1
        assert (await ada.fill(f"/en/desk/mail/{mail.job}/again")).status_code == 404


async def test_without_a_mail_server_the_desk_says_so(world, browser):
    async with browser() as ada:
        await ada.sign_in(cast.ADA)
        assert "No mail server is set: mails are kept here until one is." in (await ada.get("/en/desk/mail")).text
        assert "No mail server is set: reminders are written" in (await ada.get("/en/desk/reminders")).text


async def test_one_click_and_a_page_refuse_more_mails_and_the_account_takes_it_back(world, mailing, browser_of):
    application, settings = mailing
    link = f"/unsubscribe/{refusals.token(settings, world.somchai.user_id, 'reminder')}"
    async with browser_of(application) as visitor:
        assert (await visitor.get(link)).headers["location"] == f"/en{link}"
        asked = await visitor.get(f"/th{link}")
        assert (asked.status_code, asked.headers["referrer-policy"], "การเตือน" in asked.text) == (200, "no-referrer", True)
        assert await refusals.refused_by(world.somchai.user_id) == frozenset()
        done = await visitor.post(
            link,
            content=b"List-Unsubscribe=One-Click",
            headers={"content-type": "application/x-www-form-urlencoded", "origin": "https://mail.example.net"},
        )
        assert (done.status_code, done.text, "set-cookie" in done.headers) == (200, "ok\n", False)
        assert await refusals.refused_by(world.somchai.user_id) == {"reminder"}
        assert (await visitor.post(link + "x", content=b"List-Unsubscribe=One-Click")).status_code == 404
        assert (await visitor.get(f"/th{link}x")).status_code == 404
    async with browser_of(application) as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        account = (await somchai.get("/en/desk/account")).text
        assert '<input type="checkbox" name="notices" value="reminder"><span>' in account
        assert (await somchai.fill("/en/desk/account/notices", {"notices": "reminder"})).status_code == 303
        assert await refusals.refused_by(world.somchai.user_id) == frozenset()
        page = await somchai.fill(f"/en{link}", {}, f"/en{link}")
        assert (page.status_code, "You get no more mails of this kind" in page.text) == (200, True)
    assert await refusals.refused_by(world.somchai.user_id) == {"reminder"}


async def test_a_form_of_the_refusing_page_needs_its_token_like_any_other(world, mailing, browser_of):
    application, settings = mailing
    link = f"/en/unsubscribe/{refusals.token(settings, world.somchai.user_id, 'reminder')}"
    async with browser_of(application) as visitor:
        assert (await visitor.post(link, data={})).status_code == 403
    assert await refusals.refused_by(world.somchai.user_id) == frozenset()


async def test_rules_are_added_and_ended_by_form(world, browser, told):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = (await somchai.get("/en/desk/reminders")).text
        assert page.count("End the rule") == 6
        assert "90 days before" in page
        wrong = await somchai.fill("/en/desk/reminders", {"anchor": "end", "days": "many"})
        assert (wrong.status_code, told(wrong.text)) == (422, ["days"])
        twice = await somchai.fill("/en/desk/reminders", {"anchor": "notice", "days": "90", "recipients": "officer"})
        assert (twice.status_code, "There is such a rule already." in twice.text) == (422, True)
        assert (await somchai.fill("/en/desk/reminders", {"anchor": "end", "days": "0", "recipients": "keepers"})).status_code == 303
        page = (await somchai.get("/th/desk/reminders")).text
        assert "เจ้าหน้าที่ประสานงานทุกคน" in page
        assert (await somchai.fill("/en/desk/reminders/7/end")).headers["location"] == "/en/desk/reminders"
        assert (await somchai.fill("/en/desk/reminders/7/end")).status_code == 404
