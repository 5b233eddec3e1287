"""Numbers that addresses and forms name records and pages by."""

from __future__ import annotations

import pytest

from coop.asked import numbers_in, read_number, read_page


@pytest.mark.parametrize("typed", ["", "0", "-1", "+1", "01", "1.0", "٣", "²", "1\n", "1234567890", "9" * 5_000, "x"])
def test_what_is_no_number_of_a_record(typed):
    assert read_number(typed) is None
    assert read_page(typed) == 1


def test_numbers_are_read_each_once_in_order():
    assert read_number("999999999") == 999_999_999
    assert numbers_in(["7", "x", "3", "7", "0"]) == [7, 3]
    assert (read_page("999999"), read_page("1000000")) == (999_999, 1)
