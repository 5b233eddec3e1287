"""What an address asks a list for: the values of its query, each checked against what can be meant."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from coop import zones
from coop.errors import Invalid
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from coop.i18n.message import Message

LONGEST_TEXT = 200
MOST_VALUES = 60
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

_LAST_PAGE = 999_999

E = TypeVar("E", bound=StrEnum)


def read_number(typed: str) -> int | None:
    """The number of a record, from 1 to 999,999,999, in plain digits; None for anything else."""
    return int(typed) if _NUMBER.fullmatch(typed) else None


def read_page(typed: str) -> int:
    """The page of a list that is asked for, from 1 to 999,999; the first for anything else."""
    number = read_number(typed)
    return number if number is not None and number <= _LAST_PAGE else 1


def numbers_in(typed: Iterable[str]) -> list[int]:
    """The numbers of records among what was typed or ticked, each once, in order; the rest is passed over."""
    return list(dict.fromkeys(number for each in typed if (number := read_number(each))))


class Asked:
    """Reads the values of an address, gathering what is wrong with them: what is empty is passed over, what is repeated counts once."""

    def __init__(self, query: Mapping[str, Sequence[str]]) -> None:
        self._query = query
        self.wrong: dict[str, Message] = {}

    def text(self, name: str) -> str:
        """Words to search for."""
        found = " ".join(" ".join(self._values(name)).split())
        if len(found) > LONGEST_TEXT or not found.isprintable():
            self.wrong[name] = _("Search for plain words, at most %(longest)s characters.", longest=LONGEST_TEXT)
            return ""
        return found

    def known(self, name: str, offered: Collection[str]) -> tuple[str, ...]:
        """The values asked for, in the order offered."""
        asked = set(self._values(name))
        self._refuse(name, asked.difference(offered))
        return tuple(value for value in offered if value in asked)

    def words(self, name: str, enum: type[E]) -> tuple[E, ...]:
        """Values of an enumeration, in its order."""
        return tuple(enum(value) for value in self.known(name, tuple(each.value for each in enum)))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The numbers of records, sorted."""
        asked = set(self._values(name))
        numbers = {value: number for value in asked if (number := read_number(value)) is not None}
        self._refuse(name, asked.difference(numbers))
        return tuple(sorted(numbers.values()))

    def tags(self, name: str) -> tuple[str, ...]:
        """BCP 47 tags, sorted."""
        asked = set(self._values(name))
        tags = {value for value in asked if _TAG.fullmatch(value)}
        self._refuse(name, asked - tags)
        return tuple(sorted(tags))

    def day(self, name: str) -> date | None:
        """A civil day in ISO 8601."""
        asked = self._values(name)
        if not asked:
            return None
        try:
            found = date.fromisoformat(asked[-1]) if _DAY.fullmatch(asked[-1]) else None
        except ValueError:
            found = None
        if found is None or not zones.EARLIEST_YEAR <= found.year <= zones.LATEST_YEAR:
            self.wrong[name] = _("Enter a day as year-month-day, such as 2026-05-01.")
            return None
        return found

    def finish(self) -> None:
        """Raise Invalid naming each field, by its name in the address, that holds something that cannot be meant."""
        if self.wrong:
            raise Invalid(self.wrong)

    def _values(self, name: str) -> list[str]:
        found = [value.strip() for value in self._query.get(name, ()) if value.strip()]
        if len(found) > MOST_VALUES:
            self.wrong[name] = _("Choose at most %(most)s values.", most=MOST_VALUES)
        return found[:MOST_VALUES]

    def _refuse(self, name: str, strange: set[str]) -> None:
        if strange:
            self.wrong.setdefault(name, _("%(value)s is not one of the choices.", value=min(strange)[:60]))
