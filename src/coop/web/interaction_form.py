"""The form of an interaction: facts into fields, fields into facts; people typed one a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock
from coop.asked import numbers_in, read_number
from coop.i18n.message import _
from coop.liaison.facts import Kind, NewFollowUp, NewInteraction, NewPerson, NewPresence, Part, Role
from coop.search import fold
from coop.web.conflicts import began
from coop.web.kit.forms import Form
from coop.web.project_form import text_of, with_states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.multilingual import Multilingual, Said

TEXTS = ("titles", "summary", "outcome")
_NUMBERS = ("officer", "conference", "project", "agreement")
_MOST_ROWS = 400
_DIVIDERS = re.compile(r"[;；،,，、]")
_HEAD = re.compile(r"[*＊]\s*")


@dataclass(frozen=True, slots=True)
class Known:
    """What typed names are looked up in: the names of each organisation that took part, and the contacts at each."""

    names: Mapping[int, tuple[str, ...]]
    people: Mapping[int, list[tuple[int, str]]]


NOBODY = Known({}, {})


def blank(locale: str, zone: str, officer: int | None, organisations: Iterable[int]) -> Form:
    """The form of an interaction of today, answered for by ``officer``, with ``organisations`` taking part."""
    found = [*((f"{name}.source", locale) for name in TEXTS), ("kind", Kind.MEETING.value), ("zone", zone)]
    found += [("happened_on", clock.today().isoformat()), ("officer", str(officer or ""))]
    return Form([*found, *((f"organisations.{at}.organisation", str(each)) for at, each in enumerate(organisations))])


def filled(facts: NewInteraction) -> Form:
    """The form as it stands for an interaction."""
    found: list[tuple[str, str]] = []
    for name in TEXTS:
        value: Multilingual = getattr(facts, name)
        found.append((f"{name}.source", value.source if value.texts else facts.titles.source))
        found += [(f"{name}.{tag}", said.text) for tag, said in value.texts.items()]
    found += [("kind", facts.kind.value), ("zone", facts.zone), ("programme", facts.programme), ("place", facts.place)]
    found += [
        (name, value.isoformat() if value else "") for name, value in (("happened_on", facts.happened_on), ("until_on", facts.until_on))
    ]
    found += [("begins", f"{facts.begins:%H:%M}" if facts.begins else ""), *((name, str(getattr(facts, name) or "")) for name in _NUMBERS)]
    found += [(name, "on") for name in ("confidential", "illustrative") if getattr(facts, name)]
    found += [("topics", code) for code in facts.topics]
    for at, each in enumerate(facts.organisations):
        found += [(f"organisations.{at}.organisation", str(each.organisation)), (f"organisations.{at}.part", each.part.value)]
    for at, person in enumerate(facts.people):
        row = {
            "contact": str(person.contact or ""),
            "name": person.name,
            "organisation": str(person.organisation or ""),
            "role": person.role.value,
        }
        found += [(f"people.{at}.{key}", value) for key, value in row.items()]
    return Form([*found, *began(facts)])


def organisation_rows(form: Form, named: Mapping[int, Said]) -> list[tuple[int, str, Said | str]]:
    """The organisations as typed: place, number, name."""
    rows = []
    for at in form.rows("organisations", _MOST_ROWS):
        number = form.typed(f"organisations.{at}.organisation")
        if (each := read_number(number)) is not None:
            rows.append((at, number, named.get(each, f"#{number}")))
    return rows


def people_rows(form: Form, called: Mapping[int, str]) -> list[tuple[int, str]]:
    """The people that stand in rows: place and name; ``called`` says what contacts are called."""
    rows = []
    for at in form.rows("people", _MOST_ROWS):
        contact = form.typed(f"people.{at}.contact")
        number = read_number(contact)
        name = form.typed(f"people.{at}.name") if number is None else called.get(number, f"#{contact}")
        if name:
            rows.append((at, name))
    return rows


def organisations_typed(form: Form) -> set[int]:
    """The organisations a form names, in rows and among those ticked to be added."""
    typed = [form.typed(f"organisations.{at}.organisation") for at in form.rows("organisations", _MOST_ROWS)] + form.all_typed("add")
    return set(numbers_in(typed))


def contacts_typed(form: Form) -> set[int]:
    """The contacts a form names in its rows."""
    typed = [form.typed(f"people.{at}.contact") for at in form.rows("people", _MOST_ROWS)]
    return set(numbers_in(typed))


def read(form: Form, before: NewInteraction | None, known: Known) -> tuple[NewInteraction, dict[str, str]]:
    """What was typed as facts, and where the domain's fields stand in the form (its name -> the form's).

    ``before`` are the facts that stand, None for a new interaction. Faults of single fields are noted in the form.
    """
    places_of: dict[str, str] = {}
    typed: dict[str, Any] = {name: with_states(text_of(form, name), getattr(before, name) if before else None) for name in TEXTS}
    typed |= {name: form.typed(name) for name in ("programme", "place")}
    typed |= {name: form.integer(name) for name in _NUMBERS}
    typed |= {name: form.checked(name) for name in ("confidential", "illustrative")}
    facts = NewInteraction(
        **typed,
        kind=Kind(form.choice("kind", Kind, Kind.MEETING)),
        happened_on=form.date("happened_on"),
        until_on=form.date("until_on"),
        begins=form.time("begins"),
        zone=form.typed("zone"),
        topics=tuple(form.all_typed("topics")),
        organisations=tuple(_organisations(form)),
        people=(*_people(form, places_of), *_typed_people(form, known)),
    )
    return facts, places_of


def follow_up_typed(form: Form, row: str) -> NewFollowUp:
    """What was typed of a follow-up, in fields whose names begin with ``row``."""
    return NewFollowUp(form.typed(f"{row}text"), form.integer(f"{row}assignee", 1) or 0, form.date(f"{row}due_on"))


def _organisations(form: Form) -> Iterable[NewPresence]:
    seen = set()
    for at in form.rows("organisations", _MOST_ROWS):
        row = f"organisations.{at}"
        number = form.integer(f"{row}.organisation", 1)
        if number is not None and not form.checked(f"{row}.remove") and number not in seen:
            seen.add(number)
            yield NewPresence(number, Part(form.choice(f"{row}.part", Part, Part.PARTICIPANT)))
    for number in form.integers("add"):
        if number not in seen:
            seen.add(number)
            yield NewPresence(number, Part(form.choice("add_part", Part, Part.PARTICIPANT)))


def _people(form: Form, places_of: dict[str, str]) -> Iterable[NewPerson]:
    place = 0
    for at in form.rows("people", _MOST_ROWS):
        row = f"people.{at}"
        contact, name = form.integer(f"{row}.contact", 1), form.typed(f"{row}.name").strip()
        if form.checked(f"{row}.remove") or not (contact or name):
            continue
        places_of |= {f"people.{place}.{key}": f"{row}.role" for key in ("name", "organisation")}
        place += 1
        yield NewPerson(
            contact, "" if contact else name, form.integer(f"{row}.organisation", 1), Role(form.choice(f"{row}.role", Role, Role.MEMBER))
        )


def _typed_people(form: Form, known: Known) -> Iterable[NewPerson]:
    """One a line: a name, and after a comma the organisation they came for; a star before the head of the delegation.

    Somebody who is a contact at one of the organisations under just this name is that contact.
    """
    for line in form.typed("people_typed").splitlines():
        typed = line.strip()
        if not typed:
            continue
        role = Role.HEAD if _HEAD.match(typed) else Role.MEMBER
        name, *rest = (part.strip() for part in _DIVIDERS.split(_HEAD.sub("", typed, count=1), maxsplit=1))
        organisation = _organisation_called(rest[0], known) if rest and rest[0] else None
        if rest and rest[0] and organisation is None:
            form.error("people_typed", _("None of the organisations chosen is called “%(name)s”.", name=rest[0][:80]))
        contact = _contact_called(name, organisation, known)
        yield NewPerson(contact, "" if contact else name, organisation, role)


def _organisation_called(typed: str, known: Known) -> int | None:
    sought = fold(typed)
    exact = [number for number, names in known.names.items() if any(fold(name) == sought for name in names)]
    begun = [number for number, names in known.names.items() if any(fold(name).startswith(sought) for name in names)]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def _contact_called(name: str, organisation: int | None, known: Known) -> int | None:
    sought = fold(name)
    at = [organisation] if organisation is not None else list(known.people)
    found = {number for each in at for number, called in known.people.get(each, []) if fold(called) == sought}
    return found.pop() if len(found) == 1 else None
