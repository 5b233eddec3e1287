from dataclasses import replace
from datetime import date

import pytest

from coop.errors import Invalid
from coop.faults import Faults
from coop.multilingual import Multilingual
from coop.projects import filters, periods
from coop.projects.facts import NewLink, NewParticipation, NewProject
from coop.projects.filters import ProjectFilter, Sort
from coop.projects.states import Honesty, Role, Stage

GOOD = NewProject(names=Multilingual.of("en", en="A project"), topics=("h2",))


@pytest.mark.parametrize(
    ("typed", "stored", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        (" 2026-2 ", "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-11-09", "2026-11-09", date(2026, 11, 9), date(2026, 11, 9)),
        ("", "", None, None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(typed, stored, first, last):
    assert periods.tidied(Faults(), "start", typed) == stored
    assert (periods.first_day(stored), periods.last_day(stored)) == (first, last)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "Enter a year, a month or a day, such as 2026, 2026-11 or 2026-11-18."),
        ("2026-02-30", "There is no such day. Check month and day."),
        ("2026-13", "There is no such day. Check month and day."),
        ("2569", "The year %(year)s looks like the Buddhist Era. Enter the common era year %(common)s."),
        ("0999", "Enter a year between %(first)s and %(last)s."),
        ("๒๐๒๖", "Enter a year, a month or a day, such as 2026, 2026-11 or 2026-11-18."),
    ],
)
def test_a_date_that_cannot_be_meant_is_refused_in_words(typed, said):
    faults = Faults()
    assert periods.tidied(faults, "start", typed) == ""
    assert faults.found["start"].text == said


def test_the_buddhist_year_is_named_with_the_year_it_stands_for():
    faults = Faults()
    periods.tidied(faults, "start", "2569-11")
    assert faults.found["start"].values == {"year": 2569, "common": 2026}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"names": Multilingual()}, ["names.en"]),
        ({"topics": ("h3",)}, ["topics"]),
        ({"topics": ()}, ["topics"]),
        ({"start": "2026-05", "end": "2026-04"}, ["end"]),
        ({"planned_start": "2026", "planned_end": "2025-12-31"}, ["planned_end"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"links": (NewLink("ftp://example.org"),)}, ["links"]),
        ({"honesty_note": Multilingual.of("en", en="x")}, ["honesty"]),
        ({"acronym": "A\u202eB"}, ["acronym"]),
        ({"participations": (NewParticipation(),)}, ["participations.0.organisation"]),
        ({"participations": (NewParticipation(1, "Both"),)}, ["participations.0.unlisted"]),
        ({"participations": (NewParticipation(1), NewParticipation(1))}, ["participations.1.organisation"]),
        ({"participations": (NewParticipation(1, joined="2026", left="2025"),)}, ["participations.0.left"]),
    ],
)
def test_facts_that_break_a_rule_are_refused_by_field(changes, fields):
    with pytest.raises(Invalid) as refused:
        replace(GOOD, **changes).check()
    assert sorted(refused.value.fields) == fields


def test_an_organisation_may_have_two_roles_and_an_end_may_fall_in_the_month_of_the_start():
    twice = (NewParticipation(1, role=Role.COORDINATOR), NewParticipation(1, role=Role.FUNDER))
    facts = replace(GOOD, participations=twice, start="2026-05-20", end="2026-05", honesty=Honesty.FOSSIL_HYDROGEN)
    assert facts.check() == facts


def test_a_filter_goes_into_an_address_and_comes_back():
    wanted = ProjectFilter(
        q="氢能",
        themes=("hydrogen", "ccus"),
        topics=("h2-electrolysis",),
        stages=(Stage.ACTIVE, Stage.COMPLETED),
        partners=(3, 12),
        countries=("CN", "TH"),
        roles=(Role.FUNDER,),
        sort=Sort.REVISED,
    )
    query = {}
    for name, value in wanted.to_query():
        query.setdefault(name, []).append(value)
    assert filters.from_query(query) == wanted
    assert wanted.without("themes").themes == ()
    assert wanted.active == ("q", "themes", "topics", "stages", "partners", "countries", "roles")


def test_a_filter_that_cannot_be_meant_is_refused_by_its_name_in_the_address():
    with pytest.raises(Invalid) as refused:
        filters.from_query({"theme": ["steam"], "partner": ["x"], "stage": ["done"], "country": ["XX"], "role": ["boss"], "utm": ["1"]})
    assert sorted(refused.value.fields) == ["country", "partner", "role", "stage", "theme"]
