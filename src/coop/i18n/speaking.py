"""Saying messages: in a named language, or in the one a template is being drawn in."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING

from coop.i18n import dates
from coop.i18n.catalogues import find, find_counted
from coop.i18n.message import Message
from coop.i18n.offered import locales
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

_spoken: ContextVar[str] = ContextVar("coop_spoken", default="")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Let ``gettext`` and ``ngettext`` answer in ``locale`` within this block; each task and thread speaks its own."""
    token = _spoken.set(locales()[locale].tag)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The tag being spoken; the default outside any ``speaking`` block."""
    return _spoken.get() or locales().default


def gettext(text: str) -> str:
    """``text`` in the language being spoken, its places left open: what Jinja's newstyle i18n extension calls."""
    return find(text, spoken())


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form for ``count`` in the language being spoken, its places left open: what Jinja's newstyle i18n extension calls."""
    return find_counted(singular, plural, count, spoken())


def translate(message: Message, locale: str) -> str:
    """Say ``message`` in ``locale`` with its places filled.

    Values are said in the same language: a message is translated, a multilingual text chosen, a day or an aware time
    written as this language writes it. A literal per cent sign is doubled in the catalogue, with or without places.
    """
    text = find_counted(message.text, message.plural, message.count, locale) if message.plural else find(message.text, locale)
    return text % {name: _said(value, locale) for name, value in message.values.items()}


def warm() -> None:
    """Read every offered catalogue now rather than when its language is first spoken."""
    for tag in locales().tags:
        find("", tag)


def _said(value: object, locale: str) -> object:
    match value:
        case Message():
            return translate(value, locale)
        case Multilingual():
            return value.say(locale, locales()[locale].chain).text
        case datetime():
            return dates.moment(value, locale)
        case date():
            return dates.day(value, locale)
        case _:
            return value
