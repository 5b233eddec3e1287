from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from coop.conferences import index, moving, publishing, queries, scheduling
from coop.conferences.facts import NewHost
from coop.conferences.filters import ConferenceFilter, Sort
from coop.conferences.index import Index
from coop.conferences.reading import facts_of
from coop.conferences.states import Format, Precision, Status, Visibility
from coop.db import engine, transaction
from coop.multilingual import Multilingual
from coop.viewer import ANONYMOUS


async def schedule(world, facts, **changes):
    return await scheduling.schedule_conference(world.mei, replace(facts, **changes), Visibility.PUBLISHED)


def days(first, last=None):
    return {"starts_on": first, "ends_on": last or first}


async def test_the_list_shows_what_ends_today_or_later_and_counts_what_is_over(world, facts):
    over = await schedule(world, facts, **days(date(2026, 11, 20), date(2026, 11, 21)))
    today = await schedule(world, facts, **days(date(2026, 11, 20), date(2026, 11, 22)))
    coming = await schedule(world, facts)
    vague = await schedule(world, facts, starts_on=date(2026, 11, 1), ends_on=None, precision=Precision.MONTH)
    found = await queries.page(ANONYMOUS, ConferenceFilter())
    assert [card.id for card in found.cards] == [vague.id, today.id, coming.id]
    assert (found.total, found.earlier, found.anywhere, found.pages) == (3, 1, 4, 1)
    past = await queries.page(ANONYMOUS, ConferenceFilter(to=date(2026, 11, 21), sort=Sort.LATEST))
    assert [card.id for card in past.cards] == [today.id, over.id, vague.id]
    assert [card.id for card in (await queries.page(ANONYMOUS, ConferenceFilter(from_=date(2026, 12, 3)))).cards] == [coming.id]


async def test_each_choice_is_counted_as_if_its_field_asked_for_nothing(world, facts):
    await schedule(world, facts, hosts=(NewHost(world.xiamen),))
    await schedule(world, facts, topics=("cc",), country="CN", zone="Asia/Shanghai", languages=("zh-Hans",))
    await schedule(world, facts, topics=("h2",), country="CN", zone="Asia/Shanghai", format=Format.HYBRID, status=Status.CONFIRMED)
    found = await queries.page(ANONYMOUS, ConferenceFilter(themes=("hydrogen",), countries=("CN",)))
    assert found.total == 1
    assert found.counts == {
        "themes": {"ccus": 1, "hydrogen": 1},
        "topics": {"h2": 1},
        "countries": {"TH": 1, "CN": 1},
        "partners": {},
        "series": {},
        "formats": {"hybrid": 1},
        "statuses": {"confirmed": 1},
        "languages": {"en": 1, "th": 1},
    }
    assert (await queries.page(ANONYMOUS, ConferenceFilter(themes=("hydrogen", "ccus")))).total == 3
    assert (await queries.page(ANONYMOUS, ConferenceFilter(partners=(world.xiamen,)))).total == 1
    assert (await queries.page(ANONYMOUS, ConferenceFilter(q="hydrogen", countries=("TH",)))).total == 1


async def test_an_empty_list_names_the_filter_that_keeps_most_away_and_the_nearest(world, facts):
    first = await schedule(world, facts)
    await schedule(world, facts, country="CN", zone="Asia/Shanghai")
    wanted = ConferenceFilter(themes=("hydrogen",), formats=(Format.ONLINE,), countries=("TH",))
    dropping, nearest = await queries.way_out(ANONYMOUS, wanted)
    assert (dropping.field, dropping.count) == ("formats", 1)
    assert nearest[0].id == first.id
    assert len(nearest) == 2


async def test_fifty_to_a_page_and_a_page_too_far_is_the_last(world, facts):
    async with transaction():
        for n in range(53):
            await schedule(world, facts, **days(date(2026, 12, 1) + timedelta(n)))
    second = await queries.page(ANONYMOUS, ConferenceFilter(), 9)
    assert (second.number, second.pages, second.total) == (2, 2, 53)
    assert [card.starts_on for card in second.cards] == [date(2027, 1, 20), date(2027, 1, 21), date(2027, 1, 22)]


async def test_the_days_of_a_year_are_counted_and_vague_dates_left_out(world, facts):
    await schedule(world, facts, **days(date(2025, 12, 31), date(2026, 1, 1)))
    await schedule(world, facts, **days(date(2026, 1, 1)))
    await schedule(world, facts, starts_on=date(2026, 1, 1), ends_on=None, precision=Precision.MONTH)
    assert await queries.per_day(ANONYMOUS, ConferenceFilter(), 2026) == {date(2026, 1, 1): 2}
    assert len(await queries.between(ANONYMOUS, ConferenceFilter(), date(2026, 1, 1), date(2026, 1, 31))) == 3


@pytest.mark.parametrize("count", [1, 3])
async def test_every_question_takes_the_same_statements_whatever_is_found(world, facts, count):
    for n in range(count):
        made = await schedule(world, facts, hosts=(NewHost(world.xiamen),), **days(date(2026, 12, 1) + timedelta(n)))
    await index.fresh()

    async def taken(question):
        before = engine().statements
        await question
        return engine().statements - before

    assert {
        "page": await taken(queries.page(ANONYMOUS, ConferenceFilter())),
        "page of words": await taken(queries.page(ANONYMOUS, ConferenceFilter(q="hydrogen"))),
        "get": await taken(queries.get(ANONYMOUS, made.id)),
        "between": await taken(queries.between(ANONYMOUS, ConferenceFilter(), date(2026, 12, 1), date(2026, 12, 31))),
        "per_day": await taken(queries.per_day(ANONYMOUS, ConferenceFilter(), 2026)),
        "of_partner": await taken(queries.of_partner(ANONYMOUS, world.xiamen)),
        "drafts": await taken(queries.drafts(world.mei)),
        "own": await taken(queries.own(world.mei)),
        "trashed": await taken(queries.trashed(world.mei)),
        "zones_in_use": await taken(queries.zones_in_use()),
        "matching_ids": await taken(queries.matching_ids(ANONYMOUS, ConferenceFilter())),
    } == {
        "page": 1,
        "page of words": 2,
        "get": 6,
        "between": 1,
        "per_day": 0,
        "of_partner": 1,
        "drafts": 0,
        "own": 1,
        "trashed": 1,
        "zones_in_use": 1,
        "matching_ids": 0,
    }


async def test_the_index_brought_up_to_date_equals_one_read_anew(world, facts):
    """Schedules, edits, moves, trashes and restores at random; after each the index must hold what a fresh one reads."""
    chance = Random(7)  # noqa: S311 - a repeatable test, not a secret
    made = []
    for _step in range(40):
        deed = chance.choice(["schedule", "schedule", "edit", "trash", "restore", "withdraw", "cancel"])
        first = date(2026, 1, 1) + timedelta(chance.randrange(700))
        changes = {
            "topics": tuple(chance.sample(("h2", "cc", "es", "up-air"), 2)),
            "country": chance.choice(("TH", "CN", "MA")),
            **days(first, first + timedelta(chance.randrange(5))),
        }
        if deed == "schedule" or not made:
            made.append(await schedule(world, facts, **changes))
            continue
        place = chance.randrange(len(made))
        now = made[place]
        if deed == "restore" and now.trashed_at:
            made[place] = await scheduling.restore(world.mei, now.id)
        elif now.trashed_at:
            continue
        elif deed == "edit":
            made[place] = await scheduling.edit_conference(world.mei, now.id, now.version, replace(facts_of(now), **changes))
        elif deed == "trash":
            made[place] = await scheduling.trash(world.mei, now.id, now.version)
        elif deed == "withdraw" and now.visibility is Visibility.PUBLISHED:
            made[place] = await publishing.withdraw(world.mei, now.id, now.version)
        elif deed == "cancel" and now.status is Status.TENTATIVE:
            made[place] = await moving.cancel(world.mei, now.id, now.version, Multilingual.of("en", en="No."))
        kept, anew = await index.fresh(), Index()
        await anew.catch_up()
        assert [(*row[:3], set(row.marks)) for row in kept.rows] == [(*row[:3], set(row.marks)) for row in anew.rows]
        for facet in (*index.FACETS, "audiences", "visibility", "makers", "precision"):
            assert kept.counts(facet, kept.everything) == anew.counts(facet, anew.everything)
        for day in (date(2026, 6, 1), first):
            assert kept.ending_from(day) == anew.ending_from(day)
            assert kept.starting_to(day) == anew.starting_to(day)


async def test_the_index_is_not_asked_inside_a_transaction(world):
    async with transaction():
        with pytest.raises(RuntimeError):
            await index.fresh()
