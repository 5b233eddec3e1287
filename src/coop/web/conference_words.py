"""Conferences in the reader's words: cards, dates, places and calendar links for any page that shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from coop import i18n, themes
from coop.conferences.states import (
    DEADLINE_WORDS,
    Answer,
    ChangeOfDates,
    DeadlineKind,
    Format,
    HostRole,
    Move,
    Part,
    Precision,
    Status,
    Step,
    Visibility,
)
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners import queries as partners

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from coop.conferences.spans import Dates
    from coop.conferences.views import ConferenceCard, ConferenceView, DeadlineView
    from coop.multilingual import Multilingual
    from coop.viewer import Viewer
    from coop.web.kit.urls import Urls

STATUSES: Mapping[Status, Message] = {
    Status.TENTATIVE: _("Tentative"),
    Status.CONFIRMED: _("Confirmed"),
    Status.HELD: _("Held"),
    Status.POSTPONED: _("Postponed"),
    Status.CANCELLED: _("Cancelled"),
}
VISIBILITIES: Mapping[Visibility, Message] = {
    Visibility.DRAFT: _("Draft"),
    Visibility.REVIEW: _("In review"),
    Visibility.PUBLISHED: _("Published"),
    Visibility.ARCHIVED: _("Archived"),
}
FORMATS: Mapping[Format, Message] = {
    Format.IN_PERSON: _("On site"),
    Format.ONLINE: _("Online"),
    Format.HYBRID: _("On site and online"),
}
PRECISIONS: Mapping[Precision, Message] = {
    Precision.DAY: _("The day"),
    Precision.MONTH: _("Only the month"),
    Precision.YEAR: _("Only the year"),
}
ROLES: Mapping[HostRole, Message] = {
    HostRole.HOST: _("Host"),
    HostRole.CO_HOST: _("Co-host"),
    HostRole.ORGANISER: _("Organiser"),
    HostRole.SUPPORTER: _("Supporter"),
    HostRole.SPONSOR: _("Sponsor"),
    HostRole.KNOWLEDGE_PARTNER: _("Knowledge partner"),
}
ANSWERS: Mapping[Answer, Message] = {
    Answer.INVITED: _("Invited"),
    Answer.ACCEPTED: _("Accepted"),
    Answer.DECLINED: _("Declined"),
}
MOVES: Mapping[Move, Message] = {
    Move.CONFIRM: _("Confirm"),
    Move.HOLD: _("Mark as held"),
    Move.MOVE: _("Change the dates"),
    Move.POSTPONE: _("Postpone"),
    Move.CANCEL: _("Cancel conference"),
}
STEPS: Mapping[Step, Message] = {
    Step.SUBMIT: _("Submit for review"),
    Step.RETURN: _("Return to its author"),
    Step.PUBLISH: _("Publish conference"),
    Step.WITHDRAW: _("Make a draft again"),
    Step.ARCHIVE: _("Archive"),
}
PARTS: Mapping[Part, Message] = {
    Part.TEXTS: _("Name, summary and description"),
    Part.DATES: _("Dates, hours and venue"),
    Part.DEADLINES: _("Deadlines"),
}
"""What may be given to co-organisers, in the order of the form."""
CHANGES: Mapping[ChangeOfDates, Message] = {
    ChangeOfDates.MOVED: _("Moved"),
    ChangeOfDates.POSTPONED: _("Postponed"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """The large day of a card."""

    day: str
    month: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    """Where one conference, or a feed, is taken into a calendar."""

    ics: str
    google: str
    outlook: str
    office: str


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Where a list is subscribed to. ``page`` is the page of all formats, ``qr`` the address of a picture; either may be empty."""

    name: str
    https: str
    webcal: str
    google: str
    outlook: str
    office: str
    atom: str = ""
    json: str = ""
    page: str = ""
    qr: str = ""


@dataclass(frozen=True, slots=True)
class ShownConference:
    """A conference in a list, finished (templates/parts/conference.html). ``themes`` are (slug, words, address)."""

    url: str
    title: Said
    block: Block
    when: str
    starts: str
    themes: tuple[tuple[str, str, str], ...]
    status: str
    reason: str
    format: str
    place: str
    hosts: tuple[Said, ...]
    notes: tuple[str, ...]
    month: str
    calendar: CalendarLinks | None = None


@dataclass(frozen=True, slots=True)
class ShownHost:
    """An organisation behind a conference; ``answer`` is the code of its answer where it has not accepted."""

    name: Said
    url: str
    role: str
    answer: str = ""


async def shown(viewer: Viewer, cards: Iterable[ConferenceCard], urls: Urls) -> list[ShownConference]:
    """Conferences as lists and other pages show them, in the language of ``urls``. One statement for the names of the hosts."""
    listed = list(cards)
    named = await partners.named(viewer, {host for card in listed for host in card.hosts}, urls.locale)
    return [_remembered(card, urls, tuple(named[host] for host in card.hosts if host in named)) for card in listed]


def _remembered(card: ConferenceCard, urls: Urls, hosts: tuple[Said, ...]) -> ShownConference:
    """A card as it was shown before while nothing in it differs: its version, its hosts' names, the language."""
    key = (card.uuid, card.version, urls.locale, hosts)
    found = _remember.get(key)
    if found is None:
        if len(_remember) >= _MOST_REMEMBERED:
            _remember.clear()
        found = _remember[key] = _shown(card, urls, hosts)
    return found


_MOST_REMEMBERED = 2_000
_remember: dict[tuple[UUID, int, str, tuple[Said, ...]], ShownConference] = {}


def _shown(card: ConferenceCard, urls: Urls, hosts: tuple[Said, ...]) -> ShownConference:
    locale = urls.locale
    return ShownConference(
        url=urls.page(card.path),
        title=choose(card.names, locale),
        block=block(card.dates, locale),
        when=when(card, locale),
        starts=card.first_day.isoformat(),
        themes=theme_links(card.themes, urls),
        status=card.status.value,
        reason=i18n.translate(_("New dates are not known yet."), locale) if card.status is Status.POSTPONED else "",
        format=card.format.value,
        place=place(card, locale),
        hosts=hosts,
        notes=notes(card),
        month=_heading(card.dates, locale),
    )


def notes(card: ConferenceCard) -> tuple[str, ...]:
    """Codes of the tags beside the status: what is not published, what is made up."""
    found = () if card.visibility is Visibility.PUBLISHED else (card.visibility.value,)
    return (*found, "illustrative") if card.illustrative else found


def choose(text: Multilingual, locale: str) -> Said:
    """The text as readers of ``locale`` see it."""
    return text.say(locale, i18n.locales()[locale].chain)


def theme_links(slugs: Iterable[str], urls: Urls) -> tuple[tuple[str, str, str], ...]:
    """Themes with their names and the lists of their conferences."""
    return tuple((each, choose(themes.theme(each).name, urls.locale).text, urls.page("conferences", theme=[each])) for each in slugs)


def block(days: Dates, locale: str) -> Block:
    """The large day: as much of the date as is known."""
    first, last = days.first_day, days.last_day
    if days.precision is Precision.YEAR:
        return Block("", dates.year(first, locale))
    month = dates.month_name_short(first.month, locale)
    if days.precision is Precision.MONTH:
        return Block("", month)
    same_month = (first.year, first.month) == (last.year, last.month)
    return Block(f"{first.day}–{last.day}" if same_month and first != last else str(first.day), month)


def span(days: Dates, locale: str) -> str:
    """Days, months or years as announced, saying when the end is open."""
    words = dates.span(days.first_day, days.last_day, days.precision.value, locale)
    if days.ends_on is None and days.precision is Precision.DAY:
        return i18n.translate(_("from %(day)s, last day not known yet", day=words), locale)
    return words


def when(card: ConferenceCard, locale: str) -> str:
    """The dates, with the hours where it is a single day."""
    words = span(card.dates, locale)
    return dates.glued(words, dates.times_in_zone(card.starts_at, card.ends_at, card.zone, locale), locale) if card.is_timed else words


def place(card: ConferenceCard, locale: str) -> str:
    """City and country in one line; empty for what is online only and names neither."""
    city = choose(card.city, locale).text
    country = places.country(card.country, locale) if card.country else ""
    if city and country:
        return i18n.translate(_("%(city)s, %(country)s", city=city, country=country), locale)
    return city or country


def deadline_title(deadline: DeadlineView, locale: str) -> Said:
    """What is due, with the round where there are several."""
    if deadline.kind is DeadlineKind.OTHER:
        return choose(deadline.label, locale)
    words = i18n.translate(DEADLINE_WORDS[deadline.kind], locale)
    if deadline.round > 1:
        words = i18n.translate(_("%(deadline)s, round %(round)s", deadline=words, round=deadline.round), locale)
    return Said(words, locale)


def add_links(conference: ConferenceView, urls: Urls) -> CalendarLinks:
    """Where one conference is added to a calendar."""
    locale = urls.locale
    title = quote(choose(conference.names, locale).text)
    page = urls.absolute(urls.page(conference.path))
    where = quote(place(conference, locale))
    if conference.is_timed:
        google = f"{conference.starts_at:%Y%m%dT%H%M%SZ}/{conference.ends_at:%Y%m%dT%H%M%SZ}"
        starts, ends, all_day = f"{conference.starts_at:%Y-%m-%dT%H:%M:%SZ}", f"{conference.ends_at:%Y-%m-%dT%H:%M:%SZ}", ""
    else:
        after = conference.last_day.toordinal() + 1
        end = conference.last_day.fromordinal(after)
        google = f"{conference.first_day:%Y%m%d}/{end:%Y%m%d}"
        starts, ends, all_day = conference.first_day.isoformat(), end.isoformat(), "&allday=true"
    compose = (
        f"path=/calendar/action/compose&rru=addevent&subject={title}&startdt={starts}&enddt={ends}{all_day}"
        f"&location={where}&body={quote(page)}"
    )
    return CalendarLinks(
        ics=urls.page(f"{conference.path}.ics"),
        google=f"https://calendar.google.com/calendar/render?action=TEMPLATE&text={title}&dates={google}&location={where}&details={quote(page)}",
        outlook=f"https://outlook.live.com/calendar/0/deeplink/compose?{compose}",
        office=f"https://outlook.office.com/calendar/0/deeplink/compose?{compose}",
    )


def feed_links(urls: Urls, name: str, query: Iterable[tuple[str, str]]) -> FeedLinks:
    """Where the conferences that ``query`` asks for are subscribed to."""
    fields: dict[str, list[str]] = {}
    for key, value in query:
        if key != "sort":
            fields.setdefault(key, []).append(value)
    return replace(
        subscribe_links(urls.absolute(urls.page("feeds/conferences.ics", **fields)), name),
        atom=urls.absolute(urls.page("feeds/conferences.atom", **fields)),
        json=urls.absolute(urls.page("feeds/conferences.json", **fields)),
        page=urls.page("feeds", **fields),
    )


def subscribe_links(https: str, name: str) -> FeedLinks:
    """How calendar apps are told to subscribe to the calendar at the absolute address ``https``."""
    webcal = "webcal://" + https.partition("://")[2]
    outlook = f"url={quote(https, safe='')}&name={quote(name, safe='')}"
    return FeedLinks(
        name=name,
        https=https,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{outlook}",
    )


def _heading(days: Dates, locale: str) -> str:
    """What the list is grouped by: the month, or the year where no more is known."""
    return dates.year(days.first_day, locale) if days.precision is Precision.YEAR else dates.month(days.first_day, locale)
