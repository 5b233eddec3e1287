"""The words a joint project is described with, and which stage may follow which."""

from __future__ import annotations

from enum import StrEnum

from coop.errors import IllegalMove
from coop.i18n.message import _


class Stage(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What an organisation does in a project."""

    COORDINATOR = "coordinator"
    PARTICIPANT = "participant"
    ASSOCIATED = "associated"
    THIRD_PARTY = "third_party"
    FUNDER = "funder"
    IN_KIND = "in_kind"


class Visibility(StrEnum):
    """Who may see it: everyone, only those who take part and the staff, or the staff alone."""

    PUBLIC = "public"
    PARTNERS = "partners"
    STAFF = "staff"


class Honesty(StrEnum):
    """What must be said beside a project's theme, so that nobody takes it for greener than it is."""

    NONE = ""
    FOSSIL_HYDROGEN = "fossil_hydrogen"
    NOT_RENEWABLE = "not_renewable"


NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.IDEA: (Stage.PROPOSED, Stage.CANCELLED),
    Stage.PROPOSED: (Stage.IDEA, Stage.APPROVED, Stage.CANCELLED),
    Stage.APPROVED: (Stage.ACTIVE, Stage.CANCELLED),
    Stage.ACTIVE: (Stage.SUSPENDED, Stage.COMPLETED, Stage.CANCELLED),
    Stage.SUSPENDED: (Stage.ACTIVE, Stage.COMPLETED, Stage.CANCELLED),
    Stage.COMPLETED: (),
    Stage.CANCELLED: (),
}
"""The stages that may follow each. A project may be logged at any stage: many are old when they are first written down."""


def require_move(before: Stage, after: Stage) -> None:
    """Raise IllegalMove with the stages that are open unless ``after`` is ``before`` or may follow it."""
    if after is before or after in NEXT[before]:
        return
    if not NEXT[before]:
        raise IllegalMove(_("This project has come to its end; its stage no longer changes."), ())
    raise IllegalMove(_("The project cannot go to this stage from where it stands. Choose one of the stages offered."), NEXT[before])
