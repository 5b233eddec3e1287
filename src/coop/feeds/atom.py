"""An Atom feed of what changed lately (RFC 4287) from finished items. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

import msgspec

from coop.calendar.item import Item, instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from coop.feeds.ical import Head

_items = msgspec.json.Decoder(Item)


def feed(head: Head, items: Sequence[bytes], site_name: str, changed_at: datetime) -> bytes:
    """The whole feed; ``items`` are the store's JSON items, newest revision first. ``changed_at`` dates a feed without entries."""
    entries = [_items.decode(item) for item in items]
    updated = entries[0].date_modified if entries else instant(changed_at)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(head.locale)}>',
        f"<id>{escape(head.source)}</id>",
        f"<title>{escape(head.name)}</title>",
        f"<subtitle>{escape(head.description)}</subtitle>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(site_name)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(head.source)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(head.page)}/>',
        *(line for entry in entries for line in _entry(entry)),
        "</feed>",
        "",
    ]
    return "\n".join(lines).encode()


def _entry(item: Item) -> Iterator[str]:
    yield f"<entry xml:lang={quoteattr(item.language)}>"
    yield f"<id>{escape(_identifier(item.id))}</id>"
    yield f"<title>{escape(item.title)}</title>"
    yield f"<published>{item.date_published}</published>"
    yield f"<updated>{item.date_modified}</updated>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(item.url)}/>'
    yield from (f"<category term={quoteattr(tag)}/>" for tag in item.tags)
    yield f"<summary>{escape(_summary(item))}</summary>"
    yield "</entry>"


def _identifier(uid: str) -> str:
    """An IRI that never changes: the UUID that is the calendar's UID, or a tag: address of it."""
    try:
        return UUID(uid).urn
    except ValueError:
        return f"tag:coop,2026:{uid}"


def _summary(item: Item) -> str:
    facts = item.cooperation
    days = facts.starts if facts.starts == facts.ends else f"{facts.starts} / {facts.ends}"
    return "\n".join(each for each in (days, facts.place, item.content_text) if each)
