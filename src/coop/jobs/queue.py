"""The table of jobs: put down, claim, finish, put off, give up; on both databases and for any number of workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from coop import clock
from coop.db import is_postgres, run, transaction

MOST_ATTEMPTS = 10
LONGEST_FAULT = 300
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)
_DUE = "done_at IS NULL AND failed_at IS NULL AND run_at <= {} AND (claimed_until IS NULL OR claimed_until <= {})"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: ``kind`` says who does it, ``key`` makes it the same one when it is put down again, ``payload`` is plain JSON."""

    id: int
    kind: str
    key: str
    payload: Any
    attempts: int
    made_at: datetime
    run_at: datetime
    fault: str = ""
    failed_at: datetime | None = None


async def enqueue(kind: str, key: str, payload: object, run_at: datetime | None = None) -> bool:
    """Put a job down, to be done from ``run_at`` on, else at once; returns whether it is a new one.

    Belongs inside the transaction that asks for it: both stand, or neither. A job of the same kind and key is there once only,
    done or not.
    """
    now = clock.now()
    rows = await run(
        "INSERT INTO job (kind, key, payload, made_at, run_at) VALUES ({}, {}, {}, {}, {}) ON CONFLICT (kind, key) DO NOTHING RETURNING id",
        kind,
        key,
        msgspec.json.encode(payload).decode(),
        now,
        run_at or now,
    )
    return bool(rows)


async def claim(worker: str, kinds: tuple[str, ...], lease: timedelta) -> Job | None:
    """The next job that is due, for this worker alone until ``lease`` is over; None when nothing is.

    A claim counts as an attempt before the work begins, so that a job which ends its worker is given up at last.
    """
    now = clock.now()
    marks = ", ".join(["{}"] * len(kinds))
    due = f"SELECT * FROM job WHERE {_DUE} AND kind IN ({marks}) ORDER BY run_at, id LIMIT 1"
    if not await run(due, now, now, *kinds):  # nobody who writes waits for a worker that only looks
        return None
    async with transaction():
        rows = await run(due + (" FOR UPDATE SKIP LOCKED" if is_postgres() else ""), now, now, *kinds)
        if not rows:
            return None
        attempts = rows[0]["attempts"] + 1
        await run(
            "UPDATE job SET claimed_by = {}, claimed_until = {}, attempts = {} WHERE id = {}", worker, now + lease, attempts, rows[0]["id"]
        )
    return _job({**rows[0], "attempts": attempts})


async def finish(worker: str, job_id: int) -> bool:
    """Mark the job done, if this worker holds it still; returns whether it did. What it was to do with goes: it may name somebody.

    Belongs inside the transaction that writes what the job is for: whoever lost the lease writes nothing.
    """
    rows = await run(
        "UPDATE job SET done_at = {}, claimed_by = '', claimed_until = NULL, fault = '', payload = 'null' WHERE id = {} AND claimed_by = {}"
        " AND done_at IS NULL AND failed_at IS NULL RETURNING id",
        clock.now(),
        job_id,
        worker,
    )
    return bool(rows)


async def give_up(worker: str, job: Job, fault: str) -> None:
    """Try the job no more: it waits for somebody to look."""
    await run(
        "UPDATE job SET claimed_by = '', claimed_until = NULL, fault = {}, failed_at = {} WHERE id = {} AND claimed_by = {}",
        fault[:LONGEST_FAULT],
        clock.now(),
        job.id,
        worker,
    )


async def put_off(worker: str, job: Job, fault: str, run_at: datetime | None = None) -> None:
    """Try the job again later, each time after a longer pause; after MOST_ATTEMPTS it is given up and waits for somebody to look.

    With ``run_at`` it is put off until then, and the attempt does not count.
    """
    if run_at is None and job.attempts >= MOST_ATTEMPTS:
        await give_up(worker, job, fault)
        return
    await run(
        "UPDATE job SET claimed_by = '', claimed_until = NULL, fault = {}, run_at = {}, attempts = {} WHERE id = {} AND claimed_by = {}",
        fault[:LONGEST_FAULT],
        run_at or clock.now() + pause(job.attempts),
        job.attempts if run_at is None else job.attempts - 1,
        job.id,
        worker,
    )


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: half a minute, doubled each time, at most six hours."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(attempts - 1, 20)))


async def dead(kinds: tuple[str, ...] = (), limit: int = 100) -> list[Job]:
    """The jobs that were given up, the last first; of all kinds where none is named."""
    narrowed = f" AND kind IN ({', '.join(['{}'] * len(kinds))})" if kinds else ""
    rows = await run(f"SELECT * FROM job WHERE failed_at IS NOT NULL{narrowed} ORDER BY failed_at DESC, id DESC LIMIT {{}}", *kinds, limit)
    return [_job(row) for row in rows]


async def waiting() -> int:
    """How many jobs are still to be done, those for later too."""
    found: int = (await run("SELECT count(*) AS n FROM job WHERE done_at IS NULL AND failed_at IS NULL"))[0]["n"]
    return found


async def revive(job_id: int) -> bool:
    """Let a job that was given up be tried anew, from the first attempt on; returns whether there was one."""
    rows = await run(
        "UPDATE job SET failed_at = NULL, attempts = 0, run_at = {} WHERE id = {} AND failed_at IS NOT NULL RETURNING id",
        clock.now(),
        job_id,
    )
    return bool(rows)


def _job(row: dict[str, Any]) -> Job:
    plain = ("id", "kind", "key", "attempts", "made_at", "run_at", "fault", "failed_at")
    return Job(**{field: row[field] for field in plain}, payload=msgspec.json.decode(row["payload"]))
