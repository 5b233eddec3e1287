"""Mails: what became of them, for administrators; and refusing more of a kind, for whoever got one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import MediaType, Request, Response, get, post
from litestar.params import FromPath

from coop import i18n
from coop.i18n import dates
from coop.i18n.message import Message, _
from coop.notices import outbox, refusals
from coop.web.accounts import secret
from coop.web.kit.forms import read_form
from coop.web.kit.pages import Page, page, redirect, redirect_headers
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ADMINISTRATOR = {"access": "administrator"}
PUBLIC = {"access": "public"}
SIGNED_IN = {"access": "signed_in"}
KINDS: Mapping[str, Message] = {
    "invitation": _("Invitation"),
    "reset": _("Link for a new password"),
    "reminder": _("Reminder"),
}
STATES: Mapping[str, Message] = {
    "waiting": _("Waiting"),
    "sent": _("Sent"),
    "withdrawn": _("Not needed any more"),
    "failed": _("Given up"),
}


@get("/desk/mail", opt=ADMINISTRATOR)
async def show_mails(request: Request[Any, Any, Any]) -> Page:
    """The last mails and what became of them; what was given up can be tried again."""
    visit = visit_of(request)
    zone = visit.zone or visit.site.settings.default_zone
    return page(
        request,
        "mail/list.html",
        section="desk",
        sends=visit.site.settings.sends_mail,
        mails=[
            {
                "kind": i18n.translate(KINDS[each.kind], visit.locale),
                "recipient": each.recipient,
                "made": dates.instant(each.made_at, zone, visit.locale),
                "sent": dates.instant(each.sent_at, zone, visit.locale) if each.sent_at else "",
                "state": each.state,
                "words": i18n.translate(STATES[each.state], visit.locale),
                "job": each.job,
                "attempts": each.attempts,
                "fault": each.fault,
            }
            for each in await outbox.recent(visit.viewer)
        ],
    )


@post("/desk/mail/{job:str}/again", opt=ADMINISTRATOR, status_code=303)
async def try_again(request: Request[Any, Any, Any], job: FromPath[str]) -> Page:
    """Try a mail that was given up once more."""
    visit = visit_of(request)
    await outbox.try_again(visit.viewer, read_id(job)[0])
    return redirect(request, visit.urls.page("desk/mail"), _("The mail is tried again."))


@get("/desk/mail/{job:str}/again", opt=ADMINISTRATOR)
async def back_to_mails(request: Request[Any, Any, Any], job: FromPath[str]) -> Page:  # noqa: ARG001 - the address names it
    """The address a form is sent to, followed as a link, leads back to the list."""
    return redirect(request, visit_of(request).urls.page("desk/mail"))


@get("/unsubscribe/{token:str}", opt=PUBLIC)
async def ask_refuse(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Ask before somebody gets no more mails of a kind: a link alone changes nothing, for mail programs follow links by themselves."""
    _person, kind = refusals.read(visit_of(request).site.settings, token)
    return secret(page(request, "mail/unsubscribe.html", section="", token_given=token, kind=KINDS[kind], done=False))


@post("/unsubscribe/{token:str}", opt=PUBLIC, status_code=200)
async def refuse(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """Send no more mails of this kind to whoever the link was made for."""
    person, kind = refusals.read(visit_of(request).site.settings, token)
    await refusals.refuse(person, kind)
    return secret(page(request, "mail/unsubscribe.html", section="", token_given=token, kind=KINDS[kind], done=True))


@post("/desk/account/notices", opt=SIGNED_IN, status_code=303)
async def choose_notices(request: Request[Any, Any, Any]) -> Page:
    """Which mails one wants to get."""
    visit, form = visit_of(request), await read_form(request)
    await refusals.choose(visit.viewer, frozenset(form.all_typed("notices")))
    return redirect(request, visit.urls.page("desk/account"), _("Your choice of mails is saved."))


@get("/desk/account/notices", opt=SIGNED_IN)
async def back_to_account(request: Request[Any, Any, Any]) -> Page:
    """The address a form is sent to, followed as a link, leads back to the account."""
    return redirect(request, visit_of(request).urls.page("desk/account"))


@get("/unsubscribe/{token:str}", opt=PUBLIC, include_in_schema=False)
async def to_own_language(request: Request[Any, Any, Any], token: FromPath[str]) -> Page:
    """The link of a mail leads to the page in the reader's language."""
    visit = visit_of(request)
    headers = [*redirect_headers(visit, visit.urls.page(f"unsubscribe/{token}")), (b"vary", b"accept-language, cookie")]
    return Page(302, headers, b"")


@post("/unsubscribe/{token:str}", opt={**PUBLIC, "signed_link": True}, status_code=200, include_in_schema=False)
async def refuse_by_one_click(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """What a mail program sends when its reader clicks "unsubscribe" (RFC 8058 3.2): no cookie, no page before it."""
    person, kind = refusals.read(visit_of(request).site.settings, token)
    await refusals.refuse(person, kind)
    return Response("ok\n", media_type=MediaType.TEXT, headers={"cache-control": "no-store"})


routes: list[Any] = [show_mails, try_again, back_to_mails, ask_refuse, refuse, choose_notices, back_to_account]
outside: list[Any] = [to_own_language, refuse_by_one_click]
