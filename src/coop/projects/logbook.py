"""Keeping joint projects: log, edit, write an entry, trash, restore; each in one transaction with its history and search document."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from coop import clock, db, history, search
from coop.db import leads_to, made_by, run, run_many, save, serialise, transaction
from coop.errors import Invalid, Stale, require
from coop.i18n.message import Message, _
from coop.multilingual import Multilingual, encode_optional
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.projects import queries, rules
from coop.projects.facts import NewProject
from coop.projects.rules import Standing
from coop.projects.states import require_move
from coop.projects.tables import Entry, Project
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.projects.facts import NewEntry
    from coop.projects.views import EntryView
    from coop.viewer import Viewer

_KIND = queries.KIND


async def log_project(viewer: Viewer, wanted: NewProject) -> int:
    """Put a joint project on record; returns its id. Raises Forbidden, or Invalid with every field at fault."""
    require(rules.keeps_projects(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("projects")
        await _check_others(viewer, 0, facts)
        rows = await Project.insert(Project({**row(facts), **made_by(viewer)})).returning(Project.id)  # type: ignore[attr-defined]
        project_id: int = rows[0]["id"]
        await _write_parts(project_id, facts)
        await history.record(viewer, "logged", _KIND, project_id, after=_told(facts))
        await search.put(document(project_id, facts))
    return project_id


async def edit_project(viewer: Viewer, project_id: int, version: int, wanted: NewProject, reason: str = "") -> int:
    """Save ``wanted`` over the project as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. A translation that was not touched while its original changed becomes stale.
    Raises NotFound or Gone for what the viewer may not see, Forbidden, Invalid, IllegalMove for a stage that may not follow, or Stale
    when somebody saved meanwhile.
    """
    seen = await queries.get(viewer, project_id)
    require(rules.may_edit(viewer, seen.standing))
    facts = wanted.check()
    async with transaction():
        await serialise("projects")
        before = await queries.get(viewer, project_id)
        require(rules.may_edit(viewer, before.standing))
        if before.version != version:
            raise Stale(before.version)
        if not rules.keeps_projects(viewer):
            _check_kept(before.facts, facts)
        require_move(before.facts.stage, facts.stage)
        facts = _with_stale(before.facts, facts)
        if facts == before.facts:
            return version
        await _check_others(viewer, project_id, facts)
        raised = await save(Project, project_id, version, row(facts), viewer)
        await run("DELETE FROM project_topic WHERE project = {}", project_id)
        await run("DELETE FROM participation WHERE project = {}", project_id)
        await _write_parts(project_id, facts)
        await history.record(viewer, "edited", _KIND, project_id, before=_told(before.facts), after=_told(facts), reason=reason)
        await search.put(document(project_id, facts, await queries.entries(viewer, project_id)))
    return raised


async def log_entry(viewer: Viewer, project_id: int, wanted: NewEntry) -> int:
    """Write a dated line into the project's logbook; returns the line's id. Raises NotFound, Gone, Forbidden or Invalid."""
    seen = await queries.get(viewer, project_id)
    require(rules.may_edit(viewer, seen.standing))
    entry = wanted.check()
    async with transaction():
        await serialise("projects")
        project = await queries.get(viewer, project_id)
        require(rules.may_edit(viewer, project.standing))
        values: dict[Any, Any] = {
            "uuid": uuid4(),
            "project": project_id,
            "happened_on": entry.on,
            "text": entry.text,
            "language": entry.language,
            "author": viewer.user_id,
            "author_name": viewer.name,
            "written_at": clock.now(),
        }
        rows = await Entry.insert(Entry(values)).returning(Entry.id)  # type: ignore[attr-defined]
        told = {"on": entry.on, "text": entry.text, "language": entry.language}
        await history.record(viewer, "entered", _KIND, project_id, after=told)
        await search.put(document(project_id, project.facts, await queries.entries(viewer, project_id)))
    entry_id: int = rows[0]["id"]
    return entry_id


async def trash(viewer: Viewer, project_id: int, version: int) -> None:
    """Put the project into the trash. Raises NotFound, Gone, Forbidden or Stale."""
    async with transaction():
        await queries.get(viewer, project_id)
        require(rules.keeps_projects(viewer))
        await save(Project, project_id, version, {"trashed_at": clock.now()}, viewer)
        await history.record(viewer, "trashed", _KIND, project_id, before={"trashed": False}, after={"trashed": True})
        await search.remove(_KIND, project_id)


async def restore(viewer: Viewer, project_id: int) -> None:
    """Take the project out of the trash. Raises NotFound when it is not there or the viewer does not keep projects."""
    async with transaction():
        project = await queries.in_trash(viewer, project_id)
        await save(Project, project_id, project.version, {"trashed_at": None}, viewer)
        await history.record(viewer, "restored", _KIND, project_id, before={"trashed": True}, after={"trashed": False})
        await search.put(document(project_id, project.facts, await queries.entries(viewer, project_id)))


async def put_again(viewer: Viewer, ids: Iterable[int]) -> None:
    """Let search know projects that name other organisations now. Belongs inside the transaction of that change."""
    for each in ids:
        found = await queries.whole(viewer, each)
        if found is not None and found.trashed_at is None:
            await search.put(document(each, found.facts, await queries.entries(viewer, each)))


async def empty_trash() -> int:
    """Delete for good the projects that have lain in the trash for 30 days, with their logbooks; returns how many."""

    async def told(project_id: int) -> None:
        await history.record(ANONYMOUS, "deleted", _KIND, project_id, before={"trashed": True})

    return await db.empty_trash(Project, told)


def document(project_id: int, facts: NewProject, entries: Iterable[EntryView] = ()) -> search.Document:
    """What search knows of a project: names, purpose, notes, unlisted partners and the logbook, each in its language."""
    words: dict[str, list[str]] = {}
    for value in (facts.objective, facts.honesty_note, facts.notes):
        for tag, each in value.texts.items():
            words.setdefault(tag, []).append(each.text)
    for entry in entries:
        words.setdefault(entry.language, []).append(entry.text)
    unlisted = [each.unlisted for each in facts.participations if each.unlisted]
    words.setdefault("und", []).extend(unlisted)
    standing = Standing(facts.visibility, facts.present_partners)
    return search.Document(
        kind=_KIND,
        object_id=project_id,
        audiences=rules.audiences(standing),
        texts={tag: (facts.names.text(tag), "\n".join(words.get(tag, ()))) for tag in {**facts.names.texts, **words}},
        names=(facts.acronym,) if facts.acronym else (),
    )


async def _check_others(viewer: Viewer, project_id: int, facts: NewProject) -> None:
    """Refuse organisations, a conference or a parent that are not there for the viewer, and a parent that stands below."""
    faults: dict[str, Message] = {}
    wanted = {each.organisation for each in facts.participations if each.organisation is not None}
    known = await partners.named(viewer, wanted, viewer.locale)
    hidden = wanted - set(known)
    kept = {row["organisation"] for row in await run("SELECT organisation FROM participation WHERE project = {}", project_id)}
    for at, each in enumerate(facts.participations):
        if each.organisation in hidden and each.organisation not in kept:
            faults[f"participations.{at}.organisation"] = _("Choose an organisation from the list.")
    if facts.agreed_at is not None and not await run("SELECT id FROM conference WHERE id = {} AND trashed_at IS NULL", facts.agreed_at):
        faults["agreed_at"] = _("Choose a conference from the list.")
    if facts.agreement is not None and not await agreements.titled(viewer, [facts.agreement]):
        kept_to = await run("SELECT agreement FROM project WHERE id = {}", project_id)
        if not kept_to or kept_to[0]["agreement"] != facts.agreement:
            faults["agreement"] = _("Choose an agreement from the list.")
    if facts.parent is not None:
        if not await queries.by_ids(viewer, [facts.parent]):
            faults["parent"] = _("Choose a project from the list.")
        elif facts.parent == project_id or await leads_to("project", "parent", facts.parent, project_id):
            faults["parent"] = _("A project cannot stand above itself.")
    if faults:
        raise Invalid(faults)


def _check_kept(before: NewProject, after: NewProject) -> None:
    """Refuse a partner member's change of what only liaison officers change."""
    faults = {
        field: _("Only a liaison officer can change this.")
        for field in rules.KEPT_BY_STAFF
        if getattr(before, field) != getattr(after, field)
    }
    if faults:
        raise Invalid(faults)


def _with_stale(before: NewProject, after: NewProject) -> NewProject:
    changed: dict[str, Any] = {}
    for each in fields(NewProject):
        old, new = getattr(before, each.name), getattr(after, each.name)
        changed[each.name] = old.revised(new) if isinstance(new, Multilingual) else new
    return NewProject(**changed)


def row(facts: NewProject) -> dict[Any, Any]:
    """The facts as the columns of ``project``."""
    return {
        **{field: getattr(facts, field) for field in ("acronym", "planned_start", "planned_end", "begins_on", "finishes_on")},
        **{field: getattr(facts, field) for field in ("parent", "agreed_at", "agreement", "website", "illustrative", "source")},
        **{field: encode_optional(getattr(facts, field)) for field in ("names", "objective", "honesty_note", "notes")},
        **{field: str(getattr(facts, field)) for field in ("stage", "visibility", "honesty")},
        "started": facts.start,
        "ended": facts.end,
        "links": msgspec.json.encode([(each.url, each.words) for each in facts.links]).decode(),
    }


def part_rows(project_id: int, facts: NewProject) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of TOPICS_SQL and of PARTICIPATIONS_SQL."""
    return [(project_id, code) for code in facts.topics], [
        (project_id, place, each.organisation, each.unlisted, str(each.role), each.joined, each.left)
        for place, each in enumerate(facts.participations)
    ]


TOPICS_SQL = "INSERT INTO project_topic (project, topic) VALUES ({}, {})"
PARTICIPATIONS_SQL = (
    "INSERT INTO participation (project, place, organisation, unlisted, role, joined, left_project) VALUES ({}, {}, {}, {}, {}, {}, {})"
)


async def _write_parts(project_id: int, facts: NewProject) -> None:
    topics, taking_part = part_rows(project_id, facts)
    await run_many(TOPICS_SQL, topics)
    await run_many(PARTICIPATIONS_SQL, taking_part)


def _told(facts: NewProject) -> dict[str, object]:
    """The facts as history keeps them."""
    return {each.name: getattr(facts, each.name) for each in fields(NewProject)}
