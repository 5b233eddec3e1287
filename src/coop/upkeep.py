"""What the running site does by itself, once a day: empty the trash, forget what has run out."""

from __future__ import annotations

import structlog

from coop.accounts import limits, sign_ins
from coop.conferences import scheduling
from coop.db import migrations, transaction
from coop.partners import duplicates, keeping
from coop.partners.contacts import erasing, findable
from coop.partners.documents import keeping as documents
from coop.projects import logbook

DAILY = 86_400.0
"""Seconds from one round to the next."""

_log = structlog.get_logger()


async def keep_up() -> int:
    """One round; gives how many records were deleted for good. Several workers may do it at once: each record goes once.

    Projects go before conferences, and both and contacts before organisations, because each holds what comes after it.
    """
    if await migrations.pending():
        return 0
    deleted = await logbook.empty_trash() + await scheduling.empty_trash() + await erasing.empty_trash() + await documents.empty_trash()
    deleted += await keeping.empty_trash()
    await keeping.put_in_order()
    await duplicates.catch_up()
    await findable.catch_up()
    async with transaction():
        await sign_ins.sweep()
        await limits.sweep()
    if deleted:
        _log.info("the trash was emptied", records=deleted)
    return deleted
