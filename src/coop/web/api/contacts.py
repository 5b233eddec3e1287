"""Contacts over the API: the same facts and rules as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from coop.errors import Invalid
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.partners.contacts import erasing, exporting, keeping, queries
from coop.partners.contacts.facts import NewContact, Role
from coop.partners.contacts.queries import ContactFilter
from coop.text import slug
from coop.viewer import Viewer
from coop.web import contact_archive
from coop.web.api import asking, bodies
from coop.web.api.contact_shapes import ContactAnswer, ContactLine, ContactPage, PostLine, SubjectAnswer
from coop.web.api.operations import Parameter, answer, operation
from coop.web.api.shapes import Made, Saved
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coop.partners.contacts.views import Card
    from coop.web.kit.urls import Urls

_ORGANISATION = Parameter(
    "organisation",
    "Numbers of organisations where they hold a post now; repeat for several.",
    {"type": "array", "items": {"type": "integer", "minimum": 1}},
)
_ROLE = Parameter(
    "role", "Roles in a post held now; repeat for several.", {"type": "array", "items": {"enum": [each.value for each in Role]}}
)
_LANGUAGE = Parameter("language", "Languages they use (BCP 47); repeat for several.", {"type": "array", "items": {"type": "string"}})
_DUE = Parameter("due", "1 for those whose data must be reviewed.", {"type": "string", "enum": ["1"]})


@dataclass(frozen=True, slots=True)
class ChangedContact:
    """A contact's facts over the version that was read."""

    version: int
    facts: NewContact


@dataclass(frozen=True, slots=True)
class Erasure:
    """The version that was read, and why the data are erased: kept for good, so without a name in it."""

    version: int
    reason: str


@operation(
    "GET", "/contacts", "Contacts, by name in the order of the language asked for; for staff.", access="staff", answer=ContactPage,
    parameters=(asking.WORDS, _ORGANISATION, _ROLE, _LANGUAGE, _DUE, asking.LOCALE, asking.NUMBER),
)  # fmt: skip
async def list_contacts(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """One page of contacts."""
    asked = asking.asked(request)
    found = await queries.page(viewer, _filter(asked), asked.number, asked.locale)
    lines = await told(viewer, found.cards, visit_of(request).urls, asked.locale)
    page = ContactPage(found.total, found.number, found.pages, asking.following(request, found.number, found.pages), lines)
    return answer(msgspec.json.encode(page))


@operation("GET", "/contacts/{number:int}", "One contact, with what is for you to see.", answer=ContactAnswer)
async def show_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """One contact."""
    found = await queries.get(viewer, number)
    address = _address(visit_of(request).urls, "en", found.id, found.facts.name)
    record = (found.id, found.uuid, found.version, found.created_at, found.revised_at, found.erased_at)
    return answer(msgspec.json.encode(ContactAnswer(*record, found.sight.name.lower(), address, found.facts)))


@operation("POST", "/contacts", "Add a contact.", access="liaison", body=NewContact, answer=Made, status=201)
async def add_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Add a contact."""
    number = await keeping.add_contact(viewer, await bodies.read(request, NewContact))
    url = visit_of(request).urls.absolute(f"/api/v1/contacts/{number}")
    return answer(msgspec.json.encode(Made(number, 1, url)), 201, {"location": url})


@operation(
    "PUT", "/contacts/{number:int}", "Save a contact over the version that was read.", access="liaison", body=ChangedContact, answer=Saved
)
async def change_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Save a contact."""
    wanted = await bodies.read(request, ChangedContact)
    return answer(msgspec.json.encode(Saved(await keeping.edit_contact(viewer, number, wanted.version, wanted.facts))))


@operation("DELETE", "/contacts/{number:int}", "Put a contact into the trash.", access="liaison", status=204, parameters=(asking.VERSION,))
async def trash_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Trash a contact."""
    await keeping.trash_contact(viewer, number, asking.version_of(request))


@operation("POST", "/contacts/{number:int}/restore", "Take a contact out of the trash.", access="liaison", status=204)
async def restore_contact(viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Restore a contact."""
    await keeping.restore_contact(viewer, number)


@operation(
    "POST", "/contacts/{number:int}/export", "Everything kept about a contact, to hand out; put on record.", access="liaison",
    answer=SubjectAnswer,
)  # fmt: skip
async def export_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """Hand out what is kept about somebody."""
    subject = await exporting.export_subject(viewer, number, contact_archive.SECTIONS)
    return answer(msgspec.json.encode(contact_archive.told(subject, asking.asked(request).locale)))


@operation("POST", "/contacts/{number:int}/erase", "Erase a contact's data for good.", access="liaison", body=Erasure, status=204)
async def erase_contact(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> None:
    """Erase somebody."""
    wanted = await bodies.read(request, Erasure)
    await erasing.erase(viewer, number, wanted.version, wanted.reason)


@operation(
    "GET", "/organisations/{number:int}/contacts", "Who holds a post at an organisation now, with what is for you to see.",
    answer=list[ContactLine], parameters=(asking.LOCALE,),
)  # fmt: skip
async def list_of_organisation(request: Request[Any, Any, Any], viewer: NamedDependency[Viewer], number: FromPath[int]) -> Response[bytes]:
    """The contacts of an organisation."""
    await partners.get(viewer, number)
    locale = asking.asked(request).locale
    return answer(msgspec.json.encode(await told(viewer, await queries.of_partner(viewer, number), visit_of(request).urls, locale)))


async def told(viewer: Viewer, cards: Sequence[Card], urls: Urls, locale: str) -> list[ContactLine]:
    """Contacts as lines. One statement; none for no contacts."""
    named = await partners.named(viewer, {post.organisation for card in cards for post in card.posts}, locale)
    return [
        ContactLine(
            id=card.id,
            name=card.name,
            email=card.email,
            phone=card.phone,
            languages=card.languages,
            posts=[
                PostLine(post.organisation, named[post.organisation].text, post.role.value, post.title, post.from_on, post.to_on)
                for post in card.posts
                if post.organisation in named
            ],
            illustrative=card.is_illustrative,
            url=_address(urls, locale, card.id, card.name),
        )
        for card in cards
    ]


def _address(urls: Urls, locale: str, number: int, name: str) -> str:
    return urls.absolute(urls.page_in(locale, f"contacts/{number}-{slug(name)}" if name else f"contacts/{number}"))


def _filter(asked: asking.Asked) -> ContactFilter:
    numbers, roles = asked.fields.get("organisation", []), asked.fields.get("role", [])
    faults = {}
    if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in numbers):  # noqa: PLR2004 - digits of the greatest
        faults["organisation"] = _("Choose an organisation from the list.")
    if not set(roles) <= {each.value for each in Role}:
        faults["role"] = _("Choose a role from the list.")
    if faults:
        raise Invalid(faults)
    return ContactFilter(
        asked.one("q"),
        tuple(int(each) for each in dict.fromkeys(numbers)),
        tuple(Role(each) for each in dict.fromkeys(roles)),
        tuple(dict.fromkeys(asked.fields.get("language", []))),
        asked.one("due") == "1",
    )


routes = [
    list_contacts,
    show_contact,
    add_contact,
    change_contact,
    trash_contact,
    restore_contact,
    export_contact,
    erase_contact,
    list_of_organisation,
]
