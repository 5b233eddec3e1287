"""The index over the register's names: its own, so that 120,000 bodies of the world do not stand among ours when somebody searches.

What a word is, is decided by the tokenizer of coop.search, for what is stored and for what is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.db import is_postgres, run, run_many
from coop.i18n import locales
from coop.i18n import names as places
from coop.search.asking import Term, fts_term, letter_marks, quoted, terms, ts_term, whole
from coop.search.words import tokens

if TYPE_CHECKING:
    from coop.partners.register.records import Record

CANDIDATES = 120
"""Records of each grade that are looked at: the best of them are shown."""
EXACT, BEGINS, NAMED, ELSEWHERE = 4, 3, 2, 1

_EDGE = "¦"  # a token no text has: it stands before every name, so that a name's beginning can be asked for
_MOST_TOKENS = 6_000


async def put_many(records: list[Record]) -> None:
    """Store what ``records`` are found by, in place of what stood for them."""
    if is_postgres():
        await run_many(
            "INSERT INTO ror_document (id, vector) VALUES ({}, CAST(CAST({} AS TEXT) AS TSVECTOR))"
            " ON CONFLICT (id) DO UPDATE SET vector = EXCLUDED.vector",
            [(record.number, _vector(*_parts(record))) for record in records],
        )
        return
    await run_many(
        "INSERT INTO ror_document (id, names, words, marks) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (id) DO UPDATE SET names = EXCLUDED.names, words = EXCLUDED.words, marks = EXCLUDED.marks",
        [(record.number, *(" ".join(part) for part in _parts(record))) for record in records],
    )


async def settle() -> None:
    """Tell PostgreSQL what a load has brought: without figures it would walk through all records where a look at the index will do."""
    if is_postgres():
        await run("ANALYZE ror_document")


async def find(text: str) -> list[tuple[int, int]]:
    """Numbers of records that match ``text`` with the grade of each: a name that is exactly this, one that begins so, one that has
    all the words, or the words among names, places and identifiers together. One statement; none where there is nothing to look for.
    """  # noqa: D205 - one sentence about the grades reads better whole
    # A number is asked for whole: half of all ISNI begin alike, and no database is quick to gather them.
    asked = tuple(term._replace(begins=False) if term.tokens[0].isdigit() else term for term in terms(text))
    if not asked:
        return []
    questions = _for_postgres(text, asked) if is_postgres() else _for_sqlite(text, asked)
    source = "ror_document WHERE vector @@ CAST(CAST({} AS TEXT) AS TSQUERY)" if is_postgres() else "ror_index WHERE ror_index MATCH {}"
    number = "id" if is_postgres() else "rowid"
    parts = [f"SELECT * FROM (SELECT {number} AS id, {grade} AS grade FROM {source} LIMIT {CANDIDATES}) part{grade}" for grade in questions]
    rows = await run(f"SELECT id, max(grade) AS grade FROM ({' UNION ALL '.join(parts)}) a GROUP BY id", *questions.values())
    return [(row["id"], row["grade"]) for row in rows]


def _for_sqlite(text: str, asked: tuple[Term, ...]) -> dict[int, str]:
    def every(columns: str, letters: str) -> str:
        return " AND ".join(f'(marks: "{letters}{term.tokens[0]}")' if term.letter else f"({columns}: {fts_term(term)})" for term in asked)

    questions = {EXACT: f'marks: "{whole(text)}"', NAMED: every("names", "n"), ELSEWHERE: every("{names words}", "l")}
    if beginning := _beginning(asked):
        questions[BEGINS] = f"names: {fts_term(beginning)}"
    return questions


def _for_postgres(text: str, asked: tuple[Term, ...]) -> dict[int, str]:
    def every(weight: str, letters: str) -> str:
        return " & ".join(quoted(f"@{letters}{term.tokens[0]}") if term.letter else ts_term(term, weight) for term in asked)

    questions = {EXACT: quoted("@" + whole(text)), NAMED: every("A", "n"), ELSEWHERE: every("", "l")}
    if beginning := _beginning(asked):
        questions[BEGINS] = ts_term(beginning, "A")
    return questions


def _beginning(asked: tuple[Term, ...]) -> Term | None:
    """All terms as one phrase at the edge of a name; None for single letters, which are no tokens of their own."""
    if any(term.letter for term in asked):
        return None
    return Term((_EDGE, *(token for term in asked for token in term.tokens)), begins=asked[-1].begins)


def _parts(record: Record) -> tuple[list[str], list[str], list[str]]:
    """The tokens of its names, those of its place and identifiers, and the marks of whole names and single letters."""
    texts = list(dict.fromkeys(name.text for name in record.names))
    names: list[str] = []
    for text in texts:
        names += [_EDGE, *tokens(text)]
    names = [*names[:_MOST_TOKENS], _EDGE]
    words: list[str] = []
    for said in _said(record):
        words += [*tokens(said), _EDGE]
    marks = {*map(whole, texts), *letter_marks(names, of_name=True), *letter_marks([*names, *words], of_name=False)}
    return names, words[:_MOST_TOKENS], sorted(marks)


def _said(record: Record) -> list[str]:
    said = [record.ror, record.city, record.website]
    said += [places.country(record.country, locale.tag) for locale in locales()] if record.country else []
    said += [each.value for each in record.identifiers]
    return list(dict.fromkeys(each for each in said if each))


def _vector(names: list[str], words: list[str], marks: list[str]) -> str:
    places_of: dict[str, list[str]] = {}
    for at, token in enumerate(names, start=1):
        places_of.setdefault(token, []).append(f"{at}A")
    for at, token in enumerate(words, start=len(names) + 1):
        places_of.setdefault(token, []).append(str(at))
    return " ".join([*(f"{quoted(token)}:{','.join(at)}" for token, at in places_of.items()), *(quoted(f"@{mark}") for mark in marks)])
