"""Relations of organisations: both sides, dates, the chain of successors, the form, conflicts, history."""

import re
from dataclasses import replace

import pytest

from coop import history
from coop.accounts import cast
from coop.db import run
from coop.errors import Forbidden, Invalid, Stale
from coop.partners import keeping, queries, relations
from coop.partners.relations import NewRelation, Relation
from coop.viewer import ANONYMOUS


async def seen(viewer, number):
    found = await relations.of_partner(viewer, number, "en")
    return [(each.facts.kind.value, each.facts.inverse, each.other.id, each.is_past) for each in found]


async def test_a_relation_is_read_from_both_sides(world):
    wanted = (
        NewRelation(Relation.MEMBER_OF, world.xiamen, valid_from="2013", valid_to="2019-06", source="Its statutes"),
        NewRelation(Relation.PARTNER_OF, world.xiamen),
        NewRelation(Relation.FUNDS, world.quiet, inverse=True),
    )
    assert await relations.save_relations(world.somchai, world.iresen, 1, wanted) == 2
    assert await seen(world.somchai, world.iresen) == [
        ("partner_of", False, world.xiamen, False),
        ("funds", True, world.quiet, False),
        ("member_of", False, world.xiamen, True),
    ]
    assert await seen(ANONYMOUS, world.xiamen) == [("partner_of", False, world.iresen, False), ("member_of", True, world.iresen, True)]
    assert await seen(world.somchai, world.quiet) == [("funds", False, world.iresen, False)]
    assert ("funds", True, world.quiet, False) not in await seen(world.layla, world.iresen)
    assert [each.act for each in await history.of("organisation", world.quiet)] == ["related", "added"]


async def test_saving_again_keeps_changes_and_takes_off(world):
    first = NewRelation(Relation.PART_OF, world.xiamen, valid_from="2013")
    await relations.save_relations(world.somchai, world.iresen, 1, [first])
    assert await relations.save_relations(world.somchai, world.iresen, 2, [first]) == 2
    assert await relations.save_relations(world.somchai, world.iresen, 2, [replace(first, source="ROR")]) == 3
    assert await relations.save_relations(world.somchai, world.xiamen, 1, []) == 2
    assert await seen(world.somchai, world.iresen) == []
    with pytest.raises(Stale):
        await relations.save_relations(world.somchai, world.iresen, 1, [])
    for viewer in (world.layla, world.mei):
        with pytest.raises(Forbidden):
            await relations.save_relations(viewer, world.iresen, 3, [])


async def test_one_in_the_trash_is_kept_out_of_sight(world):
    await relations.save_relations(world.somchai, world.iresen, 1, [NewRelation(Relation.FUNDS, world.quiet)])
    await keeping.trash_organisation(world.somchai, world.quiet, 1)
    assert await seen(world.somchai, world.iresen) == []
    await relations.save_relations(world.somchai, world.iresen, 2, [NewRelation(Relation.HOSTS, world.xiamen)])
    await keeping.restore_organisation(world.somchai, world.quiet)
    assert [each[0] for each in await seen(world.somchai, world.iresen)] == ["funds", "hosts"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([NewRelation(Relation.FUNDS, 2)], "relations.0.other"),
        ([NewRelation(Relation.FUNDS, 999)], "relations.0.other"),
        ([NewRelation(Relation.FUNDS, 1, valid_from="soon")], "relations.0.valid_from"),
        ([NewRelation(Relation.FUNDS, 1, valid_from="2020", valid_to="2019-12")], "relations.0.valid_to"),
        ([NewRelation(Relation.FUNDS, 1), NewRelation(Relation.FUNDS, 1)], "relations.1.other"),
        ([NewRelation(Relation.PARTNER_OF, 1), NewRelation(Relation.PARTNER_OF, 1, inverse=True)], "relations.1.other"),
        ([NewRelation(Relation.FOLLOWS, 1), NewRelation(Relation.FOLLOWS, 1, inverse=True)], "relations.1.kind"),
        ([NewRelation(Relation.FUNDS, 1, source="x" * 1_001)], "relations.0.source"),
        ([NewRelation(Relation.FUNDS, 1, valid_from=str(1000 + each)) for each in range(201)], "relations"),
    ],
)
async def test_what_is_wrong_names_its_row(world, wanted, field):
    assert (world.xiamen, world.iresen) == (1, 2)
    with pytest.raises(Invalid) as refused:
        await relations.save_relations(world.somchai, world.iresen, 1, wanted)
    assert list(refused.value.fields) == [field]


async def test_the_chain_runs_through_successors_and_relations(world):
    await relations.save_relations(world.somchai, world.iresen, 1, [NewRelation(Relation.FOLLOWS, world.xiamen, valid_from="2011")])
    quiet = await queries.get(world.somchai, world.quiet)
    await keeping.edit_organisation(world.somchai, world.quiet, 1, replace(quiet.facts, successor=world.xiamen))

    async def chain(viewer, number):
        found = await relations.chain(viewer, number, "en")
        return [each.id for each in found.before], [each.id for each in found.after]

    assert await chain(world.somchai, world.xiamen) == ([world.quiet], [world.iresen])
    assert await chain(world.somchai, world.iresen) == ([world.quiet, world.xiamen], [])
    assert await chain(ANONYMOUS, world.iresen) == ([world.xiamen], [])
    # a circle, as registers may have one, ends
    await run("UPDATE organisation SET successor = {} WHERE id = {}", world.quiet, world.iresen)
    assert await chain(world.somchai, world.iresen) == ([world.quiet, world.xiamen], [world.quiet, world.xiamen])


async def test_the_form_saves_and_both_pages_say_so(world, browser):
    path = f"/en/desk/partners/{world.iresen}/relations"
    typed = {
        "version": "1",
        "relations.new.kind": "part_of",
        "relations.new.other": str(world.xiamen),
        "relations.new.from": "2013",
        "relations.new.source": "Its statutes",
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        found = await somchai.fill(
            path, {**typed, "relations.new.other": "", "find": "relations.new.other", "relations.new.other-find": "xiamen"}, path
        )
        assert (found.status_code, f'name="relations.new.other" value="{world.xiamen}"' in found.text) == (200, True)
        wrong = await somchai.fill(path, {**typed, "relations.new.from": "soon"}, path)
        assert (wrong.status_code, re.findall(r'<li><a href="#f-([^"]+)">', wrong.text)) == (422, ["relations.new.from"])
        assert 'value="Its statutes"' in wrong.text
        assert (await somchai.fill(path, typed, path)).status_code == 303
        late = await somchai.fill(path, {**typed, "relations.new.kind": "funds"}, path)
        assert (late.status_code, 'name="version" value="2"' in late.text, "What stands now" in late.text) == (409, True, True)
        told = (await somchai.get(f"/en/desk/partners/{world.xiamen}/history")).text
        assert "Has as a part: Institut de Recherche" in told
    async with browser() as visitor:
        page = (await visitor.get(f"/en/partners/{world.xiamen}", follow_redirects=True)).text
        assert re.search(r'Has as a part</span> <a href="/en/partners/2-[^"]+">', page)
        assert "from 2013" in page
        assert "Its statutes" in page
