"""What a new load proposes, and what becomes of an answer."""

from dataclasses import replace

import pytest

from coop import history
from coop.db import engine
from coop.errors import Forbidden, IllegalMove, NotFound
from coop.multilingual import Multilingual
from coop.partners import queries
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation, trash_organisation
from coop.partners.register import linking, loading, proposals
from coop.viewer import Role, Viewer

SOMCHAI = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))
MEI = Viewer(user_id=None, name="Mei", roles=frozenset({Role.ORGANISER}))


def organisation(name, ror="", tag="en", **facts):
    identifiers = (NewIdentifier(Scheme.ROR, ror, Source.IMPORT),) if ror else ()
    return NewOrganisation(
        **{"names": (NewName(name, tag, preferred=True),), "kinds": (Kind.EDUCATION,), "identifiers": identifiers, **facts}
    )


@pytest.fixture
def reload(dump):
    """Loads changed records and compares; gives how many proposals are open then."""

    async def loaded(records):
        await loading.load(dump(records), lambda _line: None)
        return await proposals.compare()

    return loaded


async def linked(ror, name="Body"):
    number = await add_organisation(SOMCHAI, organisation(name))
    await linking.link(SOMCHAI, ror, number, 1)
    return number


async def asked():
    """Every open proposal: organisation, field, gist."""
    page = await proposals.page(SOMCHAI, 1)
    return [(group.profile.id, each.claim.field.value, each.claim.gist) for group in page.groups for each in group.proposals]


async def number_of(gist):
    page = await proposals.page(SOMCHAI, 1)
    return next(each.id for group in page.groups for each in group.proposals if each.claim.gist == gist)


async def facts_of(number):
    return (await queries.get(SOMCHAI, number)).facts


def rename(record, old, new):
    next(name for name in record["names"] if name["value"] == old)["value"] = new


async def test_nothing_is_proposed_until_the_register_changes(register, reload, records):
    await linked("00mcjh785", "Xiamen University")
    assert await proposals.compare() == 0
    assert await reload(records) == 0


async def test_each_change_is_its_own_proposal(register, reload, records):
    number = await linked("00mcjh785", "Xiamen University")
    record = records["00mcjh785"]
    record["names"].append({"lang": "fr", "types": ["label"], "value": "Université de Xiamen"})
    record["names"].append({"lang": None, "types": ["acronym"], "value": "UX"})
    record["locations"] = [
        {"geonames_id": 1799962, "geonames_details": {"country_code": "CN", "name": "Zhangzhou", "lat": 24.5, "lng": 117.6}}
    ]
    record["links"] = [{"type": "website", "value": "https://new.example.org"}]
    assert await reload(records) == 4
    assert await asked() == [
        (number, "label", "Université de Xiamen"),
        (number, "name", "UX"),
        (number, "place", "Zhangzhou, CN"),
        (number, "website", "https://new.example.org"),
    ]
    before = await facts_of(number)
    await proposals.accept(SOMCHAI, await number_of("UX"))
    after = await facts_of(number)
    assert after == replace(before, names=(*before.names, NewName("UX", "und", NameKind.ACRONYM, source=Source.ROR)))
    await proposals.decline(SOMCHAI, await number_of("https://new.example.org"), "Their old address works")
    assert await facts_of(number) == after
    assert [each for _number, each, _gist in await asked()] == ["label", "place"]
    assert [(each.act, each.reason) for each in (await history.of("organisation", number))[:2]] == [
        ("declined", "Their old address works"),
        ("edited", "https://ror.org/00mcjh785 (record of 2024-10-21)"),
    ]


async def test_a_declined_change_comes_back_only_when_the_register_changes_again(register, reload, records):
    await linked("00mcjh785", "Xiamen University")
    records["00mcjh785"]["established"] = 1920
    assert await reload(records) == 1
    await proposals.decline(SOMCHAI, await number_of("1920"))
    assert await reload(records) == 0
    records["00mcjh785"]["names"].append({"lang": None, "types": ["acronym"], "value": "UX"})
    assert await reload(records) == 1  # another change, not the declined one
    records["00mcjh785"]["established"] = 1919
    assert await reload(records) == 2
    records["00mcjh785"]["established"] = 1920
    assert await reload(records) == 2
    assert sorted(gist for _number, _field, gist in await asked()) == ["1920", "UX"]


async def test_a_correction_made_by_hand_is_not_proposed_away(register, reload, records):
    number = await linked("006mtxa58", "Xiamen Bureau")
    facts = await facts_of(number)
    assert "厦门科学技术居" in [name.text for name in facts.names]
    corrected = tuple(
        replace(name, text="厦门科学技术局", source=Source.MANUAL) if name.text.endswith("居") else name for name in facts.names
    )
    version = await edit_organisation(SOMCHAI, number, 2, replace(facts, names=corrected))
    records["006mtxa58"]["established"] = 1978
    assert await reload(records) == 1  # the year, and nothing about the name
    assert [gist for _number, _field, gist in await asked()] == ["1978"]
    rename(records["006mtxa58"], "厦门科学技术居", "厦门市科学技术局")
    assert await reload(records) == 2  # a new name in the register is a new question
    facts = await facts_of(number)
    locked = tuple(replace(name, locked=True) if name.text == "厦门科学技术局" else name for name in facts.names)
    await edit_organisation(SOMCHAI, number, version, replace(facts, names=locked))
    assert await proposals.compare() == 1  # but none about a locked one
    rename(records["006mtxa58"], "厦门市科学技术局", "厦门科技局")
    assert await reload(records) == 1


async def test_a_renamed_body_keeps_its_former_name_and_a_corrected_spelling_does_not(register, reload, records):
    number = await linked("03rc6as71", "Tongji")
    await edit_organisation(
        SOMCHAI,
        number,
        2,
        replace(
            await facts_of(number),
            names=(NewName("Tongji University", "en", preferred=True), NewName("同济大学", "zh-Hans", preferred=True, source=Source.ROR)),
        ),
    )
    rename(records["03rc6as71"], "同济大学", "上海同济理工大学")
    assert await reload(records) == 1
    await proposals.accept(SOMCHAI, await number_of("上海同济理工大学"))
    assert (await facts_of(number)).names == (
        NewName("Tongji University", "en", preferred=True),
        NewName("上海同济理工大学", "zh-Hans", preferred=True, source=Source.ROR),
        NewName("同济大学", "zh-Hans", NameKind.FORMER, source=Source.ROR),
    )
    rename(records["03rc6as71"], "上海同济理工大学", "上海同济理工学院")
    assert await reload(records) == 1
    await proposals.accept(SOMCHAI, await number_of("上海同济理工学院"))
    assert [name.text for name in (await facts_of(number)).names] == ["Tongji University", "上海同济理工学院", "同济大学"]


async def test_an_old_name_that_the_register_keeps_as_an_alias_stays_as_one(register, reload, records):
    number = await linked("01285e189", "XMUT")
    facts = await facts_of(number)
    await edit_organisation(
        SOMCHAI, number, 2, replace(facts, names=(NewName("Xiamen University of Technology", "en", preferred=True), *facts.names[1:]))
    )
    record = records["01285e189"]
    rename(record, "Xiamen University of Technology", "Harbour Polytechnic")
    record["names"].append({"lang": "en", "types": ["alias"], "value": "Xiamen University of Technology"})
    assert await reload(records) == 1
    await proposals.accept(SOMCHAI, await number_of("Harbour Polytechnic"))
    english = [(name.text, name.kind.value, name.preferred) for name in (await facts_of(number)).names if name.tag == "en"]
    assert english == [("Harbour Polytechnic", "label", True), ("Xiamen University of Technology", "alias", False)]


async def test_a_withdrawn_record_proposes_its_successor(register, reload, records):
    records["05v78jy10"]["status"] = "active"
    await reload(records)
    number = await linked("05v78jy10", "QEERI")
    records["05v78jy10"]["status"] = "withdrawn"
    assert await reload(records) == 1
    group = (await proposals.page(SOMCHAI, 1)).groups[0]
    proposal = group.proposals[0]
    assert (proposal.claim.successors, proposal.successor, proposal.wanted.status) == (("03eyq4y97",), None, Status.INACTIVE)
    assert group.successors["03eyq4y97"].record.name.text == "Hamad bin Khalifa University"
    successor = await linked("03eyq4y97", "HBKU")
    await proposals.accept(SOMCHAI, proposal.id)
    facts = await facts_of(number)
    assert (facts.status, facts.successor) == (Status.MERGED, successor)
    assert await reload(records) == 0


async def test_a_body_that_ended_without_successor_is_only_said_to_have_ended(register, reload, records):
    number = await linked("00tr9az64")
    records["00tr9az64"]["status"] = "inactive"
    assert await reload(records) == 1
    await proposals.accept(SOMCHAI, await number_of("inactive"))
    assert (await facts_of(number)).status is Status.INACTIVE
    assert await reload(records) == 0


async def test_a_body_that_moved_to_another_country_is_asked_for_its_clock_again(register, reload, records):
    number = await linked("028wp3y58")
    assert (await facts_of(number)).zone == "Asia/Bangkok"
    records["028wp3y58"]["locations"] = [
        {"geonames_id": 1880252, "geonames_details": {"country_code": "SG", "name": "Singapore", "lat": 1.3, "lng": 103.8}}
    ]
    assert await reload(records) == 1
    await proposals.accept(SOMCHAI, await number_of("Singapore, SG"))
    facts = await facts_of(number)
    assert (facts.country, facts.city, facts.geonames_id, facts.zone) == ("SG", Multilingual.of("en", en="Singapore"), 1880252, "")


async def test_an_organisation_never_linked_by_hand_is_asked_only_what_it_lacks(register):
    own = organisation("Contemporary Amperex", "00tr9az64", country="CN", city=Multilingual.of("en", en="Ningde"), founded=2012)
    number = await add_organisation(SOMCHAI, own)
    assert await proposals.compare() == 5
    assert await asked() == [
        (number, "name", "CATL"),
        (number, "name", "Contemporary Amperex Technology"),
        (number, "website", "https://www.catl.com"),
        (number, "identifier", "isni 0000000508268877"),
        (number, "identifier", "wikidata Q18653563"),
    ]
    facts = await facts_of(number)
    await edit_organisation(SOMCHAI, number, 1, replace(facts, website="https://www.catl.com"))
    assert await proposals.compare() == 4  # done by hand meanwhile


async def test_an_answer_is_given_once_by_who_keeps_partners(register, reload, records):
    number = await linked("00mcjh785")
    records["00mcjh785"]["established"] = 1920
    await reload(records)
    proposal = await number_of("1920")
    for act in (proposals.accept, proposals.decline):
        with pytest.raises(Forbidden):
            await act(MEI, proposal)
        with pytest.raises(NotFound):
            await act(SOMCHAI, 999)
        with pytest.raises(NotFound):
            await act(SOMCHAI, 2**40)
    with pytest.raises(Forbidden):
        await proposals.page(MEI, 1)
    await proposals.accept(SOMCHAI, proposal)
    for act in (proposals.accept, proposals.decline):
        with pytest.raises(IllegalMove):
            await act(SOMCHAI, proposal)
    records["00mcjh785"]["established"] = 1918
    await reload(records)
    await trash_organisation(SOMCHAI, number, 3)
    assert await asked() == []
    assert await proposals.waiting() == 0


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_do_not_grow_with_the_rows(register, reload, records, rows):
    for ror in ("05v78jy10", "03eyq4y97", "00mcjh785")[:rows]:
        await linked(ror, f"Body {ror}")
        records[ror]["established"] = 1900
    await reload(records)

    before = engine().statements
    page = await proposals.page(SOMCHAI, 1)
    assert len(page.groups) == rows
    assert engine().statements - before == 8
