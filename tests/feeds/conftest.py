"""Conferences on record through their own verbs, and a clock that stands still."""

from datetime import UTC, date, datetime

import pytest

from coop import clock
from coop.app import create_app
from coop.conferences import scheduling
from coop.conferences.facts import NewConference
from coop.conferences.states import Status, Visibility
from coop.multilingual import Multilingual
from coop.settings import Settings
from coop.viewer import Role, Viewer

MEI = Viewer(user_id=1, name="Mei", roles=frozenset({Role.ORGANISER}))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def mei():
    return MEI


@pytest.fixture
def noon():
    """The day the tests take place on."""
    with clock.standing_at(NOON):
        yield NOON


@pytest.fixture
def facts():
    """The facts of one ordinary conference, with changes."""

    def make(**changes):
        usual = {
            "names": Multilingual.of("en", en="Hydrogen days", zh_Hans="氢能日", th="วันไฮโดรเจน", ar="أيام الهيدروجين"),
            "topics": ("h2",),
            "zone": "Asia/Bangkok",
            "country": "TH",
            "city": Multilingual.of("en", en="Bangkok", zh_Hans="曼谷", th="กรุงเทพฯ", ar="بانكوك"),
            "starts_on": date(2026, 5, 18),
            "ends_on": date(2026, 5, 20),
            "status": Status.CONFIRMED,
        }
        return NewConference(**{**usual, **changes})

    return make


@pytest.fixture
def schedule(facts):
    """Puts a published conference on record."""

    async def put(**changes):
        return await scheduling.schedule_conference(MEI, facts(**changes), Visibility.PUBLISHED)

    return put


@pytest.fixture
def worker(database, browser_of):
    """Makes a browser on another process that serves the same database."""

    def make(**changes):
        facts = {"base_url": "https://coop.example.org", "secret": b"test-secret-test-secret-test-secret", "works": False, **changes}
        return browser_of(create_app(Settings(database_url=database, allowed_hosts=frozenset({"coop.example.org"}), **facts)))

    return make
