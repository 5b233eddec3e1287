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
    """One thing to be found: a phrase of whole tokens, one token that ``begins`` so, or one ``letter`` of a script without spaces."""

    tokens: tuple[str, ...]
    begins: bool = False
    letter: bool = False


def terms(query: str) -> tuple[Term, ...]:
    """The terms of ``query``; all of them must be found. Empty when nothing in it can be searched for."""
    found: dict[Term, None] = {}
    for run in runs(query[:QUERY_LENGTH]):
        if not is_dense(run):
            word = without_article(run[:WORD_LENGTH])
            found[Term((word,), begins=len(word) > 1)] = None
        elif len(run) == 1:
            found[Term((run,), letter=True)] = None
        else:
            stretch = run[:STRETCH]
            found[Term(tuple(stretch[at : at + 2] for at in range(len(stretch) - 1)))] = None
    return tuple(found)[:TERMS]


def whole(text: str) -> str:
    """One mark that stands for the whole of ``text``, folded: two texts share it when a reader would call them the same."""
    return "w" + blake2b(" ".join(runs(text)).encode(), digest_size=10).hexdigest()


def letter_marks(tokens: Iterable[str], *, of_name: bool) -> set[str]:
    """The marks of the letters of scripts without spaces in ``tokens``, in a name or elsewhere: one letter is then one look-up."""
    mark = "n" if of_name else "l"
    return {mark + token[0] for token in tokens if is_dense(token)}


def audience_mark(audience: str) -> str:
    """The mark of an audience: ``organisation:7`` is ``aorganisation7``."""
    name, _, number = audience.partition(":")
    if not (name.isascii() and name.isalpha() and name.islower()) or (number and not (number.isascii() and number.isdigit())):
        message = f"An audience is a word, or a word and a number: not {audience!r}."
        raise ValueError(message)
    return f"a{name}{number}"


def for_sqlite(asked: Collection[Term], audiences: Iterable[str], *, in_name: bool = False) -> str:
    """The question in FTS5's words: all of ``asked``, within a name where ``in_name``, for any of ``audiences``."""
    columns = "title" if in_name else "title words"
    parts = [f'scope: "{_letter(term, in_name=in_name)}"' if term.letter else f"{{{columns}}}: {fts_term(term)}" for term in asked]
    return " AND ".join(f"({part})" for part in [*parts, _fts_audiences(audiences)])


def exactly_for_sqlite(mark: str, audiences: Iterable[str]) -> str:
    """The question for documents that carry ``mark``."""
    return f'(scope: "{mark}") AND ({_fts_audiences(audiences)})'


def for_postgres(asked: Collection[Term], audiences: Iterable[str], *, in_name: bool = False) -> str:
    """The question as a tsquery: all of ``asked``, within a name where ``in_name``, for any of ``audiences``."""
    parts = [quoted("@" + _letter(term, in_name=in_name)) if term.letter else ts_term(term, "A" if in_name else "") for term in asked]
    return " & ".join([*parts, _ts_audiences(audiences)])


def exactly_for_postgres(mark: str, audiences: Iterable[str]) -> str:
    """The question for documents that carry ``mark``."""
    return f"{quoted('@' + mark)} & {_ts_audiences(audiences)}"


def _letter(term: Term, *, in_name: bool) -> str:
    return ("n" if in_name else "l") + term.tokens[0]


def fts_term(term: Term) -> str:
    """One term in FTS5's words."""
    return f'"{" ".join(term.tokens)}"' + ("*" if term.begins else "")


def _fts_audiences(audiences: Iterable[str]) -> str:
    return f"scope: ({' OR '.join(sorted(map(audience_mark, audiences)))})"


def ts_term(term: Term, weight: str) -> str:
    """One term as part of a tsquery, within words of ``weight`` where there is one."""
    last = len(term.tokens) - 1
    flags = [("*" if term.begins and at == last else "") + weight for at in range(last + 1)]
    return "(" + " <-> ".join(quoted(token) + (f":{flag}" if flag else "") for token, flag in zip(term.tokens, flags, strict=True)) + ")"


def _ts_audiences(audiences: Iterable[str]) -> str:
    return "(" + " | ".join(quoted("@" + mark) for mark in sorted(map(audience_mark, audiences))) + ")"


def quoted(token: str) -> str:
    """A token as a tsquery and a tsvector take it."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
