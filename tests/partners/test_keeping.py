"""The verbs that keep the register, on both databases."""

import asyncio
from dataclasses import replace

import pytest

from coop import history, search
from coop.db import revision, run
from coop.errors import Forbidden, Gone, Invalid, NotFound, Stale
from coop.multilingual import Multilingual
from coop.partners import queries
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation, restore_organisation, trash_organisation
from coop.viewer import ANONYMOUS


def organisation(name, tag="en", **facts):
    return NewOrganisation(names=(NewName(name, tag, preferred=True),), kinds=(Kind.OTHER,), **facts)


async def counted():
    tables = ("organisation", "organisation_name", "organisation_identifier", "organisation_order", "search_document", "history")
    return [(await run(f"SELECT count(*) AS n FROM {table}"))[0]["n"] for table in tables]


async def test_everything_entered_comes_back(world):
    found = await queries.get(ANONYMOUS, world.xiamen)
    assert found.version == 1
    assert found.names == Multilingual.of("en", en="Xiamen University", zh_Hans="厦门大学")
    assert [name.text for name in found.facts.names] == ["Xiamen University", "厦门大学", "XMU", "Amoy University"]
    assert found.facts.names[3] == NewName("Amoy University", "en", NameKind.FORMER, valid_from="1921", valid_to="1937-07-01")
    assert found.facts.identifiers == (NewIdentifier(Scheme.ROR, "00mcjh785"), NewIdentifier(Scheme.ISNI, "0000000122647233"))
    assert (found.facts.latitude, found.facts.longitude, found.facts.geonames_id) == (24.48, 118.09, 1790645)
    assert found.facts.city.text("th") == "เซียะเหมิน"
    assert found.facts.kinds == (Kind.EDUCATION, Kind.FUNDER)


async def test_only_those_who_keep_partners_add_trash_and_restore(world):
    for viewer in (world.mei, world.layla, world.stranger, ANONYMOUS):
        with pytest.raises(Forbidden):
            await add_organisation(viewer, organisation("New"))
        with pytest.raises(Forbidden):
            await trash_organisation(viewer, world.xiamen, 1)
        with pytest.raises(NotFound):
            await restore_organisation(viewer, world.xiamen)
    assert await add_organisation(world.somchai, organisation("New")) > world.quiet


async def test_a_member_edits_their_own_organisation_and_no_other(world):
    own = await queries.get(world.layla, world.iresen)
    assert await edit_organisation(world.layla, world.iresen, 1, replace(own.facts, website="https://iresen.example.org")) == 2
    for viewer, wrong in (
        (world.layla, world.xiamen),
        (world.stranger, world.xiamen),
        (world.mei, world.xiamen),
        (ANONYMOUS, world.iresen),
    ):
        with pytest.raises(Forbidden):
            await edit_organisation(viewer, wrong, 1, organisation("Mine"))
    for viewer in (world.layla, world.stranger, ANONYMOUS):
        with pytest.raises(NotFound):
            await edit_organisation(viewer, world.quiet, 1, organisation("Mine"))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.INACTIVE},
        {"visibility": Visibility.HIDDEN},
        {"identifiers": (NewIdentifier(Scheme.WIKIDATA, "Q1"),)},
        {"source": "elsewhere"},
    ],
)
async def test_a_member_cannot_change_what_a_liaison_officer_keeps(world, changes):
    own = await queries.get(world.layla, world.iresen)
    with pytest.raises(Invalid) as refused:
        await edit_organisation(world.layla, world.iresen, 1, replace(own.facts, **changes))
    assert list(refused.value.fields) == list(changes)


async def test_a_member_cannot_place_their_organisation_under_or_after_another(world):
    own = await queries.get(world.layla, world.iresen)
    for field in ("parent", "successor"):
        with pytest.raises(Invalid) as refused:
            await edit_organisation(world.layla, world.iresen, 1, replace(own.facts, **{field: world.xiamen}))
        assert list(refused.value.fields) == [field]


async def test_a_member_cannot_change_a_locked_name(world):
    own = (await queries.get(world.somchai, world.iresen)).facts
    locked = replace(own, names=(replace(own.names[0], locked=True), *own.names[1:]))
    await edit_organisation(world.somchai, world.iresen, 1, locked)
    renamed = replace(locked, names=(replace(locked.names[0], text="Institut du Soleil"), *locked.names[1:]))
    for wanted in (renamed, own, replace(locked, names=locked.names[1:])):
        with pytest.raises(Invalid) as refused:
            await edit_organisation(world.layla, world.iresen, 2, wanted)
        assert list(refused.value.fields) == ["names"]
    assert await edit_organisation(world.layla, world.iresen, 2, replace(locked, founded=2011)) == 3


async def test_a_stale_save_is_refused_and_changes_nothing(world):
    facts = (await queries.get(world.somchai, world.xiamen)).facts
    assert await edit_organisation(world.somchai, world.xiamen, 1, replace(facts, founded=1922)) == 2
    before = await counted()
    with pytest.raises(Stale) as refused:
        await edit_organisation(world.somchai, world.xiamen, 1, replace(facts, founded=1900))
    assert refused.value.current == 2
    with pytest.raises(Stale):
        await trash_organisation(world.somchai, world.xiamen, 1)
    assert await counted() == before
    assert (await queries.get(ANONYMOUS, world.xiamen)).facts.founded == 1922


async def test_of_many_who_save_the_same_version_one_wins(world):
    facts = (await queries.get(world.somchai, world.xiamen)).facts

    async def save(year):
        return await edit_organisation(world.somchai, world.xiamen, 1, replace(facts, founded=year))

    done = await asyncio.gather(*(save(1900 + n) for n in range(8)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Stale"] * 7 + ["int"]
    assert (await queries.get(ANONYMOUS, world.xiamen)).facts.founded == 1900 + next(n for n, each in enumerate(done) if each == 2)


async def test_an_identifier_belongs_to_one_organisation(world):
    taken = (NewIdentifier(Scheme.ROR, "https://ror.org/00mcjh785"),)
    before = await counted()
    with pytest.raises(Invalid) as refused:
        await add_organisation(world.somchai, organisation("Twin", identifiers=taken))
    assert refused.value.fields["identifiers.0.value"].values == {"name": "Xiamen University"}
    assert await counted() == before
    await trash_organisation(world.somchai, world.xiamen, 1)
    with pytest.raises(Invalid) as refused:
        await add_organisation(world.somchai, organisation("Twin", identifiers=taken))
    assert refused.value.fields["identifiers.0.value"].values == {}


async def test_two_who_enter_the_same_identifier_at_once_make_one(world):
    wanted = [organisation(f"Twin {n}", identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q777"),)) for n in range(4)]
    done = await asyncio.gather(*(add_organisation(world.somchai, each) for each in wanted), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Invalid"] * 3 + ["int"]


async def test_two_universities_of_one_name_stay_two(world):
    twins = [
        await add_organisation(world.somchai, organisation("中国石油大学", "zh-Hans", city=Multilingual.of("en", en=city)))
        for city in ("Beijing", "Qingdao")
    ]
    found = await search.find(ANONYMOUS, "中国石油大学", ("organisation",))
    assert sorted(hit.object_id for hit in found.hits) == twins


async def test_a_name_that_stays_keeps_where_it_came_from(world):
    imported = organisation("Institute", identifiers=(NewIdentifier(Scheme.ISNI, "0000 0001 2264 7234", Source.ROR),))
    imported = replace(imported, names=(replace(imported.names[0], source=Source.ROR),))
    number = await add_organisation(world.somchai, imported)
    typed = organisation("Institute", identifiers=(NewIdentifier(Scheme.ISNI, "0000000122647234"),), founded=2000)
    typed = replace(typed, names=(*typed.names, NewName("INST", "und", NameKind.ACRONYM)))
    await edit_organisation(world.somchai, number, 1, typed)
    facts = (await queries.get(ANONYMOUS, number)).facts
    assert [name.source for name in facts.names] == [Source.ROR, Source.MANUAL]
    assert facts.identifiers == (NewIdentifier(Scheme.ISNI, "0000000122647234", Source.ROR, suspect=True),)


async def test_relatives_must_be_seen_and_form_no_circle(world):
    institute = await add_organisation(world.somchai, organisation("Institute", parent=world.xiamen))
    university = (await queries.get(world.somchai, world.xiamen)).facts
    for parent in (institute, world.xiamen, 999_999):
        with pytest.raises(Invalid) as refused:
            await edit_organisation(world.somchai, world.xiamen, 1, replace(university, parent=parent))
        assert list(refused.value.fields) == ["parent"]
    assert [card.id for card in await queries.parts_of(ANONYMOUS, world.xiamen, "en")] == [institute]


async def test_the_trash_hides_and_gives_back(world):
    await trash_organisation(world.somchai, world.xiamen, 1)
    with pytest.raises(Gone):
        await queries.get(ANONYMOUS, world.xiamen)
    assert await queries.named(world.somchai, [world.xiamen], "en") == {}
    assert (await search.find(world.somchai, "xiamen", ("organisation",))).total == 0
    assert [card.id for card in await queries.trashed(world.somchai, "en")] == [world.xiamen]
    assert await queries.trashed(world.mei, "en") == []
    assert await queries.known([world.xiamen, world.quiet, 999]) == {world.quiet}
    await restore_organisation(world.somchai, world.xiamen)
    with pytest.raises(NotFound):
        await restore_organisation(world.somchai, world.xiamen)
    assert (await queries.get(ANONYMOUS, world.xiamen)).version == 3
    assert (await search.find(ANONYMOUS, "xiamen", ("organisation",))).total == 1


async def test_a_hidden_one_in_the_trash_is_not_said_to_be_gone(world):
    await trash_organisation(world.somchai, world.quiet, 1)
    with pytest.raises(NotFound):
        await queries.get(ANONYMOUS, world.quiet)


async def test_every_change_is_told_once_with_before_and_after(world):
    facts = (await queries.get(world.somchai, world.iresen)).facts
    stood = revision.of("organisation")
    await edit_organisation(world.layla, world.iresen, 1, replace(facts, founded=2011, city=Multilingual.of("fr", fr="Rabat", ar="الرباط")))
    await trash_organisation(world.somchai, world.iresen, 2)
    await restore_organisation(world.somchai, world.iresen)
    told = await history.of("organisation", world.iresen)
    assert [(each.act, each.actor_name) for each in told] == [
        ("restored", "Somchai"),
        ("trashed", "Somchai"),
        ("edited", "Layla"),
        ("added", "Seed"),
    ]
    assert told[2].changes == {"founded": (None, 2011), "city": ({"fr": "Rabat"}, {"ar": "الرباط", "fr": "Rabat"})}
    assert revision.of("organisation") == stood + 3
    assert await history.verify() is None


async def test_a_name_in_force_on_a_day(world):
    found = await queries.get(ANONYMOUS, world.xiamen)
    assert found.name_on("1930-05-01", "en") == "Amoy University"
    assert found.name_on("1937-07-01", "en") == "Amoy University"
    assert found.name_on("1937-07-02", "en") == "Xiamen University"
    assert found.name_on("1920-12-31", "en") == "Xiamen University"
    assert found.name_on("1930-05-01", "zh-Hans") == "厦门大学"
