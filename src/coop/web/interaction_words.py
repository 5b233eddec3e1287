"""Interactions in the reader's words: kinds, parts, roles, when, cards and lines for any page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import clock, i18n
from coop.i18n import dates
from coop.i18n.message import Message, _, ngettext
from coop.liaison.facts import Kind, Part, Role
from coop.liaison.queries import is_overdue
from coop.multilingual import Said
from coop.partners.views import said
from coop.text import slug
from coop.web.agreement_words import left
from coop.web.project_words import theme_chips

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from coop.liaison.views import FollowUp, InteractionCard
    from coop.web.kit.urls import Urls

LIST = "desk/interactions"
KINDS: Mapping[Kind, Message] = {
    Kind.MEETING: _("Meeting"),
    Kind.CALL: _("Phone or video call"),
    Kind.MAIL: _("Letter or mail"),
    Kind.VISIT_IN: _("Visit to us"),
    Kind.VISIT_OUT: _("Visit to them"),
    Kind.DELEGATION: _("Delegation"),
    Kind.SIGNING: _("Signing"),
    Kind.SIDE_EVENT: _("Side event"),
}
PARTS: Mapping[Part, Message] = {
    Part.PARTICIPANT: _("Participant"),
    Part.HOST: _("Receiving side"),
    Part.VISITOR: _("Visitor"),
}
ROLES: Mapping[Role, Message] = {
    Role.MEMBER: _("Member"),
    Role.HEAD: _("Head of the delegation"),
    Role.HOST: _("Receiving side"),
    Role.INTERPRETER: _("Interpreter"),
    Role.OTHER: _("Other role"),
}


@dataclass(frozen=True, slots=True)
class ShownInteraction:
    """An interaction in a list, finished. ``owed`` says how many follow-ups are open, or is empty."""

    url: str
    title: Said
    kind: str
    when: str
    iso: str
    place: str
    organisations: tuple[tuple[Said, str], ...]
    themes: tuple[tuple[str, str, str], ...]
    owed: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFollowUp:
    """What is owed, finished: until when, how far off that is, and whether it is late."""

    id: int
    text: str
    assignee: str
    due: str
    iso: str
    left: str
    is_late: bool
    done: str
    title: Said
    url: str


def address(urls: Urls, interaction: InteractionCard) -> str:
    """The page of an interaction: its number, then its title at home."""
    return urls.page(f"{LIST}/{interaction.id}-{slug(interaction.home_title)}")


def shown(found: Iterable[InteractionCard], urls: Urls) -> list[ShownInteraction]:
    """Interactions as lists and other records' pages show them (templates/interactions/_card.html), in the language of ``urls``."""
    return [_shown(each, urls) for each in found]


def when(first: date, last: date | None, locale: str) -> str:
    """Its day or days in words."""
    return dates.day_range(first, last, locale) if last is not None and last != first else dates.day(first, locale)


def follow_ups(found: Iterable[FollowUp], urls: Urls) -> list[ShownFollowUp]:
    """What is owed, the soonest due first as they come."""
    locale, today = urls.locale, clock.today()
    return [
        ShownFollowUp(
            id=each.id,
            text=each.text,
            assignee=each.assignee_name,
            due=dates.day(each.due_on, locale),
            iso=each.due_on.isoformat(),
            left="" if each.done_on else left(each.due_on, today, locale),
            is_late=is_overdue(each),
            done=dates.day(each.done_on, locale) if each.done_on else "",
            title=said(each.titles, locale),
            url=urls.page(f"{LIST}/{each.interaction}"),
        )
        for each in found
    ]


def _shown(interaction: InteractionCard, urls: Urls) -> ShownInteraction:
    locale, owed = urls.locale, interaction.open_follow_ups
    marks = ["confidential"] if interaction.confidential else []
    return ShownInteraction(
        url=address(urls, interaction),
        title=said(interaction.titles, locale),
        kind=i18n.translate(KINDS[interaction.kind], locale),
        when=when(interaction.happened_on, interaction.until_on, locale),
        iso=interaction.happened_on.isoformat(),
        place=interaction.place,
        organisations=tuple(
            (said(each.names, locale), urls.page(f"partners/{each.organisation}-{slug(each.names.text(each.names.source))}"))
            for each in interaction.organisations
        ),
        themes=theme_chips(interaction.themes, urls, LIST),
        owed=i18n.translate(ngettext("%(count)s open follow-up", "%(count)s open follow-ups", owed), locale) if owed else "",
        marks=(*marks, *(["illustrative"] if interaction.illustrative else [])),
    )
