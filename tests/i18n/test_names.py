"""Countries and areas, languages, cities and zones in the reader's language."""

from datetime import UTC, date, datetime

import pytest

from coop import zones
from coop.i18n import names
from coop.i18n.collation import sort_key

FOUR = ("en", "zh-Hans", "th", "ar")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TH", ["Thailand", "泰国", "ไทย", "تايلاند"]),
        ("CN", ["China", "中国", "จีน", "الصين"]),
        ("MA", ["Morocco", "摩洛哥", "โมร็อกโก", "المغرب"]),
        ("HK", ["Hong Kong", "香港", "ฮ่องกง", "هونغ كونغ"]),
        ("MO", ["Macao", "澳门", "มาเก๊า", "ماكاو"]),
        ("TW", ["Taiwan", "台湾", "ไต้หวัน", "تايوان"]),
        ("PS", ["Palestine", "巴勒斯坦", "ปาเลสไตน์", "فلسطين"]),
    ],
)
def test_country_or_area_is_named_in_each_language(code, said):
    assert [names.country(code, tag) for tag in FOUR] == said


@pytest.mark.parametrize("code", ["", "XX", "EU", "th", "001", "../TH"])
def test_what_is_no_country_stays_as_it_is(code):
    assert names.country(code, "en") == code


@pytest.mark.parametrize("locale", FOUR)
def test_all_countries_can_be_chosen_and_have_names(locale):
    choices = names.countries(locale)
    assert len(choices) == 249
    assert len({choice.value for choice in choices}) == 249
    assert all(choice.label != choice.value for choice in choices)


def test_countries_are_listed_in_the_order_of_the_language():
    first = {tag: [choice.value for choice in names.countries(tag)] for tag in FOUR}
    assert first["en"][:4] == ["AF", "AX", "AL", "DZ"]
    assert first["zh-Hans"].index("AL") < first["zh-Hans"].index("BR") < first["zh-Hans"].index("TH") < first["zh-Hans"].index("CN")
    assert first["th"][:2] == ["GR", "GL"]
    assert first["th"].index("KH") < first["th"].index("CN") < first["th"].index("JP") < first["th"].index("TH")


def test_thai_sorts_by_consonant_and_chinese_by_pinyin():
    assert sorted(["ไทย", "จีน", "เกาหลีใต้", "กัมพูชา", "ญี่ปุ่น"], key=lambda word: sort_key(word, "th")) == [
        "กัมพูชา",
        "เกาหลีใต้",
        "จีน",
        "ญี่ปุ่น",
        "ไทย",
    ]
    assert sorted(["中国", "泰国", "巴西", "法国"], key=lambda word: sort_key(word, "zh-Hans")) == ["巴西", "法国", "泰国", "中国"]
    assert sorted(["Zambia", "Österreich", "oman", "Åland"], key=lambda word: sort_key(word, "en")) == [
        "Åland",
        "oman",
        "Österreich",
        "Zambia",
    ]


def test_any_text_can_be_sorted():
    assert min(["\ud800", "a", "", "ำ", "🌍"], key=lambda word: sort_key(word, "zh-Hans")) == ""


def test_languages_have_a_name_for_the_reader_and_one_of_their_own():
    assert [names.language("zh-Hans", tag) for tag in FOUR] == ["Simplified Chinese", "简体中文", "จีนตัวย่อ", "الصينية المبسطة"]
    assert [names.language("fr", tag) for tag in FOUR] == ["French", "法语", "ฝรั่งเศส", "الفرنسية"]
    assert [names.own_language(tag) for tag in (*FOUR, "fr", "pt-BR", "ja")] == [
        "English",
        "简体中文",
        "ไทย",
        "العربية",
        "français",
        "português (Brasil)",
        "日本語",
    ]


@pytest.mark.parametrize("tag", ["", "xx", "../../etc/passwd", "zh_Hans", "en\n", "x" * 10_000, "qqq"])
def test_what_is_no_language_stays_as_it_is(tag):
    assert names.language(tag, "en") == tag
    assert names.own_language(tag) == tag


@pytest.mark.parametrize(
    ("zone", "cities"),
    [
        ("Asia/Bangkok", ["Bangkok", "曼谷", "กรุงเทพ", "بانكوك"]),
        ("Asia/Kolkata", ["Kolkata", "加尔各答", "โกลกาตา", "كالكتا"]),
        ("Europe/Kyiv", ["Kyiv", "基辅", "เคียฟ", "كييف"]),
        ("America/Argentina/Buenos_Aires", ["Buenos Aires", "布宜诺斯艾利斯", "บัวโนสไอเรส", "بوينوس أيرس"]),
        ("AoE", ["Anywhere on Earth", "地球任何地方", "ทุกที่บนโลก (AoE)", "أي مكان على الأرض"]),
    ],
)
def test_zone_is_known_by_its_city(zone, cities):
    assert [names.city(zone, tag) for tag in FOUR] == cities


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Bangkok", "Thailand Time"),
        ("Asia/Shanghai", "China Time"),
        ("Europe/Kyiv", "Eastern European Time"),
        ("Africa/Casablanca", "Morocco Time"),
        ("America/Argentina/Buenos_Aires", "Argentina Time"),
        ("America/Eirunepe", "Acre Time"),
        ("Europe/Istanbul", "Türkiye Time"),
        ("Asia/Urumqi", "Urumqi Time"),
        ("Asia/Kathmandu", "Nepal Time"),
        ("UTC", "Universal time"),
    ],
)
def test_zone_has_a_name_that_holds_the_year_round(zone, said):
    assert names.zone(zone, "en") == said


@pytest.mark.parametrize(
    ("zone", "at", "written"),
    [
        ("Asia/Bangkok", datetime(2026, 1, 1, tzinfo=UTC), "UTC+7"),
        ("Europe/Berlin", datetime(2026, 1, 1, tzinfo=UTC), "UTC+1"),
        ("Europe/Berlin", datetime(2026, 7, 1, tzinfo=UTC), "UTC+2"),
        ("Asia/Kathmandu", datetime(2026, 1, 1, tzinfo=UTC), "UTC+5:45"),
        ("America/St_Johns", datetime(2026, 1, 1, tzinfo=UTC), "UTC−3:30"),
        ("Africa/Abidjan", datetime(2026, 1, 1, tzinfo=UTC), "UTC"),
        ("AoE", datetime(2026, 1, 1, tzinfo=UTC), "UTC−12"),
        ("Pacific/Kiritimati", datetime(2026, 1, 1, tzinfo=UTC), "UTC+14"),
    ],
)
def test_offset_is_that_of_the_day(zone, at, written):
    assert names.offset(zone, at) == written


@pytest.mark.parametrize("locale", FOUR)
def test_every_zone_can_be_chosen(locale):
    choices = names.zone_choices(locale, date(2026, 7, 1))
    assert {choice.value for choice in choices} == set(zones.names())
    assert all(choice.city and choice.offset for choice in choices)


def test_zone_is_offered_with_city_country_and_offset():
    labels = {choice.value: choice.label for choice in names.zone_choices("th", date(2026, 7, 1))}
    assert labels["Asia/Bangkok"] == "กรุงเทพ · ไทย · UTC+7"
    assert labels["AoE"] == "ทุกที่บนโลก (AoE) · UTC−12"
