"""One entry in one language as a finished VEVENT (RFC 5545, 7986, 9253), through icalendar's typed values only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar.prop import vCalAddress, vCategory, vDate, vDatetime, vGeo, vInt, vText, vUri

from coop import zones
from coop.calendar.entry import AllDay, Entry, Standing
from coop.calendar.plain import ascii_uri, escaped, fold, plain_line
from coop.calendar.vtimezone import FIRST_YEAR
from coop.i18n import locales, translate
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coop.calendar.words import Line, Words

    Value = vCalAddress | vCategory | vDate | vDatetime | vGeo | vInt | vText | vUri

JOIN = _("Join online")


class Text(vText):
    r"""A TEXT value escaped by RFC 5545 3.3.11. icalendar 7.3 reads a written ``\N`` as a line break, this one keeps it."""

    def to_ical(self) -> bytes:
        """The escaped octets."""
        return escaped(str(self)).encode()


def facts(entry: Entry, base_url: str) -> str:
    """The lines that are the same in every language, each folded and ended by CRLF."""
    return "".join(_line(name, value) for name, value in _facts(entry, base_url))


def render(entry: Entry, words: Words, its_facts: str) -> bytes:
    """The whole VEVENT: ``its_facts`` from `facts`, then what it says. The same entry gives the same octets."""
    said = "".join(_line(name, value) for name, value in _said(entry, words))
    return f"BEGIN:VEVENT\r\n{its_facts}{said}END:VEVENT\r\n".encode()


def zone_written(entry: Entry) -> str:
    """The TZID the component names and whose VTIMEZONE its file must hold; empty for whole days and for times in UTC.

    A time that the clocks show twice, or from the years of odd offsets, is published in UTC: no TZID could tell which is meant.
    """
    span = entry.span
    if isinstance(span, AllDay) or not zones.is_known(span.zone) or span.zone == zones.AOE:
        return ""
    name = zones.canonical(span.zone)
    if name == "UTC":
        return ""
    rules = zones.tz(name)
    for instant in (span.starts_at, span.ends_at):
        local = instant.astimezone(rules)
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() or local.year < FIRST_YEAR:
            return ""
    return name


def _facts(entry: Entry, base_url: str) -> Iterator[tuple[str, Value]]:
    revised = vDatetime(_second(entry.revised_at))
    yield "UID", Text(entry.uid)
    yield "DTSTAMP", revised
    yield "CREATED", vDatetime(_second(entry.created_at))
    yield "LAST-MODIFIED", revised
    yield "SEQUENCE", vInt(entry.sequence)
    yield from _times(entry)
    yield "STATUS", Text(entry.status.value)
    yield "CLASS", Text("PUBLIC" if entry.is_public else "PRIVATE")
    yield "TRANSP", Text("TRANSPARENT" if entry.is_transparent or entry.status is Standing.CANCELLED else "OPAQUE")
    if entry.geo is not None:
        yield "GEO", vGeo((round(entry.geo[0], 6), round(entry.geo[1], 6)))
    for slug in entry.themes:
        yield "CONCEPT", vUri(ascii_uri(f"{base_url}/{locales().default}/themes/{slug}"), params={"VALUE": "URI"})
    if entry.related_to:
        yield "RELATED-TO", Text(plain_line(entry.related_to))


def _times(entry: Entry) -> Iterator[tuple[str, Value]]:
    span = entry.span
    if isinstance(span, AllDay):
        yield "DTSTART", vDate(span.first, params={"VALUE": "DATE"})
        yield "DTEND", vDate(span.last + timedelta(days=1), params={"VALUE": "DATE"})
        return
    zone = zone_written(entry)
    for name, instant in (("DTSTART", span.starts_at), ("DTEND", span.ends_at)):
        if zone:
            local = vDatetime(instant.astimezone(zones.tz(zone)).replace(tzinfo=None, microsecond=0))
            local.params["TZID"] = zone
            yield name, local
        else:
            yield name, vDatetime(_second(instant))


def _said(entry: Entry, words: Words) -> Iterator[tuple[str, Value]]:
    yield "SUMMARY", _text(words.title)
    yield "DESCRIPTION", _text(words.description)
    if words.place.text:
        yield "LOCATION", _text(words.place)
    if words.subjects:
        yield "CATEGORIES", vCategory([Text(each) for each in words.subjects], params={"LANGUAGE": words.locale})
    if entry.organiser is not None and words.organiser.text:
        parameters = {"CN": words.organiser.text, "LANGUAGE": words.organiser.locale}
        yield "ORGANIZER", vCalAddress(_address(entry.organiser.email), params=parameters)
    if online := ascii_uri(entry.online):
        label = plain_line(translate(JOIN, words.locale))
        yield "CONFERENCE", vUri(online, params={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label, "LANGUAGE": words.locale})
    yield "URL", vUri(words.page)
    for other, page in words.pages.items():
        if other != words.locale:
            yield "LINK", vUri(page, params={"VALUE": "URI", "LINKREL": "alternate", "LANGUAGE": other})


def _address(email: str) -> str:
    """A mailto: address, or one that says there is none; anything that could be more than an address is none."""
    name, at, host = email.partition("@")
    safe = email.isascii() and email.isprintable() and at and name and host and not set(email) & set(' "<>,;:?&%\\')
    return f"mailto:{email}" if safe else "invalid:nomail"


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _text(line: Line) -> Text:
    return Text(line.text, params={"LANGUAGE": line.locale})


def _line(name: str, value: Value) -> str:
    parameters, written = value.params, value.to_ical()
    octets = written if isinstance(written, str) else written.decode()
    if parameters:
        name = f"{name};{parameters.to_ical().decode()}"
    return fold(f"{name}:{octets}") + "\r\n"
