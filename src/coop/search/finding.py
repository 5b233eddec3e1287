"""Finding: what the viewer may see of what matches, best first, with the count of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from piccolo.columns.combination import WhereRaw

from coop.db import is_postgres, run
from coop.search.asking import exactly_for_postgres, exactly_for_sqlite, for_postgres, for_sqlite, terms, whole
from coop.search.numbers import first_of, last_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coop.search.asking import Term
    from coop.viewer import Viewer

MOST = 200
"""Hits that one page can hold."""
DEEPEST = 10_000
"""How far into the results one may page."""

_NOTHING = WhereRaw("1 = 0")
_SQLITE = "search_index WHERE search_index MATCH {} AND rowid BETWEEN {} AND {}"
_POSTGRES = "search_document WHERE vector @@ CAST(CAST({} AS TEXT) AS TSQUERY) AND id BETWEEN {} AND {}"


class Hit(NamedTuple):
    """One object found."""

    kind: str
    object_id: int


class Found(NamedTuple):
    """What was found: how many in all and of each kind asked for, and the hits of this page, best first."""

    total: int
    hits: list[Hit]
    counts: dict[str, int]


async def find(viewer: Viewer, query: str, kinds: Collection[str], limit: int = 20, offset: int = 0) -> Found:
    """What matches ``query`` among ``kinds`` and may be seen by ``viewer``.

    An object of exactly this name comes first, then those whose name matches, then those that match elsewhere; each newest first.
    Two statements, or three where names alone do not fill the page. No query is an error; one without anything to search for finds nothing.
    """
    counted = await counts(viewer, query, kinds)
    total = sum(counted.values())
    limit, offset = max(0, min(limit, MOST)), max(0, min(offset, DEEPEST))
    wanted = min(limit, total - offset)
    if wanted <= 0:
        return Found(total, [], counted)
    return Found(total, await _best(viewer, query, [kind for kind in kinds if counted[kind]], wanted, offset), counted)


async def counts(viewer: Viewer, query: str, kinds: Collection[str]) -> dict[str, int]:
    """How much of each of ``kinds`` matches ``query`` and may be seen by ``viewer``. One statement."""
    asked = terms(query)
    if not asked or not kinds:
        return dict.fromkeys(kinds, 0)
    question = _question(asked, viewer.audiences)
    source = _POSTGRES if is_postgres() else _SQLITE
    parts = [f"SELECT {at} AS place, count(*) AS n FROM {source}" for at in range(len(kinds))]
    values = [value for kind in kinds for value in (question, first_of(kind), last_of(kind))]
    rows = await run(" UNION ALL ".join(parts), *values)
    listed = list(kinds)
    return {listed[row["place"]]: row["n"] for row in rows}


async def best(viewer: Viewer, query: str, kind: str, limit: int, offset: int = 0) -> list[int]:
    """The ids of what matches of one kind, best first, without counting all that does. At most two statements."""
    if not terms(query):
        return []
    limit, offset = max(0, min(limit, MOST)), max(0, min(offset, DEEPEST))
    return [hit.object_id for hit in await _best(viewer, query, [kind], limit, offset)]


async def _best(viewer: Viewer, query: str, kinds: list[str], limit: int, offset: int) -> list[Hit]:
    asked = terms(query)
    exact = (3, _exactly(whole(query), viewer.audiences))
    in_name = (2, _question(asked, viewer.audiences, in_name=True))
    elsewhere = (1, _question(asked, viewer.audiences))
    hits = await _hits([exact, in_name], kinds, limit, offset)
    return hits if len(hits) >= limit else await _hits([exact, in_name, elsewhere], kinds, limit, offset)


def matching(viewer: Viewer, kind: str, query: str, column: str = "id") -> WhereRaw:
    """A where-clause: ``column``, the id of an outer row of ``kind``, is among what matches ``query`` and ``viewer`` may see.

    ``column`` is our own SQL, never typed by anybody; name the table where the outer query joins others (``"conference.id"``).
    A query without anything to search for matches nothing. ``.querystring`` nests in plain SQL.
    """
    asked = terms(query)
    if not asked:
        return _NOTHING
    source, number = (_POSTGRES, "id") if is_postgres() else (_SQLITE, "rowid")
    first = first_of(kind)
    return WhereRaw(f"{column} IN (SELECT {number} - {first} FROM {source})", _question(asked, viewer.audiences), first, last_of(kind))


async def _hits(graded: list[tuple[int, str]], kinds: list[str], limit: int, offset: int) -> list[Hit]:
    source, number = (_POSTGRES, "id") if is_postgres() else (_SQLITE, "rowid")
    parts: list[str] = []
    values: list[str | int] = []
    for at, kind in enumerate(kinds):
        first = first_of(kind)
        for grade, question in graded:
            # Each part gives no more than the page can need, so that a word every document has costs no more than a rare one.
            inner = (
                f"SELECT {at} AS place, {number} - {first} AS object_id, {grade} AS grade FROM {source} ORDER BY {number} DESC LIMIT {{}}"
            )
            parts.append(f"SELECT * FROM ({inner}) part{at}_{grade}")
            values += [question, first, last_of(kind), limit + offset]
    rows = await run(
        f"SELECT place, object_id, max(grade) AS grade FROM ({' UNION ALL '.join(parts)}) a"
        " GROUP BY place, object_id ORDER BY 3 DESC, object_id DESC, place LIMIT {} OFFSET {}",
        *values,
        limit,
        offset,
    )
    return [Hit(kinds[row["place"]], row["object_id"]) for row in rows]


def _question(asked: tuple[Term, ...], audiences: Iterable[str], *, in_name: bool = False) -> str:
    return for_postgres(asked, audiences, in_name=in_name) if is_postgres() else for_sqlite(asked, audiences, in_name=in_name)


def _exactly(mark: str, audiences: Iterable[str]) -> str:
    return exactly_for_postgres(mark, audiences) if is_postgres() else exactly_for_sqlite(mark, audiences)
