"""One entry said in one language for readers of JSON and Atom: the finished JSON Feed item (version 1.1) with our facts beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from coop.calendar.entry import AllDay, Entry
from coop.calendar.plain import ascii_uri

if TYPE_CHECKING:
    from coop.calendar.words import Words


class Facts(msgspec.Struct, omit_defaults=True):
    """What a calendar program wants to know. Days are ISO 8601 dates, the last one inclusive; times are UTC, their zone beside them."""

    kind: str
    status: str
    sequence: int
    starts: str
    ends: str
    zone: str = ""
    place: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    themes: list[str] = []
    related_to: str = ""


class Item(msgspec.Struct, omit_defaults=True):
    """An item of a JSON Feed; ``id`` is the UID of the calendar entry. ``cooperation`` is an extension as the format allows."""

    id: str
    url: str
    title: str
    content_text: str
    language: str
    date_published: str
    date_modified: str
    cooperation: Facts = msgspec.field(name="_cooperation")
    tags: list[str] = []
    external_url: str = ""


def render(entry: Entry, words: Words) -> bytes:
    """The item of ``entry``, saying ``words``, as JSON octets."""
    latitude, longitude = entry.geo or (None, None)
    all_day = isinstance(entry.span, AllDay)
    facts = Facts(
        kind=entry.kind,
        status=entry.status.lower(),
        sequence=entry.sequence,
        starts=entry.span.first.isoformat() if isinstance(entry.span, AllDay) else instant(entry.span.starts_at),
        ends=entry.span.last.isoformat() if isinstance(entry.span, AllDay) else instant(entry.span.ends_at),
        zone="" if all_day else getattr(entry.span, "zone", ""),
        place=words.place.text,
        country=entry.country,
        latitude=latitude,
        longitude=longitude,
        themes=list(entry.themes),
        related_to=entry.related_to,
    )
    item = Item(
        id=entry.uid,
        url=words.page,
        title=words.title.text,
        content_text=words.description.text,
        language=words.title.locale,
        date_published=instant(entry.created_at),
        date_modified=instant(entry.revised_at),
        cooperation=facts,
        tags=list(words.subjects),
        external_url=ascii_uri(entry.website),
    )
    return msgspec.json.encode(item)


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
