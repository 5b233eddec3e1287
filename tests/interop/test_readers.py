"""Six readers that share no code with each other read the same count, UIDs, instants, texts and states as we wrote, in four languages."""

import json
import subprocess
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import icalendar
import pytest
import vobject

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "interop"
LOCALES = ("en", "zh-Hans", "th", "ar")
pytestmark = pytest.mark.interop


def written(moment):
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def by_icalendar(path):
    for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
        assert event.errors == []
        yield {
            "uid": str(event["UID"]), "start": written(event.decoded("DTSTART")), "end": written(event.decoded("DTEND")),
            "title": str(event["SUMMARY"]), "description": str(event["DESCRIPTION"]), "place": str(event.get("LOCATION", "")),
            "status": str(event["STATUS"]), "sequence": int(event["SEQUENCE"]),
        }  # fmt: skip


def by_vobject(path):
    for event in vobject.readOne(path.read_text("utf-8")).vevent_list:
        yield {
            "uid": event.uid.value, "start": written(event.dtstart.value), "end": written(event.dtend.value),
            "title": event.summary.value, "description": event.description.value, "place": event.location.value if hasattr(event, "location") else "",
            "status": event.status.value, "sequence": int(event.sequence.value),
        }  # fmt: skip


def by_ical(path):
    from ical.calendar_stream import IcsCalendarStream

    for event in IcsCalendarStream.calendar_from_ics(path.read_text("utf-8")).events:
        yield {
            "uid": event.uid, "start": written(event.dtstart), "end": written(event.dtend), "title": event.summary,
            "description": event.description, "place": event.location or "", "status": event.status.value, "sequence": event.sequence,
        }  # fmt: skip


def by_ics(path):
    # Its grammar's library wraps the terminal once a line for colours, until Python gives up.
    with warnings.catch_warnings(), mock.patch("colorama.init"):
        warnings.simplefilter("ignore")
        import ics

        found = ics.Calendar(path.read_text("utf-8"))
    for event in found.events:
        days = (event.begin.date(), event.end.date()) if event.all_day else (event.begin.datetime, event.end.datetime)
        if event.all_day and event.end.time() != datetime.min.time():
            days = (days[0], days[1] + timedelta(days=1))
        extra = {line.name: line.value for line in event.extra}
        yield {
            "uid": event.uid, "start": written(days[0]), "end": written(days[1]), "title": event.name, "description": event.description,
            "place": event.location or "", "status": event.status, "sequence": int(extra["SEQUENCE"]),
        }  # fmt: skip


def by_node(name):
    def read(path):
        return json.loads(
            subprocess.run(["node", TOOLS / "read.mjs", name, path], check=True, capture_output=True, text=True, timeout=120).stdout
        )[0]

    return read


DAYS = [
    ("2026-01-20", "2026-01-21", "CONFIRMED", 0),
    ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "CONFIRMED", 0),
    ("2026-06-02", "2026-06-05", "CONFIRMED", 0),
    ("2026-06-28", "2026-06-29", "CANCELLED", 1),
    ("2026-08-28", "2026-08-29", "CONFIRMED", 0),
]
"""What is due in the personal feed, in the order of its beginnings."""

READERS = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical": by_ical,
    "ics": by_ics,
    "ical.js": by_node("ical.js"),
    "node-ical": by_node("node-ical"),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reader", READERS)
async def test_every_reader_understands_the_same(files, agree, reader, locale):
    # node-ical reads no VTIMEZONE of a zone that Node knows, and Node's own rules are from before Morocco changed its own in 2026.
    without = files.in_casablanca_after_2026 if reader == "node-ical" else ()
    agree(locale, list(READERS[reader](files.paths[locale])), without)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reader", READERS)
async def test_every_reader_understands_what_is_due_for_a_person(personal, reader, locale):
    (read, agreed) = [sorted(found(personal[locale]), key=lambda each: each["start"]) for found in (READERS[reader], by_icalendar)]
    assert [(each["start"], each["end"], each["status"], each["sequence"]) for each in read] == DAYS
    assert read == agreed
