"""The desk of conferences: publish, confirm, move, postpone, call off, extend deadlines."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath

from coop import clock, i18n
from coop.conferences import extending, moving, publishing, queries, rules
from coop.conferences.deadlines import NewDeadline
from coop.conferences.reading import facts_of
from coop.conferences.states import Part
from coop.conferences.views import ConferenceView, DeadlineView
from coop.errors import Forbidden, IllegalMove, Invalid, NotFound, Stale
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.web import conference_form as forms
from coop.web import conference_words as words
from coop.web.conference_page import deeds
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.visit import Visit, visit_of

EDITOR = {"access": "editor"}
SECTION = "desk"
_NUMBER = re.compile(r"(?:.*/conferences/)?([1-9][0-9]{0,8})(?:-[^/]*)?/?", re.ASCII | re.DOTALL)
_CHANGED = _("Somebody changed this conference meanwhile. What you typed is below; look at the conference, then send it again.")
_DONE: dict[str, Message] = {
    "submit": _("Submitted for review."),
    "return": _("Returned to its author."),
    "publish": _("Published."),
    "withdraw": _("A draft again; it is out of every list and feed."),
    "archive": _("Archived."),
    "confirm": _("Confirmed."),
    "hold": _("Marked as held."),
}
_STEPS: dict[str, Any] = {
    "submit": publishing.submit,
    "return": publishing.return_to_author,
    "publish": publishing.publish,
    "withdraw": publishing.withdraw,
    "archive": publishing.archive,
    "confirm": moving.confirm,
    "hold": moving.hold,
}


@post("/desk/conferences/{conference_id:int}/steps/{step:str}", opt=EDITOR)
async def take_step(request: Request[Any, Any, Any], conference_id: FromPath[int], step: FromPath[str]) -> Page:
    """Publish, confirm and the other steps that ask for nothing more."""
    visit, form = visit_of(request), await read_form(request)
    if step not in _STEPS:
        raise NotFound
    try:
        after: ConferenceView = await _STEPS[step](visit.viewer, conference_id, form.version())
    except IllegalMove as refused:
        return await _refused_move(request, conference_id, refused)
    return redirect(request, visit.urls.page(after.path), _DONE[step])


@get("/desk/conferences/{conference_id:int}/move", opt=EDITOR)
async def move_form(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """The form for new dates."""
    conference = await _runnable(visit_of(request), conference_id)
    fields = [(name, value) for name, value in forms.filled(facts_of(conference)) if forms.group_of(name) in {"dates", "zone"}]
    return await _move_page(request, "move", conference, Form([*fields, *_announced(conference)]))


@post("/desk/conferences/{conference_id:int}/move", opt=EDITOR)
async def move(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Give the conference other dates."""
    visit, form = visit_of(request), await read_form(request)
    when, announced, reason = forms.when_of(form), form.date("announced_on"), form.multilingual_text("reason", visit.locale)

    async def act() -> ConferenceView:
        return await moving.move_conference(visit.viewer, conference_id, form.version(), when, announced, reason)

    return await _move(request, "move", conference_id, form, act, _("The dates were changed."))


@get("/desk/conferences/{conference_id:int}/postpone", opt=EDITOR)
async def postpone_form(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """The form for postponing."""
    conference = await _runnable(visit_of(request), conference_id)
    return await _move_page(request, "postpone", conference, Form(_announced(conference)))


@post("/desk/conferences/{conference_id:int}/postpone", opt=EDITOR)
async def postpone(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Say that the dates no longer stand and new ones are not known."""
    visit, form = visit_of(request), await read_form(request)
    announced, reason = form.date("announced_on"), form.multilingual_text("reason", visit.locale)

    async def act() -> ConferenceView:
        return await moving.postpone(visit.viewer, conference_id, form.version(), reason, announced)

    return await _move(request, "postpone", conference_id, form, act, _("Postponed."))


@get("/desk/conferences/{conference_id:int}/cancel", opt=EDITOR)
async def cancel_form(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """The form for calling the conference off."""
    conference = await _runnable(visit_of(request), conference_id)
    return await _move_page(request, "cancel", conference, Form(_announced(conference)))


@post("/desk/conferences/{conference_id:int}/cancel", opt=EDITOR)
async def cancel(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Call the conference off."""
    visit, form = visit_of(request), await read_form(request)
    reason, successor = form.multilingual_text("reason", visit.locale), _successor(form)

    async def act() -> ConferenceView:
        return await moving.cancel(visit.viewer, conference_id, form.version(), reason, successor)

    return await _move(request, "cancel", conference_id, form, act, _("Cancelled."))


@get("/desk/conferences/{conference_id:int}/deadlines/{uuid:uuid}/extend", opt=EDITOR)
async def extend_form(request: Request[Any, Any, Any], conference_id: FromPath[int], uuid: FromPath[UUID]) -> Page:
    """The form for a later deadline."""
    conference = await editable(visit_of(request), conference_id, Part.DEADLINES)
    deadline = _deadline(conference, uuid)
    fields = [("due_on", deadline.due_on.isoformat()), ("due_time", f"{deadline.due_time:%H:%M}"), ("zone", deadline.zone)]
    return await _extend_page(request, conference, deadline, Form([*fields, *_announced(conference)]))


@post("/desk/conferences/{conference_id:int}/deadlines/{uuid:uuid}/extend", opt=EDITOR)
async def extend(request: Request[Any, Any, Any], conference_id: FromPath[int], uuid: FromPath[UUID]) -> Page:
    """Extend a deadline; what stood first is kept."""
    visit, form = visit_of(request), await read_form(request)
    conference = await editable(visit, conference_id, Part.DEADLINES)
    deadline = _deadline(conference, uuid)
    wanted = NewDeadline(
        kind=deadline.kind,
        due_on=form.date("due_on"),
        due_time=form.time("due_time") or deadline.due_time,
        zone=form.line("zone"),
        fold=forms.fold_of(form, "fold"),
        round=deadline.round,
        label=deadline.label,
        uuid=uuid,
    )
    announced = form.date("announced_on")
    try:
        form.answer()
        await extending.extend_deadline(visit.viewer, conference_id, form.version(), wanted, announced)
    except Invalid as invalid:
        form.take(invalid)
        return await _extend_page(request, conference, deadline, form, status=422)
    except Stale:
        form.error("", _CHANGED)
        return await _extend_page(request, conference, deadline, form, status=409)
    return redirect(request, visit.urls.page(conference.path), _("The deadline was extended."))


async def editable(visit: Visit, conference_id: int, part: Part | None = None) -> ConferenceView:
    """A conference of which the viewer may edit ``part``, or any part at all. Raises NotFound or Forbidden."""
    found = await queries.get(visit.viewer, conference_id)
    if not rules.may_edit_part(visit.viewer, found.standing, part):
        raise Forbidden
    return found


async def _runnable(visit: Visit, conference_id: int) -> ConferenceView:
    found = await queries.get(visit.viewer, conference_id)
    if not rules.may_run(visit.viewer, found.standing):
        raise Forbidden
    return found


async def _move(
    request: Request[Any, Any, Any],
    kind: str,
    conference_id: int,
    form: Form,
    act: Callable[[], Awaitable[ConferenceView]],
    done: Message,
) -> Page:
    """Do what a form of this page asks, or show it again as it was typed."""
    visit = visit_of(request)
    conference = await _runnable(visit, conference_id)
    try:
        form.answer()
        after = await act()
    except Invalid as invalid:
        form.take(invalid)
        return await _move_page(request, kind, conference, form, status=422)
    except IllegalMove as refused:
        return await _refused_move(request, conference_id, refused)
    except Stale:
        form.error("", _CHANGED)
        return await _move_page(request, kind, conference, form, status=409)
    return redirect(request, visit.urls.page(after.path), done)


async def _move_page(request: Request[Any, Any, Any], kind: str, conference: ConferenceView, form: Form, status: int = 200) -> Page:
    visit = visit_of(request)
    return page(
        request,
        "conferences/move.html",
        status=status,
        section=SECTION,
        kind=kind,
        conference=conference,
        title=words.choose(conference.names, visit.locale),
        when=words.span(conference.dates, visit.locale),
        form=form,
        errors=form.errors,
        reason=forms.text_of(form, "reason"),
        languages=list(visit.site.locales),
        zones=[(each.value, each.label) for each in places.zone_choices(visit.locale, clock.today())],
        precisions=[(each.value, i18n.translate(said, visit.locale)) for each, said in words.PRECISIONS.items()],
        days={name: forms.understood(form, name, visit.locale) for name in ("starts_on", "ends_on", "announced_on")},
    )


async def _extend_page(
    request: Request[Any, Any, Any], conference: ConferenceView, deadline: DeadlineView, form: Form, status: int = 200
) -> Page:
    visit = visit_of(request)
    return page(
        request,
        "conferences/extend.html",
        status=status,
        section=SECTION,
        conference=conference,
        deadline=deadline,
        title=words.choose(conference.names, visit.locale),
        name=words.deadline_title(deadline, visit.locale),
        form=form,
        errors=form.errors,
        zones=[(each.value, each.label) for each in places.zone_choices(visit.locale, clock.today())],
        days={name: forms.understood(form, name, visit.locale) for name in ("due_on", "announced_on")},
    )


async def _refused_move(request: Request[Any, Any, Any], conference_id: int, refused: IllegalMove) -> Page:
    """Why it cannot be done now, and what can."""
    visit = visit_of(request)
    conference = await queries.get(visit.viewer, conference_id)
    return page(
        request,
        "conferences/refused.html",
        status=409,
        section=SECTION,
        conference=conference,
        title=words.choose(conference.names, visit.locale),
        reason=refused.message,
        deeds=deeds(visit.viewer, conference, visit.locale),
    )


def _announced(conference: ConferenceView) -> forms.Fields:
    """The fields every such form begins with."""
    return [("announced_on", clock.today().isoformat()), ("version", str(conference.version))]


def _successor(form: Form) -> int | None:
    """The conference that takes the place of another: its number, or the address of its page."""
    typed = form.typed("successor").strip()
    if not typed:
        return None
    found = _NUMBER.fullmatch(typed)
    if not found:
        form.error("successor", _("Enter the address of the conference's page, or its number."))
        return None
    return int(found[1])


def _deadline(conference: ConferenceView, uuid: UUID) -> DeadlineView:
    found = next((each for each in conference.deadlines if each.uuid == uuid), None)
    if found is None:
        raise NotFound
    return found


routes: list[Any] = [
    take_step,
    move_form,
    move,
    postpone_form,
    postpone,
    cancel_form,
    cancel,
    extend_form,
    extend,
]
