"""Conferences read from their tables into views, whoever asks; who may see them is the caller's rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coop import themes, zones
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.states import Answer, ChangeOfDates, HostRole, Part, Precision
from coop.conferences.views import ConferenceCard, ConferenceView, DeadlineView, HostView, PreviousView, read
from coop.db import run

if TYPE_CHECKING:
    from datetime import date, time
    from typing import Literal

    from coop.conferences.index import Row

CARD = ", ".join(
    f"c.{column}"
    for column in (
        *("id", "uuid", "names", "summary", "edition", "series", "status", "visibility", "format", "venue", "city", "country", "zone"),
        *("starts_on", "ends_on", '"precision"', "opens_at", "closes_at", "starts_at", "ends_at", "last_day"),
        *("languages", "website", "illustrative", "sequence", "version", "revised_at"),
    )
)
"""The columns of a card, of ``conference c``."""

TEXTS = ("names", "summary", "description", "venue", "street", "city")
"""The multilingual facts."""

PLAIN = (
    *("series", "edition", "country", "latitude", "longitude", "zone", "starts_on", "ends_on", "opens_at", "closes_at", "website"),
    *("registration_url", "stream_url", "stream_private", "expected_attendance", "conduct_url", "contact", "illustrative", "source"),
    *("organised_by", "successor", "precision", "format", "topics", "languages"),
)
"""The facts of a view that are those of NewConference as they stand."""

_DEADLINE = (
    "uuid, conference, kind, round, label, zone, due_on, due_time, due_at,"
    " original_on, original_time, extended_on, sequence, created_at, entry_revised_at"
)


def card(row: dict[str, Any], known: Row) -> ConferenceCard:
    """A card from its columns and what the index knows of it."""
    return ConferenceCard(**read(row), topics=themes.in_order(known.values("topics")), hosts=tuple(sorted(known.values("partners"))))


async def whole(conference_id: int) -> ConferenceView | None:
    """A conference with all that hangs on it, from the trash too; None when there is none. Six statements."""
    if not 0 < conference_id < 2**31:
        return None
    rows = await run("SELECT * FROM conference WHERE id = {}", conference_id)
    if not rows:
        return None
    topics = await run("SELECT topic FROM conference_topic WHERE conference = {}", conference_id)
    parties = await run("SELECT organisation, role, answer FROM conference_host WHERE conference = {} ORDER BY place, id", conference_id)
    previous = await run(
        'SELECT kind, starts_on, ends_on, "precision", announced_on FROM conference_previous WHERE conference = {} ORDER BY id',
        conference_id,
    )
    grants = await run(
        "SELECT user_id AS who, '' AS part FROM conference_grant WHERE conference = {}"
        " UNION ALL SELECT organisation, part FROM conference_share WHERE conference = {}",
        conference_id,
        conference_id,
    )
    hosts = tuple(HostView(each["organisation"], HostRole(each["role"]), Answer(each["answer"])) for each in parties)
    return ConferenceView(
        **read(rows[0]),
        topics=themes.in_order(each["topic"] for each in topics),
        hosts=tuple(sorted({each.organisation for each in hosts if each.answer is not Answer.DECLINED})),
        parties=hosts,
        deadlines=await deadlines_of(conference_id),
        previous=tuple(
            PreviousView(
                ChangeOfDates(each["kind"]), each["starts_on"], each["ends_on"], Precision(each["precision"]), each["announced_on"]
            )
            for each in previous
        ),
        granted=frozenset(each["who"] for each in grants if not each["part"]),
        shared=frozenset((each["who"], Part(each["part"])) for each in grants if each["part"]),
    )


async def deadlines_of(conference_id: int) -> tuple[DeadlineView, ...]:
    """The deadlines of a conference by the instant they fall due."""
    rows = await run(f"SELECT {_DEADLINE} FROM conference_deadline WHERE conference = {{}} ORDER BY due_at, id", conference_id)
    return tuple(DeadlineView(**read(row)) for row in rows)


def facts_of(conference: ConferenceView) -> NewConference:
    """The facts that would make this conference again: what an edit form begins with. The status is left at its beginning."""
    plain: dict[str, Any] = {name: getattr(conference, name) for name in (*TEXTS, *PLAIN)}
    return NewConference(
        **plain,
        opens_fold=_fold(conference.starts_on, conference.opens_at, conference.zone, conference.starts_at),
        closes_fold=_fold(conference.ends_on or conference.starts_on, conference.closes_at, conference.zone, conference.ends_at),
        hosts=tuple(NewHost(each.organisation, each.role, each.answer) for each in conference.parties),
        deadlines=tuple(_deadline_facts(each) for each in conference.deadlines),
    )


def _deadline_facts(deadline: DeadlineView) -> NewDeadline:
    return NewDeadline(
        kind=deadline.kind,
        due_on=deadline.due_on,
        due_time=deadline.due_time,
        zone=deadline.zone,
        fold=_fold(deadline.due_on, deadline.due_time, deadline.zone, deadline.due_at),
        round=deadline.round,
        label=deadline.label,
        uuid=deadline.uuid,
    )


def _fold(on: date, at: time | None, zone: str, instant: datetime) -> Literal[0, 1] | None:
    """Which of two instants a stored one is, where the clocks show its wall time twice."""
    if at is None:
        return None
    try:
        zones.resolve(datetime.combine(on, at), zone)
    except zones.Ambiguous as twice:
        return 1 if instant == twice.second.astimezone(UTC) else 0  # in its own zone it would equal no instant elsewhere (PEP 495)
    except zones.ZoneError:
        return None
    return None
