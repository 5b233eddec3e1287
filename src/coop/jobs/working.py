"""Doing the jobs: each effect on the database in one transaction with the mark that it is done."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from coop import clock
from coop.db import run, transaction
from coop.jobs import queue

if TYPE_CHECKING:
    from coop.jobs.queue import Job

LEASE = timedelta(minutes=2)
"""How long a worker has for one job. One that was killed is missed after this, and another does its job."""
KEPT = timedelta(days=90)
"""How long a job that was done stays on record, so that putting it down again does nothing."""
PAUSE_SECONDS = 2.0
"""How long a worker that found nothing waits before it looks again."""

Work = Callable[[], Awaitable[None]]
Handler = Callable[["Job"], Awaitable[Work | None]]
"""Does a job. What it does in the world outside it does at once; what it writes it gives back as work, which is done in one transaction
with the mark that the job is done. So the writes happen once; what happens outside may happen again if the worker dies in between."""

_log = structlog.get_logger()


class Later(Exception):
    """The job cannot be done before ``run_at``; the attempt does not count. ``why`` is shown to whoever looks."""

    def __init__(self, run_at: datetime, why: str) -> None:
        super().__init__(why)
        self.run_at = run_at
        self.why = why


class Never(Exception):
    """The job can never be done: it is given up at once, for somebody to look at."""


async def work_off(
    worker: str,
    handlers: Mapping[str, Handler],
    stop: asyncio.Event | None = None,
    lease: timedelta = LEASE,
    faults: tuple[type[Exception], ...] = (Exception,),
) -> int:
    """Do every job that is due, one after the other, until none is or ``stop`` is set; returns how many were done.

    ``faults`` are what may go wrong with a job: it is tried again later, and given up at last. Anything else ends the worker.
    """
    done = 0
    while stop is None or not stop.is_set():
        job = await queue.claim(worker, tuple(handlers), lease)
        if job is None:
            return done
        done += await _do(worker, handlers[job.kind], job, faults)
    return done


async def _do(worker: str, handler: Handler, job: Job, faults: tuple[type[Exception], ...]) -> bool:
    try:
        write = await handler(job)
        async with transaction():
            if not await queue.finish(worker, job.id):
                _log.warning("a job took longer than its lease", kind=job.kind, key=job.key)
                return False
            if write is not None:
                await write()
    except Later as later:
        await queue.put_off(worker, job, later.why, later.run_at)
        return False
    except Never as never:
        _log.warning("a job was given up", kind=job.kind, key=job.key)
        await queue.give_up(worker, job, str(never))
        return False
    except faults as fault:
        _log.warning("a job failed", kind=job.kind, key=job.key, attempts=job.attempts, fault=type(fault).__name__)
        await queue.put_off(worker, job, f"{type(fault).__name__}: {fault}")
        return False
    return True


async def keep_working(worker: str, handlers: Mapping[str, Handler], stop: asyncio.Event, lease: timedelta = LEASE) -> None:
    """Do jobs as they come due until ``stop`` is set; the one in hand is finished."""
    while not stop.is_set():
        await work_off(worker, handlers, stop, lease)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


async def sweep() -> int:
    """Forget jobs done long ago; returns how many."""
    return len(await run("DELETE FROM job WHERE done_at <= {} RETURNING id", clock.now() - KEPT))
