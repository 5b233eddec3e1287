"""What the style sheets promise: no physical sides, no hidden weight, four scripts."""

from __future__ import annotations

import gzip
import re

import pytest

SHEETS = ("tokens.css", "base.css", "parts.css")
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:^|[;{\s])(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|\bto (?:left|right)\b"
)


def sheet(static, name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (static / "css" / name).read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", SHEETS)
def test_no_physical_sides(static, name):
    declarations = re.sub(r"@media[^{]*\{", "{", sheet(static, name))
    assert PHYSICAL.findall(declarations) == []


def test_the_search_for_physical_sides_finds_them():
    assert PHYSICAL.search("a { margin-left: 1px }")
    assert PHYSICAL.search("a { color: red; width: 1px }")
    assert PHYSICAL.search("a { text-align: right }")
    assert not PHYSICAL.search("a { margin-inline-start: 1px; inline-size: 2px; text-align: start }")


@pytest.mark.parametrize("name", SHEETS)
def test_neither_letter_spacing_nor_capitals_nor_broken_words(static, name):
    assert re.findall(r"letter-spacing|text-transform|word-break\s*:\s*break-all|font-variant-caps", sheet(static, name)) == []


def test_one_file_stays_within_its_budget(static):
    whole = b"".join((static / "css" / name).read_bytes() for name in SHEETS)
    assert len(gzip.compress(whole, 9)) <= 14 * 1024


def test_scripts_stay_within_their_budget(static):
    whole = b"".join(each.read_bytes() for each in sorted((static / "js").glob("*.js")))
    assert len(gzip.compress(whole, 9)) <= 8 * 1024


def test_scripts_and_the_vendored_one_stay_within_the_budget_of_a_reading_page(static):
    files = [*sorted((static / "js").glob("*.js")), *(static / "vendor").rglob("*.js")]
    assert sum(len(gzip.compress(each.read_bytes(), 9)) for each in files) <= 22 * 1024


def test_fonts_stay_within_their_budget(static):
    assert sum(each.stat().st_size for each in static.rglob("*.woff2")) <= 130 * 1024


def test_fonts_never_block(static):
    base = (static / "css" / "base.css").read_text("utf-8")
    assert base.count("@font-face") == base.count("font-display: swap") == 3


def test_fonts_named_in_the_sheet_exist(static):
    named = re.findall(r'url\("([^"]+)"\)', sheet(static, "base.css"))
    assert len(named) == 3
    assert [each for each in named if not (static / each).is_file()] == []


@pytest.mark.parametrize(("language", "line"), [("zh", "1.7"), ("th", "1.75"), ("ar", "1.8"), ("en", "1.55")])
def test_each_script_has_its_line_height(static, language, line):
    rule = re.search(rf"[^\n}}]*:lang\({language}\)[^{{]*\{{[^}}]*--body-line: ([0-9.]+)", sheet(static, "base.css"))
    assert rule is not None
    assert rule[1] == line


def test_no_words_are_smaller_than_fourteen_pixels(static):
    sizes = [float(each) for name in SHEETS for each in re.findall(r"font-size:\s*\.?([0-9.]+)rem", sheet(static, name))]
    assert all(each >= 0.875 for each in (size if size >= 0.5 else 1.0 for size in sizes))


def test_motion_only_where_it_is_wanted(static):
    for name in SHEETS:
        text = sheet(static, name)
        moving = re.findall(r"transition:|animation:", text)
        wanted = re.search(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*\s*\}", text)
        assert len(moving) == (len(re.findall(r"transition:|animation:", wanted[0])) if wanted else 0), name
