"""Finished calendar octets per entry and language: written in the subject's own transaction, joined by the feeds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from coop import clock
from coop.calendar import item, words
from coop.calendar.entry import AllDay, Entry
from coop.calendar.vtimezone import tzdata_version
from coop.db import run, run_many, transaction
from coop.i18n import locales
from coop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RENDERER = 1
"""Raise it when the same entry would be written in other octets than before: at the next start every entry is put again."""

MOST_AHEAD = 60
"""Seconds by which the date of the last change may run ahead while many come in one second."""

_COLUMNS = "kind, object_id, locale, uid, audiences, status, starts, ends, revised, zone, fingerprint, component, item"
_MARKS = ", ".join(["{}"] * 13)


@dataclass(frozen=True, slots=True)
class Setting:
    """What finished octets depend on beside the facts: the public address, the languages, and a fingerprint of the words of each."""

    base_url: str
    tags: tuple[str, ...]
    fingerprints: dict[str, str]


_setting: Setting | None = None


def configure(base_url: str, tags: Sequence[str]) -> None:
    """Say once at start where the pages live (no slash at the end) and in which languages entries are rendered."""
    global _setting  # noqa: PLW0603 - a fact of the process, like the languages themselves
    base = base_url.rstrip("/")
    _setting = Setting(base, tuple(tags), {tag: _fingerprint(base, tag, tuple(tags)) for tag in tags})


def setting() -> Setting:
    """What was configured; raises RuntimeError before `configure`."""
    if _setting is None:
        message = "calendar.configure() must be called at start."
        raise RuntimeError(message)
    return _setting


async def put(entries: Sequence[Entry]) -> None:
    """Replace all entries of every (kind, object_id) among ``entries``, rendered in every offered language, in the current transaction.

    Raises Invalid when an entry could not be published; nothing is written then.
    """
    for entry in entries:
        entry.check()
    rows = [row for entry in entries for row in _rows(entry)]
    async with transaction():
        for kind, object_id in dict.fromkeys((entry.kind, entry.object_id) for entry in entries):
            await run("DELETE FROM calendar_entry WHERE kind = {} AND object_id = {}", kind, object_id)
        await _note_change()
        await run_many(f"INSERT INTO calendar_entry ({_COLUMNS}) VALUES ({_MARKS})", rows)


async def remove(kind: str, object_id: int) -> None:
    """Take all entries of one object out of every feed, in the current transaction."""
    gone = await run("DELETE FROM calendar_entry WHERE kind = {} AND object_id = {} RETURNING id", kind, object_id)
    if gone:
        await _note_change()


async def changed_at() -> datetime:
    """When anything in any calendar last changed, removals included; whole seconds. Ask before reading entries, never after."""
    rows = await run("SELECT changed FROM calendar_change")
    return datetime.fromtimestamp(rows[0]["changed"], UTC)


async def outdated(among: Sequence[int] = ()) -> list[tuple[str, int]]:
    """The (kind, object_id) whose octets were made by another renderer, address, catalogue, set of languages or zone rules.

    ``among`` asks about these objects only.
    """
    made = setting().fingerprints.values()
    marks = ", ".join(["{}"] * len(made))
    only = f"AND object_id IN ({', '.join(str(int(each)) for each in among)})" if among else ""
    rows = await run(
        f"SELECT DISTINCT kind, object_id FROM calendar_entry WHERE fingerprint NOT IN ({marks}) {only} ORDER BY kind, object_id", *made
    )
    return [(row["kind"], row["object_id"]) for row in rows]


def epochs(entry: Entry) -> tuple[int, int]:
    """Start and end in seconds since 1970. Whole days count as days in UTC: they sort and fall out of windows by it."""
    span = entry.span
    if isinstance(span, AllDay):
        first = datetime.combine(span.first, time(), UTC)
        after = datetime.combine(span.last, time(), UTC) + timedelta(days=1)
        return int(first.timestamp()), int(after.timestamp())
    return int(span.starts_at.timestamp()), int(span.ends_at.timestamp())


async def _note_change() -> None:
    """Date the change in whole seconds, each later than the one before; but no burst of changes runs far ahead of the clock."""
    now = int(clock.now().timestamp())
    await run(
        "UPDATE calendar_change SET changed = CASE WHEN changed < {} THEN {} WHEN changed < {} THEN changed + 1 ELSE changed END",
        now, now, now + MOST_AHEAD,
    )  # fmt: skip


def _rows(entry: Entry) -> Iterator[tuple[object, ...]]:
    from coop.calendar import component  # noqa: PLC0415 - slow import: icalendar's 150 ms, which reading a feed never needs

    made = setting()
    starts, ends = epochs(entry)
    audiences = "public" if entry.is_public else " ".join(sorted(entry.audiences))
    zone = component.zone_written(entry)
    facts, addresses = component.facts(entry, made.base_url), words.pages(entry, made.base_url)
    for tag in made.tags:
        said = words.say(entry, tag, addresses)
        yield (
            entry.kind,
            entry.object_id,
            tag,
            entry.uid,
            audiences,
            entry.status.value,
            starts,
            max(ends, starts + 1),
            int(entry.revised_at.timestamp()),
            zone,
            made.fingerprints[tag],
            component.render(entry, said, facts),
            item.render(entry, said),
        )


def _fingerprint(base_url: str, tag: str, tags: tuple[str, ...]) -> str:
    """A digest of all that shapes the octets beside the facts."""
    digest = hashlib.blake2b(digest_size=12)
    for part in (str(RENDERER), base_url, tag, *tags, tzdata_version(), version("babel")):
        digest.update(part.encode() + b"\0")
    words = [folder("locales") / each / "LC_MESSAGES" / "coop.po" for each in (tag, *locales()[tag].chain)]
    for path in (*words, Path(__file__).parents[1] / "themes.toml"):
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return digest.hexdigest()
