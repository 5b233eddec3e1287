"""A dump of ROR read record by record: a top-level JSON array, plain or in a zip, never in memory as a whole."""

from __future__ import annotations

import codecs
import json
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 256 * 1024
"""Octets read at a time."""
LONGEST = 8 * 1024 * 1024
"""Characters of one record. The longest of the register has some 200,000; a text without any end is found out here."""

_DECODER = json.JSONDecoder()
_BETWEEN = " \t\r\n"


class UnreadableError(Exception):
    """The file is no dump of ROR; the words say why and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    """The name of the dump, its octets and how many there are. In a zip the JSON of schema version 2 is chosen. Raises UnreadableError."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as plain:
            yield path.name, plain, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        named = [each for each in archive.infolist() if each.filename.endswith(".json") and not each.filename.startswith("__MACOSX")]
        chosen = [each for each in named if each.filename.endswith("_schema_v2.json")] or named
        if len(chosen) != 1:
            raise UnreadableError(f"{path.name} holds {len(chosen)} JSON files; a dump of ROR holds one of schema version 2.")
        with archive.open(chosen[0]) as inner:
            yield chosen[0].filename, inner, chosen[0].file_size


def records(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The objects of a top-level JSON array, one after the other. Raises UnreadableError where the file ends early or is no such array."""
    text = _Text(stream)
    if text.next() != "[":
        raise UnreadableError("The file does not begin with a JSON array: a dump of ROR is one array of records.")
    if text.next() == "]":
        text.finish()
        return
    text.back()
    while True:
        yield text.object()
        match text.next():
            case ",":
                continue
            case "]":
                text.finish()
                return
            case "":
                raise text.ends_early()
            case _:
                raise UnreadableError(f"Two records are not parted by a comma, {text.place()}.")


class _Text:
    """The characters of a stream, of which only those not yet read are held."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._held = ""
        self._at = 0
        self._before = 0
        self._ended = False

    def next(self) -> str:
        """The next character that is no blank, or an empty string at the end."""
        while True:
            while self._at < len(self._held):
                character = self._held[self._at]
                self._at += 1
                if character not in _BETWEEN:
                    return character
            if not self._more():
                return ""

    def back(self) -> None:
        """Unread the character that ``next`` gave."""
        self._at -= 1

    def object(self) -> dict[str, Any]:
        """The object that begins at the next character that is no blank."""
        if not self.next():
            raise self.ends_early()
        self.back()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > LONGEST:
                    raise UnreadableError(f"A record is not valid JSON, {self.place()}: {error.msg}.") from None
                if not self._more():
                    raise self.ends_early() from None
                continue
            except RecursionError:
                raise UnreadableError(f"A record is nested too deep, {self.place()}.") from None
            if not isinstance(found, dict):
                raise UnreadableError(f"A record is no JSON object, {self.place()}.")
            self._at = end
            return found

    def finish(self) -> None:
        """See that nothing follows."""
        if self.next():
            raise UnreadableError(f"Something follows the array of records, {self.place()}.")

    def place(self) -> str:
        """Where reading stands, in words."""
        return f"at character {self._before + self._at:,}"

    def ends_early(self) -> UnreadableError:
        """What is said of a file that was cut off."""
        return UnreadableError(f"The file ends in the middle of a record, {self.place()}: fetch the dump again.")

    def _more(self) -> bool:
        """Read on, forgetting what was read; False at the end."""
        if self._ended:
            return False
        self._before += self._at
        try:
            octets = self._stream.read(CHUNK)
            self._ended = not octets
            self._held = self._held[self._at :] + self._decode.decode(octets, final=self._ended)
        except UnicodeDecodeError:
            raise UnreadableError(f"The file is not UTF-8, {self.place()}.") from None
        except (zipfile.BadZipFile, EOFError) as error:
            raise UnreadableError(f"The zip file is damaged: {error}. Fetch the dump again.") from None
        self._at = 0
        return not self._ended or bool(self._held)
