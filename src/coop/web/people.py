"""The administrator's page for people: who there is, what they may do, where they belong, how they get in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop.accounts import people, queries
from coop.accounts.commands import path_of
from coop.accounts.facts import NewUser, Profile
from coop.accounts.links import LinkKind
from coop.asked import read_page
from coop.errors import Invalid, NotFound, Stale
from coop.i18n.message import _
from coop.notices import ways_in
from coop.partners import queries as partners
from coop.viewer import Role
from coop.web.accounts import secret
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of
from coop.web.own_account import language_options, zone_options

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from coop.i18n.message import Message
    from coop.viewer import Viewer

HERE = "desk/people"
ADMINISTRATOR = {"access": "administrator"}
ROLES: dict[str, tuple[Message, Message]] = {
    "organiser": (_("Organiser"), _("Schedules, moves, cancels and publishes conferences.")),
    "liaison": (_("Liaison officer"), _("Keeps partners and joint projects.")),
    "administrator": (_("Administrator"), _("Adds people, gives and takes roles, runs the installation.")),
}
"""What each role is called and may do, in the order shown."""


@get("/desk/people", opt=ADMINISTRATOR)
async def show_people(request: Request[Any, Any, Any]) -> Page:
    """Everybody who may sign in; who asked for a new password first."""
    visit = visit_of(request)
    asked = dict(read_query(visit.query))
    text, number = asked.get("q", "")[:200], asked.get("page", "1")
    found = await queries.people(visit.viewer, text, read_page(number))
    organisations = await partners.named(visit.viewer, {each for row in found.rows for each in row.organisation_ids}, visit.locale)
    return page(
        request,
        "people/list.html",
        section="desk",
        people=found,
        text=text,
        roles=ROLES,
        organisations=organisations,
        clock_zone=visit.zone or visit.site.settings.default_zone,
    )


@get("/desk/people/new", opt=ADMINISTRATOR)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form to add a person with."""
    visit = visit_of(request)
    return _new_page(request, Form([("locale", visit.locale), ("zone", visit.site.settings.default_zone)]))


def _new_page(request: Request[Any, Any, Any], form: Form, status: int = 200) -> Page:
    visit = visit_of(request)
    return page(
        request,
        "people/new.html",
        status=status,
        section="desk",
        form=form,
        roles=ROLES,
        zones=zone_options(visit.locale),
        languages=language_options(visit),
    )


@post("/desk/people/new", opt=ADMINISTRATOR, status_code=201)
async def add_person(request: Request[Any, Any, Any]) -> Page:
    """Add a person and show the invitation to hand over, this once."""
    visit, form = visit_of(request), await read_form(request)
    profile = Profile(form.typed("name"), form.typed("address_as"), form.typed("locale"), form.typed("zone"))
    roles = frozenset(Role(each) for each in form.choices("roles", ROLES))
    try:
        form.answer()
        person_id = await people.add_user(visit.viewer, NewUser(form.typed("email"), profile, roles))
    except Invalid as invalid:
        form.take(invalid)
        return _new_page(request, form, 422)
    return await _handed_over(request, person_id, LinkKind.INVITATION)


async def _handed_over(request: Request[Any, Any, Any], person_id: int, kind: LinkKind) -> Page:
    visit = visit_of(request)
    link, is_mailed = await ways_in.hand_out(visit.site.settings, visit.viewer, person_id, kind)
    person = await queries.person(visit.viewer, link.person_id)
    address = visit.urls.absolute(path_of(link))
    clock_zone = visit.zone or visit.site.settings.default_zone
    return secret(
        page(
            request,
            "people/link.html",
            status=201,
            section="desk",
            person=person,
            link=link,
            address=address,
            clock_zone=clock_zone,
            is_mailed=is_mailed,
        )
    )


@get("/desk/people/{person:str}", opt=ADMINISTRATOR)
async def show_person(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """One person: roles, memberships, the way in."""
    return await _person_page(request, read_id(person)[0])


async def _person_page(request: Request[Any, Any, Any], person_id: int, status: int = 200, form: Form | None = None) -> Page:
    visit = visit_of(request)
    row = await queries.person(visit.viewer, person_id)
    sought = dict(read_query(visit.query)).get("organisation", "")[:200]
    return page(
        request,
        "people/person.html",
        status=status,
        section="desk",
        person=row,
        form=form or Form(),
        roles=ROLES,
        organisations=await partners.named(visit.viewer, row.organisation_ids, visit.locale),
        sought=sought,
        found=await partners.suggest(visit.viewer, sought, visit.locale) if sought else [],
        clock_zone=visit.zone or visit.site.settings.default_zone,
    )


async def _do(
    request: Request[Any, Any, Any], person: str, act: Callable[[Viewer, int], Awaitable[object]], notice: Message, undo: str = ""
) -> Page:
    """Do ``act`` for the person of this address and go back to their page, which says ``notice`` and offers to undo it."""
    visit, number = visit_of(request), read_id(person)[0]
    try:
        await act(visit.viewer, number)
    except Invalid as invalid:
        form = Form()
        form.take(invalid)
        return await _person_page(request, number, 422, form)
    here = visit.urls.page(f"{HERE}/{number}")
    return redirect(request, here, notice, undo_url=f"{here}/{undo}" if undo else "")


def _role(name: str) -> Role:
    if name not in ROLES:
        raise NotFound
    return Role(name)


@post("/desk/people/{person:str}/roles/{role:str}/grant", opt=ADMINISTRATOR, status_code=303)
async def grant(request: Request[Any, Any, Any], person: FromPath[str], role: FromPath[str]) -> Page:
    """Give a role."""
    wanted = _role(role)
    return await _do(request, person, lambda viewer, number: people.grant(viewer, number, wanted), _GRANTED, f"roles/{role}/withdraw")


@post("/desk/people/{person:str}/roles/{role:str}/withdraw", opt=ADMINISTRATOR, status_code=303)
async def withdraw(request: Request[Any, Any, Any], person: FromPath[str], role: FromPath[str]) -> Page:
    """Take a role."""
    wanted = _role(role)
    return await _do(request, person, lambda viewer, number: people.withdraw(viewer, number, wanted), _WITHDRAWN, f"roles/{role}/grant")


_GRANTED = _("The role is given. It holds from the person's next sign-in.")
_WITHDRAWN = _("The role is taken back. The person has to sign in again.")


@post("/desk/people/{person:str}/organisations/{organisation:str}/join", opt=ADMINISTRATOR, status_code=303)
async def join(request: Request[Any, Any, Any], person: FromPath[str], organisation: FromPath[str]) -> Page:
    """Make somebody a member of an organisation, which must stand in the register."""
    number = read_id(organisation)[0]
    if number not in await partners.known([number]):
        raise NotFound
    notice = _("The membership is added. It holds from the person's next sign-in.")
    return await _do(request, person, lambda viewer, who: people.join(viewer, who, number), notice, f"organisations/{number}/leave")


@post("/desk/people/{person:str}/organisations/{organisation:str}/leave", opt=ADMINISTRATOR, status_code=303)
async def leave(request: Request[Any, Any, Any], person: FromPath[str], organisation: FromPath[str]) -> Page:
    """End a membership."""
    number = read_id(organisation)[0]
    notice = _("The membership is ended. The person has to sign in again.")
    return await _do(request, person, lambda viewer, who: people.leave(viewer, who, number), notice, f"organisations/{number}/join")


@post("/desk/people/{person:str}/close", opt=ADMINISTRATOR, status_code=303)
async def close(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """Keep somebody out from the next request on."""
    return await _do(request, person, people.close_account, _("The account is closed. Nobody can sign in to it."), "reopen")


@post("/desk/people/{person:str}/reopen", opt=ADMINISTRATOR, status_code=303)
async def reopen(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """Let somebody in again."""
    return await _do(request, person, people.reopen_account, _("The account is open again."), "close")


@post("/desk/people/{person:str}/email", opt=ADMINISTRATOR, status_code=303)
async def change_email(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """Give somebody another e-mail address to sign in with."""
    visit, form, number = visit_of(request), await read_form(request), read_id(person)[0]
    try:
        await people.change_email(visit.viewer, number, form.version(), form.typed("email"))
    except Invalid as invalid:
        form.take(invalid)
        return await _person_page(request, number, 422, form)
    except Stale:
        form.error(
            "", _("Somebody else changed this person meanwhile. Look at what stands now, and send your change again if it still fits.")
        )
        return await _person_page(request, number, 409, form)
    return redirect(request, visit.urls.page(f"{HERE}/{number}"), _("The e-mail address is changed. The person has to sign in again."))


@post("/desk/people/{person:str}/link", opt=ADMINISTRATOR, status_code=201)
async def make_link(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """Make the link by which somebody chooses a password and show it, this once; a link made before no longer works."""
    visit, number = visit_of(request), read_id(person)[0]
    row = await queries.person(visit.viewer, number)
    try:
        return await _handed_over(request, number, LinkKind.RESET if row.has_password else LinkKind.INVITATION)
    except Invalid as invalid:
        form = Form()
        form.take(invalid)
        return await _person_page(request, number, 422, form)


_FORMS = ("email", "link", "close", "reopen", "roles/{role:str}/grant", "roles/{role:str}/withdraw")
_OF_MEMBERSHIPS = ("organisations/{organisation:str}/join", "organisations/{organisation:str}/leave")


@get([f"/desk/people/{{person:str}}/{each}" for each in (*_FORMS, *_OF_MEMBERSHIPS)], opt=ADMINISTRATOR)
async def back_to_person(request: Request[Any, Any, Any], person: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links (after a change of language, say), lead back to the person."""
    return redirect(request, visit_of(request).urls.page(f"{HERE}/{read_id(person)[0]}"))


routes: list[Any] = [
    show_people,
    back_to_person,
    show_new,
    add_person,
    show_person,
    grant,
    withdraw,
    join,
    leave,
    close,
    reopen,
    change_email,
    make_link,
]
