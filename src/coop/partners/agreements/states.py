"""The words an agreement is described with, and which state may follow which."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from coop.errors import IllegalMove
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What kind of paper it is."""

    INTENT = "intent"
    MOU = "mou"
    FRAMEWORK = "framework"
    LABORATORY = "laboratory"
    PROJECT = "project"
    NDA = "nda"
    DATA = "data"
    AMENDMENT = "amendment"
    PROTOCOL = "protocol"


class State(StrEnum):
    """How far it has come. That one is about to end is no state: it follows from its dates."""

    DRAFT = "draft"
    NEGOTIATION = "negotiation"
    APPROVED = "approved"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


class Capacity(StrEnum):
    """What a party is in the paper. A witness signs if they like; the others must."""

    PARTY = "party"
    LEAD = "lead"
    FUNDER = "funder"
    GUARANTOR = "guarantor"
    WITNESS = "witness"


RUNNING = (State.IN_FORCE, State.RENEWED, State.SUSPENDED)
"""The states in which its terms run."""
SIGNED = (State.SIGNED, *RUNNING, State.EXPIRED, State.TERMINATED, State.SUPERSEDED)
"""The states of a paper that every party has signed."""
BEFORE_SIGNING = (State.DRAFT, State.NEGOTIATION, State.APPROVED, State.ABANDONED)
ENDED = (State.EXPIRED, State.TERMINATED, State.SUPERSEDED, State.ABANDONED)

NEXT: Mapping[State, tuple[State, ...]] = {
    State.DRAFT: (State.NEGOTIATION, State.APPROVED, State.ABANDONED),
    State.NEGOTIATION: (State.DRAFT, State.APPROVED, State.ABANDONED),
    State.APPROVED: (State.NEGOTIATION, State.SIGNED, State.ABANDONED),
    State.SIGNED: (State.IN_FORCE, State.TERMINATED, State.SUPERSEDED),
    State.IN_FORCE: (State.RENEWED, State.SUSPENDED, State.EXPIRED, State.TERMINATED, State.SUPERSEDED),
    State.RENEWED: (State.SUSPENDED, State.EXPIRED, State.TERMINATED, State.SUPERSEDED),
    State.SUSPENDED: (State.IN_FORCE, State.EXPIRED, State.TERMINATED, State.SUPERSEDED),
    State.EXPIRED: (),
    State.TERMINATED: (),
    State.SUPERSEDED: (),
    State.ABANDONED: (),
}
"""The states that may follow each. An agreement may be recorded in any state: many are old when they are first written down."""


def require_move(before: State, after: State) -> None:
    """Raise IllegalMove with the states that are open unless ``after`` is ``before`` or may follow it."""
    if after is before or after in NEXT[before]:
        return
    if not NEXT[before]:
        raise IllegalMove(_("This agreement has come to its end; its state no longer changes."), ())
    raise IllegalMove(_("The agreement cannot go to this state from where it stands. Choose one of the states offered."), NEXT[before])
