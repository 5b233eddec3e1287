"""Puts on the calendars again what was rendered with other words, another address or other zone rules: at start, in the background."""

from __future__ import annotations

import asyncio

import structlog

from coop import calendar
from coop.conferences import writing
from coop.conferences.reading import whole
from coop.db import migrations, revision, serialise, transaction

AT_ONCE = 20
"""Objects in one transaction: writers wait for it a tenth of a second at most."""

_log = structlog.get_logger()


async def renew() -> int:
    """Render every outdated entry anew and give how many objects had one. Several workers may start it at once: one does the work."""
    if await migrations.pending():
        return 0
    renewed = 0
    while True:
        async with transaction():
            await serialise("calendar renewal")
            waiting = list(dict.fromkeys(object_id for _kind, object_id in await calendar.outdated()))
            if not waiting:
                break
            for object_id in waiting[:AT_ONCE]:
                await _renew(object_id)
            await revision.raise_("conference")
        renewed += len(waiting[:AT_ONCE])
        await asyncio.sleep(0.01)
    if renewed:
        _log.info("calendar entries were rendered anew", conferences=renewed)
    return renewed


async def _renew(conference_id: int) -> None:
    """One conference and its deadlines; entries whose conference is gone go too."""
    found = await whole(conference_id)
    for kind in ("conference", "deadline"):
        await calendar.remove(kind, conference_id)
    if found is not None:
        await writing.announce(found)
