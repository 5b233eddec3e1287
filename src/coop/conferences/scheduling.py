"""Putting conferences on the calendar, correcting them, and the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from coop import clock, db, history
from coop.conferences import rules, sharing, writing
from coop.conferences.extending import arranged, replace_deadlines
from coop.conferences.reading import PLAIN, TEXTS
from coop.conferences.states import Visibility
from coop.conferences.tables import Conference, ConferenceTopic, Host
from coop.conferences.views import ConferenceView, DeadlineView, HostView
from coop.db import run, transaction
from coop.errors import Forbidden, Invalid, require
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from coop.conferences.facts import Checked, NewConference
    from coop.i18n.message import Message
    from coop.viewer import Viewer


async def schedule_conference(viewer: Viewer, wanted: NewConference, visibility: Visibility = Visibility.DRAFT) -> ConferenceView:
    """Put a conference on record as a draft, for review, or published at once; its UID is minted here, once.

    Those who may only propose send it to review or keep a draft. Raises Forbidden, or Invalid with every field that is wrong.
    """
    require(rules.may_propose(viewer))
    if visibility not in {Visibility.DRAFT, Visibility.REVIEW} and not rules.may_schedule(viewer):
        raise Forbidden
    checked = wanted.check()
    async with transaction():
        await _check_others(viewer, checked.facts, set())
        conference = await _insert(viewer, checked, visibility)
        act = "scheduled" if visibility is Visibility.PUBLISHED else "proposed" if visibility is Visibility.REVIEW else "drafted"
        await history.record(viewer, act, writing.KIND, conference.id, after=writing.chronicle(conference))
        await writing.put_in_search(conference)
        if visibility is Visibility.PUBLISHED:
            await writing.put_on_calendar(conference)
    return conference


async def edit_conference(viewer: Viewer, conference_id: int, version: int, wanted: NewConference) -> ConferenceView:
    """Save new facts over a conference still at ``version``. Status and visibility stay; nothing is written when nothing differs.

    Translations whose source changed become stale. A deadline of a published conference that falls later than before counts as extended.
    Members of a co-organising organisation change the parts they were given, nothing beyond.
    Raises NotFound, Forbidden, Invalid with every field that is wrong, or Stale.
    """
    async with transaction():
        before = await writing.standing_before(viewer, conference_id)
        require(rules.may_edit_part(viewer, before.standing))
        checked = wanted.check()
        await _check_others(viewer, checked.facts, {each.organisation for each in before.parties})
        if checked.facts.successor == conference_id:
            raise Invalid({"successor": _("A conference cannot follow itself.")})
        changes = _changes(before, checked)
        deadlines = arranged(before, checked.facts.deadlines)
        if deadlines != before.deadlines:
            changes["deadlines"] = deadlines
        sharing.check_parts(viewer, before, version, changes)
        if "parties" in changes and (shared := sharing.still_shared(before, changes["parties"])) != before.shared:
            changes["shared"] = shared
        if not changes and version == before.version:
            return before
        after = await writing.change(viewer, before, version, "edited", changes)
        await _write_parts(conference_id, changes)
    return after


async def trash(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Put a conference into the trash: out of every list, search and feed at once, to be brought back within 30 days."""
    async with transaction():
        before = await writing.standing_before(viewer, conference_id)
        require(rules.may_edit(viewer, before.standing))
        return await writing.change(viewer, before, version, "trashed", {"trashed_at": clock.now()})


async def restore(viewer: Viewer, conference_id: int) -> ConferenceView:
    """Bring a conference back from the trash as it was. Raises NotFound when it is not there, or not the viewer's to bring back."""
    async with transaction():
        before = await writing.in_trash(viewer, conference_id)
        return await writing.change(viewer, before, before.version, "restored", {"trashed_at": None})


async def empty_trash() -> int:
    """Delete for good the conferences that have lain in the trash for 30 days; returns how many."""

    async def told(conference_id: int) -> None:
        await history.record(ANONYMOUS, "deleted", writing.KIND, conference_id, before={"trashed": True})

    return await db.empty_trash(Conference, told)


def _changes(before: ConferenceView, checked: Checked) -> dict[str, Any]:
    """The fields of the view that the facts change."""
    facts = checked.facts
    wanted: dict[str, Any] = {name: getattr(facts, name) for name in PLAIN}
    wanted |= {name: getattr(before, name).revised(getattr(facts, name)) for name in TEXTS}
    wanted |= _derived(checked)
    wanted["parties"] = _parties(facts)
    wanted["hosts"] = _hosts(wanted["parties"])
    return {name: value for name, value in wanted.items() if getattr(before, name) != value}


def _derived(checked: Checked) -> dict[str, Any]:
    return {"starts_at": checked.span.starts_at, "ends_at": checked.span.ends_at, "last_day": checked.dates.last_day}


def _parties(facts: NewConference) -> tuple[HostView, ...]:
    return tuple(HostView(each.organisation, each.role, each.answer) for each in facts.hosts)


def _hosts(parties: tuple[HostView, ...]) -> tuple[int, ...]:
    return tuple(sorted({each.organisation for each in parties if each.answer != "declined"}))


async def _insert(viewer: Viewer, checked: Checked, visibility: Visibility) -> ConferenceView:
    facts, now = checked.facts, clock.now()
    fields: dict[str, Any] = {name: getattr(facts, name) for name in (*TEXTS, *PLAIN)} | _derived(checked)
    fields |= {"uuid": uuid4(), "status": facts.status, "visibility": visibility, "entry_revised_at": now}
    fields |= {"created_at": now, "created_by": viewer.user_id, "revised_at": now, "revised_by": viewer.user_id}
    values: dict[Any, Any] = {name: writing.stored(value) for name, value in fields.items() if name != "topics"} | {"version": 1}
    rows = await Conference.insert(Conference(values)).returning(Conference.id)
    parties = _parties(facts)
    conference = ConferenceView(
        **fields,
        id=rows[0]["id"],
        version=1,
        sequence=0,
        trashed_at=None,
        status_reason=writing.NOTHING,
        parties=parties,
        hosts=_hosts(parties),
    )
    conference = msgspec.structs.replace(conference, deadlines=arranged(conference, facts.deadlines))
    parts = {name: getattr(conference, name) for name in ("topics", "parties", "deadlines") if getattr(conference, name)}
    await _insert_parts(conference.id, parts)
    return conference


async def _write_parts(conference_id: int, changes: dict[str, Any]) -> None:
    """Replace the rows of what changed among topics, hosts and deadlines."""
    if "topics" in changes:
        await run("DELETE FROM conference_topic WHERE conference = {}", conference_id)
    if "parties" in changes:
        await run("DELETE FROM conference_host WHERE conference = {}", conference_id)
    if "deadlines" in changes:
        await run("DELETE FROM conference_deadline WHERE conference = {}", conference_id)
    if "shared" in changes:
        await sharing.store(conference_id, changes["shared"])
    await _insert_parts(conference_id, changes)


async def _insert_parts(conference_id: int, parts: dict[str, Any]) -> None:
    if parts.get("topics"):
        await ConferenceTopic.insert(*(ConferenceTopic(conference=conference_id, topic=code) for code in parts["topics"]))
    parties: tuple[HostView, ...] = parts.get("parties", ())
    if parties:
        await Host.insert(
            *(
                Host(conference=conference_id, organisation=each.organisation, role=each.role, answer=each.answer, place=place)
                for place, each in enumerate(parties)
            )
        )
    deadlines: tuple[DeadlineView, ...] = parts.get("deadlines", ())
    if deadlines:
        await replace_deadlines(conference_id, deadlines)


async def _check_others(viewer: Viewer, facts: NewConference, standing: set[int]) -> None:
    """Refuse hosts, series and successors that are not there for this viewer; hosts in ``standing`` may stay whatever became of them."""
    wrong: dict[str, Message] = {}
    asked = {host.organisation for host in facts.hosts} - standing
    known = await partners.named(viewer, asked, viewer.locale) if asked else {}
    for n, host in enumerate(facts.hosts):
        if host.organisation in asked and host.organisation not in known:
            wrong[f"hosts.{n}.organisation"] = _("This organisation is not on record. Choose one from the list.")
    if facts.series is not None and not await run("SELECT id FROM series WHERE id = {} AND trashed_at IS NULL", facts.series):
        wrong["series"] = _("This series is not on record. Choose one from the list.")
    if facts.successor is not None and not await writing.is_there(viewer, facts.successor):
        wrong["successor"] = _("There is no such conference.")
    if wrong:
        raise Invalid(wrong)
