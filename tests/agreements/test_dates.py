"""The dates of an agreement: the worked cases, and what holds for every paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.partners.agreements.dates import Counts, Dates, Period, Renewal, Term, dates_on, plus_months

LAST, AFTER = Counts.LAST_DAY, Counts.FIRST_DAY_AFTER


def test_an_end_worded_as_the_first_day_after_gives_notice_three_months_before_that_day():
    term = Term(effective_on=date(2020, 8, 1), months=36, counts=AFTER, renewal=Renewal.TACIT, renewal_months=12, notice_months=3)
    assert dates_on(term, date(2023, 10, 31)) == Dates(date(2024, 8, 1), date(2024, 7, 31), date(2024, 5, 1), None, 1)


def test_an_end_worded_as_the_last_day_gives_notice_on_the_last_of_the_month():
    term = Term(effective_on=date(2020, 8, 1), months=36, counts=LAST, renewal=Renewal.TACIT, renewal_months=12, notice_months=3)
    assert dates_on(term, date(2023, 10, 31)) == Dates(date(2024, 7, 31), date(2024, 7, 31), date(2024, 4, 30), None, 1)


def test_an_end_given_as_a_day_renews_for_a_year_and_gives_notice_two_months_before():
    term = Term(ends_on=date(2025, 8, 28), renewal=Renewal.TACIT, renewal_months=12, notice_months=2)
    found = dates_on(term, date(2026, 2, 11))
    assert (found.current_end, found.notice_by) == (date(2026, 8, 28), date(2026, 6, 28))


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2025, 8, 27), date(2025, 8, 28)),
        (date(2025, 8, 28), date(2025, 8, 28)),
        (date(2025, 8, 29), date(2026, 8, 28)),
        (date(2031, 8, 28), date(2031, 8, 28)),
        (date(2031, 8, 29), date(2032, 8, 28)),
    ],
)
def test_the_last_day_itself_belongs_to_the_period_that_ends(today, end):
    term = Term(ends_on=date(2025, 8, 28), renewal=Renewal.TACIT, renewal_months=12)
    assert dates_on(term, today).current_end == end


def test_the_first_day_after_belongs_to_the_next_period():
    term = Term(ends_on=date(2025, 8, 28), counts=AFTER, renewal=Renewal.TACIT, renewal_months=12)
    assert dates_on(term, date(2025, 8, 27)).last_day == date(2025, 8, 27)
    assert dates_on(term, date(2025, 8, 28)).last_day == date(2026, 8, 27)


def test_renewals_are_counted_from_the_initial_end_so_short_months_are_not_carried_on():
    term = Term(ends_on=date(2025, 1, 31), renewal=Renewal.TACIT, renewal_months=1)
    ends = [dates_on(term, day).current_end for day in (date(2025, 1, 31), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1))]
    assert ends == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]


def test_the_29th_of_february_comes_back_in_leap_years():
    term = Term(ends_on=date(2024, 2, 29), renewal=Renewal.TACIT, renewal_months=12, notice_months=12)
    assert dates_on(term, date(2025, 1, 1)) == Dates(date(2025, 2, 28), date(2025, 2, 28), date(2024, 2, 28), None, 1)
    assert dates_on(term, date(2027, 6, 1)) == Dates(date(2028, 2, 29), date(2028, 2, 29), date(2027, 2, 28), None, 4)


def test_years_counted_from_the_first_of_march_end_on_the_last_of_february():
    term = Term(effective_on=date(2023, 3, 1), months=12, renewal=Renewal.TACIT, renewal_months=12)
    assert dates_on(term, date(2023, 6, 1)).last_day == date(2024, 2, 29)
    assert dates_on(term, date(2024, 6, 1)).last_day == date(2025, 2, 28)


def test_without_renewal_the_end_stays_where_it_is():
    term = Term(ends_on=date(2020, 6, 30), notice_months=1)
    assert dates_on(term, date(2026, 1, 1)) == Dates(date(2020, 6, 30), date(2020, 6, 30), date(2020, 5, 30), None, 0)


def test_an_express_renewal_writes_a_period_and_goes_no_further():
    periods = (Period(date(2022, 1, 1), date(2023, 12, 31)), Period(date(2024, 1, 1), date(2025, 12, 31)))
    term = Term(ends_on=date(2021, 12, 31), renewal=Renewal.EXPRESS, notice_months=6, periods=periods)
    assert dates_on(term, date(2026, 5, 1)) == Dates(date(2025, 12, 31), date(2025, 12, 31), date(2025, 6, 30), None, 2)


def test_an_open_one_has_no_end_and_is_looked_at_every_year():
    term = Term(effective_on=date(2020, 2, 29), notice_months=3)
    assert dates_on(term, date(2020, 3, 1)) == Dates(review_on=date(2021, 2, 28))
    assert dates_on(term, date(2023, 2, 28)) == Dates(review_on=date(2023, 2, 28))
    assert dates_on(term, date(2023, 3, 1)) == Dates(review_on=date(2024, 2, 29))


def test_one_that_was_ended_renews_no_more_and_needs_no_notice():
    term = Term(ends_on=date(2021, 12, 31), renewal=Renewal.TACIT, renewal_months=12, notice_months=3, ended_on=date(2024, 5, 6))
    assert dates_on(term, date(2026, 1, 1)) == Dates(date(2024, 5, 6), date(2024, 5, 6))
    worded = Term(ends_on=date(2021, 12, 31), counts=AFTER, ended_on=date(2024, 5, 6))
    assert dates_on(worded, date(2026, 1, 1)) == Dates(date(2024, 5, 7), date(2024, 5, 6))


def test_terms_without_a_first_day_and_an_end_say_nothing():
    assert dates_on(Term(), date(2026, 1, 1)) == Dates()
    assert dates_on(Term(months=12), date(2026, 1, 1)) == Dates()


DAYS = st.dates(date(1970, 1, 1), date(2150, 12, 31))
TERMS = st.builds(
    Term,
    effective_on=DAYS,
    months=st.integers(1, 600),
    counts=st.sampled_from(Counts),
    renewal=st.sampled_from(Renewal),
    renewal_months=st.integers(1, 240),
    notice_months=st.integers(0, 120),
) | st.builds(
    Term,
    ends_on=DAYS,
    counts=st.sampled_from(Counts),
    renewal=st.sampled_from(Renewal),
    renewal_months=st.integers(1, 240),
    notice_months=st.integers(0, 120),
)
MANY = settings(max_examples=10_000, deadline=None)


@MANY
@given(TERMS, DAYS)
def test_notice_never_comes_after_the_end(term, today):
    found = dates_on(term, today)
    assert found.notice_by is None or found.notice_by <= found.current_end


@MANY
@given(TERMS, DAYS, st.integers(0, 4000))
def test_as_days_go_by_no_date_goes_back(term, today, later):
    first, second = dates_on(term, today), dates_on(term, today + timedelta(days=later))
    assert first.current_end <= second.current_end
    assert first.last_day <= second.last_day
    assert first.renewals <= second.renewals
    assert first.notice_by is None or first.notice_by <= second.notice_by


@MANY
@given(TERMS, DAYS)
def test_tacit_renewal_gives_the_first_end_that_does_not_lie_in_the_past(term, today):
    found = dates_on(term, today)
    if term.renewal is Renewal.TACIT:
        assert found.last_day >= today
        if found.renewals:
            before = dates_on(term, date(1900, 1, 1)).current_end
            one_less = plus_months(before, (found.renewals - 1) * term.renewal_months)
            assert one_less - timedelta(days=term.counts is AFTER) < today
    else:
        assert found == dates_on(term, date(1900, 1, 1))


@MANY
@given(DAYS, st.integers(-1500, 1500))
def test_a_day_some_months_on_is_that_day_or_the_last_of_its_month(day, months):
    found = plus_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
