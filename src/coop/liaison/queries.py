"""Questions about interactions. What the viewer may see is part of every one."""

from __future__ import annotations

from collections import defaultdict
from datetime import time
from functools import partial
from typing import TYPE_CHECKING, Any

from piccolo.querystring import QueryString

from coop import clock, narrowing, search, themes
from coop.accounts import queries as accounts
from coop.db import all_of, among, possible, run
from coop.errors import NotFound
from coop.liaison import rules
from coop.liaison.facts import VISITS, Kind, NewInteraction, NewPerson, NewPresence, Part, Role
from coop.liaison.views import Choices, FollowUp, InteractionCard, InteractionView, Page, Person, Presence, Visit
from coop.multilingual import decode
from coop.partners import queries as partners
from coop.partners.contacts import queries as contacts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from coop.liaison.filters import InteractionFilter
    from coop.viewer import Viewer

KIND = "interaction"
PAGE_SIZE = 50
MOST_LISTED = 200
_ORDER = "i.happened_on DESC, i.id DESC"


def visible_to(viewer: Viewer) -> QueryString:
    """The condition on ``interaction i`` that holds for what the viewer may see: nothing from the trash."""
    if rules.keeps_interactions(viewer):
        return QueryString("i.trashed_at IS NULL")
    return QueryString("i.trashed_at IS NULL AND NOT i.confidential" if viewer.is_staff else "1 = 0")


async def get(viewer: Viewer, interaction_id: int) -> InteractionView:
    """One interaction whole. Raises NotFound for what the viewer may not know of, and for one in the trash."""
    found = await _view(viewer, interaction_id)
    if found is None or found.trashed_at is not None or not rules.may_see(viewer, confidential=found.confidential):
        raise NotFound
    return found


async def in_trash(viewer: Viewer, interaction_id: int) -> InteractionView:
    """One interaction in the trash, for who keeps the log. Raises NotFound for others, and when it is not there."""
    found = await _view(viewer, interaction_id) if rules.keeps_interactions(viewer) else None
    if found is None or found.trashed_at is None:
        raise NotFound
    return found


async def trashed(viewer: Viewer) -> list[InteractionCard]:
    """What lies in the trash, newest first, for who keeps the log; others see nothing."""
    if not rules.keeps_interactions(viewer):
        return []
    rows = await run("SELECT i.* FROM interaction i WHERE i.trashed_at IS NOT NULL ORDER BY i.trashed_at DESC LIMIT {}", MOST_LISTED)
    return await _cards(viewer, rows)


async def page(viewer: Viewer, wanted: InteractionFilter, number: int = 1) -> Page:
    """One page of the list, the latest first, with counts per choice. Nine statements, whatever is found, or three fewer for nothing."""
    total = await _count(viewer, wanted)
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(
        f"SELECT i.* FROM interaction i WHERE {{}} ORDER BY {_ORDER} LIMIT {{}} OFFSET {{}}",
        where(viewer, wanted),
        PAGE_SIZE,
        (number - 1) * PAGE_SIZE,
    )
    return Page(await _cards(viewer, rows), number, PAGE_SIZE, total, await _choices(viewer, wanted))


async def in_full(viewer: Viewer, wanted: InteractionFilter, most: int) -> list[InteractionCard]:
    """The whole list at once, the latest first, at most ``most``; the same number of statements whatever is found."""
    rows = await run(f"SELECT i.* FROM interaction i WHERE {{}} ORDER BY {_ORDER} LIMIT {{}}", where(viewer, wanted), most)
    return await _cards(viewer, rows)


async def way_out(viewer: Viewer, wanted: InteractionFilter) -> narrowing.Dropping | None:
    """For a list that came out empty: the field to drop, or None. One statement for each field in use."""
    return await narrowing.way_out(wanted, partial(_count, viewer))


async def about(viewer: Viewer, column: str, number: int) -> list[InteractionCard]:
    """The interactions that name a conference, a project or an agreement (``column``). Four statements, none for who sees none."""
    if not viewer.is_staff:
        return []
    rows = await run(
        f"SELECT i.* FROM interaction i WHERE i.{column} = {{}} AND {{}} ORDER BY {_ORDER} LIMIT {{}}",
        number,
        visible_to(viewer),
        MOST_LISTED,
    )
    return await _cards(viewer, rows)


async def of_partner(viewer: Viewer, organisation_id: int, limit: int = 5) -> list[InteractionCard]:
    """The last interactions of an organisation. Four statements, none for who sees none."""
    if not viewer.is_staff:
        return []
    rows = await run(
        "SELECT i.* FROM interaction_organisation t JOIN interaction i ON i.id = t.interaction"
        f" WHERE t.organisation = {{}} AND {{}} ORDER BY {_ORDER} LIMIT {{}}",
        organisation_id,
        visible_to(viewer),
        limit,
    )
    return await _cards(viewer, rows)


async def by_ids(viewer: Viewer, ids: Collection[int]) -> list[InteractionCard]:
    """The cards of those of ``ids`` the viewer may see, in the order asked; no statement for no ids."""
    wanted = possible(ids)
    if not wanted:
        return []
    rows = await run("SELECT i.* FROM interaction i WHERE {} AND {}", among("i.id", wanted), visible_to(viewer))
    found = {card.id: card for card in await _cards(viewer, rows)}
    return [found[each] for each in wanted if each in found]


async def attended_by(viewer: Viewer, contact_id: int) -> list[dict[str, Any]]:
    """The interactions a contact took part in, as plain records: for the archive of all that is kept about a person."""
    rows = await run(
        "SELECT i.id AS interaction, i.kind, i.happened_on, i.titles, p.role FROM interaction_person p"
        " JOIN interaction i ON i.id = p.interaction WHERE p.contact = {} AND {} ORDER BY i.id",
        contact_id,
        visible_to(viewer),
    )
    return [{**row, "titles": decode(row["titles"]).say(viewer.locale).text, "happened_on": row["happened_on"].isoformat()} for row in rows]


async def visits(viewer: Viewer) -> list[Visit]:
    """The visits and delegations that the viewer answers for, and for liaison officers those that nobody does. One statement or none."""
    if not viewer.is_staff:
        return []
    fields = ("id", "titles", "happened_on", "until_on", "begins", "zone", "place", "created_at", "revised_at")
    rows = await run(
        f"SELECT {', '.join(f'i.{field}' for field in fields)} FROM interaction i WHERE {{}} AND {{}} AND {{}} ORDER BY i.id",
        among("i.kind", [str(kind) for kind in VISITS]),
        visible_to(viewer),
        accounts.answered_by(viewer, "i.officer"),
    )
    return [Visit(**{**row, "titles": decode(row["titles"]), "begins": _time(row["begins"])}) for row in rows]


async def with_somebody_named(viewer: Viewer, name: str) -> list[InteractionCard]:
    """The interactions in which somebody who is no contact stands by this name, for who sees them. Five statements at most."""
    if not viewer.is_staff or not name:
        return []
    sought = search.fold(name)
    rows = await run(
        "SELECT DISTINCT p.interaction, p.name FROM interaction_person p JOIN interaction i ON i.id = p.interaction"
        " WHERE p.contact IS NULL AND {}",
        visible_to(viewer),
    )
    return await by_ids(viewer, [row["interaction"] for row in rows if sought in search.fold(row["name"])][:MOST_LISTED])


async def open_follow_ups(viewer: Viewer, assignee: int | None = None, most: int = MOST_LISTED) -> list[FollowUp]:
    """What is still owed, the soonest due first: of one person, or of everybody. One statement; none for who sees none."""
    if not viewer.is_staff:
        return []
    narrowed = QueryString("f.assignee = {}", assignee) if assignee is not None else QueryString("1 = 1")
    return await _follow_ups(QueryString("f.done_on IS NULL AND {} AND {}", narrowed, visible_to(viewer)), most)


async def owed() -> list[FollowUp]:
    """Every follow-up that is not done, whoever looks: for what watches over days."""
    return await _follow_ups(QueryString("f.done_on IS NULL AND i.trashed_at IS NULL"), most=10_000)


async def follow_up(viewer: Viewer, follow_up_id: int) -> FollowUp:
    """One follow-up of an interaction the viewer may see. Raises NotFound."""
    if not 0 < follow_up_id < 2**31:
        raise NotFound
    found = await _follow_ups(QueryString("f.id = {} AND {}", follow_up_id, visible_to(viewer)))
    if not found:
        raise NotFound
    return found[0]


async def whole(interaction_id: int) -> tuple[NewInteraction, int] | None:
    """The facts of an interaction and its version whoever looks, None for one that is not there or in the trash: for verbs."""
    rows = await run("SELECT * FROM interaction WHERE id = {} AND trashed_at IS NULL", interaction_id) if 0 < interaction_id < 2**31 else []
    return (await _facts(rows[0]), rows[0]["version"]) if rows else None


async def _view(viewer: Viewer, interaction_id: int) -> InteractionView | None:
    rows = await run("SELECT * FROM interaction WHERE id = {}", interaction_id) if 0 < interaction_id < 2**31 else []
    if not rows:
        return None
    row, facts = rows[0], await _facts(rows[0])
    (card,) = await _cards(viewer, rows)
    return InteractionView(
        **{field: getattr(card, field) for field in card.__struct_fields__},
        created_at=row["created_at"],
        trashed_at=row["trashed_at"],
        facts=facts,
        people=await _people(viewer, facts.people),
        follow_ups=tuple(await _follow_ups(QueryString("f.interaction = {}", interaction_id))),
    )


async def _facts(row: dict[str, Any]) -> NewInteraction:
    number = row["id"]
    bodies = await run("SELECT * FROM interaction_organisation WHERE interaction = {} ORDER BY place", number)
    people = await run("SELECT * FROM interaction_person WHERE interaction = {} ORDER BY place", number)
    topics = (await _topics([number]))[number]
    plain = ("happened_on", "until_on", "zone", "programme", "place", "officer", "conference", "project", "agreement")
    return NewInteraction(
        **{field: row[field] for field in plain},
        titles=decode(row["titles"]),
        summary=decode(row["summary"]),
        outcome=decode(row["outcome"]),
        kind=Kind(row["kind"]),
        begins=_time(row["begins"]),
        confidential=bool(row["confidential"]),
        illustrative=bool(row["illustrative"]),
        organisations=tuple(NewPresence(each["organisation"], Part(each["role"])) for each in bodies),
        people=tuple(NewPerson(each["contact"], each["name"], each["organisation"], Role(each["role"])) for each in people),
        topics=topics,
    )


async def _people(viewer: Viewer, given: Sequence[NewPerson]) -> tuple[Person, ...]:
    ids = [each.contact for each in given if each.contact is not None]
    named = await contacts.named(viewer, ids)
    known = {card.id for card in await contacts.by_ids(viewer, ids)}
    found = []
    for each in given:
        if each.contact is None:
            found.append(Person(None, each.name, each.organisation, each.role))
        elif each.contact in named:
            found.append(Person(each.contact, named[each.contact], each.organisation, each.role, is_erased=each.contact not in known))
    return tuple(found)


async def _cards(viewer: Viewer, rows: Sequence[dict[str, Any]]) -> list[InteractionCard]:
    """The cards of whole rows of ``interaction``. Three statements; none for no rows."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    topics, present = await _topics(ids), await _present(viewer, ids)
    owed = {
        row["interaction"]: row["n"]
        for row in await run(
            "SELECT f.interaction, count(*) AS n FROM follow_up f WHERE f.done_on IS NULL AND {} GROUP BY f.interaction",
            among("f.interaction", ids),
        )
    }
    plain = ("id", "uuid", "version", "happened_on", "until_on", "zone", "place", "officer", "revised_at")
    return [
        InteractionCard(
            **{field: row[field] for field in plain},
            kind=Kind(row["kind"]),
            confidential=bool(row["confidential"]),
            illustrative=bool(row["illustrative"]),
            begins=_time(row["begins"]),
            titles=decode(row["titles"]),
            organisations=tuple(present[row["id"]]),
            topics=topics[row["id"]],
            open_follow_ups=owed.get(row["id"], 0),
        )
        for row in rows
    ]


async def _topics(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {each: set() for each in ids}
    for row in await run("SELECT interaction, topic FROM interaction_topic WHERE {}", among("interaction", ids)):
        found[row["interaction"]].add(row["topic"])
    return {each: themes.in_order(codes) for each, codes in found.items()}


async def _present(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[Presence]]:
    found: dict[int, list[Presence]] = defaultdict(list)
    for row in await run(
        "SELECT t.interaction, t.organisation, t.role, o.names FROM interaction_organisation t JOIN organisation o ON o.id = t.organisation"
        " WHERE {} AND {} ORDER BY t.interaction, t.place",
        among("t.interaction", ids),
        partners.visible_to(viewer),
    ):
        found[row["interaction"]].append(Presence(row["organisation"], decode(row["names"]), Part(row["role"])))
    return found


async def _follow_ups(condition: QueryString, most: int = MOST_LISTED) -> list[FollowUp]:
    rows = await run(
        "SELECT f.id, f.uuid, f.version, f.interaction, f.text, f.assignee, f.due_on, f.done_on, f.made_at, p.name AS assignee_name,"
        " i.titles FROM follow_up f JOIN interaction i ON i.id = f.interaction JOIN person p ON p.id = f.assignee WHERE {}"
        " ORDER BY f.done_on IS NOT NULL, f.due_on, f.id LIMIT {}",
        condition,
        most,
    )
    return [FollowUp(**{**row, "titles": decode(row["titles"])}) for row in rows]


async def _count(viewer: Viewer, wanted: InteractionFilter) -> int:
    found: int = (await run("SELECT count(*) AS n FROM interaction i WHERE {}", where(viewer, wanted)))[0]["n"]
    return found


async def _choices(viewer: Viewer, wanted: InteractionFilter) -> Choices:
    kinds = await run("SELECT i.kind, count(*) AS n FROM interaction i WHERE {} GROUP BY i.kind", where(viewer, wanted.without("kinds")))
    officers = await run(
        "SELECT i.officer, count(*) AS n FROM interaction i WHERE i.officer IS NOT NULL AND {} GROUP BY i.officer",
        where(viewer, wanted.without("officers")),
    )
    by_topic = await run(
        "SELECT t.topic, t.interaction FROM interaction_topic t JOIN interaction i ON i.id = t.interaction WHERE {}",
        where(viewer, wanted.without("themes")),
    )
    countries = await run(
        "SELECT o.country, count(DISTINCT i.id) AS n FROM interaction i JOIN interaction_organisation t ON t.interaction = i.id"
        " JOIN organisation o ON o.id = t.organisation WHERE o.country <> '' AND {} GROUP BY o.country",
        where(viewer, wanted.without("countries")),
    )
    of_kind = {row["kind"]: row["n"] for row in kinds}
    return Choices(
        {kind: of_kind[kind] for kind in Kind if kind in of_kind},
        {row["officer"]: row["n"] for row in officers},
        themes.counted((row["topic"], row["interaction"]) for row in by_topic),
        {row["country"]: row["n"] for row in countries},
    )


def where(viewer: Viewer, wanted: InteractionFilter) -> QueryString:
    """The condition on ``interaction i`` that holds for what is wanted and may be seen."""
    parts = [visible_to(viewer)]
    if wanted.q:
        parts.append(search.matching(viewer, KIND, wanted.q, "i.id").querystring)
    if wanted.kinds:
        parts.append(among("i.kind", [str(each) for each in wanted.kinds]))
    if wanted.officers:
        parts.append(among("i.officer", wanted.officers))
    if wanted.themes:
        codes = themes.codes_of(wanted.themes)
        parts.append(QueryString("EXISTS (SELECT 1 FROM interaction_topic x WHERE x.interaction = i.id AND {})", among("x.topic", codes)))
    for column, values in (("w.organisation", wanted.partners), ("o.country", wanted.countries)):
        if values:
            parts.append(
                QueryString(
                    "EXISTS (SELECT 1 FROM interaction_organisation w JOIN organisation o ON o.id = w.organisation"
                    " WHERE w.interaction = i.id AND {})",
                    among(column, values),
                )
            )
    if wanted.from_:
        parts.append(QueryString("coalesce(i.until_on, i.happened_on) >= {}", wanted.from_))
    if wanted.to:
        parts.append(QueryString("i.happened_on <= {}", wanted.to))
    return all_of(parts)


def is_overdue(found: FollowUp) -> bool:
    """Whether a follow-up should have been done before today."""
    return found.done_on is None and found.due_on < clock.today()


def _time(stored: str) -> time | None:
    return time.fromisoformat(stored) if stored else None
