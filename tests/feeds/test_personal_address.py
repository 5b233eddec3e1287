"""The secret address of a personal feed: kept nowhere, written nowhere, and nothing to be learnt from those that open nothing."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from coop import clock, db
from coop.accounts import cast, people, personal_feeds, rules
from coop.web.kit.log import GATHER_SECONDS, hidden

DAY = datetime(2026, 5, 18, 8, tzinfo=UTC)
PAGE = "/en/desk/account/feed"
ADDRESS = re.compile(r"https://coop\.example\.org(/[\w-]+/feeds/personal/([\w-]{43})\.ics)")


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(DAY):
        yield


async def path_of(viewer):
    return f"/en/feeds/personal/{await personal_feeds.make_feed(viewer)}.ics"


async def test_the_secret_is_kept_nowhere_and_written_nowhere(world, app, browser, client, capsys):
    member = next(each for each in cast.CAST if each.key == "somchai")
    async with browser() as own:
        await own.sign_in(member)
        made = await own.fill(PAGE, page=PAGE)
        path, secret = ADDRESS.search(made.text).groups()
        assert made.headers["referrer-policy"] == "no-referrer"
        assert made.headers["cache-control"] == "private, no-store"
        assert secret not in (await own.get(PAGE)).text
        twice = await own.fill(PAGE, page=PAGE)
        assert twice.status_code == 422
        assert "You have a private address already." in twice.text
    await client.get(path)
    await client.get(f"{path}%00")
    await client.get(f"{path}/more")

    await asyncio.sleep(GATHER_SECONDS * 1.5)
    asked = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["path"] for line in asked if line["event"] == "request" and "/feeds/" in line["path"]} == {"/en/feeds/personal/***"}
    assert secret not in json.dumps(asked)
    for table in await _tables():
        for row in await db.run(f"SELECT * FROM {table}"):
            assert secret not in repr(row), table
    rows = await db.run("SELECT token_hash FROM personal_feed")
    assert len(rows[0]["token_hash"]) == 32


@pytest.mark.parametrize("log_format", ["json", "text"])
async def test_no_report_of_a_fault_holds_the_secret(world, app, worker, capsys, monkeypatch, log_format):
    path = await path_of(world.somchai)
    secret = path.rpartition("/")[2].removesuffix(".ics")

    async def broken(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr("coop.web.personal_feed.compose", broken)
    async with worker(log_format=log_format) as client:
        answer = await client.get(path)
        await asyncio.sleep(GATHER_SECONDS * 1.5)
    printed = capsys.readouterr()
    assert answer.status_code == 500
    assert "ZeroDivisionError" in printed.out
    assert secret not in answer.text + printed.out + printed.err


async def _tables():
    rows = await db.run(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        if db.is_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [row["name"] for row in rows]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/en/feeds/personal/aB3dEfGhIjKlMnOpQrStUvWxYz0123456789_-abcde.ics", "/en/feeds/personal/***"),
        ("/en/feeds/personal/short.ics/more", "/en/feeds/personal/***"),
        ("/en/Feeds/Personal/aB3dEfGhIjKlMnOpQrStUvWxYz0123456789_-abcde.ics", "/en/Feeds/Personal/***"),
        ("/en/feeds/personal/", "/en/feeds/personal/"),
        ("/en/feeds/conferences.ics", "/en/feeds/conferences.ics"),
    ],
)
def test_whatever_stands_for_a_secret_is_blotted_out(path, shown):
    assert hidden(path) == shown


async def test_every_address_that_opens_nothing_is_answered_alike(world, client):
    path = await path_of(world.somchai)
    old = path
    path = f"/en/feeds/personal/{await personal_feeds.replace_feed(world.somchai)}.ics"
    mei = await path_of(world.mei)
    await personal_feeds.revoke_feed(world.mei)
    assert (await client.get(path)).status_code == 200
    wrong = [
        old,  # replaced
        mei,  # revoked
        path[:-5] + ("A" if path[-5] != "A" else "B") + ".ics",
        path.removesuffix(".ics"),
        path.removesuffix(".ics") + ".json",
        path.upper().replace("/EN/FEEDS/PERSONAL/", "/en/feeds/personal/").replace(".ICS", ".ics"),
        "/en/feeds/personal/x.ics",
        "/en/feeds/personal/.ics",
        "/en/feeds/personal/" + "a" * 500 + ".ics",
        "/en/feeds/personal/%E6%B0%A2.ics",
        old + "?kind=nonsense",
    ]
    answers = [await client.get(each) for each in wrong]
    answers += [
        await client.get(path + "/more"),
        await client.get("/en/feeds/nothing.ics"),
        await client.get("/en/feeds/nobody/nothing.ics"),
    ]
    seen = {
        (
            each.status_code,
            re.sub(r'"request":"[^"]+"', "", each.text),
            tuple(sorted((k, v) for k, v in each.headers.items() if k != "x-request-id")),
        )
        for each in answers
    }
    lengths = {len(each.content) - len(each.headers["x-request-id"]) for each in answers}
    shapes = {(status, body, tuple((k, v) for k, v in headers if k != "content-length")) for status, body, headers in seen}
    assert len(shapes) == len(lengths) == 1
    assert next(iter(shapes))[0] == 404
    assert (await client.head(old)).status_code == 404


async def test_many_wrong_addresses_are_slowed_down_and_right_ones_are_not(world, client):
    path, closed = await path_of(world.somchai), await path_of(world.mei)
    await people.close_account(rules.OPERATOR, world.mei.user_id)
    statuses = [(await client.get(f"/en/feeds/personal/{number}.ics")).status_code for number in range(21)]
    assert statuses == [404] * 20 + [429]
    assert (await client.get("/en/feeds/personal/1.ics")).headers["retry-after"] == "900"
    assert (await client.get(closed)).status_code == 429
    assert (await client.get(path)).status_code == 200
    with clock.standing_at(DAY + timedelta(hours=1)):
        assert (await client.get("/en/feeds/personal/1.ics")).status_code == 404
