"""Keeps the catalogues of messages: extract the template, update the languages, list what is missing, check everything.

python tools/catalogues.py extract    write locales/coop.pot from the sources and templates
python tools/catalogues.py update     extract, then merge into every locales/<tag>/LC_MESSAGES/coop.po
python tools/catalogues.py missing th print the messages a language still lacks
python tools/catalogues.py check      exit 1 with one sentence for each fault
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from gettext import c2py
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from coop.i18n.locale import babel_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "locales"
TEMPLATE = LOCALES / "coop.pot"
SOURCE = "en"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
TRANSLATOR_COMMENT = "Translators:"
PLURALS = {"ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)")}
"""Plural rules that stand in place of Babel's. Babel puts the Arabic form of 100 to 102 before that of 11 to 99; every
translator and every other tool expects CLDR's order: zero, one, two, few, many, other."""

HEADER = """\
# {title}
# This file is part of coop and licensed as coop is.
#"""

_PLACE = re.compile(r"%\((\w+)\)[a-z]")
_ELEMENT = re.compile(r"</?[a-z][^>]*>")
_HAN_AND_SPACE = re.compile(r"[㐀-鿿，。；：！？（）《》“”、] | [㐀-鿿，。；：！？（）《》“”、]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSTABLE = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)


def path_of(tag: str) -> Path:
    """The catalogue of a language."""
    return LOCALES / tag / "LC_MESSAGES" / "coop.po"


def tags() -> list[str]:
    """The languages that ship, the source among them: every folder under ``locales``."""
    return sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def extracted() -> Catalog:
    """All messages of the sources and templates."""
    catalogue = Catalog(header_comment=HEADER.format(title="Messages of coop."), fuzzy=False)
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        comment_tags=(TRANSLATOR_COMMENT,),
        strip_comment_tags=True,
        directory_filter=lambda folder: Path(folder).name not in {".venv", "var", "node_modules", "__pycache__", ".git"},
    )
    for name, line, message, comments, context in found:
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as it is committed: sorted, one line a message, without places and dates, so that a diff shows words only."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True, include_previous=False)
    lines = buffer.getvalue().decode().splitlines()
    return ("\n".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _UNSTABLE))).rstrip() + "\n").encode()


def plural_rule(tag: str) -> tuple[int, str]:
    """How many plural forms a language has, and the expression of ``n`` that gives the number of the form."""
    found = get_plural(babel_name(tag))
    return PLURALS.get(tag.partition("-")[0], (found.num_plurals, found.plural_expr))


def read(path: Path, tag: str | None = None) -> Catalog:
    """Read a template or the catalogue of ``tag``."""
    with path.open("rb") as file:
        return read_po(file, locale=babel_name(tag) if tag else None)


def extract() -> None:
    """Write the template."""
    TEMPLATE.write_bytes(written(extracted()))


def update() -> None:
    """Write the template and merge it into every language: what is gone goes, what is new stands untranslated, nothing is guessed."""
    template = extracted()
    TEMPLATE.write_bytes(written(template))
    for tag in tags():
        path = path_of(tag)
        catalogue = Catalog(locale=babel_name(tag), fuzzy=False)
        catalogue.mime_headers = [("Plural-Forms", "nplurals={}; plural={};".format(*plural_rule(tag)))]
        if path.is_file():
            for message in read(path, tag):
                if message.id:
                    catalogue[message.id] = message
        catalogue.header_comment = HEADER.format(title=f"coop in {tag}.")
        catalogue.revision_date = datetime.now(UTC)
        catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue))


def missing(tag: str) -> list[Message]:
    """The messages a language lacks, wholly or in a plural form."""
    return [message for message in read(path_of(tag), tag) if message.id and not all(_strings(message))]


def faults() -> Iterator[str]:
    """Everything wrong with the catalogues, a sentence each."""
    template = extracted()
    if not TEMPLATE.is_file() or written(template) != TEMPLATE.read_bytes():
        yield "locales/coop.pot is not what the sources and templates say: run 'python tools/catalogues.py update'."
    for message in template:
        if message.id:
            yield from (f"source: {fault}" for fault in _faults_of_source(message))
    wanted = {_key(message.id) for message in template if message.id}
    for tag in tags():
        path = path_of(tag)
        if not path.is_file():
            yield f"{tag}: {path.relative_to(ROOT)} is missing."
            continue
        yield from (f"{tag}: {fault}" for fault in _faults_of(tag, read(path, tag), wanted))


def _faults_of(tag: str, catalogue: Catalog, wanted: set[str]) -> Iterator[str]:
    """What is wrong with one language."""
    header = "Plural-Forms: nplurals={}; plural={};".format(*plural_rule(tag))
    if header not in path_of(tag).read_text("utf-8"):
        yield f"the header must say '{header}'."
    present = {_key(message.id) for message in catalogue if message.id}
    yield from (f"“{text}” is not in the catalogue." for text in sorted(wanted - present))
    yield from (f"“{text}” is in the catalogue but no longer in the sources." for text in sorted(present - wanted))
    for message in catalogue:
        if not message.id or (tag == SOURCE and not any(_strings(message))):
            continue
        if message.fuzzy:
            yield f"“{_key(message.id)}” is marked fuzzy."
        elif not all(_strings(message)):
            yield f"“{_key(message.id)}” is not translated."
        else:
            yield from _faults_of_translation(tag, message)


def _faults_of_source(message: Message) -> Iterator[str]:
    """What is wrong with the English of one message."""
    for text in _ids(message):
        if text != text.strip() or "\n" in text:
            yield f"“{text}” begins or ends with a space, or runs over a line."
        if not _fills(text):
            yield f"“{text}” has a bare per cent sign: double it."
        if "!" in text:
            yield f"“{text}” has an exclamation mark."


def _faults_of_translation(tag: str, message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    key, strings = _key(message.id), _strings(message)
    forms, rule = plural_rule(tag)
    form_of = c2py(rule)
    if isinstance(message.id, str):
        shown = {0}
    else:
        # a form used for one number only may say that number in a word
        shown = {form for form in range(forms) if sum(form_of(count) == form for count in range(200)) > 1}
    if isinstance(message.id, tuple | list) and len(strings) != forms:
        yield f"“{key}” has {len(strings)} plural forms instead of {forms}."
    places = {place for text in _ids(message) for place in _PLACE.findall(text)}
    for number, text in enumerate(strings):
        found = set(_PLACE.findall(text))
        needed = places if number in shown else places - {"count"}
        if not needed <= found <= places:
            yield f"“{key}” has other places than its translation “{text}”."
        if sorted(_ELEMENT.findall(text)) != sorted(_ELEMENT.findall(_ids(message)[-1])):
            yield f"“{key}” has other elements than its translation “{text}”."
        if not _fills(text):
            yield f"the translation “{text}” has a bare per cent sign: double it."
        if text != text.strip() or "\n" in text:
            yield f"the translation “{text}” begins or ends with a space, or runs over a line."
        if tag.startswith("zh") and _HAN_AND_SPACE.search(text):
            yield f"the translation “{text}” has a space beside a Han character."
        if _INVISIBLE.search(text):
            yield f"the translation “{text}” holds an invisible character."


def _fills(text: str) -> bool:
    """Whether a text can be filled: every per cent sign begins a named place or is doubled."""
    return "%" not in _PLACE.sub("", text).replace("%%", "")


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def _key(message_id: str | tuple[str, ...] | list[str]) -> str:
    """What a message is known by: its singular."""
    return message_id if isinstance(message_id, str) else message_id[0]


def main(arguments: list[str]) -> int:
    """Do what the first word says; the number is the exit status."""
    match arguments:
        case ["extract"]:
            extract()
        case ["update"]:
            update()
        case ["missing", tag] if tag in tags():
            for message in missing(tag):
                print(" | ".join(_ids(message)))
        case ["check"]:
            found = list(faults())
            print(*found, sep="\n") if found else print(f"{len(tags())} catalogues are complete.")
            return int(bool(found))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
