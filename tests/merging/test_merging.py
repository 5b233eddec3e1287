"""Merging two organisations that are one and undoing it: what moves, what is put away, and that all stands as it stood."""

from dataclasses import replace

import pytest

from coop import history, search
from coop.conferences import queries as conferences
from coop.db import is_postgres, run
from coop.errors import Forbidden, IllegalMove, Invalid, NotFound, Stale
from coop.merging import merging
from coop.merging.references import REFERENCES
from coop.partners import queries
from coop.partners.agreements import queries as agreements
from coop.partners.agreements.keeping import edit_agreement
from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation, restore_organisation, trash_organisation
from coop.partners.references import OWN
from coop.projects import queries as projects
from coop.projects.logbook import edit_project


async def versions(viewer, *numbers):
    return tuple([(await queries.get(viewer, each)).version for each in numbers])


async def merged(world, rich, taken=("country", "kinds")):
    return await merging.merge(world.somchai, rich.kept, rich.other, await versions(world.somchai, rich.kept, rich.other), taken)


async def named(table, column="organisation"):
    return sorted({row["n"] for row in await run(f"SELECT {column} AS n FROM {table} WHERE {column} IS NOT NULL")})


async def test_every_column_that_names_an_organisation_is_known(database):
    """Told by the database itself, so that a new table that names one cannot be forgotten."""
    if is_postgres():
        rows = await run(
            "SELECT c.conrelid::regclass::text AS t, a.attname AS c FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.confrelid = 'organisation'::regclass"
        )
        found = {(row["t"], row["c"]) for row in rows}
    else:
        tables = [row["name"] for row in await run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            (table, row["from"])
            for table in tables
            for row in await run(f"SELECT * FROM pragma_foreign_key_list('{table}')")
            if row["table"] == "organisation"
        }
    known = {(each.table, each.column) for each in REFERENCES}
    assert {each for each in found if each[0] not in OWN} == known - {("document", "owner_id"), ("membership", "organisation_id")}


async def test_everything_names_the_kept_one_and_undo_restores_it_all(world, rich, dump):
    before = await dump()
    number = await merged(world, rich)
    for reference in REFERENCES:
        assert await reference.rows(rich.other) == [], reference.name
    assert await named("membership", "organisation_id") == [rich.kept]
    kept = (await queries.get(world.somchai, rich.kept)).facts
    assert [(each.text, each.tag, str(each.kind), each.preferred) for each in kept.names] == [
        ("Solar Energy Institute", "en", "label", True), ("IRESEN", "fr", "acronym", False),
        ("IRESEN", "en", "alias", False), ("معهد البحث", "ar", "label", True), ("Institut solaire", "fr", "former", False),
    ]  # fmt: skip
    assert [each.value for each in kept.identifiers] == ["Q42", "Q937"]
    assert (kept.country, [str(each) for each in kept.kinds], kept.website, kept.parent) == (
        "MA",
        ["facility", "government"],
        "",
        world.xiamen,
    )
    gone = (await queries.get(world.somchai, rich.other)).facts
    assert (gone.status, gone.successor, gone.identifiers) == (Status.MERGED, rich.kept, ())
    hosts = await run("SELECT organisation, role FROM conference_host WHERE conference = {} ORDER BY id", rich.both_host)
    assert [(row["organisation"], row["role"]) for row in hosts] == [(rich.kept, "host"), (rich.kept, "sponsor")]
    assert await search.best(world.somchai, "معهد البحث", "organisation", 5) == [rich.kept]
    assert [each.id for each in await queries.suggest(world.somchai, "IRESEN", "en")] == [rich.kept]
    assert await dump() != before
    assert await merging.undo(world.somchai, number) == []
    after = await dump()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert rich.other in await search.best(world.somchai, "معهد البحث", "organisation", 5)
    assert await history.verify() is None


async def test_the_members_of_the_merged_one_see_through_the_kept_one(world, rich):
    number = await merged(world, rich)
    member = replace(world.layla, organisation_ids=frozenset({rich.kept}))
    seen = [each.id for each in await conferences.by_ids(member, [rich.other_hosts])]
    assert seen == [rich.other_hosts]
    assert await search.best(member, "Other leads", "project", 5) == [rich.other_leads]
    await merging.undo(world.somchai, number)
    assert await search.best(world.layla, "Other leads", "project", 5) == [rich.other_leads]


async def test_what_others_did_since_stays_when_a_merge_is_undone(world, rich):
    number = await merged(world, rich, ())
    kept = await queries.get(world.somchai, rich.kept)
    names = (*kept.facts.names, NewName("Institut", "fr", preferred=True))
    await edit_organisation(world.somchai, rich.kept, kept.version, replace(kept.facts, names=names, website="https://new.example.org"))
    await run("DELETE FROM conference_host WHERE conference = {}", rich.other_hosts)
    await run("UPDATE contact_post SET role = 'press' WHERE contact = {}", rich.contact)
    assert await merging.undo(world.somchai, number) == [("conference", rich.other_hosts), ("contact", rich.contact)]
    after = (await queries.get(world.somchai, rich.kept)).facts
    assert [each.text for each in after.names] == ["Solar Energy Institute", "IRESEN", "Institut"]
    assert (after.website, [each.value for each in after.identifiers]) == ("https://new.example.org", ["Q42"])
    other = (await queries.get(world.somchai, rich.other)).facts
    assert (other.status, [each.value for each in other.identifiers], other.founded) == (Status.ACTIVE, ["Q937"], 2011)
    posts = await run("SELECT organisation FROM contact_post WHERE contact = {} ORDER BY place", rich.contact)
    assert [row["organisation"] for row in posts] == [rich.kept, rich.kept]


async def test_forms_that_were_open_do_not_save_over_a_merge(world, rich):
    standing = await agreements.get(world.somchai, rich.other_signs)
    await merged(world, rich)
    assert (await agreements.get(world.somchai, rich.other_signs)).version == standing.version + 1
    told = await history.of("agreement", rich.other_signs)
    assert (told[0].act, told[0].changes) == ("organisation merged", {"organisation": (rich.other, rich.kept)})


async def test_what_cannot_be_merged_is_refused_whole(world, rich, dump):
    before = await dump()
    pair = await versions(world.somchai, rich.kept, rich.other)
    with pytest.raises(Forbidden):
        await merging.merge(world.mei, rich.kept, rich.other, pair)
    with pytest.raises(Invalid):
        await merging.merge(world.somchai, rich.kept, rich.kept, pair)
    with pytest.raises(Invalid):
        await merging.merge(world.somchai, rich.kept, rich.other, pair, ("names",))
    with pytest.raises(NotFound):
        await merging.merge(world.somchai, rich.kept, 999, pair)
    with pytest.raises(Stale):
        await merging.merge(world.somchai, rich.kept, rich.other, (pair[0], 1))
    await run("UPDATE organisation SET parent = {} WHERE id = {}", rich.third, rich.kept)
    with pytest.raises(Invalid) as circle:
        await merging.merge(world.somchai, rich.kept, rich.other, pair)
    assert list(circle.value.fields) == ["parent"]
    await run("UPDATE organisation SET parent = {} WHERE id = {}", world.xiamen, rich.kept)
    assert await dump() == before
    number = await merged(world, rich)
    pair = await versions(world.somchai, rich.third, rich.other)
    with pytest.raises(IllegalMove):
        await merging.merge(world.somchai, rich.third, rich.other, pair)
    for viewer, wrong in ((world.mei, Forbidden), (world.layla, Forbidden)):
        with pytest.raises(wrong):
            await merging.undo(viewer, number)
    await merging.undo(world.somchai, number)
    for twice, wrong in ((number, IllegalMove), (number + 1, NotFound)):
        with pytest.raises(wrong):
            await merging.undo(world.somchai, twice)


async def test_one_merge_after_another_is_undone_in_turn(world, rich, dump):
    before = await dump()
    first = await merged(world, rich)
    second = await merging.merge(world.somchai, world.xiamen, rich.kept, await versions(world.somchai, world.xiamen, rich.kept))
    assert await named("participation") == [world.xiamen]
    with pytest.raises(IllegalMove):
        await merging.undo(world.somchai, first)
    await merging.undo(world.somchai, second)
    await merging.undo(world.somchai, first)
    after = await dump()
    for table, rows in before.items():
        assert after[table] == rows, table


async def test_what_others_were_merged_into_is_not_thrown_away(world, rich):
    number = await merged(world, rich)
    (version,) = await versions(world.somchai, rich.kept)
    with pytest.raises(IllegalMove):
        await trash_organisation(world.somchai, rich.kept, version)
    await trash_organisation(world.somchai, rich.other, (await versions(world.somchai, rich.other))[0])
    with pytest.raises(IllegalMove):
        await merging.undo(world.somchai, number)
    await restore_organisation(world.somchai, rich.other)
    assert await search.best(world.somchai, "معهد البحث", "organisation", 5) == [rich.kept], "the merged one is not found again"
    assert await merging.undo(world.somchai, number) == []


async def test_the_record_of_a_merge_keeps_nothing_of_people_but_numbers(world, rich):
    await merged(world, rich)
    (row,) = await run("SELECT before, moved FROM organisation_merge")
    kept = row["before"] + row["moved"]
    assert [words for words in ("Yusuf", "Amrani", "Head", "Adviser", "Omar") if words in kept] == []


async def test_records_in_which_both_stood_may_be_edited_before_a_merge_is_undone(world, rich):
    number = await merged(world, rich)
    deal = await agreements.get(world.somchai, rich.both_sign)
    await edit_agreement(world.somchai, deal.id, deal.version, replace(deal.facts, reference="R-1"))
    joint = await projects.get(world.somchai, rich.both_take_part)
    await edit_project(world.somchai, joint.id, joint.version, replace(joint.facts, acronym="BOTH"))
    assert await merging.undo(world.somchai, number) == []
    parties = await run("SELECT organisation, place, signed_in FROM agreement_party WHERE agreement = {} ORDER BY place", rich.both_sign)
    assert [(row["organisation"], row["signed_in"]) for row in parties] == [(rich.kept, ""), (world.xiamen, ""), (rich.other, "Rabat")]
    taking_part = await run("SELECT organisation FROM participation WHERE project = {} ORDER BY place", rich.both_take_part)
    assert [row["organisation"] for row in taking_part] == [rich.kept, world.xiamen, rich.other]


async def test_what_was_taken_off_meanwhile_does_not_come_back(world, rich):
    layla = world.layla.user_id
    await run("INSERT INTO membership (person_id, organisation_id, joined_at) SELECT person_id, {}, joined_at FROM membership", rich.kept)
    number = await merged(world, rich)
    await run("DELETE FROM membership WHERE person_id = {}", layla)
    await run("DELETE FROM interaction_organisation WHERE interaction = {}", rich.both_meet)
    assert await merging.undo(world.somchai, number) == [("interaction", rich.both_meet), ("person", layla)]
    assert await run("SELECT id FROM membership WHERE person_id = {}", layla) == []


async def test_an_identifier_given_to_another_meanwhile_stays_there(world, rich):
    number = await merged(world, rich)
    kept = await queries.get(world.somchai, rich.kept)
    own = tuple(each for each in kept.facts.identifiers if each.value != "Q937")
    await edit_organisation(world.somchai, rich.kept, kept.version, replace(kept.facts, identifiers=own))
    names = (NewName("Holder", "en", preferred=True),)
    holder = await add_organisation(
        world.somchai, NewOrganisation(names, (Kind.OTHER,), identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q937"),))
    )
    assert await merging.undo(world.somchai, number) == [("organisation", holder)]
    assert (await queries.get(world.somchai, rich.other)).facts.identifiers == ()


async def test_merges_into_one_organisation_are_undone_the_latest_first(world, rich, dump):
    before = await dump()
    first = await merged(world, rich)
    second = await merging.merge(world.somchai, rich.kept, rich.third, await versions(world.somchai, rich.kept, rich.third))
    with pytest.raises(IllegalMove):
        await merging.undo(world.somchai, first)
    await merging.undo(world.somchai, second)
    await merging.undo(world.somchai, first)
    after = await dump()
    for table, rows in before.items():
        assert after[table] == rows, table


async def test_an_undo_that_would_leave_no_name_or_make_a_circle_is_put_right_or_refused(world, rich):
    number = await merged(world, rich, ("parent",))
    kept = await queries.get(world.somchai, rich.kept)
    arabic = tuple(each for each in kept.facts.names if each.tag == "ar")
    await edit_organisation(world.somchai, rich.kept, kept.version, replace(kept.facts, names=arabic, parent=None))
    xiamen = await queries.get(world.somchai, world.xiamen)
    await edit_organisation(world.somchai, world.xiamen, xiamen.version, replace(xiamen.facts, parent=rich.kept))
    with pytest.raises(IllegalMove):
        await merging.undo(world.somchai, number)
    xiamen = await queries.get(world.somchai, world.xiamen)
    await edit_organisation(world.somchai, world.xiamen, xiamen.version, replace(xiamen.facts, parent=None))
    await merging.undo(world.somchai, number)
    assert [each.text for each in (await queries.get(world.somchai, rich.kept)).facts.names] == ["Solar Energy Institute", "IRESEN"]


async def test_the_calendar_names_no_host_that_a_merge_made_private(world, rich, client):
    other = await queries.get(world.somchai, rich.other)
    await edit_organisation(world.somchai, rich.other, other.version, replace(other.facts, visibility=Visibility.HIDDEN))
    assert "Solar Energy Institute" in (await client.get("/en/feeds/conferences.ics")).text
    await merged(world, rich, ("visibility",))
    assert "Solar Energy Institute" not in (await client.get("/en/feeds/conferences.ics")).text
