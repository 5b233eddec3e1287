"""The facts of a document: a link or a file, with its kind, language and title."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from coop.errors import Invalid
from coop.i18n.message import _
from coop.partners.documents.sniffing import checked_name
from coop.text import clean_line, clean_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from coop.i18n.message import Message

TITLE_LENGTH = 300
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class OwnerKind(StrEnum):
    """What a document may belong to."""

    ORGANISATION = "organisation"
    AGREEMENT = "agreement"


class DocumentKind(StrEnum):
    """What a document is."""

    CALL = "call"
    AGREEMENT = "agreement"
    PRESENTATION = "presentation"
    REPORT = "report"
    LOGO = "logo"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Owner:
    """What a document belongs to: the kind of record and its number."""

    kind: OwnerKind
    id: int


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it was sent: its name and its bytes. ``media_type`` is told by the bytes when it is checked."""

    filename: str
    content: bytes
    media_type: str = ""

    def check(self) -> NewFile:
        """The file under the name it is kept under, with its type. Raises Invalid for ``file``."""
        name, kind = checked_name(self.filename, self.content)
        return NewFile(name, self.content, kind)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is said of a document. ``language`` is the BCP 47 tag of what it is written in; ``url`` is empty for a file."""

    title: str
    kind: DocumentKind = DocumentKind.OTHER
    language: str = "en"
    url: str = ""

    def check(self, *, is_file: bool) -> NewDocument:
        """What is said, as it is stored. ``is_file``: a file goes with it, and so no link. Raises Invalid with every field at fault."""
        faults: dict[str, Message] = {}
        tidy = replace(
            self,
            title=_try(faults, lambda: clean_line(self.title, "title", longest=TITLE_LENGTH)),
            language=self.language.strip(),
            url=_try(faults, lambda: clean_url(self.url, "url")),
        )
        if not tidy.title:
            faults.setdefault("title", _("Enter a title."))
        if not _TAG.fullmatch(tidy.language):
            faults["language"] = _("%(tag)s is not a language code such as en, zh-Hans or th.", tag=tidy.language[:40])
        if is_file and tidy.url:
            faults["url"] = _("Enter a link or choose a file, not both.")
        elif not is_file and not tidy.url:
            faults.setdefault("url", _("Enter a link, or choose a file."))
        if faults:
            raise Invalid(faults)
        return tidy


def _try(faults: dict[str, Message], clean: Callable[[], str]) -> str:
    try:
        return clean()
    except Invalid as wrong:
        faults.update(wrong.fields)
        return ""
