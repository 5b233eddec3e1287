"""Where rows of conferences name an organisation."""

from __future__ import annotations

from coop.db.references import Reference

REFERENCES = (
    Reference("series", "home_organisation", ("id",), ("series", "id")),
    Reference("conference_host", "organisation", ("conference", "role"), ("conference", "conference")),
    Reference("conference_share", "organisation", ("conference", "part"), ("conference", "conference")),
)
