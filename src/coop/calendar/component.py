"""One entry said in one language: its VEVENT as finished octets (RFC 5545, 7986, 9253), through icalendar's typed values only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vCalAddress, vCategory, vDate, vDatetime, vGeo, vInt, vText, vUri

from coop import themes, zones
from coop.calendar.entry import AllDay, Entry, Mark, Standing
from coop.calendar.plain import ascii_uri, escaped, fold, plain, plain_line
from coop.i18n import locales, names, translate
from coop.i18n.message import Message, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coop.multilingual import Multilingual

DESCRIPTION_CHARACTERS = 1000
"""How much of a description goes into a calendar; the rest stands on the page (a feed must stay under about 1 MB)."""

FIRST_ZONED_YEAR = 1974
"""Before this year some zones were off UTC by odd seconds, which clients do not read; such times are published in UTC."""

MARKS = {
    Mark.CANCELLED: _("Cancelled: %(title)s"),
    Mark.POSTPONED: _("Postponed: %(title)s"),
    Mark.MOVED: _("Moved: %(title)s"),
}


class Text(vText):
    r"""A TEXT value escaped by RFC 5545 3.3.11. icalendar 7.3 reads a written ``\N`` as a line break, this one keeps it."""

    def to_ical(self) -> bytes:
        """The escaped octets."""
        return escaped(str(self)).encode()


def render(entry: Entry, locale: str, base_url: str) -> bytes:
    """The VEVENT of ``entry`` in ``locale``, each line folded and ended by CRLF. The same facts give the same octets."""
    lines = ["BEGIN:VEVENT", *(_line(name, value) for name, value in _properties(entry, locale, base_url)), "END:VEVENT", ""]
    return "\r\n".join(lines).encode()


def zone_written(entry: Entry) -> str:
    """The TZID the component names and whose VTIMEZONE its file must hold; empty for whole days and for times in UTC."""
    span = entry.span
    if isinstance(span, AllDay) or not zones.is_known(span.zone) or span.zone == zones.AOE:
        return ""
    name = zones.canonical(span.zone)
    if name in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
        return ""
    rules = zones.tz(name)
    for instant in (span.starts_at, span.ends_at):
        local = instant.astimezone(rules)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if twice or local.year < FIRST_ZONED_YEAR:
            return ""
    return name


def title(entry: Entry, locale: str) -> tuple[str, str]:
    """The title as calendars show it, with the word for cancelled, postponed or moved before it, and the language of its own words."""
    said = entry.title.say(locale, locales()[locale].chain)
    words = plain_line(said.text)
    if entry.wording is not None:
        wording = Message(entry.wording.text, {**entry.wording.values, "title": words}, entry.wording.plural, entry.wording.count)
        words = plain_line(translate(wording, locale))
    mark = MARKS.get(entry.mark)
    if mark is not None:
        words = translate(Message(mark.text, {"title": words}), locale)
    return words, said.locale


def description(entry: Entry, locale: str, base_url: str) -> tuple[str, str]:
    """The description, capped, then the entry's own sentences, its addresses and its page; and the language of its first words."""
    said = entry.description.say(locale, locales()[locale].chain)
    paragraphs = [_capped(plain(said.text)), *(plain(translate(line, locale)) for line in entry.lines)]
    if registration := ascii_uri(entry.registration):
        paragraphs.append(translate(_("Registration: %(address)s", address=registration), locale))
    if website := ascii_uri(entry.website):
        paragraphs.append(translate(_("Website: %(address)s", address=website), locale))
    paragraphs.append(page(entry, locale, base_url))
    return "\n\n".join(each for each in paragraphs if each), said.locale if said.text else locale


def place(entry: Entry, locale: str) -> tuple[str, str]:
    """Venue, address and country in one line, and the language it is in."""
    chain = locales()[locale].chain
    said = [each.say(locale, chain) for each in (entry.venue, entry.address) if not each.is_empty]
    parts = [plain_line(each.text) for each in said]
    if entry.country:
        parts.append(plain_line(names.country(entry.country, locale)))
    return ", ".join(parts), said[0].locale if said else locale


def page(entry: Entry, locale: str, base_url: str) -> str:
    """The address of the entry's page in ``locale``, in ASCII."""
    return ascii_uri(base_url + entry.path.replace("{locale}", locale))


def subjects(entry: Entry, locale: str) -> list[str]:
    """The names of the entry's themes and topics in ``locale``."""
    chain = locales()[locale].chain
    named: list[Multilingual] = [themes.theme(slug).name for slug in entry.themes]
    named += [themes.topic(code).name for code in entry.topics]
    return list(dict.fromkeys(plain_line(each.say(locale, chain).text) for each in named))


def _properties(entry: Entry, locale: str, base_url: str) -> Iterator[tuple[str, object]]:
    revised = vDatetime(_second(entry.revised_at))
    yield "UID", Text(entry.uid)
    yield "DTSTAMP", revised
    yield "CREATED", vDatetime(_second(entry.created_at))
    yield "LAST-MODIFIED", revised
    yield "SEQUENCE", vInt(entry.sequence)
    yield from _times(entry)
    yield "STATUS", Text(entry.status)
    yield "CLASS", Text("PUBLIC" if entry.is_public else "PRIVATE")
    free = entry.is_transparent or entry.status is Standing.CANCELLED
    yield "TRANSP", Text("TRANSPARENT" if free else "OPAQUE")
    yield "SUMMARY", _text(*title(entry, locale))
    yield "DESCRIPTION", _text(*description(entry, locale, base_url))
    where, spoken = place(entry, locale)
    if where:
        yield "LOCATION", _text(where, spoken)
    if entry.geo is not None:
        yield "GEO", vGeo((round(entry.geo[0], 6), round(entry.geo[1], 6)))
    if categories := subjects(entry, locale):
        yield "CATEGORIES", vCategory([Text(each) for each in categories], params={"LANGUAGE": locale})
    for slug in entry.themes:
        yield "CONCEPT", vUri(ascii_uri(f"{base_url}/{locales().default}/themes/{slug}"), params={"VALUE": "URI"})
    yield from _people_and_links(entry, locale, base_url)


def _people_and_links(entry: Entry, locale: str, base_url: str) -> Iterator[tuple[str, object]]:
    chain = locales()[locale].chain
    if entry.organiser is not None and not entry.organiser.name.is_empty:
        named = entry.organiser.name.say(locale, chain)
        address = f"mailto:{entry.organiser.email}" if entry.organiser.email.isascii() and entry.organiser.email else "invalid:nomail"
        yield "ORGANIZER", vCalAddress(plain_line(address), params={"CN": plain_line(named.text), "LANGUAGE": named.locale})
    if online := ascii_uri(entry.online):
        label = plain_line(translate(_("Join online"), locale))
        yield "CONFERENCE", vUri(online, params={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label, "LANGUAGE": locale})
    yield "URL", vUri(page(entry, locale, base_url))
    for other in locales().tags:
        if other != locale:
            yield "LINK", vUri(page(entry, other, base_url), params={"VALUE": "URI", "LINKREL": "alternate", "LANGUAGE": other})
    if entry.related_to:
        yield "RELATED-TO", Text(entry.related_to)


def _times(entry: Entry) -> Iterator[tuple[str, object]]:
    span = entry.span
    if isinstance(span, AllDay):
        days = {"VALUE": "DATE"}
        yield "DTSTART", vDate(span.first, params=days)
        yield "DTEND", vDate(span.last + timedelta(days=1), params=days)
        return
    zone = zone_written(entry)
    for name, instant in (("DTSTART", span.starts_at), ("DTEND", span.ends_at)):
        if zone:
            local = instant.astimezone(zones.tz(zone)).replace(tzinfo=None, microsecond=0)
            yield name, vDatetime(local, params={"TZID": zone})
        else:
            yield name, vDatetime(_second(instant))


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _text(words: str, locale: str) -> Text:
    return Text(words, params={"LANGUAGE": locale})


def _capped(text: str) -> str:
    if len(text) <= DESCRIPTION_CHARACTERS:
        return text
    cut = text[:DESCRIPTION_CHARACTERS]
    word = cut.rsplit(None, 1)[0]
    return (word if len(word) > DESCRIPTION_CHARACTERS * 4 // 5 else cut) + "…"


def _line(name: str, value: object) -> str:
    parameters = getattr(value, "params", None) or Parameters()
    return fold(str(Contentline.from_parts(name, parameters, value)))
