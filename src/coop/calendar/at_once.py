"""One entry in one language as finished octets without storing them: for calendars that are composed for one reader."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from coop.calendar import words
from coop.calendar.store import epochs, setting

if TYPE_CHECKING:
    from coop.calendar.entry import Entry

MOST = 4_096
"""Octets of so many entries are kept, the longest unused dropped first: a reader's program asks once an hour."""


class Rendered(NamedTuple):
    """A finished VEVENT, the TZID it names (or none), its start, end and last revision in seconds since 1970."""

    octets: bytes
    zone: str
    starts: int
    ends: int
    revised: int


_kept: OrderedDict[tuple[str, int, str, str], Rendered] = OrderedDict()


def render(entry: Entry, locale: str) -> Rendered:
    """The entry in ``locale``. Equal UID and revision must mean equal facts, as `identities.settle` sees to."""
    key = (entry.uid, int(entry.revised_at.timestamp()), locale, setting().fingerprints[locale])
    found = _kept.get(key)
    if found is not None:
        _kept.move_to_end(key)
        return found
    found = _kept[key] = _rendered(entry, locale)
    if len(_kept) > MOST:
        _kept.popitem(last=False)
    return found


def _rendered(entry: Entry, locale: str) -> Rendered:
    from coop.calendar import component  # noqa: PLC0415 - slow import: icalendar's 150 ms, which other feeds never need

    base_url = setting().base_url
    said = words.say(entry, locale, words.pages(entry, base_url))
    starts, ends = epochs(entry)
    octets = component.render(entry, said, component.facts(entry, base_url))
    return Rendered(octets, component.zone_written(entry), starts, ends, int(entry.revised_at.timestamp()))
