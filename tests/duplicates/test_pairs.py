"""Which organisations are suggested as one, with what reasons, and what is remembered."""

import asyncio
from dataclasses import replace

import pytest

from coop import history
from coop.db import engine, run
from coop.errors import Forbidden, Invalid, NotFound
from coop.multilingual import Multilingual
from coop.partners import duplicates, queries
from coop.partners.duplicates import Weight
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation, restore_organisation, trash_organisation
from coop.viewer import ANONYMOUS, Role, Viewer

SOMCHAI = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))
MEI = Viewer(user_id=None, name="Mei", roles=frozenset({Role.ORGANISER}))


def organisation(*names, **facts):
    given = tuple(name if isinstance(name, NewName) else NewName(name, "en", preferred=True) for name in names)
    return NewOrganisation(**{"names": given, "kinds": (Kind.EDUCATION,), "country": "CN", **facts})


async def added(*names, **facts):
    return await add_organisation(SOMCHAI, organisation(*names, **facts))


async def pairs(*, declined=False):
    page = await duplicates.page(SOMCHAI, 1, "en", declined=declined)
    return [
        (each.first.id, each.second.id, each.weight.value, [(ground.reason.value, ground.detail) for ground in each.grounds])
        for each in page.pairs
    ]


async def test_the_same_name_is_a_hint_in_any_script_and_never_more(database):
    beijing = await added(
        "China University of Petroleum, Beijing",
        NewName("中国石油大学", "zh-Hans", preferred=True),
        city=Multilingual.of("en", en="Beijing"),
    )
    qingdao = await added(
        "China University of Petroleum, East China", NewName("中国石油大学", "zh", preferred=True), city=Multilingual.of("en", en="Qingdao")
    )
    assert await pairs() == [(beijing, qingdao, "hint", [("name", "中国石油大学")])]


async def test_names_are_folded_and_of_one_country(database):
    first = await added("Université de Xiamen")
    second = await added(NewName("Body", "en", preferred=True), NewName("UNIVERSITE  DE XIAMEN", "fr", NameKind.FORMER))
    await added("Universite de Xiamen", country="MY")
    assert await pairs() == [(first, second, "hint", [("name", "UNIVERSITE DE XIAMEN")])]
    arabic = await added(NewName("جامعة السلطان", "ar", preferred=True), country="OM")
    other = await added(NewName("جامعه السُّلطان", "ar", preferred=True), country="OM")
    assert (await pairs())[0][:2] == (arabic, other)


async def test_the_same_website_whatever_the_address_of_its_pages(database):
    first = await added("Harbour College", website="http://www.harbour.example.org/en/")
    second = await added("A quite different name", website="https://harbour.example.org", country="SG")
    assert await pairs() == [(first, second, "hint", [("host", "harbour.example.org")])]


async def test_a_website_of_a_crowd_says_nothing(database, monkeypatch):
    monkeypatch.setattr(duplicates, "CROWD", 3)
    for name in ("Alder", "Birch", "Cedar"):
        await added(f"{name} College", website="https://campus.example.org")
    assert len(await pairs()) == 3
    await added("Elm College", website="https://campus.example.org")
    assert await pairs() == []
    await added("Fir College", website="https://campus.example.org")
    assert await pairs() == []


async def test_names_within_a_slip(database):
    first = await added("Xiamen University")
    second = await added("Xiamne University")
    await added("Xiamen Institute")
    await added("Xiamen University of Technology")
    assert await pairs() == [(first, second, "hint", [("near", "Xiamen University")])]


async def test_an_acronym_counts_only_within_one_city(database):
    cmu = NewName("CMU", "und", NameKind.ACRONYM)
    await added("Chiang Mai University", cmu, country="TH", city=Multilingual.of("en", en="Chiang Mai"), geonames_id=1153671)
    await added("Carnegie Mellon University", cmu, country="US", city=Multilingual.of("en", en="Pittsburgh"), geonames_id=5206379)
    assert await pairs() == []
    amoy = await added(
        "Institute of Urban Environment",
        NewName("IUE", "und", NameKind.ACRONYM),
        city=Multilingual.of("en", en="Amoy"),
        geonames_id=1790645,
    )
    xiamen = await added(
        "Environment of Cities", NewName("IUE", "en", NameKind.ACRONYM), city=Multilingual.of("en", en="Xiamen"), geonames_id=1790645
    )
    assert await pairs() == [(amoy, xiamen, "hint", [("acronym", "IUE")])]


async def test_reasons_add_up(database):
    place = {"city": Multilingual.of("en", en="Xiamen"), "geonames_id": 1790645}
    first = await added("Xiamen University", website="https://www.xmu.edu.cn", **place)
    second = await added("Xiamen University", website="https://xmu.edu.cn", **place)
    third = await added("Xiamen University", **place)
    assert await pairs() == [
        (first, second, "strong", [("host", "xmu.edu.cn"), ("name", "Xiamen University"), ("place", "Xiamen")]),
        (second, third, "likely", [("name", "Xiamen University"), ("place", "Xiamen")]),
        (first, third, "likely", [("name", "Xiamen University"), ("place", "Xiamen")]),
    ]


async def test_the_same_identifier_in_another_form(database):
    first = await added("One", identifiers=(NewIdentifier(Scheme.ISNI, "0000 0001 2264 7233"),))
    second = await added("Other", identifiers=(NewIdentifier(Scheme.LOCAL, "https://isni.org/isni/0000000122647233"),), country="US")
    assert await pairs() == [(first, second, "strong", [("identifier", "0000000122647233")])]


async def test_what_the_register_knows_of_one_tells_it_from_the_other(database):
    await run(
        "INSERT INTO ror_record (id, ror, status, modified_on, facts, fingerprint) VALUES ({}, {}, 'active', '', {}, '')",
        706069,
        "00mcjh785",
        '{"ror":"00mcjh785","names":[{"text":"Xiamen University","tag":"en"}],"kinds":["education"],'
        '"identifiers":[{"scheme":"grid","value":"grid.12955.3a"}]}',
    )
    from coop.partners.identifiers import number_of

    await run("UPDATE ror_record SET id = {}", number_of("00mcjh785"))
    first = await added("XMU", identifiers=(NewIdentifier(Scheme.ROR, "00mcjh785"),))
    second = await added("University at the harbour", identifiers=(NewIdentifier(Scheme.GRID, "grid.12955.3a"),), country="")
    assert await pairs() == [(first, second, "strong", [("identifier", "grid.12955.3a")])]


async def test_relatives_are_no_duplicates(database):
    first = await added("Harbour College", website="https://harbour.example.org")
    await added("Harbour Laboratory", website="https://harbour.example.org", parent=first)
    await added("Old Harbour College", website="https://harbour.example.org", status=Status.MERGED, successor=first)
    assert [pair for pair in await pairs() if first in pair[:2]] == []


async def test_an_edit_finds_and_loses_pairs(database):
    first, second = await added("Xiamen University"), await added("Harbour College")
    assert await pairs() == []
    facts = (await queries.get(SOMCHAI, second)).facts
    await edit_organisation(SOMCHAI, second, 1, replace(facts, names=(NewName("Xiamen University", "en", preferred=True),)))
    assert [pair[:2] for pair in await pairs()] == [(first, second)]
    await edit_organisation(SOMCHAI, second, 2, facts)
    assert await pairs() == []


async def test_what_lies_in_the_trash_is_not_suggested(database):
    await added("Xiamen University")
    second = await added("Xiamen University")
    assert len(await pairs()) == 1
    await trash_organisation(SOMCHAI, second, 1)
    assert await pairs() == []
    with pytest.raises(NotFound):
        await duplicates.get(SOMCHAI, 1, "en")
    await restore_organisation(SOMCHAI, second)
    assert len(await pairs()) == 1


async def test_a_declined_pair_is_remembered(database):
    first, second = await added("Xiamen University"), await added("Xiamen University")
    pair = (await duplicates.page(SOMCHAI, 1, "en")).pairs[0]
    for reason in ("", "  "):
        with pytest.raises(Invalid):
            await duplicates.decline(SOMCHAI, pair.id, reason)
    await duplicates.decline(SOMCHAI, pair.id, "Two campuses")
    assert await pairs() == []
    facts = (await queries.get(SOMCHAI, second)).facts
    await edit_organisation(SOMCHAI, second, 1, replace(facts, website="https://xmu.example.org"))
    assert await pairs() == []
    assert [each[:2] for each in await pairs(declined=True)] == [(first, second)]
    entry = (await history.of("duplicate", pair.id))[0]
    assert (entry.act, entry.reason, entry.changes) == ("declined", "Two campuses", {"first": (None, first), "second": (None, second)})
    await duplicates.take_back(SOMCHAI, pair.id)
    assert [each[:2] for each in await pairs()] == [(first, second)]


async def test_only_who_keeps_partners_sees_and_judges(database):
    await added("Xiamen University")
    await added("Xiamen University")
    for viewer in (MEI, ANONYMOUS):
        with pytest.raises(Forbidden):
            await duplicates.page(viewer, 1, "en")
        with pytest.raises(Forbidden):
            await duplicates.get(viewer, 1, "en")
        with pytest.raises(Forbidden):
            await duplicates.decline(viewer, 1, "Two")
        with pytest.raises(Forbidden):
            await duplicates.take_back(viewer, 1)
        with pytest.raises(Forbidden):
            await duplicates.similar(viewer, organisation("Xiamen University"))
    for number in (0, -1, 999, 2**40):
        with pytest.raises(NotFound):
            await duplicates.decline(SOMCHAI, number, "Two")


async def test_organisations_entered_before_signs_were_kept_are_caught_up_with(database):
    first, second = await added("Xiamen University"), await added("Xiamen University")
    for table in ("organisation_sign", "organisation_pair"):
        await run(f"DELETE FROM {table}")
    assert await duplicates.catch_up() == 2
    assert [pair[:2] for pair in await pairs()] == [(first, second)]
    assert await duplicates.catch_up() == 0


async def test_an_organisation_without_any_sign_does_not_hold_up_catching_up(database):
    await added("★")
    second = await added("Xiamen University")
    await run("DELETE FROM organisation_sign")
    async with asyncio.timeout(10):
        assert await duplicates.catch_up() == 2
    assert {row["organisation"] for row in await run("SELECT organisation FROM organisation_sign")} == {second}


async def test_a_source_from_outside_weighs_as_much(database):
    first = await added(NewName("Xiamen University", "en", preferred=True, source=Source.IMPORT))
    assert [each.organisation for each in await duplicates.similar(SOMCHAI, organisation("xiamen university"))] == [first]
    assert duplicates.weight(100) is Weight.STRONG


async def test_pages_follow_each_other(database, monkeypatch):
    monkeypatch.setattr(duplicates, "PAGE_SIZE", 2)
    for _each in range(3):
        await added("Xiamen University")
    found = [await duplicates.page(SOMCHAI, number, "en") for number in (0, 1, 2, 3)]
    assert [(page.number, page.pages, page.total, len(page.pairs)) for page in found] == [
        (1, 2, 3, 2),
        (1, 2, 3, 2),
        (2, 2, 3, 1),
        (2, 2, 3, 1),
    ]


@pytest.mark.parametrize("rows", [2, 4])
async def test_statements_do_not_grow_with_the_rows(database, rows):
    for _each in range(rows):
        await added("Xiamen University")

    async def counted(awaitable):
        before = engine().statements
        await awaitable
        return engine().statements - before

    assert await counted(duplicates.page(SOMCHAI, 1, "en")) == 3
    assert await counted(duplicates.near("Xiamne University")) == 2
    assert await counted(duplicates.similar(SOMCHAI, organisation("Xiamen University"))) == 3
