"""The desk's page of rules by which people are reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.errors import Invalid
from coop.i18n.message import Message, _, ngettext
from coop.notices import reminders
from coop.notices.reminders import Anchor, Recipients
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LIAISON = {"access": "liaison"}
HERE = "desk/reminders"
ANCHORS: Mapping[Anchor, Message] = {
    Anchor.NOTICE: _("Last day to give notice"),
    Anchor.END: _("End of an agreement that does not renew itself"),
    Anchor.REVIEW: _("Yearly review of an agreement without an end"),
    Anchor.FOLLOW_UP: _("Day a follow-up is due"),
}
RECIPIENTS: Mapping[Recipients, Message] = {
    Recipients.OFFICER: _("The officer who answers for it; where there is none, all liaison officers"),
    Recipients.KEEPERS: _("All liaison officers"),
}


@get("/desk/reminders", opt=LIAISON)
async def show_rules(request: Request[Any, Any, Any]) -> Page:
    """The rules in force, and the form to add one."""
    return await _page(request, Form([("days", "30")]))


@post("/desk/reminders", opt=LIAISON, status_code=303)
async def add_rule(request: Request[Any, Any, Any]) -> Page:
    """Add a rule."""
    visit, form = visit_of(request), await read_form(request)
    form.require("days")
    anchor, days = Anchor(form.choice("anchor", Anchor, Anchor.NOTICE)), form.integer("days")
    recipients = Recipients(form.choice("recipients", Recipients, Recipients.OFFICER))
    try:
        form.answer()
        await reminders.add_rule(visit.viewer, anchor, days or 0, recipients)
    except Invalid as invalid:
        form.take(invalid)
        return await _page(request, form, 422)
    return redirect(request, visit.urls.page(HERE), _("The rule is in force."))


@post("/desk/reminders/{rule:str}/end", opt=LIAISON, status_code=303)
async def end_rule(request: Request[Any, Any, Any], rule: FromPath[str]) -> Page:
    """End a rule."""
    visit = visit_of(request)
    await reminders.end_rule(visit.viewer, read_id(rule)[0])
    return redirect(request, visit.urls.page(HERE), _("The rule is ended."))


@get("/desk/reminders/{rule:str}/end", opt=LIAISON)
async def back_to_rules(request: Request[Any, Any, Any], rule: FromPath[str]) -> Page:  # noqa: ARG001 - the address names it
    """The address a form is sent to, followed as a link, leads back to the rules."""
    return redirect(request, visit_of(request).urls.page(HERE))


async def _page(request: Request[Any, Any, Any], form: Form, status: int = 200) -> Page:
    visit = visit_of(request)

    def before(days: int) -> str:
        words = ngettext("%(count)s day before", "%(count)s days before", days) if days else _("on the day itself")
        return i18n.translate(words, visit.locale)

    return page(
        request,
        "mail/reminders.html",
        status=status,
        section="desk",
        form=form,
        sends=visit.site.settings.sends_mail,
        rules=[
            {
                "id": each.id,
                "anchor": i18n.translate(ANCHORS[each.anchor], visit.locale),
                "before": before(each.days),
                "recipients": i18n.translate(RECIPIENTS[each.recipients], visit.locale),
            }
            for each in await reminders.rules()
        ],
        anchors=[(each.value, i18n.translate(words, visit.locale)) for each, words in ANCHORS.items()],
        recipients=[(each.value, i18n.translate(words, visit.locale)) for each, words in RECIPIENTS.items()],
    )


routes: list[Any] = [show_rules, add_rule, end_rule, back_to_rules]
