"""Messages that the domain writes and the page says: catalogue keys with values, translated as late as possible."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A catalogue message with the values of its named places.

    ``text`` is the English msgid, with places like ``%(name)s``. With ``plural`` the form is chosen by ``count``,
    which also fills ``%(count)s``.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict)
    plural: str = ""
    count: int = 0


def _(text: str, **values: object) -> Message:
    """Mark ``text`` for translation and keep it with the ``values`` of its places."""
    return Message(text, values)


def ngettext(singular: str, plural: str, count: int, **values: object) -> Message:
    """Mark a message whose form depends on ``count``."""
    return Message(singular, {"count": count, **values}, plural, count)
