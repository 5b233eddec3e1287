"""Erasing somebody: nothing readable is left in any table or file, the history stays, and the chain verifies."""

import io
import json
import re
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coop import db, history, search
from coop.accounts import cast
from coop.clock import standing_at
from coop.db import run
from coop.errors import Invalid, NotFound, Stale
from coop.history import ERASED
from coop.partners.contacts import erasing, keeping, queries
from coop.partners.contacts.facts import NewPost, Role

TRACES = ("أمينة", "زروالي", "الأستاذة", "الشراكات", "zerouali", "Zerouali", "537 00 00 41", "537000041", "before noon")


async def everything(database):
    """All that lies in the database: the octets of SQLite's files, or every row of every table of PostgreSQL as text."""
    if not db.is_postgres():
        from pathlib import Path

        path = database.removeprefix("sqlite:///")
        return b"".join(each.read_bytes() for each in (Path(path), Path(path + "-wal")) if each.exists())
    tables = await run("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")
    lines = [str(row) for table in tables for row in await run(f"SELECT CAST(t AS TEXT) AS line FROM {table['name']} t")]
    return "\n".join(lines).encode()


def found_in(octets):
    return {trace for trace in TRACES for spelled in (trace, trace.lower()) if spelled.encode() in octets}


async def lived(world, facts):
    """A contact with a past: added, edited, moved, published, found by search."""
    number = await keeping.add_contact(world.somchai, facts)
    await keeping.edit_contact(world.somchai, number, 1, replace(facts, note="Now after noon, not before noon.", may_publish=True))
    new = NewPost(world.iresen, Role.SIGNATORY, "مديرة الشراكات", date(2026, 5, 1))
    await keeping.move_post(world.somchai, number, 2, 0, new, "Amina.Zerouali@example.org", "+212 537 00 00 41")
    return number


async def test_nothing_readable_is_left_anywhere(world, facts, database):
    number = await lived(world, facts)
    assert found_in(await everything(database)) >= {"أمينة", "زروالي", "Zerouali", "537 00 00 41"}
    await erasing.erase(world.somchai, number, 3, "Asked for on 26 November 2026.")
    assert found_in(await everything(database)) == set()
    rows = await run("SELECT name, address_as, email, phone, languages, note, may_publish, retain_until FROM contact")
    assert [list(row.values()) for row in rows] == [["", "", "", "", "", "", False, None]]
    assert await run("SELECT key FROM contact_order") == []
    assert await run("SELECT key FROM history_key") == []


async def test_what_took_many_pages_is_wiped_too(world, facts, database):
    """SQLite gives back whole pages without wiping them unless told to."""
    number = await keeping.add_contact(world.somchai, replace(facts, note="before noon " * 300))
    await erasing.erase(world.somchai, number, 1, "Asked for.")
    assert found_in(await everything(database)) == set()
    if not db.is_postgres():
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_what_stays_says_which_role_they_had(world, facts):
    number = await lived(world, facts)
    await erasing.erase(world.somchai, number, 3, "Asked for.")
    posts = await run("SELECT organisation, role, title, from_on, to_on FROM contact_post ORDER BY place")
    assert [list(row.values()) for row in posts] == [
        [world.iresen, "signatory", "", date(2026, 5, 1), None],
        [world.iresen, "liaison", "", date(2024, 3, 1), date(2026, 4, 30)],
    ]
    assert await queries.named(world.somchai, [number]) == {number: "อดีตผู้ลงนาม"}
    assert await queries.named(world.mei, [number], "en") == {number: "former signatory"}
    assert await queries.named(world.layla, [number], "en") == {number: "former signatory"}
    assert await queries.named(world.stranger, [number], "en") == {}
    former = await queries.former_of(world.mei, world.iresen, "en")
    assert [(name, erased) for _number, name, erased, _post in former] == [("former signatory", True), ("former liaison officer", True)]
    assert await queries.of_partner(world.somchai, world.iresen) == []
    assert (await search.find(world.somchai, "أمينة", ("contact",))).total == 0


async def test_the_ledger_says_that_it_was_erased_and_verifies(world, facts):
    number = await lived(world, facts)
    await erasing.erase(world.somchai, number, 3, "Asked for.")
    lines = await history.of("contact", number)
    assert [(line.act, line.reason) for line in lines] == [("erased", "Asked for."), ("moved", ""), ("edited", ""), ("added", "")]
    assert lines[-1].changes["name"] == (ERASED, ERASED)
    assert lines[-1].changes["basis"] == (None, "consent")
    assert lines[0].changes == {"erased": (False, True)}
    assert await history.verify() is None


async def test_erased_is_for_good(world, facts):
    number = await lived(world, facts)
    await erasing.erase(world.somchai, number, 3, "Asked for.")
    for act in (
        lambda: keeping.edit_contact(world.somchai, number, 4, facts),
        lambda: keeping.trash_contact(world.somchai, number, 4),
        lambda: erasing.erase(world.somchai, number, 4, "Again."),
    ):
        with pytest.raises(NotFound):
            await act()


@pytest.mark.parametrize("reason", ["", "  ", "أمينة asked", "Zerouali@… amina.zerouali@EXAMPLE.org left", "x" * 301])
async def test_a_reason_is_needed_and_must_not_name_them(world, facts, reason):
    number = await keeping.add_contact(world.somchai, facts)
    with pytest.raises(Invalid, match="reason"):
        await erasing.erase(world.somchai, number, 1, reason)
    with pytest.raises(Stale):
        await erasing.erase(world.somchai, number, 9, "Asked for.")
    assert await queries.whole(number) == (facts, 1)


async def test_one_that_a_record_still_names_is_erased_when_the_trash_is_emptied(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    await run("CREATE TABLE names_it (contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE RESTRICT)")
    await run("INSERT INTO names_it (contact) VALUES ({})", number)
    await keeping.trash_contact(world.somchai, number, 1)
    with standing_at(datetime.now(UTC) + timedelta(days=31)):
        assert await erasing.empty_trash() == 0
    rows = await run("SELECT name, erased_at IS NOT NULL AS gone FROM contact")
    assert [(row["name"], bool(row["gone"])) for row in rows] == [("", True)]
    assert await run("SELECT key FROM history_key") == []


async def test_the_page_tells_what_goes_and_stays_and_asks_to_be_sure(world, facts, browser):
    number = await lived(world, facts)
    path = f"/en/desk/contacts/{number}/erase"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = (await somchai.get(path)).text
        goes = re.search(r'<h2 id="goes">.*?</section>', page, re.DOTALL)[0]
        assert re.findall(r"<li>([^<]+)</li>", goes) == [
            "Full name",
            "How to address them",
            "Work e-mail",
            "Work telephone",
            "Languages",
            "Note",
            "Titles of posts",
            "What 3 lines of the history say of them: their key is destroyed",
            "What search knows of them",
        ]
        assert "In place of the name: former signatory" in page
        refused = await somchai.fill(path, {"version": "3", "reason": "Asked for."}, path)
        assert (refused.status_code, 'value="Asked for."' in refused.text) == (422, True)
        assert "Tick that you want this: it cannot be undone." in refused.text
        late = await somchai.fill(path, {"version": "2", "reason": "Asked for.", "sure": "on"}, path)
        assert late.status_code == 409
        answer = await somchai.fill(path, {"version": "3", "reason": "Asked for.", "sure": "on"}, path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/en/contacts/{number}")
        shown = await somchai.get(f"/en/contacts/{number}")
        assert "<h1><bdi>former signatory</bdi></h1>" in shown.text
        told = (await somchai.get(f"/en/desk/contacts/{number}/history")).text
        assert "<bdi>erased</bdi>" in told
        assert (await somchai.get(path)).status_code == 404
        partner = (await somchai.get(f"/en/partners/{world.iresen}", follow_redirects=True)).text
        assert "former liaison officer" in partner
        for text in (shown.text, told, partner):
            assert found_in(text.encode()) == set()


async def test_everything_kept_is_handed_out_in_one_archive(world, facts, browser):
    number = await lived(world, facts)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(f"/en/desk/contacts/{number}/export", {}, f"/en/contacts/{number}-أمينة-زروالي")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        assert (
            answer.headers["content-disposition"] == f"attachment; filename=\"contact-{number}.zip\"; filename*=UTF-8''contact-{number}.zip"
        )
        assert answer.headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"contact-{number}.json", f"contact-{number}.html"]
        told = json.loads(archive.read(f"contact-{number}.json"))
        page = archive.read(f"contact-{number}.html").decode()
    contact = told["contact"]
    assert (contact["name"], contact["email"], contact["basis"]) == ("أمينة زروالي", "Amina.Zerouali@example.org", "consent")
    assert [(post["organisation_name"], post["role"], post["to_on"]) for post in contact["posts"]] == [
        ("IRESEN", "signatory", None),
        ("IRESEN", "liaison", "2026-04-30"),
    ]
    assert [line["act"] for line in told["history"]] == ["moved", "edited", "added"]
    assert told["history"][-1]["changes"]["name"] == {"before": None, "after": "أمينة زروالي"}
    for words in ("أمينة زروالي", "Amina.Zerouali@example.org", "Now after noon", "IRESEN", "Went to another post"):
        assert words in page
    assert "<script" not in page
    assert (await history.of("contact", number))[0].act == "exported"
