"""What is due as calendar entries: the days of agreements, follow-ups, visits. Pure; the same facts whoever is told them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coop import zones
from coop.calendar import AllDay, Entry, Mark, Standing, Timed
from coop.calendar.identities import Key
from coop.i18n.message import _
from coop.multilingual import Multilingual
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.states import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coop.i18n.message import Message
    from coop.liaison.views import FollowUp, Visit
    from coop.partners.agreements.views import Watched

HOUR = timedelta(hours=1)
"""How long a visit is shown of which only the beginning is known: a calendar entry has an end."""

STAFF = frozenset({"staff"})
"""Not public: the entries say so (CLASS:PRIVATE). Who is told one is decided whenever a feed is read."""


class Kind(StrEnum):
    """The kinds of entries in a personal feed."""

    AGREEMENT = "agreement"
    FOLLOW_UP = "follow-up"
    VISIT = "visit"


NOTICE, END, REVIEW, DUE, WHOLE = "notice", "end", "review", "due", "whole"
"""The parts of a record that have an entry of their own."""


def of_agreement(found: Watched, today: date) -> Iterator[tuple[Key, Entry]]:
    """The notice day, the present last day or the yearly review, as they stand ``today``.

    When the agreement renews itself its entries move on to the new period. Once its end is settled (it was ended, or notice was given)
    there is no notice to give: that day is cancelled, and so are all days of one that another agreement took the place of.
    """
    facts = found.facts
    dates, title = facts.dates_on(today), facts.titles
    is_void = facts.state is State.SUPERSEDED and facts.ended_on is None
    if dates.notice_by is not None and not is_void:
        lines = [_("Notice to end the agreement “%(title)s” must be given by %(day)s.", title=title, day=dates.notice_by)]
        if dates.last_day is not None:
            lines.append(_("Its current last day is %(day)s.", day=dates.last_day))
        yield _day_of_agreement(found, NOTICE, dates.notice_by, lines)
    else:
        yield _cancelled_day(found, NOTICE, today)
    if dates.last_day is not None and not is_void:
        yield _day_of_agreement(found, END, dates.last_day, [_end_words(found, dates.last_day)])
    else:
        yield _cancelled_day(found, END, today)
    if dates.review_on is not None and not is_void:
        words = _("The agreement “%(title)s” has no end. It is to be looked at on %(day)s.", title=title, day=dates.review_on)
        yield _day_of_agreement(found, REVIEW, dates.review_on, [words])
    else:
        yield _cancelled_day(found, REVIEW, today)


def of_follow_up(found: FollowUp) -> tuple[Key, Entry]:
    """A follow-up on the day it is due. One that is done, or somebody else's now, has no entry."""
    lines = (
        _("“%(title)s” is due on %(day)s.", title=found.text, day=found.due_on),
        _("It follows from “%(title)s”.", title=found.titles),
    )
    return Key(Kind.FOLLOW_UP, found.id, DUE), Entry(
        kind=Kind.FOLLOW_UP,
        object_id=found.id,
        uid="",
        span=AllDay(found.due_on, found.due_on),
        title=_unmarked(found.text),
        wording=_("Follow-up: %(title)s"),
        path=f"/{{locale}}/desk/interactions/{found.interaction}",
        created_at=found.made_at,
        revised_at=found.made_at,
        lines=lines,
        is_transparent=True,
        audiences=STAFF,
    )


def of_visit(found: Visit) -> tuple[Key, Entry]:
    """A visit or a delegation: whole days, or from its hour on the clocks of its zone when it is of one day."""
    lines: list[Message] = []
    several = found.until_on is not None and found.until_on > found.happened_on
    span = None if several else _hours(found)
    if span is not None:
        lines.append(_("Only the beginning is known; an hour is shown."))
    elif found.begins is not None:
        lines.append(_("It begins at %(time)s in %(zone)s.", time=f"{found.begins:%H:%M}", zone=found.zone))
    return Key(Kind.VISIT, found.id, WHOLE), Entry(
        kind=Kind.VISIT,
        object_id=found.id,
        uid="",
        span=span or AllDay(found.happened_on, found.until_on or found.happened_on),
        title=found.titles,
        path=f"/{{locale}}/desk/interactions/{found.id}",
        created_at=found.created_at,
        revised_at=found.revised_at,
        lines=tuple(lines),
        venue=_unmarked(found.place),
        audiences=STAFF,
    )


def _hours(found: Visit) -> Timed | None:
    """The hour from its beginning; None for one without, or when the zone's rules changed so that its clocks skip that time."""
    if found.begins is None:
        return None
    try:
        starts_at = zones.resolve(datetime.combine(found.happened_on, found.begins), found.zone, 0).astimezone(UTC)
    except zones.ZoneError:
        return None
    return Timed(starts_at, starts_at + HOUR, found.zone)


def _end_words(found: Watched, last_day: date) -> Message:
    facts = found.facts
    if facts.ended_on is not None:
        return _("The agreement “%(title)s” ends on %(day)s.", title=facts.titles, day=last_day)
    if facts.renewal is Renewal.TACIT:
        return _("The agreement “%(title)s” renews itself after %(day)s, unless notice is given.", title=facts.titles, day=last_day)
    return _("The agreement “%(title)s” ends on %(day)s. It does not renew itself.", title=facts.titles, day=last_day)


_WORDINGS = {
    NOTICE: _("Last day for notice: %(title)s"),
    END: _("Last day: %(title)s"),
    REVIEW: _("Yearly review: %(title)s"),
}
_RENEWAL = _("Renews itself after this day: %(title)s")


def _day_of_agreement(found: Watched, part: str, on: date, lines: list[Message], **changes: Any) -> tuple[Key, Entry]:  # noqa: ANN401 - fields of Entry
    facts = found.facts
    if facts.reference:
        lines.append(_("Reference: %(reference)s", reference=facts.reference))
    renews = part == END and facts.renewal is Renewal.TACIT and facts.ended_on is None
    entry = Entry(
        kind=Kind.AGREEMENT,
        object_id=found.id,
        uid="",
        span=AllDay(on, on),
        title=facts.titles,
        wording=_RENEWAL if renews else _WORDINGS[part],
        path=f"/{{locale}}/agreements/{found.id}",
        created_at=found.created_at,
        revised_at=found.revised_at,
        lines=tuple(lines),
        topics=facts.topics,
        is_transparent=True,
        audiences=STAFF,
        **changes,
    )
    return Key(Kind.AGREEMENT, found.id, part), entry


def _cancelled_day(found: Watched, part: str, today: date) -> tuple[Key, Entry]:
    """A day that there is none of now: if it was told before it is told as cancelled, on the day it was told for."""
    return _day_of_agreement(found, part, today, [], status=Standing.CANCELLED, mark=Mark.CANCELLED)


def _unmarked(text: str) -> Multilingual:
    """Text that was entered without saying in which language."""
    return Multilingual.from_texts("und", {"und": text})
