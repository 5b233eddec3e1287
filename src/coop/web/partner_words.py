"""Organisations in the reader's words: kinds, names, places, cards and what the history and the conflict page say of each fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock, i18n, zones
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners import identifiers
from coop.partners.facts import Kind, NameKind, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.text import slug
from coop.web import merge_words
from coop.web.project_words import known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.partners.facts import NewName, NewOrganisation
    from coop.partners.views import Card, Profile
    from coop.web.kit.urls import Urls

KINDS: Mapping[Kind, Message] = {
    Kind.EDUCATION: _("University or school"),
    Kind.FACILITY: _("Research institute"),
    Kind.GOVERNMENT: _("Government body"),
    Kind.COMPANY: _("Company"),
    Kind.NONPROFIT: _("Non-profit body"),
    Kind.FUNDER: _("Funder"),
    Kind.HEALTHCARE: _("Health care"),
    Kind.ARCHIVE: _("Archive, library or museum"),
    Kind.OTHER: _("Other kind"),
}
STATUSES: Mapping[Status, Message] = {
    Status.ACTIVE: _("Active"),
    Status.INACTIVE: _("No longer active"),
    Status.MERGED: _("Merged into another"),
}
VISIBILITIES: Mapping[Visibility, Message] = {
    Visibility.PUBLIC: _("Everyone"),
    Visibility.HIDDEN: _("Staff and its own members"),
}
NAME_KINDS: Mapping[NameKind, Message] = {
    NameKind.LABEL: _("Name"),
    NameKind.ALIAS: _("Other name"),
    NameKind.ACRONYM: _("Acronym"),
    NameKind.FORMER: _("Former name"),
    NameKind.TRANSLITERATION: _("Transliteration"),
}
SCHEMES: Mapping[Scheme, Message] = {
    Scheme.ROR: _("ROR"),
    Scheme.ISNI: _("ISNI"),
    Scheme.WIKIDATA: _("Wikidata"),
    Scheme.GRID: _("GRID"),
    Scheme.LEI: _("LEI"),
    Scheme.LOCAL: _("Our own number"),
}
FIELDS: Mapping[str, Message] = {
    "names": _("Names"),
    "kinds": _("Kinds"),
    "country": _("Country or area"),
    "city": _("City"),
    "geonames_id": _("GeoNames number"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "zone": _("Time zone"),
    "founded": _("Founded"),
    "website": _("Website"),
    "status": _("State"),
    "visibility": _("Who may see it"),
    "parent": _("Part of"),
    "successor": _("Succeeded by"),
    "identifiers": _("Identifiers"),
    "source": _("Source"),
    "trashed": _("In the trash"),
    "register": _("ROR says"),
    "relations": _("Relations"),
    "document": _("Document"),
}
"""What each fact is called, in the order of the form."""
ACTS: Mapping[str, Message] = {
    **merge_words.OF_ORGANISATIONS,
    "added": _("Added"),
    "edited": _("Edited"),
    "trashed": _("Moved to the trash"),
    "restored": _("Taken out of the trash"),
    "declined": _("Left as it is, though ROR says otherwise"),
    "related": _("Relations changed"),
    "document_added": _("Added a document"),
    "document_edited": _("Edited a document"),
    "document_trashed": _("Moved a document to the trash"),
    "document_restored": _("Took a document out of the trash"),
}


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """An organisation in a list, finished."""

    id: int
    url: str
    name: Said
    kinds: str
    place: str
    city: Said
    country: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownName:
    """One name on the page of its organisation. ``tag`` is empty where the language is not known."""

    text: str
    tag: str
    language: str
    kind: str
    period: str


@dataclass(frozen=True, slots=True)
class ShownIdentifier:
    """One identifier: the register's name, the value as people write it, its page there or nothing, whether its digits are wrong."""

    scheme: str
    value: str
    url: str
    is_suspect: bool


def address(urls: Urls, organisation: Card | Profile) -> str:
    """The page of an organisation: its number, then its name at home, the same in every language."""
    return urls.page(f"partners/{organisation.id}-{slug(organisation.home_name)}")


def shown(cards: Iterable[Card], urls: Urls) -> list[ShownPartner]:
    """Organisations as lists show them (templates/partners/_card.html), in the language of ``urls``."""
    return [_shown(card, urls) for card in cards]


def _shown(card: Card, urls: Urls) -> ShownPartner:
    marks = [] if card.status is Status.ACTIVE else [card.status.value]
    country = places.country(card.country, urls.locale) if card.country else ""
    return ShownPartner(
        id=card.id,
        url=address(urls, card),
        name=card.name,
        kinds=kinds(card.kinds, urls.locale),
        place=place(card.city.text, country, urls.locale),
        city=card.city,
        country=country,
        marks=(*marks, *(["hidden"] if card.is_hidden else [])),
    )


def place(city: str, country: str, locale: str) -> str:
    """City and country in one line, or the one that is known."""
    if city and country:
        return i18n.translate(_("%(city)s, %(country)s", city=city, country=country), locale)
    return city or country


def kinds(given: Iterable[Kind], locale: str) -> str:
    """The kinds in words, the principal one first."""
    return " · ".join(i18n.translate(KINDS[kind], locale) for kind in given)


def names(profile: Profile, locale: str) -> list[ShownName]:
    """Every name: the preferred ones first, then by kind as entered."""
    order = list(NAME_KINDS)
    listed = sorted(profile.facts.names, key=lambda name: (not name.preferred, order.index(name.kind)))
    return [_name(name, locale) for name in listed]


def _name(name: NewName, locale: str) -> ShownName:
    tag = "" if name.tag == "und" else name.tag
    return ShownName(
        text=name.text,
        tag=tag,
        language=places.language(tag, locale) if tag else "",
        kind="" if name.preferred else i18n.translate(NAME_KINDS[name.kind], locale),
        period=period(name.valid_from, name.valid_to, locale),
    )


def period(first: str, last: str, locale: str) -> str:
    """From when to when, as exact as it is known; empty where neither is."""
    if first and last:
        return i18n.translate(_("%(first)s to %(last)s", first=known(first, locale), last=known(last, locale)), locale)
    if last:
        return i18n.translate(_("until %(last)s", last=known(last, locale)), locale)
    return i18n.translate(_("from %(first)s", first=known(first, locale)), locale) if first else ""


def ids(profile: Profile, locale: str) -> list[ShownIdentifier]:
    """Every identifier, with its page at the register."""
    return [
        ShownIdentifier(
            i18n.translate(SCHEMES[each.scheme], locale),
            identifiers.shown(each.scheme, each.value),
            "" if each.suspect else identifiers.page_of(each.scheme, each.value),
            each.suspect,
        )
        for each in profile.facts.identifiers
    ]


def zone_there(zone: str, locale: str) -> str:
    """The clock of a place in words with today's offset, which a page kept for the day can say; empty where no zone is known."""
    if not zone:
        return ""
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    return dates.zone_then(zone, noon, locale) if zones.is_known(zone) else zone


def told(facts: NewOrganisation, related: Mapping[int, Said], locale: str) -> dict[str, str]:
    """Each fact in finished words, a line for each of several: what the conflict page sets side by side."""
    return {
        "names": "\n".join(
            _name_line(name.text, name.tag, name.kind, name.preferred, (name.valid_from, name.valid_to), locale) for name in facts.names
        ),
        "kinds": kinds(facts.kinds, locale),
        "country": places.country(facts.country, locale) if facts.country else "",
        "city": "\n".join(
            i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=each.text), locale)
            for tag, each in sorted(facts.city.texts.items())
        ),
        "zone": facts.zone,
        "geonames_id": _number(facts.geonames_id),
        "latitude": _number(facts.latitude),
        "longitude": _number(facts.longitude),
        "founded": _number(facts.founded),
        "website": facts.website,
        "status": i18n.translate(STATUSES[facts.status], locale),
        "visibility": i18n.translate(VISIBILITIES[facts.visibility], locale),
        "parent": _relative(facts.parent, related),
        "successor": _relative(facts.successor, related),
        "identifiers": "\n".join(f"{i18n.translate(SCHEMES[each.scheme], locale)}: {each.value}" for each in facts.identifiers),
        "source": facts.source,
    }


def recorded(field: str, value: Any, locale: str) -> str:  # noqa: ANN401 - what the ledger kept: plain values of any shape
    """A fact as the ledger keeps it, in finished words."""
    match field, value:
        case _any, None | "" | []:
            return ""
        case "names", list():
            return "\n".join(
                _name_line(
                    each["text"], each["tag"], NameKind(each["kind"]), each["preferred"], (each["valid_from"], each["valid_to"]), locale
                )
                for each in value
            )
        case "identifiers", list():
            return "\n".join(f"{i18n.translate(SCHEMES[Scheme(each['scheme'])], locale)}: {each['value']}" for each in value)
        case "kinds", list():
            return kinds(map(Kind, value), locale)
        case "city", dict():
            return "\n".join(
                i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=text), locale)
                for tag, text in sorted(value.items())
            )
        case "country", str():
            return places.country(value, locale)
        case "status", str():
            return i18n.translate(STATUSES[Status(value)], locale)
        case "visibility", str():
            return i18n.translate(VISIBILITIES[Visibility(value)], locale)
        case _any, bool():
            return i18n.translate(_("Yes") if value else _("No"), locale)
        case _:
            return str(value)


def _name_line(text: str, tag: str, kind: NameKind, preferred: bool, days: tuple[str, str], locale: str) -> str:  # noqa: FBT001 - a fact of the name
    about = [
        places.language(tag, locale) if tag != "und" else "",
        "" if preferred else i18n.translate(NAME_KINDS[kind], locale),
        period(*days, locale),
    ]
    said = " · ".join(part for part in about if part)
    return f"{text} ({said})" if said else text


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _relative(relative: int | None, related: Mapping[int, Said]) -> str:
    if relative is None:
        return ""
    return related[relative].text if relative in related else f"#{relative}"
