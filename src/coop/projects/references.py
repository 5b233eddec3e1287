"""Where rows of joint projects name an organisation."""

from __future__ import annotations

from coop.db.references import Reference

REFERENCES = (Reference("participation", "organisation", ("project", "role"), ("project", "project")),)
