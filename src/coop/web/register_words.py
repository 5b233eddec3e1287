"""The register (ROR) and likenesses in the reader's words: records as lists show them, what is proposed, why two may be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import i18n
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners import identifiers
from coop.partners.duplicates import Reason, Weight
from coop.partners.register.claims import Field
from coop.partners.register.records import State
from coop.web import partner_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.partners.duplicates import Ground
    from coop.partners.facts import NewName, NewOrganisation
    from coop.partners.register.claims import Claim
    from coop.partners.register.queries import Entry
    from coop.web.kit.urls import Urls

STATES: Mapping[State, Message] = {
    State.ACTIVE: _("Active"),
    State.INACTIVE: _("Ended, says ROR"),
    State.WITHDRAWN: _("Withdrawn from ROR"),
}
PROPOSED: Mapping[Field, Message] = {
    Field.LABEL: _("Another name in ROR"),
    Field.NAME: _("New name in ROR"),
    Field.PLACE: _("Another place in ROR"),
    Field.STATUS: _("Another state in ROR"),
    Field.WEBSITE: _("Another website in ROR"),
    Field.FOUNDED: _("Another year of foundation in ROR"),
    Field.KINDS: _("Other kinds in ROR"),
    Field.IDENTIFIER: _("New identifier in ROR"),
}
REASONS: Mapping[Reason, Message] = {
    Reason.IDENTIFIER: _("Same identifier"),
    Reason.HOST: _("Same website"),
    Reason.NAME: _("Same name in the same country"),
    Reason.NEAR: _("Names that differ by a letter or two"),
    Reason.ACRONYM: _("Same acronym in the same city"),
    Reason.PLACE: _("Same place"),
}
WEIGHTS: Mapping[Weight, Message] = {
    Weight.STRONG: _("Almost certainly one organisation"),
    Weight.LIKELY: _("Probably one organisation"),
    Weight.HINT: _("Perhaps one organisation"),
}
TONES: Mapping[Weight, str] = {Weight.STRONG: "error", Weight.LIKELY: "warning", Weight.HINT: "quiet"}
_MORE_NAMES = 8


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record of the register in a list. ``state`` is empty for an active one; ``own_url`` leads to the organisation that has it."""

    ror: str
    url: str
    name: Said
    others: tuple[Said, ...]
    kinds: str
    place: str
    state: str
    vanished: str
    own_url: str


@dataclass(frozen=True, slots=True)
class ShownGround:
    """Why two may be one: the reason, and what they share."""

    reason: str
    detail: str


def said(name: NewName, locale: str) -> Said:
    """A name of a record, with its language where that is known."""
    return Said(name.text, name.tag if name.tag != "und" else locale, name.tag not in {"und", locale})


def shown(entries: Iterable[Entry], urls: Urls, own: Mapping[str, int]) -> list[ShownRecord]:
    """Records as lists show them; ``own`` says which organisation has each ROR identifier."""
    return [_shown(entry, urls, own) for entry in entries]


def _shown(entry: Entry, urls: Urls, own: Mapping[str, int]) -> ShownRecord:
    record, locale = entry.record, urls.locale
    country = places.country(record.country, locale) if record.country else ""
    return ShownRecord(
        ror=record.ror,
        url=urls.page(f"desk/ror/{record.ror}"),
        name=said(record.name, locale),
        others=tuple(said(each, locale) for each in record.names[1 : 1 + _MORE_NAMES]),
        kinds=words.kinds(record.kinds, locale),
        place=words.place(record.city, country, locale),
        state="" if record.state is State.ACTIVE else i18n.translate(STATES[record.state], locale),
        vanished=vanished(entry, locale),
        own_url=urls.page(f"partners/{own[record.ror]}") if record.ror in own else "",
    )


def vanished(entry: Entry, locale: str) -> str:
    """Since when the dumps have a record no more, in words, or nothing."""
    if entry.vanished_at is None:
        return ""
    return i18n.translate(_("No longer in the dump loaded on %(day)s", day=dates.day(entry.vanished_at.date(), locale)), locale)


def changes(before: NewOrganisation, after: NewOrganisation, related: Mapping[int, Said], locale: str) -> list[tuple[str, str, str]]:
    """What differs between two versions of an organisation's facts: label, before, after."""
    one, other = words.told(before, related, locale), words.told(after, related, locale)
    return [
        (i18n.translate(label, locale), *_without_same_lines(one[field], other[field]))
        for field, label in words.FIELDS.items()
        if field in one and one[field] != other[field]
    ]


def claim(given: Claim, locale: str) -> tuple[str, str]:
    """What the register says, as a label and words."""
    return i18n.translate(words.FIELDS[_FACTS[given.field]], locale), _claim(given, locale)


_FACTS: Mapping[Field, str] = {
    Field.LABEL: "names",
    Field.NAME: "names",
    Field.PLACE: "city",
    Field.STATUS: "status",
    Field.WEBSITE: "website",
    Field.FOUNDED: "founded",
    Field.KINDS: "kinds",
    Field.IDENTIFIER: "identifiers",
}


def _claim(given: Claim, locale: str) -> str:
    if given.name is not None:
        return given.name.text
    if given.place is not None:
        return words.place(given.place.city, places.country(given.place.country, locale) if given.place.country else "", locale)
    if given.identifier is not None:
        each = given.identifier
        return f"{i18n.translate(words.SCHEMES[each.scheme], locale)}: {identifiers.shown(each.scheme, each.value)}"
    match given.field:
        case Field.STATUS:
            return i18n.translate(STATES[given.state], locale)
        case Field.WEBSITE:
            return given.website
        case Field.FOUNDED:
            return str(given.founded)
        case _:
            return words.kinds(given.kinds, locale)


def grounds(given: Iterable[Ground], locale: str) -> list[ShownGround]:
    """Why two may be one, in words."""
    return [ShownGround(i18n.translate(REASONS[each.reason], locale), each.detail) for each in given]


def _without_same_lines(before: str, after: str) -> tuple[str, str]:
    """Both sides without the lines that stand in both: of twenty names, those that change."""
    one, other = before.split("\n"), after.split("\n")
    return "\n".join(each for each in one if each not in other), "\n".join(each for each in other if each not in one)
