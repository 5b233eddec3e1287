from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import themes, zones
from coop.conferences.filters import ConferenceFilter, Kind, Sort, from_query
from coop.conferences.states import Format, Status
from coop.errors import Invalid
from coop.i18n import translate


def test_an_empty_address_asks_for_nothing():
    assert from_query({}) == ConferenceFilter()
    assert from_query({"q": ["  "], "theme": [""], "page": ["3"], "utm": ["x"]}) == ConferenceFilter()
    assert ConferenceFilter().to_query() == ()


def test_equal_filters_have_one_address():
    asked = {"theme": ["storage", "ccus", "storage"], "country": ["TH", "CN"], "from": ["2026-05-01"], "q": [" 氢  能 "], "sort": ["date"]}
    wanted = from_query(asked)
    assert wanted.to_query() == (
        ("q", "氢 能"),
        ("theme", "storage"),
        ("theme", "ccus"),
        ("country", "CN"),
        ("country", "TH"),
        ("from", "2026-05-01"),
    )
    assert hash(wanted) == hash(from_query({"country": ["CN", "TH"], "theme": ["ccus", "storage"], "from": ["2026-05-01"], "q": ["氢 能"]}))


def test_what_cannot_be_meant_is_named_field_by_field():
    with pytest.raises(Invalid) as refused:
        from_query(
            {
                "theme": ["green"],
                "country": ["UK"],
                "partner": ["-1"],
                "from": ["2026-13-01"],
                "lang": ["EN"],
                "q": ["a\0b"],
                "sort": ["best"],
            }
        )
    assert {field: translate(message, "en") for field, message in refused.value.fields.items()} == {
        "theme": "green is not one of the choices.",
        "country": "UK is not one of the choices.",
        "partner": "-1 is not one of the choices.",
        "from": "Enter a day as year-month-day, such as 2026-05-01.",
        "lang": "EN is not one of the choices.",
        "q": "Search for plain words, at most 200 characters.",
        "sort": "best is not one of the choices.",
    }


def test_an_end_before_the_start_is_refused():
    with pytest.raises(Invalid) as refused:
        from_query({"from": ["2026-05-02"], "to": ["2026-05-01"]})
    assert list(refused.value.fields) == ["to"]


def test_one_value_or_a_whole_field_can_be_dropped():
    wanted = from_query({"theme": ["storage", "ccus"], "q": ["x"]})
    assert wanted.dropping("themes", "ccus").to_query() == (("q", "x"), ("theme", "storage"))
    assert wanted.without("themes").active == ("q",)
    assert wanted.active == ("q", "themes")


def some(values):
    return st.lists(st.sampled_from(values), max_size=4, unique=True)


def in_order(chosen, order):
    return tuple(each for each in order if each in chosen)


filters = st.builds(
    ConferenceFilter,
    q=st.text(st.sampled_from("氢能 abcขน"), max_size=20).map(lambda text: " ".join(text.split())),
    themes=some(themes.SLUGS).map(lambda chosen: in_order(chosen, themes.SLUGS)),
    topics=some(themes.CODES).map(lambda chosen: in_order(chosen, themes.CODES)),
    countries=some(zones.country_codes()).map(lambda chosen: in_order(chosen, zones.country_codes())),
    partners=st.lists(st.integers(1, 99_999), max_size=3, unique=True).map(lambda chosen: tuple(sorted(chosen))),
    series=st.lists(st.integers(1, 99), max_size=3, unique=True).map(lambda chosen: tuple(sorted(chosen))),
    formats=some(list(Format)).map(lambda chosen: in_order(chosen, Format)),
    statuses=some(list(Status)).map(lambda chosen: in_order(chosen, Status)),
    kinds=some(list(Kind)).map(lambda chosen: in_order(chosen, Kind)),
    languages=some(["en", "th", "zh-Hans", "pt-BR"]).map(lambda chosen: tuple(sorted(chosen))),
    from_=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    to=st.none() | st.dates(date(2030, 1, 1), date(2090, 1, 1)),
    sort=st.sampled_from(Sort),
)


@given(filters)
def test_reading_an_address_back_gives_the_same_filter(wanted):
    query = {}
    for name, value in wanted.to_query():
        query.setdefault(name, []).append(value)
    assert from_query(query) == wanted
