"""The pages of interactions: a delegation of four organisations and nine people by one form, its timelines, follow-ups, conflicts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from coop.accounts import cast
from coop.db import engine, run
from coop.liaison import log, queries
from coop.liaison.facts import NewFollowUp
from coop.multilingual import Multilingual
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.contacts.keeping import add_contact
from coop.partners.facts import Kind, NameKind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation

NEW = "/en/desk/interactions/new"
STATEMENTS = {"/en/desk/interactions": 10, "/en/partners/2/timeline": 9, "/en/desk/follow-ups": 1}


@pytest.fixture
async def four(world):
    """Four organisations, two of them known by an acronym, and a contact at one."""
    kmutt = await add_organisation(
        world.somchai,
        NewOrganisation(
            (NewName("King Mongkut's University", "en", preferred=True), NewName("KMUTT", "en", NameKind.ACRONYM)),
            (Kind.EDUCATION,),
            country="TH",
        ),
    )
    tsinghua = await add_organisation(
        world.somchai,
        NewOrganisation(
            (NewName("Tsinghua University", "en", preferred=True), NewName("清华大学", "zh-Hans")), (Kind.EDUCATION,), country="CN"
        ),
    )
    contact = await add_contact(world.somchai, NewContact(name="陈思远", posts=(NewPost(world.xiamen),)))
    return kmutt, tsinghua, contact


async def test_a_delegation_of_four_organisations_and_nine_people_in_one_form(world, four, browser):
    kmutt, tsinghua, contact = four
    people = "陈思远，Xiamen\n* يوسف المنصوري، IRESEN\nSalma Idrissi, IRESEN\nปิยะนุช แสงอรุณ, KMUTT\nNapat Jaidee, KMUTT\n李明，清华\nWang Fang, Tsinghua University\nOmar\n赵六"
    typed = {
        "kind": "delegation", "titles.source": "en", "titles.en": "Delegation on hydrogen", "happened_on": "2026-05-11", "zone": "Asia/Shanghai",
        "organisations.0.organisation": str(world.xiamen), "organisations.0.part": "host", "add": [str(world.iresen), str(kmutt), str(tsinghua)],
        "people_typed": people, "officer": str(world.somchai.user_id),
        "follow_up.text": "Send the minutes", "follow_up.due_on": "2026-05-20", "follow_up.assignee": str(world.somchai.user_id),
    }  # fmt: skip
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, typed, NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/interactions/1")
        page = (await somchai.get("/en/desk/interactions/1-delegation-on-hydrogen")).text
        for words in (
            "The interaction is logged.",
            "يوسف المنصوري",
            "Head of the delegation",
            "赵六",
            "Send the minutes",
            "in 2 days",
            'href="/en/contacts/1"',
        ):
            assert words in page, words
        for organisation in (world.xiamen, world.iresen, kmutt, tsinghua):
            timeline = await somchai.get(f"/en/partners/{organisation}/timeline")
            assert "Delegation on hydrogen" in timeline.text
            assert "Delegation on hydrogen" in (await somchai.get(f"/en/partners/{organisation}", follow_redirects=True)).text
        assert "Send the minutes" in (await somchai.get("/en/desk")).text
    found = await queries.get(world.somchai, 1)
    assert [(each.contact, each.organisation) for each in found.facts.people] == [
        (contact, world.xiamen), (None, world.iresen), (None, world.iresen), (None, kmutt), (None, kmutt), (None, tsinghua), (None, tsinghua), (None, None), (None, None),
    ]  # fmt: skip


async def test_each_fault_stands_at_its_field_and_nothing_is_lost(world, browser, told):
    typed = {
        "kind": "meeting",
        "titles.en": "",
        "happened_on": "2026-02-30",
        "people_typed": "Somebody, Nowhere Institute",
        "zone": "Mars",
        "follow_up.text": "Call",
        "summary.en": "Kept words.",
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, typed, NEW)
    assert answer.status_code == 422
    assert set(told(answer.text)) == {"titles.en", "happened_on", "people_typed", "zone", "organisations", "follow_up.due_on"}
    for words in (
        "None of the organisations chosen is called “Nowhere Institute”.",
        "Kept words.",
        "Somebody, Nowhere Institute",
        'value="2026-02-30"',
    ):
        assert words in answer.text
    assert await run("SELECT id FROM interaction") == []


async def test_a_form_sent_back_unchanged_writes_nothing_and_a_stale_one_asks_what_to_keep(world, facts, browser, form_of):
    number = await log.log_interaction(world.somchai, facts)
    path = f"/en/desk/interactions/{number}/edit"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        fields = {**form_of((await somchai.get(path)).text), "topics": "h2"}
        assert (await somchai.fill(path, fields)).status_code == 303
        assert (await run("SELECT version FROM interaction"))[0]["version"] == 1
        standing = (await queries.get(world.somchai, number)).facts
        await log.edit_interaction(world.somchai, number, 1, replace(standing, place="Rabat"))
        stale = await somchai.fill(path, {**fields, "place": "Fez", "people_typed": "Omar Alami, IRESEN"})
        assert stale.status_code == 409
        for words in ("This interaction was changed meanwhile", "Rabat", "Fez", "Omar Alami, IRESEN, Member", 'name="version" value="2"'):
            assert words in stale.text, words
        again = {**form_of(stale.text), "topics": "h2", "keep.place": "mine", "keep.people": "mine"}
        assert (await somchai.fill(path, again)).status_code == 303
        mine = (await queries.get(world.somchai, number)).facts
        assert (mine.place, [each.name for each in mine.people][-1], mine.organisations) == ("Fez", "Omar Alami", standing.organisations)
        await log.edit_interaction(world.somchai, number, 3, replace(mine, programme="Theirs alone.", place="Rabat"))
        stale = await somchai.fill(path, {**fields, "version": "3", "place": "Agadir"})
        again = {**form_of(stale.text), "topics": "h2", "keep.place": "theirs"}
        assert (await somchai.fill(path, again)).status_code == 303
    after = (await queries.get(world.somchai, number)).facts
    assert (after.place, after.programme) == ("Rabat", "Theirs alone.")


async def test_a_follow_up_that_is_refused_leaves_nothing_logged(world, browser, told):
    typed = {
        "kind": "meeting", "titles.source": "en", "titles.en": "Between us", "happened_on": "2026-05-11", "zone": "Asia/Bangkok", "confidential": "on",
        "organisations.0.organisation": str(world.xiamen), "organisations.0.part": "host", "officer": str(world.somchai.user_id),
        "follow_up.text": "Call back", "follow_up.due_on": "2026-05-20", "follow_up.assignee": str(world.mei.user_id),
    }  # fmt: skip
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, typed, NEW)
        assert answer.status_code == 422
        assert told(answer.text) == ["follow_up.assignee"]
        assert "Choose a person from the list." in answer.text
        assert 'value="Between us"' in answer.text
        assert (await run("SELECT count(*) AS n FROM interaction"))[0]["n"] == 0
        right = {**typed, "follow_up.assignee": str(world.somchai.user_id)}
        assert (await somchai.fill(NEW, right, NEW)).status_code == 303
    assert (await run("SELECT count(*) AS n FROM interaction"))[0]["n"] == 1
    assert (await run("SELECT count(*) AS n FROM follow_up"))[0]["n"] == 1


async def test_follow_ups_by_form(world, facts, browser, told):
    number = await log.log_interaction(world.somchai, facts)
    async with browser() as somchai, browser() as mei:
        await somchai.sign_in(cast.SOMCHAI)
        await mei.sign_in(cast.MEI)
        wrong = await somchai.fill(f"/en/desk/interactions/{number}/follow-ups", {"text": "", "due_on": "x", "assignee": "3"})
        assert (wrong.status_code, set(told(wrong.text))) == (422, {"text", "due_on"})
        assert (
            await somchai.fill(
                f"/en/desk/interactions/{number}/follow-ups",
                {"text": "Late one", "due_on": "2026-05-10", "assignee": str(world.somchai.user_id)},
            )
        ).status_code == 303
        await log.add_follow_up(world.somchai, number, NewFollowUp("Of Mei", world.mei.user_id, date(2026, 5, 20)))
        listed = (await somchai.get("/en/desk/follow-ups")).text
        assert ("Late one" in listed, "8 days ago" in listed, "Overdue" in listed, "Of Mei" in listed) == (True, True, True, False)
        assert "Of Mei" in (await somchai.get("/en/desk/follow-ups?all=1")).text
        refused = await mei.fill("/en/desk/follow-ups/1/finish")
        assert refused.status_code == 403
        done = await mei.fill("/en/desk/follow-ups/2/finish", {"back": "list"})
        assert done.headers["location"] == "/en/desk/follow-ups"
        page = (await mei.get("/en/desk/follow-ups")).text
        assert ("The follow-up is done." in page, "/en/desk/follow-ups/2/reopen" in page) == (True, True)
        assert (await mei.fill("/en/desk/follow-ups/2/reopen")).status_code == 303


async def test_a_follow_up_is_edited_by_who_keeps_the_log(world, facts, browser, form_of, told):
    number = await log.log_interaction(world.somchai, facts)
    given = await log.add_follow_up(world.somchai, number, NewFollowUp("Send the minutes", world.mei.user_id, date(2026, 5, 20)))
    path = f"/en/desk/follow-ups/{given}/edit"
    async with browser() as somchai, browser() as mei:
        await somchai.sign_in(cast.SOMCHAI)
        await mei.sign_in(cast.MEI)
        assert (await mei.get(path)).status_code == 403
        assert f'href="{path}"' not in (await mei.get("/en/desk/follow-ups")).text
        assert f'href="{path}"' in (await somchai.get("/en/desk/follow-ups?all=1")).text
        typed = form_of((await somchai.get(path)).text)
        assert (typed["text"], typed["due_on"], typed["version"]) == ("Send the minutes", "2026-05-20", "1")
        wrong = await somchai.fill(path, {**typed, "text": " ", "due_on": "2026-02-30", "assignee": str(world.layla.user_id)})
        assert (wrong.status_code, set(told(wrong.text))) == (422, {"text", "due_on"})
        typed["assignee"] = str(world.mei.user_id)
        assert (await somchai.fill(path, {**typed, "due_on": "2026-06-01"})).headers["location"] == "/en/desk/interactions/1"
        stale = await somchai.fill(path, {**typed, "text": "Send them signed"})
        assert stale.status_code == 409
        for words in ("Somebody saved this meanwhile.", "1 Jun 2026", 'value="Send them signed"', 'name="version" value="2"'):
            assert words in stale.text, words
        again = {**form_of(stale.text), "assignee": str(world.mei.user_id)}
        assert (await somchai.fill(path, again)).status_code == 303
        told_of = (await somchai.get("/en/desk/interactions/1/history")).text
        assert ("Follow-up edited" in told_of, "Send them signed" in told_of) == (True, True)
    after = await queries.follow_up(world.mei, given)
    assert (after.text, after.due_on, after.version) == ("Send them signed", date(2026, 5, 20), 3)


async def test_each_reader_finds_what_is_for_them(world, facts, browser):
    await log.log_interaction(world.somchai, replace(facts, confidential=True, titles=Multilingual.of("en", en="Quiet talk")))
    await log.log_interaction(world.somchai, facts)
    places = (
        "/en/desk/interactions",
        "/en/search?q=quiet",
        "/en/partners/2/timeline",
        "/en/partners/2-iresen",
        "/en/desk/interactions?partner=2",
        "/en/desk/interactions/1",
    )
    for member, secret, plain in (
        (cast.SOMCHAI, True, True),
        (cast.MEI, False, True),
        (cast.LAYLA, False, False),
        (cast.STRANGER, False, False),
    ):
        async with browser() as reader:
            await reader.sign_in(member)
            pages = [(await reader.get(path, follow_redirects=True)).text for path in places]
            assert any("Quiet talk" in page for page in pages) == secret, member.key
            assert any("Delegation on hydrogen" in page for page in pages) == plain, member.key
            assert (await reader.get("/en/desk/interactions/2-delegation-on-hydrogen")).status_code == (200 if plain else 404)


async def test_history_names_no_person_and_trash_is_undone(world, facts, browser):
    number = await log.log_interaction(world.somchai, facts)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = (await somchai.get(f"/en/desk/interactions/{number}/history")).text
        assert ("1 person" in page, "Lindqvist" in page, "IRESEN (Visitor)" in page) == (True, False, True)
        assert (await somchai.fill(f"/en/desk/interactions/{number}/trash", {"version": "1"})).headers[
            "location"
        ] == "/en/desk/interactions"
        assert "No interactions yet" in (await somchai.get("/en/desk/interactions")).text
        assert "Delegation on hydrogen" in (await somchai.get("/en/desk/trash")).text
        assert (await somchai.fill(f"/en/desk/interactions/{number}/restore")).status_code == 303
        assert (await somchai.get("/en/desk/interactions/1-delegation-on-hydrogen")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_do_not_grow_with_what_is_shown(world, facts, browser, rows):
    for _row in range(rows):
        number = await log.log_interaction(world.somchai, facts)
        await log.add_follow_up(world.somchai, number, NewFollowUp("Call", world.somchai.user_id, date(2026, 5, 20)))
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        for path, expected in STATEMENTS.items():
            await somchai.get(path)
            before = engine().statements
            assert (await somchai.get(path)).status_code == 200
            assert engine().statements - before - 1 == expected, path  # one says who looks


async def test_words_of_the_list_in_four_languages(world, facts, browser):
    await log.log_interaction(world.somchai, facts)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        for tag, words in (("en", "11–13 May 2026"), ("zh-Hans", "2026年5月11日至13日"), ("th", "11–13 พ.ค. 2569"), ("ar", "وفد")):
            page = (await somchai.get(f"/{tag}/desk/interactions")).text
            assert words in re.sub(r"[\u00a0\u202f]", " ", page), tag


async def test_before_somebody_is_erased_it_is_said_where_their_name_still_stands(world, facts, browser):
    contact = await add_contact(world.somchai, NewContact(name="Nora Lindqvist", posts=(NewPost(world.xiamen),)))
    path = f"/en/desk/contacts/{contact}/erase"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        plain = (await somchai.get(path)).text
        assert ("take it off there" in plain, "these words" in plain) == (False, False)
        named = replace(facts, summary=Multilingual.of("en", en="Nora Lindqvist showed the benches."))
        await log.log_interaction(world.somchai, named)
        await log.log_interaction(world.somchai, replace(facts, people=()))
        page = (await somchai.get(path)).text
    assert page.count('href="/en/desk/interactions/') == 1
    assert 'href="/en/desk/interactions/1-delegation-on-hydrogen/edit">' in page
    assert '<a href="/en/search?q=Nora%20Lindqvist">1 record has these words</a>' in page
