"""Erasing somebody's data for good: what says who they were goes, what the organisation did with them stays."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock, db, history, search, text
from coop.db import run, save, scrub, serialise, transaction
from coop.db.trash import KEPT
from coop.errors import Invalid, NotFound, Stale, require
from coop.i18n.message import _
from coop.partners.contacts import queries, rules
from coop.partners.contacts.facts import Basis
from coop.partners.contacts.tables import Contact
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from coop.partners.contacts.facts import NewContact
    from coop.viewer import Viewer

REASON_LENGTH = 300
_KIND = queries.KIND
_SHORTEST_PART = 3
_LEFT: dict[Any, Any] = {
    **dict.fromkeys(("name", "address_as", "email", "phone", "languages", "note"), ""),
    "basis": str(Basis.LEGITIMATE_INTEREST),
    "consented_on": None,
    "may_publish": False,
    "retain_until": None,
}
"""What stands in the row of somebody who was erased."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What an erasure would take and leave: the facts that go, the lines of the ledger that close for good, the posts that stay."""

    facts: tuple[str, ...]
    lines: int
    posts: int


async def extent(viewer: Viewer, contact_id: int) -> Extent:
    """What erasing this contact would take and leave. Raises NotFound, Forbidden."""
    found = await queries.get(viewer, contact_id)
    require(rules.keeps_contacts(viewer))
    facts = tuple(field for field in ("name", "address_as", "email", "phone", "languages", "note") if getattr(found.facts, field))
    lines = await run(
        "SELECT count(*) AS n FROM history WHERE kind = {} AND object_id = {} AND changes LIKE {}", _KIND, contact_id, '%"sealed"%'
    )
    return Extent(facts, lines[0]["n"], len(found.facts.posts))


async def erase(viewer: Viewer, contact_id: int, version: int, reason: str) -> None:
    """Erase somebody's data: name, addresses, languages, note and titles of posts, the key of what the ledger sealed, and the index.

    What stays says that somebody held this role at that organisation, and every reader sees "former liaison officer" or the like.
    ``reason`` stands in the ledger for good, and so it must not say who it was. Cannot be undone.
    Raises NotFound, Forbidden, Invalid for the reason, Stale when somebody saved meanwhile.
    """
    found = await queries.get(viewer, contact_id)
    require(rules.keeps_contacts(viewer))
    if found.erased_at is not None:
        raise NotFound
    tidy = text.clean_line(reason, "reason", longest=REASON_LENGTH)
    if not tidy:
        raise Invalid({"reason": _("Say why the data are erased, such as: asked for on 18 May 2026.")})
    if _tells_of(tidy, found.facts):
        raise Invalid({"reason": _("The reason is kept for good: write it without the name, e-mail address or telephone number.")})
    async with transaction():
        await serialise("contacts")
        if (await queries.get(viewer, contact_id)).erased_at is not None:
            raise NotFound
        await _erase(viewer, contact_id, version, tidy)
    await scrub()


async def empty_trash() -> int:
    """Delete for good the contacts that have lain in the trash for 30 days, with their keys; returns how many.

    One that another record still names is erased instead, so that the record goes on saying that somebody was there.
    """

    async def told(contact_id: int) -> None:
        await history.destroy(_KIND, contact_id)
        await search.forget(_KIND, contact_id)
        await history.record(ANONYMOUS, "deleted", _KIND, contact_id, before={"trashed": True})

    deleted = await db.empty_trash(Contact, told)
    kept = await run("SELECT id, version FROM contact WHERE trashed_at <= {} AND erased_at IS NULL ORDER BY id", clock.now() - KEPT)
    for row in kept:
        try:
            async with transaction():
                await _erase(ANONYMOUS, row["id"], row["version"], "")
        except Stale:  # brought back at this very moment
            continue
    if deleted or kept:
        await scrub()
    return deleted


async def _erase(viewer: Viewer, contact_id: int, version: int, reason: str) -> None:
    await save(Contact, contact_id, version, {**_LEFT, "erased_at": clock.now()}, viewer)
    await run("UPDATE contact_post SET title = '' WHERE contact = {}", contact_id)
    await run("DELETE FROM contact_order WHERE contact = {}", contact_id)
    await history.destroy(_KIND, contact_id)
    await search.forget(_KIND, contact_id)
    await history.record(viewer, "erased", _KIND, contact_id, before={"erased": False}, after={"erased": True}, reason=reason)


def _tells_of(reason: str, facts: NewContact) -> bool:
    """Whether ``reason`` holds a part of the name, the address or the number that would tell who it was."""
    folded = unicodedata.normalize("NFKC", reason).casefold()
    words = {folded_word for word in facts.name.split() if (folded_word := unicodedata.normalize("NFKC", word).casefold())}
    parts = {word for word in words if len(word) >= _SHORTEST_PART or not word.isascii()}
    parts |= {each.casefold() for each in (facts.name, facts.email, facts.phone) if each}
    return any(part in folded for part in parts)
