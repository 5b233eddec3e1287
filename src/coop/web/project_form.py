"""The form of a joint project: facts into fields, fields into facts, and what nobody touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop.asked import numbers_in, read_number
from coop.multilingual import Multilingual, Said, Translation
from coop.projects import rules
from coop.projects.facts import NewLink, NewParticipation, NewProject
from coop.projects.states import Honesty, Role, Stage, Visibility
from coop.web.conflicts import began
from coop.web.kit.forms import Form
from coop.web.project_told import PERIODS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPARE = 2
"""Empty rows for partners that are not in the register."""
_MOST_ROWS = 300
_LINK = re.compile(r"(\S+)(?:\s+(.*))?")


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner in the form as it was typed. ``organisation`` is empty for a row with a name of its own."""

    at: int
    organisation: str
    name: Said | str
    role: str
    joined: str
    left: str


_ORDER = (
    *(
        "names",
        "acronym",
        "objective",
        "topics",
        "stage",
        *PERIODS,
        "participations",
        "partners",
        "add",
        "add_role",
        "agreed_at",
        "agreement",
        "parent",
    ),
    *("website", "links", "honesty", "honesty_note", "notes", "visibility", "source", "illustrative", "reason"),
)
_PLACES = {name: place for place, name in enumerate(_ORDER)}


def place_of(field: str) -> int:
    """Where a field stands in the form, for the summary of what is wrong; the whole form comes first."""
    return _PLACES.get(field.partition(".")[0], -1 if not field else len(_PLACES))


def filled(facts: NewProject) -> Form:
    """The form as it stands for a project."""
    found: list[tuple[str, str]] = []
    for name in TEXTS:
        value: Multilingual = getattr(facts, name)
        found.append((f"{name}.source", value.source if value.texts else facts.names.source))
        found += [(f"{name}.{tag}", said.text) for tag, said in value.texts.items()]
    found += [(name, getattr(facts, name)) for name in ("acronym", "website", "source", *PERIODS)]
    found += [(name, getattr(facts, name).value) for name in ("stage", "visibility", "honesty")]
    found += [(name, str(getattr(facts, name) or "")) for name in ("agreed_at", "agreement", "parent")]
    found += [("topics", code) for code in facts.topics]
    found.append(("links", "\n".join(f"{each.url} {each.words}".strip() for each in facts.links)))
    for at, each in enumerate(facts.participations):
        row = {"organisation": str(each.organisation or ""), "unlisted": each.unlisted, "role": each.role.value}
        found += [(f"partners.{at}.{key}", value) for key, value in {**row, "joined": each.joined, "left": each.left}.items()]
    if facts.illustrative:
        found.append(("illustrative", "on"))
    return Form([*found, *began(facts)])


def blank(locale: str) -> Form:
    """The form of a project not yet on record, to be written in the reader's language."""
    return Form([*((f"{name}.source", locale) for name in TEXTS), ("stage", Stage.IDEA.value), ("visibility", Visibility.PUBLIC.value)])


def text_of(form: Form, name: str) -> Multilingual:
    """A text exactly as typed. Where its own language was left empty, the first that was written in is its source."""
    typed = {field.partition(".")[2]: form.typed(field) for field in form.names if field.startswith(f"{name}.")}
    source = typed.pop("source", "en")
    texts = {tag: Translation(text) for tag, text in typed.items() if text.strip()}
    return Multilingual(source if source in texts or not texts else next(iter(texts)), texts)


def partner_rows(form: Form, named: Mapping[int, Said]) -> list[PartnerRow]:
    """The partners as typed, and empty rows for bodies that are not in the register."""
    numbers = form.rows("partners", _MOST_ROWS)
    used = [at for at in numbers if form.typed(f"partners.{at}.organisation") or form.typed(f"partners.{at}.unlisted").strip()]
    free = max(numbers, default=-1) + 1
    return [_row(form, at, named) for at in [*used, *range(free, free + SPARE)]]


def _row(form: Form, at: int, named: Mapping[int, Said]) -> PartnerRow:
    organisation, unlisted, role, joined, left = (
        form.typed(f"partners.{at}.{key}") for key in ("organisation", "unlisted", "role", "joined", "left")
    )
    number = read_number(organisation) or 0
    name = named.get(number, f"#{organisation}") if organisation else unlisted
    return PartnerRow(at, organisation, name, role or Role.PARTICIPANT.value, joined, left)


def numbers_typed(form: Form) -> set[int]:
    """The organisations a form names, in rows and among those ticked to be added."""
    typed = [form.typed(f"partners.{at}.organisation") for at in form.rows("partners", _MOST_ROWS)] + form.all_typed("add")
    return set(numbers_in(typed))


def read(form: Form, before: NewProject | None, *, keeps: bool) -> tuple[NewProject, dict[str, str]]:
    """What was typed as facts, and where the domain's fields stand in the form (its name -> the form's).

    ``before`` are the facts that stand, None for a new project. Who does not keep projects (``keeps``) is not asked for what only a liaison
    officer changes; it stays as it was. Faults of single fields are noted in the form.
    """
    places_of: dict[str, str] = {}
    typed: dict[str, Any] = {name: with_states(text_of(form, name), getattr(before, name) if before else None) for name in TEXTS}
    typed |= {name: form.typed(name) for name in ("acronym", "website", *PERIODS)}
    typed |= _kept_by_staff(form, places_of) if keeps or before is None else {name: getattr(before, name) for name in rules.KEPT_BY_STAFF}
    facts = NewProject(
        **typed,
        topics=tuple(form.all_typed("topics")),
        stage=Stage(form.choice("stage", Stage, Stage.IDEA)),
        honesty=Honesty(form.choice("honesty", [each.value for each in Honesty if each], "")),
        links=_links(form.typed("links")),
    )
    return facts, places_of


def _kept_by_staff(form: Form, places_of: dict[str, str]) -> dict[str, Any]:
    return {
        "participations": tuple(_participations(form, places_of)),
        "agreed_at": form.integer("agreed_at"),
        "agreement": form.integer("agreement"),
        "parent": form.integer("parent"),
        "visibility": Visibility(form.choice("visibility", Visibility, Visibility.PUBLIC)),
        "illustrative": form.checked("illustrative"),
        "source": form.typed("source"),
    }


def _participations(form: Form, places_of: dict[str, str]) -> Iterable[NewParticipation]:
    place = 0
    for at in form.rows("partners", _MOST_ROWS):
        row = f"partners.{at}"
        organisation, unlisted = form.typed(f"{row}.organisation"), form.typed(f"{row}.unlisted").strip()
        if form.checked(f"{row}.remove") or not (organisation or unlisted):
            continue
        places_of |= {f"participations.{place}.{key}": f"{row}.{key}" for key in ("unlisted", "joined", "left")}
        places_of[f"participations.{place}.organisation"] = f"{row}.role" if organisation else f"{row}.unlisted"
        yield NewParticipation(
            organisation=form.integer(f"{row}.organisation"),
            unlisted=unlisted,
            role=Role(form.choice(f"{row}.role", Role, Role.PARTICIPANT)),
            joined=form.typed(f"{row}.joined"),
            left=form.typed(f"{row}.left"),
        )
        place += 1
    for added in form.integers("add"):
        places_of[f"participations.{place}.organisation"] = "add"
        yield NewParticipation(added, role=Role(form.choice("add_role", Role, Role.PARTICIPANT)))
        place += 1


def _links(typed: str) -> tuple[NewLink, ...]:
    """One link a line: an address, then the words to show for it."""
    found = (_LINK.fullmatch(line.strip()) for line in typed.splitlines() if line.strip())
    return tuple(NewLink(match[1], match[2] or "") for match in found if match)


def with_states(typed: Multilingual, before: Multilingual | None) -> Multilingual:
    """Texts nobody touched keep their state: a form cannot tell a draft from what is done."""
    if before is None:
        return typed
    kept = {tag: before.texts[tag] if before.text(tag).strip() == each.text.strip() else each for tag, each in typed.texts.items()}
    return Multilingual(typed.source, kept)
