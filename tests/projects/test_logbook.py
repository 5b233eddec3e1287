from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coop import history, search
from coop.clock import standing_at
from coop.db import engine, run
from coop.errors import Forbidden, Gone, IllegalMove, Invalid, NotFound, Stale
from coop.multilingual import Multilingual, State
from coop.projects import logbook, queries
from coop.projects.facts import NewEntry, NewLink, NewParticipation
from coop.projects.filters import ProjectFilter
from coop.projects.states import Honesty, Role, Stage, Visibility
from coop.viewer import ANONYMOUS


async def test_a_logged_project_reads_back_as_it_was_written(world, facts):
    wanted = replace(
        facts,
        website="https://example.org/testely",
        links=(NewLink("https://example.org/plan", "Plan"), NewLink("https://example.org/data")),
        honesty=Honesty.FOSSIL_HYDROGEN,
        honesty_note=Multilingual.of("en", en="Until 2028 the gas is grey."),
        notes=Multilingual.of("en", en="Funding: EUR 2 million (source: example.org)."),
        source="example.org",
    )
    project_id = await logbook.log_project(world.somchai, wanted)
    found = await queries.get(ANONYMOUS, project_id)
    assert found.facts == replace(wanted, topics=("es", "h2-electrolysis"))
    assert found.themes == ("storage", "hydrogen")
    assert (found.begins, found.finishes) == ("2026-11", "2029")
    assert found.facts.begins_on == date(2026, 11, 1)
    assert found.facts.finishes_on == date(2029, 12, 31)
    assert [(each.organisation, each.names.text(each.names.source), each.country, each.role) for each in found.partners] == [
        (world.xiamen, "厦门大学", "CN", Role.COORDINATOR),
        (world.rabat, "Institut de Recherche en Energie Solaire", "MA", Role.PARTICIPANT),
        (world.bangkok, "มหาวิทยาลัยเทคโนโลยีพระจอมเกล้าธนบุรี", "TH", Role.PARTICIPANT),
        (None, "Example Foundation", "", Role.FUNDER),
    ]


@pytest.mark.parametrize("who", ["layla", "stranger", "mei"])
async def test_only_who_keeps_projects_logs_them(world, facts, who):
    with pytest.raises(Forbidden):
        await logbook.log_project(getattr(world, who), facts)
    assert (await queries.page(world.somchai, ProjectFilter())).total == 0


async def test_a_member_of_a_partner_edits_and_writes_but_leaves_the_partners_alone(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    assert await logbook.edit_project(world.layla, project_id, 1, replace(facts, acronym="TESTELY-2")) == 2
    with pytest.raises(Invalid) as refused:
        await logbook.edit_project(world.layla, project_id, 2, replace(facts, participations=(), visibility=Visibility.STAFF))
    assert sorted(refused.value.fields) == ["participations", "visibility"]
    await logbook.log_entry(world.layla, project_id, NewEntry(date(2026, 11, 19), "وصلت وحدة التحليل الأولى.", "ar"))
    assert [(each.text, each.author_name) for each in await queries.entries(ANONYMOUS, project_id)] == [
        ("وصلت وحدة التحليل الأولى.", "Layla")
    ]


async def test_who_has_left_no_longer_edits(world, facts):
    gone = tuple(replace(each, left="2026-11-15") if each.organisation == world.rabat else each for each in facts.participations)
    project_id = await logbook.log_project(world.somchai, replace(facts, participations=gone))
    with pytest.raises(Forbidden):
        await logbook.log_entry(world.layla, project_id, NewEntry(date(2026, 11, 19), "x"))


async def test_what_is_visible_but_not_ones_own_is_forbidden_and_what_is_hidden_is_not_found(world, facts):
    public = await logbook.log_project(world.somchai, facts)
    closed = await logbook.log_project(world.somchai, replace(facts, visibility=Visibility.PARTNERS))
    inner = await logbook.log_project(world.somchai, replace(facts, visibility=Visibility.STAFF))
    with pytest.raises(Forbidden):
        await logbook.edit_project(world.stranger, public, 1, facts)
    for viewer, hidden in ((world.stranger, closed), (ANONYMOUS, closed), (world.layla, inner), (world.stranger, inner)):
        with pytest.raises(NotFound):
            await queries.get(viewer, hidden)
        with pytest.raises(NotFound):
            await logbook.log_entry(viewer, hidden, NewEntry(date(2026, 11, 19), "x"))
        assert await queries.entries(viewer, hidden) == []
    assert (await queries.get(world.layla, closed)).id == closed
    assert (await queries.get(world.mei, inner)).id == inner
    for viewer, total in ((ANONYMOUS, 1), (world.stranger, 1), (world.layla, 2), (world.mei, 3)):
        assert (await queries.page(viewer, ProjectFilter())).total == total
        assert (await search.find(viewer, "electrolysers", kinds=("project",))).total == total
        assert len(await queries.of_partner(viewer, world.rabat)) == total


async def test_a_stale_save_is_refused_and_nothing_is_lost(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    await logbook.edit_project(world.somchai, project_id, 1, replace(facts, acronym="FIRST"))
    with pytest.raises(Stale) as refused:
        await logbook.edit_project(world.layla, project_id, 1, replace(facts, acronym="SECOND"))
    assert refused.value.current == 2
    assert (await queries.get(ANONYMOUS, project_id)).acronym == "FIRST"


async def test_stages_follow_one_another(world, facts):
    project_id = await logbook.log_project(world.somchai, replace(facts, stage=Stage.APPROVED))
    with pytest.raises(IllegalMove) as refused:
        await logbook.edit_project(world.somchai, project_id, 1, replace(facts, stage=Stage.COMPLETED))
    assert refused.value.legal == [Stage.ACTIVE, Stage.CANCELLED]
    await logbook.edit_project(world.somchai, project_id, 1, replace(facts, stage=Stage.ACTIVE))
    await logbook.edit_project(world.somchai, project_id, 2, replace(facts, stage=Stage.COMPLETED))
    with pytest.raises(IllegalMove):
        await logbook.edit_project(world.somchai, project_id, 3, replace(facts, stage=Stage.ACTIVE))


async def test_a_translation_not_touched_while_its_original_changed_becomes_stale(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    renamed = Multilingual.of("en", en="One Method", th=facts.names.text("th"))
    await logbook.edit_project(world.somchai, project_id, 1, replace(facts, names=renamed))
    names = (await queries.get(ANONYMOUS, project_id)).names
    assert (names.texts["th"].state, names.texts["en"].state) == (State.STALE, State.DONE)


async def test_every_change_has_one_line_of_history_with_the_fields_that_changed(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    await logbook.edit_project(world.layla, project_id, 1, replace(facts, acronym="NEW", stage=Stage.SUSPENDED), reason="Stack broke")
    await logbook.log_entry(world.somchai, project_id, NewEntry(date(2026, 11, 18), "Stack sent.", "en"))
    lines = await history.of("project", project_id)
    assert [(line.act, line.actor_name, line.reason) for line in lines] == [
        ("entered", "Somchai", ""),
        ("edited", "Layla", "Stack broke"),
        ("logged", "Somchai", ""),
    ]
    assert lines[1].changes == {"acronym": ("TESTELY", "NEW"), "stage": ("active", "suspended")}
    assert await history.verify() is None


async def test_trash_hides_everywhere_and_restore_brings_back(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    with pytest.raises(Forbidden):
        await logbook.trash(world.layla, project_id, 1)
    await logbook.trash(world.somchai, project_id, 1)
    with pytest.raises(Gone):
        await queries.get(ANONYMOUS, project_id)
    assert await queries.of_partner(world.somchai, world.rabat) == []
    assert (await search.find(world.somchai, "TESTELY", kinds=("project",))).total == 0
    assert [card.id for card in await queries.trashed(world.somchai)] == [project_id]
    assert await queries.trashed(world.layla) == []
    with pytest.raises(NotFound):
        await logbook.restore(world.layla, project_id)
    await logbook.restore(world.somchai, project_id)
    assert (await queries.get(ANONYMOUS, project_id)).version == 3
    assert (await search.find(ANONYMOUS, "TESTELY", kinds=("project",))).total == 1


async def test_a_hidden_partner_is_shown_to_staff_only_and_does_not_leak_through_filters(world, facts):
    project_id = await logbook.log_project(
        world.somchai, replace(facts, participations=(*facts.participations, NewParticipation(world.hidden, role=Role.ASSOCIATED)))
    )
    assert len((await queries.get(world.somchai, project_id)).partners) == 5
    assert len((await queries.get(ANONYMOUS, project_id)).partners) == 4
    for wanted in (ProjectFilter(countries=("CH",)), ProjectFilter(partners=(world.hidden,)), ProjectFilter(roles=(Role.ASSOCIATED,))):
        assert (await queries.page(ANONYMOUS, wanted)).total == 0
        assert (await queries.page(world.somchai, wanted)).total == 1
    choices = (await queries.page(ANONYMOUS, ProjectFilter())).choices
    assert choices.countries == {"CN": 1, "MA": 1, "TH": 1}
    assert choices.roles == {Role.COORDINATOR: 1, Role.PARTICIPANT: 1, Role.FUNDER: 1}


async def test_a_partner_member_edits_without_disturbing_a_hidden_partner(world, facts):
    with_hidden = replace(facts, participations=(*facts.participations, NewParticipation(world.hidden)))
    project_id = await logbook.log_project(world.somchai, with_hidden)
    stored = (await queries.get(world.layla, project_id)).facts
    await logbook.edit_project(world.layla, project_id, 1, replace(stored, acronym="KEEP"))
    assert len((await queries.get(world.somchai, project_id)).partners) == 5


async def test_a_parent_may_not_stand_below(world, facts):
    top = await logbook.log_project(world.somchai, facts)
    part = await logbook.log_project(world.somchai, replace(facts, parent=top))
    assert [card.id for card in await queries.parts_of(ANONYMOUS, top)] == [part]
    with pytest.raises(Invalid) as refused:
        await logbook.edit_project(world.somchai, top, 1, replace(facts, parent=part))
    assert list(refused.value.fields) == ["parent"]


async def test_unknown_organisations_conferences_and_parents_are_refused_by_field(world, facts):
    wanted = replace(facts, agreed_at=999, parent=998, participations=(NewParticipation(997),))
    with pytest.raises(Invalid) as refused:
        await logbook.log_project(world.somchai, wanted)
    assert sorted(refused.value.fields) == ["agreed_at", "parent", "participations.0.organisation"]
    assert await run("SELECT id FROM project") == []


async def test_everything_said_is_found_in_its_own_script(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    await logbook.log_entry(world.somchai, project_id, NewEntry(date(2026, 11, 18), "จัดส่งชุดเซลล์ชุดแรกแล้ว", "th"))
    for query in ("electrolyser", "testely", "Example Foundation", "ชุดเซลล์", "laboratories"):
        assert (await search.find(ANONYMOUS, query, kinds=("project",))).total == 1, query
        assert (await queries.page(ANONYMOUS, ProjectFilter(q=query))).total == 1, query
    assert (await queries.page(ANONYMOUS, ProjectFilter(q="氢能"))).total == 0


async def test_filters_narrow_and_counts_say_what_each_choice_would_leave(world, facts):
    first = await logbook.log_project(world.somchai, facts)
    second = await logbook.log_project(
        world.somchai,
        replace(
            facts,
            topics=("up-air",),
            stage=Stage.PROPOSED,
            start="",
            planned_start="2027",
            participations=(NewParticipation(world.bangkok, role=Role.COORDINATOR),),
        ),
    )

    async def ids(**wanted):
        return [card.id for card in (await queries.page(ANONYMOUS, ProjectFilter(**wanted))).cards]

    assert await ids() == [second, first]
    assert await ids(themes=("hydrogen",)) == [first]
    assert await ids(themes=("hydrogen", "pollution")) == [second, first]
    assert await ids(topics=("up-air",)) == [second]
    assert await ids(stages=(Stage.ACTIVE,)) == [first]
    assert await ids(countries=("MA",)) == [first]
    assert await ids(partners=(world.bangkok,)) == [second, first]
    assert await ids(partners=(world.bangkok,), roles=(Role.COORDINATOR,)) == [second]
    assert await ids(partners=(world.bangkok,), countries=("CN",)) == [first]
    choices = (await queries.page(ANONYMOUS, ProjectFilter(themes=("hydrogen",)))).choices
    assert choices.themes == {"storage": 1, "hydrogen": 1, "pollution": 1}
    assert choices.stages == {Stage.ACTIVE: 1}
    assert choices.countries == {"CN": 1, "MA": 1, "TH": 1}


async def _statements(ask):
    before = engine().statements
    await ask()
    return engine().statements - before


async def test_the_number_of_statements_does_not_grow_with_the_rows(world, facts):
    asked = {
        "page": (lambda: queries.page(ANONYMOUS, ProjectFilter(q="testely", themes=("hydrogen",))), 8),
        "get": (lambda: queries.get(ANONYMOUS, 1), 4),
        "of_partner": (lambda: queries.of_partner(ANONYMOUS, world.rabat), 3),
        "by_ids": (lambda: queries.by_ids(ANONYMOUS, [1, 2, 3]), 3),
        "entries": (lambda: queries.entries(ANONYMOUS, 1), 1),
    }
    await logbook.log_project(world.somchai, facts)
    for ask, count in asked.values():
        assert await _statements(ask) == count
    for _ in range(2):
        await logbook.log_project(world.somchai, facts)
    for name, (ask, count) in asked.items():
        assert await _statements(ask) == count, name


async def test_an_entry_says_what_is_wrong_with_it(world, facts):
    project_id = await logbook.log_project(world.somchai, facts)
    with standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)), pytest.raises(Invalid) as refused:
        await logbook.log_entry(world.somchai, project_id, NewEntry(date(2026, 11, 23), " ", "thai!"))
    assert sorted(refused.value.fields) == ["language", "on", "text"]
    assert await queries.entries(ANONYMOUS, project_id) == []
