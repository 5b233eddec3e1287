"""Who may do what with an agreement: small predicates on facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.partners.agreements.states import State
from coop.viewer import Role

if TYPE_CHECKING:
    from coop.partners.agreements.facts import NewAgreement
    from coop.viewer import Viewer


def keeps_agreements(viewer: Viewer) -> bool:
    """Whether the viewer keeps the register: records, edits, signs, moves, renews, trashes and restores any."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


def may_see_some(viewer: Viewer) -> bool:
    """Whether there may be an agreement for the viewer to see: visitors and people without a role or an organisation are not asked for."""
    return viewer.is_staff or bool(viewer.organisation_ids)


def may_see(viewer: Viewer, facts: NewAgreement) -> bool:
    """Whether the viewer may know of an agreement that is not in the trash."""
    return not viewer.audiences.isdisjoint(audiences(facts))


def audiences(facts: NewAgreement) -> frozenset[str]:
    """Who finds the agreement: staff and, once it is more than a draft, its parties' members; a confidential one only who keeps it."""
    if facts.confidential:
        return frozenset({"liaison"})
    if facts.state is State.DRAFT:
        return frozenset({"staff"})
    return frozenset({"staff", *(f"organisation:{each}" for each in facts.organisations)})
