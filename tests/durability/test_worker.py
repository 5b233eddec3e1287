"""Workers killed in the middle of 500 mails: each effect in the database once, and no mail twice but the one that was cut off."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP

from coop import db, i18n, settings
from coop.accounts import people, rules
from coop.accounts.facts import NewUser, Profile
from coop.i18n.message import _
from coop.notices import outbox
from coop.notices.letter import Letter

MAILS, KILLS = 500, 5


class Server:
    """A mail server that counts what it took by Message-ID; ``cut_off`` is called once, when a mail was taken and before that is said."""

    def __init__(self):
        self.taken, self.cut_off = Counter(), None

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - what aiosmtpd calls
        self.taken[message_from_bytes(envelope.content, policy=default)["message-id"].strip()] += 1
        if self.cut_off is not None:
            cut, self.cut_off = self.cut_off, None
            cut()
        return "250 taken"


class Worker:
    """``coop worker`` as a process of its own."""

    def __init__(self, environment, log):
        self._environment, self._log = environment, log
        self.start()

    def start(self):
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "coop", "worker"]
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=30)


@pytest.fixture
async def post(database, tmp_path):
    """A mail server, the settings that send through it, and workers started with them."""
    server = Server()
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(server, hostname="mail.example.org"), "127.0.0.1", 0)
    settings.make_secret(tmp_path / "secret")
    facts = {
        "COOP_DATABASE_URL": database,
        "COOP_BASE_URL": "https://coop.example.org",
        "COOP_SECRET_FILE": str(tmp_path / "secret"),
        "COOP_SMTP_URL": f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}",
        "COOP_MAIL_FROM": "coop@example.org",
    }
    chosen = settings.from_environment(facts)
    i18n.configure(chosen.locales)
    workers = []

    def start():
        workers.append(Worker({**os.environ, **facts}, tmp_path / "worker.log"))
        return workers[-1]

    yield server, chosen, start
    for each in workers:
        each.stop()
    listening.close()
    await listening.wait_closed()


async def put(chosen, count):
    """Put so many mails to one person into the outbox."""
    person = await people.add_user(rules.OPERATOR, NewUser("reader@example.org", Profile("Reader"), frozenset()))
    letter = Letter(
        subject=_("Reminder"),
        greeting=_("A day is coming that you should know of."),
        paragraphs=(),
        link=(_("Open it"), "https://coop.example.org/"),
        reason=_("Reminder"),
    )
    async with db.transaction():
        for number in range(count):
            assert await outbox.put(chosen, person, "reminder", f"{number}", letter) is not None


async def left():
    return (await db.run("SELECT count(*) AS n FROM job WHERE done_at IS NULL"))[0]["n"]


async def claims_run_out():
    """As if the lease of whoever was killed had gone by."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    await db.run("UPDATE job SET claimed_until = {} WHERE claimed_until IS NOT NULL AND done_at IS NULL", past)


async def until(condition, seconds=60):
    for _turn in range(seconds * 20):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it took too long")


async def test_two_workers_killed_in_the_middle_of_500_mails(post):
    server, chosen, start = post
    await put(chosen, MAILS)
    steady, killed = start(), start()
    for kill in range(KILLS):
        goal = MAILS - (kill + 1) * MAILS // (KILLS + 2)
        await until(lambda goal=goal: _at_most(goal))
        killed.kill()
        await claims_run_out()
        killed.start()
    await until(lambda: _at_most(0))
    assert (steady.stop(), killed.stop()) == (0, 0)
    rows = await db.run("SELECT message_id, sent_at FROM mail")
    assert len(rows) == MAILS
    assert all(row["sent_at"] is not None for row in rows)
    assert set(server.taken) == {row["message_id"] for row in rows}
    # Beside the mail in the hand of who was killed, one in the hand of the other may have been claimed anew: its lease was ended too.
    assert sum(server.taken.values()) - MAILS <= 2 * KILLS
    jobs = await db.run("SELECT count(*) AS n, max(fault) AS fault FROM job WHERE done_at IS NOT NULL")
    assert jobs == [{"n": MAILS, "fault": ""}]


async def _at_most(goal):
    return await left() <= goal


async def test_a_mail_cut_off_before_it_is_on_record_goes_again_with_the_same_message_id_and_no_other_twice(post):
    server, chosen, start = post
    await put(chosen, 5)
    worker = start()
    cut = asyncio.Event()

    def cut_off():
        worker.kill()
        cut.set()

    server.cut_off = cut_off
    await asyncio.wait_for(cut.wait(), 30)
    assert (sum(server.taken.values()), await left()) == (1, 5)
    await claims_run_out()
    start()
    await until(lambda: _at_most(0))
    rows = await db.run("SELECT message_id FROM mail ORDER BY id")
    assert [server.taken[row["message_id"]] for row in rows] == [2, 1, 1, 1, 1]
