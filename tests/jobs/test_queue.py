"""Jobs: put down once, claimed by one worker at a time, done once, tried again with longer pauses, given up at last."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from coop import clock, jobs
from coop.db import run, transaction
from coop.jobs import queue

NOON = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def at_noon(database):
    with clock.standing_at(NOON):
        yield


async def effects():
    return [row["value"] for row in await run("SELECT value FROM effect ORDER BY value")]


@pytest.fixture
async def effect(database):
    """A table that work writes into, and who does that work."""
    await run("CREATE TABLE effect (value TEXT NOT NULL)")

    async def handle(job):
        async def write():
            await run("INSERT INTO effect (value) VALUES ({})", job.payload["value"])

        return write

    return {"write": handle}


async def put(*values, **options):
    async with transaction():
        return [await jobs.enqueue("write", value, {"value": value}, **options) for value in values]


async def test_a_job_is_put_down_once_and_done_once(effect):
    assert await put("a", "b", "a") == [True, True, False]
    assert await jobs.waiting() == 2
    assert await jobs.work_off("one", effect) == 2
    assert await put("a") == [False]
    assert await jobs.work_off("one", effect) == 0
    assert await effects() == ["a", "b"]
    assert [row["payload"] for row in await run("SELECT payload FROM job")] == ["null", "null"]


async def test_what_is_rolled_back_leaves_no_job(effect):
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await jobs.enqueue("write", "a", {"value": "a"})
            raise ZeroDivisionError
    assert await jobs.waiting() == 0


async def test_a_job_for_later_waits_for_its_time(effect):
    await put("a", run_at=NOON + timedelta(hours=1))
    assert await jobs.work_off("one", effect) == 0
    with clock.standing_at(NOON + timedelta(hours=1)):
        assert await jobs.work_off("one", effect) == 1


async def test_nobody_else_gets_what_is_claimed_until_the_lease_is_over(effect):
    await put("a")
    first = await queue.claim("one", ("write",), LEASE)
    assert await queue.claim("two", ("write",), LEASE) is None
    with clock.standing_at(NOON + LEASE):
        again = await queue.claim("two", ("write",), LEASE)
    assert (first.id, again.attempts) == (again.id, 2)
    assert await queue.finish("one", first.id) is False
    assert await queue.finish("two", first.id) is True
    assert await queue.finish("two", first.id) is False


async def test_who_lost_the_lease_writes_nothing(effect):
    await put("a")

    async def slow(job):
        with clock.standing_at(NOON + LEASE):
            assert await jobs.work_off("two", effect) == 1
        return await effect["write"](job)

    assert await jobs.work_off("one", {"write": slow}) == 0
    assert await effects() == ["a"]


async def test_a_job_that_fails_is_tried_again_after_longer_and_longer_and_given_up_at_last(effect):
    await put("a")

    async def broken(_job):
        message = "no luck"
        raise OSError(message)

    pauses, now = [], NOON
    for _try in range(queue.MOST_ATTEMPTS):
        with clock.standing_at(now):
            assert await jobs.work_off("one", {"write": broken}) == 0
        row = (await run("SELECT run_at, fault, failed_at FROM job"))[0]
        assert row["fault"] == "OSError: no luck"
        pauses.append((row["run_at"] - now).total_seconds())
        now = row["run_at"]
    assert pauses[:-1] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680]
    (dead,) = await jobs.dead()
    assert (dead.key, dead.attempts, dead.fault) == ("a", 10, "OSError: no luck")
    with clock.standing_at(now + timedelta(days=1)):
        assert await jobs.work_off("one", effect) == 0
        assert await jobs.revive(dead.id) is True
        assert await jobs.revive(dead.id) is False
        assert await jobs.work_off("one", effect) == 1
    assert await effects() == ["a"]


async def test_what_can_never_be_done_is_given_up_at_once(effect):
    await put("a")

    async def never(_job):
        raise jobs.Never("Nobody lives there.")

    await jobs.work_off("one", {"write": never})
    assert [(each.attempts, each.fault) for each in await jobs.dead(("write",))] == [(1, "Nobody lives there.")]


async def test_what_must_wait_costs_no_attempt(effect):
    await put("a")

    async def later(job):
        raise jobs.Later(NOON + timedelta(minutes=10), "Not yet.")

    await jobs.work_off("one", {"write": later})
    assert (await run("SELECT attempts, fault FROM job"))[0] == {"attempts": 0, "fault": "Not yet."}
    with clock.standing_at(NOON + timedelta(minutes=10)):
        assert await jobs.work_off("one", effect) == 1


async def test_an_effect_that_fails_leaves_the_job_undone(effect):
    await put("a")

    async def half(job):
        async def write():
            await run("INSERT INTO effect (value) VALUES ('half')")
            message = "the other half"
            raise OSError(message)

        return write

    assert await jobs.work_off("one", {"write": half}) == 0
    assert await effects() == []
    with clock.standing_at(NOON + timedelta(minutes=1)):
        assert await jobs.work_off("one", effect) == 1
    assert await effects() == ["a"]


async def test_many_workers_do_each_job_once(effect):
    values = [f"{number:03}" for number in range(60)]
    await put(*values)
    done = await asyncio.gather(*(jobs.work_off(f"worker {number}", effect) for number in range(6)))
    assert sum(done) == 60
    assert await effects() == values


async def test_a_worker_leaves_the_kinds_of_others_alone_and_stops_when_told(effect):
    await put("a")
    async with transaction():
        await jobs.enqueue("other", "b", {})
    stop = asyncio.Event()
    working = asyncio.create_task(jobs.keep_working("one", effect, stop))
    while await effects() != ["a"]:
        await asyncio.sleep(0.01)
    stop.set()
    await working
    assert [row["kind"] for row in await run("SELECT kind FROM job WHERE done_at IS NULL")] == ["other"]


async def test_jobs_done_long_ago_are_forgotten(effect):
    await put("a")
    await jobs.work_off("one", effect)
    with clock.standing_at(NOON + timedelta(days=89)):
        assert await jobs.sweep() == 0
    with clock.standing_at(NOON + timedelta(days=91)):
        assert await jobs.sweep() == 1
