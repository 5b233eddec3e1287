"""Conditions of a statement, with the values bound to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piccolo.querystring import QueryString

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAST_LARGEST = 2**31


def among(column: str, values: Iterable[object]) -> QueryString:
    """The condition that ``column`` holds one of ``values``; nothing is among none."""
    listed = list(values)
    return QueryString(f"{column} IN (" + ", ".join(["{}"] * len(listed)) + ")", *listed) if listed else QueryString("1 = 0")


def all_of(parts: Sequence[QueryString]) -> QueryString:
    """The condition that every one of ``parts``, at least one, holds."""
    return _joined(" AND ", parts)


def any_of(parts: Sequence[QueryString]) -> QueryString:
    """The condition that one of ``parts``, at least one, holds."""
    return _joined(" OR ", parts)


def possible(ids: Iterable[int]) -> list[int]:
    """Those of ``ids`` that a row can have: PostgreSQL does not even compare with a number that no column of ours holds."""
    return [each for each in ids if 0 < each < _PAST_LARGEST]


def _joined(word: str, parts: Sequence[QueryString]) -> QueryString:
    return QueryString("(" + word.join(["{}"] * len(parts)) + ")", *parts)
