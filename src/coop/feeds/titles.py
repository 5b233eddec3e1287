"""What a feed says about itself, in its language: its name from its filter, its window and its size in words."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from coop import calendar, themes
from coop.conferences import series
from coop.conferences.filters import Kind
from coop.conferences.states import Format, Status
from coop.feeds.ical import Head
from coop.i18n import locales, names, translate
from coop.i18n.message import _, ngettext
from coop.partners import queries as partners
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from coop.conferences.filters import ConferenceFilter
    from coop.feeds.conferences import Feed
    from coop.i18n.message import Message

FORMATS = {Format.IN_PERSON: _("On site"), Format.ONLINE: _("Online"), Format.HYBRID: _("On site and online")}
STATUSES = {
    Status.TENTATIVE: _("Tentative"),
    Status.CONFIRMED: _("Confirmed"),
    Status.HELD: _("Held"),
    Status.POSTPONED: _("Postponed"),
    Status.CANCELLED: _("Cancelled"),
}


class Window(Enum):
    """Which stretch of time a feed shows."""

    USUAL = _("What ended in the last 12 months, and everything to come.")
    FROM = _("What ends on %(first)s or later.")
    TO = _("What begins on %(last)s or earlier.")
    BETWEEN = _("What takes place from %(first)s to %(last)s.")
    CHANGES = _("What changed lately.")


def window_of(wanted: ConferenceFilter) -> Window:
    """The stretch of time that the days of a filter ask for."""
    if wanted.from_:
        return Window.BETWEEN if wanted.to else Window.FROM
    return Window.TO if wanted.to else Window.USUAL


async def head(feed: Feed, window: Window, shown: int, total: int) -> Head:
    """Name, description and addresses of ``feed``, which shows ``shown`` of its ``total`` entries."""
    base = calendar.setting().base_url
    wanted = feed.wanted
    sentences: list[Message] = [_("Kept by %(address)s.", address=base)]
    sentences.insert(0, replace(window.value, values={"first": wanted.from_, "last": wanted.to}))
    if shown < total:
        sentences.append(
            ngettext(
                "Only %(shown)s of %(count)s entry is here, because calendar apps refuse larger files. Choose fewer themes or countries.",
                "Only the nearest %(shown)s of %(count)s entries are here, because calendar apps refuse larger files. "
                "Choose fewer themes or countries.",
                total,
                shown=shown,
            )
        )
    return Head(
        name=await name(feed),
        description=" ".join(translate(each, feed.locale) for each in sentences),
        locale=feed.locale,
        page=_address(f"{base}/{feed.locale}/conferences", wanted.to_query()),
        source=_address(f"{base}/{feed.locale}/feeds/conferences.{feed.format}", feed.query),
    )


async def name(feed: Feed) -> str:
    """The feed's name: what it holds, and what it was narrowed to."""
    chosen = await _choices(feed)
    kinds = set(feed.kinds)
    if kinds == {Kind.DEADLINE.value}:
        message = _("Deadlines: %(choices)s", choices=chosen) if chosen else _("Deadlines of green technology conferences")
    elif len(kinds) > 1:
        message = _("Conferences and deadlines: %(choices)s", choices=chosen) if chosen else _("Green technology conferences and deadlines")
    else:
        message = _("Conferences: %(choices)s", choices=chosen) if chosen else _("Green technology conferences")
    return translate(message, feed.locale)


async def _choices(feed: Feed) -> str:
    """The names of what the filter asks for, in the feed's language, one after another."""
    wanted, locale = feed.wanted, feed.locale
    chain = locales()[locale].chain
    found = [themes.theme(each).name.say(locale, chain).text for each in wanted.themes]
    found += [themes.topic(each).name.say(locale, chain).text for each in wanted.topics]
    found += [names.country(each, locale) for each in wanted.countries]
    if wanted.partners:
        found += [said.text for said in (await partners.named(ANONYMOUS, wanted.partners, locale)).values()]
    if wanted.series:
        found += [said.text for said in (await series.named(wanted.series, locale)).values()]
    found += [translate(FORMATS[each], locale) for each in wanted.formats]
    found += [translate(STATUSES[each], locale) for each in wanted.statuses]
    found += [names.language(each, locale) for each in wanted.languages]
    return ", ".join([*found, *([wanted.q] if wanted.q else [])])


def _address(path: str, query: tuple[tuple[str, str], ...]) -> str:
    return f"{path}?{urlencode(query, quote_via=quote, safe='/:,@')}" if query else path
