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
    waiting = _objects(await calendar.outdated())
    renewed = 0
    for start in range(0, len(waiting), AT_ONCE):
        async with transaction():
            await serialise("calendar renewal")
            still = _objects(await calendar.outdated(waiting[start : start + AT_ONCE]))
            for object_id in still:
                await _renew(object_id)
        renewed += len(still)
        await asyncio.sleep(0.01)
    if renewed:
        async with transaction():  # once, at the end: until then finished feeds stay as they are, and are not composed again and again
            await revision.raise_("conference")
        _log.info("calendar entries were rendered anew", conferences=renewed)
    return renewed


def _objects(found: list[tuple[str, int]]) -> list[int]:
    return list(dict.fromkeys(object_id for _kind, object_id in found))


async def _renew(conference_id: int) -> None:
    """One conference and its deadlines; entries whose conference is gone go too."""
    found = await whole(conference_id)
    for kind in ("conference", "deadline"):
        await calendar.remove(kind, conference_id)
    if found is not None:
        await writing.announce(found)
