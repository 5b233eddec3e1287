"""Months and years as grids: weeks of days, and lanes of bars that never overlap."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from coop import clock, i18n
from coop.conferences.states import Precision, Status
from coop.i18n import dates
from coop.i18n.message import ngettext
from coop.multilingual import Said
from coop.web import conference_words as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coop.conferences.views import ConferenceCard
    from coop.web.kit.urls import Urls

MOST_LANES = 6
"""Bars above each other in one week; days say how many there are in all."""
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane, ``span`` days long; an empty one has no title. ``opens``: it began before this week, ``runs_on``: it goes on."""

    span: int
    title: Said | str = ""
    url: str = ""
    theme: str = ""
    status: str = ""
    opens: bool = False
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a grid. ``themes`` are those of its conferences, one each."""

    iso: str
    number: int
    label: str
    url: str
    count: int
    words: str = ""
    is_outside: bool = False
    is_today: bool = False
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days and the lanes below them."""

    days: list[Day]
    lanes: list[list[Bar]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a table (templates/parts/month.html, year.html)."""

    caption: str
    name: str
    url: str
    weekdays: list[tuple[str, str]]
    weeks: list[Week]


@dataclass(frozen=True, slots=True)
class SmallMonth:
    """A month of a year's overview; days outside it are None."""

    name: str
    url: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[Day | None]]


def weeks_of(first: date, locale: str) -> list[list[date]]:
    """The weeks that hold the month of ``first``, each from the reader's first weekday."""
    return Calendar(i18n.locales()[locale].first_weekday).monthdatescalendar(first.year, first.month)


def weekdays(locale: str) -> list[tuple[str, str]]:
    """The weekdays in the reader's order: short and long."""
    return [(dates.weekday_short(day, locale), dates.weekday(day, locale)) for day in i18n.locales()[locale].weekdays]


def month(first: date, cards: Sequence[ConferenceCard], urls: Urls, query: Mapping[str, object]) -> Month:
    """The month of ``first`` with ``cards``, which are by first day. What is known only by month or year has no place on a day."""
    locale = urls.locale
    placed = [card for card in cards if card.precision is Precision.DAY]
    lists = _lists(urls, query)
    weeks = []
    for days in weeks_of(first, locale):
        here = [card for card in placed if card.first_day <= days[6] and card.last_day >= days[0]]
        weeks.append(Week([_day(day, first, here, urls.locale, lists) for day in days], lanes(days, here, urls)))
    caption = dates.month(first, locale)
    return Month(caption, caption, urls.page(f"conferences/month/{first:%Y-%m}", **query), weekdays(locale), weeks)  # type: ignore[arg-type]


def lanes(days: Sequence[date], cards: Sequence[ConferenceCard], urls: Urls) -> list[list[Bar]]:
    """The bars of one week: each conference in the first lane that is free on its days, at most `MOST_LANES` lanes."""
    taken: list[list[tuple[int, int, ConferenceCard]]] = []
    for card in sorted(cards, key=lambda each: (max(each.first_day, days[0]), -each.last_day.toordinal(), each.id)):
        start, end = max(0, (card.first_day - days[0]).days), min(6, (card.last_day - days[0]).days)
        lane = next((lane for lane in taken if lane[-1][1] < start), None)
        if lane is None:
            if len(taken) == MOST_LANES:
                continue
            lane = []
            taken.append(lane)
        lane.append((start, end, card))
    return [_bars(lane, days, urls) for lane in taken]


def _bars(lane: Sequence[tuple[int, int, ConferenceCard]], days: Sequence[date], urls: Urls) -> list[Bar]:
    found: list[Bar] = []
    at = 0
    for start, end, card in lane:
        if start > at:
            found.append(Bar(start - at))
        found.append(
            Bar(
                span=end - start + 1,
                title=words.choose(card.names, urls.locale),
                url=urls.page(card.path),
                theme=card.themes[0] if card.themes else "",
                status=card.status.value,
                opens=card.first_day < days[0],
                runs_on=card.last_day > days[6],
            )
        )
        at = end + 1
    if at < len(days):
        found.append(Bar(len(days) - at))
    return found


def _day(day: date, first: date, cards: Sequence[ConferenceCard], locale: str, lists: str) -> Day:
    on = [card for card in cards if card.first_day <= day <= card.last_day]
    live = [card for card in on if card.status is not Status.CANCELLED]
    return Day(
        iso=day.isoformat(),
        number=day.day,
        label=dates.day_full(day, locale),
        url=_list_of(day, lists) if on else "",
        count=len(on),
        is_outside=(day.year, day.month) != (first.year, first.month),
        is_today=day == clock.today(),
        themes=tuple(dict.fromkeys(card.themes[0] for card in (*live, *on) if card.themes)),
    )


def _lists(urls: Urls, query: Mapping[str, object]) -> str:
    """The address of the lists of days, all but the days: made once, not 365 times."""
    fields = {name: value for name, value in query.items() if name not in {"from", "to", "sort"}}
    address = urls.page("conferences", **fields)  # type: ignore[arg-type]
    return f"{address}{'&' if '?' in address else '?'}"


def _list_of(day: date, lists: str) -> str:
    return f"{lists}from={day}&to={day}"


def year(number: int, per_day: Mapping[date, int], urls: Urls, query: Mapping[str, object]) -> list[SmallMonth]:
    """The twelve months of a year with how many conferences each day has."""
    locale = urls.locale
    heads, lists = weekdays(locale), _lists(urls, query)
    found = []
    for each in range(1, 13):
        first = date(number, each, 1)
        weeks = [
            [_small_day(day, per_day.get(day, 0), locale, lists) if day.month == each else None for day in days]
            for days in weeks_of(first, locale)
        ]
        url = urls.page(f"conferences/month/{first:%Y-%m}", **query)  # type: ignore[arg-type]
        found.append(SmallMonth(dates.month_name(each, locale), url, heads, weeks))
    return found


def _small_day(day: date, count: int, locale: str, lists: str) -> Day:
    return Day(
        iso=day.isoformat(),
        number=day.day,
        label="",
        url=_list_of(day, lists) if count else "",
        count=count,
        words=i18n.translate(ngettext("%(count)s conference", "%(count)s conferences", count), locale) if count else "",
        is_today=day == clock.today(),
    )


def window(first: date, locale: str) -> tuple[date, date]:
    """The first and last day that the grid of a month shows."""
    weeks = weeks_of(first, locale)
    return weeks[0][0], weeks[-1][6]


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
