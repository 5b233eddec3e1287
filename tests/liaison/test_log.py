"""The log of interactions: facts, who sees what, people who are erased, follow-ups, the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from coop import clock, history, search
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.scheduling import schedule_conference
from coop.conferences.states import Visibility
from coop.db import engine, run
from coop.errors import Forbidden, Invalid, NotFound, Stale
from coop.i18n import translate
from coop.liaison import log, queries, timeline
from coop.liaison.facts import Kind, NewFollowUp, NewInteraction, NewPerson, NewPresence
from coop.liaison.filters import InteractionFilter, from_query
from coop.multilingual import Multilingual
from coop.notices import reminders
from coop.partners.agreements import keeping
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind as Paper
from coop.partners.agreements.states import State
from coop.partners.contacts import erasing, exporting
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.contacts.keeping import add_contact
from coop.projects.facts import NewParticipation, NewProject
from coop.projects.logbook import log_project
from coop.settings import Settings
from coop.viewer import ANONYMOUS, Role, Viewer
from coop.web import contact_archive


def note(world, **changes):
    given = {
        "titles": Multilingual.of("en", en="Call"),
        "kind": Kind.CALL,
        "happened_on": date(2026, 5, 18),
        "organisations": (NewPresence(world.xiamen),),
    }
    return NewInteraction(**{**given, **changes})


async def test_what_is_logged_is_read_as_it_was(world, facts):
    number = await log.log_interaction(world.somchai, facts)
    found = await queries.get(world.somchai, number)
    assert found.facts == facts
    assert [(each.name, each.organisation) for each in found.people] == [("Nora Lindqvist", world.iresen)]
    (entry,) = await history.of("interaction", number)
    assert (entry.act, entry.changes["kind"]) == ("logged", (None, "delegation"))
    assert "Nora" not in str(await run("SELECT changes FROM history WHERE kind = 'interaction'"))


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"titles": Multilingual()}, {"titles.en": "Say in a line what it was about."}),
        ({"happened_on": None}, {"happened_on": "Enter the day."}),
        ({"happened_on": date(2569, 5, 18)}, {"happened_on": "The year 2569 looks like the Buddhist Era. Enter the common era year 2026."}),
        ({"happened_on": date(2030, 5, 18)}, {"happened_on": "Enter a day within the next three years."}),
        ({"until_on": date(2026, 5, 17)}, {"until_on": "The end must not come before the start."}),
        ({"until_on": date(2028, 5, 17)}, {"until_on": "Enter a last day within a year of the first."}),
        ({"zone": "Mars/Olympus"}, {"zone": "Mars/Olympus is not a time zone we know. Enter a name such as Asia/Shanghai."}),
        ({"organisations": ()}, {"organisations": "Choose at least one organisation."}),
        ({"organisations": (NewPresence(1), NewPresence(1))}, {"organisations": "An organisation is named twice."}),
        ({"people": (NewPerson(),)}, {"people.0.name": "Choose a contact, or enter the name of somebody who is none."}),
        ({"topics": ("gold",)}, {"topics": "gold is not a topic we know. Choose from the list."}),
    ],
)
async def test_each_fault_is_named_at_its_field(changes, faults):
    given = {
        "titles": Multilingual.of("en", en="Call"),
        "kind": Kind.CALL,
        "happened_on": date(2026, 5, 18),
        "organisations": (NewPresence(1),),
    }
    with pytest.raises(Invalid) as caught:
        NewInteraction(**{**given, **changes}).check()
    assert {name: translate(said, "en") for name, said in caught.value.fields.items()} == faults


async def test_an_hour_the_clocks_skip_is_refused_with_its_neighbours():
    with pytest.raises(Invalid) as caught:
        NewInteraction(
            titles=Multilingual.of("en", en="Call"),
            kind=Kind.CALL,
            happened_on=date(2026, 3, 29),
            begins=time(2, 30),
            zone="Europe/Berlin",
            organisations=(NewPresence(1),),
        ).check()
    assert list(caught.value.fields) == ["begins"]


async def test_who_keeps_the_log_and_who_sees_what(world, facts):
    plain = await log.log_interaction(world.somchai, facts)
    secret = await log.log_interaction(
        world.somchai, replace(facts, confidential=True, titles=Multilingual.of("en", en="Quiet hydrogen talk"))
    )
    for viewer in (world.mei, world.layla, world.stranger, ANONYMOUS):
        with pytest.raises(Forbidden):
            await log.log_interaction(viewer, facts)
    for who, expected in (("somchai", {plain, secret}), ("mei", {plain}), ("layla", set()), ("stranger", set())):
        viewer = getattr(world, who)
        found = await queries.page(viewer, InteractionFilter())
        assert ({card.id for card in found.cards}, found.total) == (expected, len(expected))
        assert sum(found.choices.kinds.values()) == len(expected)
        assert {card.id for card in await queries.of_partner(viewer, world.iresen)} == expected
        assert {each.id for each in (await timeline.of_partner(viewer, world.iresen))[0]} == expected
        assert set(await search.best(viewer, "hydrogen", "interaction", 10)) == expected
        assert {card.id for card in await queries.by_ids(viewer, [plain, secret])} == expected
        for number in {plain, secret} - expected:
            with pytest.raises(NotFound):
                await queries.get(viewer, number)
    with pytest.raises(Forbidden):
        await log.edit_interaction(world.mei, plain, 1, facts)
    with pytest.raises(NotFound):
        await log.edit_interaction(world.mei, secret, 1, facts)


async def test_every_filter_narrows(world, facts):
    first = await log.log_interaction(world.somchai, facts)
    second = await log.log_interaction(world.somchai, note(world, officer=world.mei.user_id))
    cases = {
        (("kind", "call"),): [second],
        (("officer", str(world.somchai.user_id)),): [first],
        (("theme", "hydrogen"),): [first],
        (("country", "MA"),): [first],
        (("partner", str(world.iresen)),): [first],
        (("from", "2026-05-14"),): [second],
        (("from", "2026-05-13"), ("to", "2026-05-14")): [first],
        (("to", "2026-05-10"),): [],
        (("q", "benches"),): [first],
        (("q", "welcome"),): [first],
        (("q", "Lindqvist"),): [],
    }
    for pairs, expected in cases.items():
        wanted = from_query({name: [value] for name, value in pairs})
        assert wanted.to_query() == pairs
        assert [card.id for card in (await queries.page(world.somchai, wanted)).cards] == expected, pairs
    for wrong in ({"kind": ["party"]}, {"from": ["yesterday"]}, {"from": ["2026-05-02"], "to": ["2026-05-01"]}):
        with pytest.raises(Invalid):
            from_query(wrong)


async def test_stale_and_equal_saves(world, facts):
    number = await log.log_interaction(world.somchai, facts)
    assert await log.edit_interaction(world.somchai, number, 1, facts) == 1
    assert await log.edit_interaction(world.somchai, number, 1, replace(facts, place="Rabat")) == 2
    with pytest.raises(Stale):
        await log.edit_interaction(world.somchai, number, 1, facts)
    assert await history.verify() is None


async def test_others_named_must_be_there(world, facts):
    wrong = replace(
        facts,
        conference=9,
        project=9,
        agreement=9,
        officer=999,
        people=(NewPerson(contact=77), NewPerson(name="A", organisation=world.quiet)),
    )
    with pytest.raises(Invalid) as caught:
        await log.log_interaction(world.somchai, wrong)
    assert set(caught.value.fields) == {"conference", "project", "agreement", "officer", "people.0.name", "people.1.organisation"}
    with pytest.raises(Invalid) as caught:
        await log.log_interaction(world.somchai, replace(facts, organisations=(NewPresence(999),), people=()))
    assert set(caught.value.fields) == {"organisations"}


async def test_who_was_erased_goes_by_what_they_were_and_the_archive_names_it(world, facts):
    person = await add_contact(world.somchai, NewContact(name="أمينة زروالي", posts=(NewPost(world.iresen),)))
    number = await log.log_interaction(world.somchai, replace(facts, people=(NewPerson(contact=person, organisation=world.iresen),)))
    subject = await exporting.export_subject(world.somchai, person, contact_archive.SECTIONS)
    assert subject.sections["interactions"] == [
        {"interaction": number, "kind": "delegation", "happened_on": "2026-05-11", "titles": "Delegation on hydrogen", "role": "member"}
    ]
    await erasing.erase(world.somchai, person, 1, "Asked for on 18 May.")
    found = await queries.get(replace(world.somchai, locale="en"), number)
    assert [(each.name, each.is_erased) for each in found.people] == [("former liaison officer", True)]
    assert await log.edit_interaction(world.somchai, number, 1, replace(found.facts, place="Rabat")) == 2
    assert "أمينة" not in str(await run("SELECT * FROM interaction_person"))


async def test_follow_ups_are_given_done_and_opened_again(world, facts):
    number = await log.log_interaction(world.somchai, facts)
    given = await log.add_follow_up(world.somchai, number, NewFollowUp("Send the minutes", world.mei.user_id, date(2026, 5, 20)))
    assert [each.id for each in await queries.open_follow_ups(world.mei, world.mei.user_id)] == [given]
    assert await queries.open_follow_ups(world.somchai, world.somchai.user_id) == []
    assert (await queries.get(world.somchai, number)).open_follow_ups == 1
    with pytest.raises(NotFound):
        await log.finish_follow_up(world.layla, given)
    organiser = Viewer(world.stranger.user_id, "Another", frozenset({Role.ORGANISER}))
    with pytest.raises(Forbidden):
        await log.finish_follow_up(organiser, given)
    await log.finish_follow_up(world.mei, given)
    await log.finish_follow_up(world.mei, given)
    assert (await queries.follow_up(world.mei, given)).done_on == date(2026, 5, 18)
    await log.reopen_follow_up(world.somchai, given)
    acts = [each.act for each in await history.of("interaction", number)]
    assert acts == ["reopened a follow-up", "finished a follow-up", "gave a follow-up", "logged"]


async def test_a_follow_up_is_given_to_who_works_here_and_may_know_of_it(world, facts):
    secret = await log.log_interaction(world.somchai, replace(facts, confidential=True))
    for person in (world.layla.user_id, world.mei.user_id, 9_999, 2**40):
        with pytest.raises(Invalid) as caught:
            await log.add_follow_up(world.somchai, secret, NewFollowUp("Call back", person, date(2026, 5, 20)))
        assert list(caught.value.fields) == ["assignee"]
    for wrong, field in (
        (NewFollowUp("", world.somchai.user_id, date(2026, 5, 20)), "text"),
        (NewFollowUp("Call", world.somchai.user_id, None), "due_on"),
    ):
        with pytest.raises(Invalid) as caught:
            await log.add_follow_up(world.somchai, secret, wrong)
        assert list(caught.value.fields) == [field]


async def test_a_follow_up_reminds_its_assignee_once_on_its_day(world, facts):
    settings = Settings("", "https://coop.example.org", b"test-secret-test-secret-test-secret")
    number = await log.log_interaction(world.somchai, facts)
    done = await log.add_follow_up(world.somchai, number, NewFollowUp("Done before", world.mei.user_id, date(2026, 5, 20)))
    await log.add_follow_up(world.somchai, number, NewFollowUp("Send the minutes", world.mei.user_id, date(2026, 5, 20)))
    await log.finish_follow_up(world.mei, done)
    assert await reminders.sweep(settings) == 0
    with clock.standing_at(datetime(2026, 5, 20, 1, 0, tzinfo=UTC)):
        assert await reminders.sweep(settings) == 1
        assert await reminders.sweep(settings) == 0
    (mail,) = await run("SELECT recipient, locale, subject FROM mail")
    assert tuple(mail.values()) == ("mei@example.org", "zh-Hans", "2026年5月20日到期：Send the minutes")


async def test_trash_and_back(world, facts):
    number = await log.log_interaction(world.somchai, facts)
    await log.add_follow_up(world.somchai, number, NewFollowUp("Call", world.somchai.user_id, date(2026, 5, 20)))
    await log.trash(world.somchai, number, 1)
    assert await queries.open_follow_ups(world.somchai) == []
    assert await queries.owed() == []
    assert [each.id for each in await queries.trashed(world.somchai)] == [number]
    with pytest.raises(NotFound):
        await log.restore(world.mei, number)
    await log.restore(world.somchai, number)
    assert await search.best(world.somchai, "hydrogen", "interaction", 5) == [number]
    await log.trash(world.somchai, number, 3)
    with clock.standing_at(datetime(2026, 6, 18, 8, 0, tzinfo=UTC)):
        assert await log.empty_trash() == 1
    assert await run("SELECT * FROM follow_up") == []


async def test_one_timeline_of_everything_dated_the_latest_first(world, facts):
    organiser = Viewer(world.mei.user_id, "Mei", frozenset({Role.ORGANISER}))
    forum = NewConference(
        names=Multilingual.of("en", en="Forum"),
        topics=("h2",),
        zone="Asia/Shanghai",
        country="CN",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 4, 2),
        hosts=(NewHost(world.iresen),),
    )
    meeting = (await schedule_conference(organiser, forum, Visibility.PUBLISHED)).id
    joint = await log_project(
        world.somchai,
        NewProject(
            names=Multilingual.of("en", en="Stacks"), topics=("h2",), start="2026-03", participations=(NewParticipation(world.iresen),)
        ),
    )
    paper = await keeping.record_agreement(
        world.somchai,
        NewAgreement(
            titles=Multilingual.of("en", en="MoU"),
            kind=Paper.MOU,
            state=State.IN_FORCE,
            parties=(NewParty(world.iresen, signed_on=date(2026, 5, 1)),),
            effective_on=date(2026, 5, 1),
        ),
    )
    visit = await log.log_interaction(world.somchai, facts)
    moments, total = await timeline.of_partner(world.somchai, world.iresen)
    assert [(each.kind, each.id, each.on.isoformat()) for each in moments] == [
        ("interaction", visit, "2026-05-11"),
        ("agreement", paper, "2026-05-01"),
        ("conference", meeting, "2026-04-01"),
        ("project", joint, "2026-03-01"),
    ]
    assert total == 4
    assert await timeline.of_partner(world.layla, world.iresen) == ([], 0)
    before = engine().statements
    await timeline.of_partner(world.somchai, world.iresen)
    assert engine().statements - before == 2
