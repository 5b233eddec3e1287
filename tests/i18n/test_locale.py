"""Which languages are offered, what is known of each, and which one a visitor gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.i18n import Locales, UnknownLocale


def test_four_languages_are_offered_with_their_own_names_and_directions():
    offered = [(each.tag, each.own_name, each.direction, str(each.babel)) for each in Locales()]
    assert offered == [
        ("en", "English", "ltr", "en_GB"),
        ("zh-Hans", "简体中文", "ltr", "zh_Hans_CN"),
        ("th", "ไทย", "ltr", "th_TH"),
        ("ar", "العربية", "rtl", "ar_AE"),
    ]


@pytest.mark.parametrize(
    ("tag", "first"),
    [
        ("en", 0),
        ("zh-Hans", 0),
        ("th", 6),
        ("ar", 0),
        ("en-US", 6),
        ("zh-Hant", 6),
        ("ja", 6),
        ("ko", 6),
        ("fr", 0),
        ("ar-EG", 5),
        ("ar-SA", 6),
    ],
)
def test_week_begins_where_the_region_begins_it(tag, first):
    locale = Locales([tag])[tag]
    assert locale.first_weekday == first
    assert locale.weekdays[0] == first
    assert sorted(locale.weekdays) == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("tag", "direction"), [("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("hi", "ltr"), ("fr", "ltr"), ("uz-Arab", "rtl"), ("uz", "ltr")]
)
def test_direction_comes_from_the_language(tag, direction):
    assert Locales([tag])[tag].direction == direction


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "english",
        "EN",
        "zh-hans",
        "zh_Hans",
        "../../etc/passwd",
        "en/../th",
        "xx",
        "qq-QQ",
        "en-",
        "en\n",
        "x" * 100_000,
        "en-Latn-US-x-private",
        "root",
    ],
)
def test_what_is_no_language_cannot_be_offered(tag):
    with pytest.raises(UnknownLocale):
        Locales([tag])


@pytest.mark.parametrize("tag", ["fr", "EN", "../../etc/passwd", "", "en\x00", "root", "zh"])
def test_what_is_not_offered_is_refused_before_babel_is_asked(tag, monkeypatch):
    offered = Locales()
    monkeypatch.setattr("babel.localedata.load", lambda *_: pytest.fail("Babel was asked"))
    monkeypatch.setattr("babel.localedata.exists", lambda *_: pytest.fail("Babel was asked"))
    assert tag not in offered
    with pytest.raises(UnknownLocale):
        offered[tag]


def test_at_least_one_language_must_be_offered():
    with pytest.raises(UnknownLocale, match="At least one"):
        Locales([])


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("en", ()),
        ("zh-Hant", ("zh", "zh-Hans")),
        ("zh-Hant-HK", ("zh-Hant", "zh", "zh-Hans")),
        ("zh-Hans", ("zh", "zh-Hant")),
        ("pt-BR", ("pt",)),
        ("lo", ("th",)),
        ("nn", ("nb", "no", "da")),
    ],
)
def test_chain_goes_from_the_nearest_language_to_the_farthest(tag, chain):
    assert Locales().chain(tag) == chain


def test_chain_can_be_configured():
    assert Locales(["ar", "fr", "he"], {"he": ("ar", "fr")})["he"].chain == ("ar", "fr")


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("th", "th"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("TH-th", "th"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh-Hant-HK;q=1.0, en;q=0.5", "zh-Hans"),
        ("ar-MA,fr;q=0.7", "ar"),
        ("fr-FR, de;q=0.9, ar;q=0.1", "ar"),
        ("fr, de", "en"),
        ("en;q=0.1, th;q=0.9", "th"),
        ("th;q=0", "en"),
        ("th;q=0, ar;q=0.001", "ar"),
        ("lo", "th"),
        ("*", "en"),
        ("*;q=0.5, th;q=0.1", "th"),
        ("th;q=1.5, ar;q=0.2", "ar"),
        ("th;q=abc, ar", "ar"),
        (" , ;;; ,,th", "th"),
        ("th; Q = 0.5", "th"),
        ("../../etc/passwd, th;q=0.2", "th"),
        ("ar\x00, th", "th"),
        ("ไทย", "en"),
        ("en-US", "en"),
    ],
)
def test_visitor_gets_the_language_asked_for(header, tag):
    assert Locales().negotiate(header) == tag


def test_visitor_gets_the_script_asked_for_where_both_are_offered():
    offered = Locales(["en", "zh-Hans", "zh-Hant"])
    assert [offered.negotiate(header) for header in ("zh-TW", "zh-HK", "zh-CN", "zh-SG", "zh", "zh-Hant-CN")] == [
        "zh-Hant",
        "zh-Hant",
        "zh-Hans",
        "zh-Hans",
        "zh-Hans",
        "zh-Hant",
    ]


def test_very_long_headers_cost_nothing():
    assert Locales().negotiate("th-" * 100_000) == "en"
    assert Locales().negotiate("xx;q=0.1," * 100_000 + "th") == "en"


_OFFERED = Locales()


@given(st.text(max_size=200) | st.from_regex(r"([a-z]{1,4}(-[A-Za-z]{2,5})?(;q=[0-9.]{1,4})?,){1,6}", fullmatch=True))
def test_any_header_gives_an_offered_language(header):
    assert _OFFERED.negotiate(header) in _OFFERED.tags
