"""Documents in the reader's words: kinds, sizes, and what the history says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import i18n
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.partners.documents.facts import DocumentKind
from coop.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.partners.documents.queries import DocumentView
    from coop.web.kit.urls import Urls

KINDS: Mapping[DocumentKind, Message] = {
    DocumentKind.CALL: _("Call for papers"),
    DocumentKind.AGREEMENT: _("Text of an agreement"),
    DocumentKind.PRESENTATION: _("Presentation"),
    DocumentKind.REPORT: _("Report"),
    DocumentKind.LOGO: _("Logo"),
    DocumentKind.OTHER: _("Other document"),
}
_KB, _MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document in a list. ``url`` is the link, or where the file is given out; ``about`` says kind, language, type and size in words."""

    id: int
    version: int
    url: str
    title: str
    tag: str
    about: str
    is_file: bool
    added: str


def shown(found: Iterable[DocumentView], urls: Urls) -> list[ShownDocument]:
    """Documents as lists show them (templates/documents/_list.html)."""
    return [_shown(each, urls) for each in found]


def _shown(document: DocumentView, urls: Urls) -> ShownDocument:
    facts, locale = document.facts, urls.locale
    about = [i18n.translate(KINDS[facts.kind], locale), places.language(facts.language, locale)]
    if document.filename:
        about += [document.filename.rpartition(".")[2].upper(), size(document.size, locale)]
    return ShownDocument(
        id=document.id,
        version=document.version,
        url=urls.page(f"documents/{document.id}-{slug(facts.title)}") if document.filename else facts.url,
        title=facts.title,
        tag=facts.language,
        about=" · ".join(about),
        is_file=bool(document.filename),
        added=dates.day(document.created_at.date(), locale),
    )


def size(octets: int, locale: str) -> str:
    """How large a file is, in the unit people know."""
    if octets < _MB:
        return i18n.translate(_("%(size)s kB", size=max(1, round(octets / _KB))), locale)
    return i18n.translate(_("%(size)s MB", size=f"{octets / _MB:.1f}"), locale)


def recorded(value: Any, locale: str) -> str:  # noqa: ANN401 - what the ledger kept
    """A document as the ledger keeps it, in one line."""
    if not value:
        return ""
    about = [i18n.translate(KINDS[DocumentKind(value["kind"])], locale), places.language(value["language"], locale), value["url"]]
    return i18n.translate(_("%(name)s: %(about)s", name=value["title"], about=" · ".join(part for part in about if part)), locale)
