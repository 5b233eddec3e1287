"""The desk's pages for follow-ups: give, edit and finish them, and the list of what is still owed."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.liaison import log, queries, rules
from coop.liaison.views import FollowUp
from coop.web import interaction_words as words
from coop.web.desk_interactions import editable
from coop.web.form_choices import officer_options
from coop.web.interaction_form import follow_up_typed
from coop.web.interactions import SECTION, whole_page
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of

LIAISON = {"access": "liaison"}
STAFF = {"access": "staff"}


@post("/desk/interactions/{interaction:str}/follow-ups", opt=LIAISON, status_code=303)
async def add_follow_up(request: Request[Any, Any, Any], interaction: FromPath[str]) -> Page:
    """Say what is owed after an interaction."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, interaction)
    wanted = follow_up_typed(form, "")
    try:
        if form.errors:
            wanted.check()
        form.answer()
        await log.add_follow_up(visit.viewer, standing.id, wanted)
    except Invalid as invalid:
        form.take(invalid)
        return await whole_page(request, standing, form, 422)
    return redirect(request, words.address(visit.urls, standing), _("The follow-up is given."))


@get("/desk/follow-ups/{number:str}/edit", opt=LIAISON)
async def show_edit(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
    """The form of one follow-up."""
    standing = await _editable(request, number)
    return await _form_page(request, _filled(standing), standing)


@post("/desk/follow-ups/{number:str}/edit", opt=LIAISON, status_code=303)
async def save_follow_up(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
    """Save a follow-up; who comes too late keeps what they typed, beside what stands now."""
    visit, form = visit_of(request), await read_form(request)
    standing = await _editable(request, number)
    wanted = follow_up_typed(form, "")
    try:
        form.answer_with(wanted.check, {})
        await log.edit_follow_up(visit.viewer, standing.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid)
        return await _form_page(request, form, standing, 422)
    except Stale:
        form.error("", _("Somebody saved this meanwhile. What stands now is shown above; save again to put yours in its place."))
        return await _form_page(request, form, await _editable(request, number), 409)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.interaction}"), _("The follow-up is saved."))


@post(["/desk/follow-ups/{number:str}/finish", "/desk/follow-ups/{number:str}/reopen"], opt=STAFF, status_code=303)
async def set_done(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
    """Say that a follow-up is done, or that it is not after all."""
    visit, form = visit_of(request), await read_form(request)
    follow_up = await queries.follow_up(visit.viewer, read_id(number)[0])
    is_done = visit.path.endswith("/finish")
    await (log.finish_follow_up if is_done else log.reopen_follow_up)(visit.viewer, follow_up.id)
    back = "desk/follow-ups" if form.typed("back") == "list" else f"{words.LIST}/{follow_up.interaction}"
    again = visit.urls.page(f"desk/follow-ups/{follow_up.id}/reopen") if is_done else ""
    return redirect(
        request, visit.urls.page(back), _("The follow-up is done.") if is_done else _("The follow-up is open again."), undo_url=again
    )


@get(["/desk/follow-ups/{number:str}/finish", "/desk/follow-ups/{number:str}/reopen"], opt=STAFF)
async def back_to_follow_ups(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:  # noqa: ARG001 - the address names it
    """The addresses its forms are sent to, followed as links, lead to the list."""
    return redirect(request, visit_of(request).urls.page("desk/follow-ups"))


@get("/desk/follow-ups", opt=STAFF)
async def list_follow_ups(request: Request[Any, Any, Any]) -> Page:
    """What is still owed: by the reader, or with ``all`` by everybody."""
    visit = visit_of(request)
    everybody = dict(read_query(visit.query)).get("all") == "1"
    found = await queries.open_follow_ups(visit.viewer, None if everybody else visit.viewer.user_id)
    return page(
        request,
        "interactions/follow_ups.html",
        section=SECTION,
        everybody=everybody,
        keeps=rules.keeps_interactions(visit.viewer),
        follow_ups=words.follow_ups(found, visit.urls),
        may_finish={each.id for each in found if rules.may_finish(visit.viewer, each.assignee)},
    )


async def _editable(request: Request[Any, Any, Any], number: str) -> FollowUp:
    visit = visit_of(request)
    standing = await queries.follow_up(visit.viewer, read_id(number)[0])
    require(rules.keeps_interactions(visit.viewer))
    return standing


def _filled(standing: FollowUp) -> Form:
    fields = {"text": standing.text, "due_on": standing.due_on.isoformat(), "assignee": str(standing.assignee)}
    return Form([*fields.items(), ("version", str(standing.version))])


async def _form_page(request: Request[Any, Any, Any], form: Form, standing: FollowUp, status: int = 200) -> Page:
    visit = visit_of(request)
    is_stale = status == 409  # noqa: PLR2004 - a conflict
    (shown,) = words.follow_ups([standing], visit.urls)
    return page(
        request,
        "interactions/follow_up.html",
        status=status,
        section=SECTION,
        form=form,
        errors=form.errors,
        follow_up=shown,
        version=standing.version if is_stale else form.version(),
        is_stale=is_stale,
        assignees=await officer_options(visit, form.typed("assignee")),
    )


routes: list[Any] = [add_follow_up, show_edit, save_follow_up, set_done, back_to_follow_ups, list_follow_ups]
