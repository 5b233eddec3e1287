"""The desk's pages for organisations that may be one and the same: suggested pairs, and saying that two are not one."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import read_page
from coop.errors import Invalid
from coop.i18n import dates
from coop.i18n.message import _, ngettext
from coop.partners import duplicates
from coop.partners.duplicates import Pair
from coop.web import partner_words, register_words
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_query
from coop.web.kit.visit import Visit, visit_of

LIAISON = {"access": "liaison"}
SECTION = "desk"


@get("/desk/duplicates", opt=LIAISON)
async def show_duplicates(request: Request[Any, Any, Any]) -> Page:
    """Pairs that nobody has judged yet, those with most reasons first; or those declined."""
    visit = visit_of(request)
    asked = dict(read_query(visit.query))
    declined = asked.get("show") == "declined"
    found = await duplicates.page(visit.viewer, read_page(asked.get("page", "1")), visit.locale, declined=declined)
    return page(
        request,
        "duplicates/list.html",
        section=SECTION,
        found=found,
        pairs=[_shown(visit, each) for each in found.pairs],
        declined=declined,
        count=i18n.translate(ngettext("%(count)s pair", "%(count)s pairs", found.total), visit.locale),
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
    )


@get("/desk/duplicates/{pair:int}/decline", opt=LIAISON)
async def show_decline(request: Request[Any, Any, Any], pair: FromPath[int]) -> Page:
    """Both side by side in short, and the reason why they are two."""
    return await _decline_page(request, pair, Form())


@post("/desk/duplicates/{pair:int}/decline", opt=LIAISON, status_code=303)
async def decline(request: Request[Any, Any, Any], pair: FromPath[int]) -> Page:
    """Remember that the two are not one."""
    visit, form = visit_of(request), await read_form(request)
    try:
        await duplicates.decline(visit.viewer, pair, form.typed("reason"))
    except Invalid as invalid:
        form.take(invalid)
        return await _decline_page(request, pair, form, 422)
    undo = visit.urls.page(f"desk/duplicates/{pair}/restore")
    return redirect(request, visit.urls.page("desk/duplicates"), _("These two are not suggested again."), undo_url=undo)


@post("/desk/duplicates/{pair:int}/restore", opt=LIAISON, status_code=303)
async def restore(request: Request[Any, Any, Any], pair: FromPath[int]) -> Page:
    """Suggest a declined pair again."""
    visit = visit_of(request)
    await duplicates.take_back(visit.viewer, pair)
    return redirect(request, visit.urls.page("desk/duplicates"), _("The pair is suggested again."))


@get("/desk/duplicates/{pair:int}/restore", opt=LIAISON)
async def back_to_duplicates(request: Request[Any, Any, Any], pair: FromPath[int]) -> Page:  # noqa: ARG001 - part of the address
    """The address its form is sent to, followed as a link, leads back to the pairs."""
    return redirect(request, visit_of(request).urls.page("desk/duplicates"))


async def _decline_page(request: Request[Any, Any, Any], number: int, form: Form, status: int = 200) -> Page:
    visit = visit_of(request)
    pair = await duplicates.get(visit.viewer, number, visit.locale)
    return page(request, "duplicates/decline.html", status=status, section=SECTION, pair=_shown(visit, pair), form=form)


def _shown(visit: Visit, pair: Pair) -> dict[str, Any]:
    urls = visit.urls
    return {
        "id": pair.id,
        "sides": partner_words.shown([pair.first, pair.second], urls),
        "weight": i18n.translate(register_words.WEIGHTS[pair.weight], visit.locale),
        "tone": register_words.TONES[pair.weight],
        "grounds": register_words.grounds(pair.grounds, visit.locale),
        "merge_url": urls.page(f"desk/partners/{pair.first.id}/merge/{pair.second.id}"),
        "decline_url": urls.page(f"desk/duplicates/{pair.id}/decline"),
        "restore_url": urls.page(f"desk/duplicates/{pair.id}/restore"),
        "declined_on": dates.day(pair.declined_at.date(), visit.locale) if pair.declined_at else "",
        "reason": pair.declined_reason,
    }


routes: list[Any] = [show_duplicates, show_decline, decline, restore, back_to_duplicates]
