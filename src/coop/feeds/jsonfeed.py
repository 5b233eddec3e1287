"""A JSON Feed (version 1.1) from finished items. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coop.feeds.ical import Head


def feed(head: Head, items: Sequence[bytes], site_name: str) -> bytes:
    """The whole feed; ``items`` are JSON objects as the store keeps them, in the order to be shown."""
    opening = msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": head.name,
            "description": head.description,
            "home_page_url": head.page,
            "feed_url": head.source,
            "language": head.locale,
            "authors": [{"name": site_name}],
        }
    )
    return b"".join((opening[:-1], b',"items":[', b",".join(items), b"]}"))
