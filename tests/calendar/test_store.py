"""The store: finished octets written with the subject's own transaction, replaced as a whole, and known to be outdated."""

from datetime import UTC, date, datetime

import pytest

from coop import calendar, clock, db
from coop.calendar import AllDay, Timed
from coop.errors import Invalid

OTHER = "0b9d6f0e-2f0f-4a53-9a43-6a1c3f1f7a02"


async def stored(columns="uid, locale"):
    return [tuple(row.values()) for row in await db.run(f"SELECT {columns} FROM calendar_entry ORDER BY uid, locale")]


async def test_an_entry_is_stored_once_a_language(database, entry):
    await calendar.put([entry()])
    uid = entry().uid
    assert await stored() == [(uid, "ar"), (uid, "en"), (uid, "th"), (uid, "zh-Hans")]


async def test_putting_replaces_all_entries_of_the_object(database, entry):
    await calendar.put([entry(kind="deadline"), entry(kind="deadline", uid=OTHER)])
    await calendar.put([entry(kind="deadline", uid=OTHER)])
    assert {uid for uid, _ in await stored()} == {OTHER}


async def test_entries_of_other_kinds_and_objects_stay(database, entry):
    await calendar.put([entry()])
    await calendar.put([entry(kind="deadline", uid=OTHER)])
    await calendar.remove("deadline", 7)
    await calendar.remove("conference", 8)
    assert {uid for uid, _ in await stored()} == {entry().uid}


async def test_a_rolled_back_transaction_leaves_the_calendar_as_it_was(database, entry):
    await calendar.put([entry()])
    before = await stored("component")
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await calendar.put([entry(sequence=1)])
            1 / 0  # noqa: B018
    assert await stored("component") == before


async def test_the_same_facts_give_the_same_octets(database, entry):
    await calendar.put([entry()])
    before = await stored("locale, component, item")
    with clock.standing_at(datetime(2031, 1, 1, tzinfo=UTC)):
        await calendar.put([entry()])
    assert await stored("locale, component, item") == before


async def test_one_bad_entry_is_refused_before_anything_is_written(database, entry):
    with pytest.raises(Invalid) as caught:
        await calendar.put([entry(), entry(uid=OTHER, span=AllDay(date(2026, 5, 2), date(2026, 5, 1)))])
    assert list(caught.value.fields) == ["span"]
    assert await stored() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uid": ""}, "uid"),
        ({"uid": "x" * 256}, "uid"),
        ({"uid": "a\r\nATTENDEE:b"}, "uid"),
        ({"sequence": -1}, "sequence"),
        ({"path": "/conferences/7"}, "path"),
        ({"audiences": frozenset()}, "audiences"),
        ({"revised_at": datetime(2026, 1, 1)}, "revised_at"),  # noqa: DTZ001
        ({"geo": (91.0, 0.0)}, "geo"),
        ({"span": Timed(datetime(2026, 1, 1), datetime(2026, 1, 2), "UTC")}, "span"),  # noqa: DTZ001
        ({"span": Timed(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "UTC")}, "span"),
    ],
)
def test_what_could_not_be_published_is_named(entry, changes, field):
    with pytest.raises(Invalid) as caught:
        entry(**changes).check()
    assert list(caught.value.fields) == [field]


async def test_removal_and_change_are_dated_and_an_idle_removal_is_not(database, entry):
    with clock.standing_at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        await calendar.put([entry()])
    with clock.standing_at(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        await calendar.remove("conference", 99)
        assert await calendar.changed_at() == datetime(2026, 3, 1, 12, tzinfo=UTC)
        await calendar.remove("conference", 7)
        assert await calendar.changed_at() == datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_another_address_or_set_of_languages_makes_what_is_stored_outdated(database, entry):
    await calendar.put([entry(), entry(kind="deadline", uid=OTHER)])
    assert await calendar.outdated() == []
    calendar.configure("https://elsewhere.example.org", ("en", "zh-Hans", "th", "ar"))
    assert await calendar.outdated() == [("conference", 7), ("deadline", 7)]
    await calendar.put([entry()])
    assert await calendar.outdated() == [("deadline", 7)]
    calendar.configure("https://elsewhere.example.org", ("en", "th"))
    await calendar.put([entry(), entry(kind="deadline", uid=OTHER)])
    assert await calendar.outdated() == []
    assert {locale for _, locale in await stored()} == {"en", "th"}


async def test_what_only_staff_may_see_is_marked_so(database, entry):
    await calendar.put([entry(audiences=frozenset({"staff", "organisation:3"}))])
    assert set(await stored("audiences")) == {("organisation:3 staff",)}
