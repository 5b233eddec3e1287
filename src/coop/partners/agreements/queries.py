"""Questions about agreements. What the viewer may see is part of every one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from piccolo.querystring import QueryString

from coop import clock, narrowing, search, themes
from coop.accounts import queries as accounts
from coop.db import all_of, among, any_of, possible, run
from coop.errors import NotFound
from coop.multilingual import decode
from coop.partners.agreements import reading, rules
from coop.partners.agreements.states import RUNNING, SIGNED, Kind, State
from coop.partners.agreements.views import AgreementCard, AgreementView, Choices, Due, Page, Watched
from coop.partners.contacts import queries as contacts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, timedelta

    from coop.multilingual import Multilingual
    from coop.partners.agreements.facts import NewAgreement
    from coop.partners.agreements.filters import AgreementFilter
    from coop.viewer import Viewer

KIND = "agreement"
PAGE_SIZE = 50
MOST_LISTED = 200
_ORDER = "a.effective_on DESC NULLS FIRST, a.id DESC"


def visible_to(viewer: Viewer) -> QueryString:
    """The condition on ``agreement a`` that holds for what the viewer may see: nothing from the trash."""
    if rules.keeps_agreements(viewer):
        return QueryString("a.trashed_at IS NULL")
    if viewer.is_staff:
        return QueryString("a.trashed_at IS NULL AND NOT a.confidential")
    if not viewer.organisation_ids:
        return QueryString("1 = 0")
    return QueryString(
        "a.trashed_at IS NULL AND NOT a.confidential AND a.state <> 'draft' AND EXISTS"
        " (SELECT 1 FROM agreement_party own WHERE own.agreement = a.id AND {})",
        among("own.organisation", viewer.organisation_ids),
    )


async def get(viewer: Viewer, agreement_id: int) -> AgreementView:
    """One agreement as far as the viewer is told. Raises NotFound for what they may not know of, and for one in the trash."""
    found = await _view(viewer, agreement_id)
    if found is None or found.trashed_at is not None or not rules.may_see(viewer, found.facts):
        raise NotFound
    return found if rules.keeps_agreements(viewer) else await _told(viewer, found)


async def in_trash(viewer: Viewer, agreement_id: int) -> AgreementView:
    """One agreement in the trash, for who keeps agreements. Raises NotFound for others, and when it is not there."""
    found = await _view(viewer, agreement_id) if rules.keeps_agreements(viewer) else None
    if found is None or found.trashed_at is None:
        raise NotFound
    return found


async def trashed(viewer: Viewer) -> list[AgreementCard]:
    """What lies in the trash, newest first, for who keeps agreements; others see nothing."""
    if not rules.keeps_agreements(viewer):
        return []
    return await reading.cards(
        viewer, await run("SELECT a.* FROM agreement a WHERE a.trashed_at IS NOT NULL ORDER BY a.trashed_at DESC LIMIT {}", MOST_LISTED)
    )


async def page(viewer: Viewer, wanted: AgreementFilter, number: int = 1) -> Page:
    """One page of the list with counts per choice. Eight statements, whatever is found, or three fewer when nothing is."""
    total = await _count(viewer, wanted)
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(
        f"SELECT a.* FROM agreement a WHERE {{}} ORDER BY {_ORDER} LIMIT {{}} OFFSET {{}}",
        where(viewer, wanted),
        PAGE_SIZE,
        (number - 1) * PAGE_SIZE,
    )
    return Page(await reading.cards(viewer, rows), number, PAGE_SIZE, total, await _choices(viewer, wanted))


async def in_full(viewer: Viewer, wanted: AgreementFilter, most: int) -> list[AgreementCard]:
    """The whole list at once, at most ``most``; the same number of statements whatever is found."""
    rows = await run(f"SELECT a.* FROM agreement a WHERE {{}} ORDER BY {_ORDER} LIMIT {{}}", where(viewer, wanted), most)
    return await reading.cards(viewer, rows)


async def way_out(viewer: Viewer, wanted: AgreementFilter) -> narrowing.Dropping | None:
    """For a list that came out empty: the field to drop, or None. One statement for each field in use."""
    return await narrowing.way_out(wanted, partial(_count, viewer))


async def of_partner(viewer: Viewer, organisation_id: int) -> list[AgreementCard]:
    """The agreements an organisation is a party to. Four statements, one when there is none."""
    party = QueryString("EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement = a.id AND p.organisation = {})", organisation_id)
    return await _listed(viewer, party)


async def signed_at(viewer: Viewer, conference_id: int) -> list[AgreementCard]:
    """The agreements that were signed at a conference."""
    return await _listed(viewer, QueryString("a.signed_at = {}", conference_id))


async def below(viewer: Viewer, agreement_id: int) -> list[AgreementCard]:
    """The agreements that hang on this one, or take its place."""
    return await _listed(viewer, QueryString("(a.parent = {} OR a.supersedes = {})", agreement_id, agreement_id))


async def by_ids(viewer: Viewer, ids: Collection[int]) -> list[AgreementCard]:
    """The cards of those of ``ids`` the viewer may see, in the order asked; no statement for no ids."""
    wanted = possible(ids)
    if not wanted:
        return []
    rows = await run("SELECT a.* FROM agreement a WHERE {} AND {}", among("a.id", wanted), visible_to(viewer))
    found = {card.id: card for card in await reading.cards(viewer, rows)}
    return [found[each] for each in wanted if each in found]


async def titled(viewer: Viewer, ids: Collection[int]) -> dict[int, Multilingual]:
    """The titles of those of ``ids`` the viewer may see. One statement; none for no ids."""
    wanted = possible(ids)
    if not wanted:
        return {}
    rows = await run("SELECT a.id, a.titles FROM agreement a WHERE {} AND {}", among("a.id", wanted), visible_to(viewer))
    return {row["id"]: decode(row["titles"]) for row in rows}


async def choices(viewer: Viewer) -> list[tuple[int, str, Multilingual]]:
    """The agreements another record may name, by number, reference and title, the latest first: for a form."""
    rows = await run(
        f"SELECT a.id, a.reference, a.titles FROM agreement a WHERE {{}} ORDER BY {_ORDER} LIMIT {{}}", visible_to(viewer), MOST_LISTED
    )
    return [(row["id"], row["reference"], decode(row["titles"])) for row in rows]


async def due(viewer: Viewer, within: timedelta) -> list[Due]:
    """What somebody must look at within that time, the soonest first: notice, end, yearly review, and what has lapsed unseen.

    Computed from the terms of every agreement whose terms run, for nothing of it is stored. Four statements.
    """
    today = clock.today()
    cards = await _listed(viewer, among("a.state", [str(state) for state in RUNNING]), most=10_000)
    found = [each for card in cards if (each := _due(card, today)) is not None and each.by <= today + within]
    return sorted(found, key=lambda each: (each.by, each.card.id))


def _due(card: AgreementCard, today: date) -> Due | None:
    """The next day on which an agreement asks something of its officer."""
    dates = card.dates
    if dates.last_day is not None and dates.last_day < today:
        return Due(card, dates.last_day, "lapsed")
    if dates.notice_by is not None and dates.notice_by >= today:
        return Due(card, dates.notice_by, "notice")
    if dates.last_day is not None:
        return Due(card, dates.last_day, "renewal" if card.renewal == "tacit" and dates.notice_by is not None else "end")
    return Due(card, dates.review_on, "review") if dates.review_on is not None else None


async def signed_by(viewer: Viewer, contact_id: int) -> list[dict[str, Any]]:
    """The signatures that a contact gave, as plain records: for the archive of all that is kept about a person."""
    rows = await run(
        "SELECT a.id AS agreement, a.reference, a.titles, p.signed_on, p.signed_in FROM agreement_party p"
        " JOIN agreement a ON a.id = p.agreement WHERE p.signatory = {} AND {} ORDER BY a.id, p.place",
        contact_id,
        visible_to(viewer),
    )
    return [{**row, "titles": decode(row["titles"]).say(viewer.locale).text, "signed_on": _iso(row["signed_on"])} for row in rows]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


async def whole(agreement_id: int) -> tuple[NewAgreement, int] | None:
    """The facts of an agreement and its version whoever looks, None for one that is not there or in the trash: for verbs."""
    rows = await run("SELECT * FROM agreement WHERE id = {} AND trashed_at IS NULL", agreement_id) if 0 < agreement_id < 2**31 else []
    return ((await reading.facts(rows))[agreement_id], rows[0]["version"]) if rows else None


async def running() -> dict[int, NewAgreement]:
    """The facts of every agreement whose terms run, by number, whoever looks: for what watches over days. Four statements."""
    marks = among("state", [str(state) for state in RUNNING])
    rows = await run("SELECT * FROM agreement WHERE trashed_at IS NULL AND {} ORDER BY id", marks)
    return await reading.facts(rows) if rows else {}


async def watched(viewer: Viewer) -> list[Watched]:
    """The signed agreements whose days concern the viewer: those they answer for, and those a body they are a member of is a party to.

    What no officer answers for concerns every liaison officer. Four statements, one when there is none, none for who sees none.
    """
    if not rules.may_see_some(viewer):
        return []
    concerned = [accounts.answered_by(viewer, "a.officer")]
    if viewer.organisation_ids:
        own = among("w.organisation", viewer.organisation_ids)
        concerned.append(QueryString("EXISTS (SELECT 1 FROM agreement_party w WHERE w.agreement = a.id AND {})", own))
    rows = await run(
        "SELECT a.* FROM agreement a WHERE {} AND {} AND {} ORDER BY a.id",
        among("a.state", [str(state) for state in SIGNED]),
        visible_to(viewer),
        any_of(concerned),
    )
    found = await reading.facts(rows) if rows else {}
    return [Watched(row["id"], found[row["id"]], row["created_at"], row["revised_at"]) for row in rows]


async def running_out(today: date) -> list[int]:
    """The signed ones whose first day has come, and the running ones, by number: what the daily round looks at."""
    rows = await run(
        "SELECT id FROM agreement WHERE trashed_at IS NULL"
        " AND ((state = 'signed' AND effective_on <= {}) OR state IN ('in_force', 'renewed')) ORDER BY id",
        today,
    )
    return [row["id"] for row in rows]


async def _view(viewer: Viewer, agreement_id: int) -> AgreementView | None:
    rows = await run("SELECT * FROM agreement WHERE id = {}", agreement_id) if 0 < agreement_id < 2**31 else []
    if not rows:
        return None
    facts = (await reading.facts(rows))[agreement_id]
    (card,) = await reading.cards(viewer, rows)
    return AgreementView(
        **msgspec.structs.asdict(card),
        created_at=rows[0]["created_at"],
        trashed_at=rows[0]["trashed_at"],
        facts=facts,
    )


async def _told(viewer: Viewer, found: AgreementView) -> AgreementView:
    """The agreement without what this viewer is not told: other records they may not know of, and for members what is for staff."""
    facts = found.facts
    others = await titled(viewer, [each for each in (facts.parent, facts.supersedes) if each is not None])
    known = await contacts.named(viewer, [each.signatory for each in facts.parties if each.signatory is not None])
    shown = {each.organisation for each in found.parties}
    facts = replace(
        facts,
        parent=facts.parent if facts.parent in others else None,
        supersedes=facts.supersedes if facts.supersedes in others else None,
        parties=tuple(
            replace(
                each,
                signatory=each.signatory if each.signatory in known else None,
                organisation=each.organisation if each.organisation in shown else None,
            )
            for each in facts.parties
        ),
    )
    if not viewer.is_staff:
        facts = replace(facts, note="", officer=None, source="")
    return msgspec.structs.replace(found, facts=facts)


async def _listed(viewer: Viewer, condition: QueryString, most: int = MOST_LISTED) -> list[AgreementCard]:
    if not rules.may_see_some(viewer):
        return []
    rows = await run(f"SELECT a.* FROM agreement a WHERE {{}} AND {{}} ORDER BY {_ORDER} LIMIT {{}}", visible_to(viewer), condition, most)
    return await reading.cards(viewer, rows)


async def _count(viewer: Viewer, wanted: AgreementFilter) -> int:
    found: int = (await run("SELECT count(*) AS n FROM agreement a WHERE {}", where(viewer, wanted)))[0]["n"]
    return found


async def _choices(viewer: Viewer, wanted: AgreementFilter) -> Choices:
    by_topic = await run(
        "SELECT t.topic, t.agreement FROM agreement_topic t JOIN agreement a ON a.id = t.agreement WHERE {}",
        where(viewer, wanted.without("themes")),
    )
    kinds = await run("SELECT a.kind, count(*) AS n FROM agreement a WHERE {} GROUP BY a.kind", where(viewer, wanted.without("kinds")))
    states = await run("SELECT a.state, count(*) AS n FROM agreement a WHERE {} GROUP BY a.state", where(viewer, wanted.without("states")))
    of_kind = {row["kind"]: row["n"] for row in kinds}
    in_state = {row["state"]: row["n"] for row in states}
    return Choices(
        {kind: of_kind[kind] for kind in Kind if kind in of_kind},
        {state: in_state[state] for state in State if state in in_state},
        themes.counted((row["topic"], row["agreement"]) for row in by_topic),
    )


def where(viewer: Viewer, wanted: AgreementFilter) -> QueryString:
    """The condition on ``agreement a`` that holds for what is wanted and may be seen."""
    parts = [visible_to(viewer)]
    if wanted.q:
        parts.append(search.matching(viewer, KIND, wanted.q, "a.id").querystring)
    if wanted.kinds:
        parts.append(among("a.kind", [str(each) for each in wanted.kinds]))
    if wanted.states:
        parts.append(among("a.state", [str(each) for each in wanted.states]))
    if wanted.officers:
        parts.append(among("a.officer", wanted.officers) if viewer.is_staff else QueryString("1 = 0"))
    if wanted.themes:
        codes = themes.codes_of(wanted.themes)
        parts.append(QueryString("EXISTS (SELECT 1 FROM agreement_topic t WHERE t.agreement = a.id AND {})", among("t.topic", codes)))
    if wanted.partners:
        party = among("p.organisation", wanted.partners)
        parts.append(QueryString("EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement = a.id AND {})", party))
    return all_of(parts)
