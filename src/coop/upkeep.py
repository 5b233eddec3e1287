"""What the running site does by itself, once a day: empty the trash, forget what has run out."""

from __future__ import annotations

import structlog

from coop import jobs
from coop.accounts import limits, sign_ins
from coop.conferences import scheduling
from coop.db import migrations, transaction
from coop.liaison import log
from coop.partners import duplicates, keeping
from coop.partners.agreements import keeping as agreements
from coop.partners.contacts import erasing, findable
from coop.partners.documents import keeping as documents
from coop.projects import logbook

DAILY = 86_400.0
"""Seconds from one round to the next."""

_log = structlog.get_logger()


async def keep_up() -> int:
    """One round; gives how many records were deleted for good. Several workers may do it at once: each record goes once.

    What holds another goes before it: interactions, then projects, then agreements, then conferences and contacts, then organisations.
    """
    if await migrations.pending():
        return 0
    deleted = 0
    for empty_trash in (
        log.empty_trash,
        logbook.empty_trash,
        documents.empty_trash,
        agreements.empty_trash,
        scheduling.empty_trash,
        erasing.empty_trash,
        keeping.empty_trash,
    ):
        deleted += await empty_trash()
    await agreements.follow_the_day()
    await keeping.put_in_order()
    await duplicates.catch_up()
    await findable.catch_up()
    async with transaction():
        await sign_ins.sweep()
        await limits.sweep()
        await jobs.sweep()
    if deleted:
        _log.info("the trash was emptied", records=deleted)
    return deleted
