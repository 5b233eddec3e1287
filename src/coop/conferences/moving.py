"""What becomes of a conference: confirmed, held, moved, postponed, cancelled. Dates that are given up are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop import clock, text
from coop import faults as check
from coop.conferences import rules, writing
from coop.conferences.extending import touch_deadlines
from coop.conferences.states import ChangeOfDates, Move, Status, after, legal_moves
from coop.conferences.tables import PreviousDates
from coop.conferences.views import PreviousView
from coop.db import transaction
from coop.errors import IllegalMove, Invalid, require
from coop.faults import Faults
from coop.i18n.message import _
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from datetime import date

    from coop.conferences.spans import When
    from coop.conferences.views import ConferenceView
    from coop.viewer import Viewer

_LONGEST_REASON = 1_000


async def confirm(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Say that a tentative conference will take place. Raises NotFound, Forbidden, IllegalMove or Stale, as all moves do."""
    async with transaction():
        before = await _movable(viewer, conference_id)
        return await writing.change(viewer, before, version, "confirmed", {"status": after(before.status, Move.CONFIRM)})


async def hold(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Say that a confirmed conference took place; only once it is over."""
    async with transaction():
        before = await _movable(viewer, conference_id)
        status = after(before.status, Move.HOLD)
        if before.ends_at > clock.now():
            legal = [move for move in legal_moves(before.status) if move is not Move.HOLD]
            raise IllegalMove(_("This conference is not over yet. Mark it as held afterwards."), legal)
        return await writing.change(viewer, before, version, "held", {"status": status})


async def move_conference(
    viewer: Viewer, conference_id: int, version: int, when: When, announced_on: date | None, reason: Multilingual | None = None
) -> ConferenceView:
    """Give a conference other dates; those that stood are kept with the day the change was announced (None: not known).

    A postponed conference becomes tentative again. Raises what all moves raise, or Invalid, also when the dates are those that stand.
    """
    async with transaction():
        before = await _movable(viewer, conference_id)
        status = after(before.status, Move.MOVE)
        faults = Faults()
        said = _reason(faults, reason or Multilingual())
        _announced(faults, announced_on)
        found = when.check(faults)
        faults.finish()
        dates, span = found if found is not None else _unsaid()
        if dates == before.dates and before.status is not Status.POSTPONED:
            raise Invalid({"starts_on": _("These are the dates that stand. Enter the new ones.")})
        changes: dict[str, Any] = {
            "status": status,
            "status_reason": said,
            "starts_on": dates.starts_on,
            "ends_on": dates.ends_on,
            "precision": dates.precision,
            "opens_at": when.opens_at,
            "closes_at": when.closes_at,
            "zone": check.zone(faults, "zone", when.zone),
            "starts_at": span.starts_at,
            "ends_at": span.ends_at,
            "last_day": dates.last_day,
        }
        if before.status is Status.POSTPONED:
            changes["deadlines"] = await touch_deadlines(before)
        else:
            changes["previous"] = await _keep_dates(before, ChangeOfDates.MOVED, announced_on)
        return await writing.change(viewer, before, version, "moved", changes, _plain(said))


async def postpone(viewer: Viewer, conference_id: int, version: int, reason: Multilingual, announced_on: date | None) -> ConferenceView:
    """Say that a conference will not take place on its dates and that new ones are not known. Raises what all moves raise, or Invalid."""
    async with transaction():
        before = await _movable(viewer, conference_id)
        status = after(before.status, Move.POSTPONE)
        faults = Faults()
        said = _reason(faults, reason)
        _announced(faults, announced_on)
        faults.finish()
        changes = {
            "status": status,
            "status_reason": said,
            "previous": await _keep_dates(before, ChangeOfDates.POSTPONED, announced_on),
            "deadlines": await touch_deadlines(before),
        }
        return await writing.change(viewer, before, version, "postponed", changes, _plain(said))


async def cancel(viewer: Viewer, conference_id: int, version: int, reason: Multilingual, successor: int | None = None) -> ConferenceView:
    """Call a conference off for a reason that is shown; ``successor`` is the conference that takes its place.

    Raises what all moves raise, or Invalid.
    """
    async with transaction():
        before = await _movable(viewer, conference_id)
        status = after(before.status, Move.CANCEL)
        faults = Faults()
        said = _reason(faults, reason)
        if said.is_empty:
            faults.say(f"reason.{reason.source}", _("Say why it is cancelled; the reason is shown on its page."))
        if successor is not None and (successor == conference_id or not await writing.is_there(viewer, successor)):
            faults.say("successor", _("There is no such conference."))
        faults.finish()
        changes: dict[str, Any] = {"status": status, "status_reason": said, "deadlines": await touch_deadlines(before)}
        if successor is not None:
            changes["successor"] = successor
        return await writing.change(viewer, before, version, "cancelled", changes, _plain(said))


async def _movable(viewer: Viewer, conference_id: int) -> ConferenceView:
    before = await writing.standing_before(viewer, conference_id)
    require(rules.may_run(viewer, before.standing))
    return before


async def _keep_dates(before: ConferenceView, kind: ChangeOfDates, announced_on: date | None) -> tuple[PreviousView, ...]:
    given_up = PreviousView(kind, before.starts_on, before.ends_on, before.precision, announced_on)
    fields = {name: getattr(given_up, name) for name in PreviousView.__struct_fields__}
    await PreviousDates.insert(PreviousDates(conference=before.id, **fields))
    return (*before.previous, given_up)


def _reason(faults: Faults, reason: Multilingual) -> Multilingual:
    return check.lines(faults, "reason", reason, _LONGEST_REASON, text.clean_text)


def _announced(faults: Faults, day: date | None) -> None:
    check.day(faults, "announced_on", day)
    if day is not None and day > clock.today():
        faults.say("announced_on", _("The change cannot have been announced on a day still to come."))


def _plain(reason: Multilingual) -> str:
    return reason.say(reason.source).text


def _unsaid() -> Any:  # noqa: ANN401 - never returns
    message = "A fault in the dates was not said."
    raise AssertionError(message)
