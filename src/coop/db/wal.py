"""Looks at the head of SQLite's wal-index, which every commit of any process rewrites (SQLite's WAL-mode file format, section 2)."""

from __future__ import annotations

import mmap
import os

_HEAD = 48
"""Octets of the first copy of the head: its change counter, the number of valid frames, checksums and salts among them."""


class WalIndex:
    """The head of ``path``-shm, mapped into memory: a reading costs no call into SQLite or the system.

    POSIX gives up all locks of a process on a file when any descriptor of it is closed, those of SQLite among them. So the file is opened
    after SQLite opened it and closed only when no connection of this process is left: the engine that made it sees to that.
    """

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(f"{path}-shm", os.O_RDONLY)
        self._map = mmap.mmap(self._descriptor, _HEAD, prot=mmap.PROT_READ)

    def head(self) -> bytes:
        """The head as it stands; two equal readings say that nobody committed between them.

        One taken in the middle of a commit equals neither that before nor that after it, so that the next reading differs again.
        """
        return self._map[:_HEAD]

    def close(self) -> None:
        """Let go of the file, once this process has no connection to the database any more."""
        self._map.close()
        os.close(self._descriptor)
