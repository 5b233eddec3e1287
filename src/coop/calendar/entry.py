"""What a subject hands over to be shown in calendars: one entry of any kind, in facts, before any language or file format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from coop.errors import Invalid
from coop.i18n.message import Message, _
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLIC = frozenset({"public"})
UID_OCTETS = 255  # RFC 7986 5.3


class Standing(StrEnum):
    """The STATUS of an entry (RFC 5545 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Mark(StrEnum):
    """A word put before the title, because many calendar clients show no STATUS."""

    NONE = ""
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class AllDay:
    """Whole civil days without a zone; ``last`` is the last day that belongs to it (DTEND is written exclusive, RFC 5545 3.6.1)."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Timed:
    """Two aware instants, half-open, and the IANA zone whose wall clock they are shown on."""

    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who answers for the entry; ``email`` is a role address that may be public, or empty."""

    name: Multilingual
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One calendar entry.

    ``kind`` and ``object_id`` name the rows that own it: all entries of one (kind, object_id) are put and removed together. An entry
    that hangs on another object carries that object's id (a conference's deadlines have kind ``deadline`` and the conference's id), so
    that one filter serves both. ``uid`` is stored by the subject, minted once (RFC 7986 5.3); ``sequence`` rises on a change of time,
    place or status (RFC 5546 2.1.4). ``wording`` is a catalogue sentence holding ``%(title)s``, for titles like "Abstract deadline: ...";
    ``lines`` are sentences put after the description. Values of such messages may be `Multilingual`, `Message` or plain; each is said in
    the feed's language. ``path`` is the page's path with the place ``{locale}``. ``related_to`` is the UID of the parent entry.
    ``audiences`` are as in `Viewer.audiences`.
    """

    kind: str
    object_id: int
    uid: str
    span: AllDay | Timed
    title: Multilingual
    path: str
    created_at: datetime
    revised_at: datetime
    sequence: int = 0
    status: Standing = Standing.CONFIRMED
    mark: Mark = Mark.NONE
    wording: Message | None = None
    description: Multilingual = field(default_factory=Multilingual)
    lines: tuple[Message, ...] = ()
    venue: Multilingual = field(default_factory=Multilingual)
    address: Multilingual = field(default_factory=Multilingual)
    country: str = ""
    geo: tuple[float, float] | None = None
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organiser: Organiser | None = None
    online: str = ""
    website: str = ""
    registration: str = ""
    related_to: str = ""
    is_transparent: bool = False
    audiences: frozenset[str] = PUBLIC

    def check(self) -> None:
        """Refuse what could not be published: raises Invalid naming each field that is wrong."""
        wrong = dict(self._wrong())
        if wrong:
            raise Invalid(wrong)

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return "public" in self.audiences

    def _wrong(self) -> Iterator[tuple[str, Message]]:
        if not self.uid or len(self.uid.encode(errors="replace")) > UID_OCTETS or not self.uid.isprintable() or " " in self.uid:
            yield "uid", _("The identifier of a calendar entry must have 1 to 255 printable characters without spaces.")
        if self.sequence < 0:
            yield "sequence", _("The sequence number of a calendar entry cannot be negative.")
        if self.title.is_empty:
            yield "title", _("Enter a title.")
        if "{locale}" not in self.path:
            yield "path", _("The address of a calendar entry must say where the language goes.")
        if not self.audiences:
            yield "audiences", _("Say who may see the entry.")
        for name in ("created_at", "revised_at"):
            if getattr(self, name).tzinfo is None:
                yield name, _("The time must carry its zone.")
        if self.geo is not None and not (abs(self.geo[0]) <= 90 and abs(self.geo[1]) <= 180):  # noqa: PLR2004 - the poles and the date line
            yield "geo", _("Enter a latitude from -90 to 90 and a longitude from -180 to 180.")
        yield from _wrong_span(self.span)


def _wrong_span(span: AllDay | Timed) -> Iterator[tuple[str, Message]]:
    if isinstance(span, AllDay):
        if span.last < span.first:
            yield "span", _("The last day must not come before the first day.")
        elif span.last == date.max:
            yield "span", _("The last day is too far ahead.")
    elif span.starts_at.tzinfo is None or span.ends_at.tzinfo is None:
        yield "span", _("The time must carry its zone.")
    elif span.ends_at <= span.starts_at:
        yield "span", _("The end must come after the start.")
