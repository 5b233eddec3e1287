"""Who may do what to an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.partners.facts import Visibility
from coop.viewer import Role

if TYPE_CHECKING:
    from coop.viewer import Viewer

KEPT_BY_STAFF = ("status", "visibility", "parent", "successor", "identifiers", "source")
"""The facts a member of the organisation sees but only a liaison officer changes."""


def keeps_partners(viewer: Viewer) -> bool:
    """Whether the viewer keeps the record of all organisations: add, edit, trash and restore any."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


def may_see(viewer: Viewer, organisation_id: int, visibility: str) -> bool:
    """Whether the viewer may know of an organisation that is not in the trash."""
    return visibility == Visibility.PUBLIC or viewer.is_staff or organisation_id in viewer.organisation_ids


def may_edit(viewer: Viewer, organisation_id: int) -> bool:
    """Whether the viewer may edit it: who keeps partners, and its own members."""
    return keeps_partners(viewer) or organisation_id in viewer.organisation_ids


def may_look_up(viewer: Viewer) -> bool:
    """Whether the viewer may look bodies up in the register of the world (ROR)."""
    return viewer.is_staff
