"""The search page: everything the reader may see that matches, grouped by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, get

from coop import i18n, search
from coop.asked import read_page
from coop.conferences import queries as conferences
from coop.i18n.message import _, ngettext
from coop.liaison import queries as interactions
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.contacts import queries as contacts
from coop.projects import queries as projects
from coop.web import agreement_words, conference_words, contact_words, interaction_words, partner_words, project_words
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_query, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.i18n.message import Message
    from coop.web.kit.visit import Visit

KINDS: Mapping[str, Message] = {
    "conference": _("Conferences"),
    "organisation": _("Partners"),
    "project": _("Projects"),
    "contact": _("Contacts"),
    "agreement": _("Agreements"),
    "interaction": _("Interactions"),
}
"""What can be found, in the order shown; the key is the kind in the index."""
OF_SOME = ("contact", "agreement", "interaction")
"""The kinds that not everybody can find: offered where something of them was found."""
FEW, PAGE_SIZE = 5, 20


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: ``found`` is as its own list shows them; ``all_url`` leads to the rest, empty when nothing is left."""

    kind: str
    title: str
    count: int
    found: list[Any]
    all_url: str


@get("/search", opt={"access": "public"})
async def find(request: Request[Any, Any, Any]) -> Page:
    """What matches the words: the best few of each kind, or all of one kind page by page."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page("search") + (f"?{short}" if short else ""))
    asked = dict(read_query(visit.query))
    text, kind, typed = asked.get("q", "").strip(), asked.get("kind", ""), asked.get("page", "1")
    counts = await search.counts(visit.viewer, text, KINDS)
    total = sum(counts.values())
    number, last = 1, 1
    if kind in KINDS:
        last = max(1, -(-counts[kind] // PAGE_SIZE))
        number = min(last, read_page(typed))
        groups = [await _group(visit, text, kind, counts[kind], (number - 1) * PAGE_SIZE, PAGE_SIZE)] if counts[kind] else []
    else:
        kind = ""
        groups = [await _group(visit, text, each, count, 0, FEW) for each, count in counts.items() if count]
    every = i18n.translate(_("Everything"), visit.locale)
    tabs = [("", every, visit.urls.here(kind=None), total)]
    tabs += [
        (each, i18n.translate(said, visit.locale), visit.urls.here(kind=each), counts[each])
        for each, said in KINDS.items()
        if each not in OF_SOME or counts[each] or each == kind
    ]
    return page(
        request,
        "search/show.html",
        public=True,
        section="search",
        text=text,
        kind=kind,
        groups=groups,
        tabs=tabs,
        count=i18n.translate(ngettext("%(count)s result", "%(count)s results", counts[kind] if kind else total), visit.locale),
        number=number,
        last=last,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
    )


async def _group(visit: Visit, text: str, kind: str, count: int, offset: int, limit: int) -> Group:
    ids = await search.best(visit.viewer, text, kind, min(limit, count - offset), offset)
    items: list[Any]
    match kind:
        case "conference":
            items = await conference_words.shown(visit.viewer, await conferences.by_ids(visit.viewer, ids), visit.urls)
        case "organisation":
            items = list(partner_words.shown(await partners.by_ids(visit.viewer, ids, visit.locale), visit.urls))
        case "contact":
            items = list(await contact_words.shown(visit.viewer, await contacts.by_ids(visit.viewer, ids), visit.urls))
        case "agreement":
            items = list(agreement_words.shown(await agreements.by_ids(visit.viewer, ids), visit.urls))
        case "interaction":
            items = list(interaction_words.shown(await interactions.by_ids(visit.viewer, ids), visit.urls))
        case _:
            items = list(project_words.shown(await projects.by_ids(visit.viewer, ids), visit.urls))
    return Group(kind, i18n.translate(KINDS[kind], visit.locale), count, items, visit.urls.here(kind=kind) if count > limit else "")


routes: list[Any] = [find]
