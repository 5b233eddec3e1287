"""Names of countries and areas, languages and time zones, in the reader's language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import babel
from babel import localedata
from babel.core import get_global

from coop import zones
from coop.i18n.catalogues import find
from coop.i18n.collation import sort_key
from coop.i18n.message import _
from coop.i18n.offered import locales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.i18n.message import Message

AREAS: Mapping[str, Message] = {
    "HK": _("Hong Kong"),
    "MO": _("Macao"),
    "PS": _("Palestine"),
    "TW": _("Taiwan"),
}
"""Areas named by our own catalogue instead of CLDR, in the plainest form. Add a code here to take another name into our own hands."""

_SPECIAL_ZONES: Mapping[str, Message] = {
    zones.AOE: _("Anywhere on Earth"),
    "UTC": _("Universal time"),
}

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a picker: what is stored, and what the reader sees."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone in a picker: city, country and offset (``UTC+7``) on the day asked about."""

    value: str
    city: str
    country: str
    offset: str

    @property
    def label(self) -> str:
        """City, country and offset on one line."""
        return " · ".join(part for part in (self.city, self.country, self.offset) if part)


@lru_cache(maxsize=4096)
def country(code: str, locale: str) -> str:
    """The name of a country or area (ISO 3166-1 alpha-2); the code itself where it is none."""
    if code in AREAS:
        return find(AREAS[code].text, locale)
    if code not in zones.country_codes():
        return code
    return str(locales()[locale].babel.territories.get(code, code))


@lru_cache(maxsize=64)
def countries(locale: str) -> tuple[Choice, ...]:
    """All countries and areas, in the order of the reader's language."""
    named = (Choice(code, country(code, locale)) for code in zones.country_codes())
    return tuple(sorted(named, key=lambda choice: sort_key(choice.label, locale)))


@lru_cache(maxsize=4096)
def language(tag: str, locale: str) -> str:
    """The name of the language ``tag`` in the reader's language; the tag itself where it is not known."""
    found = _babel(tag)
    return _named(found, locales()[locale].babel) or tag if found else tag


@lru_cache(maxsize=1024)
def own_language(tag: str) -> str:
    """The name a language gives itself: ``ไทย`` for ``th``; the tag where it is not known."""
    if tag in locales():
        return locales()[tag].own_name
    found = _babel(tag)
    return _named(found, found) or tag if found else tag


@lru_cache(maxsize=4096)
def city(zone: str, locale: str) -> str:
    """The city a zone is named for, or what a zone without a city is called."""
    if zone in _SPECIAL_ZONES:
        return find(_SPECIAL_ZONES[zone].text, locale)
    known = locales()[locale].babel.time_zones.get(_filed(zone), {}).get("city")
    return str(known or zone.rpartition("/")[2].replace("_", " "))


@lru_cache(maxsize=4096)
def zone(name: str, locale: str) -> str:
    """What people call the clock of a zone the year round: ``เวลาไทย``, ``Eastern Time``."""
    if name in _SPECIAL_ZONES:
        return find(_SPECIAL_ZONES[name].text, locale)
    own = locales()[locale].babel
    metazone = get_global("meta_zones").get(_filed(name))
    generic = own.meta_zones.get(metazone, {}).get("long", {}).get("generic") if metazone else None
    if generic:
        return str(generic)
    held = zones.countries()
    alone = name in held and _zones_held()[held[name]] == 1
    return str(own.zone_formats["region"]) % (country(held[name], locale) if alone else city(name, locale))


def offset(zone: str, instant: datetime) -> str:
    """The distance of a zone from UTC at an aware ``instant``: ``UTC+7``, ``UTC−3:30``, ``UTC``."""
    return offset_label(round(zones.offset(zone, instant).total_seconds() / 60))


def offset_label(minutes: int) -> str:
    """A distance from UTC in minutes as it is written: ``UTC+7``."""
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


@lru_cache(maxsize=32)
def zone_choices(locale: str, on: date) -> tuple[ZoneChoice, ...]:
    """Every zone to choose from, by city in the order of the reader's language, with the offset at noon UTC of the day ``on``."""
    noon = datetime.combine(on, time(12), UTC)
    held = zones.countries()
    found = (
        ZoneChoice(name, city(name, locale), country(held[name], locale) if name in held else "", offset(name, noon))
        for name in zones.names()
    )
    return tuple(sorted(found, key=lambda choice: sort_key(choice.city, locale)))


@cache
def _zones_held() -> Counter[str]:
    """How many zones each country or area keeps."""
    return Counter(zones.countries().values())


@cache
def _older_names() -> Mapping[str, tuple[str, ...]]:
    """Zone -> the names CLDR files it under: the oldest it ever had, ``Asia/Calcutta`` for ``Asia/Kolkata``."""
    found: dict[str, tuple[str, ...]] = {}
    for older, newer in get_global("zone_aliases").items():
        found[newer] = (*found.get(newer, ()), older)
    return found


@cache
def _filed(zone: str) -> str:
    """The name CLDR's translations of a zone stand under."""
    filed = get_global("meta_zones")
    return next((name for name in (zone, *_older_names().get(zone, ())) if name in filed), zone)


def _named(language: babel.Locale, reader: babel.Locale) -> str:
    """``language`` as ``reader`` calls it: 简体中文 rather than 中文 (简体) where there is such a name."""
    return str(reader.languages.get(str(language)) or language.get_display_name(reader) or "")


def _babel(tag: str) -> babel.Locale | None:
    """Babel's locale for any well-formed tag it knows; asked only after the tag's form was checked."""
    if not _TAG.fullmatch(tag):
        return None
    name = tag.replace("-", "_")
    if not localedata.exists(name):
        return None
    return babel.Locale.parse(name)
