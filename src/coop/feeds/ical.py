"""An iCalendar file from finished components: header, time zones, the stored octets (RFC 5545, RFC 7986). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coop.calendar.plain import ascii_uri, escaped, fold, plain, plain_line
from coop.calendar.vtimezone import vtimezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PRODUCT = "-//coop//Calendar of green technology cooperation//EN"
REFRESH = "PT1H"
"""How often we ask clients to look again; most keep their own pace."""

COLOUR = "seagreen"
"""A CSS3 colour name (RFC 7986 5.9): clients show the calendar in it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says about itself: ``page`` is where a person reads the same, ``source`` where clients fetch it again.

    ``source`` is empty for a calendar whose address is a secret.
    """

    name: str
    description: str
    locale: str
    page: str
    source: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stored components joined: their octets, the TZIDs they name, the latest revision, the first and last start (seconds since 1970)."""

    octets: bytes
    count: int
    zones: frozenset[str]
    revised: int
    first: int
    last: int


def stretch(rows: Sequence[Mapping[str, Any]], glue: bytes = b"") -> Stretch:
    """The stretch of ``rows`` (octets, zone, revised, starts), of which there is at least one, by start."""
    return Stretch(
        octets=glue.join([row["octets"] for row in rows]),
        count=len(rows),
        zones=frozenset(row["zone"] for row in rows) - {""},
        revised=max(row["revised"] for row in rows),
        first=rows[0]["starts"],
        last=rows[-1]["starts"],
    )


def calendar(head: Head, stretches: Sequence[Stretch], first_year: int, site_zone: str) -> bytes:
    """The whole file. Zones are written from ``first_year`` on.

    A calendar without a component breaks RFC 5545 3.6 and looks like a fault to clients: without any it holds the site's time zone.
    """
    last_year = datetime.fromtimestamp(stretches[-1].last if stretches else 0, UTC).year
    used = sorted(frozenset().union(*(each.zones for each in stretches))) if stretches else [site_zone]
    parts = [_header(head, max((each.revised for each in stretches), default=None))]
    parts += [vtimezone(zone, first_year, last_year) for zone in used]
    parts += [each.octets for each in stretches]
    parts.append(b"END:VCALENDAR\r\n")
    return b"".join(parts)


def single(octets: bytes, zone: str, starts: int) -> bytes:
    """The file of one entry, to be added to a calendar once: no name and nothing to refresh, or clients would offer to subscribe."""
    first = datetime.fromtimestamp(starts, UTC).year
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", ""]
    zones = vtimezone(zone, first, first + 1) if zone else b""
    return b"".join(("\r\n".join(lines).encode(), zones, octets, b"END:VCALENDAR\r\n"))


def _header(head: Head, revised: int | None) -> bytes:
    return "".join(fold(line) + "\r\n" for line in _lines(head, revised)).encode()


def _lines(head: Head, revised: int | None) -> Iterator[str]:
    name, description = escaped(plain_line(head.name)), escaped(plain(head.description))
    yield from _opening()
    yield f"NAME;LANGUAGE={head.locale}:{name}"
    yield f"X-WR-CALNAME:{name}"
    yield f"DESCRIPTION;LANGUAGE={head.locale}:{description}"
    yield f"X-WR-CALDESC:{description}"
    if revised is not None:
        yield f"LAST-MODIFIED:{datetime.fromtimestamp(revised, UTC):%Y%m%dT%H%M%SZ}"
    yield f"URL:{ascii_uri(head.page)}"
    if head.source:
        yield f"SOURCE;VALUE=URI:{ascii_uri(head.source)}"
    yield f"COLOR:{COLOUR}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"
    yield f"X-PUBLISHED-TTL:{REFRESH}"


def _opening() -> Iterable[str]:
    return ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
