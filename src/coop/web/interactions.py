"""Pages of interactions for staff: the log with its filters, one interaction, and an organisation's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import i18n, themes
from coop.accounts import queries as accounts
from coop.asked import read_page
from coop.conferences import queries as conferences
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import _, ngettext
from coop.liaison import queries, rules, timeline
from coop.liaison.filters import NAMES, InteractionFilter, from_query
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.views import said
from coop.projects import queries as projects
from coop.text import slug
from coop.web import agreement_words, conference_words, partner_words, project_words
from coop.web import interaction_words as words
from coop.web.kit.forms import Form
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id, read_query, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.liaison.views import Choices, InteractionView, Moment
    from coop.web.kit.visit import Visit

STAFF = {"access": "staff"}
SECTION = "desk"
Option = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of the filter form: key, words, how many interactions each would leave."""

    kinds: list[Option]
    officers: list[Option]
    themes: list[Option]
    countries: list[Option]


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody who took part, finished. ``url`` is empty for who is no contact, or was erased."""

    name: str
    url: str
    organisation: Said | None
    role: str


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A line of a timeline: its day, what kind of record it is, and the record as its own list shows it."""

    on: str
    iso: str
    kind: str
    words: str
    item: Any


@get("/desk/interactions", opt=STAFF)
async def list_interactions(request: Request[Any, Any, Any]) -> Page:
    """The log, narrowed by what the address asks for, the latest first."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page(words.LIST) + (f"?{short}" if short else ""))
    asked: dict[str, list[str]] = {}
    for name, value in read_query(visit.query):
        asked.setdefault(name, []).append(value)
    wanted = from_query(asked)
    found = await queries.page(visit.viewer, wanted, page_number(asked))
    dropping = await queries.way_out(visit.viewer, wanted) if not found.total and wanted.active else None
    officers = await accounts.officers(visit.viewer, [*found.choices.officers, *wanted.officers])
    return page(
        request,
        "interactions/list.html",
        fragment="interactions/_swap.html",
        section=SECTION,
        wanted=wanted,
        found=found,
        count=i18n.translate(ngettext("%(count)s interaction", "%(count)s interactions", found.total), visit.locale),
        interactions=words.shown(found.cards, visit.urls),
        options=_options(visit, found.choices, officers),
        chips=await _chips(visit, wanted, officers),
        dropping=(i18n.translate(_LABELS[dropping.field], visit.locale), dropping.count, visit.urls.without(_NAMES[dropping.field]))
        if dropping
        else None,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        keeps=rules.keeps_interactions(visit.viewer),
    )


@get("/desk/interactions/{reference:str}", opt={"access": "public"})
async def show_interaction(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """One interaction: who took part, what was said, what came of it, what is owed."""
    visit = visit_of(request)
    interaction = await queries.get(visit.viewer, read_id(reference)[0])
    right = words.address(visit.urls, interaction)
    if visit.urls.page(f"{words.LIST}/{reference}") != right:
        return moved(request, right)
    return await whole_page(request, interaction, Form())


async def whole_page(request: Request[Any, Any, Any], interaction: InteractionView, form: Form, status: int = 200) -> Page:
    """The page of an interaction, with the form for another follow-up as it was typed."""
    visit = visit_of(request)
    viewer, urls, locale, facts = visit.viewer, visit.urls, visit.locale, interaction.facts
    at = await conferences.by_ids(viewer, [facts.conference]) if facts.conference else []
    joint = await projects.by_ids(viewer, [facts.project]) if facts.project else []
    papers = await agreements.by_ids(viewer, [facts.agreement]) if facts.agreement else []
    officers = await accounts.officers(viewer, [facts.officer] if facts.officer else [])
    return page(
        request,
        "interactions/show.html",
        status=status,
        section=SECTION,
        interaction=interaction,
        shown=words.shown([interaction], urls)[0],
        here=words.address(urls, interaction),
        zone=dates.zone_then(facts.zone, interaction.created_at, locale) if facts.begins else "",
        organisations=_organisations(interaction, urls.locale, visit),
        people=await _people(visit, interaction),
        related=[
            *(
                (_("Conference"), said(each.names, locale), urls.page(f"conferences/{each.id}-{slug(each.names.text(each.names.source))}"))
                for each in at
            ),
            *((_("Joint project"), said(each.names, locale), project_words.address(urls, each)) for each in joint),
            *((_("Agreement"), said(each.titles, locale), agreement_words.address(urls, each)) for each in papers),
        ],
        officer=officers.get(facts.officer or 0, ""),
        topics=[said(themes.topic(code).name, locale) for code in facts.topics],
        follow_ups=words.follow_ups(interaction.follow_ups, urls),
        may_finish={each.id for each in interaction.follow_ups if rules.may_finish(viewer, each.assignee)},
        assignees=[(str(number), name) for number, name in officers.items()],
        form=form,
        keeps=rules.keeps_interactions(viewer),
    )


@get("/partners/{reference:str}/timeline", opt=STAFF)
async def show_timeline(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """Everything dated about an organisation in one line, the latest first."""
    visit = visit_of(request)
    profile = await partners.get(visit.viewer, read_id(reference)[0])
    asked: dict[str, list[str]] = {}
    for name, value in read_query(visit.query):
        asked.setdefault(name, []).append(value)
    number = page_number(asked)
    moments, total = await timeline.of_partner(visit.viewer, profile.id, number)
    last = max(1, -(-total // timeline.PAGE_SIZE))
    return page(
        request,
        "interactions/timeline.html",
        section="partners",
        name=profile.name(visit.locale),
        here=partner_words.address(visit.urls, profile),
        count=i18n.translate(ngettext("%(count)s entry", "%(count)s entries", total), visit.locale),
        moments=await shown_moments(visit, moments),
        number=min(number, last),
        last=last,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
    )


async def shown_moments(visit: Visit, moments: list[Moment]) -> list[ShownMoment]:
    """The lines of a timeline with their records; the same number of statements however many they are."""
    ids: dict[str, list[int]] = {kind: [each.id for each in moments if each.kind == kind] for kind in _KINDS}
    viewer, urls = visit.viewer, visit.urls
    meetings = await conferences.by_ids(viewer, ids["conference"])
    items: dict[tuple[str, int], Any] = {}
    for each, shown in zip(meetings, await conference_words.shown(viewer, meetings, urls), strict=True):
        items["conference", each.id] = shown
    for card in await projects.by_ids(viewer, ids["project"]):
        items["project", card.id] = project_words.shown([card], urls)[0]
    for paper in await agreements.by_ids(viewer, ids["agreement"]):
        items["agreement", paper.id] = agreement_words.shown([paper], urls)[0]
    for contact in await queries.by_ids(viewer, ids["interaction"]):
        items["interaction", contact.id] = words.shown([contact], urls)[0]
    return [
        ShownMoment(
            dates.day(each.on, visit.locale),
            each.on.isoformat(),
            each.kind,
            i18n.translate(_KINDS[each.kind], visit.locale),
            items[each.kind, each.id],
        )
        for each in moments
        if (each.kind, each.id) in items
    ]


_KINDS = {"interaction": _("Interaction"), "agreement": _("Agreement"), "project": _("Joint project"), "conference": _("Conference")}


def _organisations(interaction: InteractionView, locale: str, visit: Visit) -> list[tuple[Said, str, str]]:
    return [
        (
            said(each.names, locale),
            visit.urls.page(f"partners/{each.organisation}-{slug(each.names.text(each.names.source))}"),
            i18n.translate(words.PARTS[each.part], locale),
        )
        for each in interaction.organisations
    ]


async def _people(visit: Visit, interaction: InteractionView) -> list[ShownPerson]:
    locale, names = visit.locale, {each.organisation: each.names for each in interaction.organisations}
    return [
        ShownPerson(
            each.name,
            visit.urls.page(f"contacts/{each.contact}") if each.contact and not each.is_erased else "",
            said(names[each.organisation], locale) if each.organisation in names else None,
            i18n.translate(words.ROLES[each.role], locale),
        )
        for each in interaction.people
    ]


def _options(visit: Visit, choices: Choices, officers: dict[int, str]) -> Options:
    locale = visit.locale
    countries = [(code, places.country(code, locale), count) for code, count in choices.countries.items()]
    return Options(
        kinds=[(each.value, i18n.translate(name, locale), choices.kinds.get(each, 0)) for each, name in words.KINDS.items()],
        officers=[(str(number), name, choices.officers.get(number, 0)) for number, name in officers.items()],
        themes=[(each, said(themes.theme(each).name, locale).text, choices.themes.get(each, 0)) for each in themes.SLUGS],
        countries=sorted(countries, key=lambda each: sort_key(each[1], locale)),
    )


_LABELS = {
    "q": _("Words"),
    "kinds": _("Kind"),
    "officers": _("Officer"),
    "themes": _("Theme"),
    "countries": _("Country or area"),
    "partners": _("Partner"),
    "from_": _("From"),
    "to": _("Until"),
}
_NAMES = {**NAMES, "q": "q", "from_": "from", "to": "to"}


async def _chips(visit: Visit, wanted: InteractionFilter, officers: dict[int, str]) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    locale = visit.locale
    named = await partners.named(visit.viewer, wanted.partners, locale)
    told: dict[str, dict[str, str]] = {
        "kinds": {each.value: i18n.translate(words.KINDS[each], locale) for each in wanted.kinds},
        "officers": {str(each): officers.get(each, f"#{each}") for each in wanted.officers},
        "themes": {each: said(themes.theme(each).name, locale).text for each in wanted.themes},
        "countries": {each: places.country(each, locale) for each in wanted.countries},
        "partners": {str(each): named[each].text if each in named else f"#{each}" for each in wanted.partners},
    }
    chips = [(f"“{wanted.q}”", visit.urls.without("q"))] if wanted.q else []
    for field, values in told.items():
        chips += [(name, visit.urls.without(NAMES[field], value)) for value, name in values.items()]
    if wanted.from_:
        chips.append((i18n.translate(_("from %(first)s", first=wanted.from_), locale), visit.urls.without("from")))
    if wanted.to:
        chips.append((i18n.translate(_("until %(last)s", last=wanted.to), locale), visit.urls.without("to")))
    return chips


def page_number(asked: dict[str, list[str]]) -> int:
    """The number of the page an address asks for; the first where it asks for none."""
    return read_page(asked.get("page", ["1"])[-1])


routes: list[Any] = [list_interactions, show_interaction, show_timeline]
