"""Forms take what they show and nothing more, and whoever saves second sees both versions with everything they typed."""

import asyncio
import re
from html import unescape

import pytest

from coop import db, history


async def csrf(browser):
    return re.search(r'name="csrf_token" value="([^"]+)"', (await browser.get("/en/about")).text)[1]


def facts(**changes):
    usual = {
        "names.source": "en", "names.en": "Hydrogen forum", "topics": "h2", "zone": "Asia/Shanghai", "starts_on": "2028-05-18", "ends_on": "2028-05-20",
        "precision": "day", "format": "in_person", "country": "CN",
    }  # fmt: skip
    return {**usual, **changes}


SMUGGLED = {
    "visibility": "published", "role": "administrator", "roles": "administrator", "created_by": "1", "id": "1", "uuid": "x", "granted": "1",
    "sequence": "9", "trashed_at": "2026-01-01", "successor": "1",
}  # fmt: skip


async def test_a_proposal_smuggles_nothing_in(world, go):
    async with go("layla") as browser:
        token = await csrf(browser)
        answer = await browser.post("/en/desk/conferences/new", data={**facts(), **SMUGGLED, "intent": "draft", "csrf_token": token})
        assert answer.status_code == 303, answer.text
        number = int(re.search(r"/conferences/(\d+)", answer.headers["location"])[1])
        rows = await db.run("SELECT visibility, status, created_by, sequence, trashed_at, successor FROM conference WHERE id = {}", number)
        assert rows == [
            {
                "visibility": "draft",
                "status": "tentative",
                "created_by": world.ids["layla"],
                "sequence": 0,
                "trashed_at": None,
                "successor": None,
            }
        ]
        for more, status in (({"intent": "publish"}, 403), ({"intent": "draft", "status": "held"}, 422)):
            refused = await browser.post("/en/desk/conferences/new", data={**facts(), **more, "csrf_token": token})
            assert refused.status_code == status
    assert await db.run("SELECT count(*) AS n FROM conference") == [{"n": 9}]


async def test_layla_changes_of_her_organisation_only_what_is_hers(world, go):
    number = world.ids["iresen"]
    sent = {
        "version": "1", "names.0.text": "IRESEN renamed", "names.0.tag": "en", "names.0.kind": "label", "names.0.preferred": "on", "names.0.locked": "on",
        "kind": "facility", "country": "MA", "status": "merged", "visibility": "hidden", "parent": str(world.ids["xiamen"]), "source": "me",
        "identifiers.0.scheme": "ror", "identifiers.0.value": "028wp3y58",
    }  # fmt: skip
    async with go("layla") as browser:
        token = await csrf(browser)
        assert (await browser.post(f"/en/desk/partners/{number}/edit", data={**sent, "csrf_token": token})).status_code == 303
        assert (await browser.post(f"/en/desk/partners/{world.ids['xiamen']}/edit", data={**sent, "csrf_token": token})).status_code == 403
    rows = await db.run("SELECT status, visibility, parent, source FROM organisation WHERE id = {}", number)
    assert rows == [{"status": "active", "visibility": "public", "parent": None, "source": ""}]
    assert [
        (row["text"], bool(row["locked"]))
        for row in await db.run("SELECT text, locked FROM organisation_name WHERE organisation = {}", number)
    ] == [("IRESEN renamed", False)]
    assert await db.run("SELECT count(*) AS n FROM organisation_identifier WHERE organisation = {}", number) == [{"n": 0}]


async def test_a_profile_gives_nobody_a_role(world, go):
    async with go("stranger") as browser:
        sent = {
            "version": "1",
            "name": "Sam",
            "address_as": "",
            "locale": "en",
            "zone": "UTC",
            **SMUGGLED,
            "email": "root@example.org",
            "organisation": "1",
        }
        answer = await browser.post("/en/desk/account", data={**sent, "csrf_token": await csrf(browser)})
        assert answer.status_code == 303
    number = world.ids["stranger"]
    assert await db.run("SELECT name, email, active FROM person WHERE id = {}", number) == [
        {"name": "Sam", "email": "stranger@example.org", "active": True}
    ]
    assert await db.run("SELECT count(*) AS n FROM role_grant WHERE person_id = {}", number) == [{"n": 0}]
    assert await db.run("SELECT count(*) AS n FROM membership WHERE person_id = {}", number) == [{"n": 0}]


@pytest.mark.parametrize("sent", ["", "0" * 43, "token-of-somebody-else", "ไทย", "\udc80"])
async def test_a_form_without_the_token_of_this_session_changes_nothing(world, go, sent):
    before = (await db.run("SELECT count(*) AS n FROM history"))[0]["n"]
    async with go("mei") as browser, go("ada") as other:
        if sent == "token-of-somebody-else":
            sent = await csrf(other)
        body = "&".join(f"{name}={value}" for name, value in facts(intent="draft").items()).replace(" ", "+").encode()
        token = sent.encode("utf-8", "surrogateescape").hex(" ").replace(" ", "%")
        body += b"&csrf_token=" + (f"%{token}" if token else "").encode()
        answer = await browser.post("/en/desk/conferences/new", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
        assert answer.status_code == (400 if "\udc80" in sent else 403)
    assert (await db.run("SELECT count(*) AS n FROM history"))[0]["n"] == before


async def test_a_form_from_another_site_changes_nothing(world, go):
    before = (await db.run("SELECT count(*) AS n FROM history"))[0]["n"]
    async with go("mei") as browser:
        token = await csrf(browser)
        for headers in (
            {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "https://coop.example.org.evil.example"}, {"origin": "http://coop.example.org"},
            {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"},
        ):  # fmt: skip
            answer = await browser.post("/en/desk/conferences/new", data={**facts(intent="draft"), "csrf_token": token}, headers=headers)
            assert answer.status_code == 403, headers
    assert (await db.run("SELECT count(*) AS n FROM history"))[0]["n"] == before


EDITORS, SAVES = 50, 4


async def test_fifty_editors_lose_nothing(world, go):
    """50 people save one conference four times at once: every accepted save is a version and a line, every other is told, words kept."""
    number = world.ids["spare"]
    path = f"/en/desk/conferences/{number}/edit"
    async with go("mei") as browser:
        token = await csrf(browser)
        accepted, refused = [], []

        async def edit(editor):
            version = 1
            for turn in range(SAVES):
                edition = f"e{editor}t{turn}"
                # began.*: what the form was filled with is not sent, so that everything typed counts as this editor's own
                answer = await browser.post(path, data={**facts(edition=edition), "version": str(version), "csrf_token": token})
                if answer.status_code == 303:
                    accepted.append(edition)
                else:
                    assert answer.status_code == 409, answer.text[:500]
                    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
                    assert (unescape(fields["edition"]), unescape(fields["names.en"])) == (edition, "Hydrogen forum")
                    refused.append(edition)
                version = (await db.run("SELECT version FROM conference WHERE id = {}", number))[0]["version"]

        await asyncio.gather(*(edit(editor) for editor in range(EDITORS)))
    assert len(accepted) + len(refused) == EDITORS * SAVES
    assert len(accepted) >= SAVES
    told = [each.changes["edition"][1] for each in await history.of("conference", number) if each.act == "edited"]
    rows = await db.run("SELECT version, edition FROM conference WHERE id = {}", number)
    assert rows == [{"version": 1 + len(accepted), "edition": told[0]}]
    assert sorted(told) == sorted(accepted)
    assert await history.verify() is None
