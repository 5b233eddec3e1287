"""A letter: its words before any language, and the same in one language as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from coop import i18n
from coop.i18n import dates
from coop.i18n.message import Message, _
from coop.notices.message import NO_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, and ``reason``: why somebody gets it.

    ``link`` is the words and the absolute address of the one thing to do, with ``{locale}`` where the language of the reader stands.
    """

    subject: Message
    greeting: Message
    paragraphs: tuple[Message, ...]
    link: tuple[Message, str]
    reason: Message


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in one language."""

    subject: str
    text: str
    html: str


def write(letter: Letter, locale: str, zone: str, site_name: str, unsubscribe: str = "") -> Written:
    """The letter in its reader's language, with its direction, moments on the clock of their ``zone``.

    ``unsubscribe`` is the address by which they refuse more of its kind.
    """

    def say(message: Message) -> str:
        told = {
            name: dates.instant(value, zone, locale) if isinstance(value, datetime) else value for name, value in message.values.items()
        }
        return " ".join(NO_LINE.sub(" ", i18n.translate(replace(message, values=told), locale)).split())

    subject = say(letter.subject)
    parts = [say(letter.greeting), *(say(each) for each in letter.paragraphs)]
    words, address = say(letter.link[0]), letter.link[1]
    foot = [say(letter.reason), site_name]
    refuse = say(_("No more mails of this kind")) if unsubscribe else ""
    text = "\n\n".join([*parts, f"{words}:\n{address}", "-- \n" + "\n".join([*foot, *([f"{refuse}: {unsubscribe}"] if refuse else [])])])
    return Written(subject, text + "\n", _html(locale, subject, parts, (words, address), foot, (refuse, unsubscribe)))


def _html(locale: str, subject: str, parts: Sequence[str], link: tuple[str, str], foot: Sequence[str], refuse: tuple[str, str]) -> str:
    paragraph = Markup("<p>{}</p>\n")
    body = Markup().join(paragraph.format(each) for each in parts)
    body += Markup('<p><a href="{}">{}</a></p>\n<hr>\n').format(link[1], link[0])
    body += Markup().join(paragraph.format(each) for each in foot)
    if refuse[0]:
        body += Markup('<p><a href="{}">{}</a></p>\n').format(refuse[1], refuse[0])
    page = Markup(
        '<!doctype html>\n<html lang="{}" dir="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n<body>\n{}</body>\n</html>\n'
    )
    return str(page.format(locale, i18n.locales()[locale].direction, subject, body))
