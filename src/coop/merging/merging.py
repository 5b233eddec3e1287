"""The two verbs: merge an organisation into another, and undo it; each in one transaction with all that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from coop import clock, history, search
from coop.accounts.sign_ins import end_all_of
from coop.conferences import hosts
from coop.db import leads_to, run, save, serialise, transaction
from coop.db.faults import DRIVER_VIOLATIONS
from coop.errors import IllegalMove, Invalid, NotFound, Stale, require
from coop.i18n.message import _
from coop.merging import rows
from coop.merging.facts import GROUPS, parted, united
from coop.merging.references import REFERENCES, VERSIONED
from coop.partners import keeping, queries, rules
from coop.partners.facts import Status
from coop.partners.tables import Organisation
from coop.projects import logbook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coop.i18n.message import Message
    from coop.merging.rows import Record
    from coop.partners.facts import NewOrganisation
    from coop.partners.views import Profile
    from coop.viewer import Viewer

_KIND = queries.SEARCH_KIND
_STANDING = "SELECT id FROM organisation_merge WHERE merged = {} AND undone_at IS NULL"


async def merge(viewer: Viewer, kept_id: int, merged_id: int, versions: tuple[int, int], taken: Collection[str] = ()) -> int:
    """Merge an organisation into another; returns the number of the merge, by which it can be undone.

    Everything that names ``merged_id`` names ``kept_id`` afterwards: conferences, projects, agreements, interactions, contacts, documents,
    relations, members. Where the kept one already has the like (both are hosts of one conference), the merged one's row is put away.
    The merged record stays, says into which one it went, and gives up its identifiers. ``versions`` are those of the two as they were
    read, the kept one's first; ``taken`` names the groups of facts to take from the merged one (`coop.merging.facts.GROUPS`).

    Raises NotFound, Forbidden, Invalid for facts that cannot stand together, IllegalMove for what is merged already, or Stale.
    """
    require(rules.keeps_partners(viewer))
    if kept_id == merged_id:
        raise Invalid({"other": _("Choose two organisations.")})
    if not set(taken) <= GROUPS.keys():
        raise Invalid({"taken": _("Choose from the list.")})
    async with transaction(), hosts.calendars_following(kept_id), hosts.calendars_following(merged_id):
        await serialise("organisations")
        kept, merged = await queries.get(viewer, kept_id), await queries.get(viewer, merged_id)
        for each, version in zip((kept, merged), versions, strict=True):
            if each.version != version:
                raise Stale(each.version)
        if kept.facts.status is Status.MERGED or await run(_STANDING, merged_id):
            raise IllegalMove(_("One of the two was merged into another already."), [])
        before = await rows.as_they_stand(kept_id, merged_id)
        await _retire(viewer, merged, kept_id)
        facts = _apart(united(kept.facts, merged.facts, taken), kept_id, merged_id).check()
        await keeping.store(viewer, kept_id, kept.version, facts)
        moved = {each.name: await rows.move(each, merged_id, kept_id) for each in REFERENCES}
        await _check_chains(facts, kept_id)
        await history.record(viewer, "merged another", _KIND, kept_id, before=keeping.told(kept.facts), after=keeping.told(facts))
        touched = {each for reference in REFERENCES for each in rows.records(reference, moved[reference.name], kept_id)}
        await _follow(viewer, "organisation merged", touched, merged_id, kept_id)
        told = [msgspec.json.encode(each).decode() for each in (before, moved)]
        found = await run(
            "INSERT INTO organisation_merge (kept, merged, taken, before, moved, merged_at, merged_by)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}) RETURNING id",
            *(kept_id, merged_id, " ".join(sorted(taken)), *told, clock.now(), viewer.user_id),
        )
    number: int = found[0]["id"]
    return number


async def undo(viewer: Viewer, number: int) -> list[Record]:
    """Undo a merge: both records and all that named them stand as they stood, byte for byte.

    What others have done since stays: edits of the kept record, what came to name it, and what they changed of that which had moved;
    the records of the last are returned (table and number). Only the counters of saves and the days of the last change go on, so
    that no form opened in between saves over it. Raises NotFound, Forbidden, or IllegalMove saying what stands in the way.
    """
    require(rules.keeps_partners(viewer))
    try:
        return await _undo(viewer, number)
    except Invalid as invalid:
        raise IllegalMove(next(iter(invalid.fields.values())), []) from invalid
    except DRIVER_VIOLATIONS as error:
        raise IllegalMove(_("Something that was changed since stands in the way."), []) from error


async def _undo(viewer: Viewer, number: int) -> list[Record]:
    found = await run("SELECT * FROM organisation_merge WHERE id = {}", number) if 0 < number < 2**31 else []
    if not found:
        raise NotFound
    kept_id, merged_id = found[0]["kept"], found[0]["merged"]
    async with transaction(), hosts.calendars_following(kept_id), hosts.calendars_following(merged_id):
        await serialise("organisations")
        there = await queries.profiles([kept_id, merged_id])
        if refused := await _refused(number, there, kept_id):
            raise IllegalMove(refused, [])
        now, merged = there[kept_id], there[merged_id]
        before = msgspec.json.decode(found[0]["before"], type=rows.Before)
        moved = msgspec.json.decode(found[0]["moved"], type=dict[str, rows.Moved])
        await run("UPDATE organisation_merge SET undone_at = {}, undone_by = {} WHERE id = {}", clock.now(), viewer.user_id, number)
        stay = await rows.restore(viewer, before, now, merged)
        touched: set[Record] = set()
        for each in reversed(REFERENCES):
            back, left = await rows.move_back(each, moved[each.name], merged_id, kept_id)
            touched |= set(back)
            stay += left
        facts = await _settle(viewer, now, merged_id, found[0]["taken"].split())
        await _check_chains(facts, kept_id)
        await history.record(viewer, "parted", _KIND, kept_id, before=keeping.told(now.facts), after=keeping.told(facts))
        gone = {"status": merged.facts.status, "successor": merged.facts.successor}
        await history.record(viewer, "restored from a merge", _KIND, merged_id, before=gone, after=before.merged)
        await _follow(viewer, "organisation parted", touched, kept_id, merged_id)
    return sorted(set(stay))


async def _retire(viewer: Viewer, merged: Profile, kept_id: int) -> None:
    """Let the merged record say into which one it goes, and be found, recognised and identified no more."""
    after = {"status": Status.MERGED.value, "successor": kept_id}
    await save(Organisation, merged.id, merged.version, after, viewer)
    await run("DELETE FROM organisation_identifier WHERE organisation = {}", merged.id)
    await run("DELETE FROM organisation_sign WHERE organisation = {}", merged.id)
    await run("DELETE FROM organisation_pair WHERE first = {} OR second = {}", merged.id, merged.id)
    await search.remove(_KIND, merged.id)
    before = {"status": merged.facts.status, "successor": merged.facts.successor}
    await history.record(viewer, "merged", _KIND, merged.id, before=before, after=after)


def _apart(facts: NewOrganisation, kept_id: int, merged_id: int) -> NewOrganisation:
    """``facts`` without the two as relatives of themselves."""
    own = {kept_id, merged_id}
    parent, successor = (None if each in own else each for each in (facts.parent, facts.successor))
    return replace(facts, parent=parent, successor=successor)


async def _check_chains(facts: NewOrganisation, kept_id: int) -> None:
    """Refuse a merge after which the kept one would stand above or after itself by way of others."""
    faults: dict[str, Message] = {}
    for field in ("parent", "successor"):
        relative = getattr(facts, field)
        if relative is not None and await leads_to("organisation", field, relative, kept_id):
            faults[field] = _("An organisation between the two would stand above or after itself. Change what it belongs to first.")
    if faults:
        raise Invalid(faults)


async def _refused(number: int, there: Mapping[int, Profile], kept_id: int) -> Message | None:
    """Why a merge cannot be undone as things stand."""
    if not await run("SELECT id FROM organisation_merge WHERE id = {} AND undone_at IS NULL", number):
        return _("This merge was undone already.")
    if len(there) < 2:  # noqa: PLR2004 - the two
        return _("One of the two organisations is in the trash. Bring it back first.")
    if there[kept_id].facts.status is Status.MERGED:
        return _("The kept organisation was itself merged into another. Undo that first.")
    if await run("SELECT id FROM organisation_merge WHERE kept = {} AND id > {} AND undone_at IS NULL", kept_id, number):
        return _("Another organisation was merged into the kept one later. Undo that first.")
    return None


async def _settle(viewer: Viewer, now: Profile, merged_id: int, taken: list[str]) -> NewOrganisation:
    """Let both be found and recognised as they stood, the kept one with what others edited since; gives the facts of the kept one.

    ``now`` is the kept one as it was found.
    """
    there = await queries.profiles([now.id, merged_id])
    facts, other = there[now.id].facts, there[merged_id].facts
    await keeping.put_again(merged_id, other)
    brought = _apart(united(facts, other, taken), now.id, merged_id).check()
    if now.facts == brought:
        await keeping.put_again(now.id, facts)
        return facts
    kept = parted(facts, brought, now.facts).check()
    await keeping.store(viewer, now.id, there[now.id].version, kept)
    return kept


async def _follow(viewer: Viewer, act: str, touched: Collection[Record], before: int, after: int) -> None:
    """What changes with the records that name another organisation now: versions, histories, sign-ins, search, calendars."""
    for table, number in sorted(touched):
        if number in {before, after} and table == "organisation":
            continue
        if table in VERSIONED:
            await run(f"UPDATE {table} SET version = version + 1 WHERE id = {{}}", number)
        await history.record(viewer, act, table, number, before={"organisation": before}, after={"organisation": after})
        if table == "person":  # who they act for is another: nobody goes on with what they signed in to
            await end_all_of(number)
    for each in (before, after):
        await keeping.follow(each)
    await hosts.announce(number for table, number in sorted(touched) if table == "conference")
    await logbook.put_again(viewer, [number for table, number in sorted(touched) if table == "project"])
