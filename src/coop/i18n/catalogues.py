"""Catalogues of messages: read from ``.po`` when a language is first spoken, then kept as plain dictionaries."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.pofile import PoFileError, read_po

from coop.i18n.offered import locales
from coop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from coop.i18n.message import Message


class Catalogue(NamedTuple):
    """The translated messages of one language. ``form_of`` gives the number of the plural form for a count."""

    singles: dict[str, str]
    plurals: dict[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    def counted(self, singular: str, count: int) -> str:
        """The form of a counted message, or an empty string where it is not translated."""
        forms = self.plurals.get(singular)
        return forms[self.form_of(abs(count))] if forms else ""


def find(text: str, locale: str) -> str:
    """``text`` in ``locale`` or the nearest language of its chain, its places left open; English stands in the source itself."""
    for catalogue in _of(locale):
        said = catalogue.singles.get(text)
        if said:
            return said
    return text


def find_counted(singular: str, plural: str, count: int, locale: str) -> str:
    """The form for ``count`` in ``locale`` or the nearest language of its chain, its places left open."""
    for catalogue in _of(locale):
        said = catalogue.counted(singular, count)
        if said:
            return said
    return singular if count == 1 else plural


def fill(message: Message, locale: str) -> str:
    """Say ``message`` in ``locale``, its places filled with their values as they are."""
    text = find_counted(message.text, message.plural, message.count, locale) if message.plural else find(message.text, locale)
    return text % message.values


def faults(tags: Iterable[str]) -> list[str]:
    """What an operator should know about the catalogues of ``tags``, a sentence each: none, unreadable, or wholly untranslated."""
    found = []
    for tag in tags:
        if tag.partition("-")[0] == "en":
            continue
        path = path_of(tag)
        if not path.is_file():
            found.append(f"There is no catalogue for {tag} at {path}: its pages will be in the languages it falls back to.")
            continue
        try:
            catalogue = read(path)
        except (OSError, ValueError, PoFileError) as error:
            found.append(f"The catalogue at {path} cannot be read: {error}.")
            continue
        if not any(catalogue.singles.values()):
            found.append(f"The catalogue at {path} translates nothing.")
    return found


def path_of(tag: str) -> Path:
    """Where the catalogue of ``tag`` lies."""
    return folder("locales") / tag / "LC_MESSAGES" / "coop.po"


def read(path: Path) -> Catalogue:
    """Read one ``.po``; what is untranslated, fuzzy or lacks a plural form is left out, so that the next language is asked."""
    with path.open("rb") as file:
        found = read_po(file, abort_invalid=True)
    singles: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            singles[message.id] = str(message.string or "")
        else:
            forms = tuple(message.string or ())
            if len(forms) == found.num_plurals and all(forms):
                plurals[message.id[0]] = forms
    form_of: Callable[[int], int] = gettext.c2py(found.plural_expr)
    return Catalogue(singles, plurals, form_of)


def _of(locale: str) -> tuple[Catalogue, ...]:
    """The catalogues to look in for ``locale``, nearest first."""
    offered = locales()[locale]
    return _chained((offered.tag, *offered.chain))


@cache
def _chained(tags: tuple[str, ...]) -> tuple[Catalogue, ...]:
    return tuple(_kept(tag) for tag in tags if tag.partition("-")[0] != "en" and path_of(tag).is_file())


@cache
def _kept(tag: str) -> Catalogue:
    found = read(path_of(tag))
    if tag not in locales() or locales()[tag].direction == "ltr":
        return found
    return found._replace(singles={key: _ISO_DAY.sub("\u2066\\g<0>\u2069", said) for key, said in found.singles.items()})


_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b")
"""Among right-to-left letters its parts would stand in reverse, and be typed so: 18-05-2026 for 2026-05-18."""
