"""The private calendar address of a person: made, shown once, replaced and taken back at will; who reads by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from coop import clock, history
from coop.accounts import limits, queries, rules
from coop.accounts.tables import PersonalFeed
from coop.accounts.tokens import digest, new_secret
from coop.db import run, serialise, transaction
from coop.errors import Invalid, NotFound
from coop.i18n.message import _
from coop.viewer import Viewer

_KIND = "personal_feed"
_ACT = "feed"


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """What a person sees of their feed: since when it has its present address, and the day a program last asked for it."""

    made_at: datetime
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose feed an address is. ``content`` is a digest of what it held when it was last read."""

    feed_id: int
    viewer: Viewer
    content: bytes
    changed: int
    last_used_on: date | None


async def own_feed(viewer: Viewer) -> OwnFeed | None:
    """The viewer's feed, if there is one. Raises Forbidden for visitors."""
    rows = await run("SELECT made_at, last_used_on FROM personal_feed WHERE person_id = {}", rules.own_id(viewer))
    return OwnFeed(**rows[0]) if rows else None


async def make_feed(viewer: Viewer) -> str:
    """Make the viewer a private calendar address; gives its secret, which is kept nowhere. Raises Forbidden, Invalid for a second one."""
    person_id, secret = rules.own_id(viewer), new_secret()
    async with transaction():
        await serialise("personal feeds")
        if await own_feed(viewer):
            raise Invalid({"": _("You have a private address already. It cannot be shown again: replace it to get a new one.")})
        row = PersonalFeed(person_id=person_id, token_hash=digest(secret), made_at=clock.now(), last_used_on=None, content=b"", changed=0)
        made = await PersonalFeed.insert(row).returning(PersonalFeed.id)
        await history.record(viewer, "issued", _KIND, made[0]["id"], after={"person": person_id})
    return secret


async def replace_feed(viewer: Viewer) -> str:
    """Put a new address in the place of the old one, which opens nothing from the next request on; gives the new secret.

    Raises Forbidden, and NotFound when there is none.
    """
    person_id, secret = rules.own_id(viewer), new_secret()
    async with transaction():
        found = await run(
            "UPDATE personal_feed SET token_hash = {}, made_at = {}, last_used_on = NULL WHERE person_id = {} RETURNING id",
            *(digest(secret), clock.now(), person_id),
        )
        if not found:
            raise NotFound
        await history.record(viewer, "replaced", _KIND, found[0]["id"], after={"person": person_id})
    return secret


async def revoke_feed(viewer: Viewer) -> None:
    """Take the address back, with effect from the next request on. Raises Forbidden, and NotFound when there is none."""
    person_id = rules.own_id(viewer)
    async with transaction():
        gone = await run("DELETE FROM personal_feed WHERE person_id = {} RETURNING id", person_id)
        if not gone:
            raise NotFound
        await history.record(viewer, "revoked", _KIND, gone[0]["id"], before={"person": person_id})


async def holder_of(secret: str, network: str) -> Holder:
    """Whose feed it is, with the roles and organisations that person has now. Two statements.

    Raises NotFound for a secret that opens nothing, whyever: never made, replaced, revoked, of a closed account. Such tries are counted
    for each ``network``, and above the limit answered with TooMany; one that opens is never counted, nor held up by others.
    """
    hashed = digest(secret)
    rows = (
        await run(
            "SELECT f.id AS feed_id, f.content, f.changed, f.last_used_on, f.person_id FROM personal_feed f"
            " JOIN person p ON p.id = f.person_id WHERE f.token_hash = {} AND p.active",
            hashed,
        )
        if hashed is not None
        else []
    )
    if not rows:
        await limits.reserve(limits.of_network(_ACT, network))
        raise NotFound
    viewer = await queries.viewer_of_person(rows[0].pop("person_id"))
    return Holder(**rows[0], viewer=viewer)


async def note_read(holder: Holder, content: bytes) -> datetime:
    """Note that the feed was read today and holds ``content``; gives when that last became another, in whole seconds, later each time.

    A write on the first reading of a day and when the content differs, otherwise none.
    """
    today = clock.today()
    if holder.content == content and holder.last_used_on == today:
        return datetime.fromtimestamp(holder.changed, UTC)
    now = int(clock.now().timestamp())
    rows = await run(
        "UPDATE personal_feed SET last_used_on = {}, content = {}, changed = CASE WHEN content = {} THEN changed WHEN changed < {} THEN {}"
        " ELSE changed + 1 END WHERE id = {} RETURNING changed",
        *(today, content, content, now, now, holder.feed_id),
    )
    if not rows:  # revoked a moment ago
        raise NotFound
    return datetime.fromtimestamp(rows[0]["changed"], UTC)
