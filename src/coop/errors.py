"""The few errors the domain raises; the web door maps each to one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coop.i18n.message import Message


class CoopError(Exception):
    """Whatever the domain refuses, with a reason that can be said in words."""


class NotFound(CoopError):
    """The object does not exist, or this viewer may not know that it does (404)."""


class Gone(CoopError):
    """A public object was deleted (410); ``replaced_by`` is the path of what took its place, or empty."""

    def __init__(self, replaced_by: str = "") -> None:
        super().__init__(replaced_by)
        self.replaced_by = replaced_by


class Forbidden(CoopError):
    """The viewer sees the object but may not do this to it (403)."""


class Invalid(CoopError):
    """Facts that break a rule (422): field name -> what is wrong and what to enter. The empty name means the whole form."""

    def __init__(self, fields: Mapping[str, Message]) -> None:
        super().__init__(", ".join(fields))
        self.fields: dict[str, Message] = dict(fields)


class Clash(CoopError):
    """Other objects stand in the way (409); ``others`` are shown to the user, who may accept each by name."""

    def __init__(self, others: Sequence[object]) -> None:
        super().__init__(f"{len(others)} in the way")
        self.others = list(others)


class Stale(CoopError):
    """Somebody saved a newer version meanwhile (409); ``current`` is the version that stands now."""

    def __init__(self, current: int) -> None:
        super().__init__(str(current))
        self.current = current


class IllegalMove(CoopError):
    """A change of state the state machine refuses (409); ``legal`` lists the moves that are open."""

    def __init__(self, message: Message, legal: Sequence[str]) -> None:
        super().__init__(", ".join(legal))
        self.message = message
        self.legal = list(legal)


class TooMany(CoopError):
    """A limit was reached (429); try again after ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


def require(allowed: object) -> None:
    """Raise Forbidden unless ``allowed``: the answer of a subject's rule."""
    if not allowed:
        raise Forbidden
