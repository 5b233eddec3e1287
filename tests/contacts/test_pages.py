"""The pages of contacts: list, one contact, forms with their faults, conflicts, change of post, trash, the organisation's page."""

import re
from dataclasses import replace
from datetime import date

from coop.accounts import cast
from coop.db import engine, run
from coop.partners.contacts import keeping, queries
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role

NEW = "/en/desk/contacts/new"
ENTERED = {
    "name": "Nora Lindqvist",
    "address_as": "Dear Dr Lindqvist",
    "posts.new.organisation": "1",
    "posts.new.role": "principal_investigator",
    "posts.new.title": "Professor of Catalysis",
    "posts.new.from_on": "2025-01-01",
    "email": "nora@example.org",
    "phone": "+46 18 471 00 00",
    "languages": "sv, en",
    "note": "Knows everybody.",
    "basis": "legitimate_interest",
    "retain_until": "2028-01-31",
}


async def test_a_contact_is_added_by_the_form(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, ENTERED, NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/contacts/1")
        page = (await somchai.get("/en/contacts/1-nora-lindqvist")).text
        assert "The contact is added." in page
        for words in ("Dear Dr Lindqvist", "Professor of Catalysis", "since 1 Jan 2025", "nora@example.org", "31 Jan 2028"):
            assert words in page
    assert await queries.whole(1) == (
        NewContact(
            name="Nora Lindqvist",
            posts=(NewPost(world.xiamen, Role.INVESTIGATOR, "Professor of Catalysis", date(2025, 1, 1)),),
            address_as="Dear Dr Lindqvist",
            email="nora@example.org",
            phone="+46 18 471 00 00",
            languages=("sv", "en"),
            note="Knows everybody.",
            basis=Basis.LEGITIMATE_INTEREST,
            retain_until=date(2028, 1, 31),
        ),
        1,
    )


async def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world, browser, told):
    wrong = {
        **ENTERED,
        "name": "",
        "posts.new.organisation": "",
        "email": "nora",
        "phone": "call me",
        "languages": "Swedish",
        "basis": "consent",
        "retain_until": "soon",
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, wrong, NEW)
        assert answer.status_code == 422
        assert sorted(told(answer.text)) == ["consented_on", "email", "languages", "name", "phone", "posts", "retain_until"]
        for name, value in (
            ("email", "nora"),
            ("phone", "call me"),
            ("languages", "Swedish"),
            ("posts.new.title", "Professor of Catalysis"),
        ):
            assert re.search(rf'name="{re.escape(name)}"[^>]* value="{value}"', answer.text), name
        days = {**ENTERED, "posts.new.to_on": "2024-01-01", "posts.new.role": "king"}
        answer = await somchai.fill(NEW, days, NEW)
        assert sorted(told(answer.text)) == ["posts.new.role", "posts.new.to_on"]
        thai = await somchai.fill("/th/desk/contacts/new", wrong, NEW)
        assert (thai.status_code, '<html lang="th"' in thai.text) == (422, True)
    assert await run("SELECT id FROM contact") == []


async def test_an_organisation_is_found_without_scripts_and_named_by_its_page(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        asked = {**ENTERED, "posts.new.organisation": "", "find": "posts.new.organisation", "posts.new.organisation-find": "iresen"}
        answer = await somchai.fill(NEW, asked, NEW)
        assert answer.status_code == 200
        assert f'name="posts.new.organisation" value="{world.iresen}"' in answer.text
        assert 'value="Nora Lindqvist"' in answer.text
        page = (await somchai.get(f"{NEW}?organisation={world.iresen}")).text
        assert f'name="posts.new.organisation" value="{world.iresen}" checked' in page


async def test_the_same_address_must_be_said_to_be_somebody_else(world, facts, browser, told):
    number = await keeping.add_contact(world.somchai, facts)
    same = {**ENTERED, "email": "amina.zerouali@example.org"}
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        hint = await somchai.get("/en/desk/contacts/hints?email=amina.zerouali@example.org")
        assert "أمينة زروالي" in hint.text
        answer = await somchai.fill(NEW, same, NEW)
        assert (answer.status_code, told(answer.text)) == (409, ["another"])
        assert f'name="another" value="{number}"' in answer.text
        answer = await somchai.fill(NEW, {**same, "another": str(number)}, NEW)
        assert answer.status_code == 303
    assert (await run("SELECT count(*) AS n FROM contact"))[0]["n"] == 2


async def test_an_unchanged_form_changes_nothing(world, facts, browser, form_of):
    elsewhere = NewPost(world.xiamen, Role.PRESS, "", date(2020, 1, 1), date(2021, 1, 1))
    whole = replace(facts, posts=(*facts.posts, elsewhere), may_publish=True, illustrative=True)
    number = await keeping.add_contact(world.somchai, whole)
    path = f"/en/desk/contacts/{number}/edit"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.post(path, data=form_of((await somchai.get(path)).text))
        assert answer.status_code == 303, answer.text
    assert await queries.whole(number) == (whole, 1)


async def test_posts_are_added_and_taken_off_in_the_form(world, facts, browser, form_of):
    number = await keeping.add_contact(world.somchai, facts)
    path = f"/en/desk/contacts/{number}/edit"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        fields = form_of((await somchai.get(path)).text)
        more = {"posts.new.organisation": str(world.quiet), "posts.new.role": "finance"}
        assert (await somchai.post(path, data={**fields, **more})).status_code == 303
        assert [post.organisation for post in (await queries.whole(number))[0].posts] == [world.quiet, world.iresen]
        fields = form_of((await somchai.get(path)).text)
        assert (await somchai.post(path, data={**fields, "posts.1.remove": "on"})).status_code == 303
        assert [post.organisation for post in (await queries.whole(number))[0].posts] == [world.quiet]


async def test_who_saves_second_sees_both_versions(world, facts, browser, form_of):
    number = await keeping.add_contact(world.somchai, facts)
    path = f"/en/desk/contacts/{number}/edit"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        fields = form_of((await somchai.get(path)).text)
        await keeping.edit_contact(world.somchai, number, 1, replace(facts, note="Theirs.", phone="+212 537 00 00 42"))
        answer = await somchai.post(path, data={**fields, "note": "Mine."})
        assert answer.status_code == 409
        assert ("Mine." in answer.text, "Theirs." in answer.text) == (True, True)
        assert re.search(r"Work telephone</dt><dd><bdi[^>]*>\+212 537 00 00 42", answer.text)
        again = form_of(answer.text)
        assert (again["version"], again["keep.phone"], again["keep.note"]) == ("2", "theirs", "mine")
        assert (await somchai.post(path, data=again)).status_code == 303
    assert await queries.whole(number) == (replace(facts, note="Mine.", phone="+212 537 00 00 42"), 3)


async def test_a_change_of_post_by_the_form(world, facts, browser, told):
    number = await keeping.add_contact(world.somchai, facts)
    path = f"/en/desk/contacts/{number}/move"
    moved = {
        "version": "1",
        "leaving": "0",
        "happened": "moved",
        "new.organisation": str(world.xiamen),
        "new.role": "press",
        "new.title": "Press Officer",
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert "مسؤولة الشراكات" in (await somchai.get(path)).text
        answer = await somchai.fill(path, {**moved, "leaving": "", "new.organisation": ""}, path)
        assert (answer.status_code, sorted(told(answer.text))) == (422, ["leaving", "new.organisation"])
        answer = await somchai.fill(path, moved, path)
        assert (answer.status_code, told(answer.text)) == (422, ["new.from_on"])
        answer = await somchai.fill(path, {**moved, "happened": "left"}, path)
        assert (answer.status_code, told(answer.text)) == (422, ["last_on"])
        answer = await somchai.fill(path, {**moved, "version": "9", "new.from_on": "2026-09-01"}, path)
        assert (answer.status_code, 'value="Press Officer"' in answer.text, 'name="version" value="1"' in answer.text) == (409, True, True)
        answer = await somchai.fill(path, {**moved, "new.from_on": "2026-09-01", "email": "amina@example.org"}, path)
        assert answer.status_code == 303
        left = {"version": "2", "leaving": "0", "happened": "left", "last_on": "2026-10-31"}
        assert (await somchai.fill(path, left, path)).status_code == 303
        assert "They hold no post now." in (await somchai.get(path)).text
    assert (await queries.whole(number))[0].posts == (
        NewPost(world.xiamen, Role.PRESS, "Press Officer", date(2026, 9, 1), date(2026, 10, 31)),
        replace(facts.posts[0], to_on=date(2026, 8, 31)),
    )


async def test_the_trash_is_undone_from_the_bar(world, facts, browser):
    number = await keeping.add_contact(world.somchai, facts)
    page = f"/en/contacts/{number}-أمينة-زروالي"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        stale = await somchai.fill(f"/en/desk/contacts/{number}/trash", {"version": "7"}, page)
        assert stale.status_code == 303
        assert "Somebody changed this contact after you opened it." in (await somchai.get(page)).text
        await somchai.fill(f"/en/desk/contacts/{number}/trash", {"version": "1"}, page)
        shown = (await somchai.get("/en/desk/contacts")).text
        assert "The contact is in the trash." in shown
        assert f'action="/en/desk/contacts/{number}/restore"' in shown
        assert "أمينة زروالي" in (await somchai.get("/en/desk/trash")).text
        assert (await somchai.fill(f"/en/desk/contacts/{number}/restore", {}, "/en/desk/trash")).status_code == 303
        assert (await somchai.get(page)).status_code == 200


async def test_the_list_says_when_it_is_empty_and_how_to_get_out(world, facts, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert "No contacts yet" in (await somchai.get("/en/desk/contacts")).text
        await keeping.add_contact(world.somchai, facts)
        assert '<h2 id="results" tabindex="-1">1 contact</h2>' in (await somchai.get("/en/desk/contacts?organisation=2&language=ar")).text
        nothing = (await somchai.get("/en/desk/contacts?role=press&q=أمينة")).text
        assert "No contact matches all these filters" in nothing
        assert "Without “Role”: 1 contact" in nothing
        for path in ("?page=99999", "?organisation=99999999999", "?role=king", "?language=%00x", "?page=x&due=7", "?organisation=٢"):
            assert (await somchai.get("/en/desk/contacts" + path)).status_code in {200, 303, 400}, path


async def test_the_list_turns_pages(world, facts, browser):
    for each in range(31):
        await keeping.add_contact(world.somchai, replace(facts, name=f"Person {each:02}", email=""))
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        first, second = (await mei.get("/en/desk/contacts")).text, (await mei.get("/en/desk/contacts?page=2")).text
        assert (first.count('<article class="card">'), second.count('<article class="card">')) == (30, 1)
        assert "31 contacts" in second
        assert "Person 30" in second
        assert "Add a contact" not in first
        assert "To review" not in first


async def test_the_page_of_an_organisation_shows_its_people_to_whoever_may_see_them(world, facts, browser):
    await keeping.add_contact(world.somchai, facts)
    await keeping.add_contact(world.somchai, replace(facts, name="Nadia Published", email="nadia@example.org", may_publish=True))
    path = f"/en/partners/{world.iresen}-iresen"
    async with browser() as visitor:
        page = (await visitor.get(path)).text
        assert ("Nadia Published" in page, "nadia@example.org" in page, "أمينة" in page, "+212 537" in page) == (True, True, False, False)
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        page = (await layla.get(path)).text
        assert ("Nadia Published" in page, "أمينة" in page, "+212 537" in page, "Add a contact" in page) == (True, True, True, False)


async def test_a_public_page_is_fresh_after_a_consent_is_taken_back(world, facts, browser):
    number = await keeping.add_contact(world.somchai, replace(facts, may_publish=True))
    paths = (f"/en/partners/{world.iresen}-iresen", f"/en/contacts/{number}-أمينة-زروالي", "/en/search?q=أمينة")
    async with browser() as visitor:
        before = [await visitor.get(path) for path in paths]
        assert [(each.status_code, "أمينة زروالي" in each.text) for each in before] == [(200, True)] * 3
        await keeping.edit_contact(world.somchai, number, 1, facts)
        after = [await visitor.get(path, headers={"if-none-match": each.headers["etag"]}) for path, each in zip(paths, before, strict=True)]
        assert [(each.status_code, "أمينة زروالي" in each.text) for each in after] == [(200, False), (404, False), (200, False)]


async def test_a_slug_that_is_not_the_name_leads_to_the_one_that_is(world, facts, browser):
    number = await keeping.add_contact(world.somchai, facts)
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        answer = await mei.get(f"/en/contacts/{number}-somebody")
        assert answer.status_code == 301
        page = await mei.get(f"/en/contacts/{number}", follow_redirects=True)
        assert (page.status_code, "Prefers a call before noon." in page.text, "Keep until" in page.text) == (200, True, False)


async def test_statements_of_the_organisations_page_do_not_grow_with_its_people(world, facts, browser):
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        path = f"/en/partners/{world.iresen}-iresen"

        async def statements():
            before = engine().statements
            assert (await mei.get(path)).status_code == 200
            return engine().statements - before

        await keeping.add_contact(world.somchai, facts)
        await statements()
        once = await statements()
        for each in range(3):
            await keeping.add_contact(world.somchai, replace(facts, email=f"x{each}@example.org"))
        await statements()
        assert await statements() == once


async def test_the_desk_says_how_many_are_to_be_reviewed(world, facts, browser):
    await keeping.add_contact(world.somchai, replace(facts, retain_until=date(2026, 1, 1)))
    async with browser() as somchai, browser() as mei:
        await somchai.sign_in(cast.SOMCHAI)
        await mei.sign_in(cast.MEI)
        assert "1 contact to review" in (await somchai.get("/en/desk")).text
        assert "contact to review" not in (await mei.get("/en/desk")).text
        assert "To review since 1 Jan 2026" in (await somchai.get("/en/desk/contacts?due=1")).text
