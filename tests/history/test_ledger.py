import sqlite3

import asyncpg
import pytest

from coop import db, history
from coop.viewer import Viewer

MEI = Viewer(user_id=1, name="Mei", locale="zh-Hans")


async def noted(n=3):
    for each in range(n):
        async with db.transaction():
            await history.record(
                MEI, "edited", "conference", 7, before={"city": f"{each}", "same": 1}, after={"city": f"{each + 1}", "same": 1}
            )


async def test_each_change_is_one_line_with_what_differs(database):
    await noted(2)
    lines = await history.of("conference", 7)
    assert [(line.act, line.actor_name, line.locale, line.changes) for line in lines] == [
        ("edited", "Mei", "zh-Hans", {"city": ("1", "2")}),
        ("edited", "Mei", "zh-Hans", {"city": ("0", "1")}),
    ]
    assert await history.verify() is None


@pytest.mark.parametrize("statement", ["UPDATE history SET reason = 'x'", "DELETE FROM history"])
async def test_history_cannot_be_rewritten(database, statement):
    await noted()
    with pytest.raises((asyncpg.RaiseError, sqlite3.IntegrityError), match="append-only"):
        await db.run(statement)
    assert len(await history.of("conference", 7)) == 3


async def test_a_tampered_line_is_found(database):
    await noted()
    if db.is_postgres():
        await db.run("ALTER TABLE history DISABLE TRIGGER USER")
    else:
        await db.run("DROP TRIGGER history_no_update")
    await db.run("UPDATE history SET reason = 'tampered' WHERE id = 2")
    fault = await history.verify()
    assert (fault.id, fault.what) == (2, "was altered")


async def test_a_line_is_not_replaced_by_inserting_over_it(database):
    await noted()
    before = await db.run("SELECT * FROM history")
    over = (
        "INSERT INTO history SELECT * FROM history WHERE id > 0 ON CONFLICT (id) DO UPDATE SET reason = 'x'"
        if db.is_postgres()
        else "INSERT OR REPLACE INTO history SELECT * FROM history"
    )
    with pytest.raises((asyncpg.RaiseError, sqlite3.IntegrityError), match="append-only"):
        await db.run(over)
    assert await db.run("SELECT * FROM history") == before


async def test_a_refused_change_leaves_no_line(database):
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await history.record(MEI, "edited", "conference", 7)
            raise ZeroDivisionError
    assert await history.of("conference", 7) == []
