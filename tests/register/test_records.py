"""A record of ROR as facts of ours, with the traps of the real register."""

import pytest

from coop.partners.facts import Kind, NameKind, NewName, Source
from coop.partners.identifiers import Scheme
from coop.partners.register import records as register
from coop.partners.register.records import State, tag_of


def ror_name(text, tag, kind=NameKind.LABEL, preferred=False):
    return NewName(text, tag, kind, preferred=preferred, source=Source.ROR)


def test_a_record_is_read_whole(records):
    record = register.of_json(records["00mcjh785"])
    assert record.names == (
        ror_name("Xiamen University", "en", preferred=True),
        ror_name("厦门大学", "zh-Hans", preferred=True),
        ror_name("XMU", "und", NameKind.ACRONYM),
        ror_name("Xiàmén Dàxué", "zh-Latn", NameKind.TRANSLITERATION),
    )
    assert (record.kinds, record.state, record.founded) == ((Kind.EDUCATION, Kind.FUNDER), State.ACTIVE, 1921)
    assert (record.country, record.city, record.geonames_id, record.latitude, record.longitude) == (
        "CN",
        "Xiamen",
        1790645,
        24.47979,
        118.08187,
    )
    assert [(each.scheme, each.value, each.suspect) for each in record.identifiers] == [
        (Scheme.GRID, "grid.12955.3a", False),
        (Scheme.ISNI, "0000000122647233", False),
        (Scheme.WIKIDATA, "Q1153539", False),
    ]
    assert (record.website, record.modified_on) == ("https://www.xmu.edu.cn", "2024-10-21")
    assert record.source == "https://ror.org/00mcjh785 (record of 2024-10-21)"
    assert register.decode(register.encode(record)) == record


def test_the_traps_of_the_register(records):
    read = {ror: register.of_json(raw) for ror, raw in records.items()}
    assert [name.text for name in read["006mtxa58"].names if name.tag == "zh-Hans"] == ["厦门科学技术居", "厦门市科技局"]
    assert [read[ror].names[1].text for ror in ("041qf4r12", "05gbn2817")] == ["中国石油大学", "中国石油大学"]
    assert (read["05v78jy10"].state, read["05v78jy10"].successors) == (State.WITHDRAWN, ("03eyq4y97",))
    assert (read["025gq5q04"].city, read["025gq5q04"].geonames_id) == ("Amoy", 1790645)
    assert (read["00tr9az64"].city, read["00tr9az64"].geonames_id) == ("Fujian", 1811017)
    isni = next(each for each in read["01zz42w05"].identifiers if each.scheme is Scheme.ISNI)
    assert (isni.value, isni.suspect) == ("0000000419367301", True)
    assert read["01ywg0z40"].name == ror_name("Zydus Lifesciences Limited (India)", "und", preferred=True)
    assert [name.tag for name in read["03rc6as71"].names] == ["und", "de", "zh-Hans", "und", "zh-Hant"]


@pytest.mark.parametrize(
    ("language", "text", "country", "tag"),
    [
        ("en", "Xiamen University", "CN", "en"),
        ("zh", "厦门大学", "CN", "zh-Hans"),
        ("zh", "廈門大學", "CN", "zh-Hant"),
        ("zh", "臺灣大學", "", "zh-Hant"),
        ("zh", "中央公司", "TW", "zh-Hant"),
        ("zh", "中央公司", "SG", "zh-Hans"),
        ("zh", "Xiàmén Dàxué", "CN", "zh-Latn"),
        ("", "CUP", "CN", "und"),
        ("eng", "Body", "GB", "und"),
        ("EN", "Body", "GB", "und"),
    ],
)
def test_languages_become_tags(language, text, country, tag):
    assert tag_of(language, text, country) == tag


def test_the_first_label_of_a_language_is_preferred_and_one_name_stands_once():
    raw = {
        "id": "https://ror.org/00mcjh785",
        "names": [
            {"value": "Second", "lang": "en", "types": ["label"]},
            {"value": "Shown", "lang": "en", "types": ["ror_display", "label"]},
            {"value": "Shown", "lang": "en", "types": ["alias"]},
        ],
    }
    assert register.of_json(raw).names == (ror_name("Shown", "en", preferred=True), ror_name("Second", "en"))


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": "https://ror.org/00mcjh785"},
        {"id": "https://ror.org/00mcjh786", "names": [{"value": "Wrong digits", "lang": "en", "types": ["ror_display"]}]},
        {"id": 7, "names": [{"value": "No identifier", "lang": "en", "types": ["ror_display"]}]},
        {"id": "https://ror.org/00mcjh785", "names": [{"value": "Alias only", "lang": "en", "types": ["alias"]}]},
        {"id": "https://ror.org/00mcjh785", "names": [{"value": "turned \u202e round", "lang": "en", "types": ["ror_display"]}]},
        {"id": "https://ror.org/00mcjh785", "names": [{"value": "x" * 301, "lang": "en", "types": ["ror_display"]}]},
        {"id": "https://ror.org/00mcjh785", "names": "none"},
    ],
)
def test_a_record_without_identifier_or_name_is_left_out(raw):
    assert register.of_json(raw) is None


def test_odd_values_of_single_fields_are_left_out():
    raw = {
        "id": "https://ror.org/00mcjh785",
        "names": [{"value": "Body", "lang": "en", "types": ["ror_display", "label"]}, 7, {"value": None}],
        "types": ["education", "castle"],
        "status": "asleep",
        "established": "long ago",
        "links": [{"type": "website", "value": "javascript:alert(1)"}, {"type": "wikipedia", "value": "https://example.org"}],
        "locations": [{"geonames_id": True, "geonames_details": {"country_code": "XX", "name": None, "lat": 91, "lng": 3}}],
        "external_ids": [{"type": "isni", "all": [], "preferred": None}, {"type": "fundref", "all": ["1"]}],
        "relationships": [{"type": "successor", "id": "https://ror.org/00mcjh785"}, {"type": "successor", "id": "nobody"}],
        "admin": None,
    }
    assert register.of_json(raw) == register.Record("00mcjh785", (ror_name("Body", "en", preferred=True),), (Kind.EDUCATION,))
