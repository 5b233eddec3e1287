"""Personal fields in the ledger: sealed under a key a person, opened while it stands, gone with it; the chain holds either way."""

import base64
import json

from coop import db, history
from coop.history import ERASED, Sealed
from coop.viewer import Viewer

SOMCHAI = Viewer(user_id=1, name="Somchai", locale="th")
FIELDS = frozenset({"name", "email"})


async def noted(subject=7, object_id=7, **after):
    async with db.transaction():
        await history.record(SOMCHAI, "edited", "contact", object_id, after=after, sealed=Sealed("contact", subject, FIELDS))


async def kept():
    return [json.loads(row["changes"]) for row in await db.run("SELECT changes FROM history ORDER BY id")]


async def test_what_is_sealed_is_read_by_key_and_lies_unreadable(database):
    await noted(name="สมหญิง", role="liaison")
    lines = await history.of("contact", 7)
    assert lines[0].changes == {"name": (None, "สมหญิง"), "role": (None, "liaison")}
    stored = (await kept())[0]
    assert stored["role"] == [None, "liaison"]
    kind, subject, words = stored["name"]["sealed"].split(":")
    assert (kind, subject, len(base64.urlsafe_b64decode(words)) > 12 + 16) == ("contact", "7", True)
    assert "สมหญิง" not in json.dumps(stored, ensure_ascii=False)


async def test_destroying_the_key_erases_and_the_chain_holds(database):
    await noted(name="Somying", role="liaison")
    await noted(8, 8, name="Another")
    async with db.transaction():
        await history.destroy("contact", 7)
    assert (await history.of("contact", 7))[0].changes == {"name": (ERASED, ERASED), "role": (None, "liaison")}
    assert (await history.of("contact", 8))[0].changes == {"name": (None, "Another")}
    assert await history.verify() is None


async def test_a_new_key_does_not_open_what_the_old_one_sealed(database):
    await noted(name="Somying")
    async with db.transaction():
        await history.destroy("contact", 7)
    await noted(name="Another")
    assert [line.changes["name"] for line in await history.of("contact", 7)] == [(None, "Another"), (ERASED, ERASED)]


async def test_equal_values_lie_as_different_octets_under_one_key_of_32(database):
    await noted(name="Somying", email="Somying")
    await noted(name="Somying")
    values = [pair["sealed"] for line in await kept() for pair in line.values()]
    assert len(set(values)) == 3
    keys = await db.run("SELECT kind, subject, key FROM history_key")
    assert [(row["kind"], row["subject"], len(bytes(row["key"]))) for row in keys] == [("contact", 7, 32)]


async def test_a_value_moved_to_another_field_or_object_does_not_open(database):
    await noted(name="Somying")
    stored = (await kept())[0]["name"]
    from coop.history import sealing

    assert await sealing.opened([{"email": stored}], "contact", 7) == [{"email": (ERASED, ERASED)}]
    assert await sealing.opened([{"name": stored}], "contact", 9) == [{"name": (ERASED, ERASED)}]
    assert await sealing.opened([{"name": stored}], "contact", 7) == [{"name": (None, "Somying")}]


async def test_nothing_personal_makes_no_key(database):
    await noted(role="liaison")
    assert await db.run("SELECT subject FROM history_key") == []


async def test_reading_takes_two_statements_whatever_is_sealed(database):
    for each in range(3):
        await noted(name=f"Somying {each}")
    before = db.engine().statements
    assert len(await history.of("contact", 7)) == 3
    assert db.engine().statements - before == 2
