"""The ledger: record a change, read an object's changes, verify the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from coop import clock
from coop.db import revision, run, serialise
from coop.history import sealing
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.history.sealing import Sealed
    from coop.viewer import Viewer

GENESIS = "0" * 64
_BATCH = 2000
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. ``changes`` maps a field to its value before and after; an absent side is None.

    A sealed value whose key was destroyed is ``sealing.ERASED`` on both sides, a message to be said in the reader's language.
    """

    id: int
    at: datetime
    actor: int | None
    actor_name: str
    act: str
    kind: str
    object_id: int
    locale: str
    reason: str
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line at which the chain does not hold."""

    id: int
    what: str


async def record(
    viewer: Viewer,
    act: str,
    kind: str,
    object_id: int,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    sealed: Sealed | None = None,
) -> None:
    """Append one line and raise the revision of ``kind``, in the caller's transaction.

    Only fields whose value differs between ``before`` and ``after`` are kept. Never hand in a secret. ``sealed`` names the fields that
    are somebody's personal data: they are kept under that person's key, and gone when it is destroyed. ``reason`` is never sealed.
    """
    await serialise("history")
    last = await run("SELECT hash FROM history ORDER BY id DESC LIMIT 1")
    previous = last[0]["hash"] if last else GENESIS
    at = clock.now()
    fields = _differences(before or {}, after or {})
    changes = _encoder.encode(await sealing.seal(fields, sealed, kind, object_id) if sealed else fields).decode()
    line = (viewer.user_id, viewer.name, act, kind, object_id, viewer.locale, reason, changes, previous)
    await run(
        "INSERT INTO history (at, actor, actor_name, act, kind, object_id, locale, reason, changes, previous, hash)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        at,
        *line,
        _hash(at, line),
    )
    await revision.raise_(kind)


async def of(kind: str, object_id: int) -> list[Entry]:
    """The changes of one object, newest first; what was sealed is opened where its key stands.

    Whether the viewer may see them is the caller's rule.
    """
    rows = await run(
        "SELECT id, at, actor, actor_name, act, kind, object_id, locale, reason, changes FROM history"
        " WHERE kind = {} AND object_id = {} ORDER BY id DESC",
        kind,
        object_id,
    )
    changes = await sealing.opened([_decoder.decode(row.pop("changes")) for row in rows], kind, object_id)
    return [Entry(**row, changes=each) for row, each in zip(rows, changes, strict=True)]


async def verify() -> Fault | None:
    """Walk the whole chain; None when every line holds, else the first that does not."""
    previous, last_id = GENESIS, 0
    while True:
        rows = await run("SELECT * FROM history WHERE id > {} ORDER BY id LIMIT {}", last_id, _BATCH)
        if not rows:
            return None
        for row in rows:
            last_id = row["id"]
            if row["previous"] != previous:
                return Fault(last_id, "does not follow the line before it")
            line = tuple(
                row[name] for name in ("actor", "actor_name", "act", "kind", "object_id", "locale", "reason", "changes", "previous")
            )
            if row["hash"] != _hash(row["at"], line):
                return Fault(last_id, "was altered")
            previous = row["hash"]


def _hash(at: datetime, line: tuple[Any, ...]) -> str:
    return sha256(msgspec.json.encode([at.isoformat(), *line])).hexdigest()


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    return {
        name: [plain(before.get(name)), plain(after.get(name))] for name in sorted({*before, *after}) if before.get(name) != after.get(name)
    }


def plain(value: object) -> object:
    """A fact as the ledger keeps it: what JSON holds; multilingual texts by language, days and instants in ISO 8601."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case Multilingual():
            return {tag: each.text for tag, each in sorted(value.texts.items())}
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case frozenset() | set():
            return sorted(str(plain(each)) for each in value)
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return msgspec.to_builtins(value, str_keys=True)
