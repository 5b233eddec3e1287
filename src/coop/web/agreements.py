"""Pages of agreements: the register, what is due, one agreement, and its sheet to print; every reader sees what is for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import clock, i18n, themes
from coop.accounts import queries as accounts
from coop.asked import read_page
from coop.conferences import queries as conferences
from coop.i18n import dates as days
from coop.i18n import names as places
from coop.i18n.message import _, ngettext
from coop.liaison import queries as interactions
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.partners.agreements import keeping, queries, rules
from coop.partners.agreements.filters import NAMES, AgreementFilter, from_query
from coop.partners.agreements.states import BEFORE_SIGNING, NEXT, RUNNING, State
from coop.partners.contacts import queries as contacts
from coop.partners.documents import queries as documents
from coop.partners.documents.facts import Owner, OwnerKind
from coop.partners.views import said
from coop.projects import queries as projects
from coop.text import slug
from coop.web import agreement_words as words
from coop.web import document_words, interaction_words, project_words
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id, read_query, read_repeated, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.agreements.facts import NewAgreement
    from coop.partners.agreements.views import AgreementView, Choices
    from coop.web.kit.visit import Visit

EDITOR = {"access": "editor"}
PUBLIC = {"access": "public"}
SECTION = "partners"
SPANS = (30, 90, 180, 365)
"""How many days ahead the page of what is due can look."""
USUAL_SPAN = 90
LOOKED_BACK = 730
"""Days back of what a renewal asks to look at: the last 24 months."""
Option = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of the filter form: key, words, how many agreements each would leave."""

    kinds: list[Option]
    states: list[Option]
    themes: list[Option]


@dataclass(frozen=True, slots=True)
class Signature:
    """A party of one agreement with its signature, finished. ``name`` is None for one the reader may not know of."""

    name: Said | None
    url: str
    capacity: str
    as_signed: str
    signatory: str
    signatory_url: str
    signed_on: str
    signed_in: str


@get("/agreements", opt=EDITOR)
async def list_agreements(request: Request[Any, Any, Any]) -> Page:
    """The register, narrowed by what the address asks for: for staff whole, for a partner's members their own."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page(words.LIST) + (f"?{short}" if short else ""))
    asked = read_repeated(visit.query)
    wanted = from_query(asked)
    found = await queries.page(visit.viewer, wanted, read_page(asked.get("page", ["1"])[-1]))
    dropping = await queries.way_out(visit.viewer, wanted) if not found.total and wanted.active else None
    return page(
        request,
        "agreements/list.html",
        fragment="agreements/_swap.html",
        section=SECTION,
        wanted=wanted,
        found=found,
        count=i18n.translate(ngettext("%(count)s agreement", "%(count)s agreements", found.total), visit.locale),
        agreements=words.shown(found.cards, visit.urls),
        options=_options(visit, found.choices),
        chips=await _chips(visit, wanted),
        dropping=(i18n.translate(_LABELS[dropping.field], visit.locale), dropping.count, visit.urls.without(NAMES.get(dropping.field, "q")))
        if dropping
        else None,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        keeps=rules.keeps_agreements(visit.viewer),
    )


@get("/agreements/due", opt=EDITOR)
async def list_due(request: Request[Any, Any, Any]) -> Page:
    """What somebody must look at soon: days of notice, ends, renewals, reviews, the soonest first."""
    visit = visit_of(request)
    span = span_of(visit)
    found = await queries.due(visit.viewer, timedelta(days=span))
    return page(
        request,
        "agreements/due.html",
        section=SECTION,
        due=words.due(found, visit.urls, clock.today()),
        span=span,
        spans=[(each, visit.urls.here(days=each if each != USUAL_SPAN else None)) for each in SPANS],
        keeps=rules.keeps_agreements(visit.viewer),
    )


def span_of(visit: Visit) -> int:
    """How many days ahead an address looks: one of SPANS."""
    asked = dict(read_query(visit.query)).get("days", "")
    return next((each for each in SPANS if str(each) == asked), USUAL_SPAN)


@get("/agreements/{reference:str}", opt=PUBLIC)
async def show_agreement(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """An agreement: parties and signatures, dates, what hangs on it, and what happened under it."""
    visit = visit_of(request)
    agreement = await queries.get(visit.viewer, read_id(reference)[0])
    right = words.address(visit.urls, agreement)
    if visit.urls.page(f"{words.LIST}/{reference}") != right:
        return moved(request, right)
    return page(request, "agreements/show.html", section=SECTION, **await _whole(visit, agreement))


@get("/agreements/{reference:str}/sheet", opt=PUBLIC)
async def show_sheet(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """The agreement on one sheet, to print."""
    visit = visit_of(request)
    agreement = await queries.get(visit.viewer, read_id(reference)[0])
    return page(request, "agreements/sheet.html", section=SECTION, printed_on=clock.today(), **await _whole(visit, agreement))


async def _whole(visit: Visit, agreement: AgreementView) -> dict[str, Any]:
    """All that the page and the sheet of an agreement show."""
    viewer, urls, locale, facts = visit.viewer, visit.urls, visit.locale, agreement.facts
    keeps = rules.keeps_agreements(viewer)
    above = await queries.by_ids(viewer, [each for each in (facts.parent, facts.supersedes) if each])
    related = {each.id: (said(each.titles, locale), words.address(urls, each)) for each in above}
    at = await conferences.by_ids(viewer, [facts.signed_at]) if facts.signed_at else []
    under = await projects.under_agreement(viewer, agreement.id)
    officers = await accounts.officers(viewer, [facts.officer]) if facts.officer else {}
    return {
        "agreement": agreement,
        "shown": words.shown([agreement], urls)[0],
        "here": words.address(urls, agreement),
        "facts": _facts(agreement, locale),
        "signatures": await signatures(visit, facts),
        "parent": related.get(facts.parent or 0),
        "supersedes": related.get(facts.supersedes or 0),
        "conference": [
            (said(each.names, locale), urls.page(f"conferences/{each.id}-{slug(each.names.text(each.names.source))}")) for each in at
        ],
        "officer": officers.get(facts.officer or 0, ""),
        "topics": [said(themes.topic(code).name, locale) for code in facts.topics],
        "languages": [places.language(tag, locale) for tag in facts.languages],
        "prevailing": places.language(facts.prevailing, locale) if facts.prevailing else "",
        "periods": [(days.day(each.from_on, locale), days.day(each.ends_on, locale)) for each in facts.periods],
        "documents": document_words.shown(await documents.listed(Owner(OwnerKind.AGREEMENT, agreement.id)), urls),
        "interactions": interaction_words.shown(await interactions.about(viewer, "agreement", agreement.id), urls),
        "below": words.shown(await queries.below(viewer, agreement.id), urls),
        "projects": project_words.shown(under, urls),
        "recent": _recent(under, clock.today()),
        "keeps": keeps,
        "may_sign": keeps and (facts.state is State.APPROVED or (facts.state not in BEFORE_SIGNING and not _all_signed(facts))),
        "may_renew": keeps and State.RENEWED in (*NEXT[facts.state], facts.state) and facts.state is not State.SUSPENDED,
        "may_move": keeps and bool(keeping.moves(facts)),
        "is_running": facts.state in RUNNING,
    }


async def signatures(visit: Visit, facts: NewAgreement) -> list[Signature]:
    """The parties with their signatures, in words. An organisation goes by its present name; that in the paper stands beside it."""
    locale, urls = visit.locale, visit.urls
    cards = {each.id: each for each in await partners.by_ids(visit.viewer, sorted(facts.organisations), locale)}
    people = await contacts.named(visit.viewer, [each.signatory for each in facts.parties if each.signatory], locale)
    erased = {each.id for each in await contacts.by_ids(visit.viewer, list(people))}
    shown = []
    for each in facts.parties:
        card = cards.get(each.organisation or 0)
        called = each.unlisted or each.name_as_signed
        name: Said | None = card.name if card else (Said(called, locale) if called else None)
        shown.append(
            Signature(
                name=name,
                url=urls.page(f"partners/{card.id}-{slug(card.home_name)}") if card else "",
                capacity=i18n.translate(words.CAPACITIES[each.capacity], locale),
                as_signed=each.name_as_signed if name is not None and each.name_as_signed != name.text else "",
                signatory=people.get(each.signatory or 0, ""),
                signatory_url=urls.page(f"contacts/{each.signatory}") if each.signatory in erased else "",
                signed_on=days.day(each.signed_on, locale) if each.signed_on else "",
                signed_in=each.signed_in,
            )
        )
    return shown


def _all_signed(facts: NewAgreement) -> bool:
    return all(each.signed_on is not None for each in facts.parties)


def _recent(under: list[Any], today: date) -> int:
    """How many of these projects were changed in the last 24 months."""
    return sum(each.revised_at.date() >= today - timedelta(days=LOOKED_BACK) for each in under)


def _facts(agreement: AgreementView, locale: str) -> list[tuple[str, str]]:
    """What an agreement says of its time: label and words, empty ones left out."""
    facts, now = agreement.facts, agreement.dates

    def day(value: date | None) -> str:
        return days.day(value, locale) if value else ""

    months = i18n.translate(ngettext("%(count)s month", "%(count)s months", facts.term_months or 0), locale) if facts.term_months else ""
    notice = i18n.translate(ngettext("%(count)s month before", "%(count)s months before", facts.notice_months), locale)
    again = i18n.translate(ngettext("for %(count)s month", "for %(count)s months", facts.renewal_months or 0), locale)
    rows = [
        (_("In force from"), day(facts.effective_on)),
        (_("Term"), months),
        (_("Current last day"), day(now.last_day)),
        (_("Notice by"), day(now.notice_by)),
        (_("Notice"), notice if facts.notice_months else ""),
        (_("Renewal"), i18n.translate(words.RENEWALS[facts.renewal], locale)),
        (_("Renews"), again if facts.renewal_months else ""),
        (_("Renewals so far"), str(now.renewals) if now.renewals else ""),
        (_("Yearly review"), day(now.review_on)),
        (_("Ended early on"), day(facts.ended_on)),
    ]
    return [(i18n.translate(label, locale), found) for label, found in rows if found]


def _options(visit: Visit, choices: Choices) -> Options:
    locale = visit.locale
    return Options(
        kinds=[(each.value, i18n.translate(name, locale), choices.kinds.get(each, 0)) for each, name in words.KINDS.items()],
        states=[(each.value, i18n.translate(name, locale), choices.states.get(each, 0)) for each, name in words.STATES.items()],
        themes=[(each, said(themes.theme(each).name, locale).text, choices.themes.get(each, 0)) for each in themes.SLUGS],
    )


_LABELS = {
    "q": _("Words"),
    "kinds": _("Kind"),
    "states": _("State"),
    "themes": _("Theme"),
    "partners": _("Party"),
    "officers": _("Responsible officer"),
}


async def _chips(visit: Visit, wanted: AgreementFilter) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    locale = visit.locale
    named = await partners.named(visit.viewer, wanted.partners, locale)
    officers = await accounts.officers(visit.viewer, wanted.officers) if wanted.officers else {}
    told: dict[str, dict[str, str]] = {
        "kinds": {each.value: i18n.translate(words.KINDS[each], locale) for each in wanted.kinds},
        "states": {each.value: i18n.translate(words.STATES[each], locale) for each in wanted.states},
        "themes": {each: said(themes.theme(each).name, locale).text for each in wanted.themes},
        "partners": {str(each): named[each].text if each in named else f"#{each}" for each in wanted.partners},
        "officers": {str(each): officers.get(each, f"#{each}") for each in wanted.officers},
    }
    chips = [(f"“{wanted.q}”", visit.urls.without("q"))] if wanted.q else []
    for field, values in told.items():
        chips += [(name, visit.urls.without(NAMES[field], value)) for value, name in values.items()]
    return chips


routes: list[Any] = [list_agreements, list_due, show_agreement, show_sheet]
