"""Who refuses which notices: by a link that needs no sign-in, and taken back on one's account page."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from coop import clock
from coop.accounts import rules
from coop.db import run
from coop.errors import NotFound

if TYPE_CHECKING:
    from coop.settings import Settings
    from coop.viewer import Viewer

REFUSABLE = ("reminder",)
"""The kinds of notices a person can do without; an invitation or a new password they asked for are not among them."""
_SIGNED_BYTES = 24
_LONGEST = 120


def token(settings: Settings, person_id: int, kind: str) -> str:
    """What stands in the link of a mail: who refuses what, signed, so that nobody refuses for another."""
    words = f"{person_id}.{kind}"
    return f"{words}.{_signed(settings, words)}"


def read(settings: Settings, given: str) -> tuple[int, str]:
    """The person and the kind of a token. Raises NotFound for one that was not made here: one answer for all."""
    words, _, signed = given[:_LONGEST].rpartition(".")
    number, _, kind = words.partition(".")
    if not given.isascii() or not hmac.compare_digest(signed, _signed(settings, words)) or kind not in REFUSABLE:
        raise NotFound
    return int(number), kind


async def refuse(person_id: int, kind: str) -> None:
    """Send a person no more notices of this kind. Twice is as once; nothing is said of whether the person is there."""
    await run(
        "INSERT INTO notice_refusal (person, kind, refused_at) SELECT id, {}, {} FROM person WHERE id = {}"
        " ON CONFLICT (person, kind) DO NOTHING",
        kind,
        clock.now(),
        person_id,
    )


async def choose(viewer: Viewer, kinds: frozenset[str]) -> None:
    """Let the viewer get the refusable notices of these kinds, and none of the others. Raises Forbidden for visitors."""
    own = rules.own_id(viewer)
    for kind in REFUSABLE:
        if kind in kinds:
            await run("DELETE FROM notice_refusal WHERE person = {} AND kind = {}", own, kind)
        else:
            await refuse(own, kind)


async def refused_by(person_id: int) -> frozenset[str]:
    """The kinds a person does without."""
    return frozenset(row["kind"] for row in await run("SELECT kind FROM notice_refusal WHERE person = {}", person_id))


def _signed(settings: Settings, words: str) -> str:
    digest = hmac.new(settings.secret, f"unsubscribe\n{words}".encode("utf-8", "surrogatepass"), sha256).digest()[:_SIGNED_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")
