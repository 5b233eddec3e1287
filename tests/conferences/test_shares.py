"""What members of a co-organising organisation edit: the parts they were given, and nothing else. Layla is a member in Rabat, a co-host."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from coop import history
from coop.conferences import queries, scheduling, sharing
from coop.conferences.extending import extend_deadline
from coop.conferences.facts import NewHost
from coop.conferences.reading import facts_of
from coop.conferences.states import Answer, HostRole, Part, Visibility
from coop.db import run
from coop.errors import Forbidden, Invalid, NotFound, Stale
from coop.multilingual import Multilingual

REFUSED = "Your organisation was not given this part of the conference. Ask its organiser to change it, or to let you."


def words(html):
    bare = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def fields_of(html):
    """The names of what the page's own form asks for."""
    form = re.search(r'<form class="form".*?</form>', html, re.DOTALL)[0]
    return {name.partition(".")[0] for name in re.findall(r' name="([^"]+)"', form)} - {"csrf_token", "version", "began"}


async def given(world, conference, *parts):
    return await sharing.share(world.mei, conference.id, conference.version, {world.rabat: parts})


async def test_nothing_is_given_until_an_organiser_gives_it(world, published):
    assert published.shared == frozenset()
    with pytest.raises(Forbidden):
        await scheduling.edit_conference(world.layla, published.id, 1, facts_of(published))
    for viewer in (world.layla, world.somchai, world.bo, world.stranger):
        with pytest.raises(Forbidden):
            await sharing.share(viewer, published.id, 1, {world.rabat: [Part.TEXTS]})


@pytest.mark.parametrize(
    ("part", "changes", "beyond"),
    [
        (Part.TEXTS, {"summary": Multilingual.of("en", en="Three days.")}, {"starts_on": date(2026, 12, 2)}),
        (
            Part.DATES,
            {"starts_on": date(2026, 12, 2), "venue": Multilingual.of("en", en="Hall 2")},
            {"summary": Multilingual.of("en", en="No.")},
        ),
        (Part.DEADLINES, {"deadlines": ()}, {"hosts": (NewHost(2),)}),
    ],
)
async def test_a_member_changes_the_part_that_was_given_and_no_other(world, published, part, changes, beyond):
    shared = await given(world, published, part)
    facts = facts_of(shared)
    with pytest.raises(Invalid) as refused:
        await scheduling.edit_conference(world.layla, shared.id, 2, replace(facts, **changes, **beyond))
    assert {name: said.text for name, said in refused.value.fields.items()} == dict.fromkeys(beyond, REFUSED)
    assert (await queries.get(world.layla, shared.id)).version == 2
    after = await scheduling.edit_conference(world.layla, shared.id, 2, replace(facts, **changes))
    assert after.version == 3
    assert {name: getattr(facts_of(after), name) for name in changes} == changes
    with pytest.raises(Forbidden):
        await scheduling.trash(world.layla, shared.id, 3)


async def test_what_others_saved_meanwhile_is_a_conflict_and_no_fault_of_the_member(world, published):
    shared = await given(world, published, Part.TEXTS)
    await scheduling.edit_conference(world.mei, shared.id, 2, replace(facts_of(shared), edition="5"))
    with pytest.raises(Stale):
        await scheduling.edit_conference(world.layla, shared.id, 2, facts_of(shared))


async def test_deadlines_are_extended_by_whom_they_were_given_to(world, published):
    shared = await given(world, published, Part.TEXTS)
    later = replace(facts_of(shared).deadlines[0], due_on=date(2026, 9, 8))
    with pytest.raises(Forbidden):
        await extend_deadline(world.layla, shared.id, 2, later, date(2026, 8, 20))
    shared = await given(world, shared, Part.DEADLINES)
    after = await extend_deadline(world.layla, shared.id, 3, later, date(2026, 8, 20))
    assert after.deadlines[0].due_on == date(2026, 9, 8)


@pytest.mark.parametrize(
    "host", [NewHost(2, HostRole.CO_HOST, Answer.INVITED), NewHost(2, HostRole.CO_HOST, Answer.DECLINED), NewHost(2, HostRole.SPONSOR)]
)
async def test_only_who_holds_it_and_said_yes_is_given_a_part(world, facts, host):
    made = await scheduling.schedule_conference(world.mei, replace(facts, hosts=(host,)), Visibility.PUBLISHED)
    with pytest.raises(Invalid) as refused:
        await given(world, made, Part.TEXTS)
    assert list(refused.value.fields) == [f"parts.{world.rabat}"]


async def test_who_is_no_host_any_more_edits_nothing_and_does_not_get_it_back_by_itself(world, published):
    shared = await given(world, published, Part.TEXTS, Part.DATES)
    facts = facts_of(shared)
    without = await scheduling.edit_conference(world.mei, shared.id, 2, replace(facts, hosts=(NewHost(world.xiamen),)))
    again = await scheduling.edit_conference(world.mei, shared.id, 3, facts)
    assert (without.shared, again.shared) == (frozenset(), frozenset())
    assert await run("SELECT id FROM conference_share") == []
    with pytest.raises(Forbidden):
        await scheduling.edit_conference(world.layla, shared.id, 4, facts)


async def test_a_draft_is_seen_and_found_by_those_it_was_shared_with(browser, world, facts):
    made = await scheduling.schedule_conference(world.mei, replace(facts, hosts=(NewHost(world.rabat),)))
    with pytest.raises(NotFound):
        await queries.get(world.layla, made.id)
    assert await queries.own(world.layla) == []
    await given(world, made, Part.TEXTS)
    assert (await queries.get(world.layla, made.id)).id == made.id
    assert [each.id for each in await queries.own(world.layla)] == [each.id for each in await queries.drafts(world.layla)] == [made.id]
    async with browser(world.layla) as layla:
        assert "Green Hydrogen Days" in words((await layla.get("/en/desk")).text)
        assert "Green Hydrogen Days" in words((await layla.get("/en/search?q=hydrogen")).text)
    async with browser(world.stranger) as stranger:
        assert (await stranger.get(f"/en{made.path}")).status_code == 404
        assert "Green Hydrogen Days" not in words((await stranger.get("/en/search?q=hydrogen")).text)


async def test_mei_gives_parts_on_a_page_of_the_desk_and_layla_edits_them(browser, world, published):
    desk = f"/en/desk/conferences/{published.id}"
    async with browser(world.mei) as mei, browser(world.layla) as layla:
        assert f'href="{desk}/shares"' in (await mei.get(f"/en{published.path}")).text
        assert f'href="{desk}/edit"' not in (await layla.get(f"/en{published.path}")).text
        page = (await mei.get(f"{desk}/shares")).text
        assert re.findall(r'name="(parts\.\d+)" value="(\w+)"( checked)?', page) == [
            (f"parts.{each}", part, "") for each in (world.xiamen, world.rabat) for part in ("texts", "dates", "deadlines")
        ]
        answer = await mei.fill(f"{desk}/shares", {"version": "1", f"parts.{world.rabat}": ["texts", "deadlines"]})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/en{published.path}")
        assert re.findall(r'name="(parts\.\d+)" value="(\w+)" checked', (await mei.get(f"{desk}/shares")).text) == [
            (f"parts.{world.rabat}", "texts"),
            (f"parts.{world.rabat}", "deadlines"),
        ]
        stale = await mei.fill(f"{desk}/shares", {"version": "1", f"parts.{world.rabat}": ["dates"]})
        assert (stale.status_code, re.findall(r'value="(\w+)" checked', stale.text)) == (409, ["dates"])

        shown = (await layla.get(f"/en{published.path}")).text
        assert f'href="{desk}/edit"' in shown
        assert f'action="{desk}/trash"' not in shown
        assert f'href="{desk}/shares"' not in shown
        form = (await layla.get(f"{desk}/edit")).text
        assert fields_of(form) == {"names", "summary", "description", "deadlines"}
        assert "These are the parts that the organiser of this conference has given to your organisation." in words(form)
        typed = {"version": "2", "names.source": "en", "names.en": "Hydrogen Days", "summary.source": "en", "summary.en": "Three days."}
        refused = await layla.fill(f"{desk}/edit", typed | {"topics": "cc"})
        assert refused.status_code == 422
        assert REFUSED in words(refused.text)
        saved = await layla.fill(f"{desk}/edit", typed)
        assert saved.status_code == 303
    after = await queries.get(world.mei, published.id)
    assert (after.names.text("en"), after.summary.text("en"), after.deadlines) == ("Hydrogen Days", "Three days.", ())
    assert (after.topics, after.starts_on, after.parties) == (published.topics, published.starts_on, published.parties)


async def test_the_history_says_what_was_given_and_by_whom(browser, world, published):
    await given(world, published, Part.DATES)
    newest = (await history.of("conference", published.id))[0]
    assert (newest.act, newest.actor_name, newest.changes) == ("shared", "Mei", {"shared": ([], [[world.rabat, "dates"]])})
    async with browser(world.layla) as layla:
        told = words((await layla.get(f"/en/desk/conferences/{published.id}/history")).text)
    assert "What co-organisers may edit" in told
    assert "Institut de Recherche en Energie Solaire, Dates, hours and venue" in told
