"""The real server in a process group of its own, to be killed without warning, on the database of the test."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
import pytest_asyncio

from coop import settings
from coop.accounts import api_tokens, people, rules
from coop.accounts.facts import NewToken, NewUser, Profile, Scope
from coop.accounts.queries import viewer_of_person
from coop.viewer import Role

STARTING_SECONDS = 60


class Server:
    """``coop serve`` on a free port of this machine."""

    def __init__(self, url, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        settings.make_secret(folder / "secret")
        facts = {
            "COOP_DATABASE_URL": url,
            "COOP_BASE_URL": self.base,
            "COOP_SECRET_FILE": str(folder / "secret"),
            "COOP_LOG_FORMAT": "json",
        }
        self._environment = {**os.environ, **facts}
        self._log = folder / "server.log"
        self._process = None

    async def start(self):
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "coop", "serve", "--port", str(self.port), "--workers", "2"]
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + STARTING_SECONDS
        async with httpx.AsyncClient() as probe:
            while time.monotonic() < deadline:
                assert self._process.poll() is None, self._log.read_text()[-2000:]
                try:
                    if (await probe.get(f"{self.base}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        raise AssertionError(self._log.read_text()[-2000:])

    @property
    def log(self):
        """What the server wrote down of faults."""
        return "\n".join(line for line in self._log.read_text().splitlines() if "request failed" in line)

    def kill(self):
        """SIGKILL to every process of the server at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest_asyncio.fixture
async def server(database, tmp_path):
    made = Server(database, tmp_path)
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture
async def token(database):
    """An administrator's API token for writing."""
    number = await people.add_user(rules.OPERATOR, NewUser("ada@example.org", Profile("Ada"), frozenset({Role.ADMINISTRATOR})))
    return await api_tokens.issue_token(await viewer_of_person(number), NewToken("durability", Scope.WRITE))
