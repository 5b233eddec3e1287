"""Finding on both databases: every script, who may see, best first, nothing typed can break it."""

import pytest

from coop import db, search
from coop.db import engine, run, transaction
from coop.search import Document, Hit
from coop.viewer import ANONYMOUS, Role, Viewer

PUBLIC = frozenset({"public"})
KINDS = ("conference", "organisation")
STAFF = Viewer(1, roles=frozenset({Role.ORGANISER}))
LAYLA = Viewer(2, organisation_ids=frozenset({7}))
OTHER = Viewer(3, organisation_ids=frozenset({71}))


@pytest.fixture
async def filled(database):
    await search.put_many(
        [
            Document("conference", 1, PUBLIC, {"en": ("Hydrogen Week", "Xiamen China"), "zh-Hans": ("氢能周", "厦门 氢能国际会议")}),
            Document(
                "conference", 2, PUBLIC, {"th": ("การประชุมพลังงานสะอาด", "กรุงเทพ"), "en": ("Clean Energy Meeting", "Bangkok, hydrogen")}
            ),
            Document("conference", 3, PUBLIC, {"ar": ("مؤتمر الهيدروجين الأخضر", "الرباط")}),
            Document("conference", 4, frozenset({"staff", "user:3"}), {"en": ("Hydrogen Draft", "")}),
            Document("organisation", 1, PUBLIC, {"en": ("Xiamen University", ""), "zh-Hans": ("厦门大学", "")}, names=("XMU",)),
            Document("organisation", 2, PUBLIC, {"en": ("Xiamen University of Technology", "")}),
            Document("organisation", 5, frozenset({"staff", "organisation:7"}), {"en": ("Quiet Institute", "Zürich")}),
        ]
    )


async def ids(viewer, query, kind="conference"):
    found = await search.find(viewer, query, (kind,))
    assert found.total == len(found.hits)
    return [hit.object_id for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("氢", [1]), ("氢能", [1]), ("能周", [1]), ("氢能国际", [1]), ("能氢", []), ("周氢", []),
        ("พ", [2]), ("พลัง", [2]), ("สะอาด", [2]), ("ขน", []),
        ("الهيدروجين", [3]), ("هيدروجين", [3]), ("اخضر", [3]), ("الاخضر الرباط", [3]),
        ("hydrogen", [1, 2]), ("HYDRO", [1, 2]), ("hydrogen bangkok", [2]), ("hydrogen 氢能", [1]), ("ydrogen", []),
        ("Xiamen", [1]), ("mee clean", [2]),
    ],
)  # fmt: skip
async def test_words_and_parts_of_words_are_found_in_every_script(filled, query, expected):
    assert await ids(ANONYMOUS, query) == expected


async def test_exact_name_comes_first_then_names_then_other_words(filled):
    assert await ids(ANONYMOUS, "Xiamen University", "organisation") == [1, 2]
    assert await ids(ANONYMOUS, "xmu", "organisation") == [1]
    found = await search.find(ANONYMOUS, "xiamen", KINDS)
    assert found.hits == [Hit("organisation", 2), Hit("organisation", 1), Hit("conference", 1)]
    assert (found.total, found.counts) == (3, {"conference": 1, "organisation": 2})


async def test_only_the_audience_finds_and_counts(filled):
    assert await ids(ANONYMOUS, "draft") == []
    assert await ids(STAFF, "draft") == [4]
    assert await ids(OTHER, "draft") == [4]
    assert await ids(LAYLA, "draft") == []
    assert await ids(LAYLA, "quiet", "organisation") == [5]
    assert await ids(OTHER, "quiet", "organisation") == []
    assert (await search.find(ANONYMOUS, "hydrogen", KINDS)).counts == {"conference": 2, "organisation": 0}
    assert await ids(ANONYMOUS, "apublic astaff organisation7", "organisation") == []


async def test_pages_follow_each_other_without_gap_or_repetition(database):
    await search.put_many(
        [Document("conference", n, PUBLIC, {"en": ("Energy" if n % 3 == 0 else f"Meeting {n}", "energy storage")}) for n in range(1, 31)]
    )
    pages = [await search.find(ANONYMOUS, "energy", ("conference",), 7, offset) for offset in range(0, 35, 7)]
    listed = [hit.object_id for page in pages for hit in page.hits]
    by_name = [n for n in range(30, 0, -1) if n % 3 == 0]
    assert listed == by_name + [n for n in range(30, 0, -1) if n % 3]
    assert [page.total for page in pages] == [30] * 5
    assert await search.best(ANONYMOUS, "energy", "conference", 3, 9) == [3, 29, 28]


async def test_a_changed_document_is_found_by_its_new_words_only(filled):
    await search.put(Document("conference", 1, PUBLIC, {"en": ("Battery Week", "Ningde")}))
    assert await ids(ANONYMOUS, "battery") == [1]
    assert await ids(ANONYMOUS, "hydrogen") == [2]
    assert await ids(ANONYMOUS, "氢") == []
    await search.remove("conference", 1)
    await search.remove("conference", 1)
    assert await ids(ANONYMOUS, "battery") == []
    if not db.is_postgres():
        await run("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")


async def test_what_is_rolled_back_is_not_found(filled):
    with pytest.raises(RuntimeError, match="undone"):
        async with transaction():
            await search.put(Document("conference", 9, PUBLIC, {"en": ("Unfinished", "")}))
            raise RuntimeError("undone")
    assert await ids(ANONYMOUS, "unfinished") == []


async def test_matching_narrows_an_outer_query_to_what_the_viewer_may_see(filled):
    await run("CREATE TABLE thing (id INTEGER PRIMARY KEY)")
    for number in range(1, 6):
        await run("INSERT INTO thing (id) VALUES ({})", number)

    async def listed(viewer, query, kind="conference"):
        where = search.matching(viewer, kind, query, "thing.id").querystring
        return [row["id"] for row in await run("SELECT id FROM thing WHERE id > 0 AND {} ORDER BY id", where)]

    assert await listed(ANONYMOUS, "hydrogen") == [1, 2]
    assert await listed(STAFF, "hydrogen") == [1, 2, 4]
    assert await listed(ANONYMOUS, "氢") == [1]
    assert await listed(ANONYMOUS, "xiamen", "organisation") == [1, 2]
    assert await listed(ANONYMOUS, "!!") == []


HOSTILE = [
    "", " ", '"', "'", "''", '"" OR ""', "*", "a*", "a AND", "NOT a", "NEAR(a b, 2)", "title:hydrogen", "{title}: x", "scope:astaff", "^a", "a + b",
    "a:*", "a & b | !c", "<->", "\\", "\\'", "x'; DROP TABLE search_document; --", "%", "_", "\x00", "hydro\x00gen", "\ud800", "\U0010ffff", "😀", "👩‍🔬",
    "\u202e\u2066", "a" * 10_000, "氢" * 10_000, '" ' * 5_000, "ก" * 9_999, "((((" * 999, "$1", "{}", "{0}", "ﷺ" * 300, "א'ב\"ג", "\t\n\r", "-1", "1e999",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
async def test_no_query_is_an_error(filled, query):
    found = await search.find(ANONYMOUS, query, KINDS)
    assert found.total == sum(found.counts.values())
    assert Hit("conference", 4) not in found.hits
    assert await search.best(ANONYMOUS, query, "conference", 5) == [hit.object_id for hit in found.hits if hit.kind == "conference"]
    rows = await run("SELECT 1 AS one WHERE {}", search.matching(ANONYMOUS, "conference", query, "4").querystring)
    assert rows == []


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_is_an_error_to_store(database, text):
    await search.put(Document("conference", 1, PUBLIC, {"en": (text, text)}, names=(text, "Findable")))
    assert await ids(ANONYMOUS, "findable") == [1]


async def test_a_document_of_any_length_is_kept_within_what_the_database_can_hold(database):
    long = " ".join(f"word{n}" for n in range(40_000))
    await search.put(Document("conference", 1, PUBLIC, {"en": ("Long " + long, "氢能" * 20_000)}))
    assert await ids(ANONYMOUS, "word5") == [1]
    assert await ids(ANONYMOUS, "氢能") == [1]


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_do_not_grow_with_what_is_found(database, rows):
    await search.put_many([Document("conference", n, PUBLIC, {"en": ("Energy", "")}) for n in range(1, rows + 1)])

    async def counted(awaitable):
        before = engine().statements
        await awaitable
        return engine().statements - before

    assert await counted(search.counts(ANONYMOUS, "energy", KINDS)) == 1
    assert await counted(search.find(ANONYMOUS, "energy", KINDS)) == 2
    assert await counted(search.best(ANONYMOUS, "energy", "conference", rows)) == 1
    assert await counted(search.find(ANONYMOUS, "nothing", KINDS)) == 1
    assert await counted(search.find(ANONYMOUS, "!", KINDS)) == 0
