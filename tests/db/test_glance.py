"""Statements read on the event loop: short ones only, as fresh as any other, and a long one never holds the loop."""

import asyncio
from time import perf_counter

import pytest

from coop.db import run, transaction

pytestmark = pytest.mark.usefixtures("database")
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT max(i) AS most FROM n"


async def test_a_long_statement_is_answered_while_the_loop_goes_on():
    waits = []

    async def beat():
        while True:
            began = perf_counter()
            await asyncio.sleep(0.001)
            waits.append(perf_counter() - began)

    beating = asyncio.create_task(beat())
    began = perf_counter()
    rows = await run(LONG)
    took = perf_counter() - began
    beating.cancel()
    assert rows == [{"most": 1500000}]
    assert max(waits) < took / 2  # were it read on the loop, one beat would have waited all the while


async def test_what_was_committed_is_seen_at_once_and_what_was_rolled_back_never():
    for count in range(1, 6):
        async with transaction():
            await run("INSERT INTO revision (scope, n) VALUES ({}, {})", f"glance {count}", count)
            assert await run("SELECT count(*) AS n FROM revision WHERE scope LIKE 'glance%'") == [{"n": count}]
        assert await run("SELECT count(*) AS n FROM revision WHERE scope LIKE 'glance%'") == [{"n": count}]
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await run("INSERT INTO revision (scope, n) VALUES ('glance no', 1)")
            raise ZeroDivisionError
    assert await run("SELECT n FROM revision WHERE scope = 'glance no'") == []
