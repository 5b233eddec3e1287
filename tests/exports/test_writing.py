"""Files of lists: what stands in them byte for byte, and that nothing in them is run."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import msgspec
import pytest

from coop.exports import Format, Sheet, write

ROWS = [
    [1, "=1+1", date(2026, 2, 28), True],
    [2, 'He said "x",\nthen', None, False],
    [3.5, "名称", datetime(2026, 5, 18, 9, 30, tzinfo=UTC), ""],
]
SHEET = Sheet("List/1", ("number", "name", "day", "yes"), ("Number", "Name", "Day", "Yes"), ROWS)


def parts(made):
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_csv_byte_for_byte():
    assert write(SHEET, Format.CSV) == (
        b"\xef\xbb\xbfNumber,Name,Day,Yes\r\n"
        b"1,'=1+1,2026-02-28,true\r\n"
        b'2,"He said ""x"",\nthen",,false\r\n'
        b"3.5,\xe5\x90\x8d\xe7\xa7\xb0,2026-05-18T09:30:00Z,\r\n"
    )


@pytest.mark.parametrize("first", "=+-@\t\r＝＋－＠")
def test_no_cell_begins_as_a_formula(first):
    sheet = Sheet("x", ("a",), (f"{first}heading",), [[f"{first}cmd|' /C calc'!A0"]])
    lines = write(sheet, Format.CSV).decode("utf-8-sig")
    assert re.findall(r'(?:^|\n|,)"?' + re.escape(first), lines) == []
    page = parts(write(sheet, Format.XLSX))["xl/worksheets/sheet1.xml"]
    assert ("<f>" in page, page.count('t="s"')) == (False, 2)


def test_a_spreadsheet_holds_days_as_days_and_numbers_as_numbers():
    made = parts(write(SHEET, Format.XLSX))
    page = made["xl/worksheets/sheet1.xml"]
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>(.*?)</c>)', page))
    assert (cells["A2"], cells["A4"], cells["C2"], cells["D2"]) == ("<v>1</v>", "<v>3.5</v>", "<v>46081</v>", "<v>1</v>")
    texts = re.findall(r"<t(?: [^>]*)?>(.*?)</t>", made["xl/sharedStrings.xml"], re.DOTALL)
    assert texts[int(re.search(r"<v>(\d+)</v>", cells["B2"])[1])] == "=1+1"
    assert cells["C4"] == "<v>46160.39583333334</v>"
    assert 'name="List1"' in made["xl/workbook.xml"]
    assert ("rightToLeft" in page, 'state="frozen"' in page, '<autoFilter ref="A1:D4"/>' in page) == (False, True, True)


def test_a_list_in_arabic_is_read_from_the_right():
    sheet = Sheet("الشركاء", ("a",), ("الاسم",), [], is_right_to_left=True)
    page = parts(write(sheet, Format.XLSX))["xl/worksheets/sheet1.xml"]
    assert 'rightToLeft="1"' in page


def test_json_is_by_the_keys_of_the_columns():
    assert msgspec.json.decode(write(SHEET, Format.JSON))[0] == {"number": 1, "name": "=1+1", "day": "2026-02-28", "yes": True}
    assert write(Sheet("x", ("a",), ("A",), []), Format.JSON) == b"[]"
