"""Finished pages are kept while they are true, and never shown to anybody they were not made for."""

import asyncio
from datetime import UTC, datetime

import pytest

from coop import clock, db
from coop.db import revision
from coop.web.kit.cache import Kept, Key, key_of
from coop.web.kit.conditional import Answer


async def raised(scope):
    async with db.transaction():
        await revision.raise_(scope)


def drawn(response):
    return response.text.partition("<p>")[2].partition("</p>")[0]


async def test_a_public_page_is_drawn_once_until_something_changes(client, app):
    assert [drawn(await client.get("/en/seen")) for _ in range(3)] == ["1", "1", "1"]
    assert len(app.site.kept) == 1
    await raised("conference")
    assert [drawn(await client.get("/en/seen")) for _ in range(2)] == ["2", "2"]
    assert len(app.site.kept) == 1


@pytest.mark.parametrize("scope", ["conference", "series", "organisation", "project"])
async def test_every_kind_of_content_ends_what_is_kept(client, scope):
    await client.get("/en/seen")
    await raised(scope)
    assert drawn(await client.get("/en/seen")) == "2"


async def test_a_sign_in_ends_nothing_that_is_kept(client):
    await client.get("/en/seen")
    await raised("sign_in")
    assert drawn(await client.get("/en/seen")) == "1"


async def test_a_new_day_ends_what_is_kept(client):
    with clock.standing_at(datetime(2026, 5, 18, 23, 59, tzinfo=UTC)):
        assert drawn(await client.get("/en/seen")) == "1"
    with clock.standing_at(datetime(2026, 5, 19, 0, 0, tzinfo=UTC)):
        assert drawn(await client.get("/en/seen")) == "2"


async def test_a_change_while_a_page_is_drawn_is_not_lost(client, probe):
    async def change():
        probe["wait"] = None
        await raised("project")

    probe["wait"] = change
    assert drawn(await client.get("/en/seen")) == "1"
    assert drawn(await client.get("/en/seen")) == "2"


async def test_language_scheme_zone_and_query_each_have_their_own(client):
    pages = [
        ("/en/seen", ""), ("/th/seen", ""), ("/en/seen?q=a", ""), ("/en/seen", "scheme=dark"), ("/en/seen", "zone=Asia/Bangkok"), ("/en/seen", "scheme=purple"),
        ("/en/seen?size=1&q=a", ""), ("/en/seen?q=a&size=1", ""), ("/en/seen", "locale=th"),
    ]  # fmt: skip
    seen = [drawn(await client.get(path, headers={"cookie": cookie})) for path, cookie in pages]
    assert seen == ["1", "2", "3", "4", "5", "1", "6", "6", "1"]


async def test_somebody_with_a_session_cookie_gets_nothing_kept_and_leaves_nothing(client, app):
    for cookie in ("__Host-sid=" + "A" * 43, "notice=x"):
        response = await client.get("/en/seen", headers={"cookie": cookie})
        assert response.headers["cache-control"] == ("private, no-store" if "notice" in cookie else "public, max-age=0, must-revalidate")
    assert len(app.site.kept) == 0
    assert drawn(await client.get("/en/seen")) == "3"
    assert drawn(await client.get("/en/seen", headers={"cookie": "__Host-sid=" + "A" * 43})) == "4"


async def test_a_signed_in_persons_page_is_private(client, app, signed_in):
    response = await client.get("/en/seen", headers=await signed_in("mei"))
    assert response.headers["cache-control"] == "private, no-store"
    assert "etag" not in response.headers
    assert len(app.site.kept) == 0


async def test_an_api_token_gets_nothing_kept(client, app):
    await client.get("/en/seen", headers={"authorization": "Bearer x"})
    assert len(app.site.kept) == 0


async def test_what_was_not_found_is_not_kept(client, app):
    await client.get("/en/nothing")
    await client.get("/en/wrong/not-found")
    assert len(app.site.kept) == 0


async def test_many_who_ask_at_once_wait_for_one_drawing(client, probe):
    probe["wait"] = lambda: asyncio.sleep(0.05)
    answers = await asyncio.gather(*(client.get("/en/seen") for _ in range(10)))
    assert {drawn(each) for each in answers} == {"1"}


async def test_one_who_leaves_does_not_hold_the_others(client, probe):
    probe["wait"] = lambda: asyncio.sleep(0.2)
    first = asyncio.create_task(client.get("/en/seen"))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(client.get("/en/seen")) for _ in range(2)]
    await asyncio.sleep(0.05)
    first.cancel()
    assert {(await each).status_code for each in others} == {200}


async def test_one_who_reads_slowly_does_not_hold_the_others(app, client):
    stuck = asyncio.Event()

    async def send(_message):
        stuck.set()
        await asyncio.Event().wait()

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/en/seen",
        "query_string": b"",
        "headers": [(b"host", b"coop.example.org")],
        "client": None,
    }
    slow = asyncio.create_task(app(scope, None, send))
    await stuck.wait()
    assert drawn(await asyncio.wait_for(client.get("/en/seen"), 1)) == "1"
    slow.cancel()


async def test_kept_bytes_are_packed_for_those_who_take_it(client):
    await client.get("/en/about")
    plain = await client.get("/en/about", headers={"accept-encoding": "identity"})
    packed = await client.get("/en/about", headers={"accept-encoding": "gzip"})
    assert plain.text == packed.text
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
    assert plain.headers["vary"] == "accept-encoding, cookie"


def key(name):
    return Key(name, b"", "auto", "", is_partial=False)


def html(size):
    return Answer(b"x" * size, [(b"content-type", b"image/png")])


def test_the_longest_unused_goes_first_once_the_bytes_are_used_up():
    kept = Kept(limit=80_000, revised=lambda: 1)
    for name in "abcdefgh":
        kept.put(key(name), kept.stand(), html(8_000))
    assert kept.size == 80_000
    assert kept.get(key("a")) is not None
    kept.put(key("i"), kept.stand(), html(8_000))
    assert kept.get(key("b")) is None
    assert kept.get(key("a")) is not None
    assert kept.size == 80_000


def test_what_is_too_large_for_all_is_not_kept():
    kept = Kept(limit=80_000, revised=lambda: 1)
    kept.put(key("a"), kept.stand(), html(9_000))
    assert (len(kept), kept.size) == (0, 0)


def test_nothing_is_kept_or_shown_while_the_database_is_away():
    state = {"n": 1}

    def revised():
        if state["n"] is None:
            raise RuntimeError
        return state["n"]

    kept = Kept(revised=revised)
    kept.put(key("a"), kept.stand(), html(10))
    state["n"] = None
    assert kept.stand() is None
    assert kept.get(key("a")) is None


def test_the_order_of_fields_does_not_matter_but_that_of_one_field_does():
    assert key_of("/en/x", b"b=1&a=2", {}, {}) == key_of("/en/x", b"a=2&b=1", {}, {})
    assert key_of("/en/x", b"a=1&a=2", {}, {}) != key_of("/en/x", b"a=2&a=1", {}, {})
