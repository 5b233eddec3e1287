"""Questions about joint projects. What the viewer may see is part of every one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from piccolo.querystring import QueryString

from coop import narrowing, search, themes
from coop.db import all_of, among, run
from coop.errors import Gone, NotFound
from coop.multilingual import Multilingual, decode
from coop.partners import queries as partners
from coop.projects import rules
from coop.projects.facts import NewLink, NewParticipation, NewProject
from coop.projects.filters import ProjectFilter, Sort
from coop.projects.states import Honesty, Role, Stage, Visibility
from coop.projects.views import Choices, EntryView, Page, PartnerView, ProjectCard, ProjectView
from coop.text import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from coop.viewer import Viewer

KIND = "project"
PAGE_SIZE = 50
MOST_LISTED = 200
_PLAIN = "p.id, p.uuid, p.acronym, p.names, p.stage, p.planned_start, p.planned_end, p.started, p.ended"
_CARD = f"{_PLAIN}, p.visibility, p.honesty, p.illustrative, p.agreed_at, p.revised_at"
_ORDER = {
    Sort.START: "p.begins_on DESC NULLS LAST, p.id DESC",
    Sort.REVISED: "p.revised_at DESC, p.id DESC",
}


def visible_to(viewer: Viewer) -> QueryString:
    """The condition on ``project p`` that holds for what the viewer may see: nothing from the trash."""
    if viewer.is_staff:
        return QueryString("p.trashed_at IS NULL")
    if not viewer.organisation_ids:
        return QueryString("p.trashed_at IS NULL AND p.visibility = 'public'")
    return QueryString(
        "p.trashed_at IS NULL AND (p.visibility = 'public' OR (p.visibility = 'partners' AND EXISTS"
        " (SELECT 1 FROM participation own WHERE own.project = p.id AND own.left_project = '' AND {})))",
        among("own.organisation", viewer.organisation_ids),
    )


async def get(viewer: Viewer, project_id: int) -> ProjectView:
    """One project whole. Raises NotFound for what the viewer may not know of, Gone for a public one in the trash."""
    project = await whole(viewer, project_id)
    if project is None:
        raise NotFound
    rules.require_seen(viewer, project.standing)
    if project.trashed_at is not None:
        if project.visibility is Visibility.PUBLIC:
            raise Gone
        raise NotFound
    return project


async def in_trash(viewer: Viewer, project_id: int) -> ProjectView:
    """One project in the trash, for who keeps projects. Raises NotFound for others, and when it is not there."""
    project = await whole(viewer, project_id) if rules.keeps_projects(viewer) else None
    if project is None or project.trashed_at is None:
        raise NotFound
    return project


async def trashed(viewer: Viewer) -> list[ProjectCard]:
    """What lies in the trash, newest first, for who keeps projects; others see nothing."""
    if not rules.keeps_projects(viewer):
        return []
    rows = await run(f"SELECT {_CARD} FROM project p WHERE p.trashed_at IS NOT NULL ORDER BY p.trashed_at DESC LIMIT {{}}", MOST_LISTED)
    return await _cards(viewer, rows)


async def page(viewer: Viewer, wanted: ProjectFilter, number: int = 1) -> Page:
    """One page of the list with counts per choice. Eight statements, whatever is found, or two fewer when nothing is."""
    total = await _count(viewer, wanted)
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(
        f"SELECT {_CARD} FROM project p WHERE {{}} ORDER BY {_ORDER[wanted.sort]} LIMIT {{}} OFFSET {{}}",
        _where(viewer, wanted),
        PAGE_SIZE,
        (number - 1) * PAGE_SIZE,
    )
    return Page(await _cards(viewer, rows), number, PAGE_SIZE, total, await _choices(viewer, wanted))


async def in_full(viewer: Viewer, wanted: ProjectFilter, most: int) -> list[ProjectCard]:
    """The whole list at once, at most ``most``. Three statements."""
    return await _cards(
        viewer,
        await run(f"SELECT {_CARD} FROM project p WHERE {{}} ORDER BY {_ORDER[wanted.sort]} LIMIT {{}}", _where(viewer, wanted), most),
    )


async def way_out(viewer: Viewer, wanted: ProjectFilter) -> narrowing.Dropping | None:
    """For a list that came out empty: the field to drop, or None. One statement for each field in use."""
    return await narrowing.way_out(wanted, partial(_count, viewer))


async def agreed_at(viewer: Viewer, conference_id: int) -> list[ProjectCard]:
    """The projects that were agreed at a conference. Three statements."""
    return await _listed(viewer, QueryString("p.agreed_at = {}", conference_id))


async def of_partner(viewer: Viewer, organisation_id: int) -> list[ProjectCard]:
    """The projects an organisation takes or took part in. Three statements."""
    return await _listed(
        viewer, QueryString("EXISTS (SELECT 1 FROM participation a WHERE a.project = p.id AND a.organisation = {})", organisation_id)
    )


async def under_agreement(viewer: Viewer, agreement_id: int) -> list[ProjectCard]:
    """The projects that belong to an agreement. Three statements."""
    return await _listed(viewer, QueryString("p.agreement = {}", agreement_id))


async def parts_of(viewer: Viewer, project_id: int) -> list[ProjectCard]:
    """The projects that name this one as their parent."""
    return await _listed(viewer, QueryString("p.parent = {}", project_id))


async def newest(viewer: Viewer, limit: int = 5) -> list[ProjectCard]:
    """The projects logged last: for the home page."""
    rows = await run(f"SELECT {_CARD} FROM project p WHERE {{}} ORDER BY p.id DESC LIMIT {{}}", visible_to(viewer), limit)
    return await _cards(viewer, rows)


async def by_ids(viewer: Viewer, ids: Collection[int]) -> list[ProjectCard]:
    """The cards of those of ``ids`` the viewer may see, in the order asked; no statement for no ids."""
    if not ids:
        return []
    rows = await run(f"SELECT {_CARD} FROM project p WHERE {{}} AND {{}}", among("p.id", ids), visible_to(viewer))
    found = {card.id: card for card in await _cards(viewer, rows)}
    return [found[each] for each in ids if each in found]


async def public_count() -> int:
    """How many projects everybody may see. One statement."""
    rows = await run("SELECT count(*) AS n FROM project WHERE visibility = 'public' AND trashed_at IS NULL")
    return int(rows[0]["n"])


async def public_pages(offset: int, limit: int) -> list[tuple[str, datetime]]:
    """The pages of those, by number, and when each last changed. One statement."""
    rows = await run(
        "SELECT id, names, acronym, revised_at FROM project WHERE visibility = 'public' AND trashed_at IS NULL"
        " ORDER BY id LIMIT {} OFFSET {}",
        limit,
        offset,
    )
    named = ((row, decode(row["names"])) for row in rows)
    return [(f"projects/{row['id']}-{slug(row['acronym'] or names.text(names.source))}", row["revised_at"]) for row, names in named]


async def choices_for_parent(viewer: Viewer) -> list[tuple[int, Multilingual]]:
    """The projects that may stand above another, by number and name: for a form."""
    rows = await run("SELECT p.id, p.names FROM project p WHERE {} ORDER BY p.id DESC LIMIT {}", visible_to(viewer), MOST_LISTED)
    return [(row["id"], decode(row["names"])) for row in rows]


async def entries(viewer: Viewer, project_id: int) -> list[EntryView]:
    """The logbook of a project the viewer may see, newest first; nothing of any other."""
    rows = await run(
        "SELECT e.id, e.uuid, e.happened_on, e.text, e.language, e.author_name, e.written_at FROM project_entry e"
        " JOIN project p ON p.id = e.project WHERE e.project = {} AND {} ORDER BY e.happened_on DESC, e.id DESC LIMIT {}",
        project_id,
        visible_to(viewer),
        MOST_LISTED,
    )
    return [EntryView(**row) for row in rows]


async def _listed(viewer: Viewer, condition: QueryString) -> list[ProjectCard]:
    rows = await run(
        f"SELECT {_CARD} FROM project p WHERE {{}} AND {{}} ORDER BY {_ORDER[Sort.START]} LIMIT {{}}",
        visible_to(viewer),
        condition,
        MOST_LISTED,
    )
    return await _cards(viewer, rows)


async def _cards(viewer: Viewer, rows: list[dict[str, Any]]) -> list[ProjectCard]:
    """The cards of rows of _CARD, with two more statements for what hangs on them."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    topics = await _topics(ids)
    taking_part = await _partners(viewer, ids)
    return [ProjectCard(**_said(row), topics=topics.get(row["id"], ()), partners=taking_part.get(row["id"], ())) for row in rows]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{field: row[field] for field in ("id", "uuid", "acronym", "planned_start", "planned_end", "agreed_at", "revised_at")},
        "names": decode(row["names"]),
        "stage": Stage(row["stage"]),
        "start": row["started"],
        "end": row["ended"],
        "visibility": Visibility(row["visibility"]),
        "honesty": Honesty(row["honesty"]),
        "illustrative": bool(row["illustrative"]),
    }


async def _topics(ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {}
    for row in await run("SELECT t.project, t.topic FROM project_topic t WHERE {}", among("t.project", ids)):
        found.setdefault(row["project"], set()).add(row["topic"])
    return {each: themes.in_order(codes) for each, codes in found.items()}


async def _partners(viewer: Viewer, ids: Collection[int]) -> dict[int, tuple[PartnerView, ...]]:
    """Who takes part in each of ``ids``, without the organisations the viewer may not know of."""
    rows = await run(
        "SELECT a.project, a.organisation, a.unlisted, a.role, a.joined, a.left_project, o.names, o.country FROM participation a"
        " LEFT JOIN organisation o ON o.id = a.organisation WHERE {} AND (a.organisation IS NULL OR {}) ORDER BY a.project, a.place",
        among("a.project", ids),
        partners.visible_to(viewer),
    )
    found: dict[int, list[PartnerView]] = {}
    for row in rows:
        names = decode(row["names"]) if row["organisation"] else Multilingual.from_texts("en", {"en": row["unlisted"]})
        found.setdefault(row["project"], []).append(
            PartnerView(row["organisation"], names, row["country"] or "", Role(row["role"]), row["joined"], row["left_project"])
        )
    return {each: tuple(listed) for each, listed in found.items()}


async def whole(viewer: Viewer, project_id: int) -> ProjectView | None:
    """A project whoever looks, one in the trash too, None for one that is not there: for verbs."""
    if not 0 < project_id < 2**31:
        return None
    rows = await run("SELECT p.* FROM project p WHERE p.id = {}", project_id)
    if not rows:
        return None
    row = rows[0]
    topics = (await _topics([project_id])).get(project_id, ())
    shown = (await _partners(viewer, [project_id])).get(project_id, ())
    taking_part = await run("SELECT * FROM participation WHERE project = {} ORDER BY place", project_id)
    said = _said(row)
    facts = NewProject(
        **{field: said[field] for field in ("names", "acronym", "stage", "planned_start", "planned_end", "start", "end")},
        **{field: said[field] for field in ("agreed_at", "visibility", "honesty", "illustrative")},
        topics=topics,
        objective=decode(row["objective"]),
        honesty_note=decode(row["honesty_note"]),
        notes=decode(row["notes"]),
        parent=row["parent"],
        agreement=row["agreement"],
        website=row["website"],
        links=tuple(NewLink(url, words) for url, words in msgspec.json.decode(row["links"])),
        source=row["source"],
        participations=tuple(
            NewParticipation(each["organisation"], each["unlisted"], Role(each["role"]), each["joined"], each["left_project"])
            for each in taking_part
        ),
    )
    record = {field: row[field] for field in ("version", "created_at", "trashed_at")}
    return ProjectView(**said, topics=topics, partners=shown, facts=facts, **record)


async def _count(viewer: Viewer, wanted: ProjectFilter) -> int:
    found: int = (await run("SELECT count(*) AS n FROM project p WHERE {}", _where(viewer, wanted)))[0]["n"]
    return found


async def _choices(viewer: Viewer, wanted: ProjectFilter) -> Choices:
    by_topic = await run(
        "SELECT t.topic, t.project FROM project_topic t JOIN project p ON p.id = t.project WHERE {}",
        _where(viewer, wanted.without("themes")),
    )
    stages = await run("SELECT p.stage, count(*) AS n FROM project p WHERE {} GROUP BY p.stage", _where(viewer, wanted.without("stages")))
    countries = await run(
        "SELECT o.country, count(DISTINCT p.id) AS n FROM project p JOIN participation a ON a.project = p.id"
        " JOIN organisation o ON o.id = a.organisation WHERE o.country <> '' AND {} AND {} GROUP BY o.country",
        partners.visible_to(viewer),
        _where(viewer, wanted.without("countries")),
    )
    roles = await run(
        "SELECT a.role, count(DISTINCT p.id) AS n FROM project p JOIN participation a ON a.project = p.id"
        " LEFT JOIN organisation o ON o.id = a.organisation WHERE (a.organisation IS NULL OR {}) AND {} AND {} GROUP BY a.role",
        partners.visible_to(viewer),
        among("a.organisation", wanted.partners) if wanted.partners else QueryString("1 = 1"),
        _where(viewer, wanted.without("roles")),
    )
    counted = {row["stage"]: row["n"] for row in stages}
    played = {row["role"]: row["n"] for row in roles}
    return Choices(
        themes.counted((row["topic"], row["project"]) for row in by_topic),
        {stage: counted[stage] for stage in Stage if stage in counted},
        {row["country"]: row["n"] for row in countries},
        {role: played[role] for role in Role if role in played},
    )


def _where(viewer: Viewer, wanted: ProjectFilter) -> QueryString:
    parts = [visible_to(viewer)]
    if wanted.q:
        parts.append(search.matching(viewer, KIND, wanted.q, "p.id").querystring)
    if wanted.themes:
        codes = themes.codes_of(wanted.themes)
        parts.append(QueryString("EXISTS (SELECT 1 FROM project_topic t1 WHERE t1.project = p.id AND {})", among("t1.topic", codes)))
    if wanted.topics:
        parts.append(
            QueryString("EXISTS (SELECT 1 FROM project_topic t2 WHERE t2.project = p.id AND {})", among("t2.topic", wanted.topics))
        )
    if wanted.stages:
        parts.append(among("p.stage", [str(stage) for stage in wanted.stages]))
    if wanted.partners or wanted.roles:
        parts.append(_taking_part(viewer, [*_of_any("a1.organisation", wanted.partners), *_of_any("a1.role", map(str, wanted.roles))]))
    if wanted.countries:
        parts.append(_taking_part(viewer, _of_any("o.country", wanted.countries)))
    return all_of(parts)


def _taking_part(viewer: Viewer, conditions: list[QueryString]) -> QueryString:
    """Whether somebody the viewer may know of takes part so that ``conditions`` on ``participation a1`` and ``organisation o`` hold."""
    return QueryString(
        "EXISTS (SELECT 1 FROM participation a1 LEFT JOIN organisation o ON o.id = a1.organisation"
        " WHERE a1.project = p.id AND (a1.organisation IS NULL OR {}) AND {})",
        partners.visible_to(viewer),
        all_of(conditions),
    )


def _of_any(column: str, values: Iterable[object]) -> list[QueryString]:
    listed = list(values)
    return [among(column, listed)] if listed else []
