"""What was acknowledged stands, whenever the power goes: 1,000 writes over HTTP while the server is killed again and again."""

import asyncio
import random

import httpx
import msgspec

from coop import db, history
from coop.search.numbers import first_of, last_of

WRITES, WRITERS, KILLS = 1_000, 6, 6
FACTS = {"topics": ["h2"], "zone": "Asia/Bangkok", "country": "TH", "starts_on": "2028-05-18", "ends_on": "2028-05-20"}


class Work:
    """What is still to be written, and what was acknowledged: names of conferences, and editions saved over them."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.names, self.editions, self.refused = [], [], []
        self.is_up = asyncio.Event()
        self._count = 0

    @property
    def acknowledged(self):
        return len(self.names) + len(self.editions)

    def next(self):
        self._count += 1
        return self._count

    async def write(self):
        """Schedule conferences and save over them, one request after the other, until enough is acknowledged."""
        while self.acknowledged < WRITES:
            await self.is_up.wait()
            try:
                async with httpx.AsyncClient(
                    base_url=f"{self.server.base}/api/v1", headers={"authorization": f"Bearer {self.token}"}, timeout=30
                ) as client:
                    while self.acknowledged < WRITES:
                        await self._one(client)
            except httpx.TransportError:
                await asyncio.sleep(0.02)  # killed in the middle: nobody knows whether this one was written

    async def _one(self, client):
        name = f"Forum {self.next()}"
        facts = {**FACTS, "names": {"source": "en", "texts": {"en": name}}}
        made = await client.post("/conferences", json={"facts": facts, "visibility": "published"})
        if made.status_code != 201:
            self.refused.append(made.text)
            return
        self.names.append(name)
        number, version = made.json()["id"], 1
        for _turn in range(2):
            edition = f"e{self.next()}"
            saved = await client.put(f"/conferences/{number}", json={"version": version, "facts": {**facts, "edition": edition}})
            if saved.status_code != 200:
                self.refused.append(saved.text)
                return
            self.editions.append(edition)
            version = saved.json()["version"]


async def _kill_now_and_then(work, chance):
    """Kill the server at random moments, as often as promised, spread over the writes."""
    for kill in range(KILLS):
        goal = (kill + 1) * WRITES // (KILLS + 1)
        while work.acknowledged < goal:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.random() * 0.1)
        work.is_up.clear()
        work.server.kill()
        await work.server.start()
        work.is_up.set()


async def test_nothing_acknowledged_is_lost(server, token):
    await server.start()
    work = Work(server, token)
    work.is_up.set()
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    await asyncio.gather(_kill_now_and_then(work, chance), *(work.write() for _each in range(WRITERS)))
    server.kill()
    assert work.refused == []
    assert work.acknowledged >= WRITES
    await _nothing_is_lost(work)
    await _all_agrees()


async def _nothing_is_lost(work):
    rows = await db.run("SELECT names FROM conference")
    stored = {msgspec.json.decode(row["names"])["texts"]["en"][0] for row in rows}
    assert set(work.names) - stored == set()
    lines = await db.run("SELECT act, changes FROM history WHERE kind = 'conference'")
    told = {msgspec.json.decode(line["changes"])["edition"][1] for line in lines if line["act"] == "edited"}
    assert set(work.editions) - told == set()


async def _all_agrees():
    """Rows, ledger, search, calendars and counters tell the same story."""
    assert await history.verify() is None
    rows = await db.run("SELECT id, version, visibility FROM conference ORDER BY id")
    lines = await db.run(
        "SELECT object_id AS id, count(*) AS version FROM history WHERE kind = 'conference' GROUP BY object_id ORDER BY object_id"
    )
    assert [(row["id"], row["version"]) for row in rows] == [(line["id"], line["version"]) for line in lines]
    ids = {row["id"] for row in rows}
    documents = await db.run("SELECT id FROM search_document WHERE id >= {} AND id <= {}", first_of("conference"), last_of("conference"))
    assert {row["id"] - first_of("conference") for row in documents} == ids
    entries = await db.run("SELECT object_id, count(*) AS n FROM calendar_entry WHERE kind = 'conference' GROUP BY object_id")
    assert {row["object_id"]: row["n"] for row in entries} == dict.fromkeys(ids, 4)
    editions = await db.run("SELECT id, edition FROM conference")
    last = {}
    for line in await db.run("SELECT object_id, changes FROM history WHERE kind = 'conference' ORDER BY id"):
        last[line["object_id"]] = msgspec.json.decode(line["changes"]).get("edition", [None, ""])[1]
    assert {row["id"]: row["edition"] for row in editions} == last
    raised = await db.run("SELECT n FROM revision WHERE scope = 'conference'")
    assert raised == [{"n": sum(line["version"] for line in lines)}]
    if not db.is_postgres():
        assert await db.run("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert await db.run("PRAGMA foreign_key_check") == []
