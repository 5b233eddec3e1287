from datetime import date

import pytest
import pytest_asyncio

from coop import calendar, history
from coop.conferences import queries as conferences
from coop.conferences.filters import ConferenceFilter
from coop.conferences.states import Precision, Status
from coop.db import run
from coop.partners import queries as partners
from coop.partners.identifiers import Scheme
from coop.projects import queries as projects
from coop.projects.filters import ProjectFilter
from coop.seed import load_sample, synthetic
from coop.settings import Settings
from coop.viewer import ANONYMOUS

SETTINGS = Settings("", "https://coop.example.org", b"")
KEPT = (
    "organisation",
    "conference",
    "project",
    "interaction",
    "series",
    "person",
    "project_entry",
    "search_document",
    "calendar_entry",
    "history",
)


@pytest_asyncio.fixture
async def lines(database):
    calendar.configure(SETTINGS.base_url, SETTINGS.locales)
    said = []
    assert await load_sample(SETTINGS, said.append) is True
    return said


async def counts():
    return {table: (await run(f"SELECT count(*) AS n FROM {table}"))[0]["n"] for table in KEPT}


async def conference(name):
    found = await conferences.page(ANONYMOUS, ConferenceFilter(q=name, from_=date(1990, 1, 1)))
    return await conferences.get(ANONYMOUS, found.cards[0].id)


async def test_it_says_how_far_it_is_and_loads_everything_once(lines):
    assert lines[0] == "Organisations: 77"
    assert lines[-2:] == ["Projects: 20, 3 of them illustrative", "Interactions: 3, all illustrative"]
    before = await counts()
    assert {name: before[name] for name in ("organisation", "conference", "project", "series", "person")} == {
        "organisation": 77,
        "conference": 67,
        "project": 20,
        "series": 22,
        "person": 5,
    }
    again = []
    assert await load_sample(SETTINGS, again.append) is False
    assert again == ["The sample data is there already."]
    assert await counts() == before
    assert await history.verify() is None


async def test_everybody_sees_all_of_it(lines):
    assert (await conferences.page(ANONYMOUS, ConferenceFilter(from_=date(1990, 1, 1)))).total == 67
    assert (await projects.page(ANONYMOUS, ProjectFilter())).total == 20
    assert (await partners.page(ANONYMOUS, partners.OrganisationFilter(), 1, "en")).total == 77


async def test_previous_dates_survive(lines):
    moved = await conference("Restart 2021")
    assert (moved.starts_on, moved.ends_on, moved.status) == (date(2021, 10, 6), date(2021, 10, 8), Status.CONFIRMED)
    assert [(each.starts_on, each.ends_on) for each in moved.previous] == [
        (date(2021, 6, 9), date(2021, 6, 11)),
        (date(2021, 7, 21), date(2021, 7, 23)),
    ]
    cancelled = await conference("UITP Melbourne")
    assert (cancelled.status, cancelled.starts_on) == (Status.CANCELLED, date(2021, 12, 14))
    assert [each.starts_on for each in cancelled.previous] == [date(2021, 6, 6)]
    summit = await conference("World Hydrogen 2022")
    assert [(each.starts_on, each.precision) for each in summit.previous] == [(date(2022, 3, 1), Precision.MONTH)]


async def test_open_and_vague_dates_stay_so(lines):
    rotterdam = await conference("EU Photovoltaic Rotterdam 2026")
    assert (rotterdam.starts_on, rotterdam.ends_on, rotterdam.precision) == (date(2026, 9, 14), None, Precision.DAY)
    cement = await conference("เคมีของซีเมนต์")
    assert (cement.precision, cement.dates.first_day, cement.dates.last_day) == (Precision.MONTH, date(2023, 9, 1), date(2023, 9, 30))


async def test_an_extended_deadline_keeps_what_stood_first(lines):
    rabat = await conference("Ammonia and Methanol")
    abstract = next(each for each in rabat.deadlines if each.kind.value == "abstract")
    assert (abstract.original_on, abstract.due_on, abstract.extended_on) == (date(2026, 12, 1), date(2026, 12, 15), date(2026, 11, 18))
    assert abstract.zone == "AoE"
    assert abstract.due_at.isoformat() == "2026-12-16T11:59:00+00:00"
    assert rabat.illustrative is True


async def test_layla_belongs_to_her_institute_in_rabat_and_sees_its_project_s_log(lines):
    ids = await partners.with_identifiers([(Scheme.ROR, "04wbcfb93")])
    institute = ids[Scheme.ROR, "04wbcfb93"]
    members = await run("SELECT p.email FROM membership m JOIN person p ON p.id = m.person_id WHERE m.organisation_id = {}", institute)
    assert [row["email"] for row in members] == ["layla@example.org"]
    own = await projects.of_partner(ANONYMOUS, institute)
    assert sorted(each.names.text("en") for each in own) == ["Drinking Water from Solar Heat", "One Test Method for Electrolysers"]
    testely = next(each for each in own if each.acronym == "TESTELY")
    log = await projects.entries(ANONYMOUS, testely.id)
    assert [(each.language, each.author_name) for each in log] == [("ar", "ليلى بناني"), ("th", "สมชาย วงศ์ทอง"), ("en", "สมชาย วงศ์ทอง")]
    agreed = await projects.agreed_at(ANONYMOUS, testely.agreed_at)
    assert [each.id for each in agreed] == [testely.id]


async def test_parts_stand_under_their_programme(lines):
    programme = next(
        each for each in (await projects.page(ANONYMOUS, ProjectFilter(q="Clean Energy Research Center"))).cards if each.acronym == "CERC"
    )
    assert {each.acronym for each in await projects.parts_of(ANONYMOUS, programme.id)} == {"CERC-CVC", "CERC-ACTC"}


async def test_a_load_that_fails_leaves_nothing(database):
    calendar.configure(SETTINGS.base_url, SETTINGS.locales)

    def stop(line):
        if line.startswith("Conferences"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load_sample(SETTINGS, stop)
    assert set((await counts()).values()) == {0}


async def told():
    rows = await run("SELECT names, starts_on, zone, status FROM conference ORDER BY id")
    return [tuple(str(each) for each in row.values()) for row in rows]


async def test_the_same_seed_makes_the_same_records(database):
    calendar.configure(SETTINGS.base_url, SETTINGS.locales)
    await synthetic(conferences=30, organisations=5, projects=4, interactions=6, number=7, say=lambda _line: None)
    first = await told()
    assert {name: n for name, n in (await counts()).items() if name in {"organisation", "conference", "project", "interaction"}} == {
        "organisation": 5,
        "conference": 30,
        "project": 4,
        "interaction": 6,
    }
    await synthetic(conferences=30, organisations=5, projects=4, interactions=6, number=7, say=lambda _line: None)
    both = await told()
    assert both[30:] == first
    assert len({row[2] for row in first}) > 8
    await synthetic(conferences=30, organisations=0, projects=0, number=8, say=lambda _line: None)
    assert (await told())[60:] != first
    assert await history.verify() is None
