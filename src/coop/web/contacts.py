"""Pages of contacts: the list for staff, and one contact, of which every reader sees what is for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import clock, i18n
from coop.asked import numbers_in, read_page
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import _, ngettext
from coop.partners.contacts import queries, rules
from coop.partners.contacts.facts import Role
from coop.partners.contacts.queries import ContactFilter
from coop.partners.contacts.rules import Sight
from coop.partners.views import said
from coop.web import contact_words as words
from coop.web.kit.pages import Page, moved, page, redirect
from coop.web.kit.urls import read_id, read_query, without_empty_fields
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.partners.contacts.views import Page as Found
    from coop.web.kit.visit import Visit

STAFF = {"access": "staff"}
SECTION = "desk"
LIST = "desk/contacts"
_NAMES = {"text": "q", "organisations": "organisation", "roles": "role", "languages": "language", "due": "due"}
_LABELS = {
    "text": _("Words"),
    "organisations": _("Organisation"),
    "roles": _("Role"),
    "languages": _("Language"),
    "due": _("To review"),
}
_TAG = re.compile(r"[A-Za-z]{2,4}(-[A-Za-z0-9]{2,4}){0,2}")


@get("/desk/contacts", opt=STAFF)
async def list_contacts(request: Request[Any, Any, Any]) -> Page:
    """All contacts, narrowed by what the address asks for."""
    visit = visit_of(request)
    if (short := without_empty_fields(visit.query)) != visit.query:
        return redirect(request, visit.urls.page(LIST) + (f"?{short}" if short else ""))
    asked = read_query(visit.query)
    wanted = filter_of(asked)
    found = await queries.page(visit.viewer, wanted, read_page(dict(asked).get("page", "1")), visit.locale)
    dropping = await queries.way_out(visit.viewer, wanted) if not found.total and wanted.active else None
    return page(
        request,
        "contacts/list.html",
        fragment="contacts/_results.html",
        section=SECTION,
        wanted=wanted,
        found=found,
        count=i18n.translate(ngettext("%(count)s contact", "%(count)s contacts", found.total), visit.locale),
        contacts=await words.shown(visit.viewer, found.cards, visit.urls),
        organisations=_organisations(visit, found),
        roles=[(each.value, i18n.translate(name, visit.locale), found.choices.roles.get(each, 0)) for each, name in words.ROLES.items()],
        languages=_languages(visit, found),
        chips=_chips(visit, wanted, found),
        dropping=(i18n.translate(_LABELS[dropping[0]], visit.locale), dropping[1], visit.urls.without(_NAMES[dropping[0]]))
        if dropping
        else None,
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
        keeps=rules.keeps_contacts(visit.viewer),
    )


def filter_of(asked: list[tuple[str, str]]) -> ContactFilter:
    """The filter an address asks for; what names no choice is passed over."""
    known = set(Role)
    return ContactFilter(
        text=next((value for name, value in asked if name == "q"), "")[:200],
        organisations=tuple(numbers_in(value for name, value in asked if name == "organisation")),
        roles=tuple(dict.fromkeys(Role(value) for name, value in asked if name == "role" and value in known)),
        languages=tuple(dict.fromkeys(value for name, value in asked if name == "language" and _TAG.fullmatch(value))),
        due=("due", "1") in asked,
    )


@get("/contacts/{reference:str}", opt={"access": "public"})
async def show_contact(request: Request[Any, Any, Any], reference: FromPath[str]) -> Page:
    """A contact: posts, how to reach them, and for those who answer for it why and how long it is kept."""
    visit = visit_of(request)
    contact = await queries.get(visit.viewer, read_id(reference)[0])
    right = words.address(visit.urls, contact.id, contact.facts.name)
    if visit.urls.page(f"contacts/{reference}") != right:
        return moved(request, right)
    facts = contact.facts
    return page(
        request,
        "contacts/show.html",
        public=True,
        section=SECTION if visit.viewer.is_staff else "partners",
        contact=contact,
        name=words.called(contact, visit.locale),
        posts=await words.posts(visit.viewer, facts.posts, visit.urls),
        languages=[places.language(tag, visit.locale) for tag in facts.languages],
        basis=i18n.translate(words.BASES[facts.basis], visit.locale),
        consented_on=dates.day(facts.consented_on, visit.locale) if facts.consented_on else "",
        retain_until=dates.day(facts.retain_until, visit.locale) if facts.retain_until else "",
        is_due=facts.retain_until is not None and facts.retain_until <= clock.today(),
        keeps=contact.sight is Sight.WHOLE,
        is_staff=visit.viewer.is_staff,
        may_move=any(post.is_held(clock.today()) for post in facts.posts),
    )


def _organisations(visit: Visit, found: Found) -> list[tuple[int, str, int]]:
    counted = [
        (each, said(names, visit.locale).text, found.choices.organisations.get(each, 0)) for each, names in found.organisations.items()
    ]
    return sorted(counted, key=lambda each: sort_key(each[1], visit.locale))


def _languages(visit: Visit, found: Found) -> list[tuple[str, str, int]]:
    counted = [(tag, places.language(tag, visit.locale), count) for tag, count in found.choices.languages.items()]
    return sorted(counted, key=lambda each: sort_key(each[1], visit.locale))


def _chips(visit: Visit, wanted: ContactFilter, found: Found) -> list[tuple[str, str]]:
    """What narrows the list: words, and the address without it."""
    chips = [(f"“{wanted.text}”", visit.urls.without("q"))] if wanted.text else []
    for each in wanted.organisations:
        name = said(found.organisations[each], visit.locale).text if each in found.organisations else str(each)
        chips.append((name, visit.urls.without("organisation", str(each))))
    chips += [(i18n.translate(words.ROLES[each], visit.locale), visit.urls.without("role", each.value)) for each in wanted.roles]
    chips += [(places.language(each, visit.locale), visit.urls.without("language", each)) for each in wanted.languages]
    chips += [(i18n.translate(_LABELS["due"], visit.locale), visit.urls.without("due"))] if wanted.due else []
    return chips


routes: list[Any] = [list_contacts, show_contact]
