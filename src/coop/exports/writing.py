"""One sheet of values, written as CSV, XLSX or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = str | int | float | bool | date | datetime | None
"""What a cell holds. An instant is in UTC."""
_DANGEROUS = tuple("=+-@\t\r＝＋－＠")
"""A cell that begins with one of these is run as a formula by a spreadsheet (OWASP, CSV injection; the full-width forms in East Asia)."""
_WIDEST = 60
_TEXTS_STAY_TEXTS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Format(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What the file is called on the web."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: its title, the keys of its columns (the same in every language), their headings in words, a row of values for each item."""

    title: str
    keys: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    is_right_to_left: bool = False


def write(sheet: Sheet, kind: Format) -> bytes:
    """The bytes of a file. Takes time: call it in a thread."""
    return _WRITERS[kind](sheet)


def _csv(sheet: Sheet) -> bytes:
    """RFC 4180, UTF-8 with the mark by which Excel knows it. Days are ISO 8601, instants too, in UTC; nothing is run as a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(_harmless(each) for each in sheet.headings)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return made.getvalue().encode("utf-8-sig")


def _xlsx(sheet: Sheet) -> bytes:
    """Office Open XML: days are days and numbers are numbers, texts are texts whatever they begin with."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        page = book.add_worksheet(_sheet_name(sheet.title))
        bold = book.add_format({"bold": True})
        day, instant = (book.add_format({"num_format": each}) for each in ("yyyy-mm-dd", 'yyyy-mm-dd hh:mm"Z"'))
        if sheet.is_right_to_left:
            page.right_to_left()
        for at, width in enumerate(_widths(sheet)):
            page.set_column(at, at, width)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.headings, bold)
        for line, row in enumerate(sheet.rows, 1):
            for at, value in enumerate(row):
                match value:
                    case None | "":
                        pass
                    case datetime():
                        page.write_datetime(line, at, value.astimezone(UTC).replace(tzinfo=None), instant)
                    case date():
                        page.write_datetime(line, at, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a day of no zone
                    case bool():
                        page.write_boolean(line, at, value)
                    case int() | float():
                        page.write_number(line, at, value)
                    case _:
                        page.write_string(line, at, value)
        page.autofilter(0, 0, len(sheet.rows), max(0, len(sheet.headings) - 1))
    return made.getvalue()


def _json(sheet: Sheet) -> bytes:
    """A list of objects by the keys of the columns."""
    return msgspec.json.format(msgspec.json.encode([dict(zip(sheet.keys, row, strict=True)) for row in sheet.rows]), indent=1)


_WRITERS = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.JSON: _json}


def _plain(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case str():
            return _harmless(value)
        case _:
            return value


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _sheet_name(title: str) -> str:
    """A title as the name of a sheet: none of the signs that Excel refuses, at most 31 characters."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"


def _widths(sheet: Sheet) -> Iterable[int]:
    for at, heading in enumerate(sheet.headings):
        longest = max((len(str(row[at])) for row in sheet.rows[:200] if row[at] is not None), default=0)
        yield min(_WIDEST, max(10, len(heading) + 4, longest + 2))
