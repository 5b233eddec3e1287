"""The languages an installation offers: tag, own name, direction, region, week and fallback chain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import babel
from babel import localedata
from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DEFAULT_TAGS = ("en", "zh-Hans", "th", "ar")

REGIONS: Mapping[str, str] = {"en": "GB", "zh-Hans": "CN", "zh-Hant": "TW", "th": "TH", "ar": "AE"}
"""The region a tag without one stands for, where CLDR's likeliest region is not what we want.

A region decides the first weekday and the order of a date. ``en`` is the English of an international desk: day before
month, weeks from Monday. ``ar`` is ``ar_AE``: the month names known from Rabat to Muscat, Western digits and weeks from
Monday, where ``ar_EG`` would bring Arabic-Indic digits and ``ar_MA`` months of its own. Offer ``ar-EG`` to have those.
"""

FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "zh-Hant": ("zh-Hans",),
    "zh-Hans": ("zh-Hant",),
    "zh": ("zh-Hans", "zh-Hant"),
    "yue": ("zh-Hant", "zh-Hans"),
    "nb": ("no", "da"),
    "nn": ("nb", "no"),
    "ms": ("id",),
    "lo": ("th",),
}
"""Which languages a reader of one can be expected to read instead; shortening the tag is tried before these."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

_SCRIPT_LETTERS = 4

_UNUSED = (
    *("unit_display_names", "compound_unit_patterns", "measurement_systems", "variants"),
    *("currency_names", "currency_names_plural", "currency_symbols", "currency_formats", "currency_unit_patterns"),
    *("compact_currency_formats", "compact_decimal_formats", "scientific_formats"),
)
"""What CLDR knows and no page of ours shows: let go of, it is a quarter of a locale's data in memory."""

Direction = Literal["ltr", "rtl"]


class UnknownLocale(ValueError):
    """A tag that is not well formed, or that the installation does not offer."""


@dataclass(frozen=True, slots=True)
class OfferedLocale:
    """One language on offer.

    ``babel`` always has a region; ``first_weekday`` counts from Monday = 0; ``chain`` is what to try after ``tag``, nearest first.
    """

    tag: str
    own_name: str
    direction: Direction
    babel: babel.Locale
    first_weekday: int
    chain: tuple[str, ...]

    def __str__(self) -> str:
        """The BCP 47 tag, as it stands in addresses and in ``lang``."""
        return self.tag

    @property
    def language(self) -> str:
        """The language subtag alone: ``zh`` of ``zh-Hans``."""
        return self.tag.partition("-")[0]

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The seven weekdays (Monday = 0) in the order this locale's week shows them."""
        return tuple((self.first_weekday + day) % 7 for day in range(7))


class Locales:
    """The allow-list of an installation, in the order offered; the first is the default."""

    def __init__(self, tags: Sequence[str] = DEFAULT_TAGS, fallbacks: Mapping[str, Sequence[str]] | None = None) -> None:
        if not tags:
            raise UnknownLocale("At least one locale must be offered.")
        self._fallbacks: dict[str, tuple[str, ...]] = {**FALLBACKS, **{tag: tuple(chain) for tag, chain in (fallbacks or {}).items()}}
        self._offered: dict[str, OfferedLocale] = {}
        for tag in tags:
            self._offered[tag] = self._offer(tag)

    @property
    def tags(self) -> tuple[str, ...]:
        """The offered tags, in order."""
        return tuple(self._offered)

    @property
    def default(self) -> str:
        """The tag shown to those who ask for nothing we offer."""
        return next(iter(self._offered))

    def __contains__(self, tag: object) -> bool:
        return tag in self._offered

    def __iter__(self) -> Iterator[OfferedLocale]:
        return iter(self._offered.values())

    def __len__(self) -> int:
        return len(self._offered)

    def __getitem__(self, tag: str) -> OfferedLocale:
        """The offered locale ``tag``, spelt exactly; raises UnknownLocale before anything outside the allow-list is looked up."""
        try:
            return self._offered[tag]
        except KeyError:
            raise UnknownLocale(f"The language {tag[:40]!r} is not offered.") from None

    def chain(self, tag: str) -> tuple[str, ...]:
        """What to try after ``tag``, nearest first: shorter tags, then related languages, each once. ``tag`` need not be on offer."""
        found: list[str] = []
        waiting = [tag]
        while waiting:
            current = waiting.pop(0)
            shorter = [current[:place] for place in range(len(current) - 1, 0, -1) if current[place] == "-"]
            for each in (*shorter, *self._fallbacks.get(current, ())):
                if each != tag and each not in found:
                    found.append(each)
                    waiting.append(each)
        return tuple(found)

    def negotiate(self, header: str) -> str:
        """The offered tag that suits an ``Accept-Language`` header best (RFC 9110 12.5.4, lookup of RFC 4647 3.4); the default if none."""
        for wanted in _ranked(header):
            for candidate in (wanted, *self.chain(_spelt(wanted))):
                found = self._matching(candidate)
                if found:
                    return found
        return self.default

    def _matching(self, wanted: str) -> str:
        """The offered tag equal to ``wanted`` whatever the case, or the first that shares its language and likely script; else empty."""
        lowered = wanted.lower()
        for tag in self._offered:
            if tag.lower() == lowered:
                return tag
        language, _, rest = lowered.partition("-")
        script = _script(language, rest)
        for tag in self._offered:
            own, _, own_rest = tag.lower().partition("-")
            if own == language and _script(own, own_rest) == script:
                return tag
        return ""

    def _offer(self, tag: str) -> OfferedLocale:
        if not _TAG.fullmatch(tag):
            raise UnknownLocale(f"{tag[:40]!r} is not a language tag such as 'en', 'zh-Hans' or 'pt-BR'.")
        name = babel_name(tag)
        if not localedata.exists(name):
            raise UnknownLocale(f"Nothing is known of the language {tag!r}.")
        isolate(name)
        own = babel.Locale.parse(name)
        # the name without the region, unless the region is part of the tag
        plain = babel.Locale.parse(tag, sep="-")
        direction: Direction = "rtl" if own.text_direction == "rtl" else "ltr"
        own_name = plain.languages.get(str(plain)) or plain.get_display_name(plain) or tag
        return OfferedLocale(tag, own_name, direction, own, own.first_week_day, self.chain(tag))


def babel_name(tag: str) -> str:
    """Babel's name of a well-formed ``tag``, always with a region: ``zh-Hans`` is ``zh_Hans_CN``, ``uz`` is ``uz_Latn_UZ``."""
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[-1]) != _SCRIPT_LETTERS:
        return "_".join(parts)
    likely = str(get_global("likely_subtags").get("_".join(parts), ""))
    region = REGIONS.get(tag) or likely.rpartition("_")[2]
    short = "_".join((*parts, region))
    return short if not likely or localedata.exists(short) else likely


def isolate(name: str) -> None:
    """Give Babel's locale ``name`` data that no other locale shares.

    Babel resolves an alias by writing into nested dictionaries that locales inherit from one another, so that the first
    language used lends its month names to the others (python-babel issue 1234). Loading a locale with an empty cache
    gives it, and the ancestors it was merged from, dictionaries of its own.
    """
    with localedata._cache_lock:  # noqa: SLF001 - the fault lies in this very cache
        cache = localedata._cache  # noqa: SLF001 - the same
        kept = dict(cache)
        cache.clear()
        try:
            own = localedata.load(name)
            for unused in _UNUSED:
                own.pop(unused, None)
        finally:
            cache.clear()
            cache.update(kept)
        cache[name] = own


def _ranked(header: str) -> list[str]:
    """The language ranges of an Accept-Language header, most wanted first; what cannot be read is passed over."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1000].split(",")[:30]):
        tag, _, parameter = part.partition(";")
        tag = tag.strip()
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", tag):
            continue
        weight = _weight(parameter)
        if weight > 0:
            wanted.append((-weight, place, tag))
    return [tag for *_, tag in sorted(wanted)]


def _weight(parameter: str) -> float:
    """The ``q`` of a language range: 1 if there is none, 0 if it cannot be read."""
    found = re.fullmatch(r"\s*(?:[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?\s*", parameter, re.ASCII)
    if not found:
        return 0.0
    return float(found[1]) if found[1] else 1.0


def _spelt(tag: str) -> str:
    """``tag`` in the customary case: language lower, script titled, region upper."""
    parts = [part.title() if len(part) == _SCRIPT_LETTERS else part.upper() for part in tag.split("-")]
    parts[0] = parts[0].lower()
    return "-".join(parts)


def _script(language: str, rest: str) -> str:
    """The script a tag is written in, lower case: named, or the likeliest for its region, or for the language; empty if unknown."""
    parts = rest.split("-") if rest else []
    for part in parts:
        if len(part) == _SCRIPT_LETTERS and part.isalpha():
            return part
    likely = get_global("likely_subtags")
    for part in parts:
        full = likely.get(f"{language}_{part.upper()}")
        if full:
            return str(full).split("_")[1].lower()
    full = likely.get(language)
    return str(full).split("_")[1].lower() if full else ""
