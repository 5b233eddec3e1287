"""What is read can be sent back: nothing is written when nothing differs, and nothing the API does not show is lost."""

from datetime import date, time

from coop import history
from coop.conferences import scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.states import DeadlineKind, Format, HostRole, Precision, Status, Visibility
from coop.db import run
from coop.multilingual import Multilingual, State, Translation
from coop.partners import keeping
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source
from coop.partners.identifiers import Scheme
from coop.projects import logbook
from coop.projects.facts import NewLink, NewParticipation, NewProject
from coop.projects.states import Honesty, Role, Stage

STALE = Multilingual(
    "en", {"en": Translation("Hydrogen days"), "th": Translation("วันไฮโดรเจน", State.STALE), "ar": Translation("أيام", State.DRAFT)}
)


async def counted(kind, number):
    return len(await history.of(kind, number))


async def test_a_whole_conference_sent_back_changes_nothing(api, viewers, partners):
    mei = viewers["mei"]
    follower = await scheduling.schedule_conference(
        mei, NewConference(names=STALE, topics=("h2",), zone="UTC", starts_on=date(2029, 5, 1), country="TH"), Visibility.PUBLISHED
    )
    wanted = NewConference(
        names=STALE,
        topics=("re-wind", "h2"),
        zone="Europe/Berlin",
        starts_on=date(2028, 10, 29),
        ends_on=date(2028, 10, 29),
        opens_at=time(2, 30),
        closes_at=time(17, 0),
        opens_fold=1,
        status=Status.CONFIRMED,
        edition="7th",
        summary=STALE,
        description=Multilingual.of("en", en="# Aims\n\n- one\n- two"),
        format=Format.HYBRID,
        venue=STALE,
        street=STALE,
        city=STALE,
        country="DE",
        latitude=52.5,
        longitude=13.4,
        languages=("de", "en"),
        website="https://www.example.org/über",
        registration_url="https://www.example.org/r",
        stream_url="https://www.example.org/s",
        stream_private=True,
        expected_attendance=250,
        conduct_url="https://www.example.org/c",
        contact="desk@example.org",
        source="Its page",
        successor=follower.id,
        hosts=(NewHost(partners["iresen"], HostRole.CO_HOST), NewHost(partners["xiamen"])),
        organised_by="The chairs",
        deadlines=(
            NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2028, 5, 1)),
            NewDeadline(kind=DeadlineKind.OTHER, due_on=date(2028, 10, 29), due_time=time(2, 30), zone="Europe/Berlin", fold=0, label=Multilingual.of("en", en="Posters")),
        ),
    )  # fmt: skip
    made = await scheduling.schedule_conference(mei, wanted, Visibility.PUBLISHED)
    feed = await api[""].get(f"https://coop.example.org/en/conferences/{made.id}.ics")
    for key in ("mei", "ada"):
        whole = (await api[key].get(f"/conferences/{made.id}")).json()
        answer = await api[key].put(f"/conferences/{made.id}", json={"version": whole["version"], "facts": whole["facts"]})
        assert answer.json() == {"version": 1}, (await history.of("conference", made.id))[0].changes
    assert (await counted("conference", made.id), (await api["mei"].get(f"/conferences/{made.id}")).json()["sequence"]) == (1, 0)
    assert (await api[""].get(f"https://coop.example.org/en/conferences/{made.id}.ics")).content == feed.content
    stored = (await run("SELECT names FROM conference WHERE id = {}", made.id))[0]["names"]
    assert stored == '{"source":"en","texts":{"en":["Hydrogen days","done"],"th":["วันไฮโดรเจน","stale"],"ar":["أيام","draft"]}}'


async def test_a_change_of_one_text_leaves_the_others_in_their_state(api, viewers):
    facts = NewConference(names=STALE, topics=("h2",), zone="UTC", starts_on=date(2029, 5, 1), country="TH")
    made = await scheduling.schedule_conference(viewers["mei"], facts)
    whole = (await api["mei"].get(f"/conferences/{made.id}")).json()["facts"]
    whole["names"]["texts"]["ar"] = "أيام الهيدروجين"
    assert (await api["mei"].put(f"/conferences/{made.id}", json={"version": 1, "facts": whole})).json() == {"version": 2}
    stored = (await run("SELECT names FROM conference WHERE id = {}", made.id))[0]["names"]
    assert stored == '{"source":"en","texts":{"en":["Hydrogen days","done"],"th":["วันไฮโดรเจน","stale"],"ar":["أيام الهيدروجين","done"]}}'


async def test_months_and_years_sent_back_change_nothing(api, viewers):
    for precision in Precision:
        facts = NewConference(names=STALE, topics=("h2",), zone="UTC", starts_on=date(2029, 5, 9), precision=precision, country="TH")
        made = await scheduling.schedule_conference(viewers["mei"], facts)
        whole = (await api["mei"].get(f"/conferences/{made.id}")).json()
        assert (await api["mei"].put(f"/conferences/{made.id}", json={"version": 1, "facts": whole["facts"]})).json() == {"version": 1}


async def test_an_organisation_sent_back_changes_nothing(api, viewers, partners):
    wanted = NewOrganisation(
        names=(
            NewName("มหาวิทยาลัยเกษตรศาสตร์", "th", preferred=True, source=Source.ROR, locked=True),
            NewName("Kasetsart University", "en", preferred=True),
            NewName("KU", "und", NameKind.ACRONYM),
            NewName("College of Agriculture", "en", NameKind.FORMER, valid_from="1938", valid_to="1943-02-02"),
        ),
        kinds=(Kind.EDUCATION, Kind.FUNDER),
        country="TH",
        city=Multilingual("en", {"en": Translation("Bangkok"), "th": Translation("กรุงเทพฯ", State.STALE)}),
        geonames_id=1609350,
        latitude=13.75,
        longitude=100.5,
        zone="Asia/Bangkok",
        founded=1943,
        website="https://www.ku.ac.th",
        parent=partners["xiamen"],
        identifiers=(NewIdentifier(Scheme.ROR, "05gzceg21"), NewIdentifier(Scheme.LOCAL, "KU-7")),
        source="Register",
    )
    number = await keeping.add_organisation(viewers["somchai"], wanted)
    whole = (await api["somchai"].get(f"/organisations/{number}")).json()
    answer = await api["somchai"].put(f"/organisations/{number}", json={"version": 1, "facts": whole["facts"]})
    assert answer.json() == {"version": 1}
    assert await counted("organisation", number) == 1
    rows = await run("SELECT source, locked FROM organisation_name WHERE organisation = {} ORDER BY place", number)
    assert [(row["source"], bool(row["locked"])) for row in rows] == [
        ("ror", True),
        ("manual", False),
        ("manual", False),
        ("manual", False),
    ]


async def test_a_project_sent_back_changes_nothing(api, viewers, partners):
    wanted = NewProject(
        names=STALE,
        topics=("h2",),
        acronym="HYD",
        objective=STALE,
        stage=Stage.ACTIVE,
        planned_start="2025",
        planned_end="2027-06",
        start="2025-03-04",
        website="https://www.example.org",
        links=(NewLink("https://www.example.org/a", "Report"), NewLink("https://www.example.org/b")),
        honesty=Honesty.FOSSIL_HYDROGEN,
        honesty_note=STALE,
        notes=STALE,
        source="Its page",
        participations=(NewParticipation(partners["iresen"], role=Role.COORDINATOR, joined="2025"), NewParticipation(None, "A third body")),
    )
    number = await logbook.log_project(viewers["somchai"], wanted)
    for key in ("somchai", "layla"):
        whole = (await api[key].get(f"/projects/{number}")).json()
        assert (await api[key].put(f"/projects/{number}", json={"version": 1, "facts": whole["facts"]})).json() == {"version": 1}
    assert await counted("project", number) == 1


async def test_a_series_sent_back_changes_nothing(api):
    made = await api["mei"].post("/series", json={"names": {"source": "en", "texts": {"en": "Hydrogen"}}, "topics": ["h2"]})
    path = f"/series/{made.json()['id']}"
    whole = (await api["mei"].get(path)).json()
    assert (await api["mei"].put(path, json={"version": 1, "facts": whole["facts"]})).json() == {"version": 1}
    assert await counted("series", made.json()["id"]) == 1
