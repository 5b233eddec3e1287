"""Time zones: IANA names, wall time to instant and back, and Anywhere on Earth as a zone of its own.

The rules come from the ``tzdata`` distribution that the lock file names, whatever the machine has, so that every worker and
every machine derives the same instant from the same wall time. Set ``PYTHONTZPATH`` to use another copy.
"""

from __future__ import annotations

import os
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

if "PYTHONTZPATH" not in os.environ:
    zoneinfo.reset_tzpath(())

AOE = "AoE"
"""Anywhere on Earth: a deadline holds until its day has ended everywhere, UTC-12. No IANA name, so a zone of ours."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

_KEPT_AT_HOME = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}
# The database links these to a clock in another country; CLDR names the one at home.

_AOE = timezone(timedelta(hours=-12), AOE)


class ZoneError(ValueError):
    """A wall time or zone that names no single instant; ``coop.i18n.dates.refusal`` says it in words."""


class UnknownZone(ZoneError):
    """A name that is not in the IANA list."""

    def __init__(self, zone: str) -> None:
        super().__init__(f"unknown zone {zone[:60]!r}")
        self.zone = zone[:60]


class OutOfRange(ZoneError):
    """A wall time before 1900 or after 2199, for which zone rules mean nothing."""


class Gap(ZoneError):
    """The clock jumps over this wall time. ``before`` and ``after`` are as far before and after the jump as was typed."""

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__(f"skipped between {before.isoformat()} and {after.isoformat()}")
        self.before = before
        self.after = after


class Ambiguous(ZoneError):
    """The clock shows this wall time twice: ``first``, then ``second`` after being put back. Ask again with fold 0 or 1."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(f"either {first.isoformat()} or {second.isoformat()}")
        self.first = first
        self.second = second


def resolve(wall: datetime, zone: str, fold: Literal[0, 1] | None = None) -> datetime:
    """The instant at which clocks in ``zone`` show ``wall`` (naive), as an aware datetime in that zone.

    ``fold`` chooses the first or second time where there are two; elsewhere it is not looked at.
    Raises UnknownZone, OutOfRange, Gap (with both neighbouring times) or Ambiguous (with both possible instants).
    """
    place = tz(zone)
    if not EARLIEST_YEAR <= wall.year <= LATEST_YEAR:
        raise OutOfRange(wall.isoformat())
    first = wall.replace(tzinfo=place, fold=0)
    second = wall.replace(tzinfo=place, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if _back(first) != wall:
        # In a gap fold 1 reads the wall time by the rule after the jump, which lands before it, and fold 0 the other way round (PEP 495).
        raise Gap(second.astimezone(UTC).astimezone(place), first.astimezone(UTC).astimezone(place))
    if fold is None:
        raise Ambiguous(first, second)
    return second if fold else first


def tz(zone: str) -> tzinfo:
    """The rules of ``zone``, alias or canonical; raises UnknownZone for whatever is not in the list, paths and folders included."""
    if zone == AOE:
        return _AOE
    if not is_known(zone):
        raise UnknownZone(zone)
    return ZoneInfo(zone)


def is_known(zone: str) -> bool:
    """Whether ``zone`` is a name of the IANA list, an alias among them, or AoE."""
    return zone == AOE or zone in _listed()


def canonical(zone: str) -> str:
    """The name to store: an alias gives its target, ``Asia/Calcutta`` being ``Asia/Kolkata``.

    A name that ``zone.tab`` gives to a country stays, though the database may link it to a neighbour with the same clock:
    who chose Amsterdam is not told Brussels. Raises UnknownZone.
    """
    if not is_known(zone):
        raise UnknownZone(zone)
    if zone == AOE or zone in countries():
        return zone
    target = _KEPT_AT_HOME.get(zone) or _links().get(zone, zone)
    return "UTC" if target in {"Etc/UTC", "Etc/GMT", "GMT"} else target


def names() -> tuple[str, ...]:
    """The names to choose from, sorted: one for every clock a country keeps, then UTC and AoE. Aliases are left out."""
    return (*sorted(countries()), "UTC", AOE)


def offset(zone: str, instant: datetime) -> timedelta:
    """How far clocks in ``zone`` are ahead of UTC at an aware ``instant``."""
    found = instant.astimezone(tz(zone)).utcoffset()
    return found if found is not None else timedelta(0)


@cache
def countries() -> Mapping[str, str]:
    """Zone name -> ISO 3166-1 code of the country or area that keeps it (``zone.tab``)."""
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return {row[2]: row[0] for row in rows}


@cache
def country_codes() -> tuple[str, ...]:
    """The ISO 3166-1 codes of all countries and areas (``iso3166.tab``)."""
    return tuple(line.partition("\t")[0] for line in _lines("iso3166.tab"))


def version() -> str:
    """The release of the zone rules in use, such as ``2026f``."""
    text = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8")
    return text.partition("\n")[0].rpartition(" ")[2]


def _back(aware: datetime) -> datetime:
    """The wall time that ``aware`` really shows, having gone through UTC."""
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None, fold=0)


@cache
def _listed() -> frozenset[str]:
    """Every zone name the tzdata distribution ships, but for ``Factory``, which stands for a clock nobody has set."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"}


@cache
def _links() -> Mapping[str, str]:
    """Alias -> target, followed to its end (the ``L`` lines of the database's own compact source)."""
    rows = (line.split(" ") for line in _lines("tzdata.zi") if line.startswith("L "))
    links = {alias: target for _, target, alias in rows}
    ends: dict[str, str] = {}
    for alias, target in links.items():
        end = target
        while end in links and end not in countries():
            end = links[end]
        ends[alias] = end
    return ends


def _lines(name: str) -> list[str]:
    """The lines of a table in the tzdata distribution, without its remarks."""
    text = resources.files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
