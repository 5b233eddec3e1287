import re
from dataclasses import replace
from datetime import date, time
from html import unescape

import pytest

from coop import clock
from coop.conferences import moving, publishing, queries, scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewHost
from coop.conferences.reading import facts_of
from coop.conferences.states import DeadlineKind, Format, Precision, Status, Visibility
from coop.db import run
from coop.multilingual import Multilingual, State, Translation
from coop.viewer import ANONYMOUS

FIELDS = {
    "names.source": "en",
    "names.en": "Carbon Storage Week",
    "names.th": "สัปดาห์กักเก็บคาร์บอน",
    "summary.source": "en",
    "topics": ["cc", "cc-storage"],
    "status": "tentative",
    "starts_on": "2027-02-01",
    "ends_on": "2027-02-03",
    "precision": "day",
    "zone": "Asia/Shanghai",
    "format": "in_person",
    "city.source": "en",
    "city.en": "Xiamen",
    "country": "CN",
    "languages": ["zh-Hans", "en"],
    "deadlines.0.kind": "abstract",
    "deadlines.0.due_on": "2026-12-31",
    "deadlines.0.due_time": "23:59",
    "deadlines.0.zone": "AoE",
    "deadlines.0.round": "1",
}


def words(html):
    bare = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def form_of(html):
    """The fields of the page's own form as a browser would send them back."""
    found = {}

    def add(name, value):
        found.setdefault(unescape(name), []).append(unescape(value))

    start = html.index('<form class="form"')
    form = html[start : html.index("</form>", start)]
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r' name="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        if name and (kind not in {"checkbox", "radio"} or " checked" in tag):
            add(name[1], value[1] if value else "")
    for name, body in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        add(name, chosen[1] if chosen else "")
    for name, body in re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, flags=re.DOTALL):
        add(name, body)
    return found


def faults(html):
    """Field -> words of the error summary."""
    summary = re.search(r'class="error-summary".*?<ul>(.*?)</ul>', html, flags=re.DOTALL)[1]
    return {name: words(said) for name, said in re.findall(r'<a href="#f-([^"]+)">(.*?)</a>', summary)}


async def test_mei_publishes_a_conference_and_everybody_finds_it(browser, world, client):
    async with browser(world.mei) as mei:
        answer = await mei.fill("/en/desk/conferences/new", FIELDS | {"intent": "publish", "add_host": [str(world.xiamen)]})
        assert answer.status_code == 303, words(answer.text)
        page = await mei.get(answer.headers["location"])
        assert "Published." in words(page.text)
    made = await queries.get(ANONYMOUS, int(re.search(r"/conferences/(\d+)-carbon-storage-week", answer.headers["location"])[1]))
    assert made.names == Multilingual.of("en", en="Carbon Storage Week", th="สัปดาห์กักเก็บคาร์บอน")
    assert (made.starts_on, made.ends_on, made.zone, made.country, made.topics) == (
        date(2027, 2, 1),
        date(2027, 2, 3),
        "Asia/Shanghai",
        "CN",
        ("cc", "cc-storage"),
    )
    assert [(each.kind.value, each.due_on, each.due_time, each.zone) for each in made.deadlines] == [
        ("abstract", date(2026, 12, 31), time(23, 59), "AoE")
    ]
    assert [each.organisation for each in made.parties] == [world.xiamen]
    listed = (await client.get("/th/conferences?theme=ccus")).text
    assert "สัปดาห์กักเก็บคาร์บอน" in listed
    assert "1–3 ก.พ. 2570" in listed


async def test_enter_in_a_field_saves_a_draft_and_does_not_look_for_partners(browser, world):
    async with browser(world.mei) as mei:
        page = (await mei.get("/en/desk/conferences/new")).text
    body = page[page.index('action="/en/desk/conferences/new"') :]
    first = re.search(r"<button[^>]*>", body)[0]
    assert 'name="intent" value="draft"' in first
    assert 'tabindex="-1"' in first
    assert "data-guard" in body[: body.index(">")]


async def test_a_form_with_errors_keeps_everything_typed_and_says_all_that_is_wrong(browser, world):
    typed = FIELDS | {
        "names.en": "",
        "topics": [],
        "ends_on": "2027-01-01",
        "zone": "Asia/Xiamen",
        "website": "example.org",
        "latitude": "abc",
        "deadlines.0.due_on": "31/12/2026",
        "summary.en": "<b>kept</b>",
        "intent": "publish",
    }
    async with browser(world.mei) as mei:
        answer = await mei.fill("/en/desk/conferences/new", typed)
    assert answer.status_code == 422
    assert faults(answer.text) == {
        "latitude": "Enter a number with a point before the decimals, such as 24.48.",
        "deadlines.0.due_on": "Enter a day as year-month-day, such as 2026-05-18.",
        "topics": "Choose at least one theme or topic.",
        "zone": "Asia/Xiamen is not a time zone we know. Enter a name such as Asia/Shanghai.",
        "website": "Enter a web address that starts with https://, such as https://example.org.",
        "ends_on": "The last day must not come before the first day.",
    }
    assert list(faults(answer.text)) == ["topics", "ends_on", "zone", "latitude", "deadlines.0.due_on", "website"]
    again = form_of(answer.text)
    for name in ("names.th", "ends_on", "zone", "website", "latitude", "deadlines.0.due_on", "summary.en", "country", "city.en"):
        assert again[name] == [typed[name]], name
    assert again["languages"] == ["en", "zh-Hans"]
    assert await run("SELECT id FROM conference") == []


async def test_layla_finds_her_organisation_named_as_the_host(browser, world):
    async with browser(world.layla) as layla:
        page = (await layla.get("/en/desk/conferences/new")).text
        form = form_of(page)
        assert (form["hosts.0.organisation"], form["hosts.0.role"], form["hosts.0.answer"]) == ([str(world.rabat)], ["host"], ["accepted"])
        assert "Institut de Recherche en Energie Solaire" in words(page)
        answer = await layla.post("/en/desk/conferences/new", data=form | FIELDS | {"intent": "review"})
        assert answer.status_code == 303
    assert await run("SELECT organisation, role, answer FROM conference_host") == [
        {"organisation": world.rabat, "role": "host", "answer": "accepted"}
    ]
    async with browser(world.mei) as mei:
        assert "hosts.0.organisation" not in form_of((await mei.get("/en/desk/conferences/new")).text)


async def test_a_member_of_several_organisations_is_offered_them_first(browser, world):
    await run(
        "INSERT INTO membership (person_id, organisation_id, joined_at) VALUES ({}, {}, {})", world.layla.user_id, world.xiamen, clock.now()
    )
    async with browser(world.layla) as layla:
        page = (await layla.get("/en/desk/conferences/new")).text
        assert "hosts.0.organisation" not in form_of(page)
        assert re.findall(r'name="add_host" value="(\d+)"( checked)?', page) == [(str(world.xiamen), ""), (str(world.rabat), "")]


async def test_an_hour_that_comes_twice_is_asked_about(browser, world):
    typed = FIELDS | {
        "zone": "Europe/Berlin",
        "country": "DE",
        "starts_on": "2026-10-25",
        "ends_on": "2026-10-25",
        "opens_at": "02:30",
        "closes_at": "09:00",
    }
    async with browser(world.mei) as mei:
        answer = await mei.fill("/en/desk/conferences/new", typed)
        assert answer.status_code == 422
        assert list(faults(answer.text)) == ["opens_at"]
        assert '<select id="f-opens_fold" name="opens_fold"' in answer.text
        answer = await mei.fill("/en/desk/conferences/new", typed | {"opens_fold": "1"})
        assert answer.status_code == 303
    rows = await run("SELECT starts_at FROM conference")
    assert rows[0]["starts_at"].isoformat() == "2026-10-25T01:30:00+00:00"


async def test_the_edit_form_sent_back_untouched_changes_nothing(browser, world, facts):
    wanted = replace(
        facts,
        hosts=(NewHost(world.xiamen), NewHost(world.rabat)),
        description=Multilingual.of("en", en="Line one\n\n- a\n- b", ar="سطر"),
        summary=Multilingual.of("en", en="Short & sweet"),
        format=Format.HYBRID,
        latitude=13.75,
        longitude=100.5,
        stream_url="https://video.example.org/x",
        stream_private=True,
        website="https://example.org/a?b=c&d=e",
        expected_attendance=300,
        contact="office@example.org",
        organised_by="Example “Society”",
        ends_on=facts.starts_on,
        opens_at=time(9),
        closes_at=time(17, 30),
    )
    made = await scheduling.schedule_conference(world.mei, wanted, Visibility.PUBLISHED)
    async with browser(world.mei) as mei:
        page = (await mei.get(f"/en/desk/conferences/{made.id}/edit")).text
        answer = await mei.post(f"/en/desk/conferences/{made.id}/edit", data=form_of(page))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/en{made.path}")
    assert await queries.get(ANONYMOUS, made.id) == made


async def test_another_venue_by_the_form(browser, world, published):
    async with browser(world.mei) as mei:
        page = (await mei.get(f"/en/desk/conferences/{published.id}/edit")).text
        answer = await mei.post(f"/en/desk/conferences/{published.id}/edit", data=form_of(page) | {"venue.en": "Hall 9"})
        assert answer.status_code == 303
    after = await queries.get(ANONYMOUS, published.id)
    assert (after.venue.text("en"), after.sequence, after.uuid) == ("Hall 9", 1, published.uuid)


async def test_a_draft_translation_stays_one_when_the_form_is_saved(browser, world, facts):
    names = Multilingual("en", {"en": Translation("Days"), "th": Translation("วัน", State.DRAFT)})
    made = await scheduling.schedule_conference(world.mei, replace(facts, names=names))
    async with browser(world.mei) as mei:
        page = (await mei.get(f"/en/desk/conferences/{made.id}/edit")).text
        await mei.post(f"/en/desk/conferences/{made.id}/edit", data=form_of(page) | {"edition": "4"})
    after = await queries.get(world.mei, made.id)
    assert (after.edition, after.names) == ("4", names)


async def test_two_who_save_at_once_choose_field_by_field(browser, world, published):
    edit = f"/en/desk/conferences/{published.id}/edit"
    async with browser(world.mei) as mei, browser(world.ada) as ada:
        mine = form_of((await mei.get(edit)).text)
        theirs = form_of((await ada.get(edit)).text)
        assert (await ada.post(edit, data=theirs | {"venue.en": "Hall A", "edition": "7", "summary.en": "By Ada"})).status_code == 303
        answer = await mei.post(edit, data=mine | {"venue.en": "Hall M", "country": "MY", "summary.en": "By Mei"})
        assert answer.status_code == 409
        asked = re.findall(r'name="keep\.([a-z_]+)" value="mine"', answer.text)
        assert set(asked) == {"settled", "venue", "summary", "country"}
        assert "Hall M" in answer.text
        assert "Hall A" in answer.text
        assert (await queries.get(ANONYMOUS, published.id)).venue.text("en") == "Hall A"
        chosen = form_of(answer.text) | {"keep.venue": "theirs", "keep.summary": "mine", "keep.country": "mine"}
        answer = await mei.post(edit, data=chosen)
        assert answer.status_code == 303, words(answer.text)
    after = await queries.get(ANONYMOUS, published.id)
    assert (after.venue.text("en"), after.summary.text("en"), after.country, after.edition) == ("Hall A", "By Mei", "MY", "7")
    assert (after.version, after.names, after.deadlines) == (3, published.names, published.deadlines)


async def test_trash_offers_an_undo_that_brings_it_back(browser, world, published, client):
    async with browser(world.mei) as mei:
        show = f"/en{published.path}"
        answer = await mei.fill(f"/en/desk/conferences/{published.id}/trash", {"version": "1"}, page=show)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/conferences")
        assert (await client.get(show)).status_code == 410
        desk = await mei.get("/en/desk/conferences")
        assert "Moved to the trash: Green Hydrogen Days. It stays there for 30 days." in words(desk.text)
        undo = re.search(r'<form action="([^"]+/restore)"', desk.text)[1]
        token = re.search(r'name="csrf_token" value="([^"]+)"', desk.text)[1]
        answer = await mei.post(undo, data={"csrf_token": token})
        assert answer.headers["location"] == show
        assert (await client.get(show)).status_code == 200


async def test_steps_by_button_and_an_illegal_one_is_refused_with_what_can_be_done(browser, world, draft, client):
    async with browser(world.mei) as mei:
        show, steps = f"/en{draft.path}", f"/en/desk/conferences/{draft.id}/steps"
        assert (await mei.fill(f"{steps}/publish", {"version": "1"}, page=show)).status_code == 303
        assert (await mei.fill(f"{steps}/confirm", {"version": "2"}, page=show)).status_code == 303
        assert "Confirmed" in words((await client.get(show)).text)
        answer = await mei.fill(f"{steps}/confirm", {"version": "3"}, page=show)
        assert answer.status_code == 409
        told = words(answer.text)
        assert "This conference is already confirmed." in told
        assert "Change the dates Postpone Cancel conference" in told
        assert (await mei.fill(f"{steps}/fly", {"version": "3"}, page=show)).status_code == 404
        assert (await mei.fill(f"{steps}/archive", {"version": "1"}, page=show)).status_code == 409
    after = await queries.get(ANONYMOUS, draft.id)
    assert (after.status, after.visibility, after.version) == (Status.CONFIRMED, Visibility.PUBLISHED, 3)


async def test_moving_postponing_and_cancelling_by_form(browser, world, published, client):
    async with browser(world.mei) as mei:
        base = f"/en/desk/conferences/{published.id}"
        page = (await mei.get(f"{base}/move")).text
        assert "Now: 1–3 Dec 2026." in words(page)
        answer = await mei.post(f"{base}/move", data=form_of(page) | {"starts_on": "2027-05-04", "ends_on": "2027-05-03"})
        assert (answer.status_code, list(faults(answer.text))) == (422, ["ends_on"])
        answer = await mei.post(
            f"{base}/move", data=form_of(answer.text) | {"ends_on": "2027-05-05", "announced_on": "2026-11-20", "reason.en": "A clash."}
        )
        assert answer.status_code == 303
        page = (await mei.get(f"{base}/postpone")).text
        assert (await mei.post(f"{base}/postpone", data=form_of(page))).status_code == 303
        assert "New dates are not known yet." in words((await client.get("/en/conferences")).text)
        page = (await mei.get(f"{base}/cancel")).text
        answer = await mei.post(f"{base}/cancel", data=form_of(page) | {"successor": "nonsense"})
        assert (answer.status_code, faults(answer.text)) == (
            422,
            {"successor": "Enter the address of the conference's page, or its number."},
        )
        answer = await mei.post(f"{base}/cancel", data=form_of(page) | {"reason.en": "No hall."})
        assert answer.status_code == 303
    after = await queries.get(ANONYMOUS, published.id)
    assert (after.status, after.sequence, after.status_reason.text("en")) == (Status.CANCELLED, 3, "No hall.")
    assert [(each.kind.value, each.announced_on) for each in after.previous] == [
        ("moved", date(2026, 11, 20)),
        ("postponed", date(2026, 11, 22)),
    ]


async def test_a_stale_move_keeps_what_was_typed(browser, world, published):
    async with browser(world.mei) as mei:
        base = f"/en/desk/conferences/{published.id}"
        page = (await mei.get(f"{base}/cancel")).text
        await moving.confirm(world.ada, published.id, 1)
        answer = await mei.post(f"{base}/cancel", data=form_of(page) | {"reason.en": "No hall."})
        assert answer.status_code == 409
        assert form_of(answer.text)["reason.en"] == ["No hall."]
        assert (await mei.post(f"{base}/cancel", data=form_of(answer.text))).status_code == 303
    assert (await queries.get(ANONYMOUS, published.id)).status is Status.CANCELLED


async def test_extending_a_deadline_by_form(browser, world, facts, client):
    deadline = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 11, 30))
    made = await scheduling.schedule_conference(world.mei, replace(facts, deadlines=(deadline,)), Visibility.PUBLISHED)
    async with browser(world.mei) as mei:
        show = (await mei.get(f"/en{made.path}")).text
        path = re.search(r'href="([^"]+/extend)"', show)[1]
        page = (await mei.get(path)).text
        answer = await mei.post(path, data=form_of(page))
        assert (answer.status_code, faults(answer.text)) == (422, {"due_on": "The new deadline must come after the one it extends."})
        assert (await mei.post(path, data=form_of(page) | {"due_on": "2026-12-07"})).status_code == 303
    assert "Extended on 22 Nov 2026; before, it was 30 Nov 2026." in words((await client.get(f"/en{made.path}")).text)


async def test_a_partner_proposes_and_an_organiser_publishes(browser, world, client):
    async with browser(world.layla) as layla:
        page = (await layla.get("/en/desk/conferences/new")).text
        assert "Publish conference" not in words(page)
        assert (await layla.fill("/en/desk/conferences/new", FIELDS | {"intent": "publish"})).status_code == 403
        answer = await layla.fill("/en/desk/conferences/new", FIELDS | {"intent": "review"})
        show = answer.headers["location"]
        assert "In review" in words((await layla.get(show)).text)
        number = re.search(r"/conferences/(\d+)", show)[1]
        assert (await layla.get(f"/en/desk/conferences/{number}/edit")).status_code == 200
        assert (await layla.fill(f"/en/desk/conferences/{number}/steps/publish", {"version": "1"}, page=show)).status_code == 403
        assert (await client.get(show)).status_code == 404
        async with browser(world.bo) as bo:
            assert "Carbon Storage Week" in words((await bo.get("/en/desk/conferences")).text)
            assert (await bo.fill(f"/en/desk/conferences/{number}/steps/publish", {"version": "1"}, page=show)).status_code == 303
        assert (await client.get(show)).status_code == 200
        assert (await layla.get(f"/en/desk/conferences/{number}/edit")).status_code == 403


async def test_strangers_and_visitors_find_no_door(browser, world, draft, client):
    for path in ("new", f"{draft.id}/edit", f"{draft.id}/history", f"{draft.id}/move"):
        answer = await client.get(f"/en/desk/conferences/{path}")
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/en/sign-in")
    async with browser(world.stranger) as stranger:
        assert (await stranger.get("/en/desk/conferences/new")).status_code == 403
    async with browser(world.layla) as layla:
        for path in (f"{draft.id}/edit", f"{draft.id}/history", f"{draft.id}/move", f"{draft.id}/cancel"):
            assert (await layla.get(f"/en/desk/conferences/{path}")).status_code == 404
    async with browser(world.bo) as bo:
        for path in (f"{draft.id}/edit", f"{draft.id}/move"):
            assert (await bo.get(f"/en/desk/conferences/{path}")).status_code == 403


async def test_the_history_tells_who_changed_what(browser, world, published):
    wanted = replace(facts_of(published), venue=Multilingual.of("en", en="Hall 9"), starts_on=date(2026, 12, 2))
    await scheduling.edit_conference(world.ada, published.id, 1, wanted)
    async with browser(world.mei) as mei:
        page = words((await mei.get(f"/en/desk/conferences/{published.id}/history")).text)
    assert "Edited Ada" in page
    assert "Venue before: English: Hall 1 after: English: Hall 9" in page
    assert "First day before: Tuesday, 1 December 2026 after: Wednesday, 2 December 2026" in page
    assert "Published at once Mei" in page


async def test_finding_a_host_by_name_keeps_the_form_and_offers_it(browser, world):
    async with browser(world.mei) as mei:
        typed = FIELDS | {"add_host-find": "厦门", "find": "add_host"}
        answer = await mei.fill("/en/desk/conferences/new", typed)
        assert answer.status_code == 200
        assert form_of(answer.text)["names.en"] == ["Carbon Storage Week"]
        assert f'name="add_host" value="{world.xiamen}"' in answer.text
    assert await run("SELECT id FROM conference") == []


async def test_a_series_is_added_and_edited_by_form(browser, world):
    async with browser(world.mei) as mei:
        answer = await mei.fill("/en/desk/series/new", {"names.source": "en", "names.en": ""})
        assert (answer.status_code, faults(answer.text)) == (
            422,
            {"names.en": "Enter a name.", "topics": "Choose at least one theme or topic."},
        )
        answer = await mei.fill("/en/desk/series/new", {"names.source": "en", "names.en": "Hydrogen Days", "topics": ["h2"]})
        assert answer.status_code == 303
        show = answer.headers["location"]
        number = re.search(r"/series/(\d+)", show)[1]
        edit = f"/en/desk/series/{number}/edit"
        page = (await mei.get(edit)).text
        assert (await mei.post(edit, data=form_of(page) | {"acronym": "HD"})).status_code == 303
        stale = await mei.post(edit, data=form_of(page) | {"acronym": "XX"})
        assert (stale.status_code, form_of(stale.text)["acronym"]) == (409, ["XX"])
        assert "HD" in words((await mei.get(show)).text)
    async with browser(world.somchai) as somchai:
        assert (await somchai.get("/en/desk/series/new")).status_code == 403


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "th", "ar"])
async def test_every_page_of_the_desk_is_drawn_in_every_language(browser, world, published, tag):
    await publishing.withdraw(world.mei, published.id, 1)
    async with browser(world.mei) as mei:
        for path in ("", "/new", *(f"/{published.id}/{deed}" for deed in ("edit", "move", "postpone", "cancel", "history"))):
            answer = await mei.get(f"/{tag}/desk/conferences{path}")
            assert answer.status_code == 200, answer.text
            assert f'<html lang="{tag}"' in answer.text
            assert " style=" not in answer.text
            assert " onclick" not in answer.text


async def test_an_all_year_conference_is_shown_by_its_year(client, world, facts):
    made = await scheduling.schedule_conference(
        world.mei, replace(facts, starts_on=date(2027, 1, 1), ends_on=None, precision=Precision.YEAR), Visibility.PUBLISHED
    )
    page = words((await client.get(f"/th{made.path}")).text)
    assert "พ.ศ. 2570" in page


async def test_the_first_entry_of_the_history_shows_what_stands_line_by_line_and_no_nothing(browser, world, published):
    async with browser(world.mei) as mei:
        page = (await mei.get(f"/en/desk/conferences/{published.id}/history")).text
        entry = re.search(r'<dl class="changes began">.*?</dl>', page, re.DOTALL)[0]
        assert "<del>" not in entry
        assert "<bdi>English: Bangkok</bdi><br><bdi>Thai: กรุงเทพมหานคร</bdi>" in entry
        assert "Abstract deadline (1): 1 Sept 2026, 23:59 AoE" in unescape(entry)
        await moving.confirm(world.mei, published.id, 1)
        page = (await mei.get(f"/en/desk/conferences/{published.id}/history")).text
        assert re.search(r'<dl class="changes"><div><dt>Status</dt><dd><del>.*?Tentative.*?<ins>.*?Confirmed', page, re.DOTALL)
