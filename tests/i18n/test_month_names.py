"""Babel lends month names from one language to the next; ours stay apart in whatever order languages are used."""

import itertools
from datetime import date

import pytest
from babel import Locale, localedata
from babel.dates import format_date

from coop.i18n import DEFAULT_TAGS, Locales

MAY = {"en": "May", "zh-Hans": "5月", "th": "พ.ค.", "ar": "مايو", "fr": "mai", "es": "may", "de": "Mai", "ja": "5月", "ru": "май"}


@pytest.fixture
def fresh_babel():
    """A Babel that has spoken no language yet; what it knew comes back afterwards."""
    kept = dict(localedata._cache)
    localedata._cache.clear()
    yield
    localedata._cache.clear()
    localedata._cache.update(kept)


def _may(offered, tag):
    return offered[tag].babel.months["stand-alone"]["abbreviated"][5]


@pytest.mark.parametrize("order", list(itertools.permutations(DEFAULT_TAGS)))
def test_month_names_are_right_in_every_order_of_languages(fresh_babel, order):
    assert {tag: _may(Locales([tag]), tag) for tag in order} == {tag: MAY[tag] for tag in order}
    offered = Locales(order)
    assert {tag: _may(offered, tag) for tag in order} == {tag: MAY[tag] for tag in order}
    assert {tag: _may(offered, tag) for tag in reversed(order)} == {tag: MAY[tag] for tag in order}


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(MAY, 2)))
def test_every_language_is_right_after_every_other(fresh_babel, first, second):
    assert _may(Locales([first]), first) == MAY[first]
    assert _may(Locales([second]), second) == MAY[second]
    assert _may(Locales([first]), first) == MAY[first]


def test_languages_are_right_though_babel_was_used_before_they_were_offered(fresh_babel):
    stranger = Locale.parse("zh_Hans_CN")
    assert stranger.months["stand-alone"]["abbreviated"][5] == "5月"
    assert Locale.parse("fr_FR").months["stand-alone"]["abbreviated"][5] == "5月", "Babel no longer leaks: the work-round can go"
    offered = Locales()
    assert {tag: _may(offered, tag) for tag in DEFAULT_TAGS} == {tag: MAY[tag] for tag in DEFAULT_TAGS}


def test_babel_asked_by_name_is_right_too(fresh_babel):
    Locales()
    names = {name: format_date(date(2026, 5, 18), "LLL", locale=name) for name in ("zh_Hans_CN", "th_TH", "ar_AE", "en_GB")}
    assert names == {"zh_Hans_CN": "5月", "th_TH": "พ.ค.", "ar_AE": "مايو", "en_GB": "May"}
