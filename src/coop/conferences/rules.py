"""Who may do what with a conference: small predicates on facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coop.conferences.states import PUBLIC, Step, Visibility
from coop.errors import NotFound
from coop.viewer import Role

if TYPE_CHECKING:
    from coop.viewer import Viewer

AUTHORS = (Role.ORGANISER, Role.LIAISON, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a conference that exists."""

    visibility: Visibility
    created_by: int | None
    granted: frozenset[int] = frozenset()
    trashed_at: datetime | None = None


def may_schedule(viewer: Viewer) -> bool:
    """Whether the viewer puts conferences on the calendar and publishes them."""
    return viewer.has(Role.ORGANISER, Role.ADMINISTRATOR)


def may_propose(viewer: Viewer) -> bool:
    """Whether the viewer may write down a conference at all; what those who may not schedule write goes to review."""
    return viewer.has(*AUTHORS) or bool(viewer.is_signed_in and viewer.organisation_ids)


def may_see(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may know that the conference exists."""
    if standing.trashed_at is not None:
        return may_edit(viewer, standing)
    return standing.visibility in PUBLIC or viewer.is_staff or _is_own(viewer, standing)


def may_edit(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may change the facts: administrators all, organisers their own, proposers their own until it is published."""
    if viewer.has(Role.ADMINISTRATOR):
        return True
    if not _is_own(viewer, standing):
        return False
    return viewer.has(Role.ORGANISER) or standing.visibility not in PUBLIC


def may_run(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may confirm, move, postpone or cancel: administrators all, organisers their own."""
    return may_schedule(viewer) and may_edit(viewer, standing)


def may_step(viewer: Viewer, standing: Standing, step: Step) -> bool:
    """Whether the viewer may change the visibility by ``step``. Proposals under review are any organiser's to publish or return."""
    match step:
        case Step.SUBMIT:
            return may_edit(viewer, standing)
        case Step.PUBLISH | Step.RETURN if standing.visibility is Visibility.REVIEW:
            return may_schedule(viewer)
        case _:
            return may_run(viewer, standing)


def require_seen(viewer: Viewer, standing: Standing) -> None:
    """Raise NotFound when the viewer may not know of the conference."""
    if not may_see(viewer, standing):
        raise NotFound


def audiences(standing: Standing) -> frozenset[str]:
    """Who finds the conference in lists, search and calendars: everybody once published; before that its makers and the staff."""
    if standing.trashed_at is not None:
        return frozenset()
    if standing.visibility is Visibility.PUBLISHED:
        return frozenset({"public"})
    makers = {standing.created_by, *standing.granted} - {None}
    return frozenset({"staff", *(f"user:{each}" for each in makers)})


def _is_own(viewer: Viewer, standing: Standing) -> bool:
    return viewer.user_id is not None and (viewer.user_id == standing.created_by or viewer.user_id in standing.granted)
