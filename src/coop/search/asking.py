"""What a reader typed, cut and cleaned into a question that either database understands and nothing typed can break."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from coop.search.words import WORD_LENGTH, is_dense, runs, without_article

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

QUERY_LENGTH = 200
"""Characters of a query that are read; the rest is cut."""
TERMS = 12
"""Terms of a query that are used; the rest is left out."""
STRETCH = 40
"""Characters of one stretch without spaces that are used."""


class Term(NamedTuple):
    """One thing to be found: a phrase of whole tokens, or with ``begins`` one token that begins so."""

    tokens: tuple[str, ...]
    begins: bool


def terms(query: str) -> tuple[Term, ...]:
    """The terms of ``query``; all of them must be found. Empty when nothing in it can be searched for."""
    found: dict[Term, None] = {}
    for run in runs(query[:QUERY_LENGTH]):
        if not is_dense(run):
            word = without_article(run[:WORD_LENGTH])
            found[Term((word,), begins=len(word) > 1)] = None
        elif len(run) == 1:
            found[Term((run,), begins=True)] = None
        else:
            stretch = run[:STRETCH]
            found[Term(tuple(stretch[at : at + 2] for at in range(len(stretch) - 1)), begins=False)] = None
    return tuple(found)[:TERMS]


def whole(text: str) -> str:
    """One token that stands for the whole of ``text``, folded: two texts share it when a reader would call them the same."""
    return "t" + blake2b(" ".join(runs(text)).encode(), digest_size=10).hexdigest()


def audience_mark(audience: str) -> str:
    """The token of an audience: ``organisation:7`` is ``aorganisation7``."""
    name, _, number = audience.partition(":")
    if not name.isascii() or not name.isalpha() or (number and not (number.isascii() and number.isdigit())):
        message = f"An audience is a word, or a word and a number: not {audience!r}."
        raise ValueError(message)
    return f"a{name.lower()}{number}"


def kind_mark(kind: str) -> str:
    """The token of a kind of object."""
    if not kind.isascii() or not kind.isalpha():
        message = f"A kind is a word of plain letters: not {kind!r}."
        raise ValueError(message)
    return f"k{kind.lower()}"


class Scope(NamedTuple):
    """Who asks and for what: an object must have one of ``audiences`` and, where any are named, one of ``kinds``."""

    audiences: tuple[str, ...]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, audiences: Iterable[str], kinds: Collection[str]) -> Scope:
        """From the plain words to the tokens stored with each document."""
        return cls(tuple(sorted(map(audience_mark, audiences))), tuple(sorted(map(kind_mark, kinds))))


def for_sqlite(asked: Collection[Term], scope: Scope, *, columns: str = "title words", exact: str = "") -> str:
    """The question in FTS5's words. ``columns`` says where the terms must stand; ``exact`` asks for a whole name instead of terms."""
    parts = [f'scope: "{exact}"'] if exact else [f"{{{columns}}}: {_fts_term(term)}" for term in asked]
    parts += [f"scope: ({' OR '.join(marks)})" for marks in scope if marks]
    return " AND ".join(f"({part})" for part in parts)


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"' + ("*" if term.begins else "")


def for_postgres(asked: Collection[Term], scope: Scope, *, weight: str = "", exact: str = "") -> str:
    """The question as a tsquery. ``weight`` A asks for terms in a name; ``exact`` asks for a whole name instead of terms."""
    parts = [f"'@{exact}'"] if exact else [_ts_term(term, weight) for term in asked]
    parts += [f"({' | '.join(_quoted('@' + mark) for mark in marks)})" for marks in scope if marks]
    return " & ".join(parts)


def _ts_term(term: Term, weight: str) -> str:
    flags = ("*" if term.begins else "") + weight
    return "(" + " <-> ".join(_quoted(token) + (f":{flags}" if flags else "") for token in term.tokens) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
