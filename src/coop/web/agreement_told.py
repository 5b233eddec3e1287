"""The facts of an agreement in words: what the history tells and what the conflict page sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.i18n import dates as days
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners.agreements.dates import Counts, Renewal
from coop.partners.agreements.facts import NewAgreement
from coop.partners.agreements.states import Capacity, Kind, State
from coop.partners.views import said
from coop.web import agreement_words as words
from coop.web import merge_words
from coop.web.conflicts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXTS = ("titles", "scope")
FIELDS: Mapping[str, Message] = {
    "titles": _("Title"),
    "kind": _("Kind"),
    "reference": _("Reference"),
    "state": _("State"),
    "parties": _("Parties"),
    "scope": _("Scope"),
    "topics": _("Themes and topics"),
    "effective_on": _("In force from"),
    "term_months": _("Term in months"),
    "ends_on": _("End"),
    "end_counts": _("The end is"),
    "renewal": _("Renewal"),
    "renewal_months": _("Renews for how many months"),
    "notice_months": _("Months of notice"),
    "periods": _("Renewed periods"),
    "ended_on": _("Ended early on"),
    "languages": _("Languages"),
    "prevailing": _("Prevailing language"),
    "binding": _("Legally binding"),
    "parent": _("Parent agreement"),
    "supersedes": _("Takes the place of"),
    "signed_at": _("Signed at the conference"),
    "officer": _("Responsible officer"),
    "confidential": _("Confidential"),
    "note": _("Note"),
    "source": _("Source"),
    "illustrative": _("Made up for demonstration"),
    "trashed": _("In the trash"),
}
"""What each fact is called, in the order of the form."""
ACTS: Mapping[str, Message] = {
    **merge_words.NAMES_ANOTHER,
    "recorded": _("Recorded"),
    "edited": _("Edited"),
    "signed": _("Signed"),
    "moved": _("State changed"),
    "renewed": _("Renewed"),
    "trashed": _("Moved to the trash"),
    "restored": _("Taken out of the trash"),
}


@dataclass(frozen=True, slots=True)
class Related:
    """The names that facts refer to by number; ``unknown`` stands for what the reader may not know of, its bare number where empty."""

    organisations: Mapping[int, Said]
    contacts: Mapping[int, str]
    agreements: Mapping[int, Said]
    conferences: Mapping[int, Said]
    officers: Mapping[int, str]
    unknown: str = ""


NOBODY = Related({}, {}, {}, {}, {})


def told(facts: NewAgreement, related: Related, locale: str) -> dict[str, str]:
    """Each fact in finished words, a line for each of several: what the conflict page sets side by side."""
    return {name: recorded(name, value, related, locale) for name, value in plain(facts).items()}


def recorded(name: str, value: Any, related: Related, locale: str) -> str:  # noqa: ANN401 - what the ledger kept: plain values of any shape
    """A fact as the ledger keeps it, in finished words."""
    if value in (None, "", [], {}, ()) or (value is False and name != "trashed"):
        return ""
    if name in _RECORDED:
        return _RECORDED[name](value, related, locale)
    if isinstance(value, bool):
        return i18n.translate(_("Yes") if value else _("No"), locale)
    if isinstance(value, dict):
        return "\n".join(
            i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=text), locale)
            for tag, text in sorted(value.items())
        )
    return str(value)


def numbers_in(changes: Iterable[tuple[str, Any]]) -> dict[str, set[int]]:
    """The records that facts, as the ledger keeps them, name by number: organisations, contacts, agreements, conferences, officers."""
    found: dict[str, set[int]] = {name: set() for name in ("organisations", "contacts", "agreements", "conferences", "officers")}
    for name, value in changes:
        if not value:
            continue
        match name:
            case "parties":
                found["organisations"] |= {each["organisation"] for each in value if each["organisation"]}
                found["contacts"] |= {each["signatory"] for each in value if each["signatory"]}
            case "parent" | "supersedes":
                found["agreements"].add(value)
            case "signed_at":
                found["conferences"].add(value)
            case "officer":
                found["officers"].add(value)
    return found


_RECORDED: Mapping[str, Callable[[Any, Related, str], str]] = {
    "kind": lambda value, _related, locale: i18n.translate(words.KINDS[Kind(value)], locale),
    "state": lambda value, _related, locale: i18n.translate(words.STATES[State(value)], locale),
    "renewal": lambda value, _related, locale: i18n.translate(words.RENEWALS[Renewal(value)], locale),
    "end_counts": lambda value, _related, locale: i18n.translate(words.COUNTS[Counts(value)], locale),
    "topics": lambda value, _related, locale: ", ".join(
        said(themes.topic(code).name, locale).text if themes.is_code(code) else code for code in value
    ),
    **dict.fromkeys(("effective_on", "ends_on", "ended_on"), lambda value, _related, locale: _day(value, locale)),
    "languages": lambda value, _related, locale: ", ".join(places.language(tag, locale) for tag in value),
    "prevailing": lambda value, _related, locale: places.language(value, locale),
    "parties": lambda value, related, locale: "\n".join(_party_line(each, related, locale) for each in value),
    "periods": lambda value, _related, locale: "\n".join(
        i18n.translate(_("%(first)s to %(last)s", first=_day(each["from_on"], locale), last=_day(each["ends_on"], locale)), locale)
        for each in value
    ),
    "parent": lambda value, related, _locale: _named(value, related.agreements, related),
    "supersedes": lambda value, related, _locale: _named(value, related.agreements, related),
    "signed_at": lambda value, related, _locale: _named(value, related.conferences, related),
    "officer": lambda value, related, _locale: related.officers.get(value) or related.unknown or f"#{value}",
}


def _party_line(party: Mapping[str, Any], related: Related, locale: str) -> str:
    name = _named(party["organisation"], related.organisations, related) if party["organisation"] else party["unlisted"]
    signed = i18n.translate(_("signed on %(day)s", day=_day(party["signed_on"], locale)), locale) if party["signed_on"] else ""
    signatory = related.contacts.get(party["signatory"], related.unknown) if party["signatory"] else ""
    as_signed = party["name_as_signed"] if party["name_as_signed"] != name else ""
    about = [i18n.translate(words.CAPACITIES[Capacity(party["capacity"])], locale), as_signed, signed, party["signed_in"], signatory]
    return f"{name} ({' · '.join(part for part in about if part)})"


def _day(value: str, locale: str) -> str:
    return days.day(date.fromisoformat(value), locale)


def _named(number: int, names: Mapping[int, Said], related: Related) -> str:
    return names[number].text if number in names else related.unknown or f"#{number}"
