"""Questions about organisations: what each viewer sees, in which order, with how many statements."""

from uuid import uuid4

import pytest

from coop import clock, db
from coop.db import engine, run
from coop.multilingual import Said
from coop.partners import keeping, queries
from coop.partners.facts import Kind, NewName, NewOrganisation, Status
from coop.partners.keeping import add_organisation
from coop.partners.queries import OrganisationFilter
from coop.viewer import ANONYMOUS, Role, Viewer

KEEPER = Viewer(user_id=None, roles=frozenset({Role.LIAISON}))
EVERYTHING = OrganisationFilter()


def organisation(*names, kinds=(Kind.EDUCATION,), country="CN", **facts):
    """``names`` are (text, tag) pairs."""
    return NewOrganisation(names=tuple(NewName(text, tag, preferred=True) for text, tag in names), kinds=kinds, country=country, **facts)


async def listed(viewer, wanted=EVERYTHING, locale="en"):
    return [card.id for card in (await queries.page(viewer, wanted, 1, locale)).cards]


async def test_each_sees_their_own(world):
    both = {world.xiamen, world.iresen}
    own = Viewer(9, organisation_ids=frozenset({world.quiet}))
    for viewer, expected in (
        (ANONYMOUS, both),
        (world.stranger, both),
        (world.layla, both),
        (world.mei, both | {world.quiet}),
        (own, both | {world.quiet}),
    ):
        assert set(await listed(viewer)) == expected
        assert set(await queries.named(viewer, [world.xiamen, world.iresen, world.quiet, 999], "en")) == expected
        assert [card.id for card in await queries.suggest(viewer, "quiet", "en")] == sorted(expected - both)
        page = await queries.page(viewer, OrganisationFilter(countries=("CH",)), 1, "en")
        assert page.total == len(expected - both)
        assert page.choices.countries == dict.fromkeys(["CN", "MA", *(["CH"] if expected > both else [])], 1)


async def test_names_are_in_the_readers_language_or_say_which(world):
    named = await queries.named(ANONYMOUS, [world.xiamen, world.iresen], "th")
    assert named[world.xiamen] == Said("Xiamen University", "en", is_fallback=True)
    assert named[world.iresen] == Said("Institut de Recherche en Énergie Solaire", "fr", is_fallback=True)
    assert (await queries.named(ANONYMOUS, [world.iresen], "ar"))[world.iresen] == Said("معهد البحث في الطاقة الشمسية", "ar")


async def test_the_list_is_in_the_order_of_the_readers_language(database):
    pairs = (
        ("Zhejiang University", "浙江大学"),
        ("Peking University", "北京大学"),
        ("Écologie Institut", "厦门大学"),
        ("Fudan University", "复旦大学"),
    )
    ids = [await add_organisation(KEEPER, organisation((english, "en"), (chinese, "zh-Hans"))) for english, chinese in pairs]
    assert await listed(ANONYMOUS) == [ids[2], ids[3], ids[1], ids[0]]
    assert await listed(ANONYMOUS, locale="zh-Hans") == [ids[1], ids[3], ids[2], ids[0]]


async def test_filters_narrow_and_every_choice_says_what_it_would_leave(database):
    xiamen = await add_organisation(KEEPER, organisation(("Xiamen University", "en"), kinds=(Kind.EDUCATION, Kind.FUNDER)))
    fuzhou = await add_organisation(KEEPER, organisation(("Fuzhou University", "en")))
    fund = await add_organisation(KEEPER, organisation(("Thai Fund", "en"), kinds=(Kind.FUNDER,), country="TH"))
    await add_organisation(KEEPER, organisation(("World Body", "en"), kinds=(Kind.OTHER,), country=""))
    assert await listed(ANONYMOUS, OrganisationFilter(kinds=(Kind.FUNDER,))) == [fund, xiamen]
    assert await listed(ANONYMOUS, OrganisationFilter(countries=("CN", "TH"), kinds=(Kind.EDUCATION,))) == [fuzhou, xiamen]
    assert await listed(ANONYMOUS, OrganisationFilter(text="universi")) == [fuzhou, xiamen]
    page = await queries.page(ANONYMOUS, OrganisationFilter(countries=("CN",), kinds=(Kind.FUNDER,)), 1, "en")
    assert (page.total, page.number, page.pages) == (1, 1, 1)
    assert page.choices.countries == {"CN": 1, "TH": 1}
    assert page.choices.kinds == {Kind.EDUCATION: 2, Kind.FUNDER: 1}
    nothing = OrganisationFilter(text="xiamen", countries=("TH",), kinds=(Kind.FUNDER,))
    assert (await queries.page(ANONYMOUS, nothing, 1, "en")).total == 0
    assert await queries.way_out(ANONYMOUS, nothing) == ("text", 1)
    assert await queries.way_out(ANONYMOUS, OrganisationFilter(text="zzz", countries=("QA",))) is None


async def test_pages_follow_each_other(database, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    ids = [await add_organisation(KEEPER, organisation((f"Body {n}", "en"))) for n in range(5)]
    pages = [await queries.page(ANONYMOUS, EVERYTHING, number, "en") for number in (0, 1, 2, 3, 4)]
    assert [[card.id for card in page.cards] for page in pages] == [ids[:2], ids[:2], ids[2:4], ids[4:], ids[4:]]
    assert [page.number for page in pages] == [1, 1, 2, 3, 3]
    assert pages[0].pages == 3


async def test_counts_are_kept_until_an_organisation_changes_and_for_each_kind_of_reader(world):
    async def told(viewer, wanted=EVERYTHING):
        before = engine().statements
        page = await queries.page(viewer, wanted, 1, "en")
        return page.total, engine().statements - before

    somchai, layla = world.somchai, world.layla
    assert await told(ANONYMOUS) == (2, 4)
    assert await told(ANONYMOUS) == (2, 1)
    assert await told(world.stranger) == (2, 1)  # sees what a visitor sees
    assert await told(somchai) == (3, 4)
    assert await told(world.mei) == (3, 1)
    assert await told(layla) == (2, 4)
    assert await told(ANONYMOUS, OrganisationFilter(countries=("CN",))) == (1, 4)
    await add_organisation(KEEPER, organisation(("Fuzhou University", "en")))
    assert await told(ANONYMOUS) == (3, 4)
    assert await told(ANONYMOUS, OrganisationFilter(countries=("CN",))) == (2, 4)
    async with db.transaction():
        await add_organisation(KEEPER, organisation(("Not committed yet", "en")))
        assert (await told(ANONYMOUS))[0] == 4
    assert (await told(ANONYMOUS))[0] == 4


async def test_a_language_offered_since_lately_has_everybody_in_its_list(world):
    await run("DELETE FROM organisation_order WHERE locale = 'th' AND organisation = {}", world.xiamen)
    assert set(await listed(ANONYMOUS, locale="th")) == {world.xiamen, world.iresen}
    assert await keeping.put_in_order() == 1
    assert await keeping.put_in_order() == 0
    assert len(await run("SELECT 1 FROM organisation_order WHERE locale = 'th'")) == 3
    assert set(await listed(ANONYMOUS, locale="th")) == {world.xiamen, world.iresen}


async def test_by_ids_keeps_the_order_asked_and_leaves_out_what_is_not_seen(world):
    assert [card.id for card in await queries.by_ids(ANONYMOUS, [world.quiet, world.iresen, world.xiamen, 0], "en")] == [
        world.iresen,
        world.xiamen,
    ]


async def test_identifiers_places_and_other_names_find_an_organisation(world):
    for text in ("xmu", "amoy", "00mcjh785", "0000000122647233", "เซียะเหมิน", "中国", "จีน", "xmu.edu.cn"):
        assert [card.id for card in await queries.suggest(ANONYMOUS, text, "en")] == [world.xiamen], text


async def test_a_merged_organisation_leads_to_its_successor(world):
    old = await add_organisation(KEEPER, organisation(("Old Body", "en"), status=Status.MERGED, successor=world.xiamen))
    assert (await queries.get(ANONYMOUS, old)).facts.successor == world.xiamen


async def test_a_thousand_organisations_take_as_many_statements_as_one(database):
    stored = '{"source":"en","texts":{"en":["Body","done"]}}'
    await db.run_many(
        "INSERT INTO organisation (uuid, version, created_at, revised_at, names, kinds, status, visibility, country)"
        " VALUES ({}, 1, {}, {}, {}, ' other ', 'active', 'public', 'CN')",
        [(uuid4(), clock.now(), clock.now(), stored) for _row in range(1000)],
    )
    rows = await run("SELECT id FROM organisation")
    await db.run_many(
        "INSERT INTO organisation_order (locale, organisation, key) VALUES ('en', {}, {})", [(row["id"], b"b") for row in rows]
    )
    before = engine().statements
    page = await queries.page(ANONYMOUS, EVERYTHING, 20, "en")
    assert (page.total, page.number, len(page.cards), engine().statements - before) == (1000, 20, 30, 4)
    assert [card.id for card in page.cards] == sorted(row["id"] for row in rows)[570:600]


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_do_not_grow_with_the_rows(database, rows):
    ids = [await add_organisation(KEEPER, organisation((f"Body {n}", "en"))) for n in range(rows)]

    async def counted(awaitable):
        before = engine().statements
        await awaitable
        return engine().statements - before

    assert await counted(queries.page(ANONYMOUS, EVERYTHING, 1, "en")) == 4
    assert await counted(queries.page(ANONYMOUS, OrganisationFilter(text="body", countries=("CN",), kinds=(Kind.EDUCATION,)), 1, "en")) == 4
    assert await counted(queries.named(ANONYMOUS, ids, "en")) == 1
    assert await counted(queries.named(ANONYMOUS, [], "en")) == 0
    assert await counted(queries.by_ids(ANONYMOUS, ids, "en")) == 1
    assert await counted(queries.get(ANONYMOUS, ids[0])) == 3
    assert await counted(queries.parts_of(ANONYMOUS, ids[0], "en")) == 1
    assert await counted(queries.suggest(ANONYMOUS, "body", "en", rows)) == 2
