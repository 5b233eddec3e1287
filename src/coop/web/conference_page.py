"""One conference, finished for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock, i18n, themes, zones
from coop.conferences import queries, rules, series
from coop.conferences.sharing import co_organisers
from coop.conferences.states import Answer, Move, Part, Precision, Status, Step, legal_moves, legal_steps
from coop.errors import Gone, NotFound
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import _
from coop.liaison import queries as interactions
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.projects import queries as projects
from coop.text import slug
from coop.web import agreement_words, interaction_words, project_words
from coop.web import conference_jsonld as jsonld
from coop.web import conference_words as words
from coop.web.kit.urls import read_query

if TYPE_CHECKING:
    from coop.conferences.views import ConferenceView, DeadlineView, PreviousView
    from coop.viewer import Viewer
    from coop.web.kit.urls import Urls
    from coop.web.kit.visit import Visit


@dataclass(frozen=True, slots=True)
class ShownDeadline:
    """A deadline: what is due, on which clock, how far off. ``before`` is the day that stood before it was extended."""

    title: Said
    own: str
    yours: str
    starts: str
    relative: str
    is_over: bool
    before: str
    extended_on: str
    uuid: str


@dataclass(frozen=True, slots=True)
class ShownPrevious:
    """Dates that were given up."""

    kind: str
    when: str
    announced_on: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The hours of a single day: the conference's own clock and the reader's."""

    own: str
    zone: str
    starts: str
    yours: str
    your_zone: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the viewer may do now: codes with their words, in the order of the buttons."""

    may_edit: bool
    may_extend: bool
    may_share: bool
    may_trash: bool
    moves: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self.may_edit or bool(self.moves or self.steps)


async def shown_whole(visit: Visit, conference: ConferenceView) -> dict[str, Any]:
    """What templates/conferences/show.html is given. At most seven statements beside the conference's own."""
    locale, urls = visit.locale, visit.urls
    hosts = await _hosts(visit.viewer, conference, urls)
    brand = await _series(conference, urls)
    agreed = await projects.agreed_at(visit.viewer, conference.id)
    zone = reader_zone(visit)
    return {
        "conference": conference,
        "title": words.choose(conference.names, locale),
        "own_title": _own_title(conference, locale),
        "when": words.span(conference.dates, locale),
        "starts": conference.first_day.isoformat(),
        "relative": _relative(conference, locale),
        "clock": _clock(conference, zone, locale),
        "daily_hours": _daily_hours(conference, locale),
        "zone_words": dates.zone_then(conference.zone, conference.starts_at, locale),
        "place": words.place(conference, locale),
        "previous": [_previous(each, locale) for each in reversed(conference.previous)],
        "hosts": hosts,
        "deadlines": [_deadline(each, zone, locale) for each in conference.deadlines],
        "languages": [places.language(tag, locale) for tag in conference.languages],
        "themes": words.theme_links(conference.themes, urls),
        "topics": [
            (words.choose(themes.topic(code).name, locale).text, urls.page("conferences", topic=[code]))
            for code in conference.topics
            if "-" in code
        ],
        "series": brand,
        "successor": await _successor(visit.viewer, conference, urls),
        "stream_url": conference.stream_url if not conference.stream_private or visit.viewer.is_signed_in else "",
        "has_private_stream": bool(conference.stream_url and conference.stream_private),
        "notes": words.notes(conference),
        "links": words.add_links(conference, urls),
        "can_add": conference.visibility.value == "published" and conference.status is not Status.CANCELLED,
        "projects": project_words.shown(agreed, urls),
        "interactions": interaction_words.shown(await interactions.about(visit.viewer, "conference", conference.id), urls),
        "agreements": agreement_words.shown(await agreements.signed_at(visit.viewer, conference.id), urls),
        "deeds": deeds(visit.viewer, conference, locale),
        "jsonld": jsonld.event(conference, hosts, (brand[0].text, brand[1]) if brand else None, urls),
        "changed": dates.day(conference.revised_at, locale),
    }


def changes_before_tomorrow(conference: ConferenceView) -> bool:
    """Whether a deadline is still to fall due today: its page then says something else before the day for which pages are kept ends."""
    return any(each.due_at >= clock.now() and each.due_at.date() == clock.today() for each in conference.deadlines)


def deeds(viewer: Viewer, conference: ConferenceView, locale: str) -> Deeds:
    """What the viewer may do with the conference as it stands."""
    standing = conference.standing
    moves: list[Move] = list(legal_moves(conference.status)) if rules.may_run(viewer, standing) else []
    if Move.HOLD in moves and conference.ends_at > clock.now():
        moves.remove(Move.HOLD)
    steps = [each for each in legal_steps(conference.visibility) if rules.may_step(viewer, standing, each)]
    if Step.PUBLISH in steps and Step.SUBMIT in steps:
        steps.remove(Step.SUBMIT)
    return Deeds(
        rules.may_edit_part(viewer, standing),
        rules.may_edit_part(viewer, standing, Part.DEADLINES),
        rules.may_share(viewer, standing) and bool(co_organisers(conference.parties)),
        rules.may_edit(viewer, standing),
        tuple((each.value, i18n.translate(words.MOVES[each], locale)) for each in moves),
        tuple((each.value, i18n.translate(words.STEPS[each], locale)) for each in steps),
    )


def reader_zone(visit: Visit) -> str:
    """The reader's zone: that of the address, else the saved one; empty where neither is known."""
    asked = next((value for name, value in read_query(visit.query) if name == "tz"), "")
    zone = asked or visit.zone
    return zone if zone and zones.is_known(zone) else ""


async def _hosts(viewer: Viewer, conference: ConferenceView, urls: Urls) -> list[words.ShownHost]:
    """The organisations behind it that the viewer may know; only the staff sees who has not accepted."""
    parties = [each for each in conference.parties if each.answer is Answer.ACCEPTED or viewer.is_staff]
    cards = {card.id: card for card in await partners.by_ids(viewer, list({each.organisation for each in parties}), urls.locale)}
    return [
        words.ShownHost(
            name=cards[each.organisation].name,
            url=urls.page(f"partners/{each.organisation}-{slug(cards[each.organisation].home_name)}"),
            role=i18n.translate(words.ROLES[each.role], urls.locale),
            answer="" if each.answer is Answer.ACCEPTED else each.answer.value,
        )
        for each in parties
        if each.organisation in cards
    ]


async def _series(conference: ConferenceView, urls: Urls) -> tuple[Said, str] | None:
    if conference.series is None:
        return None
    try:
        found = await series.get(conference.series)
    except (NotFound, Gone):
        return None
    return words.choose(found.names, urls.locale), urls.page(found.path)


async def _successor(viewer: Viewer, conference: ConferenceView, urls: Urls) -> tuple[Said, str] | None:
    if conference.successor is None:
        return None
    found = await queries.by_ids(viewer, [conference.successor])
    return (words.choose(found[0].names, urls.locale), urls.page(found[0].path)) if found else None


def _own_title(conference: ConferenceView, locale: str) -> Said | None:
    """The name in its source language, where the page shows another."""
    own = conference.names.say(conference.names.source)
    return own if own.text and own.text != words.choose(conference.names, locale).text else None


def _relative(conference: ConferenceView, locale: str) -> str:
    today = clock.today()
    if conference.status in {Status.CANCELLED, Status.POSTPONED} or conference.precision is not Precision.DAY:
        return ""
    if conference.first_day <= today <= conference.last_day:
        return i18n.translate(_("on now"), locale)
    return dates.relative_day(conference.first_day if today < conference.first_day else conference.last_day, today, locale)


def _clock(conference: ConferenceView, zone: str, locale: str) -> Clock | None:
    if not conference.is_timed:
        return None
    own = dates.time(conference.starts_at.astimezone(zones.tz(conference.zone)))
    until = dates.time(conference.ends_at.astimezone(zones.tz(conference.zone)))
    yours = your_zone = ""
    if zone and zones.offset(zone, conference.starts_at) != zones.offset(conference.zone, conference.starts_at):
        there = conference.starts_at.astimezone(zones.tz(zone))
        hours = f"{dates.time(there)}–{dates.time(conference.ends_at.astimezone(zones.tz(zone)))}"
        yours = hours if there.date() == conference.first_day else dates.glued(dates.day_of_week(there.date(), locale), hours, locale)
        your_zone = dates.zone_then(zone, conference.starts_at, locale)
    return Clock(f"{own}–{until}", dates.zone_then(conference.zone, conference.starts_at, locale), _iso(conference), yours, your_zone)


def _iso(conference: ConferenceView) -> str:
    return f"{conference.starts_at:%Y-%m-%dT%H:%M:%SZ}"


def _daily_hours(conference: ConferenceView, locale: str) -> str:
    if conference.is_timed or conference.opens_at is None or conference.closes_at is None:
        return ""
    opens, closes = f"{conference.opens_at:%H:%M}", f"{conference.closes_at:%H:%M}"
    return i18n.translate(_("Open each day from %(opens)s to %(closes)s, local time.", opens=opens, closes=closes), locale)


def _previous(previous: PreviousView, locale: str) -> ShownPrevious:
    announced = dates.day(previous.announced_on, locale) if previous.announced_on else ""
    return ShownPrevious(previous.kind.value, words.span(previous.dates, locale), announced)


def _deadline(deadline: DeadlineView, zone: str, locale: str) -> ShownDeadline:
    yours = ""
    if zone and zones.offset(zone, deadline.due_at) != zones.offset(deadline.zone, deadline.due_at):
        yours = dates.instant(deadline.due_at, zone, locale)
    return ShownDeadline(
        title=words.deadline_title(deadline, locale),
        own=dates.instant(deadline.due_at, deadline.zone, locale),
        yours=yours,
        starts=f"{deadline.due_at:%Y-%m-%dT%H:%M:%SZ}",
        relative=dates.relative_day(deadline.due_on, clock.today(), locale),
        is_over=deadline.due_at < clock.now(),
        before=dates.day(deadline.original_on, locale) if deadline.original_on else "",
        extended_on=dates.day(deadline.extended_on, locale) if deadline.extended_on else "",
        uuid=str(deadline.uuid),
    )
