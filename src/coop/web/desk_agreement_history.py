"""The desk's page of what changed in an agreement, and the names that its facts refer to by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import history, i18n
from coop.accounts import queries as accounts
from coop.conferences import queries as conferences
from coop.errors import require
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.partners.agreements import queries, rules
from coop.partners.contacts import queries as contacts
from coop.partners.views import said
from coop.web import agreement_told as telling
from coop.web import agreement_words as words
from coop.web.kit.pages import Page, page
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of
from coop.web.ledger_lines import lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}
SECTION = "partners"


@get("/desk/agreements/{agreement:str}/history", opt=LIAISON)
async def show_history(request: Request[Any, Any, Any], agreement: FromPath[str]) -> Page:
    """Who changed what, newest first."""
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, read_id(agreement)[0])
    require(rules.keeps_agreements(visit.viewer))
    entries = await history.of(queries.KIND, standing.id)
    changed = [(name, value) for entry in entries for name, pair in entry.changes.items() for value in pair]
    related = await related_to(visit, telling.numbers_in(changed))
    zone = visit.zone or visit.site.settings.default_zone

    def recorded(name: str, value: Any) -> str:  # noqa: ANN401 - what the ledger keeps
        return telling.recorded(name, value, related, visit.locale)

    return page(
        request,
        "agreements/history.html",
        section=SECTION,
        name=said(standing.titles, visit.locale),
        here=words.address(visit.urls, standing),
        entries=lines(entries, telling.ACTS, telling.FIELDS, recorded, (zone, visit.locale)),
    )


async def related_to(visit: Visit, numbers: Mapping[str, set[int]]) -> telling.Related:
    """The names of what facts refer to by number, as far as the viewer may know them."""
    viewer, locale = visit.viewer, visit.locale
    at = await conferences.by_ids(viewer, sorted(numbers["conferences"]))
    titles = await queries.titled(viewer, numbers["agreements"])
    return telling.Related(
        await partners.named(viewer, numbers["organisations"], locale),
        await contacts.named(viewer, numbers["contacts"], locale),
        {number: said(each, locale) for number, each in titles.items()},
        {each.id: said(each.names, locale) for each in at},
        await accounts.officers(viewer, numbers["officers"]),
        i18n.translate(_("Not public"), locale),
    )


routes: list[Any] = [show_history]
