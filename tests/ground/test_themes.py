"""The six themes: order, names in four languages, codes that say whether they were checked."""

import pytest

from coop import themes
from coop.errors import NotFound
from coop.i18n import translate


def test_six_themes_in_their_order():
    assert themes.SLUGS == ("renewables", "storage", "hydrogen", "ccus", "transport", "pollution")
    assert [(theme.code, len(theme.topics)) for theme in themes.THEMES] == [
        ("re", 10),
        ("es", 5),
        ("h2", 4),
        ("cc", 5),
        ("ct", 8),
        ("up", 5),
    ]
    assert len(themes.TOPICS) == 37
    assert len(themes.CODES) == 43


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("h2", {"en": "Green hydrogen", "zh-Hans": "绿氢", "th": "ไฮโดรเจนสีเขียว", "ar": "الهيدروجين الأخضر"}),
        ("re-solar-pv", {"en": "Solar photovoltaics", "zh-Hans": "太阳能光伏", "th": "เซลล์แสงอาทิตย์", "ar": "الطاقة الشمسية الكهروضوئية"}),
        (
            "up-water",
            {"en": "Water and wastewater", "zh-Hans": "水污染与污水处理", "th": "การจัดการน้ำและน้ำเสีย", "ar": "المياه ومياه الصرف الصحي"},
        ),
    ],
)
def test_names_in_four_languages(code, names):
    assert {tag: themes.topic(code).name.text(tag) for tag in ("en", "zh-Hans", "th", "ar")} == names


def test_everything_has_a_name_of_its_own_in_every_language():
    for tag in ("en", "zh-Hans", "th", "ar"):
        names = [themes.topic(code).name.text(tag) for code in themes.CODES] + [each.name.text(tag) for each in themes.TAGS]
        assert all(names)
        assert len(set(names)) == len(names)


def test_thai_and_arabic_wait_for_a_native_reader():
    assert {themes.topic(code).reviewed for code in themes.CODES} == {frozenset({"en", "zh-Hans"})}


def test_codes_belong_to_themes():
    assert themes.theme_of("re-wind-offshore") == "renewables"
    assert themes.theme_of("lc-grid") == "renewables"
    assert themes.theme_of("cc") == "ccus"
    assert themes.theme("ccus").whole == themes.topic("cc")
    assert sorted(["up-air", "h2", "re", "es-battery"], key=themes.place_of) == ["re", "es-battery", "h2", "up-air"]
    assert [code for code in themes.CODES if not themes.is_code(code)] == []
    assert not themes.is_code("renewables")


@pytest.mark.parametrize("ask", [themes.theme, themes.topic, themes.theme_of, themes.place_of])
def test_unknown_themes_are_not_found(ask):
    with pytest.raises(NotFound):
        ask("fusion")


def test_nuclear_says_that_it_is_not_renewable():
    flagged = {code: themes.topic(code).flag for code in themes.CODES if themes.topic(code).flag}
    assert flagged == {"lc-nuclear": themes.Flag.LOW_CARBON_NOT_RENEWABLE}
    assert translate(themes.FLAG_WORDS[flagged["lc-nuclear"]], "en") == "Low-carbon, not renewable"


@pytest.mark.parametrize(
    ("code", "scheme", "verified"),
    [
        ("re-solar-pv", "cpc", ("Y02E 10/50",)),
        ("re-solar-pv", "iea", ()),
        ("re-solar-pv", "crs", ("23230", "23231")),
        ("re-biomass", "cpc", ()),
        ("es-battery", "cpc", ()),
        ("es-battery", "sdg", ("7.2", "12.5")),
        ("h2", "cpc", ()),
        ("h2-electrolysis", "cpc", ("Y02E 60/36", "Y02E 70/10")),
        ("cc", "cpc", ("Y02C 20/40",)),
        ("cc-capture", "cpc", ("Y02C 20/40", "Y02P 30/30")),
        ("ct", "ford", ()),
        ("ct-charging", "cpc", ("Y02T 90/12", "Y02T 90/14")),
        ("ct-traffic", "cpc", ("Y02T 90/16",)),
        ("up", "cpc", ()),
        ("up-cement", "cpc", ("Y02P 40/10", "Y02P 40/121", "Y02P 40/125", "Y02P 40/18")),
    ],
)
def test_only_checked_codes_may_be_exported(code, scheme, verified):
    assert tuple(each.code for each in themes.topic(code).codes_in(scheme)) == verified


def test_no_code_from_memory_counts_as_checked():
    codes = [each for code in themes.CODES for each in themes.topic(code).codes]
    assert {each.scheme.id for each in codes if each.verified} == {"cpc", "crs", "sdg"}
    assert all(each.verified for each in codes if each.scheme.id in {"crs", "sdg"})
    assert {each.scheme.id for each in codes} == {"cpc", "iea", "euroscivoc", "crs", "sdg", "ford"}
    assert all(each.scheme.version for each in codes)
    assert [each.note for each in codes if each.code == "Y02C 20/40"] == ["seen in use"] * 4


def test_lack_of_a_code_is_said():
    assert themes.topic("cc-blue").without == ("cpc", "iea")
    assert themes.topic("ct-public").without == ("cpc",)


def test_tags_cut_across_themes():
    assert [tag.code for tag in themes.TAGS] == ["policy", "standards", "finance", "training", "joint-laboratory"]
    assert {code.code for tag in themes.TAGS for code in tag.codes} == {"17.6", "17.7", "17.16", "17.17"}
