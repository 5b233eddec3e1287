"""Text, addresses and folding: nothing a person types can break a line or be changed by it."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.calendar.plain import ascii_uri, escaped, fold, plain, plain_line

PIECES = [
    "\\",
    ";",
    ",",
    ":",
    '"',
    "'",
    "\n",
    "\r",
    "\t",
    " ",
    "\x00",
    "\x0b",
    "\x1b",
    "\u2028",
    "\u202e",
    "\ufeff",
    "e\u0301",
    "\\n",
    "\\N",
]
PIECES += ["👩‍🔬", "ก็", "قِ", "नि", "能"]
ANY_TEXT = st.lists(st.one_of(st.characters(), st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


@settings(max_examples=10_000, deadline=None)
@given(ANY_TEXT)
def test_any_text_comes_back_from_escaping_and_folding(text):
    wanted = plain(text)
    line = fold("DESCRIPTION:" + escaped(wanted))
    pieces = line.encode().split(b"\r\n ")
    assert all(len(piece) + (1 if n else 0) <= 75 for n, piece in enumerate(pieces))
    for piece in pieces:
        assert b"\n" not in piece
        assert b"\r" not in piece
        piece.decode()
    assert unescaped(line.replace("\r\n ", "").removeprefix("DESCRIPTION:")) == wanted


@pytest.mark.parametrize("length", range(60, 81))
@pytest.mark.parametrize("letter", ["能", "พ", "ق", "é", "👩‍🔬", "न", "a", "\\", ","])
def test_folds_fall_between_characters_and_outside_escapes(length, letter):
    line = fold("SUMMARY:" + "x" * (length - 8) + escaped(letter * 40))
    for n, piece in enumerate(line.split("\r\n ")):
        assert len(piece.encode()) + (1 if n else 0) <= 75
        assert (len(piece) - len(piece.rstrip("\\"))) % 2 == 0
    assert line.replace("\r\n ", "").count(letter) >= 40


def test_no_fold_falls_beside_a_space():
    line = fold("SUMMARY:" + "word and " * 40)
    pieces = line.split("\r\n ")
    assert len(pieces) > 3
    assert not any(piece.endswith(" ") or later.startswith(" ") for piece, later in pairwise(pieces))


def test_a_written_backslash_n_is_not_a_line_break():
    assert escaped("C:\\New, D:\\x; y\nz") == "C:\\\\New\\, D:\\\\x\\; y\\nz"


def test_controls_bidi_overrides_and_noncharacters_go_and_breaks_become_one():
    assert plain("a\x00b\x0bc\x1b[1md\x7fe\x85f\u2028g\r\nh\ri\u202ej\ufeffk\ufffel\ud800m\tn") == "abc[1mde\nf\ng\nh\nijklm n"


def test_joiners_and_marks_stay():
    assert plain("👩‍🔬 ก็ \u200e") == "👩‍🔬 ก็ \u200e"


def test_a_line_has_single_spaces_and_is_composed():
    assert plain_line("  e\u0301nergie \n solaire ") == "énergie solaire"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://例え.jp/会议?q=氢能#ก", "https://xn--r8jz45g.jp/%E4%BC%9A%E8%AE%AE?q=%E6%B0%A2%E8%83%BD#%E0%B8%81"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/a b\r\nATTENDEE:mailto:x", "https://example.org/a%20b%20ATTENDEE:mailto:x"),
        ("https://user:pass@example.org:8443/", "https://example.org:8443/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://[bad/", ""),
        ("https://example.org:port/", ""),
        ("", ""),
    ],
)
def test_addresses_are_written_in_ascii_or_not_at_all(typed, written):
    assert ascii_uri(typed) == written
