"""The desk's pages that take an agreement further: signatures, states, renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import clock, i18n
from coop.errors import IllegalMove, Invalid, Stale
from coop.i18n.message import _
from coop.partners.agreements import keeping
from coop.partners.agreements.keeping import Signature
from coop.partners.agreements.states import State
from coop.partners.contacts import queries as contacts
from coop.partners.views import said
from coop.projects import queries as projects
from coop.web import agreement_form as forms
from coop.web import agreement_words as words
from coop.web import project_words
from coop.web.agreements import SECTION, signatures
from coop.web.desk_agreements import editable
from coop.web.form_choices import one_conference
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.agreements.views import AgreementView

LIAISON = {"access": "liaison"}
_CHANGED = _("Somebody changed this agreement after you opened it. Look at it again and send the form once more.")


@get("/desk/agreements/{agreement:str}/sign", opt=LIAISON)
async def show_sign(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """The form that puts signatures on record."""
    standing = await editable(request, agreement)
    facts = standing.facts
    form = Form(
        [
            ("effective_on", facts.effective_on.isoformat() if facts.effective_on else ""),
            ("signed_at", str(facts.signed_at or "")),
            *((f"parties.{at}.signed_in", each.signed_in) for at, each in enumerate(facts.parties)),
            *((f"parties.{at}.signed_on", each.signed_on.isoformat()) for at, each in enumerate(facts.parties) if each.signed_on),
            *((f"parties.{at}.signatory", str(each.signatory)) for at, each in enumerate(facts.parties) if each.signatory),
        ]
    )
    return await _sign_page(request, form, standing)


@post("/desk/agreements/{agreement:str}/sign", opt=LIAISON, status_code=303)
async def sign_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Put signatures on record: of each party whose day is entered."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, agreement)
    if form.typed("find"):
        return await _sign_page(request, form, standing)
    signed = {
        at: Signature(form.date(f"parties.{at}.signed_on"), form.integer(f"parties.{at}.signatory"), form.typed(f"parties.{at}.signed_in"))
        for at, _party in enumerate(standing.facts.parties)
        if form.typed(f"parties.{at}.signed_on").strip()
    }
    effective_on, signed_at = form.date("effective_on"), form.integer("signed_at")
    try:
        form.answer()
        await keeping.sign(visit.viewer, standing.id, form.version(), signed, effective_on, signed_at)
    except Invalid as invalid:
        form.take(invalid)
        return await _sign_page(request, form, standing, 422)
    except IllegalMove as illegal:
        form.error("", illegal.message)
        return await _sign_page(request, form, standing, 409)
    except Stale as stale:
        form.error("", _CHANGED)
        return await _sign_page(request, form, await editable(request, agreement), 409, stale.current)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.id}"), _("The signatures are on record."))


@get("/desk/agreements/{agreement:str}/move", opt=LIAISON)
async def show_move(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """The form that takes an agreement to another state."""
    return _move_page(request, Form([("on", clock.today().isoformat())]), await editable(request, agreement))


@post("/desk/agreements/{agreement:str}/move", opt=LIAISON, status_code=303)
async def move_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Take an agreement to another state."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, agreement)
    if not form.typed("state"):
        form.error("state", _("Choose the state it goes to."))
    state, on, reason = form.choice("state", State), form.date("on"), form.line("reason")
    try:
        form.answer()
        await keeping.move(visit.viewer, standing.id, form.version(), State(state), on, reason)
    except Invalid as invalid:
        form.take(invalid, {"ended_on": "on", "effective_on": "on"})
        return _move_page(request, form, standing, 422)
    except IllegalMove as illegal:
        form.error("state", illegal.message)
        return _move_page(request, form, standing, 409)
    except Stale as stale:
        form.error("", _CHANGED)
        return _move_page(request, form, await editable(request, agreement), 409, stale.current)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.id}"), _("The new state is on record."))


@get("/desk/agreements/{agreement:str}/renew", opt=LIAISON)
async def show_renew(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """The form that renews an agreement, beside what happened under it."""
    standing = await editable(request, agreement)
    end = standing.dates.current_end
    return await _renew_page(request, Form([("from_on", end.isoformat() if end else "")]), standing)


@post("/desk/agreements/{agreement:str}/renew", opt=LIAISON, status_code=303)
async def renew_agreement(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Renew an agreement for another period."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, agreement)
    period = forms.period(form)
    try:
        form.answer()
        if period is not None:
            await keeping.renew(visit.viewer, standing.id, form.version(), period)
    except Invalid as invalid:
        form.take(invalid)
        return await _renew_page(request, form, standing, 422)
    except IllegalMove as illegal:
        form.error("", illegal.message)
        return await _renew_page(request, form, standing, 409)
    except Stale as stale:
        form.error("", _CHANGED)
        return await _renew_page(request, form, await editable(request, agreement), 409, stale.current)
    return redirect(request, visit.urls.page(f"{words.LIST}/{standing.id}"), _("The renewal is on record."))


async def _sign_page(request: Request[Any, Any, Any], form: Form, standing: AgreementView, status: int = 200, version: int = 0) -> Page:
    visit = visit_of(request)
    people = await contacts.ever_at(visit.viewer, sorted(standing.facts.organisations))
    parties = await signatures(visit, standing.facts)
    return page(
        request,
        "agreements/sign.html",
        status=status,
        **_about(request, form, standing, version),
        parties=[
            (f"parties.{at}", shown, [(str(number), name) for number, name in people.get(each.organisation or 0, [])])
            for at, (each, shown) in enumerate(zip(standing.facts.parties, parties, strict=True))
        ],
        meetings=await one_conference(visit, form, "signed_at"),
    )


def _move_page(request: Request[Any, Any, Any], form: Form, standing: AgreementView, status: int = 200, version: int = 0) -> Page:
    locale = visit_of(request).locale
    return page(
        request,
        "agreements/move.html",
        status=status,
        **_about(request, form, standing, version),
        state=i18n.translate(words.STATES[standing.state], locale),
        states=[(each.value, i18n.translate(words.STATES[each], locale)) for each in keeping.moves(standing.facts)],
    )


async def _renew_page(request: Request[Any, Any, Any], form: Form, standing: AgreementView, status: int = 200, version: int = 0) -> Page:
    visit = visit_of(request)
    return page(
        request,
        "agreements/renew.html",
        status=status,
        **_about(request, form, standing, version),
        shown=words.shown([standing], visit.urls)[0],
        projects=project_words.shown(await projects.under_agreement(visit.viewer, standing.id), visit.urls),
    )


def _about(request: Request[Any, Any, Any], form: Form, standing: AgreementView, version: int) -> dict[str, Any]:
    """What every one of these forms is about."""
    visit = visit_of(request)
    return {
        "section": SECTION,
        "form": form,
        "errors": form.errors,
        "agreement": standing,
        "name": said(standing.titles, visit.locale),
        "here": words.address(visit.urls, standing),
        "version": version or form.typed("version") or standing.version,
    }


routes: list[Any] = [show_sign, sign_agreement, show_move, move_agreement, show_renew, renew_agreement]
