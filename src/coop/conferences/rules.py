"""Who may do what with a conference: small predicates on facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coop.conferences.states import PUBLIC, Part, Step, Visibility
from coop.errors import NotFound
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from coop.viewer import Viewer

Shares = frozenset[tuple[int, Part]]
"""Organisations with the parts of a conference that their members may edit."""
AUTHORS = (Role.ORGANISER, Role.LIAISON, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a conference that exists. ``granted`` are people, ``shared`` what organisations were given."""

    visibility: Visibility
    created_by: int | None
    granted: frozenset[int] = frozenset()
    shared: Shares = frozenset()
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
    return standing.visibility in PUBLIC or viewer.is_staff or _is_own(viewer, standing) or bool(parts(viewer, standing))


def may_edit(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may change the facts: administrators all, organisers their own, proposers their own until it is published."""
    if viewer.has(Role.ADMINISTRATOR):
        return True
    if not _is_own(viewer, standing):
        return False
    return viewer.has(Role.ORGANISER) or standing.visibility not in PUBLIC


def parts(viewer: Viewer, standing: Standing) -> frozenset[Part] | None:
    """What the viewer may edit: None for everything there is, else the parts that their organisations were given; mostly none."""
    if may_edit(viewer, standing):
        return None
    return frozenset(part for organisation, part in standing.shared if organisation in viewer.organisation_ids)


def may_edit_part(viewer: Viewer, standing: Standing, part: Part | None = None) -> bool:
    """Whether the viewer may edit ``part``, or any part at all."""
    found = parts(viewer, standing)
    return found is None or (part in found if part else bool(found))


def may_share(viewer: Viewer, standing: Standing) -> bool:
    """Whether the viewer may say what members of co-organising organisations edit."""
    return may_run(viewer, standing)


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
    makers = {f"user:{each}" for each in {standing.created_by, *standing.granted} - {None}}
    return audiences_of(standing.visibility, makers | {f"organisation:{each}" for each, _part in standing.shared})


def audiences_of(visibility: Visibility, makers: AbstractSet[str]) -> frozenset[str]:
    """The same for a conference that is not in the trash; ``makers`` are audiences: who made it, and those who may edit it with them."""
    return frozenset({"public"}) if visibility is Visibility.PUBLISHED else frozenset({"staff", *makers})


def _is_own(viewer: Viewer, standing: Standing) -> bool:
    return viewer.user_id is not None and (viewer.user_id == standing.created_by or viewer.user_id in standing.granted)
