"""All that names an organisation, each told by its subject."""

from __future__ import annotations

from coop.conferences.references import REFERENCES as CONFERENCES
from coop.liaison.references import REFERENCES as LIAISON
from coop.partners.references import REFERENCES as PARTNERS
from coop.projects.references import REFERENCES as PROJECTS

REFERENCES = (*PARTNERS, *CONFERENCES, *PROJECTS, *LIAISON)
VERSIONED = frozenset({"organisation", "contact", "document", "agreement", "series", "conference", "project", "interaction"})
"""The records whose forms, where one is open, must not save over a merge."""
