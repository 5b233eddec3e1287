"""The pages of agreements: register, what is due, one agreement, its sheet, forms with their faults, conflicts, signing, moving, renewing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from coop.accounts import cast
from coop.conferences.facts import NewConference
from coop.conferences.scheduling import schedule_conference
from coop.conferences.states import Visibility
from coop.db import engine, run
from coop.multilingual import Multilingual
from coop.partners.agreements import keeping, queries
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind, State
from coop.projects.facts import NewProject
from coop.projects.logbook import log_project
from coop.viewer import Role, Viewer

NEW = "/en/desk/agreements/new"
STATEMENTS = {"/en/agreements": 8, "/en/agreements/due": 4}
ENTERED = {
    "titles.source": "en",
    "titles.en": "Framework agreement",
    "titles.zh-Hans": "框架协议",
    "kind": "framework",
    "state": "in_force",
    "reference": "F-1",
    "parties.0.organisation": "1",
    "parties.0.capacity": "lead",
    "parties.0.signed_on": "2024-02-01",
    "parties.1.unlisted": "Ministry of the Sea",
    "parties.1.signed_on": "2024-02-05",
    "parties.1.signed_in": "Rabat",
    "add": "2",
    "effective_on": "2024-02-15",
    "term_months": "36",
    "end_counts": "last_day",
    "renewal": "tacit",
    "renewal_months": "12",
    "notice_months": "2",
    "topics": "h2",
    "scope.source": "en",
    "scope.en": "Everything about **stacks**.",
    "languages": "en, zh-Hans",
    "prevailing": "en",
    "binding": "on",
    "note": "For us alone.",
}


async def test_an_agreement_is_recorded_by_the_form(world, browser, told):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        refused = await somchai.fill(NEW, ENTERED, NEW)
        assert refused.status_code == 422
        assert told(refused.text) == ["add"]
        assert "in this state all must have signed" in refused.text
        for typed in ('value="Ministry of the Sea"', "框架协议", 'value="F-1"', "For us alone."):
            assert typed in refused.text
        answer = await somchai.fill(NEW, {**ENTERED, "add": [], "parties.2.organisation": "2", "parties.2.signed_on": "2024-02-08"}, NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/agreements/1")
        page = (await somchai.get("/en/agreements/1-f-1")).text
    assert "The agreement is on record." in page
    for words in (
        *("Framework agreement", "In force", "Ministry of the Sea", "5 Feb 2024", "Rabat", "Lead party", "15 Feb 2024", "36 months"),
        *("14 Feb 2027", "14 Dec 2026", "2 months before", "Renews itself unless notice is given", "<strong>stacks</strong>"),
        *("English, Simplified Chinese", "For us alone."),
    ):
        assert words in page, words
    stored = (await run("SELECT reference, kind, state, term_months, binding FROM agreement"))[0]
    assert tuple(stored.values()) == ("F-1", "framework", "in_force", 36, True)
    assert [tuple(row.values()) for row in await run("SELECT place, organisation, name_as_signed FROM agreement_party ORDER BY place")] == [
        (0, 1, "Xiamen University"),
        (1, None, ""),
        (2, 2, "IRESEN"),
    ]


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"titles.en": "", "titles.zh-Hans": ""}, ["titles.en"]),
        ({"effective_on": "2024-02-30"}, ["effective_on"]),
        ({"term_months": "many"}, ["term_months"]),
        ({"ends_on": "2027-01-01"}, ["ends_on"]),
        ({"renewal_months": ""}, ["renewal_months"]),
        ({"kind": "treaty"}, ["kind"]),
        ({"parties.0.signed_on": "2027-01-01"}, ["parties.0.signed_on"]),
        ({"parties.0.organisation": "999"}, ["parties.0.capacity"]),
        ({"languages": "English"}, ["languages"]),
        ({"signed_at": "77"}, ["signed_at"]),
        ({"officer": "4000000000"}, ["officer"]),
    ],
)
async def test_each_fault_stands_at_its_field_and_nothing_is_lost(world, browser, told, changes, faults):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, {**ENTERED, "add": [], **changes}, NEW)
    assert answer.status_code == 422
    assert set(faults) <= set(told(answer.text))
    assert "Everything about **stacks**." in answer.text
    assert await run("SELECT id FROM agreement") == []


async def test_partners_and_conferences_are_found_without_scripts(world, browser):
    mei = Viewer(1, "Mei", frozenset({Role.ORGANISER}))
    forum = NewConference(
        names=Multilingual.of("en", en="Hydrogen forum"),
        topics=("h2",),
        zone="Asia/Shanghai",
        country="CN",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 2),
    )
    made = await schedule_conference(mei, forum, Visibility.PUBLISHED)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        found = await somchai.fill(NEW, {**ENTERED, "add": [], "add-find": "iresen", "find": "add"}, NEW)
        assert '<input type="checkbox" name="add" value="2"><span>' in found.text
        found = await somchai.fill(NEW, {**ENTERED, "add": [], "signed_at-find": "forum", "find": "signed_at"}, NEW)
        assert f'<input type="radio" name="signed_at" value="{made.id}"><span>' in found.text
        part = await somchai.get("/en/desk/projects/conferences?signed_at-find=forum")
        assert f'<input type="radio" name="signed_at" value="{made.id}">' in part.text
        await keeping.record_agreement(
            world.somchai,
            NewAgreement(titles=Multilingual.of("en", en="Signed there"), kind=Kind.MOU, parties=(NewParty(1),), signed_at=made.id),
        )
        assert "Agreements signed here" in (await somchai.get(f"/en/conferences/{made.id}-hydrogen-forum")).text
        assert "Agreements signed here" not in (await browser().get(f"/en/conferences/{made.id}-hydrogen-forum")).text


async def test_a_form_sent_back_unchanged_writes_nothing(world, facts, browser, form_of):
    number = await keeping.record_agreement(world.somchai, facts)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        fields = form_of((await somchai.get(f"/en/desk/agreements/{number}/edit")).text)
        fields["topics"] = "h2"
        answer = await somchai.fill(f"/en/desk/agreements/{number}/edit", fields)
    assert answer.status_code == 303
    assert (await run("SELECT version FROM agreement"))[0]["version"] == 1


async def test_a_stale_save_shows_both_and_takes_what_only_one_changed(world, facts, browser, form_of):
    number = await keeping.record_agreement(world.somchai, facts)
    path = f"/en/desk/agreements/{number}/edit"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        fields = {**form_of((await somchai.get(path)).text), "reference": "MINE-1"}
        standing = (await queries.get(world.somchai, number)).facts
        await keeping.edit_agreement(world.somchai, number, 1, replace(standing, reference="THEIRS-1", note="Theirs alone."))
        conflict = await somchai.fill(path, fields)
        assert conflict.status_code == 409
        for words in ("This agreement was changed meanwhile", "MINE-1", "THEIRS-1"):
            assert words in conflict.text
        again = {**form_of(conflict.text), "keep.reference": "mine"}
        assert (await somchai.fill(path, again)).status_code == 303
    after = (await queries.get(world.somchai, number)).facts
    assert (after.reference, after.note) == ("MINE-1", "Theirs alone.")


async def test_signing_moving_and_renewing_by_form(world, browser, told):
    parties = (NewParty(world.xiamen), NewParty(world.iresen), NewParty(unlisted="Ministry of the Sea"))
    facts = NewAgreement(
        titles=Multilingual.of("en", en="Framework"),
        kind=Kind.FRAMEWORK,
        state=State.NEGOTIATION,
        parties=parties,
        ends_on=date(2026, 12, 31),
    )
    await keeping.record_agreement(world.somchai, facts)
    desk = "/en/desk/agreements/1"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        signed = {"version": "1", **{f"parties.{at}.signed_on": f"2026-03-0{at + 1}" for at in range(3)}}
        early = await somchai.fill(f"{desk}/sign", signed)
        assert (early.status_code, "Only an approved agreement can be signed. Approve it first." in early.text) == (409, True)
        assert 'value="2026-03-02"' in early.text
        nothing = await somchai.fill(f"{desk}/move", {"version": "1", "on": "2026-05-18"})
        assert (nothing.status_code, told(nothing.text)) == (422, ["state"])
        illegal = await somchai.fill(f"{desk}/move", {"version": "1", "state": "expired", "on": "2026-05-18"})
        assert (illegal.status_code, "Choose one of the states offered." in illegal.text) == (409, True)
        assert re.findall(r'name="state" value="(\w+)"', illegal.text) == ["draft", "approved", "abandoned"]
        assert (await somchai.fill(f"{desk}/move", {"version": "1", "state": "approved", "on": "2026-05-18"})).status_code == 303
        stale = await somchai.fill(f"{desk}/sign", signed)
        assert (stale.status_code, "Somebody changed this agreement after you opened it." in stale.text) == (409, True)
        assert 'name="version" value="2"' in stale.text
        late = await somchai.fill(f"{desk}/sign", {**signed, "version": "2", "parties.1.signed_on": "2026-05-19"})
        assert (late.status_code, told(late.text)) == (422, ["parties.1.signed_on"])
        done = await somchai.fill(f"{desk}/sign", {**signed, "version": "2"})
        assert done.headers["location"] == "/en/agreements/1"
        page = (await somchai.get("/en/agreements/1-framework")).text
        assert ("The signatures are on record." in page, "In force" in page, "3 Mar 2026" in page) == (True, True, True)
        empty = await somchai.fill(f"{desk}/renew", {"version": "3", "from_on": "2027-01-01"})
        assert (empty.status_code, told(empty.text)) == (422, ["ends_on"])
        early = await somchai.fill(f"{desk}/renew", {"version": "3", "from_on": "2026-06-01", "ends_on": "2028-12-31"})
        assert (early.status_code, told(early.text)) == (422, ["from_on"])
        assert (await somchai.fill(f"{desk}/renew", {"version": "3", "from_on": "2027-01-01", "ends_on": "2028-12-31"})).status_code == 303
        history = (await somchai.get(f"{desk}/history")).text
        for words in ("Renewed", "Signed", "State changed", "Recorded", "1 Jan 2027 to 31 Dec 2028"):
            assert words in history
    found = await queries.get(world.somchai, 1)
    assert (found.state, found.dates.last_day) == (State.RENEWED, date(2028, 12, 31))


async def test_each_reader_finds_what_is_for_them(world, facts, browser):
    await keeping.record_agreement(world.somchai, facts)
    await keeping.record_agreement(
        world.somchai, replace(facts, reference="SECRET-9", confidential=True, titles=Multilingual.of("en", en="Quiet paper"))
    )
    places = (
        "/en/agreements",
        "/en/agreements/due",
        "/en/search?q=paper",
        "/en/partners/2-iresen",
        "/en/desk",
        "/en/agreements?q=quiet",
        "/en/agreements?kind=framework",
    )
    for member, secret, plain in ((cast.SOMCHAI, True, True), (cast.MEI, False, True), (cast.LAYLA, False, True)):
        async with browser() as reader:
            await reader.sign_in(member)
            pages = [(await reader.get(path)).text for path in places]
            assert any("Quiet paper" in page or "SECRET-9" in page for page in pages) == secret, member.key
            assert any("Framework on hydrogen" in page for page in pages) == plain
            assert ("2 agreements" if secret else "1 agreement") in pages[0]
            assert (await reader.get("/en/agreements/2-secret-9")).status_code == (200 if secret else 404)
            assert (await reader.get("/en/agreements/2-secret-9/sheet")).status_code == (200 if secret else 404)
            assert (await reader.get("/en/agreements/1-coop-7")).status_code == 200
            note = (await reader.get("/en/agreements/1-coop-7")).text
            assert ("Ask before August." in note) == (member is not cast.LAYLA)
            assert (await reader.get("/en/desk/agreements/1/edit")).status_code == (200 if secret else 403)
    async with browser() as stranger:
        assert (await stranger.get("/en/agreements")).headers["location"].startswith("/en/sign-in?next=")
        assert (await stranger.get("/en/agreements/1-coop-7")).status_code == 404
        await stranger.sign_in(cast.STRANGER)
        assert (await stranger.get("/en/agreements/1-coop-7")).status_code == 404
        assert "Framework on hydrogen" not in (await stranger.get("/en/partners/2-iresen")).text


async def test_a_project_stands_under_its_agreement(world, facts, browser):
    number = await keeping.record_agreement(world.somchai, facts)
    secret = await keeping.record_agreement(world.somchai, replace(facts, reference="S", confidential=True))
    for name, paper in (("Stack test", number), ("Silent test", secret)):
        await log_project(world.somchai, NewProject(names=Multilingual.of("en", en=name), topics=("h2",), agreement=paper))
    async with browser() as somchai, browser() as visitor:
        await somchai.sign_in(cast.SOMCHAI)
        page = (await somchai.get(f"/en/agreements/{number}-coop-7")).text
        assert ("1 project belongs to it." in page, "Stack test" in page, "Silent test" in page) == (True, True, False)
        assert "Under the agreement" in (await somchai.get("/en/projects/2-silent-test")).text
        assert "Under the agreement" not in (await visitor.get("/en/projects/2-silent-test")).text
        assert (await visitor.get("/api/v1/projects/2")).json()["facts"]["agreement"] is None


async def test_the_sheet_says_it_all_in_each_language(world, facts, browser):
    await keeping.record_agreement(world.somchai, facts)
    words = {
        "en": ("Parties and signatures", "28 Aug 2026"),
        "zh-Hans": ("缔约方与签署", "2026年8月28日"),
        "th": ("ภาคีและการลงนาม", "28 ส.ค. 2569"),
        "ar": ("الأطراف والتوقيعات", "28 أغسطس 2026"),
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        for tag, told in words.items():
            page = (await somchai.get(f"/{tag}/agreements/1-coop-7/sheet")).text
            for each in told:
                assert each in page, (tag, each)


async def test_trash_and_undo_by_form(world, facts, browser):
    await keeping.record_agreement(world.somchai, facts)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        stale = await somchai.fill("/en/desk/agreements/1/trash", {"version": "9"})
        assert stale.headers["location"] == "/en/agreements/1"
        assert (await somchai.fill("/en/desk/agreements/1/trash", {"version": "1"})).headers["location"] == "/en/agreements"
        listed = await somchai.get("/en/agreements")
        assert ("The agreement is in the trash." in listed.text, "No agreements yet" in listed.text) == (True, True)
        assert "Framework on hydrogen" in (await somchai.get("/en/desk/trash")).text
        assert (await somchai.get("/en/agreements/1")).status_code == 404
        assert (await somchai.fill("/en/desk/agreements/1/restore")).headers["location"] == "/en/agreements/1"
        assert (await somchai.get("/en/agreements/1-coop-7")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_do_not_grow_with_what_is_shown(world, facts, browser, rows):
    for number in range(rows):
        await keeping.record_agreement(world.somchai, replace(facts, reference=f"R{number}"))
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        for path, expected in STATEMENTS.items():
            await somchai.get(path)
            before = engine().statements
            assert (await somchai.get(path)).status_code == 200
            assert engine().statements - before - 1 == expected, path  # one says who looks


async def test_an_address_nobody_can_mean_is_answered_in_words(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert (await somchai.get("/en/agreements?state=gone")).status_code == 422
        assert (await somchai.get("/en/agreements?q=&kind=")).headers["location"] == "/en/agreements"
        usual = (await somchai.get("/en/agreements/due")).text.partition("<main")[2].partition('<a href="?')[0]
        for days in ("7", "000030", "0000309999999999999999"):
            answer = await somchai.get(f"/en/agreements/due?days={days}")
            assert (answer.status_code, usual in answer.text) == (200, True)
        assert (await somchai.get("/en/agreements/99999999999")).status_code == 404
        empty = (await somchai.get("/en/agreements?kind=nda")).text
        assert "No agreement matches all these filters" in empty
