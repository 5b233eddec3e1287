"""The facts an organisation is made of: what the form, the API and the seed hand to the verbs, checked and put into stored form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import zones
from coop.errors import Invalid
from coop.i18n.message import _
from coop.multilingual import Multilingual, Translation
from coop.partners.identifiers import Scheme, read
from coop.text import clean_line, clean_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coop.i18n.message import Message

NAME_LENGTH = 300
NAMES = 80
IDENTIFIERS = 20
IDENTIFIER_LENGTH = 100
FOUNDED_FROM, FOUNDED_TO = 500, 2200
NOWHERE = Multilingual()
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-(?:[A-Z]{2}|[0-9]{3}))?|und")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Kind(StrEnum):
    """What an organisation is; the kinds ROR tells apart."""

    EDUCATION = "education"
    FACILITY = "facility"
    GOVERNMENT = "government"
    COMPANY = "company"
    NONPROFIT = "nonprofit"
    FUNDER = "funder"
    HEALTHCARE = "healthcare"
    ARCHIVE = "archive"
    OTHER = "other"


class Status(StrEnum):
    """Whether the organisation still works under this record; ``merged`` names a successor."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    MERGED = "merged"


class Visibility(StrEnum):
    """Who may see it: everyone, or only staff and its own members."""

    PUBLIC = "public"
    HIDDEN = "hidden"


class NameKind(StrEnum):
    """What a name is to the organisation."""

    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"
    FORMER = "former"
    TRANSLITERATION = "transliteration"


class Source(StrEnum):
    """Where a name or identifier came from."""

    MANUAL = "manual"
    ROR = "ror"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class NewName:
    """One name. ``tag`` is BCP 47, ``und`` where nobody knows the language (acronyms).

    ``preferred``: the label shown to readers of that language; at most one a tag. ``valid_from`` and ``valid_to`` are a year, month or
    day in ISO 8601, or empty. A ``locked`` name is never overwritten from a register.
    """

    text: str
    tag: str
    kind: NameKind = NameKind.LABEL
    preferred: bool = False
    valid_from: str = ""
    valid_to: str = ""
    source: Source = Source.MANUAL
    locked: bool = False


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """One identifier. Typed by hand it must be right; one that came from a register is kept and marked ``suspect`` when it is not."""

    scheme: Scheme
    value: str
    source: Source = Source.MANUAL
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """The facts of an organisation.

    The first preferred label is its name at home: what readers see for whose language there is none. ``kinds`` are one or more,
    the principal one first. ``country`` is ISO 3166-1 alpha-2 or empty (a body of many countries); ``geonames_id`` says which place
    is meant, whatever the city is called; ``latitude`` and ``longitude`` are degrees (WGS 84), both or neither; ``parent`` and
    ``successor`` are ids of organisations; ``source`` says where the record was read.
    """

    names: tuple[NewName, ...]
    kinds: tuple[Kind, ...]
    country: str = ""
    city: Multilingual = NOWHERE
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    zone: str = ""
    founded: int | None = None
    website: str = ""
    status: Status = Status.ACTIVE
    visibility: Visibility = Visibility.PUBLIC
    parent: int | None = None
    successor: int | None = None
    identifiers: tuple[NewIdentifier, ...] = ()
    source: str = ""

    def check(self) -> NewOrganisation:
        """The facts as they are stored: cleaned and normalised. Raises Invalid with every field that breaks a rule."""
        faults: dict[str, Message] = {}
        names = _names(self.names, faults)
        identifiers = _identifiers(self.identifiers, faults)
        cleaned = replace(
            self,
            names=names,
            identifiers=identifiers,
            kinds=tuple(dict.fromkeys(self.kinds)),
            city=_city(self.city, faults),
            zone=_zone(self.zone, faults),
            website=_try(clean_url, self.website, "website", faults),
            source=_try(clean_line, self.source, "source", faults),
        )
        if not self.kinds:
            faults["kinds"] = _("Choose at least one kind of organisation.")
        if self.country and self.country not in zones.country_codes():
            faults["country"] = _("Choose a country or area from the list.")
        _check_place(self, faults)
        if self.founded is not None and not FOUNDED_FROM <= self.founded <= FOUNDED_TO:
            faults["founded"] = _("Enter the year of foundation between %(first)s and %(last)s.", first=FOUNDED_FROM, last=FOUNDED_TO)
        if self.status is Status.MERGED and self.successor is None:
            faults["successor"] = _("Name the organisation that this one was merged into.")
        if faults:
            raise Invalid(faults)
        return cleaned


def chosen(names: Iterable[NewName]) -> Multilingual:
    """The preferred label of each language; the first of them is the source."""
    preferred = [name for name in names if name.preferred]
    return Multilingual(preferred[0].tag if preferred else "en", {name.tag: Translation(name.text) for name in preferred})


def _try(clean: Callable[[str, str], str], value: str, field: str, faults: dict[str, Message]) -> str:
    try:
        return clean(value, field) if value else ""
    except Invalid as wrong:
        faults.update(wrong.fields)
        return value


def _names(names: tuple[NewName, ...], faults: dict[str, Message]) -> tuple[NewName, ...]:
    cleaned = tuple(_name(name, f"names.{at}", faults) for at, name in enumerate(names))
    tags = [name.tag for name in cleaned if name.preferred]
    if len(names) > NAMES:
        faults["names"] = _("An organisation has at most %(most)s names.", most=NAMES)
    elif not tags:
        faults["names"] = _("Enter the name and mark it as preferred.")
    for at, name in enumerate(cleaned):
        if name.preferred and name.tag in [other.tag for other in cleaned[:at] if other.preferred]:
            faults.setdefault(f"names.{at}.tag", _("Only one name in each language can be the preferred one."))
    return cleaned


def _name(name: NewName, field: str, faults: dict[str, Message]) -> NewName:
    text = _try(clean_line, name.text, f"{field}.text", faults)
    if not text:
        faults[f"{field}.text"] = _("Enter the name.")
    elif len(text) > NAME_LENGTH:
        faults[f"{field}.text"] = _("A name has at most %(most)s characters.", most=NAME_LENGTH)
    elif name.source is Source.MANUAL and mixes_alphabets(text):
        faults[f"{field}.text"] = _("A word of this name mixes letters of different alphabets that look alike. Type the name again.")
    if not _TAG.fullmatch(name.tag):
        faults[f"{field}.tag"] = _("Enter the language as a tag such as en, zh-Hans, th or ar.")
    if name.preferred and name.kind is not NameKind.LABEL:
        faults[f"{field}.kind"] = _('Only a name of the kind "label" can be the preferred one.')
    for side in ("valid_from", "valid_to"):
        value: str = getattr(name, side)
        if value and not is_day(value):
            faults[f"{field}.{side}"] = _("Enter a year, a month or a day, such as 1991, 1991-09 or 1991-09-16.")
    if name.valid_from and name.valid_to and name.valid_to[:10] < name.valid_from[: len(name.valid_to)]:
        faults.setdefault(f"{field}.valid_to", _("The end must not come before the start."))
    return replace(name, text=text)


def _identifiers(identifiers: tuple[NewIdentifier, ...], faults: dict[str, Message]) -> tuple[NewIdentifier, ...]:
    cleaned: list[NewIdentifier] = []
    for at, each in enumerate(identifiers):
        field = f"identifiers.{at}.value"
        value, fault = read(each.scheme, _try(clean_line, each.value, field, faults))
        if fault and (each.source is Source.MANUAL or not value):
            faults.setdefault(field, fault)
        elif len(value) > IDENTIFIER_LENGTH:
            faults.setdefault(field, _("An identifier has at most %(most)s characters.", most=IDENTIFIER_LENGTH))
        cleaned.append(replace(each, value=value, suspect=fault is not None))
        if (each.scheme, value) in [(other.scheme, other.value) for other in cleaned[:-1]]:
            faults.setdefault(field, _("This identifier is entered twice."))
    if len(identifiers) > IDENTIFIERS:
        faults["identifiers"] = _("An organisation has at most %(most)s identifiers.", most=IDENTIFIERS)
    return tuple(cleaned)


def _city(city: Multilingual, faults: dict[str, Message]) -> Multilingual:
    texts = {tag: Translation(_try(clean_line, each.text, "city", faults), each.state) for tag, each in city.texts.items() if each.text}
    return Multilingual(city.source, texts)


def _zone(zone: str, faults: dict[str, Message]) -> str:
    if not zone:
        return ""
    if not zones.is_known(zone) or zone == zones.AOE:
        faults["zone"] = _("Choose a time zone from the list.")
        return zone
    return zones.canonical(zone)


def _check_place(facts: NewOrganisation, faults: dict[str, Message]) -> None:
    if (facts.latitude is None) != (facts.longitude is None):
        faults["longitude" if facts.longitude is None else "latitude"] = _("Enter both latitude and longitude, or neither.")
    if facts.latitude is not None and not -90 <= facts.latitude <= 90:  # noqa: PLR2004 - degrees
        faults["latitude"] = _("Latitude is between -90 and 90 degrees.")
    if facts.longitude is not None and not -180 <= facts.longitude <= 180:  # noqa: PLR2004 - degrees
        faults["longitude"] = _("Longitude is between -180 and 180 degrees.")
    if facts.geonames_id is not None and not 0 < facts.geonames_id < 2**31:
        faults["geonames_id"] = _("Enter the GeoNames number of the place.")


def is_day(value: str) -> bool:
    """Whether ``value`` is a year, a month or a day of the civil calendar in ISO 8601."""
    found = _DAY.fullmatch(value)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def mixes_alphabets(text: str) -> bool:
    """Whether one word has letters of two of the alphabets whose letters look alike, Latin, Greek and Cyrillic (UTS 39, mixed scripts)."""
    for word in re.findall(r"\w+", text):
        alphabets = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}
        if len(alphabets & {"LATIN", "GREEK", "CYRILLIC"}) > 1:
            return True
    return False
