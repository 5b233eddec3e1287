"""Saved choices of one browser: language, colour scheme, time zone. Only here is a cookie set for a visitor."""

from __future__ import annotations

from typing import Any

from litestar import Request, post

from coop import zones
from coop.i18n.message import _
from coop.web.kit import cookies
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, redirect
from coop.web.kit.urls import safe_next
from coop.web.kit.visit import Visit, visit_of


@post("/preferences", opt={"access": "public"}, status_code=303)
async def save_preferences(request: Request[Any, Any, Any]) -> Page:
    """Save the choices that were sent and go back to the page they were sent from, in the language chosen."""
    visit = visit_of(request)
    form = await read_form(request)
    back = safe_next(form.typed("back"), visit.urls.page())
    language = form.choice("language", visit.site.locales.tags)
    _save(visit, cookies.LOCALE, language)
    _save(visit, cookies.SCHEME, form.choice("scheme", cookies.SCHEMES))
    _save(visit, cookies.ZONE, _zone(form))
    form.answer()
    return redirect(request, _in_language(visit, back, language))


def _save(visit: Visit, name: str, value: str) -> None:
    if value:
        visit.set_cookies.append(cookies.write(visit.site.settings, name, value, cookies.PREFERENCE_SECONDS))


def _zone(form: Form) -> str:
    wanted = form.line("zone")
    if wanted and not zones.is_known(wanted):
        form.error("zone", _("Choose a time zone from the list, such as Asia/Bangkok."))
        return ""
    return zones.canonical(wanted) if wanted else ""


def _in_language(visit: Visit, address: str, language: str) -> str:
    """The same page in the language just chosen."""
    first, slash, rest = address.removeprefix("/").partition("/")
    return f"/{language}/{rest}" if language and slash and first in visit.site.locales else address


routes: list[Any] = [save_preferences]
