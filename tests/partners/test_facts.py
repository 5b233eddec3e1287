"""What is refused of the facts of an organisation, and how they are stored."""

from dataclasses import replace

import pytest

from coop.errors import Invalid
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status, chosen
from coop.partners.identifiers import Scheme

PLAIN = NewOrganisation(names=(NewName("Xiamen University", "en", preferred=True),), kinds=(Kind.EDUCATION,))


def faults(**changes):
    with pytest.raises(Invalid) as refused:
        replace(PLAIN, **changes).check()
    return {field: message.text for field, message in refused.value.fields.items()}


def test_facts_are_stored_cleaned_and_normalised():
    stored = replace(
        PLAIN,
        names=(NewName("  Cafe\u0301  Institute ", "fr", preferred=True),),
        kinds=(Kind.FUNDER, Kind.FUNDER, Kind.OTHER),
        zone="Asia/Calcutta",
        website="HTTPS://Example.ORG/a",
        identifiers=(NewIdentifier(Scheme.ROR, "https://ror.org/00mcjh785"),),
        city=Multilingual.of("en", en=" Xiamen  city "),
    ).check()
    assert stored.names[0].text == "Café Institute"
    assert stored.kinds == (Kind.FUNDER, Kind.OTHER)
    assert stored.zone == "Asia/Kolkata"
    assert stored.website == "https://example.org/a"
    assert stored.identifiers == (NewIdentifier(Scheme.ROR, "00mcjh785"),)
    assert stored.city.text("en") == "Xiamen city"


def test_every_fault_is_told_at_once():
    told = faults(
        names=(NewName("", "en"), NewName("A", "english", preferred=True), NewName("B", "en", NameKind.ACRONYM, preferred=True)),
        kinds=(),
        country="XX",
        latitude=91.0,
        zone="Asia/Atlantis",
        founded=99,
        website="javascript:alert(1)",
        geonames_id=0,
        status=Status.MERGED,
        identifiers=(NewIdentifier(Scheme.ROR, "00mcjh786"),),
    )
    assert set(told) == {
        "names.0.text", "names.1.tag", "names.2.kind", "kinds", "country", "latitude", "longitude", "zone", "founded", "website", "geonames_id",
        "successor", "identifiers.0.value",
    }  # fmt: skip
    assert told["identifiers.0.value"].startswith("This is not a ROR identifier")


@pytest.mark.parametrize(
    "text",
    ["Xiamen\u202eytisrevinU", "Xia\x00men", "Xia\ud800men", "a\nb", "x" * 301, "Xiam\u0435n University", "Univ\u03bfersity"],
)  # fmt: skip
def test_a_name_that_could_pass_for_another_or_break_a_page_is_refused(text):
    assert list(faults(names=(NewName(text, "en", preferred=True),))) == ["names.0.text"]


def test_names_of_one_alphabet_in_each_word_are_kept():
    for text in ("Газпром Energy", "中国石油大学 (Beijing)", "Ε.Κ.Ε.Τ.Α. CERTH", "มหาวิทยาลัย KMUTT", "جامعة UM6P"):
        assert replace(PLAIN, names=(NewName(text, "en", preferred=True),)).check().names[0].text == text


def test_one_preferred_name_a_language():
    names = (NewName("A", "en", preferred=True), NewName("B", "en", preferred=True), NewName("C", "th", preferred=True))
    assert list(faults(names=names)) == ["names.1.tag"]
    assert list(faults(names=(NewName("A", "en"),))) == ["names"]
    assert list(faults(names=())) == ["names"]


def test_the_first_preferred_name_is_the_one_at_home():
    names = (
        NewName("厦大", "zh-Hans", NameKind.ALIAS),
        NewName("厦门大学", "zh-Hans", preferred=True),
        NewName("Xiamen University", "en", preferred=True),
    )
    assert chosen(names) == Multilingual.of("zh-Hans", zh_Hans="厦门大学", en="Xiamen University")


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("1991", "2025-12-01", None),
        ("1991", "1991", None),
        ("1991-05", "1991", None),
        ("", "2025-02", None),
        ("2025-12-02", "2025-12-01", "valid_to"),
        ("2026", "2025-12", "valid_to"),
        ("1991-13", "", "valid_from"),
        ("", "2025-02-30", "valid_to"),
        ("91", "", "valid_from"),
    ],
)
def test_a_former_name_is_dated_as_exactly_as_is_known(first, last, wrong):
    names = (*PLAIN.names, NewName("Old", "en", NameKind.FORMER, valid_from=first, valid_to=last))
    if wrong is None:
        assert replace(PLAIN, names=names).check().names[1].valid_to == last
    else:
        assert list(faults(names=names)) == [f"names.1.{wrong}"]


def test_an_identifier_typed_wrong_is_refused_and_one_imported_wrong_is_marked():
    wrong = NewIdentifier(Scheme.ISNI, "0000 0001 2264 7234", Source.ROR)
    assert replace(PLAIN, identifiers=(wrong,)).check().identifiers[0].suspect
    assert list(faults(identifiers=(replace(wrong, source=Source.MANUAL),))) == ["identifiers.0.value"]
    right = NewIdentifier(Scheme.ROR, "00mcjh785", suspect=True)
    assert not replace(PLAIN, identifiers=(right,)).check().identifiers[0].suspect
    assert list(faults(identifiers=(right, NewIdentifier(Scheme.ROR, "https://ror.org/00mcjh785")))) == ["identifiers.1.value"]


def test_half_a_place_is_refused():
    assert list(faults(latitude=1.0)) == ["longitude"]
    assert list(faults(longitude=1.0)) == ["latitude"]
    assert list(faults(latitude=float("nan"), longitude=0.0)) == ["latitude"]
