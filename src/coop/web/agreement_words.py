"""Agreements in the reader's words: kinds, states, dates, cards and lines for any page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import i18n
from coop.i18n import dates as days
from coop.i18n.message import Message, _, ngettext
from coop.multilingual import Said
from coop.partners.agreements.dates import Counts, Dates, Renewal
from coop.partners.agreements.states import RUNNING, Capacity, Kind, State
from coop.partners.views import said
from coop.text import slug
from coop.web.project_words import theme_chips

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from coop.partners.agreements.views import AgreementCard, Due, PartyView
    from coop.web.kit.urls import Urls

LIST = "agreements"
KINDS: Mapping[Kind, Message] = {
    Kind.INTENT: _("Letter of intent"),
    Kind.MOU: _("Memorandum of understanding"),
    Kind.FRAMEWORK: _("Framework agreement"),
    Kind.LABORATORY: _("Joint laboratory agreement"),
    Kind.PROJECT: _("Project agreement"),
    Kind.NDA: _("Non-disclosure agreement"),
    Kind.DATA: _("Data agreement"),
    Kind.AMENDMENT: _("Amendment"),
    Kind.PROTOCOL: _("Protocol"),
}
STATES: Mapping[State, Message] = {
    State.DRAFT: _("Draft"),
    State.NEGOTIATION: _("In negotiation"),
    State.APPROVED: _("Approved"),
    State.SIGNED: _("Signed"),
    State.IN_FORCE: _("In force"),
    State.RENEWED: _("Renewed"),
    State.SUSPENDED: _("Suspended"),
    State.EXPIRED: _("Expired"),
    State.TERMINATED: _("Terminated"),
    State.SUPERSEDED: _("Superseded"),
    State.ABANDONED: _("Abandoned"),
}
CAPACITIES: Mapping[Capacity, Message] = {
    Capacity.PARTY: _("Party"),
    Capacity.LEAD: _("Lead party"),
    Capacity.FUNDER: _("Funding party"),
    Capacity.GUARANTOR: _("Guarantor"),
    Capacity.WITNESS: _("Witness"),
}
RENEWALS: Mapping[Renewal, Message] = {
    Renewal.NONE: _("No renewal"),
    Renewal.TACIT: _("Renews itself unless notice is given"),
    Renewal.EXPRESS: _("Renewed when the parties agree"),
}
COUNTS: Mapping[Counts, Message] = {
    Counts.LAST_DAY: _("the last day that it holds"),
    Counts.FIRST_DAY_AFTER: _("the first day on which it no longer holds"),
}
DUE: Mapping[str, Message] = {
    "notice": _("Last day to give notice"),
    "end": _("Ends"),
    "renewal": _("Renews itself"),
    "review": _("Yearly review"),
    "lapsed": _("Past its end"),
}
"""Why somebody must look at an agreement."""


@dataclass(frozen=True, slots=True)
class ShownParty:
    """A party, as a page shows it. ``url`` is empty for a body outside the register; ``name`` for one the reader may not know of."""

    name: Said | None
    url: str
    capacity: str
    signed_on: str


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """An agreement in a list, finished. ``lines`` say its dates; ``marks`` are codes of tags beside the state."""

    id: int
    url: str
    title: Said
    reference: str
    kind: str
    state: str
    state_words: str
    themes: tuple[tuple[str, str, str], ...]
    parties: tuple[ShownParty, ...]
    lines: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownDue:
    """An agreement that asks for something by a day. ``iso`` is that day for machines, ``left`` says how far off it is."""

    agreement: ShownAgreement
    why: str
    words: str
    on: str
    iso: str
    left: str


def address(urls: Urls, agreement: AgreementCard) -> str:
    """The page of an agreement: its number, then its reference or its title at home."""
    return urls.page(f"{LIST}/{agreement.id}-{slug(agreement.reference or agreement.home_title)}")


def shown(agreements: Iterable[AgreementCard], urls: Urls) -> list[ShownAgreement]:
    """Agreements as lists and other records' pages show them (templates/agreements/_card.html), in the language of ``urls``."""
    return [_shown(each, urls) for each in agreements]


def due(found: Iterable[Due], urls: Urls, today: date) -> list[ShownDue]:
    """What is due, each with its day."""
    return [
        ShownDue(
            _shown(each.card, urls),
            each.why,
            i18n.translate(DUE[each.why], urls.locale),
            days.day(each.by, urls.locale),
            each.by.isoformat(),
            left(each.by, today, urls.locale),
        )
        for each in found
    ]


def left(day: date, today: date, locale: str) -> str:
    """How far off a day is: in so many days, today, so many days ago."""
    apart = (day - today).days
    if not apart:
        return i18n.translate(_("today"), locale)
    words = (
        ngettext("in %(count)s day", "in %(count)s days", apart)
        if apart > 0
        else ngettext("%(count)s day ago", "%(count)s days ago", -apart)
    )
    return i18n.translate(words, locale)


def _shown(agreement: AgreementCard, urls: Urls) -> ShownAgreement:
    locale = urls.locale
    marks = ["confidential"] if agreement.confidential else []
    return ShownAgreement(
        id=agreement.id,
        url=address(urls, agreement),
        title=said(agreement.titles, locale),
        reference=agreement.reference,
        kind=i18n.translate(KINDS[agreement.kind], locale),
        state=agreement.state.value,
        state_words=i18n.translate(STATES[agreement.state], locale),
        themes=theme_chips(agreement.themes, urls, LIST),
        parties=parties(agreement.parties, urls),
        lines=lines(agreement.state, agreement.effective_on, agreement.dates, agreement.renewal, locale),
        marks=(*marks, *(["illustrative"] if agreement.illustrative else [])),
    )


def parties(given: Iterable[PartyView], urls: Urls) -> tuple[ShownParty, ...]:
    """The parties, in the order in which they were named."""
    return tuple(
        ShownParty(
            name=None if each.names.is_empty else said(each.names, urls.locale),
            url=urls.page(f"partners/{each.organisation}-{slug(each.names.text(each.names.source))}") if each.organisation else "",
            capacity=i18n.translate(CAPACITIES[each.capacity], urls.locale),
            signed_on=days.day(each.signed_on, urls.locale) if each.signed_on else "",
        )
        for each in given
    )


def lines(state: State, effective_on: date | None, dates: Dates, renewal: Renewal, locale: str) -> tuple[str, ...]:
    """What a list says of the dates of an agreement: its span, and how it ends while it runs."""
    found: list[Message] = []
    first = days.day(effective_on, locale) if effective_on else ""
    last = days.day(dates.last_day, locale) if dates.last_day else ""
    if first and last:
        found.append(_("%(first)s to %(last)s", first=first, last=last))
    elif first:
        found.append(_("from %(first)s", first=first))
    elif last:
        found.append(_("until %(last)s", last=last))
    if state in RUNNING:
        if dates.notice_by is not None:
            found.append(_("notice by %(day)s", day=days.day(dates.notice_by, locale)))
        elif renewal is Renewal.TACIT and last:
            found.append(_("renews itself"))
        elif dates.review_on is not None:
            found.append(_("no end; review on %(day)s", day=days.day(dates.review_on, locale)))
    return tuple(i18n.translate(each, locale) for each in found)
