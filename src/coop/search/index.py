"""What is stored for search: one document an object, written in the transaction of the verb that changed the object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coop.db import is_postgres, run, run_many
from coop.search.asking import audience_mark, letter_marks, whole
from coop.search.numbers import number_of
from coop.search.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENT_TOKENS = 12_000
"""Tokens of one document that are kept: within the positions PostgreSQL can store (16,383)."""

_BARRIER = "¦"  # a token no text has: a phrase cannot reach from one text into the next


@dataclass(frozen=True, slots=True)
class Document:
    """An object as search sees it.

    ``audiences`` are those who may find it (``public``, ``staff``, ``organisation:7``, ``user:3``). ``texts`` gives for each language tag
    the name and all other words; ``names`` are other names that count like the first: acronyms, aliases, former names.
    """

    kind: str
    object_id: int
    audiences: frozenset[str]
    texts: Mapping[str, tuple[str, str]]
    names: tuple[str, ...] = field(default=())


async def put(document: Document) -> None:
    """Store ``document`` in place of what stood for its object. Belongs into the transaction that changes the object."""
    await run(_statement(), *_row(document))


async def put_many(documents: Iterable[Document]) -> None:
    """Store many documents at once: for bulk loading."""
    await run_many(_statement(), [_row(document) for document in documents])


async def remove(kind: str, object_id: int) -> None:
    """Let nobody find the object any more; nothing happens when it was not there."""
    await run("DELETE FROM search_document WHERE id = {}", number_of(kind, object_id))


async def forget(kind: str, object_id: int) -> None:
    """Take the object out so that no word of it is left in the index: for an erasure. Belongs inside a transaction.

    FTS5 only marks what is removed and drops it with a later merge of its segments; here they are merged at once.
    """
    await remove(kind, object_id)
    if not is_postgres():
        await run("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _statement() -> str:
    if is_postgres():
        return (
            "INSERT INTO search_document (id, vector) VALUES ({}, CAST(CAST({} AS TEXT) AS TSVECTOR))"
            " ON CONFLICT (id) DO UPDATE SET vector = EXCLUDED.vector"
        )
    return (
        "INSERT INTO search_document (id, title, words, scope) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title, words = EXCLUDED.words, scope = EXCLUDED.scope"
    )


def _row(document: Document) -> tuple[str | int, ...]:
    number = number_of(document.kind, document.object_id)
    names = list(dict.fromkeys(name for name in (*(title for title, _ in document.texts.values()), *document.names) if name))
    title = _joined(names, DOCUMENT_TOKENS // 2)
    words = _joined([more for _, more in document.texts.values() if more], DOCUMENT_TOKENS - len(title))
    marks = {*map(audience_mark, document.audiences), *map(whole, names)}
    marks |= letter_marks(title, of_name=True) | letter_marks([*title, *words], of_name=False)
    if is_postgres():
        return number, _vector(title, words, marks)
    return number, " ".join(title), " ".join(words), " ".join(sorted(marks))


def _joined(texts: list[str], most: int) -> list[str]:
    """The tokens of ``texts`` one after the other, none of them pushing out another: each gets an equal share of ``most``."""
    share = most // max(1, len(texts)) - 1
    found: list[str] = []
    for text in texts:
        found += [*tokens(text)[:share], _BARRIER]
    return found


def _vector(title: list[str], words: list[str], marks: Iterable[str]) -> str:
    places: dict[str, list[str]] = {}
    for at, token in enumerate(title, start=1):
        places.setdefault(token, []).append(f"{at}A")
    for at, token in enumerate(words, start=len(title) + 1):
        places.setdefault(token, []).append(str(at))
    places.pop(_BARRIER, None)
    return " ".join([*(f"'{token}':{','.join(at)}" for token, at in places.items()), *(f"'@{mark}'" for mark in marks)])
