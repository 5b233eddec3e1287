"""My account: name, language and zone, password, the browsers I am signed in with, the tokens of my programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import clock
from coop.accounts import people, queries, sign_ins
from coop.accounts.api_tokens import issue_token, revoke_token
from coop.accounts.facts import NewToken, Profile, Scope
from coop.accounts.strength import SHORTEST
from coop.errors import Invalid, NotFound, Stale
from coop.i18n import names
from coop.i18n.message import _
from coop.notices import refusals
from coop.web.accounts import browser_of, hand_cookie, secret
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.accounts.queries import Own
    from coop.web.kit.visit import Visit

HERE = "desk/account"
SIGNED_IN = {"access": "signed_in"}
_PROFILE_FIELDS = ("name", "address_as", "locale", "zone")


@get("/desk/account", opt=SIGNED_IN)
async def show_account(request: Request[Any, Any, Any]) -> Page:
    """Everything about one's own account."""
    return await _account(request)


async def _account(request: Request[Any, Any, Any], status: int = 200, form: Form | None = None, fresh_token: str = "") -> Page:
    visit = visit_of(request)
    own = await queries.own(visit.viewer)
    return page(
        request,
        "accounts/account.html",
        status=status,
        section="desk",
        own=own,
        form=form or Form(),
        sign_ins=await queries.own_sign_ins(visit.viewer, visit.session),
        tokens=await queries.own_tokens(visit.viewer),
        fresh_token=fresh_token,
        zones=zone_options(visit.locale),
        languages=language_options(visit),
        clock_zone=visit.zone or visit.site.settings.default_zone,
        shortest=SHORTEST,
        refused=await refusals.refused_by(visit.viewer.user_id or 0),
    )


def zone_options(locale: str) -> list[tuple[str, str]]:
    """Every zone with its words in the reader's language, for a zone field."""
    return [(each.value, each.label) for each in names.zone_choices(locale, clock.today())]


def language_options(visit: Visit) -> list[tuple[str, str]]:
    """The languages offered, each by its own name, for a select field."""
    return [(each.tag, each.own_name) for each in visit.site.locales]


@post("/desk/account", opt=SIGNED_IN, status_code=303)
async def save_profile(request: Request[Any, Any, Any]) -> Page:
    """Keep name, form of address, language and zone; a stale save shows both versions."""
    visit, form = visit_of(request), await read_form(request)
    own = await queries.own(visit.viewer)
    wanted = Profile(**{field: _kept(form, own, field) for field in _PROFILE_FIELDS})
    try:
        await people.edit_profile(visit.viewer, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid)
        return await _account(request, 422, form)
    except Stale:
        own = await queries.own(visit.viewer)
        return page(request, "accounts/conflict.html", status=409, section="desk", own=own, mine=wanted)
    return redirect(request, visit.urls.page_in(wanted.locale, HERE), _("Your account is saved."))


def _kept(form: Form, own: Own, field: str) -> str:
    """What stands after a conflict page: what was typed, unless the other version was chosen for ``field``."""
    return str(getattr(own, field)) if form.typed(f"keep.{field}") == "theirs" else form.typed(field)


@post("/desk/account/password", opt=SIGNED_IN, status_code=303)
async def save_password(request: Request[Any, Any, Any]) -> Page:
    """Choose a new password; every other browser is signed out, this one gets a new sign-in."""
    visit, form = visit_of(request), await read_form(request)
    try:
        found = await sign_ins.change_password(visit.viewer, form.typed("present"), form.typed("wanted"), browser_of(request))
    except Invalid as invalid:
        form.take(invalid)
        return await _account(request, 422, form)
    hand_cookie(visit, found)
    return redirect(request, visit.urls.page(HERE), _("Your password is changed. All other browsers are signed out."))


@post("/desk/account/sign-ins/{sign_in:str}/end", opt=SIGNED_IN, status_code=303)
async def end_sign_in(request: Request[Any, Any, Any], sign_in: FromPath[str]) -> Page:
    """Sign one browser out."""
    visit = visit_of(request)
    await sign_ins.end_sign_in(visit.viewer, read_id(sign_in)[0])
    return redirect(request, visit.urls.page(HERE), _("That browser is signed out."))


@post("/desk/account/sign-ins/end-others", opt=SIGNED_IN, status_code=303)
async def end_other_sign_ins(request: Request[Any, Any, Any]) -> Page:
    """Sign all browsers out but this one."""
    visit = visit_of(request)
    await sign_ins.end_other_sign_ins(visit.viewer, visit.session)
    return redirect(request, visit.urls.page(HERE), _("All other browsers are signed out."))


@post("/desk/account/tokens", opt=SIGNED_IN, status_code=201)
async def add_token(request: Request[Any, Any, Any]) -> Page:
    """Issue an API token and show it, this once. Sending the form again finds the name taken and changes nothing."""
    form = await read_form(request)
    scope = Scope(form.choice("scope", [each.value for each in Scope], Scope.READ.value))
    try:
        form.answer()
        made = await issue_token(visit_of(request).viewer, NewToken(form.typed("token_name"), scope))
    except Invalid as invalid:
        form.take(invalid, {"name": "token_name"})
        return await _account(request, 422, form)
    return secret(await _account(request, 201, fresh_token=made))


@get("/desk/account/tokens/{token:str}/revoke", opt=SIGNED_IN)
async def ask_revoke(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Ask before a token is revoked, where no script asks."""
    number, _slug = read_id(token)
    mine = {each.id: each for each in await queries.own_tokens(visit_of(request).viewer)}
    if number not in mine:
        raise NotFound
    return page(request, "accounts/revoke.html", section="desk", token=mine[number])


@post("/desk/account/tokens/{token:str}/revoke", opt=SIGNED_IN, status_code=303)
async def revoke(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Take a token back, with effect from its next request on."""
    visit = visit_of(request)
    await revoke_token(visit.viewer, read_id(token)[0])
    return redirect(request, visit.urls.page(HERE), _("The token is revoked."))


@get(["/desk/account/password", "/desk/account/tokens"], opt=SIGNED_IN)
async def back_to_account(request: Request[Any, Any, Any]) -> Page:
    """The addresses its forms are sent to, followed as links (after a change of language, say), lead back to the account."""
    return redirect(request, visit_of(request).urls.page(HERE))


routes: list[Any] = [
    show_account,
    back_to_account,
    save_profile,
    save_password,
    end_sign_in,
    end_other_sign_ins,
    add_token,
    ask_revoke,
    revoke,
]
