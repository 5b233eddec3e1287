"""Finding: what the viewer may see of what matches, best first, with the count of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from piccolo.columns.combination import WhereRaw

from coop.db import is_postgres, run
from coop.search.asking import Scope, for_postgres, for_sqlite, terms, whole

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.search.asking import Term
    from coop.viewer import Viewer

DEEPEST = 10_000
"""How far into the results one may page."""

_NOTHING = WhereRaw("1 = 0")


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
    Two statements, whatever is found. No query is an error; one without anything to search for finds nothing.
    """
    asked = terms(query)
    if not asked or not kinds:
        return Found(0, [], dict.fromkeys(kinds, 0))
    counts = await _counts(viewer, asked, kinds)
    total = sum(counts.values())
    limit, offset = max(0, min(limit, 200)), max(0, min(offset, DEEPEST))
    if offset >= total or limit == 0:
        return Found(total, [], counts)
    return Found(total, await _hits(Scope.of(viewer.audiences, kinds), asked, whole(query), limit, offset), counts)


async def _counts(viewer: Viewer, asked: tuple[Term, ...], kinds: Collection[str]) -> dict[str, int]:
    part = (
        "SELECT CAST({} AS TEXT) AS kind, count(*) AS n FROM search_document WHERE vector @@ CAST(CAST({} AS TEXT) AS TSQUERY)"
        if is_postgres()
        else "SELECT {} AS kind, count(*) AS n FROM search_index WHERE search_index MATCH {}"
    )
    values: list[str] = []
    for kind in kinds:
        scope = Scope.of(viewer.audiences, (kind,))
        values += [kind, for_postgres(asked, scope) if is_postgres() else for_sqlite(asked, scope)]
    rows = await run(" UNION ALL ".join([part] * len(kinds)), *values)
    return {row["kind"]: row["n"] for row in rows}


async def _hits(scope: Scope, asked: tuple[Term, ...], exact: str, limit: int, offset: int) -> list[Hit]:
    if is_postgres():
        part = "SELECT id, {} AS grade FROM search_document WHERE vector @@ CAST(CAST({{}} AS TEXT) AS TSQUERY) ORDER BY id DESC LIMIT {{}}"
        questions = [for_postgres(asked, scope, exact=exact), for_postgres(asked, scope, weight="A"), for_postgres(asked, scope)]
    else:
        part = "SELECT rowid AS id, {} AS grade FROM search_index WHERE search_index MATCH {{}} ORDER BY rowid DESC LIMIT {{}}"
        questions = [for_sqlite(asked, scope, exact=exact), for_sqlite(asked, scope, columns="title"), for_sqlite(asked, scope)]
    # Each grade gives no more than the page can need, so that a word every document has costs no more than a rare one.
    graded = " UNION ALL ".join(f"SELECT * FROM ({part.format(grade)}) g{grade}" for grade in (3, 2, 1))
    best = f"SELECT id, max(grade) AS grade FROM ({graded}) a GROUP BY id ORDER BY 2 DESC, 1 DESC LIMIT {{}} OFFSET {{}}"
    rows = await run(
        f"SELECT d.kind, d.object_id FROM ({best}) b JOIN search_document d ON d.id = b.id ORDER BY b.grade DESC, b.id DESC",
        *(value for question in questions for value in (question, limit + offset)),
        limit,
        offset,
    )
    return [Hit(row["kind"], row["object_id"]) for row in rows]


def matching(viewer: Viewer, kind: str, query: str, column: str = "id") -> WhereRaw:
    """A where-clause: ``column``, the id of an outer row of ``kind``, is among what matches ``query`` and ``viewer`` may see.

    ``column`` is our own SQL, never typed by anybody; name the table where the outer query joins others (``"conference.id"``).
    A query without anything to search for matches nothing. ``.querystring`` nests in plain SQL.
    """
    asked = terms(query)
    if not asked:
        return _NOTHING
    scope = Scope.of(viewer.audiences, (kind,))
    if is_postgres():
        return WhereRaw(
            f"{column} IN (SELECT object_id FROM search_document WHERE kind = {{}} AND vector @@ CAST(CAST({{}} AS TEXT) AS TSQUERY))",
            kind,
            for_postgres(asked, scope),
        )
    return WhereRaw(
        f"{column} IN (SELECT object_id FROM search_document WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH {{}}))",
        for_sqlite(asked, scope),
    )
