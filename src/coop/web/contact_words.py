"""Contacts in the reader's words: roles, bases, posts, cards, and what the history, the archive and the conflict page say of each fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coop import clock, i18n
from coop.history import ERASED
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.partners.contacts.facts import Basis, Role
from coop.partners.contacts.queries import former
from coop.partners.views import said
from coop.text import slug
from coop.web import merge_words, partner_words
from coop.web.ledger_lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.history import Entry
    from coop.multilingual import Multilingual
    from coop.partners.contacts.facts import NewContact, NewPost
    from coop.partners.contacts.views import Card, ContactView
    from coop.viewer import Viewer
    from coop.web.kit.urls import Urls

ROLES: Mapping[Role, Message] = {
    Role.LIAISON: _("Liaison officer"),
    Role.SIGNATORY: _("Signatory"),
    Role.INVESTIGATOR: _("Principal investigator"),
    Role.FINANCE: _("Finance"),
    Role.PRESS: _("Press"),
    Role.OTHER: _("Other role"),
}
BASES: Mapping[Basis, Message] = {
    Basis.CONSENT: _("They agreed to it"),
    Basis.CONTRACT: _("Needed for a contract or an agreement with them"),
    Basis.PUBLIC_TASK: _("Needed for a task in the public interest"),
    Basis.LEGITIMATE_INTEREST: _("A legitimate interest in working together"),
}
FIELDS: Mapping[str, Message] = {
    "name": _("Full name"),
    "address_as": _("How to address them"),
    "posts": _("Posts"),
    "email": _("Work e-mail"),
    "phone": _("Work telephone"),
    "languages": _("Languages"),
    "note": _("Note"),
    "basis": _("Why we may keep this"),
    "consented_on": _("Agreed on"),
    "may_publish": _("May be shown on public pages"),
    "retain_until": _("Keep until"),
    "illustrative": _("Made up for demonstration"),
    "trashed": _("In the trash"),
    "erased": _("Erased"),
}
"""What each fact is called, in the order of the form."""
ACTS: Mapping[str, Message] = {
    **merge_words.NAMES_ANOTHER,
    "added": _("Added"),
    "edited": _("Edited"),
    "moved": _("Went to another post"),
    "left": _("Left a post"),
    "trashed": _("Moved to the trash"),
    "restored": _("Taken out of the trash"),
    "exported": _("Handed out everything kept about them"),
    "erased": _("Erased"),
    "deleted": _("Deleted for good"),
}


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post in words; ``url`` is the page of the organisation, empty where the reader may not see it."""

    organisation: Said | str
    url: str
    role: str
    title: str
    period: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact in a list, finished. ``languages`` are pairs of tag and name; ``due`` says since when it must be looked at."""

    id: int
    url: str
    name: str
    email: str
    phone: str
    languages: tuple[str, ...]
    posts: tuple[ShownPost, ...]
    is_published: bool
    is_illustrative: bool
    due: str


def address(urls: Urls, number: int, name: str) -> str:
    """The page of a contact: its number, then its name; one that was erased has its number alone."""
    return urls.page(f"contacts/{number}-{slug(name)}" if name else f"contacts/{number}")


def called(contact: ContactView, locale: str) -> str:
    """What to call a contact: by name, or by what they were to us once they are erased."""
    return contact.facts.name or former(contact.facts.posts, locale)


async def shown(viewer: Viewer, cards: Iterable[Card], urls: Urls) -> list[ShownContact]:
    """Contacts as lists show them (templates/contacts/_card.html). One statement; none for no contacts."""
    listed = list(cards)
    named = {each.id: each for each in await _organisations(viewer, (post for card in listed for post in card.posts), urls)}
    return [
        ShownContact(
            id=card.id,
            url=address(urls, card.id, card.name),
            name=card.name,
            email=card.email,
            phone=card.phone,
            languages=tuple(places.language(tag, urls.locale) for tag in card.languages),
            posts=tuple(_post(post, named, urls.locale) for post in card.posts),
            is_published=card.is_published,
            is_illustrative=card.is_illustrative,
            due=dates.day(card.retain_until, urls.locale) if card.is_due and card.retain_until else "",
        )
        for card in listed
    ]


async def posts(viewer: Viewer, held: Iterable[NewPost], urls: Urls) -> list[ShownPost]:
    """Posts in words, those held now first."""
    listed = list(held)
    named = {each.id: each for each in await _organisations(viewer, listed, urls)}
    return sorted((_post(post, named, urls.locale) for post in listed), key=lambda post: not post.is_held)


async def _organisations(viewer: Viewer, held: Iterable[NewPost], urls: Urls) -> list[partner_words.ShownPartner]:
    numbers = {post.organisation for post in held}
    return partner_words.shown(await partners.by_ids(viewer, sorted(numbers), urls.locale), urls)


def _post(post: NewPost, named: Mapping[int, partner_words.ShownPartner], locale: str) -> ShownPost:
    known = named.get(post.organisation)
    return ShownPost(
        organisation=known.name if known else i18n.translate(_("An organisation in the trash"), locale),
        url=known.url if known else "",
        role=i18n.translate(ROLES[post.role], locale),
        title=post.title,
        period=period(post.from_on, post.to_on, locale),
        is_held=post.is_held(clock.today()),
    )


def role(given: Role, locale: str) -> str:
    """A role in words."""
    return i18n.translate(ROLES[given], locale)


def period(first: date | None, last: date | None, locale: str) -> str:
    """From when to when in words; empty where neither is known."""
    if first and last:
        return dates.day_range(first, last, locale)
    if last:
        return i18n.translate(_("until %(last)s", last=dates.day(last, locale)), locale)
    return i18n.translate(_("since %(first)s", first=dates.day(first, locale)), locale) if first else ""


def told(facts: NewContact, organisations: Mapping[int, Multilingual], locale: str) -> dict[str, str]:
    """Each fact in finished words, a line for each of several: what the conflict page sets side by side."""
    return {
        "name": facts.name,
        "address_as": facts.address_as,
        "posts": "\n".join(
            _line(post.organisation, post.role, post.title, period(post.from_on, post.to_on, locale), organisations, locale)
            for post in facts.posts
        ),
        "email": facts.email,
        "phone": facts.phone,
        "languages": "\n".join(places.language(tag, locale) for tag in facts.languages),
        "note": facts.note,
        "basis": i18n.translate(BASES[facts.basis], locale),
        "consented_on": dates.day(facts.consented_on, locale) if facts.consented_on else "",
        "may_publish": i18n.translate(_("Yes") if facts.may_publish else _("No"), locale),
        "retain_until": dates.day(facts.retain_until, locale) if facts.retain_until else "",
    }


def recorded(field: str, value: Any, organisations: Mapping[int, Multilingual], locale: str) -> str:  # noqa: ANN401 - what the ledger kept
    """A fact as the ledger keeps it, in finished words; one that was erased says so."""
    match field, value:
        case _any, Message():
            return i18n.translate(ERASED, locale)
        case _any, None | "" | []:
            return ""
        case "posts", list():
            return "\n".join(
                _line(
                    each["organisation"],
                    Role(each["role"]),
                    each["title"],
                    period(_day(each["from_on"]), _day(each["to_on"]), locale),
                    organisations,
                    locale,
                )
                for each in value
            )
        case "languages", list():
            return "\n".join(places.language(tag, locale) for tag in value)
        case "basis", str():
            return i18n.translate(BASES[Basis(value)], locale)
        case "consented_on" | "retain_until", str():
            return dates.day(date.fromisoformat(value), locale)
        case _any, bool():
            return i18n.translate(_("Yes") if value else _("No"), locale)
        case _:
            return str(value)


def organisations_in(changes: Iterable[Mapping[str, tuple[Any, Any]]]) -> set[int]:
    """The organisations that recorded posts are at."""
    sides = (side for each in changes for side in each.get("posts", ()) if isinstance(side, list))
    return {post["organisation"] for side in sides for post in side}


def entries(found: Iterable[Entry], organisations: Mapping[int, Multilingual], zone: str, locale: str) -> list[dict[str, Any]]:
    """Lines of the ledger in finished words, each with its changes as label, before and after in the order of the form."""

    def told(field: str, value: Any) -> str:  # noqa: ANN401 - what the ledger keeps
        return recorded(field, value, organisations, locale).replace("\n", " · ")

    return lines(found, ACTS, FIELDS, told, (zone, locale))


def _line(organisation: int, role: Role, title: str, days: str, named: Mapping[int, Multilingual], locale: str) -> str:
    name = said(named[organisation], locale).text if organisation in named else f"#{organisation}"
    about = " · ".join(part for part in (i18n.translate(ROLES[role], locale), title, days) if part)
    return i18n.translate(_("%(name)s: %(about)s", name=name, about=about), locale)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
