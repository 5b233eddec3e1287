"""Where rows of interactions name an organisation."""

from __future__ import annotations

from coop.db.references import Reference

REFERENCES = (
    Reference("interaction_organisation", "organisation", ("interaction",), ("interaction", "interaction")),
    Reference(
        "interaction_person",
        "organisation",
        ("interaction", "place"),
        ("interaction", "interaction"),
        is_of_place=True,
        of_people=("name",),
    ),
)
