"""The form of an organisation: its facts as fields, and what was typed as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop.i18n import locales
from coop.i18n import names as places
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.web.kit.forms import Form
from coop.web.kit.templates import direction_of

if TYPE_CHECKING:
    from collections.abc import Iterable


SPARE_NAMES, SPARE_IDENTIFIERS = 2, 1
"""Empty rows offered where nothing is filled yet, and each time more are asked for."""
_MOST_ROWS = 100
_PLAIN = ("country", "zone", "website", "source")
_NUMBERS = ("geonames_id", "latitude", "longitude", "founded", "parent", "successor")


def filled(facts: NewOrganisation) -> Form:
    """The form as it stands for an organisation."""
    fields: list[tuple[str, str]] = []
    for at, name in enumerate(facts.names):
        row = {"text": name.text, "tag": name.tag, "kind": name.kind.value, "from": name.valid_from, "to": name.valid_to}
        fields += [(f"names.{at}.{key}", value) for key, value in row.items()]
        fields += [(f"names.{at}.{key}", "on") for key, is_set in (("preferred", name.preferred), ("locked", name.locked)) if is_set]
    for at, each in enumerate(facts.identifiers):
        fields += [(f"identifiers.{at}.scheme", each.scheme.value), (f"identifiers.{at}.value", each.value)]
    fields += [("kind", facts.kinds[0].value), *(("kinds", kind.value) for kind in facts.kinds[1:])]
    fields += [(field, str(getattr(facts, field))) for field in _PLAIN]
    fields += [(field, _written(getattr(facts, field))) for field in _NUMBERS]
    fields += [("status", facts.status.value), ("visibility", facts.visibility.value), ("city.source", facts.city.source)]
    fields += [(f"city.{tag}", each.text) for tag, each in facts.city.texts.items()]
    return Form(fields)


def blank(locale: str) -> Form:
    """The form of an organisation not yet known: a row for its name in each language offered, the reader's first."""
    tags = [locale, *(tag for tag in locales().tags if tag != locale)]
    fields = [(f"names.{at}.tag", tag) for at, tag in enumerate(tags)]
    fields += [("names.0.preferred", "on"), ("kind", Kind.EDUCATION.value), ("visibility", Visibility.PUBLIC.value)]
    return Form(fields)


def rows(form: Form, group: str) -> list[int]:
    """The numbers of the rows to show of a repeated group: those sent, and empty ones where there are none or more are asked for."""
    found = form.rows(group, _MOST_ROWS)
    spare = {"names": SPARE_NAMES, "identifiers": SPARE_IDENTIFIERS}[group]
    wanted = spare if not found or form.typed("more") == group else 0
    after = max(found, default=-1) + 1
    return sorted(each for each in {*found, *range(after, after + wanted)} if each < _MOST_ROWS)


def city(form: Form) -> Multilingual:
    """The city exactly as typed, to be shown again."""
    tags = [name.removeprefix("city.") for name in form.names if name.startswith("city.") and name != "city.source"]
    return Multilingual.from_texts(form.typed("city.source", "en"), {tag: form.typed(f"city.{tag}") for tag in tags})


def languages(value: Multilingual) -> list[dict[str, str]]:
    """The languages a text is offered in: those of the site, and any other it already has."""
    tags = dict.fromkeys([*locales().tags, *value.texts])
    return [{"tag": tag, "own_name": places.own_language(tag), "direction": direction_of(tag)} for tag in tags]


def fields_of(facts: NewOrganisation) -> list[tuple[str, str]]:
    """Everything the form sends for ``facts``, to be sent along from the conflict page."""
    form = filled(facts)
    return [(name, value) for name in form.names for value in form.all_typed(name)]


def read(form: Form, before: NewOrganisation | None, *, keeps: bool) -> tuple[NewOrganisation, dict[str, str]]:
    """What was typed as facts, and where the domain's fields stand in the form (its name -> the form's).

    ``before`` are the facts that stand, None for a new organisation. Who does not keep partners (``keeps``) is not asked for what
    only a liaison officer changes; it stays as it was. Faults of single fields are noted in the form.
    """
    places_of: dict[str, str] = {"kinds": "kind"}
    facts = NewOrganisation(
        names=tuple(_names(form, before, places_of, keeps=keeps)),
        kinds=tuple(Kind(each) for each in dict.fromkeys([form.choice("kind", Kind, Kind.OTHER), *form.choices("kinds", Kind)])),
        country=form.typed("country"),
        city=city(form),
        geonames_id=form.integer("geonames_id"),
        latitude=_degrees(form, "latitude"),
        longitude=_degrees(form, "longitude"),
        zone=form.typed("zone").strip(),
        founded=form.integer("founded"),
        website=form.typed("website").strip(),
        **(_kept_by_staff(form, places_of) if keeps or before is None else _standing(before)),
    )
    return facts, places_of


def _kept_by_staff(form: Form, places_of: dict[str, str]) -> dict[str, Any]:
    return {
        "status": Status(form.choice("status", Status, Status.ACTIVE)),
        "visibility": Visibility(form.choice("visibility", Visibility, Visibility.PUBLIC)),
        "parent": form.integer("parent"),
        "successor": form.integer("successor"),
        "identifiers": tuple(_identifiers(form, places_of)),
        "source": form.typed("source").strip(),
    }


def _standing(before: NewOrganisation) -> dict[str, Any]:
    return {field: getattr(before, field) for field in ("status", "visibility", "parent", "successor", "identifiers", "source")}


def _names(form: Form, before: NewOrganisation | None, places_of: dict[str, str], *, keeps: bool) -> Iterable[NewName]:
    locked = {(name.text, name.tag, name.kind) for name in before.names if name.locked} if before else set()
    written = [at for at in rows(form, "names") if form.typed(f"names.{at}.text").strip()]
    for place, at in enumerate(written):
        row = f"names.{at}"
        places_of |= {f"names.{place}.{key}": f"{row}.{field}" for key, field in _NAME_FIELDS.items()}
        name = NewName(
            text=form.typed(f"{row}.text").strip(),
            tag=form.typed(f"{row}.tag").strip() or "und",
            kind=NameKind(form.choice(f"{row}.kind", NameKind, NameKind.LABEL)),
            preferred=form.checked(f"{row}.preferred"),
            valid_from=form.typed(f"{row}.from").strip(),
            valid_to=form.typed(f"{row}.to").strip(),
            locked=keeps and form.checked(f"{row}.locked"),
        )
        yield name if keeps or (name.text, name.tag, name.kind) not in locked else _as_locked(name)


_NAME_FIELDS = {"text": "text", "tag": "tag", "kind": "kind", "valid_from": "from", "valid_to": "to"}


def _as_locked(name: NewName) -> NewName:
    return NewName(name.text, name.tag, name.kind, name.preferred, name.valid_from, name.valid_to, locked=True)


def _identifiers(form: Form, places_of: dict[str, str]) -> Iterable[NewIdentifier]:
    written = [at for at in rows(form, "identifiers") if form.typed(f"identifiers.{at}.value").strip()]
    for place, at in enumerate(written):
        row = f"identifiers.{at}"
        places_of[f"identifiers.{place}.value"] = f"{row}.value"
        yield NewIdentifier(Scheme(form.choice(f"{row}.scheme", Scheme, Scheme.ROR)), form.typed(f"{row}.value"))


def _degrees(form: Form, field: str) -> float | None:
    value = form.decimal(field)
    return None if value is None else float(value)


def _written(value: float | None) -> str:
    return "" if value is None else str(value)
