"""The sample data as plain facts: real records with their sources, and invented ones marked so."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from coop.multilingual import Multilingual, State, Translation

_HERE = Path(__file__).resolve().parent
_Row = TypeVar("_Row")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in one language; ``draft`` where the translation was made for this sample and nobody has confirmed it."""

    tag: str
    text: str
    state: State = State.DONE


class City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place. ``at`` is latitude and longitude in degrees (WGS 84); ``geonames`` is its GeoNames number where known."""

    country: str
    at: tuple[float, float]
    zone: str
    names: dict[str, str]
    geonames: int | None = None

    @property
    def name(self) -> Multilingual:
        """The name in every language known, English first."""
        return Multilingual.from_texts("en", self.names)


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One name of an organisation; the days are a year, a month or a day in ISO 8601, or empty."""

    text: str
    tag: str
    kind: str
    preferred: bool = False
    locked: bool = False
    valid_from: str = ""
    valid_to: str = ""


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation of the Research Organization Registry. ``city`` is a key of `cities`."""

    ror: str
    kinds: tuple[str, ...]
    city: str
    website: str
    source: str
    names: tuple[Name, ...]
    isni: str = ""
    wikidata: str = ""
    founded: int | None = None
    note: str = ""


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recurring conference."""

    key: str
    topics: tuple[str, ...]
    names: tuple[Text, ...]
    acronym: str = ""
    website: str = ""


class Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From one day, month or year to another; an empty ``last`` is not known. ``announced_on``: when these dates were given up."""

    first: str
    last: str = ""
    announced_on: str = ""


class Host(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation of the sample behind a conference."""

    ror: str
    role: str


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dated step; ``original`` is the day that stood until it was extended on ``extended_on``."""

    kind: str
    on: str
    time: str
    zone: str
    original: str = ""
    extended_on: str = ""


class Conference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conference. ``status`` says what the source says: held, announced, confirmed, tentative or cancelled.

    ``city`` is a key of `cities`; ``zone`` stands where there is no city. ``first`` and ``last`` are a day, a month or a year;
    ``last`` is empty where the source does not say. ``organised_by`` is who stands behind it in the source's words, listed or not.
    """

    ref: str
    topics: tuple[str, ...]
    status: str
    first: str
    names: tuple[Text, ...]
    last: str = ""
    series: str = ""
    edition: str = ""
    format: str = "in_person"
    previous: tuple[Days, ...] = ()
    announced_on: str = ""
    reason: str = ""
    city: str = ""
    zone: str = ""
    venue: str = ""
    opens: str = ""
    closes: str = ""
    hosts: tuple[Host, ...] = ()
    organised_by: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_illustrative(self) -> bool:
        """Whether it was made up for the demonstration."""
        return not self.sources


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes part in a project: an organisation of the sample by ``ror``, or a body by its ``unlisted`` name."""

    role: str
    ror: str = ""
    unlisted: str = ""
    joined: str = ""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a project's logbook; ``author`` is the key of a member of the cast."""

    on: str
    author: str
    language: str
    text: str


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A joint project. Its four ends are a day, a month or a year, or empty. ``funding`` is said as the sources say it."""

    ref: str
    topics: tuple[str, ...]
    stage: str
    objective: str
    names: tuple[Text, ...]
    partners: tuple[Partner, ...]
    acronym: str = ""
    parent: str = ""
    agreed_at: str = ""
    agreement: str = ""
    planned_start: str = ""
    planned_end: str = ""
    start: str = ""
    end: str = ""
    website: str = ""
    objectives: tuple[Text, ...] = ()
    honesty: str = ""
    honesty_note: str = ""
    funding: str = ""
    note: str = ""
    entries: tuple[Entry, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_illustrative(self) -> bool:
        """Whether it was made up for the demonstration."""
        return not self.sources


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A post of a contact at an organisation of the sample; the days are in ISO 8601, or empty."""

    ror: str
    role: str
    title: str = ""
    since: str = ""
    until: str = ""


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up person at organisations of the sample."""

    name: str
    email: str
    languages: tuple[str, ...]
    basis: str
    retain_until: str
    posts: tuple[Post, ...]
    address_as: str = ""
    phone: str = ""
    consented_on: str = ""
    may_publish: bool = False


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one organisation of the sample is to another, and where that is said."""

    ror: str
    kind: str
    other: str
    source: str


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party to an agreement: an organisation of the sample by ``ror``, or a body by its ``unlisted`` name.

    ``signatory`` is the e-mail address of a contact of the sample; days are in ISO 8601, or empty.
    """

    ror: str = ""
    unlisted: str = ""
    capacity: str = "party"
    signed_on: str = ""
    signed_in: str = ""
    signatory: str = ""


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A period that a renewal opened, both days included."""

    from_on: str
    ends_on: str


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agreement. ``parent`` is the ref of another one, ``signed_at`` that of a conference, ``officer`` the key of a member of the cast.

    An end is the last day that it holds.
    """

    ref: str
    kind: str
    state: str
    names: tuple[Text, ...]
    parties: tuple[Party, ...]
    reference: str = ""
    binding: bool = False
    confidential: bool = False
    topics: tuple[str, ...] = ()
    scope: tuple[Text, ...] = ()
    parent: str = ""
    signed_at: str = ""
    officer: str = ""
    effective_on: str = ""
    term_months: int | None = None
    ends_on: str = ""
    renewal: str = "none"
    renewal_months: int | None = None
    notice_months: int = 0
    periods: tuple[Period, ...] = ()
    languages: tuple[str, ...] = ()
    prevailing: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_illustrative(self) -> bool:
        """Whether it was made up for the demonstration."""
        return not self.sources


class Presence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation of the sample that took part in an interaction."""

    ror: str
    part: str = "participant"


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who took part: a contact of the sample by ``email``, or somebody made up by ``name``."""

    ror: str
    email: str = ""
    name: str = ""
    role: str = "member"


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is owed after an interaction; ``assignee`` is the key of a member of the cast, days are in ISO 8601."""

    text: str
    assignee: str
    due: str
    done: str = ""


class Interaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up contact with organisations. ``conference``, ``project`` and ``agreement`` are refs of the sample."""

    ref: str
    kind: str
    on: str
    zone: str
    names: tuple[Text, ...]
    organisations: tuple[Presence, ...]
    until: str = ""
    begins: str = ""
    place: str = ""
    confidential: bool = False
    conference: str = ""
    project: str = ""
    agreement: str = ""
    topics: tuple[str, ...] = ()
    summary: str = ""
    outcome: str = ""
    programme: str = ""
    people: tuple[Person, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


def said(texts: tuple[Text, ...]) -> Multilingual:
    """Texts in several languages as one value; the first is the source."""
    return Multilingual(texts[0].tag if texts else "en", {each.tag: Translation(each.text, each.state) for each in texts})


@cache
def cities() -> dict[str, City]:
    """Every city by key."""
    found: dict[str, City] = {}
    for name in ("cities.toml", "cities_west.toml"):
        found |= msgspec.toml.decode((_HERE / name).read_bytes(), type=dict[str, City])
    return found


def organisations() -> list[Organisation]:
    """The 77 organisations."""
    return _rows("organisations", "organisation", Organisation)


def series() -> list[Series]:
    """The recurring conferences."""
    return _read(_HERE / "series.toml", "series", Series)


def conferences() -> list[Conference]:
    """The 52 real conferences, then the illustrative ones."""
    return sorted(_rows("conferences", "conference", Conference), key=lambda each: (each.is_illustrative, each.ref))


def projects() -> list[Project]:
    """The 17 real projects, then the illustrative ones; a parent comes before its parts."""
    return sorted(_rows("projects", "project", Project), key=lambda each: (each.is_illustrative, each.ref))


def contacts() -> list[Contact]:
    """The contacts, all made up."""
    return _read(_HERE / "contacts.toml", "contact", Contact)


def agreements() -> list[Agreement]:
    """The four real agreements, then the illustrative ones; one that others hang on comes before them."""
    return _read(_HERE / "agreements.toml", "agreement", Agreement)


def interactions() -> list[Interaction]:
    """The interactions, all made up."""
    return _read(_HERE / "interactions.toml", "interaction", Interaction)


def relations() -> list[Relation]:
    """The relations between organisations that a source states."""
    return _read(_HERE / "relations.toml", "relation", Relation)


def _rows(folder: str, table: str, row: type[_Row]) -> list[_Row]:
    return [each for path in sorted((_HERE / folder).glob("*.toml")) for each in _read(path, table, row)]


def _read(path: Path, table: str, row: type[_Row]) -> list[_Row]:
    return msgspec.convert(msgspec.toml.decode(path.read_bytes())[table], type=list[row])  # type: ignore[valid-type]
