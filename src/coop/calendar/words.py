"""One entry said in one language: the words that its iCalendar, Atom and JSON forms share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from coop import themes
from coop.calendar.entry import Entry, Mark
from coop.calendar.plain import ascii_uri, plain, plain_line
from coop.i18n import locales, names, translate
from coop.i18n.message import Message, _

if TYPE_CHECKING:
    from coop.multilingual import Multilingual

DESCRIPTION_CHARACTERS = 1000
"""How much of a description goes into a calendar; the rest stands on the page (a feed must stay under about 1 MB)."""

MARKS = {
    Mark.CANCELLED: _("Cancelled: %(title)s"),
    Mark.POSTPONED: _("Postponed: %(title)s"),
    Mark.MOVED: _("Moved: %(title)s"),
}


class Line(NamedTuple):
    """Words and the language they are really in, which for a fallback is not the one asked for."""

    text: str
    locale: str


class Words(NamedTuple):
    """All that an entry says in ``locale``. ``pages`` holds the address of its page in every offered language, in ASCII."""

    locale: str
    title: Line
    description: Line
    place: Line
    subjects: tuple[str, ...]
    organiser: Line
    pages: dict[str, str]

    @property
    def page(self) -> str:
        """The address of the page in this language."""
        return self.pages[self.locale]


def say(entry: Entry, locale: str, pages: dict[str, str]) -> Words:
    """The words of ``entry`` in ``locale``, tidied for calendars."""
    organiser = entry.organiser.name.say(locale, locales()[locale].chain) if entry.organiser else None
    return Words(
        locale,
        _title(entry, locale),
        _description(entry, locale, pages[locale]),
        _place(entry, locale),
        _subjects(entry.themes, entry.topics, locale),
        Line(plain_line(organiser.text), organiser.locale) if organiser else Line("", locale),
        pages,
    )


def pages(entry: Entry, base_url: str) -> dict[str, str]:
    """The address of the entry's page in every offered language."""
    return {tag: ascii_uri(base_url + entry.path.replace("{locale}", tag)) for tag in locales().tags}


def _title(entry: Entry, locale: str) -> Line:
    """The title with its wording and the word for cancelled, postponed or moved before it; the language is that of the title itself."""
    said = entry.title.say(locale, locales()[locale].chain)
    words = plain_line(said.text)
    if entry.wording is not None:
        wording = Message(entry.wording.text, {**entry.wording.values, "title": words}, entry.wording.plural, entry.wording.count)
        words = plain_line(translate(wording, locale))
    mark = MARKS.get(entry.mark)
    if mark is not None:
        words = translate(Message(mark.text, {"title": words}), locale)
    return Line(words, said.locale)


def _description(entry: Entry, locale: str, page: str) -> Line:
    """The description, capped, then the entry's own sentences, its addresses and its page; the language is that of the first."""
    said = entry.description.say(locale, locales()[locale].chain)
    paragraphs = [_capped(plain(said.text)), *(plain(translate(line, locale)) for line in entry.lines)]
    if registration := ascii_uri(entry.registration):
        paragraphs.append(translate(_("Registration: %(address)s", address=registration), locale))
    if website := ascii_uri(entry.website):
        paragraphs.append(translate(_("Website: %(address)s", address=website), locale))
    paragraphs.append(page)
    return Line("\n\n".join(each for each in paragraphs if each), said.locale if said.text else locale)


def _place(entry: Entry, locale: str) -> Line:
    """Venue, address and country in one line, and the language it begins in."""
    chain = locales()[locale].chain
    said = [each.say(locale, chain) for each in (entry.venue, entry.address) if not each.is_empty]
    parts = [plain_line(each.text) for each in said]
    if entry.country:
        parts.append(names.country(entry.country, locale))
    return Line(", ".join(parts), said[0].locale if said else locale)


@lru_cache(maxsize=4096)
def _subjects(slugs: tuple[str, ...], codes: tuple[str, ...], locale: str) -> tuple[str, ...]:
    """The names of themes and topics in ``locale``, each once."""
    chain = locales()[locale].chain
    named: list[Multilingual] = [themes.theme(slug).name for slug in slugs] + [themes.topic(code).name for code in codes]
    return tuple(dict.fromkeys(plain_line(each.say(locale, chain).text) for each in named))


def _capped(text: str) -> str:
    if len(text) <= DESCRIPTION_CHARACTERS:
        return text
    cut = text[:DESCRIPTION_CHARACTERS]
    word = cut.rsplit(None, 1)[0]
    return (word if len(word) > DESCRIPTION_CHARACTERS * 4 // 5 else cut) + "…"
