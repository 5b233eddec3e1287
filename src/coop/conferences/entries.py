"""A conference and its deadlines as calendar entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop import zones
from coop.calendar import AllDay, Entry, Mark, Organiser, Standing, Timed
from coop.conferences.states import DEADLINE_WORDS, DeadlineKind, Format, Precision, Status
from coop.conferences.views import slug_of
from coop.i18n.message import _
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coop.conferences.spans import Dates
    from coop.conferences.views import ConferenceView, DeadlineView
    from coop.i18n.message import Message

KIND = "conference"
DEADLINE_KIND = "deadline"

_STANDINGS = {
    Status.TENTATIVE: Standing.TENTATIVE,
    Status.CONFIRMED: Standing.CONFIRMED,
    Status.HELD: Standing.CONFIRMED,
    Status.POSTPONED: Standing.TENTATIVE,
    Status.CANCELLED: Standing.CANCELLED,
}
_VOID = frozenset({Status.CANCELLED, Status.POSTPONED})


def entries_of(conference: ConferenceView, organiser: Organiser | None = None) -> list[Entry]:
    """The entries of a published conference: itself, then its deadlines, which follow it when it is cancelled or postponed.

    A single day with hours is a timed entry; everything else is whole days (calendars show several timed days as one ugly bar). Where only
    the month or year is known the entry covers it, says so, is tentative and blocks nobody's time.
    """
    return [_conference(conference, organiser), *(_deadline(conference, each) for each in conference.deadlines)]


def _conference(conference: ConferenceView, organiser: Organiser | None) -> Entry:
    vague = conference.precision is not Precision.DAY
    standing = _STANDINGS[conference.status]
    return Entry(
        kind=KIND,
        object_id=conference.id,
        uid=str(conference.uuid),
        span=Timed(conference.starts_at, conference.ends_at, conference.zone)
        if conference.is_timed
        else AllDay(conference.dates.first_day, conference.dates.last_day),
        title=conference.names,
        path=_path(conference),
        created_at=conference.created_at,
        revised_at=conference.entry_revised_at,
        sequence=conference.sequence,
        status=Standing.TENTATIVE if vague and standing is Standing.CONFIRMED else standing,
        mark=_mark(conference),
        description=conference.summary if conference.description.is_empty else conference.description,
        lines=tuple(_lines(conference)),
        venue=conference.venue,
        address=_address(conference),
        country=conference.country,
        geo=(conference.latitude, conference.longitude)
        if conference.latitude is not None and conference.longitude is not None and conference.format is not Format.ONLINE
        else None,
        themes=conference.themes,
        topics=conference.topics,
        organiser=organiser,
        online="" if conference.stream_private else conference.stream_url,
        website=conference.website,
        registration=conference.registration_url,
        is_transparent=vague or conference.status in _VOID,
    )


def _deadline(conference: ConferenceView, deadline: DeadlineView) -> Entry:
    is_other = deadline.kind is DeadlineKind.OTHER
    void = conference.status in _VOID
    return Entry(
        kind=DEADLINE_KIND,
        object_id=conference.id,
        uid=str(deadline.uuid),
        span=AllDay(deadline.due_on, deadline.due_on),
        title=conference.names,
        wording=_(
            "%(deadline)s: %(title)s",
            deadline=deadline.label if is_other else DEADLINE_WORDS[deadline.kind],
            title=conference.names,
        ),
        path=_path(conference),
        created_at=deadline.created_at,
        revised_at=deadline.entry_revised_at,
        sequence=deadline.sequence,
        status=_STANDINGS[conference.status] if void else Standing.CONFIRMED,
        mark=_mark(conference) if void else Mark.NONE,
        lines=tuple(_deadline_lines(deadline)),
        country=conference.country,
        themes=conference.themes,
        topics=conference.topics,
        website=conference.website,
        related_to=str(conference.uuid),
        is_transparent=True,
    )


def _path(conference: ConferenceView) -> str:
    return f"/{{locale}}/conferences/{conference.id}-{slug_of(conference.names)}"


def _address(conference: ConferenceView) -> Multilingual:
    """Street and city on one line, in every language that has either."""
    street, city = conference.street, conference.city
    texts: dict[str, str] = {}
    for tag in dict.fromkeys((city.source, *city.texts, *street.texts)):
        parts = [part for part in (street.say(tag).text, city.say(tag).text) if part]
        texts[tag] = ", ".join(parts)
    return Multilingual.from_texts(city.source, texts)


def _mark(conference: ConferenceView) -> Mark:
    match conference.status:
        case Status.CANCELLED:
            return Mark.CANCELLED
        case Status.POSTPONED:
            return Mark.POSTPONED
        case Status.TENTATIVE | Status.CONFIRMED if conference.previous:
            return Mark.MOVED
        case _:
            return Mark.NONE


def _lines(conference: ConferenceView) -> Iterator[Message]:
    yield from _void_lines(conference)
    yield from (_given_up(previous.dates) for previous in conference.previous if previous.dates != conference.dates)
    if conference.precision is not Precision.DAY:
        yield _ONLY_KNOWN[conference.precision]
    elif conference.ends_on is None:
        yield _("The last day is not known yet.")
    if conference.opens_at is not None and conference.closes_at is not None and not conference.is_timed:
        yield _(
            "Open each day from %(opens)s to %(closes)s, local time.",
            opens=f"{conference.opens_at:%H:%M}",
            closes=f"{conference.closes_at:%H:%M}",
        )
    if conference.organised_by:
        yield _("Organised by %(name)s.", name=conference.organised_by)
    if conference.illustrative:
        yield _("This conference is made up to show how the site works.")


_ONLY_KNOWN = {Precision.MONTH: _("Only the month is known so far."), Precision.YEAR: _("Only the year is known so far.")}


def _void_lines(conference: ConferenceView) -> Iterator[Message]:
    if conference.status is Status.POSTPONED:
        yield _("This conference is postponed. New dates are not known yet.")
    elif conference.status is Status.CANCELLED:
        yield _("This conference is cancelled.")
    if conference.status in _VOID and not conference.status_reason.is_empty:
        yield _("Reason: %(reason)s", reason=conference.status_reason)


def _given_up(days: Dates) -> Message:
    if days.first_day == days.last_day:
        return _("It was planned for %(day)s before.", day=days.first_day)
    return _("It was planned for %(first)s to %(last)s before.", first=days.first_day, last=days.last_day)


def _deadline_lines(deadline: DeadlineView) -> Iterator[Message]:
    due = f"{deadline.due_time:%H:%M}"
    utc = f"{deadline.due_at:%Y-%m-%d %H:%M}"
    if deadline.zone == zones.AOE:
        yield _("Due at %(time)s anywhere on Earth (UTC-12), which is %(utc)s UTC.", time=due, utc=utc)
    else:
        yield _("Due at %(time)s in %(zone)s, which is %(utc)s UTC.", time=due, zone=deadline.zone, utc=utc)
    if deadline.original_on is not None:
        yield _("The deadline was extended; before, it was %(day)s.", day=deadline.original_on)
