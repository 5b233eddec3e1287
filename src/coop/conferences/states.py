"""The words a conference is described with, and the two machines that say what may follow what."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from coop.errors import IllegalMove
from coop.i18n.message import _

if TYPE_CHECKING:
    from coop.i18n.message import Message


class Status(StrEnum):
    """Whether the conference will take place. ``postponed``: the dates that stand are void and new ones are not known."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Visibility(StrEnum):
    """Who may see it: drafts and proposals under review only their makers and the staff."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Format(StrEnum):
    """How one takes part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Precision(StrEnum):
    """How exactly the dates are known; announcements often know only the month."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class HostRole(StrEnum):
    """What an organisation does for a conference."""

    HOST = "host"
    CO_HOST = "co_host"
    ORGANISER = "organiser"
    SUPPORTER = "supporter"
    SPONSOR = "sponsor"
    KNOWLEDGE_PARTNER = "knowledge_partner"


CO_ORGANISING = frozenset({HostRole.HOST, HostRole.CO_HOST, HostRole.ORGANISER})
"""The roles whose members may be given a part of the conference to edit."""


class Part(StrEnum):
    """What may be given to the members of a co-organising organisation: the texts, dates and place, the deadlines."""

    TEXTS = "texts"
    DATES = "dates"
    DEADLINES = "deadlines"


class Answer(StrEnum):
    """What an organisation said to being named."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class DeadlineKind(StrEnum):
    """What is due."""

    ABSTRACT = "abstract"
    FULL_PAPER = "full_paper"
    NOTIFICATION = "notification"
    CAMERA_READY = "camera_ready"
    EARLY_REGISTRATION = "early_registration"
    REGISTRATION = "registration"
    VISA_LETTER = "visa_letter"
    TRAVEL_GRANT = "travel_grant"
    EXHIBITION = "exhibition"
    OTHER = "other"


class ChangeOfDates(StrEnum):
    """Why the previous dates no longer stand."""

    MOVED = "moved"
    POSTPONED = "postponed"


class Move(StrEnum):
    """What may be done to the status of a conference."""

    CONFIRM = "confirm"
    HOLD = "hold"
    MOVE = "move"
    POSTPONE = "postpone"
    CANCEL = "cancel"


class Step(StrEnum):
    """What may be done to the visibility of a conference."""

    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


MOVES: dict[Status, dict[Move, Status]] = {
    Status.TENTATIVE: {
        Move.CONFIRM: Status.CONFIRMED,
        Move.MOVE: Status.TENTATIVE,
        Move.POSTPONE: Status.POSTPONED,
        Move.CANCEL: Status.CANCELLED,
    },
    Status.CONFIRMED: {
        Move.HOLD: Status.HELD,
        Move.MOVE: Status.CONFIRMED,
        Move.POSTPONE: Status.POSTPONED,
        Move.CANCEL: Status.CANCELLED,
    },
    Status.POSTPONED: {Move.MOVE: Status.TENTATIVE, Move.CANCEL: Status.CANCELLED},
    Status.HELD: {},
    Status.CANCELLED: {},
}

STEPS: dict[Visibility, dict[Step, Visibility]] = {
    Visibility.DRAFT: {Step.SUBMIT: Visibility.REVIEW, Step.PUBLISH: Visibility.PUBLISHED},
    Visibility.REVIEW: {Step.RETURN: Visibility.DRAFT, Step.PUBLISH: Visibility.PUBLISHED},
    Visibility.PUBLISHED: {Step.WITHDRAW: Visibility.DRAFT, Step.ARCHIVE: Visibility.ARCHIVED},
    Visibility.ARCHIVED: {Step.PUBLISH: Visibility.PUBLISHED},
}

PUBLIC = frozenset({Visibility.PUBLISHED, Visibility.ARCHIVED})
"""What anybody may read; lists, search and feeds hold the published ones only."""


def legal_moves(status: Status) -> tuple[Move, ...]:
    """What may be done to a conference that stands at ``status``."""
    return tuple(MOVES[status])


def after(status: Status, move: Move) -> Status:
    """The status after ``move``. Raises IllegalMove with the moves that are open."""
    to = MOVES[status].get(move)
    if to is None:
        raise IllegalMove(_REFUSED_MOVES[move][status], legal_moves(status))
    return to


def legal_steps(visibility: Visibility) -> tuple[Step, ...]:
    """What may be done to the visibility of a conference that stands at ``visibility``."""
    return tuple(STEPS[visibility])


def seen_after(visibility: Visibility, step: Step) -> Visibility:
    """The visibility after ``step``. Raises IllegalMove with the steps that are open."""
    to = STEPS[visibility].get(step)
    if to is None:
        raise IllegalMove(_REFUSED_STEPS[visibility], legal_steps(visibility))
    return to


_HELD = _("This conference was held; its dates and status no longer change.")
_CANCELLED = _("This conference is cancelled. Schedule a new one and name it as the successor.")

_REFUSED_MOVES: dict[Move, dict[Status, Message]] = {
    Move.CONFIRM: {
        Status.CONFIRMED: _("This conference is already confirmed."),
        Status.POSTPONED: _("This conference is postponed. Give it new dates before you confirm it."),
        Status.HELD: _HELD,
        Status.CANCELLED: _CANCELLED,
    },
    Move.HOLD: {
        Status.TENTATIVE: _("Only a confirmed conference can be marked as held. Confirm it first."),
        Status.POSTPONED: _("This conference is postponed. Give it new dates before you mark it as held."),
        Status.HELD: _("This conference is already marked as held."),
        Status.CANCELLED: _CANCELLED,
    },
    Move.MOVE: {Status.HELD: _HELD, Status.CANCELLED: _CANCELLED},
    Move.POSTPONE: {
        Status.POSTPONED: _("This conference is already postponed."),
        Status.HELD: _HELD,
        Status.CANCELLED: _CANCELLED,
    },
    Move.CANCEL: {Status.HELD: _HELD, Status.CANCELLED: _("This conference is already cancelled.")},
}

_REFUSED_STEPS: dict[Visibility, Message] = {
    Visibility.DRAFT: _("A draft can be submitted for review or published."),
    Visibility.REVIEW: _("A proposal under review can be published or returned to its author."),
    Visibility.PUBLISHED: _("A published conference can be withdrawn or archived."),
    Visibility.ARCHIVED: _("An archived conference can only be published again."),
}

DEADLINE_WORDS: dict[DeadlineKind, Message] = {
    DeadlineKind.ABSTRACT: _("Abstract deadline"),
    DeadlineKind.FULL_PAPER: _("Full paper deadline"),
    DeadlineKind.NOTIFICATION: _("Notification of authors"),
    DeadlineKind.CAMERA_READY: _("Camera-ready deadline"),
    DeadlineKind.EARLY_REGISTRATION: _("Early registration ends"),
    DeadlineKind.REGISTRATION: _("Registration ends"),
    DeadlineKind.VISA_LETTER: _("Visa letter deadline"),
    DeadlineKind.TRAVEL_GRANT: _("Travel grant deadline"),
    DeadlineKind.EXHIBITION: _("Exhibition booking ends"),
    DeadlineKind.OTHER: _("Other deadline"),
}
"""What each kind of deadline is called."""
