"""Sealing: what the ledger keeps of a person is readable only with their key; destroying the key erases it, and the chain still holds.

AES-256-GCM (NIST SP 800-38D) with one random key a person and a random nonce a value. The place of a value, its object and field, is
authenticated with it: a sealed value moved to another line does not open.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from coop import clock
from coop.db import run
from coop.i18n.message import Message, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEY_BYTES, NONCE_BYTES = 32, 12
ERASED: Message = _("erased")
"""What stands in place of a value whose key was destroyed."""
_MARK = "sealed"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which ``fields`` of a change are somebody's personal data, and whose: the kind of record and its number the key belongs to."""

    kind: str
    subject: int
    fields: frozenset[str]


async def seal(changes: Mapping[str, object], sealed: Sealed, kind: str, object_id: int) -> dict[str, object]:
    """``changes`` with the personal ones sealed under the person's key, which is made when there is none. Belongs inside a transaction."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # slow import  # noqa: PLC0415

    wanted = sealed.fields & changes.keys()
    if not wanted:
        return dict(changes)
    await run(
        "INSERT INTO history_key (kind, subject, key, made_at) VALUES ({}, {}, {}, {}) ON CONFLICT (kind, subject) DO NOTHING",
        sealed.kind,
        sealed.subject,
        secrets.token_bytes(KEY_BYTES),
        clock.now(),
    )
    rows = await run("SELECT key FROM history_key WHERE kind = {} AND subject = {}", sealed.kind, sealed.subject)
    cipher = AESGCM(bytes(rows[0]["key"]))
    found = dict(changes)
    for field in wanted:
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = cipher.encrypt(nonce, msgspec.json.encode(changes[field]), _place(kind, object_id, field))
        found[field] = {_MARK: f"{sealed.kind}:{sealed.subject}:{urlsafe_b64encode(nonce + hidden).decode('ascii')}"}
    return found


async def opened(lines: Iterable[Mapping[str, Any]], kind: str, object_id: int) -> list[dict[str, tuple[Any, Any]]]:
    """The changes of ``lines`` of one object with what was sealed opened; both sides are ``ERASED`` where the key is gone.

    At most one statement.
    """
    listed = list(lines)
    keys = await _keys({_subject(pair) for line in listed for pair in line.values() if _is_sealed(pair)})
    return [{field: _open(pair, keys, _place(kind, object_id, field)) for field, pair in line.items()} for line in listed]


async def destroy(kind: str, subject: int) -> None:
    """Destroy a person's key: whatever the ledger sealed under it can never be read again. Belongs inside a transaction."""
    await run("DELETE FROM history_key WHERE kind = {} AND subject = {}", kind, subject)


async def _keys(subjects: set[tuple[str, int]]) -> dict[tuple[str, int], bytes]:
    if not subjects:
        return {}
    marks = " OR ".join(["(kind = {} AND subject = {})"] * len(subjects))
    rows = await run(f"SELECT kind, subject, key FROM history_key WHERE {marks}", *(part for each in subjects for part in each))
    return {(row["kind"], row["subject"]): bytes(row["key"]) for row in rows}


def _open(pair: Any, keys: Mapping[tuple[str, int], bytes], place: bytes) -> tuple[Any, Any]:  # noqa: ANN401 - whatever the ledger kept
    if not _is_sealed(pair):
        return pair[0], pair[1]
    key = keys.get(_subject(pair))
    if key is None:
        return ERASED, ERASED
    from cryptography.exceptions import InvalidTag  # slow import  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # slow import  # noqa: PLC0415

    kept = urlsafe_b64decode(pair[_MARK].rpartition(":")[2])
    try:
        before, after = msgspec.json.decode(AESGCM(key).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], place))
    except InvalidTag:  # sealed under a key that was destroyed before this one was made, or moved from another line
        return ERASED, ERASED
    return before, after


def _is_sealed(pair: object) -> bool:
    return isinstance(pair, dict) and _MARK in pair


def _subject(pair: Mapping[str, str]) -> tuple[str, int]:
    kind, subject, _value = pair[_MARK].split(":", 2)
    return kind, int(subject)


def _place(kind: str, object_id: int, field: str) -> bytes:
    return f"{kind}:{object_id}:{field}".encode()
