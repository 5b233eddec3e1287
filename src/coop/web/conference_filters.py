"""The filter form of conferences: its choices with counts, the chips of what is in use, and the way out of an empty list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.asked import read_page
from coop.conferences import queries, series
from coop.conferences.filters import NAMES, ConferenceFilter, Sort, from_query
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import Message, _, ngettext
from coop.partners import queries as partners
from coop.web import conference_words as words
from coop.web.kit.urls import read_repeated, without_empty_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.conferences.pages import ConferencePage
    from coop.web.kit.visit import Visit

Option = tuple[str, str, int]
MOST_PARTNERS = 15
"""How many partners the form offers: those with most conferences. Any other can stand in the address."""

LABELS: Mapping[str, Message] = {
    "q": _("Words"),
    "themes": _("Theme"),
    "topics": _("Topic"),
    "countries": _("Country or area"),
    "partners": _("Host"),
    "series": _("Series"),
    "formats": _("Format"),
    "statuses": _("Status"),
    "languages": _("Working language"),
    "from_": _("From"),
    "to": _("Until"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of the filter form: key, words, how many conferences each would leave."""

    themes: list[Option]
    topics: list[Option]
    countries: list[Option]
    partners: list[Option]
    series: list[Option]
    formats: list[Option]
    statuses: list[Option]
    languages: list[Option]


def asked(visit: Visit) -> tuple[ConferenceFilter, int]:
    """The filter and the page number of an address. Raises Invalid naming each field that cannot be meant."""
    query = read_repeated(visit.query)
    return from_query(query), read_page(query.get("page", ["1"])[-1])


def shorter(visit: Visit, path: str) -> str:
    """The same address without empty fields, or an empty string where there are none."""
    short = without_empty_fields(visit.query)
    return visit.urls.page(path) + (f"?{short}" if short else "") if short != visit.query else ""


def fields(wanted: ConferenceFilter) -> dict[str, Any]:
    """The fields of an address for ``urls``."""
    found: dict[str, list[str]] = {}
    for name, value in wanted.to_query():
        found.setdefault(name, []).append(value)
    return found


def counted(total: int, locale: str) -> str:
    """The heading of the results."""
    return i18n.translate(ngettext("%(count)s conference", "%(count)s conferences", total), locale)


async def options(visit: Visit, found: ConferencePage) -> Options:
    """The choices of the form, in the order of the reader's language. Two statements for the names of partners and series."""
    locale, counts, wanted = visit.locale, found.counts, found.wanted
    hosts = sorted(counts["partners"].items(), key=lambda each: -each[1])[:MOST_PARTNERS]
    hosts += [(each, counts["partners"].get(each, 0)) for each in wanted.partners if each not in dict(hosts)]
    hosts_named = await partners.named(visit.viewer, [each for each, _count in hosts], locale)
    brands = counts["series"] | {each: counts["series"].get(each, 0) for each in wanted.series}
    brands_named = await series.named(list(brands), locale)
    open_themes = {*wanted.themes, *(themes.theme_of(code) for code in wanted.topics)}

    def in_order(rows: list[Option]) -> list[Option]:
        return sorted(rows, key=lambda each: sort_key(each[1], locale))

    return Options(
        themes=[(each, words.choose(themes.theme(each).name, locale).text, counts["themes"].get(each, 0)) for each in themes.SLUGS],
        topics=[
            (topic.code, words.choose(topic.name, locale).text, counts["topics"].get(topic.code, 0))
            for topic in themes.TOPICS
            if topic.theme in open_themes
        ],
        countries=in_order([(code, places.country(code, locale), count) for code, count in counts["countries"].items()]),
        partners=in_order([(str(each), hosts_named[each].text, count) for each, count in hosts if each in hosts_named]),
        series=in_order([(str(each), brands_named[each].text, count) for each, count in brands.items() if each in brands_named]),
        formats=[(each.value, i18n.translate(said, locale), counts["formats"].get(each, 0)) for each, said in words.FORMATS.items()],
        statuses=[(each.value, i18n.translate(said, locale), counts["statuses"].get(each, 0)) for each, said in words.STATUSES.items()],
        languages=in_order([(tag, places.language(tag, locale), count) for tag, count in counts["languages"].items()]),
    )


def chips(visit: Visit, wanted: ConferenceFilter, offered: Options) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    locale, urls = visit.locale, visit.urls
    found = [(f"“{wanted.q}”", urls.without("q"))] if wanted.q else []
    told: dict[str, dict[str, str]] = {
        "themes": {slug: name for slug, name, _count in offered.themes},
        "topics": {code: name for code, name, _count in offered.topics},
        "countries": {code: places.country(code, locale) for code in wanted.countries},
        "partners": {key: name for key, name, _count in offered.partners},
        "series": {key: name for key, name, _count in offered.series},
        "formats": {key: name for key, name, _count in offered.formats},
        "statuses": {key: name for key, name, _count in offered.statuses},
        "languages": {tag: places.language(tag, locale) for tag in wanted.languages},
    }
    for field, names in told.items():
        found += [(names.get(str(value), f"#{value}"), urls.without(NAMES[field], str(value))) for value in getattr(wanted, field)]
    if wanted.from_:
        found.append((i18n.translate(_("from %(day)s", day=wanted.from_), locale), urls.without("from")))
    if wanted.to:
        found.append((i18n.translate(_("until %(day)s", day=wanted.to), locale), urls.without("to")))
    return found


@dataclass(frozen=True, slots=True)
class WayOut:
    """What an empty list offers: the field to drop, how many come back, the address without it, and the nearest conferences."""

    field: str
    count: int
    url: str
    nearest: list[words.ShownConference]


async def way_out(visit: Visit, wanted: ConferenceFilter, path: str) -> WayOut:
    """The way out of a list that came out empty."""
    dropping, nearest = await queries.way_out(visit.viewer, wanted)
    cards = await words.shown(visit.viewer, nearest, visit.urls)
    if dropping is None:
        return WayOut("", 0, "", cards)
    label = i18n.translate(LABELS[dropping.field], visit.locale)
    return WayOut(label, dropping.count, visit.urls.page(path, **fields(wanted.without(dropping.field))), cards)


def sorts(visit: Visit) -> list[tuple[str, str]]:
    """The orders of the list and their addresses."""
    return [(each.value, visit.urls.here(sort=None if each is Sort.DATE else each.value)) for each in Sort]


def title(visit: Visit, wanted: ConferenceFilter, offered: Options) -> str:
    """What a calendar of these results is called."""
    chosen = ", ".join(said for said, _href in chips(visit, wanted, offered))
    message = _("Conferences: %(choices)s", choices=chosen) if chosen else _("Green technology conferences")
    return i18n.translate(message, visit.locale)


def day_words(visit: Visit, wanted: ConferenceFilter) -> tuple[str, str]:
    """The days of the filter as the reader writes them."""
    return (
        dates.day_full(wanted.from_, visit.locale) if wanted.from_ else "",
        dates.day_full(wanted.to, visit.locale) if wanted.to else "",
    )
