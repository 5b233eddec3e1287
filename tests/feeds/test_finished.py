"""Finished feeds in memory: made once, true to the data and the day, bounded, never an older one after a newer one."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from coop import clock
from coop.feeds import finished
from coop.feeds.finished import Finished


@dataclass
class Thing:
    text: str
    size: int = 10


class Counter:
    """Stands in for the revision counters, and makes things slowly when told to."""

    def __init__(self):
        self.revision = 1
        self.made = []
        self.gates = {}

    async def make(self, key):
        text = f"{key} at {self.revision}"
        self.made.append(text)
        gate = self.gates.get(text)
        if gate is not None:
            await gate.wait()
        return Thing(text)


@pytest.fixture
def counter(monkeypatch):
    found = Counter()
    monkeypatch.setattr(finished.revision, "of", lambda *_scopes: found.revision)
    return found


async def test_one_is_made_for_all_who_wait(counter):
    kept = Finished(counter.make)
    counter.gates["a at 1"] = asyncio.Event()
    waiting = [asyncio.create_task(kept.get("a")) for _ in range(20)]
    await asyncio.sleep(0)
    counter.gates["a at 1"].set()
    assert {thing.text for thing in await asyncio.gather(*waiting)} == {"a at 1"}
    assert counter.made == ["a at 1"]
    assert kept.ready("a").text == "a at 1"


async def test_a_change_and_a_new_day_make_it_again(counter):
    kept = Finished(counter.make)
    with clock.standing_at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        await kept.get("a")
        counter.revision = 2
        assert kept.ready("a") is None
        assert (await kept.get("a")).text == "a at 2"
    with clock.standing_at(datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC)):
        assert kept.ready("a") is None


async def test_an_older_one_is_never_given_after_a_newer_one(counter):
    kept = Finished(counter.make)
    counter.gates["a at 1"] = asyncio.Event()
    slow = [asyncio.create_task(kept.get("a")) for _ in range(3)]
    await asyncio.sleep(0)
    counter.revision = 2
    assert (await kept.get("a")).text == "a at 2"
    counter.gates["a at 1"].set()
    assert {thing.text for thing in await asyncio.gather(*slow)} == {"a at 2"}
    assert kept.ready("a").text == "a at 2"


async def test_the_longest_unused_goes_first_when_bytes_run_out(counter):
    kept = Finished(counter.make, limit=30)
    for key in ("a", "b", "c"):
        await kept.get(key)
    assert kept.ready("a") is not None
    await kept.get("d")
    assert [key for key in "abcd" if kept.ready(key)] == ["a", "c", "d"]
    assert kept.size == 30


async def test_one_larger_than_the_limit_is_kept_alone(counter):
    kept = Finished(counter.make, limit=5)
    await kept.get("a")
    await kept.get("b")
    assert [key for key in "ab" if kept.ready(key)] == ["b"]


async def test_a_failure_reaches_everybody_and_is_not_kept(counter):
    async def fail(_key):
        await asyncio.sleep(0)
        raise OSError("away")

    kept = Finished(fail)
    found = await asyncio.gather(*(kept.get("a") for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in found] == [OSError, OSError, OSError]
    assert kept.ready("a") is None


async def test_who_waits_is_served_though_the_maker_went_away(counter):
    kept = Finished(counter.make)
    counter.gates["a at 1"] = asyncio.Event()
    maker = asyncio.create_task(kept.get("a"))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(kept.get("a"))
    await asyncio.sleep(0)
    maker.cancel()
    await asyncio.sleep(0)
    counter.gates["a at 1"].set()
    assert (await waiting).text == "a at 1"
