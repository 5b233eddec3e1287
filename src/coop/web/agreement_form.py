"""The form of an agreement: facts into fields, fields into facts, and what nobody touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop.asked import numbers_in, read_number
from coop.multilingual import Multilingual, Said
from coop.partners.agreements.dates import Counts, Period, Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Capacity, Kind, State
from coop.web.agreement_told import TEXTS
from coop.web.conflicts import began
from coop.web.kit.forms import Form
from coop.web.project_form import text_of, with_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

SPARE = 1
"""Empty rows for parties that are not in the register."""
_MOST_ROWS = 300
_DAYS = ("effective_on", "ends_on", "ended_on")
_MONTHS = ("term_months", "renewal_months")
_NUMBERS = ("parent", "supersedes", "signed_at", "officer")
_CHECKS = ("binding", "confidential", "illustrative")
_ROW = ("organisation", "unlisted", "capacity", "name_as_signed", "signatory", "signed_on", "signed_in")
_PERIOD = ("from_on", "ends_on", "agreed_on")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party in the form as it was typed. ``organisation`` is empty for a row with a name of its own."""

    at: int
    organisation: str
    name: Said | str
    signatories: list[tuple[str, str]]


_ORDER = (
    *("titles", "kind", "reference", "state", "parties", "add", "add_capacity", "effective_on", "term_months", "ends_on", "end_counts"),
    *("renewal", "renewal_months", "notice_months", "periods", "ended_on", "topics", "scope", "languages", "prevailing", "binding"),
    *("parent", "supersedes", "signed_at", "officer", "confidential", "note", "source", "illustrative", "reason"),
)
_PLACES = {name: place for place, name in enumerate(_ORDER)}


def place_of(field: str) -> int:
    """Where a field stands in the form, for the summary of what is wrong; the whole form comes first."""
    return _PLACES.get(field.partition(".")[0], -1 if not field else len(_PLACES))


def filled(facts: NewAgreement) -> Form:
    """The form as it stands for an agreement."""
    found: list[tuple[str, str]] = []
    for name in TEXTS:
        value: Multilingual = getattr(facts, name)
        found.append((f"{name}.source", value.source if value.texts else facts.titles.source))
        found += [(f"{name}.{tag}", said.text) for tag, said in value.texts.items()]
    found += [(name, getattr(facts, name)) for name in ("reference", "prevailing", "note", "source")]
    found += [(name, getattr(facts, name).value) for name in ("kind", "state", "end_counts", "renewal")]
    found += [(name, str(getattr(facts, name) or "")) for name in (*_MONTHS, *_NUMBERS)]
    found += [(name, _written(getattr(facts, name))) for name in _DAYS]
    found += [(name, "on") for name in _CHECKS if getattr(facts, name)]
    found += [("topics", code) for code in facts.topics]
    found += [("notice_months", str(facts.notice_months or "")), ("languages", ", ".join(facts.languages))]
    for at, each in enumerate(facts.parties):
        row = {"organisation": str(each.organisation or ""), "unlisted": each.unlisted, "capacity": each.capacity.value}
        row |= {"name_as_signed": each.name_as_signed, "signatory": str(each.signatory or "")}
        row |= {"signed_on": _written(each.signed_on), "signed_in": each.signed_in}
        found += [(f"parties.{at}.{key}", value) for key, value in row.items()]
    for at, period in enumerate(facts.periods):
        found += [(f"periods.{at}.{key}", _written(getattr(period, key))) for key in _PERIOD]
    return Form([*found, *began(facts)])


def blank(locale: str, organisations: Iterable[int]) -> Form:
    """The form of an agreement not yet on record, to be written in the reader's language, with ``organisations`` as parties."""
    found = [*((f"{name}.source", locale) for name in TEXTS), ("kind", Kind.MOU.value), ("state", State.DRAFT.value)]
    found += [("renewal", Renewal.NONE.value), ("end_counts", Counts.LAST_DAY.value)]
    return Form([*found, *((f"parties.{at}.organisation", str(each)) for at, each in enumerate(organisations))])


def party_rows(form: Form, named: Mapping[int, Said], people: Mapping[int, list[tuple[int, str]]]) -> list[PartyRow]:
    """The parties as typed, and an empty row for a body that is not in the register. ``people`` are whom each organisation may name."""
    numbers = form.rows("parties", _MOST_ROWS)
    used = [at for at in numbers if form.typed(f"parties.{at}.organisation") or form.typed(f"parties.{at}.unlisted").strip()]
    free = max(numbers, default=-1) + 1
    rows = []
    for at in [*used, *range(free, free + SPARE)]:
        organisation = form.typed(f"parties.{at}.organisation")
        number = read_number(organisation) or 0
        name = named.get(number, f"#{organisation}") if organisation else form.typed(f"parties.{at}.unlisted")
        rows.append(PartyRow(at, organisation, name, [(str(each), said) for each, said in people.get(number, [])]))
    return rows


def period_rows(form: Form) -> list[int]:
    """The places of the periods that were typed."""
    return [at for at in form.rows("periods", _MOST_ROWS) if any(form.typed(f"periods.{at}.{key}") for key in _PERIOD)]


def organisations_typed(form: Form) -> set[int]:
    """The organisations a form names, in rows and among those ticked to be added."""
    typed = [form.typed(f"parties.{at}.organisation") for at in form.rows("parties", _MOST_ROWS)] + form.all_typed("add")
    return set(numbers_in(typed))


def read(form: Form, before: NewAgreement | None) -> tuple[NewAgreement, dict[str, str]]:
    """What was typed as facts, and where the domain's fields stand in the form (its name -> the form's).

    ``before`` are the facts that stand, None for a new agreement. Faults of single fields are noted in the form.
    """
    places_of: dict[str, str] = {}
    typed: dict[str, Any] = {name: with_states(text_of(form, name), getattr(before, name) if before else None) for name in TEXTS}
    typed |= {name: form.typed(name) for name in ("reference", "prevailing", "note", "source")}
    typed |= {name: form.date(name) for name in _DAYS}
    typed |= {name: form.integer(name) for name in (*_MONTHS, *_NUMBERS)}
    typed |= {name: form.checked(name) for name in _CHECKS}
    facts = NewAgreement(
        **typed,
        kind=Kind(form.choice("kind", Kind, Kind.MOU)),
        state=State(form.choice("state", State, before.state if before else State.DRAFT)),
        end_counts=Counts(form.choice("end_counts", Counts, Counts.LAST_DAY)),
        renewal=Renewal(form.choice("renewal", Renewal, Renewal.NONE)),
        notice_months=form.integer("notice_months") or 0,
        topics=tuple(form.all_typed("topics")),
        languages=tuple(part for part in re.split(r"[\s,;،、，；]+", form.typed("languages")) if part),
        parties=tuple(_parties(form, places_of)),
        periods=tuple(_periods(form, places_of)),
    )
    return facts, places_of


def period(form: Form, row: str = "") -> Period | None:
    """A period whose fields begin with ``row``; None where its days are missing, which is noted in the form."""
    form.require(f"{row}from_on", f"{row}ends_on")
    first, last, agreed = (form.date(f"{row}{key}") for key in _PERIOD)
    return Period(first, last, agreed) if first and last else None


def _parties(form: Form, places_of: dict[str, str]) -> Iterable[NewParty]:
    place = 0
    for at in form.rows("parties", _MOST_ROWS):
        row = f"parties.{at}"
        organisation, unlisted = form.typed(f"{row}.organisation"), form.typed(f"{row}.unlisted").strip()
        if form.checked(f"{row}.remove") or not (organisation or unlisted):
            continue
        places_of |= {f"parties.{place}.{key}": f"{row}.{key}" for key in _ROW}
        places_of[f"parties.{place}.organisation"] = f"{row}.capacity" if organisation else f"{row}.unlisted"
        yield NewParty(
            organisation=form.integer(f"{row}.organisation"),
            unlisted=unlisted,
            capacity=Capacity(form.choice(f"{row}.capacity", Capacity, Capacity.PARTY)),
            name_as_signed=form.typed(f"{row}.name_as_signed"),
            signatory=form.integer(f"{row}.signatory"),
            signed_on=form.date(f"{row}.signed_on"),
            signed_in=form.typed(f"{row}.signed_in"),
        )
        place += 1
    for added in form.integers("add"):
        places_of |= dict.fromkeys((f"parties.{place}.organisation", f"parties.{place}.signed_on"), "add")
        yield NewParty(added, capacity=Capacity(form.choice("add_capacity", Capacity, Capacity.PARTY)))
        place += 1


def _periods(form: Form, places_of: dict[str, str]) -> Iterable[Period]:
    place = 0
    for at in period_rows(form):
        if form.checked(f"periods.{at}.remove"):
            continue
        found = period(form, f"periods.{at}.")
        if found is not None:
            places_of |= {f"periods.{place}.{key}": f"periods.{at}.{key}" for key in _PERIOD}
            place += 1
            yield found


def _written(value: date | None) -> str:
    return value.isoformat() if value else ""
