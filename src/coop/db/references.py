"""Columns by which rows name a record of another table, and moving what names one record to another and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from coop.db.statements import run, run_many

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """``column`` of ``table`` names a record.

    ``key`` are the columns that tell such rows apart among those that name the same record. ``record`` is the table of what people edit
    that the row is part of, and the column that holds its number. ``twin`` is a column that must not name the same record as ``column``.
    ``only`` narrows the rows to those for which a column has a value, where the table names records of several kinds. ``is_of_place``:
    the key is a place in the record, which means another row once the record was edited.
    ``of_people`` are columns that say something of a person: no copy of them is ever kept.
    ``others`` are columns that name records of other tables and may be empty.
    """

    table: str
    column: str
    key: tuple[str, ...]
    record: tuple[str, str]
    twin: str = ""
    only: tuple[str, str] | None = None
    is_of_place: bool = False
    of_people: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What records of moves call it."""
        return f"{self.table}.{self.column}"

    async def rows(self, number: int) -> list[Row]:
        """Every row that names record ``number``, whole."""
        narrowed, values = (f" AND {self.only[0]} = {{}}", [self.only[1]]) if self.only else ("", [])
        order = ", ".join(self.key)
        return await run(f"SELECT * FROM {self.table} WHERE {self.column} = {{}}{narrowed} ORDER BY {order}", number, *values)

    async def repoint(self, keys: Iterable[tuple[Any, ...]], before: int, after: int) -> None:
        """Let the rows with ``keys`` that name ``before`` name ``after``."""
        found = " AND ".join(f"{each} = {{}}" for each in (self.column, *self.key))
        await run_many(f"UPDATE {self.table} SET {self.column} = {{}} WHERE {found}", [(after, before, *key) for key in keys])

    async def take_out(self, keys: Iterable[tuple[Any, ...]], number: int) -> None:
        """Delete the rows with ``keys`` that name ``number``."""
        found = " AND ".join(f"{each} = {{}}" for each in (self.column, *self.key))
        await run_many(f"DELETE FROM {self.table} WHERE {found}", [(number, *key) for key in keys])

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """What tells ``row`` apart."""
        return tuple(row[each] for each in self.key)


async def put_in(table: str, rows: Iterable[Row]) -> None:
    """Insert whole rows as they once stood, numbers and all."""
    for row in rows:
        columns = ", ".join(row)
        await run(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('{}' for _each in row)})", *row.values())


def to_plain(row: Row) -> Row:
    """A row in what JSON can hold, to be read with `from_plain`."""
    return {name: _marked(value) for name, value in row.items()}


def from_plain(row: Row) -> Row:
    """The row that `to_plain` was given."""
    return {name: _read(value) for name, value in row.items()}


def _marked(value: object) -> object:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    return value


def _read(value: object) -> object:
    match value:
        case {"instant": str(told)}:
            return datetime.fromisoformat(told)
        case {"day": str(told)}:
            return date.fromisoformat(told)
        case {"uuid": str(told)}:
            return UUID(told)
        case _:
            return value
