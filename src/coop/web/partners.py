"""Pages of organisations for everyone: the list with its filters, and one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import i18n
from coop.asked import read_page
from coop.conferences import queries as conferences
from coop.errors import Gone
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import _, ngettext
from coop.partners import queries, rules
from coop.partners.facts import Kind
from coop.partners.queries import OrganisationFilter
from coop.projects import queries as projects
from coop.web import conference_words, partner_sections, project_words
from coop.web import partner_words as words
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id, read_query, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.views import Choices
    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}
SECTION = "partners"
_NAMES = {"text": "q", "countries": "country", "kinds": "kind"}
_LABELS = {"text": _("Words"), "countries": _("Country or area"), "kinds": _("Kind")}


@get("/partners", opt=PUBLIC)
async def list_partners(request: Request[Any, Any, Any]) -> Page:
    """All organisations, narrowed by what the address asks for."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page("partners") + (f"?{short}" if short else ""))
    asked = read_query(visit.query)
    wanted = filter_of(asked)
    found = await queries.page(visit.viewer, wanted, read_page(dict(asked).get("page", "1")), visit.locale)
    dropping = await queries.way_out(visit.viewer, wanted) if not found.total and wanted.active else None
    return page(
        request,
        "partners/list.html",
        fragment="partners/_swap.html",
        public=True,
        section=SECTION,
        wanted=wanted,
        found=found,
        count=i18n.translate(ngettext("%(count)s organisation", "%(count)s organisations", found.total), visit.locale),
        partners=words.shown(found.cards, visit.urls),
        countries=_countries(visit, found.choices),
        kinds=[(each.value, i18n.translate(said, visit.locale), found.choices.kinds.get(each, 0)) for each, said in words.KINDS.items()],
        chips=_chips(visit, wanted),
        dropping=(i18n.translate(_LABELS[dropping[0]], visit.locale), dropping[1], visit.urls.without(_NAMES[dropping[0]]))
        if dropping
        else None,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        may_add=rules.keeps_partners(visit.viewer),
    )


def filter_of(asked: list[tuple[str, str]]) -> OrganisationFilter:
    """The filter an address asks for; what names no choice is passed over."""
    known = set(Kind)
    return OrganisationFilter(
        text=next((value for name, value in asked if name == "q"), "")[:200],
        countries=tuple(dict.fromkeys(value.upper() for name, value in asked if name == "country" and len(value) == 2)),  # noqa: PLR2004 - ISO 3166-1
        kinds=tuple(dict.fromkeys(Kind(value) for name, value in asked if name == "kind" and value in known)),
    )


@get("/partners/{reference:str}", opt=PUBLIC)
async def show_partner(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """An organisation: its names, where it is, its identifiers, its conferences and projects."""
    visit = visit_of(request)
    number, _slug = read_id(reference)
    try:
        profile = await queries.get(visit.viewer, number)
    except Gone as gone:
        raise Gone(visit.urls.page(gone.replaced_by) if gone.replaced_by else "") from None
    right = words.address(visit.urls, profile)
    if visit.urls.page(f"partners/{reference}") != right:
        return moved(request, right)
    facts = profile.facts
    relatives = await queries.by_ids(visit.viewer, [each for each in (facts.parent, facts.successor) if each], visit.locale)
    by_id = {each.id: each for each in words.shown(relatives, visit.urls)}
    held = await conferences.of_partner(visit.viewer, number)
    joint = await projects.of_partner(visit.viewer, number)
    return page(
        request,
        "partners/show.html",
        public=True,
        section=SECTION,
        partner=profile,
        name=profile.name(visit.locale),
        kinds=words.kinds(facts.kinds, visit.locale),
        names=words.names(profile, visit.locale),
        identifiers=words.ids(profile, visit.locale),
        zone_there=words.zone_there(facts.zone, visit.locale),
        parent=by_id.get(facts.parent or 0),
        successor=by_id.get(facts.successor or 0),
        parts=words.shown(await queries.parts_of(visit.viewer, number, visit.locale), visit.urls),
        conferences=await conference_words.shown(visit.viewer, held, visit.urls),
        projects=project_words.shown(joint, visit.urls),
        more=await partner_sections.of_partner(visit, number),
        may_edit=rules.may_edit(visit.viewer, number),
        may_trash=rules.keeps_partners(visit.viewer),
    )


def _countries(visit: Visit, choices: Choices) -> list[tuple[str, str, int]]:
    found = [(code, places.country(code, visit.locale), count) for code, count in choices.countries.items()]
    return sorted(found, key=lambda each: sort_key(each[1], visit.locale))


def _chips(visit: Visit, wanted: OrganisationFilter) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    chips = [(f"“{wanted.text}”", visit.urls.without("q"))] if wanted.text else []
    chips += [(places.country(each, visit.locale), visit.urls.without("country", each)) for each in wanted.countries]
    chips += [(i18n.translate(words.KINDS[each], visit.locale), visit.urls.without("kind", each.value)) for each in wanted.kinds]
    return chips


routes: list[Any] = [list_partners, show_partner]
