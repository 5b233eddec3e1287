"""One reading of what both drivers say when a constraint bites."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import asyncpg

from coop.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coop.i18n.message import Message

Kind = Literal["unique", "check", "foreign key", "not null", "other"]

DRIVER_VIOLATIONS = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
"""What the drivers raise when a constraint bites."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Which constraint bit. Unique ones name their columns on both databases, checks their name."""

    kind: Kind
    table: str = ""
    columns: tuple[str, ...] = ()
    name: str = ""


def violation(error: BaseException) -> Violation | None:
    """The constraint behind a driver's error, or None when it is none."""
    if isinstance(error, sqlite3.IntegrityError):
        return _of_sqlite(str(error))
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return _of_postgres(error)
    return None


def _of_sqlite(text: str) -> Violation:
    what, _, rest = text.partition(" constraint failed")
    rest = rest.removeprefix(": ")
    match what:
        case "UNIQUE" | "NOT NULL" | "PRIMARY KEY":
            places = [place.strip() for place in rest.split(",")]
            columns = tuple(place.rpartition(".")[2] for place in places)
            kind: Kind = "not null" if what == "NOT NULL" else "unique"
            return Violation(kind, places[0].partition(".")[0], columns)
        case "CHECK":
            return Violation("check", name=rest)
        case "FOREIGN KEY":
            return Violation("foreign key")
        case _:
            return Violation("other")


def _of_postgres(error: asyncpg.IntegrityConstraintViolationError) -> Violation:
    table, name = error.table_name or "", error.constraint_name or ""
    match error:
        case asyncpg.UniqueViolationError():
            listed = re.search(r"\((.*?)\)=", error.detail or "")
            columns = tuple(part.strip().strip('"') for part in listed.group(1).split(",")) if listed else ()
            return Violation("unique", table, columns, name)
        case asyncpg.CheckViolationError():
            return Violation("check", table, name=name)
        case asyncpg.ForeignKeyViolationError() | asyncpg.RestrictViolationError():
            return Violation("foreign key", table, name=name)
        case asyncpg.NotNullViolationError():
            return Violation("not null", table, (error.column_name or "",))
        case _:
            return Violation("other", table, name=name)


@contextmanager
def refusing(unique: Mapping[tuple[str, ...], tuple[str, Message]]) -> Iterator[None]:
    """Turn a unique violation into Invalid: columns -> (the form's field, what to say). Other violations pass through."""
    try:
        yield
    except DRIVER_VIOLATIONS as error:
        found = violation(error)
        if found is not None and found.kind == "unique" and found.columns in unique:
            field, message = unique[found.columns]
            raise Invalid({field: message}) from error
        raise
