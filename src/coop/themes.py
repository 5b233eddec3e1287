"""The six themes, their topics and the tags that cut across them: names, order and codes of other classifications."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from coop.errors import NotFound
from coop.i18n.message import _
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from coop.i18n.message import Message


class Flag(StrEnum):
    """What honesty asks us to say beside a topic's name."""

    LOW_CARBON_NOT_RENEWABLE = "low_carbon_not_renewable"


FLAG_WORDS: Mapping[Flag, Message] = {Flag.LOW_CARBON_NOT_RENEWABLE: _("Low-carbon, not renewable")}


class Scheme(msgspec.Struct, frozen=True):
    """A classification kept by others; ``version`` is ``undated`` where it was not recorded."""

    id: str
    name: str
    version: str


class ExternalCode(msgspec.Struct, frozen=True):
    """The place of a theme or topic in another classification. Only a ``verified`` code may be exported as that scheme's."""

    scheme: Scheme
    code: str
    verified: bool
    note: str = ""


class Topic(msgspec.Struct, frozen=True):
    """A topic, or a theme as a whole where ``code`` has no hyphen. ``without`` names schemes known to have no code for it."""

    code: str
    theme: str
    name: Multilingual
    reviewed: frozenset[str]
    codes: tuple[ExternalCode, ...]
    without: tuple[str, ...] = ()
    flag: Flag | None = None

    def codes_in(self, scheme: str) -> tuple[ExternalCode, ...]:
        """The verified codes in one scheme, named by its id."""
        return tuple(each for each in self.codes if each.scheme.id == scheme and each.verified)


class Theme(msgspec.Struct, frozen=True):
    """One of the six: ``slug`` stands in addresses and feeds, ``code`` before its topics."""

    slug: str
    code: str
    name: Multilingual
    whole: Topic
    topics: tuple[Topic, ...]


class Tag(msgspec.Struct, frozen=True):
    """A matter that cuts across the themes."""

    code: str
    name: Multilingual
    reviewed: frozenset[str]
    codes: tuple[ExternalCode, ...]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """A row of the file, whatever its kind."""

    code: str
    names: dict[str, str]
    slug: str = ""
    theme: str = ""
    unreviewed: frozenset[str] = frozenset()
    verified: dict[str, list[str]] = {}
    unverified: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    without: tuple[str, ...] = ()
    flag: Flag | None = None

    @property
    def name(self) -> Multilingual:
        return Multilingual.from_texts("en", self.names)

    @property
    def reviewed(self) -> frozenset[str]:
        return frozenset(self.names) - self.unreviewed

    def external(self, schemes: Mapping[str, Scheme]) -> tuple[ExternalCode, ...]:
        return tuple(
            ExternalCode(scheme, code, is_verified, self.notes.get(code, ""))
            for scheme in schemes.values()
            for codes, is_verified in ((self.verified, True), (self.unverified, False))
            for code in codes.get(scheme.id, ())
        )

    def topic(self, schemes: Mapping[str, Scheme]) -> Topic:
        return Topic(self.code, self.theme or self.slug, self.name, self.reviewed, self.external(schemes), self.without, self.flag)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schemes: list[Scheme]
    themes: list[_Entry]
    topics: list[_Entry]
    tags: list[_Entry]


def _read() -> tuple[tuple[Theme, ...], tuple[Tag, ...]]:
    with Path(__file__).with_name("themes.toml").open("rb") as file:
        found = msgspec.convert(tomllib.load(file), _File)
    schemes = {scheme.id: scheme for scheme in found.schemes}
    topics = [entry.topic(schemes) for entry in found.topics]
    read = tuple(
        Theme(entry.slug, entry.code, entry.name, entry.topic(schemes), tuple(topic for topic in topics if topic.theme == entry.slug))
        for entry in found.themes
    )
    return read, tuple(Tag(entry.code, entry.name, entry.reviewed, entry.external(schemes)) for entry in found.tags)


THEMES, TAGS = _read()
"""All themes and tags, in the order they are shown."""

TOPICS: tuple[Topic, ...] = tuple(topic for theme in THEMES for topic in theme.topics)
SLUGS: tuple[str, ...] = tuple(theme.slug for theme in THEMES)
CODES: tuple[str, ...] = tuple(topic.code for theme in THEMES for topic in (theme.whole, *theme.topics))
"""Everything an object can be filed under: each theme as a whole, then its topics."""

_BY_SLUG = {theme.slug: theme for theme in THEMES}
_BY_CODE = {topic.code: topic for theme in THEMES for topic in (theme.whole, *theme.topics)}
_PLACES = {code: place for place, code in enumerate(CODES)}


def theme(slug: str) -> Theme:
    """The theme with this slug; raises NotFound."""
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise NotFound(slug) from None


def topic(code: str) -> Topic:
    """The topic with this code, a theme as a whole among them; raises NotFound."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise NotFound(code) from None


def is_code(code: str) -> bool:
    """Whether something can be filed under ``code``."""
    return code in _BY_CODE


def theme_of(code: str) -> str:
    """The slug of the theme a code belongs to; raises NotFound."""
    return topic(code).theme


def themes_of(codes: Iterable[str]) -> tuple[str, ...]:
    """The slugs of the themes that codes belong to, each once, in their order; raises NotFound."""
    found = {theme_of(code) for code in codes}
    return tuple(slug for slug in SLUGS if slug in found)


def codes_of(slugs: Container[str]) -> list[str]:
    """Everything filed under one of these themes, in the order of all codes."""
    return [code for code in CODES if theme_of(code) in slugs]


def counted(filed: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many different things are filed under each theme, by its slug, in their order; ``filed`` is pairs of a code and a thing."""
    under: dict[str, set[int]] = {}
    for code, thing in filed:
        under.setdefault(theme_of(code), set()).add(thing)
    return {slug: len(under[slug]) for slug in SLUGS if slug in under}


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes in the order of all codes; raises NotFound."""
    return tuple(sorted(codes, key=place_of))


def place_of(code: str) -> int:
    """Where a code stands in the order of all codes, for sorting; raises NotFound."""
    topic(code)
    return _PLACES[code]
