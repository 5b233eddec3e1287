"""What goes on behind the pages: mails leave the outbox, and who is to be reminded is found."""

from __future__ import annotations

import asyncio
import os
import socket
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from coop import jobs
from coop.db import migrations
from coop.notices import outbox, reminders, ways_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.jobs import Handler
    from coop.settings import Settings

SWEEP_SECONDS = 600.0
"""How often it is looked whom to remind."""
_log = structlog.get_logger()


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Who does which kind of job."""
    return {outbox.KIND: outbox.deliverer(settings), ways_in.ASKED: ways_in.reset_sender(settings)}


def name() -> str:
    """What this worker is called, unlike any other."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Do jobs and look whom to remind until ``stop`` is set. Any number may work at once. The database must be open and migrated."""
    if await migrations.pending():
        return
    async with asyncio.TaskGroup() as group:
        group.create_task(jobs.keep_working(name(), handlers(settings), stop))
        group.create_task(_keep_sweeping(settings, stop))


async def _keep_sweeping(settings: Settings, stop: asyncio.Event) -> None:
    while not stop.is_set():
        told = await reminders.sweep(settings)
        if told:
            _log.info("reminders were put into the outbox", mails=told)
        await outbox.sweep()
        try:
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)
        except TimeoutError:
            continue
