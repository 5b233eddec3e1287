"""Entries of every kind to put into calendars."""

import pytest

from coop import calendar, i18n
from coop.calendar import AllDay, Entry
from coop.multilingual import Multilingual

BASE = "https://coop.example.org"
LOCALES = ("en", "zh-Hans", "th", "ar")


@pytest.fixture(autouse=True)
def _configured():
    i18n.configure(LOCALES)
    calendar.configure(BASE, LOCALES)


@pytest.fixture
def entry():
    """Makes an entry from a few facts, the rest being those of one ordinary conference."""
    from datetime import UTC, date, datetime

    def make(**changes):
        facts = {
            "kind": "conference",
            "object_id": 7,
            "uid": "0b9d6f0e-2f0f-4a53-9a43-6a1c3f1f7a01",
            "span": AllDay(date(2026, 5, 18), date(2026, 5, 20)),
            "title": Multilingual.of("en", en="Hydrogen days", zh_Hans="氢能日", th="วันไฮโดรเจน"),
            "path": "/{locale}/conferences/7-hydrogen-days",
            "created_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            "revised_at": datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        }
        return Entry(**{**facts, **changes})

    return make
