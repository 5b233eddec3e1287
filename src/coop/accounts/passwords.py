"""Passwords at rest: Argon2id, away from the event loop, in a small pool that refuses rather than piling up."""

from __future__ import annotations

import asyncio
import base64
import secrets
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from coop.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

THREADS = 2
"""Hashing threads a process has. Each hash fills 19 MiB and a core for some tens of milliseconds."""

PLACES = 16
"""How many passwords may be in work or waiting at once; the next one is refused."""

RETRY_AFTER = 2
"""Seconds after which a refused request may try again: the time a full queue needs, with room to spare."""

_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32

# 19 MiB, 2 passes, 1 lane: the OWASP Password Storage Cheat Sheet's first choice for Argon2id (RFC 9106).
_hasher = PasswordHasher(
    time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, hash_len=_HASH_BYTES, salt_len=_SALT_BYTES, type=Type.ID
)

_T = TypeVar("_T")


class HashingPool:
    """``threads`` workers and ``places`` places; whoever finds no place gets TooMany at once instead of waiting."""

    def __init__(self, threads: int = THREADS, places: int = PLACES) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._places = threading.BoundedSemaphore(places)

    async def run(self, work: Callable[[], _T]) -> _T:
        """Do ``work`` in a thread. A place is given back when the work is over, also where the request was given up meanwhile."""
        if not self._places.acquire(blocking=False):
            raise TooMany(RETRY_AFTER)
        future = self._executor.submit(work)
        future.add_done_callback(self._leave)
        return await asyncio.wrap_future(future)

    def _leave(self, _: Future[_T]) -> None:
        self._places.release()


_pool = HashingPool()


def normalise(password: str) -> str:
    """One spelling for one password: NFC, so that a letter with a mark is the same from every keyboard."""
    return unicodedata.normalize("NFC", password)


def _octets(password: str) -> bytes:
    return normalise(password).encode("utf-8", "surrogatepass")


def _of_nobody() -> str:
    """A stored hash no password matches, of the same cost as a real one: nothing has to be computed to make it."""
    salt, hashed = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES))
    return f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${salt}${hashed}"


_NOBODY = _of_nobody()


def _verify(stored: str, password: bytes) -> bool:
    try:
        return _hasher.verify(stored, password)
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError) as broken:
        raise ValueError("a stored password hash cannot be read") from broken


async def hash_password(password: str) -> str:
    """The Argon2id hash of ``password`` in its encoded form, with parameters and salt. Raises TooMany when the queue is full."""
    wanted = _octets(password)
    return await _pool.run(lambda: _hasher.hash(wanted))


async def matches(stored: str, password: str) -> bool:
    """Whether ``password`` is the one that was stored.

    An empty ``stored`` (no such account, or no password chosen yet) costs the same time and never matches.
    Raises TooMany when the queue is full.
    """
    wanted = _octets(password)
    return await _pool.run(lambda: _verify(stored or _NOBODY, wanted)) and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than today's, and should be made anew at the next sign-in."""
    return _hasher.check_needs_rehash(stored)
