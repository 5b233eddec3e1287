"""The promise of the pages: what was deleted can be brought back for 30 days and is gone afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coop import calendar, history, upkeep
from coop.accounts import limits
from coop.clock import standing_at
from coop.conferences import queries as conferences
from coop.conferences import scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.states import DeadlineKind, Visibility
from coop.db import run
from coop.errors import Gone, NotFound
from coop.multilingual import Multilingual
from coop.partners import keeping
from coop.partners import queries as partners
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.projects import logbook
from coop.projects import queries as projects
from coop.projects.facts import NewEntry, NewParticipation, NewProject
from coop.viewer import ANONYMOUS, Role, Viewer

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEPT = timedelta(days=30)
ADA = Viewer(name="Ada", roles=frozenset(Role))


@pytest.fixture(autouse=True)
def noon(database):
    calendar.configure("https://coop.example.org", ("en", "th"))
    with standing_at(NOON):
        yield


async def organisation(name):
    facts = NewOrganisation(names=(NewName(name, "en", preferred=True),), kinds=(Kind.EDUCATION,), country="TH")
    return await keeping.add_organisation(ADA, facts)


async def conference(*hosts):
    facts = NewConference(
        names=Multilingual.of("en", en="Hydrogen Days"),
        topics=("h2",),
        zone="Asia/Bangkok",
        country="TH",
        city=Multilingual.of("en", en="Bangkok"),
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 3),
        hosts=tuple(NewHost(each) for each in hosts),
        deadlines=(NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 11, 20)),),
    )
    return await scheduling.schedule_conference(ADA, facts, Visibility.PUBLISHED)


async def project(*partners_of, agreed_at=None):
    facts = NewProject(
        names=Multilingual.of("en", en="One Test Method"),
        topics=("h2",),
        participations=tuple(NewParticipation(each) for each in partners_of),
        agreed_at=agreed_at,
    )
    return await logbook.log_project(ADA, facts)


async def rows(table):
    return (await run(f"SELECT count(*) AS n FROM {table}"))[0]["n"]


async def test_a_conference_can_be_brought_back_until_the_last_moment_and_is_gone_after_it():
    made = await conference()
    await scheduling.trash(ADA, made.id, 1)
    with standing_at(NOON + KEPT - timedelta(seconds=1)):
        assert await upkeep.keep_up() == 0
        with pytest.raises(Gone):
            await conferences.get(ANONYMOUS, made.id)
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 1
        with pytest.raises(NotFound):
            await conferences.get(ANONYMOUS, made.id)
        with pytest.raises(NotFound):
            await scheduling.restore(ADA, made.id)
    assert [await rows(table) for table in ("conference", "conference_topic", "conference_deadline")] == [0, 0, 0]
    told = (await history.of("conference", made.id))[0]
    assert (told.act, told.actor, told.changes) == ("deleted", None, {"trashed": (True, None)})
    assert await history.verify() is None


async def test_what_was_brought_back_and_what_was_never_deleted_stays():
    kept, back = await conference(), await conference()
    gone = await scheduling.trash(ADA, back.id, 1)
    await scheduling.restore(ADA, back.id)
    assert gone.trashed_at == NOON
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 0
        assert (await conferences.get(ANONYMOUS, back.id)).id == back.id
        assert (await conferences.get(ANONYMOUS, kept.id)).id == kept.id


async def test_a_number_that_was_deleted_is_never_given_again():
    made = await conference()
    await scheduling.trash(ADA, made.id, 1)
    with standing_at(NOON + KEPT):
        await upkeep.keep_up()
        assert (await conference()).id == made.id + 1


async def test_an_organisation_stays_while_something_that_stands_names_it():
    host = await organisation("King Mongkut's University")
    made = await conference(host)
    await keeping.trash_organisation(ADA, host, 1)
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 0
        with pytest.raises(Gone):
            await partners.get(ANONYMOUS, host)
        await scheduling.trash(ADA, made.id, 1)
    with standing_at(NOON + 2 * KEPT):
        assert await upkeep.keep_up() == 2
        with pytest.raises(NotFound):
            await partners.get(ANONYMOUS, host)


async def test_all_that_hangs_together_goes_in_one_round():
    host = await organisation("King Mongkut's University")
    made = await conference(host)
    logged = await project(host, agreed_at=made.id)
    await logbook.log_entry(ADA, logged, NewEntry(date(2026, 10, 1), "Signed.", "en"))
    await logbook.trash(ADA, logged, 1)
    await scheduling.trash(ADA, made.id, 1)
    await keeping.trash_organisation(ADA, host, 1)
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 3
        with pytest.raises(NotFound):
            await projects.get(ADA, logged)
    tables = ("project", "project_entry", "participation", "conference", "conference_host", "organisation", "organisation_name")
    assert [await rows(table) for table in tables] == [0, 0, 0, 0, 0, 0, 0]


async def test_a_project_outlives_the_conference_it_was_agreed_at():
    host, made = await organisation("King Mongkut's University"), await conference()
    logged = await project(host, agreed_at=made.id)
    await scheduling.trash(ADA, made.id, 1)
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 1
        found = await projects.get(ANONYMOUS, logged)
    assert found.facts == replace(found.facts, agreed_at=None)


async def test_members_of_a_deleted_organisation_are_members_no_more():
    body = await organisation("King Mongkut's University")
    await run(
        "INSERT INTO person (id, uuid, version, created_at, revised_at, email, email_key, name, address_as, locale, zone, password_hash, active)"
        " VALUES (1, '00000000-0000-0000-0000-000000000001', 1, {}, {}, 'l@example.org', 'l@example.org', 'Layla', '', 'en', '', '', {})",
        NOON, NOON, True,
    )  # fmt: skip
    await run("INSERT INTO membership (person_id, organisation_id, joined_at) VALUES (1, {}, {})", body, NOON)
    await keeping.trash_organisation(ADA, body, 1)
    with standing_at(NOON + KEPT):
        assert await upkeep.keep_up() == 1
    assert await rows("membership") == 0
    assert [(each.act, each.changes) for each in await history.of("person", 1)] == [("left", {"organisation": (body, None)})]


async def test_sign_ins_links_and_tries_that_have_run_out_are_forgotten():
    await run(
        "INSERT INTO person (id, uuid, version, created_at, revised_at, email, email_key, name, address_as, locale, zone, password_hash, active)"
        " VALUES (1, '00000000-0000-0000-0000-000000000001', 1, {}, {}, 'l@example.org', 'l@example.org', 'Layla', '', 'en', '', '', {})",
        NOON, NOON, True,
    )  # fmt: skip
    await run(
        "INSERT INTO sign_in (token_hash, person_id, created_at, seen_at, user_agent) VALUES ({}, 1, {}, {}, '')", b"x" * 32, NOON, NOON
    )
    await limits.reserve(limits.of_network("sign-in", "192.0.2.0/24"))
    with standing_at(NOON + timedelta(minutes=14)):
        await upkeep.keep_up()
        assert (await rows("sign_in"), await rows("attempt")) == (1, 1)
    with standing_at(NOON + timedelta(minutes=15)):
        await upkeep.keep_up()
        assert (await rows("sign_in"), await rows("attempt")) == (1, 0)
    with standing_at(NOON + timedelta(days=3)):
        await upkeep.keep_up()
        assert (await rows("sign_in"), await rows("attempt")) == (0, 0)
