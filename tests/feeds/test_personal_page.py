"""The page on which a person makes, replaces and revokes their private calendar address, without scripts."""

import re
from base64 import b64decode
from datetime import UTC, datetime

import pytest

from coop import clock, db
from coop.accounts import cast

PAGE = "/en/desk/account/feed"
ADDRESS = re.compile(r'value="https://coop\.example\.org(/[\w-]+/feeds/personal/[\w-]{43}\.ics)"')


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(datetime(2026, 5, 18, 8, tzinfo=UTC)):
        yield


def facts(page):
    return re.findall(r"<dt>([^<]+)</dt><dd>(?:<time[^>]*>)?([^<]+)", page.text)


async def test_an_address_is_made_used_replaced_and_revoked_everywhere_at_once(world, browser, client, worker):
    async with browser() as own, worker() as other:
        await own.sign_in(cast.STRANGER)
        empty = await own.get(PAGE)
        assert "You have no private address yet" in empty.text
        assert "feed/replace" not in empty.text
        assert [(await own.get(f"{PAGE}/{act}")).status_code for act in ("replace", "revoke")] == [404, 404]
        assert [(await own.fill(f"{PAGE}/{act}", page=PAGE)).status_code for act in ("replace", "revoke")] == [404, 404]
        made = await own.fill(PAGE, page=PAGE)
        assert made.status_code == 201
        first = ADDRESS.search(made.text)[1]
        secret = first.rpartition("/")[2].removesuffix(".ics")
        webcal = f"webcal://coop.example.org{first}"
        assert f'href="{webcal}"' in made.text
        coded = f"webcal%3A%2F%2Fcoop.example.org%2Fen%2Ffeeds%2Fpersonal%2F{secret}.ics"
        assert f'href="https://calendar.google.com/calendar/r?cid={coded}" rel="noopener"' in made.text
        assert (
            f"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fcoop.example.org%2Fen%2Ffeeds%2Fpersonal%2F{secret}"
            in made.text
        )
        pictures = re.findall(r'<img src="([^"]+)"', made.text)
        assert [each.partition(",")[0] for each in pictures if not each.startswith("/static/")] == ["data:image/svg+xml;base64"]
        assert b64decode(pictures[-1].partition(",")[2]).startswith(b"<svg ")
        assert facts(made)[-2:] == [("Made", "18 May 2026, 09:00 Western European Time (UTC+1)"), ("Last used", "never")]

        kept = await other.get(first)
        assert kept.status_code == 200
        assert facts(await own.get(PAGE))[-1] == ("Last used", "18 May 2026")

        asked = await own.get(f"{PAGE}/replace")
        assert "Replace the address?" in asked.text
        replaced = await own.fill(f"{PAGE}/replace", page=f"{PAGE}/replace")
        assert replaced.status_code == 201
        second = ADDRESS.search(replaced.text)[1]
        assert second != first
        for each in (client, other):
            assert (await each.get(first, headers={"if-none-match": kept.headers["etag"]})).status_code == 404
            assert (await each.get(second)).status_code == 200

        assert "Revoke the address?" in (await own.get(f"{PAGE}/revoke")).text
        revoked = await own.fill(f"{PAGE}/revoke", page=f"{PAGE}/revoke")
        assert (revoked.status_code, revoked.headers["location"]) == (303, PAGE)
        assert "The address is revoked." in (await own.get(PAGE)).text
        for each in (client, other):
            assert (await each.get(second, headers={"if-none-match": "*"})).status_code == 404
        assert (await own.fill(PAGE, page=PAGE)).status_code == 201
    told = await db.run("SELECT act, actor FROM history WHERE kind = 'personal_feed' ORDER BY id")
    assert [(row["act"], row["actor"]) for row in told] == [
        (act, world.stranger.user_id) for act in ("issued", "replaced", "revoked", "issued")
    ]


async def test_making_it_twice_shows_nothing_and_changes_nothing(world, browser, client):
    async with browser() as own:
        await own.sign_in(cast.LAYLA)
        path = ADDRESS.search((await own.fill(PAGE, page=PAGE)).text)[1]
        twice = await own.fill(PAGE, page=PAGE)
        assert twice.status_code == 422
        assert "You have a private address already. It cannot be shown again: replace it to get a new one." in twice.text
        assert ADDRESS.search(twice.text) is None
    assert (await client.get(path)).status_code == 200


async def test_a_visitor_is_asked_to_sign_in_and_a_foreign_form_does_nothing(world, browser, client):
    assert (await client.get(PAGE)).headers["location"] == "/en/sign-in?next=/en/desk/account/feed"
    async with browser() as own:
        await own.sign_in(cast.LAYLA)
        assert (await own.post(PAGE, data={"csrf_token": "0" * 43})).status_code == 403
    assert await db.run("SELECT id FROM personal_feed") == []
