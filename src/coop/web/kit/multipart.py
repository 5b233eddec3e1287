"""Forms with files: ``multipart/form-data`` (RFC 7578) out of the bytes the door has read and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from coop.web.kit.refusals import unreadable_body

KIND = "multipart/form-data"
MOST_PARTS = 100
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"\\\r\n]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_DISPOSITION = re.compile(r'^form-data;\s*name="([^"]*)"(?:;\s*filename="([^"]*)")?$', re.IGNORECASE)
_LONGEST_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it."""

    filename: str
    content: bytes


def is_kind(content_type: str) -> bool:
    """Whether a Content-Type says that a form with files follows."""
    return content_type.partition(";")[0].strip().lower() == KIND


def read(body: bytes, content_type: str) -> tuple[list[tuple[str, str]], dict[str, Upload]]:
    """The fields in order, and the files by field; a file field that was left empty gives none. Raises Refused (400)."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise unreadable_body()
    mark = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    before, *parts = (b"\r\n" + body).split(mark, MOST_PARTS + 1)
    if before.strip() or not parts or len(parts) > MOST_PARTS or not parts[-1].startswith(b"--"):
        raise unreadable_body()
    fields: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    for part in parts[:-1]:
        name, filename, content = _part(part)
        if filename is None:
            fields.append((name, _text(content)))
        elif filename or content:
            files.setdefault(name, Upload(filename, content))
    return fields, files


def _part(part: bytes) -> tuple[str, str | None, bytes]:
    """The field's name, the name of the file or None, and the content of one part. Raises Refused."""
    head, gap, content = part.partition(b"\r\n\r\n")
    if not gap or not head.startswith(b"\r\n") or len(head) > _LONGEST_HEAD:
        raise unreadable_body()
    for line in _text(head).split("\r\n")[1:]:
        name, _colon, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            said = _DISPOSITION.match(value.strip())
            if said:
                return _unescaped(said[1]), None if said[2] is None else _unescaped(said[2]), content
    raise unreadable_body()


def _unescaped(value: str) -> str:
    """A name as browsers write it: line breaks and quotation marks percent-encoded, all else as it is (HTML, multipart form data)."""
    return re.sub(r"%(?:0A|0D|22)", lambda found: unquote(found[0]), value)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise unreadable_body() from None
