import asyncio

import pytest

from coop import db
from coop.db import migrations, revision


async def count():
    return (await db.run("SELECT COALESCE(SUM(n), 0) AS n FROM revision"))[0]["n"]


async def test_what_fails_inside_a_transaction_is_undone(database):
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await revision.raise_("conference")
            raise ZeroDivisionError
    assert await count() == 0


async def test_a_nested_transaction_joins_the_outer(database):
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            async with db.transaction():
                await revision.raise_("conference")
            raise ZeroDivisionError
    assert await count() == 0


async def test_fifty_writers_lose_nothing(database):
    async def once():
        async with db.transaction():
            rows = await db.run("SELECT n FROM revision WHERE scope = {}", "x")
            await db.serialise("x")
            rows = await db.run("SELECT n FROM revision WHERE scope = {}", "x")
            if rows:
                await db.run("UPDATE revision SET n = {} WHERE scope = {}", rows[0]["n"] + 1, "x")
            else:
                await db.run("INSERT INTO revision (scope, n) VALUES ({}, 1)", "x")

    async def editor():
        for _ in range(4):
            await once()

    await asyncio.gather(*(editor() for _ in range(50)))
    assert await count() == 200


async def test_a_cancelled_writer_rolls_back_and_leaves_the_writer_free(database):
    for delay in (0, 0.0005, 0.001, 0.002, 0.005, 0.01):

        async def work():
            async with db.transaction():
                await revision.raise_("conference")
                await asyncio.sleep(0.02)
                await revision.raise_("conference")

        task = asyncio.create_task(work())
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await count() == 0
    async with db.transaction():
        await revision.raise_("conference")
    assert await count() == 1


async def test_revision_is_seen_at_once(database):
    before = revision.of("conference")
    async with db.transaction():
        await revision.raise_("conference")
    assert revision.of("conference") == before + 1
    assert revision.of("conference", "organisation") == before + 1


async def test_migrating_again_changes_nothing(database):
    assert await migrations.migrate() == []
    assert await migrations.pending() == []
