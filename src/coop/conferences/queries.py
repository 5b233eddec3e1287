"""Questions about conferences. What the viewer may see is part of every one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from piccolo.querystring import QueryString

from coop import clock, narrowing, search
from coop.conferences import index, rules
from coop.conferences.filters import ConferenceFilter, Sort
from coop.conferences.pages import ConferencePage, Listed
from coop.conferences.reading import CARD, card, whole
from coop.conferences.states import PUBLIC
from coop.conferences.views import TrashedConference, read, slug_of
from coop.db import is_postgres, run
from coop.errors import Gone, NotFound
from coop.multilingual import decode
from coop.partners import queries as partners
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from coop.conferences.index import Index
    from coop.conferences.views import ConferenceCard, ConferenceView
    from coop.viewer import Viewer

PAGE_SIZE = 50
NEAREST = 3
MOST_TRASHED = 100
MOST_OWN = 200
SEARCH_KIND = "conference"
NOBODY = 0
"""The number no organisation has."""


async def get(viewer: Viewer, conference_id: int) -> ConferenceView:
    """One conference with hosts, deadlines and previous dates. Six statements.

    Raises NotFound for what the viewer may not know of, Gone for a public one in the trash.
    """
    found = await whole(conference_id)
    if found is None:
        raise NotFound
    if found.trashed_at is not None:
        if found.visibility not in PUBLIC:
            raise NotFound
        raise Gone(await _in_its_place(viewer, found))
    rules.require_seen(viewer, found.standing)
    return found


async def _in_its_place(viewer: Viewer, gone: ConferenceView) -> str:
    """The page of the first successor that is not in the trash too; "" where there is none, or none that the viewer may know of."""
    at, met = gone.successor, {gone.id}
    while at is not None and at not in met:
        met.add(at)
        found = await whole(at)
        if found is None:
            return ""
        if found.trashed_at is None:
            return f"/conferences/{at}" if rules.may_see(viewer, found.standing) else ""
        at = found.successor
    return ""


async def page(viewer: Viewer, wanted: ConferenceFilter, number: int = 1) -> ConferencePage:
    """One page of the list with counts per choice, each counted as if its own field asked for nothing.

    One statement beside bringing the index up to date; one more where words are searched for.
    """
    asked, words = await _asked(viewer, wanted)
    known = await index.fresh()
    parts = _parts(known, viewer, asked, words)
    window = _window(known, wanted)
    found = _all(known, parts) & window
    total = found.bit_count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = max(1, min(number, pages))
    ids = known.page(found, (number - 1) * PAGE_SIZE, PAGE_SIZE, latest_first=wanted.sort is Sort.LATEST)
    counts = {facet: known.counts(facet, _all(known, {**parts, facet: None}) & window) for facet in index.FACETS}
    earlier = (_all(known, parts) & ~known.ending_from(clock.today())).bit_count() if _is_upcoming(wanted) else 0
    anywhere = known.seen_by(viewer).bit_count()
    return ConferencePage(wanted, total, number, pages, await cards(known, ids), counts, earlier, anywhere)


async def listed(viewer: Viewer, wanted: ConferenceFilter, number: int = 1) -> Listed:
    """One page of the list without counts, for programs. As many statements as `page`."""
    asked, words = await _asked(viewer, wanted)
    known = await index.fresh()
    found = _all(known, _parts(known, viewer, asked, words)) & _window(known, wanted)
    total = found.bit_count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = max(1, min(number, pages))
    ids = known.page(found, (number - 1) * PAGE_SIZE, PAGE_SIZE, latest_first=wanted.sort is Sort.LATEST)
    return Listed(total, number, pages, await cards(known, ids))


async def in_full(viewer: Viewer, wanted: ConferenceFilter, most: int) -> list[ConferenceCard]:
    """The whole list at once, at most ``most``. As many statements as `page`."""
    asked, words = await _asked(viewer, wanted)
    known = await index.fresh()
    found = _all(known, _parts(known, viewer, asked, words)) & _window(known, wanted)
    return await cards(known, known.page(found, 0, most, latest_first=wanted.sort is Sort.LATEST))


async def way_out(viewer: Viewer, wanted: ConferenceFilter) -> tuple[narrowing.Dropping | None, list[ConferenceCard]]:
    """For a list that came out empty: the field whose dropping brings back most, and the nearest conferences whatever the filter."""
    asked, words = await _asked(viewer, wanted)
    known = await index.fresh()
    parts = _parts(known, viewer, asked, words)
    window = _window(known, wanted)
    best: narrowing.Dropping | None = None
    for field in wanted.active:
        if field in {"from_", "to"}:
            count = (_all(known, parts) & _window(known, wanted.without(field))).bit_count()
        else:
            count = (_all(known, {**parts, field: None}) & window).bit_count()
        if count and (best is None or count > best.count):
            best = narrowing.Dropping(field, count)
    soon = _all(known, {"seen": parts["seen"]}) & known.ending_from(clock.today())
    return best, await cards(known, known.page(soon, 0, NEAREST, latest_first=False))


async def matching_ids(viewer: Viewer, wanted: ConferenceFilter) -> list[int]:
    """The ids of all that match, by first day: for feeds and exports. Without from and to nothing is left out for its dates."""
    asked, words = await _asked(viewer, wanted)
    known = await index.fresh()
    found = _all(known, _parts(known, viewer, asked, words))
    if wanted.from_ or wanted.to:
        found &= _window(known, wanted)
    return known.page(found, 0, len(known.rows), latest_first=wanted.sort is Sort.LATEST)


async def between(viewer: Viewer, wanted: ConferenceFilter, first: date, last: date) -> list[ConferenceCard]:
    """What matches and has a day from ``first`` to ``last``, whatever days the filter asks for; by first day. One statement."""
    asked, words = await _asked(viewer, replace(wanted, from_=first, to=last))
    known = await index.fresh()
    found = _all(known, _parts(known, viewer, asked, words)) & _window(known, asked)
    return await cards(known, [row.id for row in known.listed(found)])


async def per_day(viewer: Viewer, wanted: ConferenceFilter, year: int) -> dict[date, int]:
    """How many conferences are on each day of ``year`` that has any; those known only by month or year are not counted. No statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    asked, words = await _asked(viewer, replace(wanted, from_=first, to=last))
    known = await index.fresh()
    found = _all(known, _parts(known, viewer, asked, words)) & _window(known, asked) & known.any_of("precision", ("day",))
    days: dict[date, int] = {}
    for row in known.listed(found):
        day, end = max(row.first_day, first), min(row.last_day, last)
        while day <= end:
            days[day] = days.get(day, 0) + 1
            day += timedelta(days=1)
    return days


async def of_partner(viewer: Viewer, organisation_id: int, *, limit: int = 20) -> list[ConferenceCard]:
    """The conferences an organisation is a host of, in any role it has not declined, latest first. One statement."""
    known = await index.fresh()
    found = known.seen_by(viewer) & known.any_of("partners", (organisation_id,))
    return await cards(known, known.page(found, 0, limit, latest_first=True))


async def of_series(viewer: Viewer, series_id: int) -> list[ConferenceCard]:
    """The editions of a series, latest first. One statement."""
    known = await index.fresh()
    found = known.seen_by(viewer) & known.any_of("series", (series_id,))
    return await cards(known, known.page(found, 0, len(known.rows), latest_first=True))


async def by_ids(viewer: Viewer, ids: Sequence[int]) -> list[ConferenceCard]:
    """Those of ``ids`` that the viewer may see, in the order asked. One statement."""
    known = await index.fresh()
    seen = {row.id for row in known.listed(known.of_ids(ids) & known.seen_by(viewer))}
    return await cards(known, [each for each in ids if each in seen])


async def drafts(viewer: Viewer) -> list[ConferenceCard]:
    """What is not published yet and waits for the viewer: their own, and to those who publish also what is under review. One statement."""
    known = await index.fresh()
    unpublished = known.seen_by(viewer) & known.any_of("visibility", ("draft", "review"))
    own = known.any_of("makers", viewer.audiences)
    if rules.may_schedule(viewer):
        own |= known.any_of("visibility", ("review",))
    return await cards(known, known.page(unpublished & own, 0, 200, latest_first=False))


async def own(viewer: Viewer) -> list[ConferenceCard]:
    """The conferences the viewer made, or they or their organisation were given to edit. One statement.

    What is still to come stands first, the nearest on top; then what is over, the latest on top.
    """
    known = await index.fresh()
    found = known.seen_by(viewer) & known.any_of("makers", viewer.audiences)
    to_come = found & known.ending_from(clock.today())
    ids = known.page(to_come, 0, MOST_OWN, latest_first=False)
    ids += known.page(found & ~to_come, 0, MOST_OWN - len(ids), latest_first=True)
    return await cards(known, ids)


async def zones_in_use() -> frozenset[str]:
    """The names of all zones that conferences and deadlines are kept in, those in the trash too. One statement."""
    return frozenset(row["zone"] for row in await run("SELECT zone FROM conference UNION SELECT zone FROM conference_deadline"))


async def public_count() -> int:
    """How many conferences everybody may see and find. One statement."""
    rows = await run("SELECT count(*) AS n FROM conference WHERE visibility = 'published' AND trashed_at IS NULL")
    return int(rows[0]["n"])


async def public_pages(offset: int, limit: int) -> list[tuple[str, datetime]]:
    """The pages of those, by number, and when each last changed. One statement."""
    rows = await run(
        "SELECT id, names, revised_at FROM conference WHERE visibility = 'published' AND trashed_at IS NULL ORDER BY id LIMIT {} OFFSET {}",
        limit,
        offset,
    )
    return [(f"conferences/{row['id']}-{slug_of(decode(row['names']))}", row["revised_at"]) for row in rows]


async def trashed(viewer: Viewer) -> list[TrashedConference]:
    """What lies in the trash and the viewer may bring back (`rules.may_edit`), newest first. One statement; none for visitors."""
    if viewer.user_id is None:
        return []
    rows = await run(
        "SELECT c.id, c.names, c.trashed_at FROM conference c WHERE c.trashed_at IS NOT NULL AND {}"
        " ORDER BY c.trashed_at DESC, c.id DESC LIMIT {}",
        _editable_by(viewer, viewer.user_id),
        MOST_TRASHED,
    )
    return [TrashedConference(**read(row)) for row in rows]


def _editable_by(viewer: Viewer, user_id: int) -> QueryString:
    """`rules.may_edit` as a condition on ``conference c``."""
    if viewer.has(Role.ADMINISTRATOR):
        return QueryString("1 = 1")
    own = QueryString(
        "(c.created_by = {} OR EXISTS (SELECT 1 FROM conference_grant g WHERE g.conference = c.id AND g.user_id = {}))", user_id, user_id
    )
    return own if viewer.has(Role.ORGANISER) else QueryString("{} AND c.visibility IN ('draft', 'review')", own)


async def cards(known: Index, ids: Collection[int]) -> list[ConferenceCard]:
    """The cards of ``ids``, in their order; none for ids that are gone. One statement; none for no ids."""
    if not ids:
        return []
    # The index may move on while the statement runs: what it knows of these ids is taken first.
    marked = {each: known.row(each) for each in ids}
    listed = ", ".join(str(int(each)) for each in ids)
    rows = await run(f"SELECT {CARD} FROM conference c WHERE c.id IN ({listed}) AND c.trashed_at IS NULL")
    found = {row["id"]: row for row in rows}
    return [card(found[each], marked[each]) for each in ids if each in found]


async def _asked(viewer: Viewer, wanted: ConferenceFilter) -> tuple[ConferenceFilter, list[int] | None]:
    """The filter as this viewer can mean it, and the ids that its words find, None when it has none.

    A partner the viewer may not know of hosts nothing for them; one that was merged is the one it was merged into. One statement where
    words are asked for, and one where partners are.
    """
    if wanted.partners:
        wanted = replace(wanted, partners=await partners.present(viewer, wanted.partners) or (NOBODY,))
    if not wanted.q:
        return wanted, None
    matching = search.matching(viewer, SEARCH_KIND, wanted.q, "c.id")
    # One row of text: thousands of rows would cost more to hand over than the search itself.
    joined = "string_agg(CAST(c.id AS TEXT), ',')" if is_postgres() else "group_concat(c.id)"
    rows = await run(f"SELECT {joined} AS ids FROM conference c WHERE {{}}", matching.querystring)
    return wanted, [int(each) for each in (rows[0]["ids"] or "").split(",") if each]


def _parts(known: Index, viewer: Viewer, wanted: ConferenceFilter, words: list[int] | None) -> dict[str, int | None]:
    """The set each part of the filter leaves on its own; None for a part that asks for nothing."""
    parts: dict[str, int | None] = {"seen": known.seen_by(viewer), "q": None if words is None else known.of_ids(words)}
    for facet in index.FACETS:
        values = getattr(wanted, facet)
        parts[facet] = known.any_of(facet, values) if values else None
    return parts


def _all(known: Index, parts: dict[str, int | None]) -> int:
    found = known.everything
    for part in parts.values():
        if part is not None:
            found &= part
    return found


def _window(known: Index, wanted: ConferenceFilter) -> int:
    """What the days of the filter leave: what ends today or later, where it names none."""
    found = known.everything
    if _is_upcoming(wanted):
        return found & known.ending_from(clock.today())
    if wanted.from_:
        found &= known.ending_from(wanted.from_)
    if wanted.to:
        found &= known.starting_to(wanted.to)
    return found


def _is_upcoming(wanted: ConferenceFilter) -> bool:
    return wanted.from_ is None and wanted.to is None
