"""Files that ship with the code: held in memory, named by their content, served ready-packed and for ever."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from coop.web.kit.conditional import Answer, is_packable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coop.web.kit.conditional import Header

PREFIX = "/static/"
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".ico": b"image/x-icon",
    ".jpg": b"image/jpeg",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
    ".webmanifest": b"application/manifest+json",
    ".woff2": b"font/woff2",
}
_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK_FIRST = (b"cache-control", b"public, max-age=0, must-revalidate")
_IN_CSS = re.compile(r"""url\(\s*(["']?)(?!data:|#|/)([^"')#?]+)([^"')]*)\1\s*\)""")
_DIGITS = 12
STYLE_SHEETS = ("css/tokens.css", "css/base.css", "css/parts.css")
"""What ``app.css`` is made of, in the order of their layers."""


class Assets:
    """Every file below one folder, read once.

    Each is served under its own name, which a browser must ask about, and under a name with a content hash
    (``app.3f2a90c1d4e5.css``), which it may keep for ever. References between style sheets and fonts use the latter.
    """

    def __init__(self, root: Path, security: Sequence[Header] = ()) -> None:
        self._addresses: dict[str, str] = {}
        self._integrity: dict[str, str] = {}
        self._answers: dict[str, Answer] = {}
        found = bundled({path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if _is_served(path)})
        for name in sorted(found, key=_references_last):
            body = self._linked(name, found[name]) if name.endswith(".css") else found[name]
            self._take(name, body, security)

    def address(self, name: str) -> str:
        """The address that may be kept for ever. Raises KeyError for a file that does not exist, so that a typing slip shows at once."""
        return self._addresses[name]

    def integrity(self, name: str) -> str:
        """The subresource integrity value, such as ``sha384-...``. Raises KeyError for a file that does not exist."""
        return self._integrity[name]

    def answer(self, path: str) -> Answer | None:
        """What stands at the request path, or None."""
        return self._answers.get(path)

    def __contains__(self, name: object) -> bool:
        return name in self._addresses

    def _take(self, name: str, body: bytes, security: Sequence[Header]) -> None:
        stem, dot, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:_DIGITS]}{dot}{ending}"
        kind = _TYPES[f".{ending}"]
        self._addresses[name] = PREFIX + hashed
        self._integrity[name] = "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode("ascii")
        plain = Answer(body, [(b"content-type", kind), _ASK_FIRST, *security])
        kept = Answer(body, [(b"content-type", kind), _FOR_EVER, *security])
        if is_packable(kind):
            for each in (plain, kept):
                each.reply({b"accept-encoding": b"gzip"})
        self._answers[PREFIX + name] = plain
        self._answers[PREFIX + hashed] = kept

    def _linked(self, name: str, body: bytes) -> bytes:
        """A style sheet whose relative references carry content hashes."""
        base = name.split("/")[:-1]

        def replaced(match: re.Match[str]) -> str:
            target = _resolved(base, match[2])
            return f'url("{self._addresses[target]}{match[3]}")' if target in self._addresses else match[0]

        return _IN_CSS.sub(replaced, body.decode("utf-8")).encode("utf-8")


def bundled(found: dict[str, bytes]) -> dict[str, bytes]:
    """The files as they are served: the style sheets of ``css/`` as one ``app.css``, the scripts of ``js/`` as one ``app.js``."""
    sheets = [found[name] for name in STYLE_SHEETS if name in found]
    scripts = [found[name] for name in sorted(found) if name.startswith("js/")]
    served = {name: body for name, body in found.items() if not name.startswith(("css/", "js/"))}
    return {**served, "app.css": b"\n".join(sheets), "app.js": b"\n".join(scripts)}


def _is_served(path: Path) -> bool:
    return path.is_file() and path.suffix in _TYPES and not path.name.startswith(".")


def _references_last(name: str) -> tuple[bool, str]:
    return name.endswith(".css"), name


def _resolved(base: list[str], reference: str) -> str:
    """The name a relative reference means, seen from the folder ``base``."""
    parts = list(base)
    for each in reference.split("/"):
        if each == "..":
            parts = parts[:-1]
        elif each not in {"", "."}:
            parts.append(each)
    return "/".join(parts)
