"""Limits on guessing, counted in the database, so that they hold over all workers and restarts."""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta
from typing import NamedTuple

from coop import clock
from coop.db import run, serialise, transaction
from coop.errors import TooMany

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_NETWORK = 20


class Limit(NamedTuple):
    """At most ``most`` tries under ``key`` within WINDOW."""

    key: str
    most: int


def of_account(act: str, email_key: str) -> Limit:
    """The limit on ``act`` for one address, whether anybody has it or not. Kept as a digest: people type passwords into address fields."""
    return Limit(f"{act} account {hashlib.sha256(email_key.encode()).hexdigest()}", PER_ACCOUNT)


def of_network(act: str, network: str) -> Limit:
    """The limit on ``act`` for one network (see networks.network_of)."""
    return Limit(f"{act} network {network}", PER_NETWORK)


async def reserve(*limits: Limit) -> list[int]:
    """Count one try under each of ``limits`` before it is made; gives what ``release`` takes when the try succeeds.

    Counting first closes the gap through which many tries at once would pass. Raises TooMany when one limit is reached,
    with the seconds until its oldest try leaves the window; a refused try is not counted.
    """
    now = clock.now()
    async with transaction():
        await serialise("attempts")
        await sweep()
        for limit in limits:
            counted = await run("SELECT at FROM attempt WHERE key = {} ORDER BY at DESC LIMIT {}", limit.key, limit.most)
            if len(counted) >= limit.most:
                raise TooMany(max(1, math.ceil((counted[-1]["at"] + WINDOW - now).total_seconds())))
        made = [await run("INSERT INTO attempt (key, at) VALUES ({}, {}) RETURNING id", limit.key, now) for limit in limits]
    return [row["id"] for rows in made for row in rows]


async def sweep() -> None:
    """Forget the tries that count no longer, and with them the networks they came from. Called at every try and once a day."""
    await run("DELETE FROM attempt WHERE at <= {}", clock.now() - WINDOW)


async def release(reserved: list[int]) -> None:
    """Take a try back that was no guess: it succeeded, or was never looked at."""
    for each in reserved:
        await run("DELETE FROM attempt WHERE id = {}", each)
