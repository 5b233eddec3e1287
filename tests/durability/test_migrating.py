"""Migrations run once whoever starts, and a kill between any two statements leaves nothing half done."""

import asyncio
import os
import signal
import subprocess
import sys
import uuid

import asyncpg
import pytest_asyncio

from coop import db, settings
from coop.db import migrations
from coop.db.postgres import connection_settings

WHICH = os.environ.get("COOP_TEST_DATABASE", "sqlite")

# Migrates, and kills itself like a power cut would when the statement with the given number has run.
DYING = """
import asyncio, os, signal, sys
from coop import db
from coop.db import engines, migrations

left = int(sys.argv[2])

def counting(act):
    async def counted(self, *given, **named):
        global left
        found = await act(self, *given, **named)
        if self.held() is not None:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return found
    return counted

async def main():
    opened = await db.open_database(sys.argv[1])
    kind = type(opened)
    kind.fetch = counting(kind.fetch)
    await migrations.migrate()
    await db.close_database()

asyncio.run(main())
"""


@pytest_asyncio.fixture
async def empty(request, tmp_path):
    """Makes addresses of empty databases, gone afterwards."""
    names = []
    uri = request.getfixturevalue("postgres") if WHICH == "postgres" else ""

    async def made():
        name = f"m{uuid.uuid4().hex}"
        if not uri:
            return f"sqlite:///{tmp_path / name}.sqlite"
        admin = await asyncpg.connect(**connection_settings(uri))
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()
        names.append(name)
        before, mark, query = uri.partition("?")
        return before.rsplit("/", 1)[0] + "/" + name + mark + query

    yield made
    if uri:
        admin = await asyncpg.connect(**connection_settings(uri))
        for name in names:
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


def _environment(url, folder):
    settings.make_secret(folder / "secret")
    return {**os.environ, "COOP_DATABASE_URL": url, "COOP_SECRET_FILE": str(folder / "secret"), "COOP_BASE_URL": "http://127.0.0.1:8000"}


async def _shape():
    """Every table, index, constraint and trigger of the open database, and the ledger of steps."""
    if not db.is_postgres():
        rows = await db.run("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
        return [(row["type"], row["name"], row["sql"]) for row in rows]
    columns = await db.run(
        "SELECT table_name AS a, column_name AS b, data_type AS c FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
    )
    indexes = await db.run("SELECT tablename AS a, indexname AS b, indexdef AS c FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2")
    rules = await db.run(
        "SELECT conrelid::regclass::text AS a, conname::text AS b, pg_get_constraintdef(oid) AS c FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    )
    acts = await db.run(
        "SELECT tgrelid::regclass::text AS a, tgname::text AS b, '' AS c FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    return [(row["a"], row["b"], row["c"]) for row in (*columns, *indexes, *rules, *acts)]


async def _inside(url, act):
    await db.open_database(url)
    try:
        return await act()
    finally:
        await db.close_database()


async def _up_to(count, monkeypatch):
    """The shape after the first ``count`` steps."""
    steps = migrations.known()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "known", lambda: steps[:count])
        await migrations.migrate()
    return await _shape()


async def test_three_starters_migrate_once(empty, tmp_path):
    url = await empty()
    command = [sys.executable, "-m", "coop", "migrate"]
    starters = [
        subprocess.Popen(command, env=_environment(url, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _each in range(3)
    ]
    told = [starter.communicate(timeout=120)[0] for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0], told
    migrated = sorted(line.removeprefix("migrated ") for text in told for line in text.splitlines() if line.startswith("migrated "))
    assert [text.splitlines()[-1] for text in told] == ["The database is up to date."] * 3

    async def recorded():
        return [step.name for step in migrations.known()], await db.run("SELECT name FROM migration_ledger ORDER BY number")

    names, rows = await _inside(url, recorded)
    assert migrated == names == [row["name"] for row in rows]


async def test_a_kill_between_any_two_statements_leaves_nothing_half_done(empty, monkeypatch):
    """Killed after a statement here and there, after a whole step and before its ledger row, and after that row and before the commit."""
    counted = []

    async def whole():
        for step in migrations.known():
            counted.append(len(step.statements))
        await migrations.migrate()
        return await _shape()

    finished = await _inside(await empty(), whole)
    # In each step: the lock (PostgreSQL only), the ledger's table, two reads of the ledger, the statements, the ledger's row.
    overhead = 5 if WHICH == "postgres" else 4
    ends = [sum(counted[: n + 1]) + overhead * (n + 1) for n in range(len(counted))]
    moments = [1, overhead, ends[0] - 1, ends[0], ends[1] + overhead + 2, ends[-2] - 1, ends[-2], ends[-1] - counted[-1] // 2, ends[-1] - 1]
    for moment in moments:
        url = await empty()
        killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", DYING, url, str(moment)], timeout=120, check=False)
        assert killed.returncode == -signal.SIGKILL, moment

        async def recorded():
            return len(migrations.known()) - len(await migrations.pending()), await _shape()

        count, shape = await _inside(url, recorded)
        assert count == sum(end < moment for end in ends), moment
        clean = await empty()
        expected = await _inside(clean, lambda count=count: _up_to(count, monkeypatch))
        assert shape == (expected if count else []), moment

        async def heal():
            await migrations.migrate()
            return await _shape()

        assert await _inside(url, heal) == finished, moment
