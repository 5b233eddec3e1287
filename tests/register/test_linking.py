"""Linking fills what is empty and nothing else; what was corrected or locked by hand stays."""

from dataclasses import replace

import pytest

from coop import history
from coop.errors import Forbidden, Invalid, NotFound, Stale
from coop.multilingual import Multilingual
from coop.partners import queries
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation
from coop.partners.register import linking, proposals
from coop.viewer import Role, Viewer

SOMCHAI = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))
MEI = Viewer(user_id=None, name="Mei", roles=frozenset({Role.ORGANISER}))


def organisation(*names, **facts):
    return NewOrganisation(names=names, kinds=(Kind.EDUCATION,), **facts)


async def linked(ror, wanted):
    number = await add_organisation(SOMCHAI, wanted)
    await linking.link(SOMCHAI, ror, number, 1)
    return number, (await queries.get(SOMCHAI, number)).facts


async def test_everything_empty_is_filled_and_said_to_come_from_ror(register):
    number, facts = await linked("00mcjh785", organisation(NewName("Xiamen University", "en", preferred=True), country="CN"))
    assert facts.names == (
        NewName("Xiamen University", "en", preferred=True),
        NewName("厦门大学", "zh-Hans", preferred=True, source=Source.ROR),
        NewName("XMU", "und", NameKind.ACRONYM, source=Source.ROR),
        NewName("Xiàmén Dàxué", "zh-Latn", NameKind.TRANSLITERATION, source=Source.ROR),
    )
    assert [(each.scheme, each.value, each.source) for each in facts.identifiers] == [
        (Scheme.ROR, "00mcjh785", Source.ROR),
        (Scheme.GRID, "grid.12955.3a", Source.ROR),
        (Scheme.ISNI, "0000000122647233", Source.ROR),
        (Scheme.WIKIDATA, "Q1153539", Source.ROR),
    ]
    assert (facts.country, facts.city.text("en"), facts.geonames_id, facts.latitude) == ("CN", "Xiamen", 1790645, 24.47979)
    assert (facts.founded, facts.website, facts.kinds) == (1921, "https://www.xmu.edu.cn", (Kind.EDUCATION,))
    assert facts.source == "https://ror.org/00mcjh785 (record of 2024-10-21)"
    entry = (await history.of("organisation", number))[0]
    assert (entry.act, entry.reason) == ("edited", "https://ror.org/00mcjh785 (record of 2024-10-21)")


async def test_what_stands_here_stays_as_it_is(register):
    own = organisation(
        NewName("Amperex of Ningde", "en", preferred=True),
        NewName("CATL", "en", NameKind.ACRONYM),
        country="CN",
        city=Multilingual.of("en", en="Ningde"),
        zone="Asia/Shanghai",
        founded=2012,
        website="https://www.catl.example.org",
        identifiers=(NewIdentifier(Scheme.ISNI, "0000 0001 2264 7233"),),
        source="Their own report",
    )
    _number, facts = await linked("00tr9az64", own)
    assert facts == replace(
        own.check(),
        names=(*own.names, NewName("Contemporary Amperex Technology", "en", NameKind.ALIAS, source=Source.ROR)),
        identifiers=(
            NewIdentifier(Scheme.ROR, "00tr9az64", Source.ROR),
            NewIdentifier(Scheme.ISNI, "0000000122647233"),
            NewIdentifier(Scheme.WIKIDATA, "Q18653563", Source.ROR),
        ),
    )


async def test_a_local_correction_of_a_misspelt_name_is_never_overwritten(register):
    own = organisation(
        NewName("Xiamen Science Bureau", "en", preferred=True), NewName("厦门科学技术局", "zh-Hans", preferred=True, locked=True)
    )
    number, facts = await linked("006mtxa58", own)
    assert [name.text for name in facts.names if name.preferred] == ["Xiamen Science Bureau", "厦门科学技术局"]
    assert "厦门科学技术居" not in [name.text for name in facts.names]
    assert "厦门市科技局" in [name.text for name in facts.names]
    assert await proposals.compare() == 0
    found = await linking.preview(SOMCHAI, "006mtxa58", number)
    left = ["Xiamen Municipal Bureau of Science and Technology", "厦门科学技术居", "funder government"]
    assert [each.gist for each in found.left_alone] == left


async def test_a_place_known_by_its_number_is_completed_whatever_it_is_called(register):
    own = organisation(
        NewName("IUE", "en", preferred=True), country="CN", city=Multilingual.of("zh-Hans", zh_Hans="厦门"), geonames_id=1790645
    )
    _number, facts = await linked("025gq5q04", own)
    assert (facts.city, facts.latitude, facts.longitude) == (Multilingual.of("zh-Hans", zh_Hans="厦门"), 24.47979, 118.08187)


async def test_the_zone_is_filled_only_where_it_is_certain(register):
    _number, thai = await linked("028wp3y58", organisation(NewName("Chula", "en", preferred=True)))
    assert (thai.country, thai.zone) == ("TH", "Asia/Bangkok")
    _number, first = await linked("00mcjh785", organisation(NewName("Xiamen University", "en", preferred=True)))
    assert (first.country, first.zone) == ("CN", "")
    neighbour = organisation(NewName("A body of Xiamen", "en", preferred=True), country="CN", geonames_id=1790645, zone="Asia/Shanghai")
    await add_organisation(SOMCHAI, neighbour)
    _number, second = await linked("01285e189", organisation(NewName("XMUT", "en", preferred=True)))
    assert second.zone == "Asia/Shanghai"
    other = organisation(NewName("Another of Xiamen", "en", preferred=True), country="CN", geonames_id=1790645, zone="Asia/Urumqi")
    await add_organisation(SOMCHAI, other)
    _number, third = await linked("006mtxa58", organisation(NewName("The bureau", "en", preferred=True)))
    assert third.zone == ""


async def test_wrong_check_digits_of_the_register_are_marked(register):
    _number, facts = await linked("01zz42w05", organisation(NewName("Science Academy", "en", preferred=True)))
    assert [(each.value, each.suspect) for each in facts.identifiers if each.scheme is Scheme.ISNI] == [("0000000419367301", True)]


async def test_a_preview_writes_nothing_and_refusals_are_told(register):
    number = await add_organisation(SOMCHAI, organisation(NewName("Xiamen University", "en", preferred=True)))
    before = await queries.get(SOMCHAI, number)
    assert (await linking.preview(SOMCHAI, "00mcjh785", number)).wanted.founded == 1921
    assert await queries.get(SOMCHAI, number) == before
    with pytest.raises(Forbidden):
        await linking.link(MEI, "00mcjh785", number, 1)
    with pytest.raises(NotFound):
        await linking.link(SOMCHAI, "05xkn9s74", number, 1)
    with pytest.raises(NotFound):
        await linking.link(SOMCHAI, "00mcjh785", 999, 1)
    with pytest.raises(Stale):
        await linking.link(SOMCHAI, "00mcjh785", number, 7)
    await linking.link(SOMCHAI, "00mcjh785", number, 1)
    with pytest.raises(Invalid) as other_record:
        await linking.link(SOMCHAI, "01285e189", number, 2)
    assert list(other_record.value.fields) == ["organisation"]
    twin = await add_organisation(SOMCHAI, organisation(NewName("Twin", "en", preferred=True)))
    with pytest.raises(Invalid) as held:
        await linking.link(SOMCHAI, "00mcjh785", twin, 1)
    assert next(iter(held.value.fields)) == "identifiers.0.value"
    assert (await queries.get(SOMCHAI, twin)).version == 1


async def test_linking_to_a_withdrawn_record_asks_about_the_state_and_nothing_else(register):
    number, facts = await linked("05v78jy10", organisation(NewName("QEERI", "en", preferred=True)))
    assert facts.status is Status.ACTIVE
    group = (await proposals.page(SOMCHAI, 1)).groups[0]
    assert (group.profile.id, [each.claim.field for each in group.proposals]) == (number, ["status"])


async def test_a_new_organisation_is_made_from_a_record(register):
    from coop.partners.register import queries as records

    record = (await records.get(SOMCHAI, "028wp3y58")).record
    wanted = await linking.as_new(record)
    assert (wanted.zone, wanted.kinds, wanted.city.text("en")) == ("Asia/Bangkok", (Kind.EDUCATION, Kind.FUNDER), "Bangkok")
    number = await linking.add(
        SOMCHAI, replace(wanted, names=tuple(replace(name, source=Source.MANUAL) for name in wanted.names[:2])), record
    )
    facts = (await queries.get(SOMCHAI, number)).facts
    assert {name.source for name in facts.names} == {Source.ROR}
    assert await proposals.compare() == 0
