"""Dates as people type them, in four languages and two eras."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.errors import Invalid
from coop.i18n import dates, translate
from coop.i18n.typed_dates import TypedDate, parse_typed_date

THE_DAY = date(2026, 5, 18)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-05-18",
        " 2026/5/18 ",
        "2026.5.18",
        "18/5/2026",
        "18.05.2026",
        "18 May 2026",
        "18 may 2026",
        "May 18, 2026",
        "18 May 2026 CE",
        "2026年5月18日",
        "２０２６年５月１８日",
        "公元2026年5月18号",
        "18 พฤษภาคม 2026",
        "18 พ.ค. ค.ศ. 2026",
        "18 مايو 2026",
        "١٨ مايو ٢٠٢٦ م",
    ],
)
def test_a_day_is_understood_in_any_offered_language(typed):
    assert parse_typed_date(typed, "starts_on") == TypedDate(THE_DAY, "day", None)


@pytest.mark.parametrize(
    "typed",
    [
        "18/5/2569",
        "18 พ.ค. 2569",
        "18 พฤษภาคม พ.ศ. 2569",
        "18 พฤษภาคม พ.ศ.2569",
        "๑๘ พฤษภาคม ๒๕๖๙",
        "2569-05-18",
        "18 May B.E. 2569",
        "佛历2569年5月18日",
    ],
)
def test_a_buddhist_year_is_understood_and_said_so(typed):
    found = parse_typed_date(typed, "starts_on")
    assert (found.day, found.precision) == (THE_DAY, "day")
    assert translate(found.note, "en") == "2569 was read as a year of the Buddhist Era, 2026 in the common era."
    assert translate(found.note, "th") == "2569 ถูกอ่านเป็นปีพุทธศักราช ตรงกับ ค.ศ. 2026"


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("May 2026", date(2026, 5, 1), "month"),
        ("Sep 2026", date(2026, 9, 1), "month"),
        ("Sept. 2026", date(2026, 9, 1), "month"),
        ("2026-05", date(2026, 5, 1), "month"),
        ("5/2026", date(2026, 5, 1), "month"),
        ("2026年5月", date(2026, 5, 1), "month"),
        ("พฤษภาคม 2569", date(2026, 5, 1), "month"),
        ("2026", date(2026, 1, 1), "year"),
        ("2026年", date(2026, 1, 1), "year"),
        ("พ.ศ. 2569", date(2026, 1, 1), "year"),
        ("2400", date(1857, 1, 1), None),
        ("2443", date(1900, 1, 1), "year"),
        ("2700", date(2157, 1, 1), "year"),
    ],
)
def test_as_much_is_known_as_was_typed(typed, day, precision):
    if precision is None:
        with pytest.raises(Invalid):
            parse_typed_date(typed, "starts_on")
        return
    found = parse_typed_date(typed, "starts_on")
    assert (found.day, found.precision) == (day, precision)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Enter a date such as 2026-05-18 or 18 May 2026."),
        ("tomorrow", "Enter a date such as 2026-05-18 or 18 May 2026."),
        ("18/5/26", "Enter a date such as 2026-05-18 or 18 May 2026."),
        ("18 Mai 2026", "Enter a date such as 2026-05-18 or 18 May 2026."),
        ("2026-05-18T10:00", "Enter a date such as 2026-05-18 or 18 May 2026."),
        ("31/2/2026", "There is no such day. Enter a date such as 2026-05-18 or 18 May 2026."),
        ("05/18/2026", "There is no such day. Enter a date such as 2026-05-18 or 18 May 2026."),
        ("29 กุมภาพันธ์ 2569", "There is no such day. Enter a date such as 2026-05-18 or 18 May 2026."),
        ("1850", "Enter a year from 1900 to 2199, or from 2400 to 2700 in the Buddhist Era."),
        ("18 May 2300", "Enter a year from 1900 to 2199, or from 2400 to 2700 in the Buddhist Era."),
    ],
)
def test_what_is_not_certain_is_refused_with_what_to_enter(typed, reason):
    with pytest.raises(Invalid) as refused:
        parse_typed_date(typed, "starts_on")
    assert {field: translate(message, "en") for field, message in refused.value.fields.items()} == {"starts_on": reason}


@given(
    st.dates(date(1900, 1, 1), date(2157, 12, 31)),
    st.sampled_from(["en", "zh-Hans", "th", "ar"]),
    st.sampled_from([dates.day, dates.day_long]),
)
def test_what_we_write_we_can_read(day, locale, form):
    assert parse_typed_date(form(day, locale), "day").day == day


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(typed):
    try:
        assert 1900 <= parse_typed_date(typed, "day").day.year <= 2199
    except Invalid as refused:
        assert list(refused.fields) == ["day"]
