"""Deadlines as they are stored: which stand, which are new, and what an extension keeps of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from coop import clock
from coop.conferences import rules, writing
from coop.conferences.states import PUBLIC, Part
from coop.conferences.tables import Deadline
from coop.conferences.views import DeadlineView
from coop.db import run, transaction
from coop.errors import Invalid, NotFound, Stale, require
from coop.i18n.message import _

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from coop.conferences.deadlines import NewDeadline
    from coop.conferences.views import ConferenceView
    from coop.viewer import Viewer


async def extend_deadline(
    viewer: Viewer, conference_id: int, version: int, wanted: NewDeadline, announced_on: date | None = None
) -> ConferenceView:
    """Give a deadline, named by ``wanted.uuid``, a later end. What stood first is kept, with the day of the extension (today by default).

    Raises NotFound, Forbidden, Stale, or Invalid, also when the new end does not come later.
    """
    async with transaction():
        before = await writing.standing_before(viewer, conference_id)
        require(rules.may_edit_part(viewer, before.standing, Part.DEADLINES))
        if before.version != version:
            raise Stale(before.version)
        standing = next((each for each in before.deadlines if each.uuid == wanted.uuid), None)
        if standing is None:
            raise NotFound
        facts = wanted.check()
        if facts.due_at <= standing.due_at:
            raise Invalid({"due_on": _("The new deadline must come after the one it extends.")})
        extended = _extended(_revised(standing, facts), standing, announced_on or clock.today())
        deadlines = _by_due(extended if each is standing else each for each in before.deadlines)
        after = await writing.change(viewer, before, version, "extended", {"deadlines": deadlines})
        await run("DELETE FROM conference_deadline WHERE conference = {}", conference_id)
        await replace_deadlines(conference_id, deadlines)
    return after


def arranged(before: ConferenceView, wanted: tuple[NewDeadline, ...]) -> tuple[DeadlineView, ...]:
    """The deadlines that stand after saving ``wanted`` over those of ``before``: known by UUID, else by kind and round, else new."""
    by_uuid = {each.uuid: each for each in before.deadlines}
    by_round = {(each.kind, each.round): each for each in before.deadlines}
    taken: set[UUID] = set()
    found: list[DeadlineView] = []
    for facts in wanted:
        standing = by_uuid.get(facts.uuid) if facts.uuid else by_round.get((facts.kind, facts.round))
        if standing is None or standing.uuid in taken:
            found.append(_minted(before.id, facts))
            continue
        taken.add(standing.uuid)
        revised = _revised(standing, facts)
        is_extension = revised.due_at > standing.due_at and before.visibility in PUBLIC
        found.append(_extended(revised, standing, clock.today()) if is_extension else revised)
    return _by_due(found)


async def replace_deadlines(conference_id: int, deadlines: tuple[DeadlineView, ...]) -> None:
    """Store the deadlines of a conference that has none; each keeps its UUID."""
    rows: list[dict[Any, Any]] = [
        {name: writing.stored(getattr(each, name)) for name in DeadlineView.__struct_fields__} | {"conference": conference_id}
        for each in deadlines
    ]
    await Deadline.insert(*(Deadline(row) for row in rows))


async def touch_deadlines(conference: ConferenceView) -> tuple[DeadlineView, ...]:
    """Raise the SEQUENCE of every deadline, because what the conference does shows in them too; returns what stands then."""
    if not conference.deadlines:
        return ()
    now = clock.now()
    await run("UPDATE conference_deadline SET sequence = sequence + 1, entry_revised_at = {} WHERE conference = {}", now, conference.id)
    return tuple(msgspec.structs.replace(each, sequence=each.sequence + 1, entry_revised_at=now) for each in conference.deadlines)


def _minted(conference_id: int, facts: NewDeadline) -> DeadlineView:
    now = clock.now()
    return DeadlineView(
        uuid=uuid4(),
        conference=conference_id,
        kind=facts.kind,
        round=facts.round,
        label=facts.label,
        zone=facts.zone,
        due_on=facts.due,
        due_time=facts.due_time,
        due_at=facts.due_at,
        original_on=None,
        original_time=None,
        extended_on=None,
        sequence=0,
        created_at=now,
        entry_revised_at=now,
    )


def _revised(standing: DeadlineView, facts: NewDeadline) -> DeadlineView:
    """The deadline with new facts; unchanged when nothing differs. SEQUENCE rises with its instant or day."""
    revised = msgspec.structs.replace(
        standing,
        kind=facts.kind,
        round=facts.round,
        label=standing.label.revised(facts.label),
        zone=facts.zone,
        due_on=facts.due,
        due_time=facts.due_time,
        due_at=facts.due_at,
    )
    if revised == standing:
        return standing
    moved = (revised.due_at, revised.due_on) != (standing.due_at, standing.due_on)
    return msgspec.structs.replace(revised, sequence=standing.sequence + moved, entry_revised_at=clock.now())


def _extended(revised: DeadlineView, standing: DeadlineView, announced_on: date) -> DeadlineView:
    return msgspec.structs.replace(
        revised,
        original_on=standing.original_on or standing.due_on,
        original_time=standing.original_time or standing.due_time,
        extended_on=announced_on,
    )


def _by_due(deadlines: object) -> tuple[DeadlineView, ...]:
    return tuple(sorted(deadlines, key=lambda each: each.due_at))  # type: ignore[call-overload]
