"""One record of ROR (schema version 2) as facts of ours: names with tags and kinds, place, identifiers, state and successors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from coop import zones
from coop.errors import Invalid
from coop.partners.facts import FOUNDED_FROM, FOUNDED_TO, NAME_LENGTH, Kind, NameKind, NewIdentifier, NewName, Source
from coop.partners.identifiers import Scheme, is_ror, number_of, read
from coop.search import fold
from coop.text import clean_line, clean_url

ADDRESS = "https://ror.org/"
_REVISION = 1
"""Raised when what is read out of a record changes: the next load then writes every record anew."""
_SCHEMES = {"isni": Scheme.ISNI, "wikidata": Scheme.WIKIDATA, "grid": Scheme.GRID}
_TRADITIONAL = frozenset({"TW", "HK", "MO"})


class State(StrEnum):
    """What the register says of a record: ``inactive`` bodies have ended, ``withdrawn`` records should never have been or were merged."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``names`` begin with the one ROR shows; the label of each language is its preferred name.

    ``successors`` are ROR identifiers; ``modified_on`` is a day in ISO 8601. A city stands as the register gives it, which may be an old
    name or a province: the GeoNames number says which place is meant.
    """

    ror: str
    names: tuple[NewName, ...]
    kinds: tuple[Kind, ...]
    state: State = State.ACTIVE
    successors: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    founded: int | None = None
    website: str = ""
    identifiers: tuple[NewIdentifier, ...] = field(default=())
    modified_on: str = ""

    @property
    def number(self) -> int:
        """The number that its identifier encodes."""
        return number_of(self.ror)

    @property
    def name(self) -> NewName:
        """The name that ROR shows."""
        return self.names[0]

    @property
    def source(self) -> str:
        """Where the facts were read, with the day of the record's last change."""
        return f"{ADDRESS}{self.ror} (record of {self.modified_on})" if self.modified_on else f"{ADDRESS}{self.ror}"


_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> str:
    """The stored form: compact JSON."""
    return msgspec.json.encode(record).decode()


def decode(stored: str) -> Record:
    """Read the stored form back."""
    return _decoder.decode(stored)


def fingerprint(stored: str) -> str:
    """What two loads compare a stored record by."""
    return blake2b(f"{_REVISION} {stored}".encode(), digest_size=12).hexdigest()


def of_json(raw: dict[str, Any]) -> Record | None:
    """The record, or None where it lacks a right identifier or any name that can be shown. Odd values of single fields are left out."""
    ror = read(Scheme.ROR, str(raw.get("id") or "")).value
    names = _names(_dicts(raw, "names"), _country(raw))
    if not is_ror(ror) or not names:
        return None
    kinds = [Kind(each) for each in raw.get("types") or () if each in set(Kind)]
    record = Record(
        ror=ror,
        names=names,
        kinds=tuple(sorted(kinds, key=lambda kind: kind is Kind.FUNDER)) or (Kind.OTHER,),
        state=State(raw["status"]) if raw.get("status") in set(State) else State.ACTIVE,
        successors=tuple(_successors(raw, ror)),
        founded=_whole(raw.get("established"), FOUNDED_FROM, FOUNDED_TO),
        website=next((url for each in _dicts(raw, "links") if each.get("type") == "website" and (url := _url(each.get("value")))), ""),
        identifiers=tuple(_identifiers(raw)),
        modified_on=_line(((raw.get("admin") or {}).get("last_modified") or {}).get("date"))[:10],
    )
    return _placed(record, raw)


def is_of_first_schema(raw: dict[str, Any]) -> bool:
    """Whether it is a record of schema version 1, which ROR no longer gives out."""
    return "names" not in raw and "name" in raw


def _country(raw: dict[str, Any]) -> str:
    found = next((str((each.get("geonames_details") or {}).get("country_code") or "") for each in _dicts(raw, "locations")), "")
    return found if found in zones.country_codes() else ""


def _placed(record: Record, raw: dict[str, Any]) -> Record:
    where = next(iter(_dicts(raw, "locations")), {})
    details = where.get("geonames_details") or {}
    latitude, longitude = _degrees(details.get("lat"), 90), _degrees(details.get("lng"), 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return replace(
        record,
        country=_country(raw),
        city=_line(details.get("name")),
        geonames_id=_whole(where.get("geonames_id"), 1, 2**31 - 1),
        latitude=latitude,
        longitude=longitude,
    )


def _names(rows: list[dict[str, Any]], country: str) -> tuple[NewName, ...]:
    """The names, that which ROR shows first, then labels, then the others; the first label of each language is preferred."""
    found: dict[tuple[str, str], tuple[int, NewName]] = {}
    for row in rows:
        types, text = set(row.get("types") or ()), _line(row.get("value"))
        if not text or len(text) > NAME_LENGTH:
            continue
        rank = 0 if "ror_display" in types else 1 if "label" in types else 2
        kind = NameKind.LABEL if rank < 2 else NameKind.ACRONYM if "acronym" in types else NameKind.ALIAS  # noqa: PLR2004 - the ranks above
        tag = "und" if kind is NameKind.ACRONYM else tag_of(str(row.get("lang") or ""), text, country)
        if tag == "zh-Latn":
            kind = NameKind.TRANSLITERATION
        key = (text, tag)
        if key not in found or rank < found[key][0]:
            found[key] = (rank, NewName(text, tag, kind, source=Source.ROR))
    ordered = [name for _rank, name in sorted(found.values(), key=lambda each: each[0])]
    taken: set[str] = set()
    for at, name in enumerate(ordered):
        if name.kind is NameKind.LABEL and name.tag not in taken:
            taken.add(name.tag)
            ordered[at] = replace(name, preferred=True)
    return tuple(ordered) if ordered and ordered[0].preferred else ()


def tag_of(language: str, text: str, country: str) -> str:
    """The BCP 47 tag of a name whose language ROR gives as ISO 639-1, or not at all.

    For Chinese the script is told from the characters themselves: what GB 2312 can write is simplified, what only Big5 can is
    traditional, and where both can, the country decides.
    """
    if not (len(language) == 2 and language.isascii() and language.isalpha() and language.islower()):  # noqa: PLR2004 - ISO 639-1
        return "und"
    if language != "zh":
        return language
    if fold(text).isascii():
        return "zh-Latn"
    simplified, traditional = _fits(text, "gb2312"), _fits(text, "big5")
    if simplified and traditional:
        return "zh-Hant" if country in _TRADITIONAL else "zh-Hans"
    return "zh-Hant" if traditional else "zh-Hans"


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _identifiers(raw: dict[str, Any]) -> list[NewIdentifier]:
    """The identifiers of other registers, normalised; one whose check digits are wrong is kept and marked."""
    found: dict[tuple[Scheme, str], NewIdentifier] = {}
    for row in _dicts(raw, "external_ids"):
        scheme = _SCHEMES.get(str(row.get("type")))
        typed = _line(row.get("preferred") or next(iter(row.get("all") or ()), ""))
        if scheme and typed:
            value, fault = read(scheme, typed)
            found[scheme, value] = NewIdentifier(scheme, value, Source.ROR, suspect=fault is not None)
    return list(found.values())


def _successors(raw: dict[str, Any], own: str) -> list[str]:
    named = [read(Scheme.ROR, str(each.get("id") or "")).value for each in _dicts(raw, "relationships") if each.get("type") == "successor"]
    return [each for each in dict.fromkeys(named) if is_ror(each) and each != own]


def _dicts(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = raw.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _line(value: object) -> str:
    try:
        return clean_line(value, "") if isinstance(value, str) else ""
    except Invalid:
        return ""


def _url(value: object) -> str:
    try:
        return clean_url(value, "") if isinstance(value, str) and value else ""
    except Invalid:
        return ""


def _whole(value: object, least: int, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None


def _degrees(value: object, most: int) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most else None
