"""Who may do what with interactions: small predicates on facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.viewer import Role

if TYPE_CHECKING:
    from coop.viewer import Viewer


def keeps_interactions(viewer: Viewer) -> bool:
    """Whether the viewer keeps the log: writes, edits, trashes and restores any."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


def may_see(viewer: Viewer, *, confidential: bool) -> bool:
    """Whether the viewer may know of an interaction that is not in the trash."""
    return not viewer.audiences.isdisjoint(audiences(confidential=confidential))


def audiences(*, confidential: bool) -> frozenset[str]:
    """Who finds an interaction: staff, a confidential one only who keeps the log."""
    return frozenset({"liaison"} if confidential else {"staff"})


def may_finish(viewer: Viewer, assignee: int) -> bool:
    """Whether the viewer may say that a follow-up is done: whoever keeps the log, and who it was given to."""
    return keeps_interactions(viewer) or viewer.user_id == assignee
