"""The number of a document: its kind in the upper half, its object in the lower, so that a kind is a range of numbers."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

_OBJECT_BITS = 32
_OBJECTS = 1 << _OBJECT_BITS


@cache
def first_of(kind: str) -> int:
    """The number before all documents of ``kind``: 24 bits of the kind's name, above those of the object."""
    if not (kind.isascii() and kind.isalpha() and kind.islower()):
        message = f"A kind is a word of plain small letters: not {kind!r}."
        raise ValueError(message)
    return int.from_bytes(blake2b(kind.encode(), digest_size=3).digest(), "big") << _OBJECT_BITS


def last_of(kind: str) -> int:
    """The highest number a document of ``kind`` can have."""
    return first_of(kind) + _OBJECTS - 1


def number_of(kind: str, object_id: int) -> int:
    """The number of the document of one object."""
    if not 0 <= object_id < _OBJECTS:
        message = f"An object's number is between 0 and {_OBJECTS - 1}: not {object_id}."
        raise ValueError(message)
    return first_of(kind) + object_id
