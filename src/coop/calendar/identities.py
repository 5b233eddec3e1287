"""Entries that are computed when they are asked for: what keeps each the same from one time to the next.

The day of such an entry follows from other facts and from the calendar itself (a notice day moves on by a year when its agreement renews
itself), so that no verb is there to count its changes. Its UID is minted when it is first told and stored; whenever it is told, its facts
are compared with those told before.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import msgspec

from coop import clock
from coop.calendar.entry import AllDay, Entry, Standing
from coop.db import among, run, run_many, serialise, transaction
from coop.i18n.message import Message
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CANCELLED_DAYS = 90
"""How long a cancelled entry is told after its last revision: clients must have seen that it is cancelled (at least 30 days)."""


class Key(NamedTuple):
    """Which entry: the record it is of, and what of it."""

    kind: str
    object_id: int
    part: str


class _Known(NamedTuple):
    """How an entry was told last; ``revised`` in seconds since 1970, ``days`` as `_days` writes them."""

    uid: str
    sequence: int
    revised: int
    days: str
    status: str
    placed: bytes
    said: bytes


_COLUMNS = ", ".join(_Known._fields)


async def settle(wanted: Mapping[Key, Entry]) -> list[Entry]:
    """The entries with their UID, SEQUENCE and last revision, in the order given; ``uid``, ``sequence`` of what comes in say nothing.

    A new one was revised when its record was, a changed one then or, if its record knows of no change, now; always later than before.
    SEQUENCE rises by one when time, place or status differ (RFC 5546 2.1.4). The facts must be the same for everybody who is told the
    entry. One whose status is CANCELLED stands on the days it was told for; it is left out when it was never told, when its days had
    passed, and after `CANCELLED_DAYS`. One statement while nothing changed, otherwise a transaction with two or three more.
    """
    known = await _known(wanted)
    if any(_told(entry, known.get(key)) != known.get(key) for key, entry in wanted.items()):
        async with transaction():
            await serialise("calendar identities")
            known = await _known(wanted)
            told = {key: told for key, entry in wanted.items() if (told := _told(entry, known.get(key))) is not None}
            await _keep({key: each for key, each in told.items() if known.get(key) != each})
            known = told
    oldest = int((clock.now() - timedelta(days=CANCELLED_DAYS)).timestamp())
    return [
        replace(
            entry,
            uid=each.uid,
            sequence=each.sequence,
            revised_at=datetime.fromtimestamp(each.revised, UTC),
            span=_span(each.days) if entry.status is Standing.CANCELLED else entry.span,
        )
        for key, entry in wanted.items()
        if (each := known.get(key)) is not None
        and each.status == entry.status
        and not (entry.status is Standing.CANCELLED and each.revised < oldest)
    ]


def _told(entry: Entry, known: _Known | None) -> _Known | None:
    """How the entry is to be told from now on; None for one that is cancelled and was never told."""
    if entry.status is Standing.CANCELLED:
        if known is None or (known.status != Standing.CANCELLED and _span(known.days).last < clock.today()):
            return known
        entry = replace(entry, span=_span(known.days))
    placed, said = _digest(_placed(entry)), _digest(_said(entry))
    revised = int(entry.revised_at.timestamp())
    if known is None:
        return _Known(str(uuid4()), 0, revised, _days(entry), entry.status.value, placed, said)
    if (placed, said) == (known.placed, known.said):
        return known
    later = revised if revised > known.revised else max(int(clock.now().timestamp()), known.revised + 1)
    return _Known(known.uid, known.sequence + (placed != known.placed), later, _days(entry), entry.status.value, placed, said)


async def _known(wanted: Mapping[Key, Entry]) -> dict[Key, _Known]:
    if not wanted:
        return {}
    kinds, numbers = sorted({key.kind for key in wanted}), sorted({key.object_id for key in wanted})
    rows: list[dict[str, Any]] = []
    for first in range(0, len(numbers), _AT_ONCE):
        rows += await run(
            f"SELECT kind, object_id, part, {_COLUMNS} FROM calendar_identity WHERE {{}} AND {{}}",
            among("kind", kinds),
            among("object_id", numbers[first : first + _AT_ONCE]),
        )
    found = {Key(row["kind"], row["object_id"], row["part"]): _Known(*(row[field] for field in _Known._fields)) for row in rows}
    return {key: each for key, each in found.items() if key in wanted}


_AT_ONCE = 5_000
"""Values in one statement: far below what either database takes."""


async def _keep(told: Mapping[Key, _Known]) -> None:
    marks = ", ".join(["{}"] * (len(Key._fields) + len(_Known._fields)))
    changes = ", ".join(f"{field} = excluded.{field}" for field in _Known._fields)
    await run_many(
        f"INSERT INTO calendar_identity (kind, object_id, part, {_COLUMNS}) VALUES ({marks})"
        f" ON CONFLICT (kind, object_id, part) DO UPDATE SET {changes}",
        [(*key, *each) for key, each in told.items()],
    )


def _days(entry: Entry) -> str:
    """The first and the last day, for a timed entry those in UTC."""
    span = entry.span
    first, last = (span.first, span.last) if isinstance(span, AllDay) else (span.starts_at.date(), span.ends_at.date())
    return f"{first}/{last}"


def _span(days: str) -> AllDay:
    first, _slash, last = days.partition("/")
    return AllDay(date.fromisoformat(first), date.fromisoformat(last))


def _placed(entry: Entry) -> list[object]:
    """What a change of raises SEQUENCE: time, place and status."""
    span = entry.span
    when = ["day", span.first, span.last] if isinstance(span, AllDay) else ["time", span.starts_at, span.ends_at, span.zone]
    return [when, entry.status.value, entry.venue, entry.address, entry.country]


def _said(entry: Entry) -> list[object]:
    """Everything else that an entry tells."""
    wording = [_plain(entry.wording)] if entry.wording is not None else []
    lines = [_plain(line) for line in entry.lines]
    return [entry.title, wording, lines, entry.description, entry.mark.value, entry.path, entry.topics, entry.is_transparent]


def _plain(message: Message) -> list[object]:
    values: list[object] = []
    for name, value in sorted(message.values.items()):
        known = isinstance(value, (Multilingual, date, int))
        values.append([name, _plain(value) if isinstance(value, Message) else value if known else str(value)])
    return [message.text, values]


def _digest(facts: Sequence[object]) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(facts), digest_size=16).digest()
