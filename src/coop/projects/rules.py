"""Who may do what with a joint project: small predicates on facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coop.errors import NotFound
from coop.projects.states import Visibility
from coop.viewer import Role

if TYPE_CHECKING:
    from coop.viewer import Viewer

KEPT_BY_STAFF = ("participations", "agreed_at", "agreement", "parent", "visibility", "illustrative", "source")
"""The facts a member of a partner sees but only a liaison officer changes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a project. ``partners``: organisations that take part and have not left."""

    visibility: Visibility
    partners: frozenset[int] = frozenset()
    trashed_at: datetime | None = None


def keeps_projects(viewer: Viewer) -> bool:
    """Whether the viewer keeps the record of all joint projects: log, edit, trash and restore any."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


def may_see(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may know of a project that is not in the trash."""
    match standing.visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.PARTNERS:
            return viewer.is_staff or _takes_part(viewer, standing)
        case Visibility.STAFF:
            return viewer.is_staff


def may_edit(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may edit it and write into its logbook: who keeps projects, and members of organisations that take part."""
    return keeps_projects(viewer) or (_takes_part(viewer, standing) and may_see(viewer, standing))


def require_seen(viewer: Viewer, standing: Standing) -> None:
    """Raise NotFound when the viewer may not know of the project."""
    if not may_see(viewer, standing):
        raise NotFound


def audiences(standing: Standing) -> frozenset[str]:
    """Who finds the project in lists and search."""
    if standing.trashed_at is not None:
        return frozenset()
    match standing.visibility:
        case Visibility.PUBLIC:
            return frozenset({"public"})
        case Visibility.PARTNERS:
            return frozenset({"staff", *(f"organisation:{each}" for each in standing.partners)})
        case Visibility.STAFF:
            return frozenset({"staff"})


def _takes_part(viewer: Viewer, standing: Standing) -> bool:
    return not viewer.organisation_ids.isdisjoint(standing.partners)
