"""Random secrets handed out once, and the digests that are kept instead of them."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
"""256 bits of randomness: a digest without salt is enough, because such a secret cannot be guessed from a list."""

_LONGEST = 100
"""Longer strings are never ours and are not worth hashing."""

API_PREFIX = "coop_"
"""Opens every API token, so that a scanner can recognise one that was published by mistake."""


def new_secret() -> str:
    """A fresh 256-bit secret, safe in an address and in a cookie (43 characters of base64url)."""
    return secrets.token_urlsafe(_BYTES)


def new_api_secret() -> str:
    """A fresh 256-bit secret for a program, recognisable by its opening letters."""
    return API_PREFIX + new_secret()


def digest(secret: str) -> bytes | None:
    """What is stored in place of ``secret``: its SHA-256, 32 bytes; None for a string that was never handed out by us."""
    if not secret or len(secret) > _LONGEST or not secret.isascii():
        return None
    return hashlib.sha256(secret.encode("ascii")).digest()
