"""Keeping the log: log, edit, trash and restore interactions, give and finish follow-ups; each with its history and search document."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from coop import clock, db, history, search
from coop.db import made_by, run, run_many, save, serialise, transaction
from coop.errors import NotFound, Stale, require
from coop.faults import Faults
from coop.i18n.message import _
from coop.liaison import queries, rules
from coop.liaison.facts import NewInteraction
from coop.liaison.tables import Interaction
from coop.multilingual import encode_optional
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.contacts import queries as contacts
from coop.projects import queries as projects
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from coop.liaison.facts import NewFollowUp
    from coop.viewer import Viewer

_KIND = queries.KIND
_PLAIN = (
    "confidential",
    "happened_on",
    "until_on",
    "zone",
    "programme",
    "place",
    "officer",
    "conference",
    "project",
    "agreement",
    "illustrative",
)
_TEXTS = ("titles", "summary", "outcome")


async def log_interaction(viewer: Viewer, wanted: NewInteraction, owed: NewFollowUp | None = None) -> int:
    """Put a contact with organisations on record, with what is owed after it; returns its id.

    Both are written or neither. Raises Forbidden, or Invalid with every field at fault.
    """
    require(rules.keeps_interactions(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("interactions")
        await _check_others(viewer, facts, None)
        rows = await Interaction.insert(Interaction({**_row(facts), **made_by(viewer)})).returning(Interaction.id)
        interaction_id: int = rows[0]["id"]
        await _write_parts(interaction_id, facts)
        await history.record(viewer, "logged", _KIND, interaction_id, after=_told(facts))
        await _put(interaction_id, facts)
        if owed is not None:
            await add_follow_up(viewer, interaction_id, owed)
    return interaction_id


async def edit_interaction(viewer: Viewer, interaction_id: int, version: int, wanted: NewInteraction) -> int:
    """Save ``wanted`` over the interaction as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. A translation that was not touched while its original changed becomes stale. Raises NotFound
    for what the viewer may not see, Forbidden, Invalid, or Stale when somebody saved meanwhile.
    """
    await queries.get(viewer, interaction_id)
    require(rules.keeps_interactions(viewer))
    async with transaction():
        await serialise("interactions")
        found = await queries.whole(interaction_id)
        if found is None:
            raise NotFound
        before, standing = found
        if standing != version:
            raise Stale(standing)
        tidy = wanted.check()
        facts = replace(tidy, **{field: getattr(before, field).revised(getattr(tidy, field)) for field in _TEXTS})
        if facts == before:
            return version
        await _check_others(viewer, facts, before)
        raised = await save(Interaction, interaction_id, version, _row(facts), viewer)
        for part in ("interaction_organisation", "interaction_person", "interaction_topic"):
            await run(f"DELETE FROM {part} WHERE interaction = {{}}", interaction_id)
        await _write_parts(interaction_id, facts)
        await history.record(viewer, "edited", _KIND, interaction_id, before=_told(before), after=_told(facts))
        await _put(interaction_id, facts)
    return raised


async def trash(viewer: Viewer, interaction_id: int, version: int) -> None:
    """Put the interaction into the trash. Raises NotFound, Forbidden or Stale."""
    async with transaction():
        await queries.get(viewer, interaction_id)
        require(rules.keeps_interactions(viewer))
        await save(Interaction, interaction_id, version, {"trashed_at": clock.now()}, viewer)
        await history.record(viewer, "trashed", _KIND, interaction_id, before={"trashed": False}, after={"trashed": True})
        await search.remove(_KIND, interaction_id)


async def restore(viewer: Viewer, interaction_id: int) -> None:
    """Take the interaction out of the trash. Raises NotFound when it is not there or the viewer does not keep the log."""
    async with transaction():
        found = await queries.in_trash(viewer, interaction_id)
        await save(Interaction, interaction_id, found.version, {"trashed_at": None}, viewer)
        await history.record(viewer, "restored", _KIND, interaction_id, before={"trashed": True}, after={"trashed": False})
        await _put(interaction_id, found.facts)


async def empty_trash() -> int:
    """Delete for good the interactions that have lain in the trash for 30 days; returns how many."""

    async def told(interaction_id: int) -> None:
        await history.record(ANONYMOUS, "deleted", _KIND, interaction_id, before={"trashed": True})

    return await db.empty_trash(Interaction, told)


async def add_follow_up(viewer: Viewer, interaction_id: int, wanted: NewFollowUp) -> int:
    """Say what is owed after an interaction; returns the follow-up's id. Raises NotFound, Forbidden or Invalid."""
    await queries.get(viewer, interaction_id)
    require(rules.keeps_interactions(viewer))
    facts = wanted.check()
    async with transaction():
        seen = await queries.get(viewer, interaction_id)
        await _check_assignee(facts.assignee, seen.confidential)
        rows = await run(
            "INSERT INTO follow_up (uuid, interaction, text, assignee, due_on, made_at, made_by) VALUES ({}, {}, {}, {}, {}, {}, {})"
            " RETURNING id",
            *(uuid4(), interaction_id, facts.text, facts.assignee, facts.due_on, clock.now(), viewer.user_id),
        )
        await history.record(viewer, "gave a follow-up", _KIND, interaction_id, after=_told_follow_up(facts))
    number: int = rows[0]["id"]
    return number


async def edit_follow_up(viewer: Viewer, follow_up_id: int, version: int, wanted: NewFollowUp) -> int:
    """Save ``wanted`` over the follow-up as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. Raises NotFound, Forbidden, Invalid, or Stale when somebody saved meanwhile.
    """
    await queries.follow_up(viewer, follow_up_id)
    require(rules.keeps_interactions(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("interactions")
        found = await queries.follow_up(viewer, follow_up_id)
        if found.version != version:
            raise Stale(found.version)
        if found.facts == facts:
            return version
        if facts.assignee != found.assignee:
            await _check_assignee(facts.assignee, (await queries.get(viewer, found.interaction)).confidential)
        changed = "UPDATE follow_up SET text = {}, assignee = {}, due_on = {}, version = version + 1 WHERE id = {}"
        await run(changed, facts.text, facts.assignee, facts.due_on, follow_up_id)
        before = _told_follow_up(found.facts)
        await history.record(viewer, "edited a follow-up", _KIND, found.interaction, before=before, after=_told_follow_up(facts))
    return version + 1


async def finish_follow_up(viewer: Viewer, follow_up_id: int) -> None:
    """Say that a follow-up is done. Twice is as once. Raises NotFound, Forbidden."""
    await _set_done(viewer, follow_up_id, "finished a follow-up", is_done=True)


async def reopen_follow_up(viewer: Viewer, follow_up_id: int) -> None:
    """Say that a follow-up is not done after all. Raises NotFound, Forbidden."""
    await _set_done(viewer, follow_up_id, "reopened a follow-up", is_done=False)


async def _set_done(viewer: Viewer, follow_up_id: int, act: str, *, is_done: bool) -> None:
    async with transaction():
        await serialise("interactions")
        found = await queries.follow_up(viewer, follow_up_id)
        require(rules.may_finish(viewer, found.assignee))
        if (found.done_on is not None) is is_done:
            return
        done_on = clock.today() if is_done else None
        await run("UPDATE follow_up SET done_on = {}, version = version + 1 WHERE id = {}", done_on, follow_up_id)
        await history.record(
            viewer, act, _KIND, found.interaction, before={"done_on": found.done_on}, after={"done_on": done_on, "text": found.text}
        )


def _told_follow_up(facts: NewFollowUp) -> dict[str, object]:
    return {"text": facts.text, "assignee": facts.assignee, "due_on": facts.due_on}


async def _check_assignee(person_id: int, confidential: bool) -> None:  # noqa: FBT001 - a fact of the interaction
    faults = Faults()
    if not await _may_be_given(person_id, confidential=confidential):
        faults.say("assignee", _("Choose a person from the list."))
    faults.finish()


async def _may_be_given(person_id: int, *, confidential: bool) -> bool:
    """Whether somebody works here and may know of the interaction they are given something to do after."""
    if not 0 < person_id < 2**31:
        return False
    rows = await run("SELECT r.role FROM person p JOIN role_grant r ON r.person_id = p.id WHERE p.id = {} AND p.active", person_id)
    held = {row["role"] for row in rows}
    return bool(held & {"liaison", "administrator"} if confidential else held)


async def _check_others(viewer: Viewer, facts: NewInteraction, before: NewInteraction | None) -> None:
    """Refuse records that are not there for the viewer, unless they stood there before."""
    faults = Faults()
    known = set(await partners.named(viewer, facts.organisation_ids, viewer.locale)) | (before.organisation_ids if before else frozenset())
    if not facts.organisation_ids <= known:
        faults.say("organisations", _("Choose an organisation from the list."))
    people = set(await contacts.named(viewer, [each.contact for each in facts.people if each.contact is not None]))
    people |= {each.contact for each in before.people if each.contact is not None} if before else set()
    for at, each in enumerate(facts.people):
        if each.contact is not None and each.contact not in people:
            faults.say(f"people.{at}.name", _("Choose a contact from the list."))
        if each.organisation is not None and each.organisation not in facts.organisation_ids:
            faults.say(f"people.{at}.organisation", _("Choose one of the organisations that took part."))
    if facts.conference is not None and not await run("SELECT id FROM conference WHERE id = {} AND trashed_at IS NULL", facts.conference):
        faults.say("conference", _("Choose a conference from the list."))
    if facts.project is not None and not await projects.by_ids(viewer, [facts.project]):
        faults.say("project", _("Choose a project from the list."))
    if facts.agreement is not None and not await agreements.titled(viewer, [facts.agreement]):
        faults.say("agreement", _("Choose an agreement from the list."))
    if facts.officer is not None and not await run("SELECT id FROM person WHERE id = {}", facts.officer):
        faults.say("officer", _("Choose a person from the list."))
    faults.finish()


def _row(facts: NewInteraction) -> dict[Any, Any]:
    return {
        **{field: getattr(facts, field) for field in _PLAIN},
        **{field: encode_optional(getattr(facts, field)) for field in _TEXTS},
        "kind": str(facts.kind),
        "begins": f"{facts.begins:%H:%M}" if facts.begins else "",
    }


async def _write_parts(interaction_id: int, facts: NewInteraction) -> None:
    await run_many(
        "INSERT INTO interaction_organisation (interaction, place, organisation, role) VALUES ({}, {}, {}, {})",
        [(interaction_id, place, each.organisation, str(each.part)) for place, each in enumerate(facts.organisations)],
    )
    await run_many(
        "INSERT INTO interaction_person (interaction, place, contact, name, organisation, role) VALUES ({}, {}, {}, {}, {}, {})",
        [(interaction_id, place, each.contact, each.name, each.organisation, str(each.role)) for place, each in enumerate(facts.people)],
    )
    await run_many("INSERT INTO interaction_topic (interaction, topic) VALUES ({}, {})", [(interaction_id, code) for code in facts.topics])


async def _put(interaction_id: int, facts: NewInteraction) -> None:
    """Let the interaction be found by those who may: by its words, not by the people in it."""
    tags = {**facts.titles.texts, **facts.summary.texts, **facts.outcome.texts}
    words = {tag: (facts.titles.text(tag), f"{facts.summary.text(tag)}\n{facts.outcome.text(tag)}".strip()) for tag in tags}
    audiences = rules.audiences(confidential=facts.confidential)
    more = {"und": ("", f"{facts.place}\n{facts.programme}".strip())}
    await search.put(search.Document(kind=_KIND, object_id=interaction_id, audiences=audiences, texts={**words, **more}))


def _told(facts: NewInteraction) -> dict[str, object]:
    """The facts as history keeps them: contacts by number, and who is none without a name, so that nothing of a person stays there."""
    told = {each.name: getattr(facts, each.name) for each in fields(NewInteraction)}
    told["people"] = [{"contact": each.contact, "organisation": each.organisation, "role": each.role} for each in facts.people]
    return told
