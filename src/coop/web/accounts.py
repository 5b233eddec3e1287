"""The ways in and out: signing in and out, invitations, new passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop.accounts import links, rules, sign_ins
from coop.accounts.facts import Browser, clean_email
from coop.accounts.links import LinkKind
from coop.accounts.networks import client_address, network_of
from coop.accounts.strength import SHORTEST
from coop.errors import Gone, Invalid
from coop.i18n.message import _
from coop.notices import ways_in
from coop.web.kit import cookies
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_query, safe_next
from coop.web.kit.visit import session_of, visit_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from coop.accounts.sign_ins import SignedIn
    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}


def browser_of(request: Request[Any, Any, Any]) -> Browser:
    """Where a sign-in comes from. X-Forwarded-For counts as far as the configured number of own proxies goes."""
    visit = visit_of(request)
    client = request.scope["client"]
    forwarded = b",".join(value for name, value in request.scope["headers"] if name.lower() == b"x-forwarded-for")
    address = client_address(client[0] if client else "", forwarded.decode("latin-1"), visit.site.settings.trusted_proxies)
    user_agent = visit.headers.get(b"user-agent", b"").decode("latin-1")
    return Browser(network_of(address), user_agent, session_of(visit.site, visit.cookies))


def hand_cookie(visit: Visit, found: SignedIn) -> None:
    """Have the answer give the browser its new sign-in, for as long as it can last at most."""
    seconds = int(rules.lifetime_of(found.viewer.roles).whole.total_seconds())
    visit.set_cookies.append(cookies.session(visit.site.settings, found.token, seconds))


@get("/sign-in", opt=PUBLIC)
async def show_sign_in(request: Request[Any, Any, Any]) -> Page:
    """The form to sign in with; whoever is signed in goes on at once."""
    visit = visit_of(request)
    wanted = dict(read_query(visit.query)).get("next", "")
    if visit.viewer.is_signed_in:
        return redirect(request, _onward(visit, wanted, visit.locale))
    return _sign_in_page(request, Form([("next", wanted)]))


@post("/sign-in", opt=PUBLIC, status_code=303)
async def sign_in(request: Request[Any, Any, Any]) -> Page:
    """Sign in and go on to the page that was wanted, or to the desk in one's own language."""
    visit, form = visit_of(request), await read_form(request)
    form.require("email", "password")
    try:
        form.answer()
        found = await sign_ins.sign_in(form.typed("email"), form.typed("password"), browser_of(request))
    except Invalid as invalid:
        form.take(invalid)
        return _sign_in_page(request, form, status=422)
    hand_cookie(visit, found)
    own = found.viewer.locale
    return redirect(request, _onward(visit, form.typed("next"), own if own in visit.site.locales else visit.locale))


def _sign_in_page(request: Request[Any, Any, Any], form: Form, status: int = 200) -> Page:
    return page(request, "accounts/sign_in.html", status=status, form=form)


def _onward(visit: Visit, wanted: str, locale: str) -> str:
    return safe_next(wanted, visit.urls.page_in(locale, "desk"))


@post("/sign-out", opt=PUBLIC, status_code=303)
async def sign_out(request: Request[Any, Any, Any]) -> Page:
    """End this browser's sign-in; nothing to end is no fault."""
    visit = visit_of(request)
    await sign_ins.sign_out(visit.viewer, visit.session)
    visit.set_cookies.append(cookies.forget_session(visit.site.settings))
    return redirect(request, visit.urls.page(), _("You are signed out."))


@get("/invitation/{token:str}", opt=PUBLIC)
async def show_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """The page of an invitation: choose the first password."""
    return await _link_page(request, LinkKind.INVITATION, token, Form())


@post("/invitation/{token:str}", opt=PUBLIC, status_code=303)
async def accept_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Keep the first password and use the invitation up."""
    return await _choose(request, LinkKind.INVITATION, token, links.accept_invitation)


@get("/reset/{token:str}", opt=PUBLIC)
async def show_reset(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """The page of a reset link: choose a new password."""
    return await _link_page(request, LinkKind.RESET, token, Form())


@post("/reset/{token:str}", opt=PUBLIC, status_code=303)
async def reset_password(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Keep the new password and use the link up."""
    return await _choose(request, LinkKind.RESET, token, links.reset_password)


async def _choose(request: Request[Any, Any, Any], kind: LinkKind, token: str, keep: Callable[[str, str], Awaitable[int]]) -> Page:
    form = await read_form(request)
    try:
        await keep(token, form.typed("password"))
    except Invalid as invalid:
        form.take(invalid)
        return await _link_page(request, kind, token, form, status=422)
    except Gone:
        return _used_up(request, kind)
    visit = visit_of(request)
    visit.set_cookies.append(cookies.forget_session(visit.site.settings))
    return redirect(request, visit.urls.page("sign-in"), _("Your password is kept. Sign in with it now."))


async def _link_page(request: Request[Any, Any, Any], kind: LinkKind, token: str, form: Form, status: int = 200) -> Page:
    try:
        holder = await links.invited(kind, token)
    except Gone:
        return _used_up(request, kind)
    shown = page(request, "accounts/choose_password.html", status=status, kind=kind, holder=holder, form=form, shortest=SHORTEST, **_BARE)
    return secret(shown)


def _used_up(request: Request[Any, Any, Any], kind: LinkKind) -> Page:
    return secret(page(request, "accounts/used_up.html", status=410, kind=kind, **_BARE))


_BARE: dict[str, Any] = {"canonical": "", "alternates": ()}
"""A page whose address is a secret names it nowhere."""


def secret(shown: Page) -> Page:
    """``shown`` with the headers of a page whose address or content is a secret: named to no other site, kept by no search engine."""
    status, headers, body = shown.finished
    return Page(status, [*headers, (b"referrer-policy", b"no-referrer"), (b"x-robots-tag", b"noindex, nofollow")], body)


@get("/reset", opt=PUBLIC)
async def show_ask_reset(request: Request[Any, Any, Any]) -> Page:
    """The form to ask for a new password with."""
    return _ask_page(request, Form())


@post("/reset", opt=PUBLIC, status_code=200)
async def ask_reset(request: Request[Any, Any, Any]) -> Page:
    """Send a link, or pass the wish on to the administrators; the answer is the same whether the account exists or not."""
    form = await read_form(request)
    try:
        email = clean_email(form.typed("email"))
    except Invalid as invalid:
        form.take(invalid)
        return _ask_page(request, form, 422)
    await ways_in.ask_reset(visit_of(request).site.settings, email, browser_of(request).network)
    return _ask_page(request, Form(), asked=True)


def _ask_page(request: Request[Any, Any, Any], form: Form, status: int = 200, *, asked: bool = False) -> Page:
    sends = visit_of(request).site.settings.sends_mail
    return page(request, "accounts/ask_reset.html", status=status, form=form, asked=asked, sends=sends)


routes: list[Any] = [
    show_sign_in,
    sign_in,
    sign_out,
    show_invitation,
    accept_invitation,
    show_ask_reset,
    ask_reset,
    show_reset,
    reset_password,
]
