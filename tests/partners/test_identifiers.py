"""Check digits and forms of identifiers, against published ones."""

import pytest

from coop.partners.identifiers import Scheme, is_isni, is_lei, is_ror, page_of, read, shown

ROR = ["00mcjh785", "01285e189", "025gq5q04", "03cve4549", "034t30j35", "028wp3y58", "0057ax056", "01f677e56", "048a87296", "05xg72x27"]
ISNI = ["0000000122647233", "000000041793300X", "000000041759700X", "0000000088917315", "0000000508268877"]


@pytest.mark.parametrize("value", ROR)
def test_published_ror_identifiers_pass_and_any_single_wrong_character_fails(value):
    assert is_ror(value)
    for at in range(1, 9):
        for character in "0123456789abcdefghjkmnpqrstvwxyz":
            wrong = value[:at] + character + value[at + 1 :]
            assert is_ror(wrong) == (wrong == value)


@pytest.mark.parametrize("value", ISNI)
def test_published_isni_pass_and_any_single_wrong_digit_fails(value):
    assert is_isni(value)
    for at in range(16):
        for character in "0123456789X":
            wrong = value[:at] + character + value[at + 1 :]
            assert is_isni(wrong) == (wrong == value)


def test_lei_check_digits():
    assert is_lei("5493001KJTIIGC8Y1R12")
    assert not is_lei("5493001KJTIIGC8Y1R13")
    assert not is_lei("5493001KJTIIGC8Y1R1")


@pytest.mark.parametrize(
    ("scheme", "typed", "value"),
    [
        (Scheme.ROR, " https://ror.org/00MCJH785 ", "00mcjh785"),
        (Scheme.ROR, "ror.org/00mcjh785", "00mcjh785"),
        (Scheme.ISNI, "https://isni.org/isni/0000 0004 1793 300x", "000000041793300X"),
        (Scheme.ISNI, "0000-0001-2264-7233", "0000000122647233"),
        (Scheme.WIKIDATA, "https://www.wikidata.org/wiki/Q1153539", "Q1153539"),
        (Scheme.WIKIDATA, "q1153539", "Q1153539"),
        (Scheme.GRID, "https://www.grid.ac/institutes/grid.12955.3a", "grid.12955.3a"),
        (Scheme.LEI, "5493 001K JTII GC8Y 1R12", "5493001KJTIIGC8Y1R12"),
        (Scheme.LOCAL, " 0017/B ", "0017/B"),
    ],
)
def test_what_people_paste_is_read(scheme, typed, value):
    assert read(scheme, typed) == (value, None)


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        (Scheme.ROR, "00mcjh786"), (Scheme.ROR, ""), (Scheme.ROR, "https://ror.org/"), (Scheme.ROR, "00mcjh78５"), (Scheme.ROR, "00mcjh785\n0"),
        (Scheme.ISNI, "0000 0001 2264 7234"), (Scheme.ISNI, "٠٠٠٠٠٠٠١٢٢٦٤٧٢٣٣"),
        (Scheme.WIKIDATA, "Q0"), (Scheme.WIKIDATA, "1153539"), (Scheme.GRID, "grid.x"), (Scheme.LEI, "5493001KJTIIGC8Y1R13"), (Scheme.LOCAL, "  "),
    ],
)  # fmt: skip
def test_what_is_no_identifier_has_a_fault(scheme, typed):
    assert read(scheme, typed).fault is not None


def test_identifiers_are_shown_as_people_write_them_and_lead_to_their_register():
    assert shown(Scheme.ISNI, "000000041793300X") == "0000 0004 1793 300X"
    assert page_of(Scheme.ROR, "00mcjh785") == "https://ror.org/00mcjh785"
    assert page_of(Scheme.GRID, "grid.12955.3a") == ""
