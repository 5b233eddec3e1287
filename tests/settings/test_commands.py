import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path):
    def coop(*words, **env):
        environment = {
            **os.environ,
            "COOP_DATABASE_URL": f"sqlite:///{tmp_path}/coop.sqlite",
            "COOP_SECRET_FILE": str(tmp_path / "secret"),
            **env,
        }
        return subprocess.run(
            [sys.executable, "-m", "coop", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    coop("secret", str(tmp_path / "secret"))
    return coop


def test_an_operator_migrates_adds_a_person_and_checks(place, tmp_path):
    refused = place("check")
    assert (refused.returncode, "run `coop migrate`" in refused.stderr) == (1, True)
    served = place("serve", "--port", "1")
    assert "run `coop migrate` first" in served.stderr
    done = place("migrate")
    assert done.stdout.splitlines()[0] == "migrated coop_0001_ground"
    assert place("migrate").stdout == "The database is up to date.\n"
    assert (tmp_path / "coop.sqlite").stat().st_mode & 0o777 == 0o600
    added = place("user", "add", "ada@example.org", "Ada", "--role", "administrator")
    assert added.stdout.startswith("http://127.0.0.1:8000/en/invitation/")
    twice = place("user", "add", "Ada@example.org", "Ada")
    assert (twice.returncode, twice.stderr.startswith("Error: ")) == (1, True)
    stray = place("user", "add", "bo@example.org", "Bo", "--organisation", "99")
    assert stray.stderr == "Error: There is no organisation with the number 99.\n"
    assert place("check").stdout == "Configuration, database, catalogues, clock and zones are in order.\n"


def test_the_demonstration_keeps_its_passwords_to_this_machine_and_to_a_database_of_its_own(place):
    for words, env in (["--host", "0.0.0.0"], {}), ([], {"COOP_BASE_URL": "https://coop.example.org"}):  # noqa: S104 - refused
        refused = place("demo", "--port", "1", *words, **env)
        assert (refused.returncode, "for 127.0.0.1 or localhost only" in refused.stderr) == (1, True)
    place("migrate")
    place("user", "add", "ada@example.com", "Ada", "--role", "administrator")
    refused = place("demo", "--port", "8144")
    assert (refused.returncode, "People have accounts in this database" in refused.stderr) == (1, True)


def test_check_names_the_zones_that_the_rules_no_longer_know(place, tmp_path):
    place("migrate")
    with closing(sqlite3.connect(tmp_path / "coop.sqlite")) as database, database:
        database.execute(
            "INSERT INTO conference_deadline (uuid, conference, kind, zone, due_on, due_time, due_at, created_at, entry_revised_at)"
            " VALUES ('1', 1, 'abstract', 'Asia/Atlantis', '2026-09-01', '23:59', '2026-09-01', '2026-01-01', '2026-01-01')"
        )
    answer = place("check")
    assert answer.returncode == 1
    assert re.fullmatch(r"The zone rules \(20[0-9]{2}[a-z]\) do not know Asia/Atlantis, which conferences are kept in\.\n", answer.stderr)


def test_a_wrong_setting_is_one_sentence(place):
    answer = place("check", COOP_LOCALES="tlh")
    assert (answer.returncode, answer.stderr) == (2, "coop: COOP_LOCALES must list some of en, zh-Hans, th, ar, not 'tlh'.\n")


def test_a_taken_port_is_said_before_anything_is_loaded(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = place("demo", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "is taken on 127.0.0.1: choose another with PORT=8001" in answer.stderr
