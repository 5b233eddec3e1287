"""Where rows of partners, their contacts, documents and agreements name an organisation."""

from __future__ import annotations

from coop.db.references import Reference

OWN = frozenset(
    {
        "organisation_name",
        "organisation_identifier",
        "organisation_order",
        "organisation_sign",
        "organisation_pair",
        "organisation_merge",
    }
)
"""The tables that hold an organisation itself, and not what names it."""

REFERENCES = (
    Reference("organisation", "parent", ("id",), ("organisation", "id"), twin="id"),
    Reference("organisation", "successor", ("id",), ("organisation", "id"), twin="id"),
    Reference("organisation_relation", "organisation", ("kind", "other", "valid_from"), ("organisation", "other"), twin="other"),
    Reference(
        "organisation_relation", "other", ("organisation", "kind", "valid_from"), ("organisation", "organisation"), twin="organisation"
    ),
    Reference("ror_proposal", "organisation", ("claim",), ("organisation", "organisation")),
    Reference("contact_post", "organisation", ("contact", "place"), ("contact", "contact"), is_of_place=True, of_people=("title",)),
    Reference("document", "owner_id", ("id",), ("document", "id"), only=("owner_kind", "organisation")),
    Reference("agreement_party", "organisation", ("agreement",), ("agreement", "agreement"), others=(("signatory", "contact"),)),
    Reference("membership", "organisation_id", ("person_id",), ("person", "person_id")),
)
