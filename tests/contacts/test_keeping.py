"""Keeping contacts: who may, what each reader sees, posts over time, search, the trash."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coop import history, search
from coop.clock import standing_at
from coop.db import engine, run
from coop.errors import Forbidden, Invalid, NotFound, Stale
from coop.partners import keeping as partners
from coop.partners import queries as organisations
from coop.partners.contacts import erasing, findable, keeping, queries
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role
from coop.partners.contacts.queries import ContactFilter
from coop.partners.contacts.rules import Sight
from coop.partners.facts import Visibility
from coop.viewer import ANONYMOUS


async def test_only_those_who_keep_contacts_write(world, facts):
    for viewer in (ANONYMOUS, world.stranger, world.layla, world.mei):
        with pytest.raises(Forbidden):
            await keeping.add_contact(viewer, facts)
    number = await keeping.add_contact(world.somchai, facts)
    for viewer, error in ((ANONYMOUS, NotFound), (world.stranger, NotFound), (world.layla, Forbidden), (world.mei, Forbidden)):
        with pytest.raises(error):
            await keeping.edit_contact(viewer, number, 1, facts)
        with pytest.raises(error):
            await keeping.trash_contact(viewer, number, 1)
        with pytest.raises(error):
            await erasing.erase(viewer, number, 1, "Asked for.")
    assert await queries.whole(number) == (facts, 1)


async def test_each_reader_sees_what_is_for_them(world, facts):
    elsewhere = NewPost(world.quiet, Role.FINANCE, "Treasurer")
    number = await keeping.add_contact(world.somchai, replace(facts, posts=(*facts.posts, elsewhere)))
    whole = await queries.get(world.somchai, number)
    staff = await queries.get(world.mei, number)
    colleague = await queries.get(world.layla, number)
    assert [each.sight for each in (whole, staff, colleague)] == [Sight.WHOLE, Sight.STAFF, Sight.COLLEAGUE]
    assert (whole.facts.basis, whole.facts.retain_until, whole.facts.note) == (Basis.CONSENT, date(2028, 1, 15), facts.note)
    hidden = {"basis": Basis.LEGITIMATE_INTEREST, "consented_on": None, "retain_until": None}
    assert staff.facts == replace(whole.facts, **hidden)
    assert colleague.facts == replace(staff.facts, note="", posts=facts.posts)
    for viewer in (ANONYMOUS, world.stranger):
        with pytest.raises(NotFound):
            await queries.get(viewer, number)
        assert await queries.named(viewer, [number]) == {}
    assert await queries.named(world.layla, [number, 99]) == {number: "أمينة زروالي"}


async def test_a_published_contact_shows_name_post_and_work_address_alone(world, facts):
    elsewhere = NewPost(world.quiet, Role.FINANCE, "Treasurer")
    number = await keeping.add_contact(world.somchai, replace(facts, may_publish=True, posts=(*facts.posts, elsewhere)))
    seen = await queries.get(ANONYMOUS, number)
    assert seen.sight is Sight.PUBLIC
    assert seen.facts == NewContact(name="أمينة زروالي", posts=facts.posts, email="Amina.Zerouali@example.org")
    assert [card.id for card in await queries.of_partner(ANONYMOUS, world.iresen)] == [number]
    assert await queries.of_partner(ANONYMOUS, world.quiet) == []
    await keeping.edit_contact(world.somchai, number, 1, facts)
    with pytest.raises(NotFound):
        await queries.get(ANONYMOUS, number)
    assert await queries.of_partner(ANONYMOUS, world.iresen) == []


async def test_nobody_is_public_at_a_hidden_organisation(world, facts):
    shown = replace(facts, may_publish=True, posts=(NewPost(world.iresen),))
    number = await keeping.add_contact(world.somchai, shown)
    assert (await search.find(ANONYMOUS, "أمينة", ("contact",))).total == 1
    profile = await organisations.get(world.somchai, world.iresen)
    await partners.edit_organisation(world.somchai, world.iresen, 1, replace(profile.facts, visibility=Visibility.HIDDEN))
    assert (await search.find(ANONYMOUS, "أمينة", ("contact",))).total == 0
    with pytest.raises(NotFound):
        await queries.get(ANONYMOUS, number)
    await partners.edit_organisation(world.somchai, world.iresen, 2, profile.facts)
    assert (await search.find(ANONYMOUS, "أمينة", ("contact",))).total == 1
    await partners.trash_organisation(world.somchai, world.iresen, 3)
    assert (await search.find(ANONYMOUS, "أمينة", ("contact",))).total == 0
    await partners.restore_organisation(world.somchai, world.iresen)
    assert (await search.find(ANONYMOUS, "أمينة", ("contact",))).total == 1


@pytest.mark.parametrize("words", ["أمينة", "مسؤولة", "amina.zerouali", "212537000041"])
async def test_search_finds_by_name_post_and_addresses_for_those_who_may(world, facts, words):
    await keeping.add_contact(world.somchai, facts)
    found = [(await search.find(viewer, words, ("contact",))).total for viewer in (world.somchai, world.mei, world.layla, world.stranger)]
    assert found == [1, 1, 1, 0]


@pytest.mark.parametrize(("words", "total"), [("أمينة", 1), ("مسؤولة", 1), ("zerouali", 0), ("537", 0), ("Treasurer", 0), ("noon", 0)])
async def test_the_public_finds_a_published_contact_by_name_and_post_alone(world, facts, words, total):
    elsewhere = NewPost(world.quiet, Role.FINANCE, "Treasurer")
    await keeping.add_contact(world.somchai, replace(facts, may_publish=True, posts=(*facts.posts, elsewhere)))
    assert (await search.find(ANONYMOUS, words, ("contact",))).total == total


async def test_staff_find_a_published_contact_by_address_in_the_list(world, facts):
    number = await keeping.add_contact(world.somchai, replace(facts, may_publish=True))
    page = await queries.page(world.mei, ContactFilter(text="amina.zerouali@EXAMPLE.org"), 1, "en")
    assert [card.id for card in page.cards] == [number]
    assert [card.id for card in await queries.suggest(world.somchai, "zerouali@example")] == [number]
    assert (await queries.page(world.mei, ContactFilter(text="%@%"), 1, "en")).total == 0


async def test_a_post_that_ends_ends_what_colleagues_see(world, facts):
    with standing_at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        number = await keeping.add_contact(world.somchai, facts)
        assert await keeping.end_post(world.somchai, number, 1, 0, date(2026, 11, 22)) == 2
        assert (await queries.get(world.layla, number)).sight is Sight.COLLEAGUE
    with standing_at(datetime(2026, 11, 23, 0, 30, tzinfo=UTC)):
        with pytest.raises(NotFound):
            await queries.get(world.layla, number)
        assert await queries.of_partner(world.layla, world.iresen) == []
        assert await findable.catch_up() == 1
        assert (await search.find(world.layla, "أمينة", ("contact",))).total == 0
        assert (await search.find(world.mei, "أمينة", ("contact",))).total == 1
        former = await queries.former_of(world.somchai, world.iresen, "en")
        assert [(each[0], each[1], each[2], each[3].role) for each in former] == [(number, "أمينة زروالي", False, Role.LIAISON)]
        assert await queries.former_of(world.layla, world.iresen, "en") == []


async def test_moving_ends_the_old_post_on_the_day_before_and_drops_its_addresses(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    new = NewPost(world.xiamen, Role.PRESS, "Press Officer", date(2026, 9, 1))
    assert await keeping.move_post(world.somchai, number, 1, 0, new, "amina@example.org") == 2
    stands, _version = await queries.whole(number)
    assert stands.posts == (new, replace(facts.posts[0], to_on=date(2026, 8, 31)))
    assert (stands.email, stands.phone) == ("amina@example.org", "")
    assert [each.act for each in await history.of("contact", number)] == ["moved", "added"]
    with pytest.raises(Stale):
        await keeping.move_post(world.somchai, number, 1, 0, new)
    with pytest.raises(Invalid, match="from_on"):
        await keeping.move_post(world.somchai, number, 2, 0, NewPost(world.xiamen))
    with pytest.raises(Invalid, match="from_on"):
        await keeping.move_post(world.somchai, number, 2, 0, NewPost(world.xiamen, from_on=date(2026, 9, 1)))
    with pytest.raises(Invalid, match="leaving"):
        await keeping.end_post(world.somchai, number, 2, 7, date(2026, 9, 1))


async def test_posts_are_at_organisations_that_are_there_and_one_in_the_trash_may_stay(world, facts):
    with pytest.raises(Invalid, match=r"posts\.1\.organisation"):
        await keeping.add_contact(world.somchai, replace(facts, posts=(*facts.posts, NewPost(999))))
    number = await keeping.add_contact(world.somchai, facts)
    await partners.trash_organisation(world.somchai, world.iresen, 1)
    assert await keeping.edit_contact(world.somchai, number, 1, replace(facts, note="")) == 2
    with pytest.raises(Invalid):
        await keeping.add_contact(world.somchai, facts)


async def test_saving_what_stands_writes_nothing_and_a_late_save_is_stale(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    assert await keeping.edit_contact(world.somchai, number, 1, facts) == 1
    assert await keeping.edit_contact(world.somchai, number, 1, replace(facts, note="Other.")) == 2
    with pytest.raises(Stale):
        await keeping.edit_contact(world.somchai, number, 1, replace(facts, note="Late."))
    assert [each.act for each in await history.of("contact", number)] == ["edited", "added"]


async def test_the_trash_hides_and_gives_back(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    await keeping.trash_contact(world.somchai, number, 1)
    for viewer in (world.somchai, world.mei, world.layla):
        with pytest.raises(NotFound):
            await queries.get(viewer, number)
    assert await queries.named(world.somchai, [number]) == {}
    assert [card.id for card in await queries.trashed(world.somchai)] == [number]
    assert await queries.trashed(world.mei) == []
    assert (await search.find(world.somchai, "أمينة", ("contact",))).total == 0
    await keeping.restore_contact(world.somchai, number)
    assert await queries.whole(number) == (facts, 3)
    assert (await search.find(world.layla, "أمينة", ("contact",))).total == 1


async def test_the_list_narrows_counts_and_knows_the_way_out(world, facts):
    other = NewContact(
        name="Nora Lindqvist", posts=(NewPost(world.xiamen, Role.PRESS),), languages=("sv", "ar"), retain_until=date(2026, 1, 1)
    )
    first = await keeping.add_contact(world.somchai, facts)
    second = await keeping.add_contact(world.somchai, other)

    async def ids(**wanted):
        return [card.id for card in (await queries.page(world.somchai, ContactFilter(**wanted), 1, "en")).cards]

    assert await ids() == [second, first]
    assert await ids(roles=(Role.PRESS,)) == [second]
    assert await ids(organisations=(world.iresen,)) == [first]
    assert await ids(organisations=(world.iresen,), roles=(Role.PRESS,)) == []
    assert await ids(languages=("ar",)) == [second, first]
    assert await ids(languages=("fr",)) == [first]
    assert await ids(due=True) == [second]
    choices = (await queries.page(world.somchai, ContactFilter(languages=("sv",)), 1, "en")).choices
    assert (choices.roles, choices.organisations, choices.due) == ({Role.PRESS: 1}, {world.xiamen: 1}, 1)
    assert choices.languages == {"ar": 2, "fr": 1, "sv": 1}
    assert await queries.way_out(world.somchai, ContactFilter(organisations=(world.iresen,), roles=(Role.PRESS,))) == ("organisations", 1)
    assert await queries.due(world.somchai) == 1
    assert await queries.due(world.mei) == 0
    assert (await queries.page(world.mei, ContactFilter(due=True), 1, "en")).total == 0


async def test_the_same_address_is_a_hint_whatever_its_case(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    assert [card.id for card in await queries.with_email(world.somchai, "amina.zerouali@EXAMPLE.ORG")] == [number]
    assert await queries.with_email(world.somchai, "amina.zerouali@example.org", number) == []
    assert await queries.with_email(world.mei, "amina.zerouali@example.org") == []


async def test_the_number_of_statements_does_not_grow_with_the_rows(world, facts):
    asked = {
        "page": (lambda: queries.page(world.mei, ContactFilter(text="أمينة"), 1, "en"), 9),
        "get": (lambda: queries.get(world.somchai, 1), 3),
        "by_ids": (lambda: queries.by_ids(world.layla, [1, 2, 3]), 3),
        "of_partner": (lambda: queries.of_partner(world.layla, world.iresen), 3),
        "named": (lambda: queries.named(world.layla, [1, 2, 3]), 1),
        "former": (lambda: queries.former_of(world.mei, world.iresen, "en"), 1),
    }

    async def statements(ask):
        before = engine().statements
        await ask()
        return engine().statements - before

    await keeping.add_contact(world.somchai, facts)
    assert {name: await statements(ask) for name, (ask, _count) in asked.items()} == {name: count for name, (_ask, count) in asked.items()}
    for _each in range(2):
        await keeping.add_contact(world.somchai, facts)
    assert {name: await statements(ask) for name, (ask, _count) in asked.items()} == {name: count for name, (_ask, count) in asked.items()}


async def test_an_emptied_trash_leaves_neither_row_nor_key(world, facts):
    number = await keeping.add_contact(world.somchai, facts)
    await keeping.trash_contact(world.somchai, number, 1)
    assert await erasing.empty_trash() == 0
    with standing_at(datetime.now(UTC) + timedelta(days=31)):
        assert await erasing.empty_trash() == 1
    assert await run("SELECT id FROM contact") == []
    assert await run("SELECT subject FROM history_key") == []
    assert [each.act for each in await history.of("contact", number)] == ["deleted", "trashed", "added"]
    assert await history.verify() is None
