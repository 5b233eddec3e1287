"""Lists that are narrowed: what a filter asks for, one page of what it found, and the way out where it found nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Card = TypeVar("Card")
Choices = TypeVar("Choices")
Wanted = TypeVar("Wanted", bound="Narrowing")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The base of a filter: a frozen dataclass whose defaults ask for nothing. ``BESIDE`` names the fields that narrow nothing."""

    BESIDE: ClassVar[frozenset[str]] = frozenset()

    def without(self, field: str) -> Self:
        """The same filter with ``field`` asking for nothing."""
        return replace(self, **{field: next(each.default for each in fields(self) if each.name == field)})

    @property
    def active(self) -> tuple[str, ...]:
        """The fields that narrow the list, in order."""
        return tuple(each.name for each in fields(self) if each.name not in self.BESIDE and getattr(self, each.name) != each.default)


class Dropping(msgspec.Struct, frozen=True):
    """The field of a filter that keeps most away, and how many come back without it."""

    field: str
    count: int


class Page(msgspec.Struct, Generic[Card, Choices], frozen=True):
    """One page of a list: its cards, its number from 1, how many there are in all, and what each choice of the filter would leave."""

    cards: list[Card]
    number: int
    size: int
    total: int
    choices: Choices

    @property
    def last(self) -> int:
        """The number of the last page, at least one."""
        return max(1, -(-self.total // self.size))


async def way_out(wanted: Wanted, count: Callable[[Wanted], Awaitable[int]]) -> Dropping | None:
    """For a list that came out empty: the field whose dropping brings back most, or None. ``count`` is asked once for each field in use."""
    found = [Dropping(field, await count(wanted.without(field))) for field in wanted.active]
    return max((each for each in found if each.count), key=lambda each: each.count, default=None)
