"""Reading a dump: record by record, from a file or a zip, with every fault in words."""

import io
import json
import zipfile

import pytest

from coop.partners.register import dump as dumps
from coop.partners.register.dump import UnreadableError


class Slow(io.BytesIO):
    """Gives a few octets at a time, so that characters and records are cut anywhere."""

    def __init__(self, octets, step):
        super().__init__(octets)
        self.step = step
        self.largest = 0

    def read(self, size=-1):
        self.largest = max(self.largest, size)
        return super().read(min(self.step, size))


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_records_come_one_by_one_wherever_the_octets_are_cut(step):
    rows = [{"id": 1, "name": '厦门大学 "]},[{'}, {}, {"inner": [{"a": "é\\u00e9"}], "n": 1.5e3}]
    octets = ("\ufeff [" + " ,\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + " ]\n ").encode()
    assert list(dumps.records(Slow(octets, step))) == rows


def test_an_empty_array_holds_no_records():
    assert list(dumps.records(io.BytesIO(b" [ ] "))) == []


def test_what_is_held_does_not_grow_with_the_file():
    import tracemalloc

    row = json.dumps({"id": "x" * 2000}).encode()

    class Endless(io.RawIOBase):
        def __init__(self):
            self.left = 20_000
            self.began = False

        def read(self, _size=-1):
            if not self.began:
                self.began = True
                return b"[" + row
            if self.left == 0:
                self.left = -1
                return b"]"
            if self.left < 0:
                return b""
            count = min(100, self.left)
            self.left -= count
            return (b"," + row) * count

    tracemalloc.start()
    count = sum(1 for _each in dumps.records(Endless()))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 4_000_000  # of 40 MB


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "does not begin with a JSON array"),
        (b'{"a": 1}', "does not begin with a JSON array"),
        (b'[{"a": 1}', "ends in the middle of a record"),
        (b'[{"a": 1', "ends in the middle of a record"),
        (b'[{"a": 1},', "ends in the middle of a record"),
        (b'[{"a": 1} {"b": 2}]', "not parted by a comma"),
        (b"[1, 2]", "is no JSON object"),
        (b'[{"a": 1}] more', "Something follows the array"),
        (b'[{"a": "\xff"}]', "is not UTF-8"),
        (b'[{"a": "\xe5\x8e', "is not UTF-8"),
        (b"[" + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"]", "nested too deep"),
    ],
)
def test_faults_are_told_in_words(octets, words):
    with pytest.raises(UnreadableError, match=words):
        list(dumps.records(io.BytesIO(octets)))


def test_a_text_without_end_is_found_out_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(dumps, "LONGEST", 1000)
    monkeypatch.setattr(dumps, "CHUNK", 100)
    with pytest.raises(UnreadableError, match="is not valid JSON"):
        list(dumps.records(io.BytesIO(b'[{"a": "' + b"x" * 100_000)))


def zipped(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return path


def test_a_zip_gives_its_json_of_schema_version_2(tmp_path):
    path = zipped(tmp_path / "v1.zip", **{"v1.55-ror-data__json": "[]", "v1.55-ror-data_schema_v2__json": '[{"a": 1}]', "v1__csv": "x"})
    with dumps.opened(path) as (name, stream, size):
        assert (name, size, list(dumps.records(stream))) == ("v1.55-ror-data_schema_v2.json", 10, [{"a": 1}])
    newer = zipped(tmp_path / "v2.zip", **{"v2.0-ror-data__json": '[{"b": 2}]', "v2.0-ror-data__csv": "x"})
    with dumps.opened(newer) as (name, stream, _size):
        assert (name, list(dumps.records(stream))) == ("v2.0-ror-data.json", [{"b": 2}])


def test_a_zip_without_one_json_and_a_damaged_one_are_refused(tmp_path):
    with pytest.raises(UnreadableError, match="holds 0 JSON files"), dumps.opened(zipped(tmp_path / "none.zip", a__csv="x")):
        pass
    two = zipped(tmp_path / "two.zip", a__json="[]", b__json="[]")
    with pytest.raises(UnreadableError, match="holds 2 JSON files"), dumps.opened(two):
        pass
    path = zipped(tmp_path / "whole.zip", a__json=json.dumps([{"a": "x" * 5000 + str(n)} for n in range(200)]))
    octets = bytearray(path.read_bytes())
    octets[400:420] = bytes(20)
    path.write_bytes(octets)
    with pytest.raises(UnreadableError, match="damaged"), dumps.opened(path) as (_name, stream, _size):
        list(dumps.records(stream))
