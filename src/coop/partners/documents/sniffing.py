"""What a file really is: told by its bytes, never by its name; only kinds on the list are kept, and none that a browser would run."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from coop.errors import Invalid
from coop.i18n.message import Message, _
from coop.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 5 * 1024 * 1024
_MOST_MEMBERS = 10_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_TEXT = "application/vnd.oasis.opendocument.text"
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    f"{_OFFICE}wordprocessingml.document": ("docx",),
    f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}presentationml.presentation": ("pptx",),
    _OPEN_TEXT: ("odt",),
    "text/plain": ("txt", "csv"),
}
"""The kinds that are kept, with the endings their names may have, the usual one first."""
_PARTS = {
    "word/document.xml": "wordprocessingml.document",
    "xl/workbook.xml": "spreadsheetml.sheet",
    "ppt/presentation.xml": "presentationml.presentation",
}
_STARTS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_IN_NAME = re.compile(r'[/\\:*?"<>|]+')
_NAME_LENGTH = 150
_NOT_KEPT: Message = _("Files of this kind are not kept here. Kept are PDF, PNG, JPEG, WebP, DOCX, XLSX, PPTX, ODT, TXT and CSV.")


def media_type_of(content: bytes) -> str:
    """The media type of a file by its bytes, one of ENDINGS; empty for any other."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _of_archive(content)
    return "text/plain" if _is_plain(content) else ""


def checked_name(filename: str, content: bytes) -> tuple[str, str]:
    """The name to keep a file under and its media type.

    Raises Invalid for ``file``: empty, too large, of a kind that is not kept, or under a name that says something else than its bytes.
    """
    if not content:
        raise Invalid({"file": _("This file is empty. Choose another one.")})
    if len(content) > MOST_BYTES:
        raise Invalid(
            {"file": _("This file is larger than %(most)s MB. Make it smaller, or enter a link to it.", most=MOST_BYTES // 1024**2)}
        )
    kind = media_type_of(content)
    if not kind:
        raise Invalid({"file": _NOT_KEPT})
    try:
        name = clean_line(_IN_NAME.sub(" ", filename.replace("\t", " ")), "file", longest=1_000).strip(" .")
    except Invalid:
        name = ""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if ending.lower() not in {"", *ENDINGS[kind]}:
        raise Invalid({"file": _("The name of this file ends in .%(ending)s, but it is none. Choose the file itself.", ending=ending[:20])})
    return f"{stem[:_NAME_LENGTH].strip() or 'file'}.{ending.lower() or ENDINGS[kind][0]}", kind


def _of_archive(content: bytes) -> str:
    """The kind of an office document by what its archive lists; one that carries macros is none. Nothing in it is unpacked but a mark."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {each.filename for each in members}
            if len(members) > _MOST_MEMBERS or any(name.lower().endswith("vbaproject.bin") for name in names):
                return ""
            first = members[0] if members else None
            # ODF has it stored, not compressed (OpenDocument 1.2, part 3, 3.3): so nothing broken is ever unpacked here
            if first and first.filename == "mimetype" and (first.file_size, first.compress_type) == (len(_OPEN_TEXT), zipfile.ZIP_STORED):
                return _OPEN_TEXT if archive.read(first) == _OPEN_TEXT.encode() else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((_OFFICE + kind for part, kind in _PARTS.items() if part in names), "")


def _is_plain(content: bytes) -> bool:
    """Whether these are words in UTF-8 that no browser would take for a page or a picture."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(words) and not words.lstrip().startswith("<")
