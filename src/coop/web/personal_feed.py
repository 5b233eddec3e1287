"""My calendar feed: the private address of what is due for one person, and the page on which it is made, replaced and taken back."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import segno
from litestar import Request, get, post
from litestar.params import FromPath

from coop.accounts import personal_feeds
from coop.errors import Invalid, NotFound
from coop.feeds.conferences import Size
from coop.feeds.personal import Personal, compose
from coop.feeds.personal_entries import Kind
from coop.i18n import translate
from coop.i18n.message import _
from coop.web.accounts import browser_of, secret
from coop.web.conference_words import subscribe_links
from coop.web.kit.feeds import made_of
from coop.web.kit.forms import Form, read_form
from coop.web.kit.headers import PERSONAL, with_security
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_repeated
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.web.kit.conditional import Header
    from coop.web.kit.visit import Visit

HERE = "desk/account/feed"
PUBLIC = {"access": "public"}
SIGNED_IN = {"access": "signed_in"}
_END = ".ics"
_FOR_ITS_OWNER: tuple[Header, ...] = (
    (b"cache-control", b"private, no-cache"),  # a program may keep it, and asks each time whether it still holds
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
KINDS = {Kind.AGREEMENT: _("Days of agreements"), Kind.FOLLOW_UP: _("My follow-ups"), Kind.VISIT: _("Visits and delegations")}


@get(f"{PERSONAL}{{name:str}}", opt=PUBLIC)
async def serve(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """The feed whose secret stands in the address, with what its owner may see now; whoever is signed in does not matter."""
    visit = visit_of(request)
    holder = await personal_feeds.holder_of(name.removesuffix(_END) if name.endswith(_END) else "", browser_of(request).network)
    wanted = _asked(visit)
    composed = await compose(holder, wanted, visit.site.settings.default_zone)
    headers = [
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-language", visit.locale.encode("ascii")),
        (b"content-disposition", f'inline; filename="what-is-due-{visit.locale}.ics"'.encode("ascii")),
        *_FOR_ITS_OWNER,
    ]
    made = made_of(composed, with_security(headers, visit.site.security))
    if not made.answers(visit.headers):
        await made.pack()
    return Page(*made.answer.reply(visit.headers))


def _asked(visit: Visit) -> Personal:
    """What an address asks for beside the secret. Raises Invalid naming each field that cannot be meant."""
    query = read_repeated(visit.query)
    kinds, sizes = query.get("kind", []), query.get("size", [Size.LIMITED.value])
    wrong = {
        field: _("%(value)s is not one of the choices.", value=value[:60])
        for field, values, choices in (("kind", kinds, set(Kind)), ("size", sizes, set(Size)))
        for value in values
        if value not in choices
    }
    if wrong:
        raise Invalid(wrong)
    return Personal(tuple(kind for kind in Kind if kind in kinds), visit.locale, Size(sizes[-1]))


@get(f"/{HERE}", opt=SIGNED_IN)
async def show(request: Request[Any, Any, Any]) -> Page:
    """My calendar feed: whether I have one, when it was last read, what is in it."""
    return await _page(request)


@post(f"/{HERE}", opt=SIGNED_IN, status_code=201)
async def make(request: Request[Any, Any, Any]) -> Page:
    """Make the address and show it, this once. Sending the form again finds it made and changes nothing."""
    form = await read_form(request)
    try:
        made = await personal_feeds.make_feed(visit_of(request).viewer)
    except Invalid as invalid:
        form.take(invalid)
        return await _page(request, 422, form=form)
    return await _page(request, 201, made)


@get(f"/{HERE}/replace", opt=SIGNED_IN)
async def ask_replace(request: Request[Any, Any, Any]) -> Page:
    """Ask before the address is replaced, where no script asks."""
    return await _ask(request, "accounts/feed_replace.html")


@post(f"/{HERE}/replace", opt=SIGNED_IN, status_code=201)
async def replace(request: Request[Any, Any, Any]) -> Page:
    """Put a new address in the place of the old one and show it, this once."""
    return await _page(request, 201, await personal_feeds.replace_feed(visit_of(request).viewer))


@get(f"/{HERE}/revoke", opt=SIGNED_IN)
async def ask_revoke(request: Request[Any, Any, Any]) -> Page:
    """Ask before the address is taken back, where no script asks."""
    return await _ask(request, "accounts/feed_revoke.html")


@post(f"/{HERE}/revoke", opt=SIGNED_IN, status_code=303)
async def revoke(request: Request[Any, Any, Any]) -> Page:
    """Take the address back, with effect from the next request on."""
    visit = visit_of(request)
    await personal_feeds.revoke_feed(visit.viewer)
    return redirect(request, visit.urls.page(HERE), _("The address is revoked. Remove the calendar from your calendar apps."))


async def _ask(request: Request[Any, Any, Any], template: str) -> Page:
    if await personal_feeds.own_feed(visit_of(request).viewer) is None:
        raise NotFound
    return page(request, template, section="desk")


async def _page(request: Request[Any, Any, Any], status: int = 200, fresh: str = "", form: Form | None = None) -> Page:
    visit = visit_of(request)
    address = visit.urls.absolute(visit.urls.page(f"{PERSONAL.strip('/')}/{fresh}{_END}")) if fresh else ""
    shown = page(
        request,
        "accounts/feed.html",
        status=status,
        section="desk",
        own=await personal_feeds.own_feed(visit.viewer),
        fresh=subscribe_links(address, translate(_("What is due: %(name)s", name=visit.viewer.name), visit.locale)) if fresh else None,
        picture=_picture(address) if fresh else "",
        kinds=[(f"?kind={kind}", translate(said, visit.locale)) for kind, said in KINDS.items()],
        form=form or Form(),
        clock_zone=visit.zone or visit.site.settings.default_zone,
    )
    return secret(shown) if fresh else shown


def _picture(address: str) -> str:
    """The QR code of a secret address, inside the page itself: no other address ever holds the secret."""
    drawn = io.BytesIO()
    segno.make("webcal://" + address.partition("://")[2], error="m", micro=False).save(
        drawn, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, light="#fff", omitsize=True, nl=False
    )
    return "data:image/svg+xml;base64," + b64encode(drawn.getvalue()).decode("ascii")


routes: list[Any] = [serve, show, make, ask_replace, replace, ask_revoke, revoke]
