"""What the fields of forms offer: codes with their words, and records that are named in many forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from coop import i18n
from coop.accounts import queries as accounts
from coop.asked import numbers_in
from coop.conferences import queries as conferences
from coop.conferences.filters import ConferenceFilter, Sort
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.views import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.i18n.message import Message
    from coop.multilingual import Said
    from coop.web.kit.forms import Form
    from coop.web.kit.visit import Visit

Options = list[tuple[str, str]]
Code = TypeVar("Code", bound=str)
MOST_FOUND = 8
MOST_TICKED = 50
_LONG_AGO = date(1970, 1, 1)


def options(words: Mapping[Code, Message], locale: str) -> Options:
    """The codes a field can be, each with its words, in the order given."""
    return [(str(code), i18n.translate(message, locale)) for code, message in words.items()]


async def found_partners(visit: Visit, ticked: list[str], typed: str) -> list[tuple[int, Said, bool]]:
    """Those ticked, then those that what is typed finds: number, name, whether ticked."""
    chosen = numbers_in(ticked)[:MOST_TICKED]
    named = await partners.named(visit.viewer, chosen, visit.locale)
    cards = await partners.suggest(visit.viewer, typed, visit.locale) if typed.strip() else []
    return [
        *((each, named[each], True) for each in chosen if each in named),
        *((each.id, each.name, False) for each in cards if each.id not in named),
    ]


async def one_partner(visit: Visit, form: Form, field: str) -> list[tuple[str, Said]]:
    """What a field that names one organisation offers: the one chosen, and what was looked for."""
    named = await partners.named(visit.viewer, numbers_in([form.typed(field)]), visit.locale)
    found = await partners.suggest(visit.viewer, form.typed(f"{field}-find"), visit.locale) if form.typed("find") == field else []
    return [(str(number), name) for number, name in {**named, **{card.id: card.name for card in found}}.items()]


async def one_conference(visit: Visit, form: Form, field: str) -> list[tuple[str, Said]]:
    """What a field that names one conference offers: the one chosen, and what was looked for."""
    cards = await conferences.by_ids(visit.viewer, numbers_in([form.typed(field)]))
    found = {str(each.id): said(each.names, visit.locale) for each in cards}
    if form.typed("find") == field:
        found |= dict(await found_conferences(visit, form.typed(f"{field}-find")))
    return list(found.items())


async def found_conferences(visit: Visit, typed: str) -> list[tuple[str, Said]]:
    """The conferences that what is typed finds, the latest first."""
    if not typed.strip():
        return []
    found = await conferences.page(visit.viewer, ConferenceFilter(q=typed[:200], from_=_LONG_AGO, sort=Sort.LATEST))
    return [(str(each.id), said(each.names, visit.locale)) for each in found.cards[:MOST_FOUND]]


async def agreement_options(visit: Visit) -> Options:
    """The agreements another record may name, by number and words."""
    return [
        (str(number), f"{reference} · {said(titles, visit.locale).text}" if reference else said(titles, visit.locale).text)
        for number, reference, titles in await agreements.choices(visit.viewer)
    ]


async def officer_options(visit: Visit, typed: str) -> Options:
    """Who may answer for a record, and who is chosen already though they no longer may."""
    return [(str(number), name) for number, name in (await accounts.officers(visit.viewer, numbers_in([typed]))).items()]
