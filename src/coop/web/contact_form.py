"""The form of a contact: its facts as fields, and what was typed as facts."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from coop import clock
from coop.errors import Invalid
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role
from coop.web.kit.forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

NEW = "new"
"""The place of the row for a post that is being added."""
KEPT_YEARS = 2
"""How long a new contact is kept before somebody must look at it again, unless another day is entered."""
_MOST_ROWS = 60
_PLAIN = ("name", "address_as", "email", "phone", "note")
_POST_FIELDS = ("organisation", "role", "title", "from_on", "to_on")


def filled(facts: NewContact) -> Form:
    """The form as it stands for a contact."""
    fields = [(field, getattr(facts, field)) for field in _PLAIN]
    for at, post in enumerate(facts.posts):
        row = {"organisation": str(post.organisation), "role": post.role.value, "title": post.title}
        row |= {"from_on": _written(post.from_on), "to_on": _written(post.to_on)}
        fields += [(f"posts.{at}.{key}", value) for key, value in row.items()]
    fields += [("languages", ", ".join(facts.languages)), ("basis", facts.basis.value)]
    fields += [("consented_on", _written(facts.consented_on)), ("retain_until", _written(facts.retain_until))]
    fields += [(field, "on") for field in ("may_publish", "illustrative") if getattr(facts, field)]
    return Form(fields)


def blank(organisation: str) -> Form:
    """The form of a contact not yet known, at ``organisation`` where one is named."""
    today = clock.today()
    later = date(today.year + KEPT_YEARS, today.month, min(today.day, 28))
    fields = [(f"posts.{NEW}.organisation", organisation), ("basis", Basis.LEGITIMATE_INTEREST.value), ("retain_until", later.isoformat())]
    return Form(fields)


def rows(form: Form) -> list[str]:
    """The places of the posts that are shown as rows, without the one being added."""
    return [str(each) for each in form.rows("posts", _MOST_ROWS)]


def fields_of(facts: NewContact) -> list[tuple[str, str]]:
    """Everything the form sends for ``facts``, to be sent along from the conflict page."""
    form = filled(facts)
    return [(name, value) for name in form.names for value in form.all_typed(name)]


def read(form: Form, before: NewContact | None) -> tuple[NewContact, dict[str, str]]:
    """What was typed as facts, and where the domain's fields stand in the form (its name -> the form's). Faults are noted in the form."""
    places_of: dict[str, str] = {}
    kept = [row for row in [NEW, *rows(form)] if form.typed(f"posts.{row}.organisation") and not form.checked(f"posts.{row}.remove")]
    held = []
    for at, row in enumerate(kept):
        places_of |= {f"posts.{at}.{field}": f"posts.{row}.{field}" for field in _POST_FIELDS}
        held.append(post(form, f"posts.{row}"))
    facts = NewContact(
        **{field: form.typed(field).strip() for field in _PLAIN},
        posts=tuple(held),
        languages=tuple(part for part in re.split(r"[\s,;،、，；]+", form.typed("languages")) if part),
        basis=Basis(form.choice("basis", Basis, Basis.LEGITIMATE_INTEREST)),
        consented_on=form.date("consented_on"),
        may_publish=form.checked("may_publish"),
        retain_until=form.date("retain_until"),
        illustrative=before.illustrative if before else False,
    )
    return facts, places_of


def post(form: Form, row: str) -> NewPost:
    """One post of a form, whose fields begin with ``row``."""
    return NewPost(
        organisation=form.integer(f"{row}.organisation", 1) or 0,
        role=Role(form.choice(f"{row}.role", Role, Role.LIAISON)),
        title=form.typed(f"{row}.title").strip(),
        from_on=form.date(f"{row}.from_on"),
        to_on=form.date(f"{row}.to_on"),
    )


def check(form: Form, facts: NewContact, places_of: Mapping[str, str]) -> NewContact:
    """The facts as they are stored. Raises Invalid with the faults of the form and of the facts together."""
    try:
        tidy = facts.check()
    except Invalid as invalid:
        form.take(invalid, places_of)
        tidy = facts
    form.answer()
    return tidy


def _written(value: date | None) -> str:
    return value.isoformat() if value else ""
