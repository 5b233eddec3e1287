"""Forms: typed pieces, faults in words, nothing typed ever lost."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from coop.errors import Invalid
from coop.i18n.message import _
from coop.multilingual import Multilingual
from coop.web.kit.forms import Form, read_fields
from coop.web.kit.refusals import Refused

URLENCODED = "application/x-www-form-urlencoded"


def read(reader, typed, *arguments):
    """What a reader gives for what was typed into the field ``it``, and the fault it notes."""
    form = Form([("it", typed)])
    value = getattr(form, reader)("it", *arguments)
    assert form.typed("it") == typed
    return value, form.errors["it"].text if form.errors else ""


@pytest.mark.parametrize(
    ("typed", "value", "fault"),
    [
        ("2026-05-18", date(2026, 5, 18), ""), (" 2026-5-8 ", date(2026, 5, 8), ""), ("2569-05-18", date(2026, 5, 18), ""), ("", None, ""),
        ("2024-02-29", date(2024, 2, 29), ""), ("2567-02-29", date(2024, 2, 29), ""),
        ("2026-02-29", None, "Enter a day as year-month-day, such as 2026-05-18."), ("18.5.2026", None, "Enter a day as year-month-day, such as 2026-05-18."),
        ("0000-01-01", None, "Enter a day as year-month-day, such as 2026-05-18."), ("2026-13-01", None, "Enter a day as year-month-day, such as 2026-05-18."),
    ],
)  # fmt: skip
def test_days(typed, value, fault):
    assert read("date", typed) == (value, fault)


@pytest.mark.parametrize(
    ("typed", "value", "fault"),
    [
        ("09:30", time(9, 30), ""), ("9.30", time(9, 30), ""), ("23:59:00", time(23, 59), ""), ("", None, ""),
        ("24:00", None, "Enter a time from 00:00 to 23:59, such as 09:30."), ("9h", None, "Enter a time from 00:00 to 23:59, such as 09:30."),
    ],
)  # fmt: skip
def test_times(typed, value, fault):
    assert read("time", typed) == (value, fault)


@pytest.mark.parametrize(
    ("typed", "value", "fault"),
    [
        ("12", 12, ""), (" +7 ", 7, ""), ("๑๒", 12, ""), ("١٢", 12, ""), ("", None, ""), ("1.5", None, "Enter a whole number, such as 12."),
        ("1" * 16, None, "Enter a whole number, such as 12."), ("²", None, "Enter a whole number, such as 12."), ("0", None, "Enter a number of at least %(least)s."),
        ("101", None, "Enter a number of at most %(most)s."),
    ],
)  # fmt: skip
def test_whole_numbers(typed, value, fault):
    assert read("integer", typed, 1, 100) == (value, fault)


WRONG_DECIMAL = "Enter a number with a point before the decimals, such as 24.48."


@pytest.mark.parametrize(
    ("typed", "value", "fault"),
    [
        ("24.4798", Decimal("24.4798"), ""), ("-118", Decimal(-118), ""), ("", None, ""), ("24,5", None, WRONG_DECIMAL), ("NaN", None, WRONG_DECIMAL),
        ("Infinity", None, WRONG_DECIMAL), ("1e999", None, WRONG_DECIMAL), ("1" * 31, None, WRONG_DECIMAL),
    ],
)  # fmt: skip
def test_decimals(typed, value, fault):
    assert read("decimal", typed) == (value, fault)


def test_choices_come_from_the_list_only():
    assert read("choice", "online", ["online", "hybrid"]) == ("online", "")
    assert read("choice", "", ["online"], "hybrid") == ("hybrid", "")
    assert read("choice", "root", ["online"]) == ("", "Choose from the list.")
    form = Form([("theme", "ccus"), ("theme", ""), ("theme", "hydrogen"), ("theme", "ccus"), ("theme", "x")])
    assert form.choices("theme", ["hydrogen", "ccus"]) == ["ccus", "hydrogen"]
    assert form.errors["theme"].text == "Choose from the list."


def test_repeated_fields_are_lists():
    form = Form([("host", "3"), ("host", " 12 "), ("host", ""), ("host", "3"), ("other", "x")])
    assert form.many("host") == ["3", "12"]
    assert form.integers("host") == [3, 12]
    assert form.integers("other") == []
    assert list(form.errors) == ["other"]
    assert form.all_typed("host") == ["3", " 12 ", "", "3"]


def test_a_wall_time_needs_both_its_parts():
    assert Form([("starts.date", "2026-05-18"), ("starts.time", "09:30")]).wall("starts") == datetime(2026, 5, 18, 9, 30)  # noqa: DTZ001 - a wall time has no zone
    only_day, only_time = Form([("starts.date", "2026-05-18"), ("starts.time", "")]), Form([("starts.time", "09:30")])
    assert (only_day.wall("starts"), only_day.errors["starts.time"].text) == (None, "Enter the time as well.")
    assert (only_time.wall("starts"), only_time.errors["starts.date"].text) == (None, "Enter the day as well.")
    neither = Form()
    assert (neither.wall("starts"), neither.errors) == (None, {})


def test_text_in_several_languages():
    form = Form(
        [
            ("name.source", "th"),
            ("name.en", "Hydrogen"),
            ("name.th", " ไฮโดรเจน "),
            ("name.ar", ""),
            ("name.../etc", "x"),
            ("named.fr", "x"),
        ]
    )
    assert form.multilingual("name") == Multilingual.from_texts("th", {"en": "Hydrogen", "th": "ไฮโดรเจน"})
    assert form.errors == {}


def test_the_source_is_a_language_that_has_a_text():
    assert Form([("name.source", "en"), ("name.en", " "), ("name.th", "ไฮโดรเจน")]).multilingual("name").source == "th"
    assert Form([("name.source", "../x"), ("name.en", "")]).multilingual("name") == Multilingual("en", {})


def test_a_character_without_a_place_is_a_fault_of_its_own_language():
    form = Form([("name.en", "Hydro\u202egen"), ("name.th", "ไฮโดรเจน")])
    assert form.multilingual("name").texts.keys() == {"th"}
    assert list(form.errors) == ["name.en"]
    assert form.typed("name.en") == "Hydro\u202egen"


def test_one_line_is_one_line_and_text_may_have_several():
    assert Form([("a", "  one   two ")]).line("a") == "one two"
    assert Form([("a", "one\r\ntwo\n")]).text("a") == "one\ntwo"
    form = Form([("a", "one\ntwo")])
    assert (form.line("a"), list(form.errors)) == ("", ["a"])


def test_faults_are_raised_together_with_those_of_the_domain():
    form = Form([("day", "x"), ("title.en", "")])
    form.date("day")
    form.require("title.en", "day")
    form.take(Invalid({"ends_at": _("Choose from the list."), "day": _("Fill in this field.")}), {"ends_at": "ends.date"})
    with pytest.raises(Invalid) as raised:
        form.answer()
    assert {name: message.text for name, message in raised.value.fields.items()} == {
        "day": "Enter a day as year-month-day, such as 2026-05-18.",
        "title.en": "Fill in this field.",
        "ends.date": "Choose from the list.",
    }
    Form().answer()


def test_a_missing_version_is_older_than_any():
    assert [Form([("version", each)]).version() for each in ("7", "", "x", "-1", "9" * 20)] == [7, 0, 0, 0, 0]


def test_checkboxes():
    assert [Form([("a", each)]).checked("a") for each in ("on", "1", "off", "0", "")] == [True, True, False, False, False]
    assert not Form().checked("a")


def test_fields_are_read_as_utf8():
    assert read_fields(b"name=%E6%B0%A2&name=%E6%B0%A2+b&x=", URLENCODED).all_typed("name") == ["氢", "氢 b"]
    assert read_fields(b"", "").names == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"a=%ff", URLENCODED, 400), (b"a=1&" * 1_001, URLENCODED, 400), (b"{}", "application/json", 415), (b"a=1", "", 415)],
)
def test_bytes_that_are_no_form_are_refused(body, kind, status):
    with pytest.raises(Refused) as raised:
        read_fields(body, kind)
    assert raised.value.status == status


def test_the_rows_of_a_group_are_read_in_order_and_within_bounds():
    names = ["a.10.x", "a.2.x.en", "a.2.y", "b.1.x", "a.x.y", "a.1", "a.١.x", "a." + "9" * 6 + ".x", "a." + "9" * 5_000 + ".x"]
    form = Form([(name, "1") for name in names])
    assert form.rows("a", 9) == [2, 10]
    assert form.rows("a", 1) == [2]
    assert form.rows("c", 9) == []
