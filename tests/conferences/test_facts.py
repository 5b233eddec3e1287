from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost, NewSeries
from coop.conferences.spans import Dates, When
from coop.conferences.states import DeadlineKind, Format, HostRole, Precision, Status
from coop.errors import Invalid
from coop.i18n import translate
from coop.multilingual import Multilingual


def wrong(facts):
    """Field -> English words of everything that check() finds."""
    with pytest.raises(Invalid) as refused:
        facts.check()
    return {field: translate(message, "en") for field, message in refused.value.fields.items()}


def test_everything_that_is_wrong_is_said_at_once():
    assert wrong(
        NewConference(
            names=Multilingual("th"),
            topics=(),
            zone="Mars/Olympus",
            starts_on=date(2026, 5, 3),
            ends_on=date(2026, 5, 1),
            country="XX",
            website="ftp://example.org",
            contact="not an address",
            latitude=91.0,
            expected_attendance=0,
            languages=("english",),
            status=Status.HELD,
        )
    ) == {
        "names.th": "Enter a name.",
        "topics": "Choose at least one theme or topic.",
        "zone": "Mars/Olympus is not a time zone we know. Enter a name such as Asia/Shanghai.",
        "ends_on": "The last day must not come before the first day.",
        "country": "XX is not a country or area we know. Choose from the list.",
        "website": "Enter a web address that starts with https://, such as https://example.org.",
        "contact": "Enter an email address in the format name@example.org.",
        "latitude": "Enter a latitude from -90 to 90.",
        "longitude": "Enter both latitude and longitude, or neither.",
        "expected_attendance": "Enter a number of people between 1 and 10000000.",
        "languages": "english is not a language code such as en, zh-Hans or th.",
        "status": "A new conference is tentative or confirmed.",
    }


def test_what_is_stored_is_tidy(facts):
    tidy = (
        replace(facts, names=Multilingual.of("en", en="  Green   Hydrogen Days "), zone="Asia/Saigon", topics=("re-wind", "h2", "h2"))
        .check()
        .facts
    )
    assert tidy.names.text("en") == "Green Hydrogen Days"
    assert tidy.zone == "Asia/Ho_Chi_Minh"
    assert tidy.topics == ("re-wind", "h2")


def test_a_name_too_long_a_line_break_and_a_bidi_mark_are_refused(facts):
    names = Multilingual.from_texts("en", {"en": "x" * 301, "th": "a\nb", "ar": "a\u202eb"})
    assert wrong(replace(facts, names=names)) == {
        "names.en": "Shorten this by 1 character; at most 300 fit.",
        "names.th": "Write this on one line, without line breaks or tabs.",
        "names.ar": "Character 2 is an invisible mark that reorders text (U+202E). Delete it.",
    }


def test_translations_without_the_original_are_refused(facts):
    assert wrong(replace(facts, names=Multilingual.of("en", th="วัน"))) == {
        "names.en": "Enter this in the original language too; the others are translations of it."
    }


def test_a_year_of_the_buddhist_era_is_named_with_the_one_it_stands_for(facts):
    assert wrong(replace(facts, starts_on=date(2569, 12, 1), ends_on=None)) == {
        "starts_on": "The year 2569 looks like the Buddhist Era. Enter the common era year 2026."
    }


def test_an_hour_that_the_clocks_skip_is_refused_with_its_neighbours(facts):
    found = wrong(
        replace(
            facts,
            zone="Europe/Berlin",
            country="DE",
            starts_on=date(2027, 3, 28),
            ends_on=date(2027, 3, 28),
            opens_at=time(2, 30),
            closes_at=time(9),
        )
    )
    assert found == {"opens_at": "Clocks are put forward over this time, so it does not exist. Enter 01:30 or 03:30."}


def test_an_hour_that_comes_twice_is_asked_about_and_then_taken(facts):
    twice = replace(
        facts,
        zone="Europe/Berlin",
        country="DE",
        starts_on=date(2026, 10, 25),
        ends_on=date(2026, 10, 25),
        opens_at=time(2, 30),
        closes_at=time(9),
    )
    assert wrong(twice) == {
        "opens_at": "Clocks are put back over this time, so it comes twice. Choose the first, 25 Oct 2026, 02:30 (UTC+2),"
        " or the second, 25 Oct 2026, 02:30 (UTC+1)."
    }
    assert replace(twice, opens_fold=0).check().span.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert replace(twice, opens_fold=1).check().span.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_hours_need_each_other_and_a_day_and_must_not_run_backwards(facts):
    assert wrong(replace(facts, opens_at=time(9))) == {"closes_at": "Enter both the opening and the closing time, or neither."}
    assert wrong(replace(facts, opens_at=time(9), closes_at=time(17), precision=Precision.MONTH)) == {
        "opens_at": "Hours can be given only when the day is known."
    }
    assert wrong(replace(facts, opens_at=time(17), closes_at=time(9))) == {
        "closes_at": "The closing time must come after the opening time."
    }


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (Dates(date(2026, 12, 1), date(2026, 12, 3)), date(2026, 12, 1), date(2026, 12, 3)),
        (Dates(date(2026, 9, 14)), date(2026, 9, 14), date(2026, 9, 14)),
        (Dates(date(2024, 2, 15), None, Precision.MONTH), date(2024, 2, 1), date(2024, 2, 29)),
        (Dates(date(2026, 11, 30), date(2027, 1, 2), Precision.MONTH), date(2026, 11, 1), date(2027, 1, 31)),
        (Dates(date(2027, 7, 7), None, Precision.YEAR), date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_dates_cover_as_much_as_is_known(dates, first, last):
    assert (dates.first_day, dates.last_day) == (first, last)


def test_whole_days_run_from_midnight_to_midnight_at_the_place(facts):
    span = facts.check().span
    assert span.starts_at == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert span.ends_at == datetime(2026, 12, 3, 17, tzinfo=UTC)
    assert span.is_timed is False


def test_a_single_day_with_hours_is_timed(facts):
    one = replace(facts, ends_on=date(2026, 12, 1), opens_at=time(9), closes_at=time(17, 30)).check().span
    assert (one.starts_at, one.ends_at, one.is_timed) == (
        datetime(2026, 12, 1, 2, tzinfo=UTC),
        datetime(2026, 12, 1, 10, 30, tzinfo=UTC),
        True,
    )
    several = replace(facts, opens_at=time(9), closes_at=time(17, 30)).check().span
    assert several.is_timed is False


def test_a_day_whose_midnight_the_clocks_skip_begins_when_they_skip():
    when = When(starts_on=date(2026, 4, 24), ends_on=date(2026, 4, 24), zone="Africa/Cairo")
    from coop.faults import Faults

    _dates, span = when.check(Faults())
    assert span.starts_at == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert span.ends_at == datetime(2026, 4, 24, 21, tzinfo=UTC)


def test_a_deadline_anywhere_on_earth_ends_next_day_in_utc():
    deadline = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 9, 1)).check()
    assert deadline.due_at == datetime(2026, 9, 2, 11, 59, tzinfo=UTC)


def test_faults_of_deadlines_and_hosts_name_their_row(facts):
    again = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 10, 1))
    other = NewDeadline(kind=DeadlineKind.OTHER, due_on=None, zone="Nowhere")
    found = wrong(replace(facts, deadlines=(*facts.deadlines, again, other), hosts=(NewHost(1), NewHost(1), NewHost(1, HostRole.SPONSOR))))
    assert found == {
        "deadlines.1.round": "There is already a deadline of this kind in this round. Enter another round.",
        "deadlines.2.zone": "Nowhere is not a time zone we know. Enter a name such as Asia/Shanghai.",
        "deadlines.2.label.en": "Say what is due.",
        "deadlines.2.due_on": "Enter the day on which this is due.",
        "hosts.1.organisation": "This organisation is already named with this role.",
    }


def test_only_an_online_conference_needs_no_country(facts):
    assert wrong(replace(facts, country="")) == {"country": "Choose the country or area where it takes place."}
    assert replace(facts, country="", format=Format.ONLINE).check().facts.country == ""


def test_a_series_needs_a_name_and_a_theme():
    assert wrong(NewSeries(names=Multilingual(), topics=())) == {
        "names.en": "Enter a name.",
        "topics": "Choose at least one theme or topic.",
    }
