import re
from collections import Counter
from pathlib import Path

import pytest

from coop import sample, themes, zones
from coop.errors import Invalid
from coop.partners.identifiers import Scheme, read
from coop.seed.loading import conference_of, organisation_of, project_of
from coop.seed.papers import agreement_of

ORGANISATIONS = sample.organisations()
CONFERENCES = sample.conferences()
PROJECTS = sample.projects()
RORS = {each.ror: number for number, each in enumerate(ORGANISATIONS, 1)}
BRANDS = {each.key: number for number, each in enumerate(sample.series(), 1)}
REFS = {each.ref: number for number, each in enumerate(CONFERENCES, 1)}
PAPERS = {each.ref: number for number, each in enumerate(sample.agreements(), 1)}
PARENTS = {each.ref: number for number, each in enumerate(PROJECTS, 1)}


def by_ref(ref):
    return next(each for each in (*CONFERENCES, *PROJECTS) if each.ref == ref)


def test_there_are_52_real_conferences_77_organisations_and_17_real_projects():
    assert len(ORGANISATIONS) == 77
    assert [each.ref for each in CONFERENCES if not each.is_illustrative] == [f"E{n:02}" for n in range(1, 53)]
    assert [each.ref for each in PROJECTS if not each.is_illustrative] == [f"P{n:02}" for n in range(1, 18)]


@pytest.mark.parametrize("row", ORGANISATIONS, ids=lambda row: row.ror)
def test_every_identifier_has_the_right_check_digits(row):
    assert read(Scheme.ROR, row.ror)[1] is None
    if row.isni:
        assert read(Scheme.ISNI, row.isni)[1] is None
    if row.wikidata:
        assert re.fullmatch(r"Q[1-9][0-9]*", row.wikidata)


def test_the_check_digits_are_really_looked_at():
    assert read(Scheme.ROR, "00mcjh786")[1] is not None
    assert read(Scheme.ISNI, "0000 0001 2264 7234")[1] is not None


def test_every_zone_is_known_and_canonical():
    used = {city.zone for city in sample.cities().values()} | {each.zone for each in CONFERENCES if each.zone}
    used |= {deadline.zone for each in CONFERENCES for deadline in each.deadlines}
    assert all(zones.is_known(zone) and zones.canonical(zone) == zone for zone in used)


@pytest.mark.parametrize("row", ORGANISATIONS, ids=lambda row: row.ror)
def test_every_organisation_passes_its_own_check(row):
    assert organisation_of(row).check().identifiers[0].suspect is False


@pytest.mark.parametrize("row", CONFERENCES, ids=lambda row: row.ref)
def test_every_conference_passes_its_own_check(row):
    facts = conference_of(row, RORS, BRANDS).check().facts
    assert facts.illustrative == (row.ref[0] == "I")
    assert bool(facts.source) == (row.ref[0] == "E")


@pytest.mark.parametrize("row", PROJECTS, ids=lambda row: row.ref)
def test_every_project_passes_its_own_check(row):
    try:
        facts = project_of(row, RORS, REFS, PAPERS, PARENTS).check()
    except Invalid as error:
        pytest.fail(str(error.fields))
    assert facts.illustrative == (row.ref[0] == "J")
    assert bool(facts.source) == (row.ref[0] == "P")


@pytest.mark.parametrize("row", sample.agreements(), ids=lambda row: row.ref)
def test_every_agreement_passes_its_own_check(row):
    contacts = {each.email: number for number, each in enumerate(sample.contacts(), 1)}
    try:
        facts = agreement_of(row, RORS, contacts, REFS, PAPERS, 1).check()
    except Invalid as error:
        pytest.fail(str(error.fields))
    assert facts.illustrative == (row.ref[0] == "G")
    assert bool(facts.source) == (row.ref[0] == "A")


def test_no_address_of_a_person_is_in_the_sample_outside_example_org():
    folder = Path(sample.__file__).parent
    texts = [path.read_text() for path in folder.rglob("*") if path.suffix in {".toml", ".py"}]
    assert len(texts) > 12
    found = {host for text in texts for host in re.findall(r"[\w.+-]+@([\w-]+\.[\w.-]+)", text)}
    assert found <= {"example.org"}


def test_the_misspelt_name_of_the_bureau_is_corrected_and_locked_and_the_register_s_spelling_only_noted():
    bureau = next(each for each in ORGANISATIONS if each.ror == "006mtxa58")
    chinese = [(each.text, each.kind, each.locked) for each in bureau.names if each.tag == "zh-Hans"]
    assert chinese == [("厦门市科学技术局", "label", True), ("厦门市科技局", "alias", False)]
    assert "厦门科学技术居" in bureau.note


def test_the_institute_that_the_register_puts_into_amoy_stands_with_xiamen():
    in_xiamen = [each.ror for each in ORGANISATIONS if sample.cities()[each.city].geonames == 1790645]
    assert in_xiamen == ["00mcjh785", "01285e189", "025gq5q04", "006mtxa58"]


def test_a_former_name_has_its_days():
    laboratory = next(each for each in ORGANISATIONS if each.ror == "036266993")
    former = [(each.text, each.valid_from, each.valid_to) for each in laboratory.names if each.kind == "former"]
    assert former == [("NREL", "", "2025-12-01"), ("National Renewable Energy Laboratory", "1991", "2025-12-01")]


def test_dates_are_as_exact_as_their_sources():
    assert (by_ref("E04").first, by_ref("E04").last) == ("2026-09-14", "")
    assert (by_ref("E22").first, by_ref("E22").last) == ("2024-11-07", "")
    assert by_ref("E51").first == "2023-09"
    assert [by_ref(ref).format for ref in ("E11", "E34", "E35")] == ["online"] * 3
    assert [each.first for each in by_ref("E17").previous] == ["2021-06-09", "2021-07-21"]
    assert [each.first for each in by_ref("E31").previous] == ["2022-03"]
    assert [(each.first, each.last) for each in by_ref("E40").previous] == [("2021-06-06", "2021-06-09")]
    assert [each.ref for each in CONFERENCES if each.status == "cancelled"] == ["E16", "E40", "I15"]


def test_hydrogen_that_is_not_green_says_so():
    assert {each.ref: each.honesty for each in PROJECTS if each.honesty} == {
        "P05": "fossil_hydrogen",
        "P11": "not_renewable",
        "P12": "fossil_hydrogen",
    }


def test_two_sources_that_differ_are_both_kept():
    assert "EUR 40 million by one source and EUR 50 million by the other (p16, p17 differ)" in by_ref("P09").funding
    assert "2009" in by_ref("P10").note


def test_illustrative_conferences_cover_every_theme_and_the_months_ahead():
    ahead = [each for each in CONFERENCES if each.is_illustrative and each.first >= "2026-12"]
    assert len(ahead) == 14
    assert {themes.theme_of(code) for each in ahead for code in each.topics} == set(themes.SLUGS)
    months = Counter(each.first[:7] for each in ahead)
    assert min(months) == "2026-12"
    assert max(months) == "2027-11"
    assert {each.city for each in ahead} >= {"xiamen", "bangkok", "rabat", "casablanca"}
    assert [each.ref for each in ahead if "2027-02-08" <= each.first <= "2027-03-13" and each.city == "rabat"] == ["I06"]


@pytest.mark.parametrize("row", [each for each in (*CONFERENCES, *PROJECTS) if each.is_illustrative], ids=lambda row: row.ref)
def test_what_is_made_up_has_its_name_in_the_four_languages(row):
    assert {"en", "zh-Hans", "th", "ar"} <= {each.tag for each in row.names if each.text}


def test_a_translation_of_a_real_conference_s_name_is_a_draft_unless_it_is_its_own_native_name():
    done = {
        (each.ref, name.tag)
        for each in CONFERENCES
        if not each.is_illustrative
        for name in each.names
        if name.state == "done" and name.tag != "en"
    }
    assert done == {
        ("E19", "zh-Hans"),
        ("E20", "zh-Hans"),
        ("E21", "zh-Hans"),
        ("E22", "zh-Hans"),
        ("E27", "de"),
        ("E30", "es"),
        ("E44", "ko"),
        ("E50", "pt"),
        ("E51", "th"),
    }
