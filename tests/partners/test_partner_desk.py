"""The desk's pages for organisations: forms, conflicts, history, trash; who gets to them."""

import re

import pytest

from coop import history
from coop.accounts import cast
from coop.db import run
from coop.partners import queries
from coop.partners.facts import Kind, NameKind, NewName, Source, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.viewer import ANONYMOUS

NEW = "/en/desk/partners/new"
_FIELD = re.compile(r'<(?:input|textarea)[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"[^>]*>')
ENTERED = {
    "names.0.text": "Zhejiang University",
    "names.0.tag": "en",
    "names.0.kind": "label",
    "names.0.preferred": "on",
    "names.1.text": "浙江大学",
    "names.1.tag": "zh-Hans",
    "names.1.kind": "label",
    "names.1.preferred": "on",
    "names.3.text": "ZJU",
    "names.3.tag": "",
    "names.3.kind": "acronym",
    "kind": "education",
    "kinds": "funder",
    "country": "CN",
    "city.source": "en",
    "city.en": "Hangzhou",
    "city.zh-Hans": "杭州",
    "zone": "Asia/Shanghai",
    "latitude": "30.26",
    "longitude": "120.12",
    "geonames_id": "1808926",
    "founded": "1897",
    "website": "https://www.zju.edu.cn",
    "identifiers.0.scheme": "ror",
    "identifiers.0.value": "https://ror.org/00a2xv884",
    "status": "active",
    "visibility": "public",
    "parent": "",
    "successor": "",
    "source": "ror.org",
}


def form_of(html):
    """The fields of the page's own form as a browser would send them back unchanged."""
    form = html.partition('<form class="form"')[2].partition("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name is None or (re.search(r'type="(checkbox|radio)"', tag) and " checked" not in tag):
            continue
        fields.setdefault(name[1], []).append(value[1] if value else "on")
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option value="([^"]*)"', options)
        fields[name] = [chosen[1]]
    return fields


async def kept(number):
    return (await queries.get(ANONYMOUS, number)).facts


async def test_an_organisation_is_added_by_the_form(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, ENTERED, NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/partners/4")
        page = await somchai.get("/en/partners/4-zhejiang-university")
        assert "The organisation is added." in page.text
    facts = await kept(4)
    assert facts.names == (
        NewName("Zhejiang University", "en", preferred=True),
        NewName("浙江大学", "zh-Hans", preferred=True),
        NewName("ZJU", "und", NameKind.ACRONYM),
    )
    assert facts.kinds == (Kind.EDUCATION, Kind.FUNDER)
    assert [(each.scheme, each.value) for each in facts.identifiers] == [(Scheme.ROR, "00a2xv884")]
    assert (facts.latitude, facts.founded, facts.city.text("zh-Hans")) == (30.26, 1897, "杭州")


async def test_what_is_wrong_is_told_in_the_pages_language_and_nothing_typed_is_lost(world, browser):
    wrong = {
        **ENTERED,
        "identifiers.0.value": "00a2xv885",
        "names.3.text": "ZJ\u202eU",
        "founded": "soon",
        "latitude": "north",
        "zone": "Mars",
    }
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill(NEW, wrong, NEW)
    assert answer.status_code == 422
    text = answer.text
    assert "This is not a ROR identifier: one looks like 00mcjh785 and ends in two check digits." in text
    told = ["latitude", "founded", "names.3.text", "identifiers.0.value", "zone"]
    assert sorted(re.findall(r'<li><a href="#f-([^"]+)">', text)) == sorted(told)
    for name, value in (
        ("names.1.text", "浙江大学"),
        ("founded", "soon"),
        ("latitude", "north"),
        ("zone", "Mars"),
        ("identifiers.0.value", "00a2xv885"),
    ):
        assert re.search(rf'name="{re.escape(name)}"[^>]* value="{value}"', text), name
    assert (await run("SELECT count(*) AS n FROM organisation"))[0]["n"] == 3


async def test_faults_are_told_in_thai(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        answer = await somchai.fill("/th/desk/partners/new", {"kind": "education"}, NEW)
    assert answer.status_code == 422
    assert '<html lang="th"' in answer.text


async def test_an_unchanged_form_changes_nothing(world, browser):
    before = await kept(world.xiamen)
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = await somchai.get("/en/desk/partners/1/edit")
        answer = await somchai.post("/en/desk/partners/1/edit", data=form_of(page.text))
        assert answer.status_code == 303, answer.text
    assert await kept(world.xiamen) == before
    assert (await queries.get(ANONYMOUS, world.xiamen)).version == 1
    assert [each.act for each in await history.of("organisation", world.xiamen)] == ["added"]


async def test_more_rows_are_asked_for_without_saving(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        first = await somchai.get(NEW)
        assert first.text.count('<fieldset class="panel stack" id="f-names.') == 4
        answer = await somchai.post(NEW, data={**form_of(first.text), **ENTERED, "more": "names"})
    assert answer.status_code == 200
    assert answer.text.count('<fieldset class="panel stack" id="f-names.') == 6
    assert 'value="浙江大学"' in answer.text
    assert (await run("SELECT count(*) AS n FROM organisation"))[0]["n"] == 3


async def test_a_parent_is_found_and_chosen_without_scripts(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        asked = await somchai.fill(NEW, {**ENTERED, "find": "parent", "parent-find": "厦门"}, NEW)
        assert asked.status_code == 200
        assert '<input type="radio" name="parent" value="1"><span><bdi>Xiamen University</bdi></span>' in asked.text
        assert (await somchai.fill(NEW, {**ENTERED, "parent": "1"}, NEW)).status_code == 303
        page = await somchai.get("/en/partners/4-zhejiang-university")
    assert '<a href="/en/partners/1-xiamen-university"><bdi>Xiamen University</bdi></a>' in page.text


async def test_look_ups_while_typing(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        options = await somchai.get("/zh-Hans/desk/partners/options?field=hosts&hosts-find=xia", headers={"hx-request": "true"})
        assert '<input type="checkbox" name="hosts" value="1"><span><bdi>厦门大学</bdi>' in options.text
        assert "value=" not in (await somchai.get('/en/desk/partners/options?field="><b&"><b-find=xia')).text
        kept = (await somchai.get("/en/desk/partners/options?field=hosts&hosts=2&hosts=2&hosts=x&hosts=99999&hosts-find=xia")).text
        assert re.findall(r'value="(\d+)"( checked)?', kept) == [("2", " checked"), ("1", "")], "what is ticked stays, and stands first"
        alike = await somchai.get("/en/desk/partners/hints?names.0.text=厦门大学")
        assert '<a href="/en/partners/1-xiamen-university">' in alike.text
        assert (await somchai.get("/en/desk/partners/hints?names.0.text=zzz")).text.strip() == ""


async def test_a_stale_save_shows_both_versions_and_loses_nothing(world, browser):
    async with browser() as somchai, browser() as ada:
        await somchai.sign_in(cast.SOMCHAI)
        await ada.sign_in(cast.ADA)
        opened = form_of((await somchai.get("/en/desk/partners/1/edit")).text)
        theirs = {
            **form_of((await ada.get("/en/desk/partners/1/edit")).text),
            "founded": ["1920"],
            "website": ["https://theirs.example.org"],
            "kind": ["facility"],
        }
        assert (await ada.post("/en/desk/partners/1/edit", data=theirs)).status_code == 303
        mine = {**opened, "founded": ["1922"], "names.0.text": ["Xiamen University & Friends"], "kind": ["company"]}
        conflict = await somchai.post("/en/desk/partners/1/edit", data=mine)
        assert conflict.status_code == 409
        assert (await kept(1)).founded == 1920
        text = conflict.text
        assert "Nothing you typed is lost" in text
        assert re.findall(r'<legend>([^<]+)</legend><div class="conflict-sides">', text) == ["Names", "Kinds", "Founded"]
        assert re.findall(r"<dt>([^<]+)</dt>", text.partition('id="taken"')[2].partition("</section>")[0]) == ["Website"]
        for shown in ("1922", "1920", "https://theirs.example.org", "Xiamen University &amp; Friends"):
            assert shown in text
        answered = form_of(text.replace("&amp;", "&"))
        assert answered["version"] == ["2"]
        saved = await somchai.post("/en/desk/partners/1/edit", data={**answered, "keep.kinds": ["theirs"]})
        assert saved.status_code == 303, saved.text
    facts = await kept(1)
    assert (facts.founded, facts.website, facts.names[0].text) == (1922, "https://theirs.example.org", "Xiamen University & Friends")
    assert facts.kinds == (Kind.FACILITY, Kind.FUNDER)
    assert (facts.zone, facts.names[1].text, facts.city.text("ar")) == ("Asia/Shanghai", "厦门大学", "شيامن")


async def test_a_member_edits_their_own_and_is_not_asked_for_what_staff_keep(world, browser):
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        assert (await layla.get("/ar/desk/partners/1/edit")).status_code == 403
        assert (await layla.get("/ar/desk/partners/3/edit")).status_code == 404
        assert (await layla.get("/ar/desk/partners/new")).status_code == 403
        page = await layla.get("/ar/desk/partners/2/edit")
        assert page.status_code == 200
        for field in ("status", "visibility", "parent", "successor", "identifiers.0.value", "source", "names.0.locked"):
            assert f'name="{field}"' not in page.text
        smuggled = {
            "founded": "2011", "status": "merged", "successor": "1", "parent": "1", "visibility": "hidden", "identifiers.0.scheme": "wikidata",
            "identifiers.0.value": "Q1", "names.0.locked": "on", "source": "me",
        }  # fmt: skip
        answer = await layla.post("/ar/desk/partners/2/edit", data={**form_of(page.text), **smuggled})
        assert answer.status_code == 303
        assert (await layla.post("/ar/desk/partners/1/edit", data=form_of(page.text))).status_code == 403
        assert (await layla.post("/ar/desk/partners/3/edit", data=form_of(page.text))).status_code == 404
        assert (await layla.get("/en/partners/2-institut-de-recherche-en-%C3%A9nergie-solaire")).text.count("/desk/partners/2/edit") == 1
    facts = await kept(2)
    assert facts.founded == 2011
    assert (facts.status, facts.successor, facts.parent, facts.visibility) == (Status.ACTIVE, None, None, Visibility.PUBLIC)
    assert (facts.identifiers, facts.source, [name.locked for name in facts.names]) == ((), "", [False] * 3)
    assert [name.source for name in facts.names] == [Source.MANUAL] * 3


async def test_history_tells_each_change_in_words(world, browser):
    async with browser() as somchai, browser() as layla:
        await somchai.sign_in(cast.SOMCHAI)
        opened = form_of((await somchai.get("/en/desk/partners/2/edit")).text)
        await somchai.post("/en/desk/partners/2/edit", data={**opened, "founded": ["2011"], "parent": ["1"], "kind": ["government"]})
        await layla.sign_in(cast.LAYLA)
        page = await layla.get("/en/desk/partners/2/history")
        assert (await layla.get("/en/desk/partners/1/history")).status_code == 403
        assert (await layla.get("/en/desk/partners/3/history")).status_code == 404
    text = page.text
    assert re.findall(r'<span class="chip quiet">([^<]+)</span> <bdi class="muted">([^<]+)</bdi>', text) == [
        ("Edited", "สมชาย วงศ์ทอง"),
        ("Added", "Seed"),
    ]
    oldest = text.rpartition('<dl class="changes began">')[2]
    assert re.findall(r"<dt>([^<]+)</dt>", oldest) == ["Names", "Kinds", "Country or area", "City", "Time zone", "State", "Who may see it"]
    assert "French: Rabat" in oldest
    newest = text.partition('<dl class="changes">')[2].partition("</dl>")[0]
    assert re.findall(r"<dt>([^<]+)</dt>", newest) == ["Kinds", "Founded", "Part of"]
    for shown in ("Research institute", "Government body", "2011", "Xiamen University"):
        assert shown in newest


async def test_the_trash_and_its_undo(world, browser, client):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = "/en/partners/1-xiamen-university"
        stale = await somchai.fill("/en/desk/partners/1/trash", {"version": "7"}, page)
        assert (stale.status_code, stale.headers["location"]) == (303, "/en/partners/1")
        assert (await client.get(page)).status_code == 200
        gone = await somchai.fill("/en/desk/partners/1/trash", {"version": "1"}, page)
        assert (gone.status_code, gone.headers["location"]) == (303, "/en/partners")
        assert (await client.get(page)).status_code == 410
        listed = await somchai.get("/en/partners")
        assert "Xiamen" not in listed.text.partition('id="list"')[2]
        assert '<form action="/en/desk/partners/1/restore" method="post">' in listed.text
        back = await somchai.fill("/en/desk/partners/1/restore", {}, "/en/partners")
        assert (back.status_code, back.headers["location"]) == (303, "/en/partners/1")
        assert (await client.get(page)).status_code == 200


async def test_only_those_who_keep_partners_reach_the_trash(world, browser, client):
    assert (await client.get("/en/desk/partners/new")).headers["location"].startswith("/en/sign-in")
    for member in (cast.LAYLA, cast.STRANGER, cast.MEI):
        async with browser() as somebody:
            await somebody.sign_in(member)
            for path in ("/en/desk/partners/1/trash", "/en/desk/partners/1/restore", "/en/desk/partners/new"):
                assert (await somebody.fill(path, {"version": "1"}, "/en/partners")).status_code == 403, (member.key, path)
    assert (await queries.get(ANONYMOUS, 1)).version == 1


async def test_a_form_without_its_token_is_refused(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert (await somchai.post(NEW, data=ENTERED)).status_code == 403


@pytest.mark.parametrize(
    "junk",
    [
        {"names.0.text": "a" * 5000, "names.0.preferred": "on"},
        {"names.99999.text": "x", "names.x.text": "y", "names..text": "z", "names.-1.text": "w"},
        {"kind": "nonsense", "kinds": "nonsense", "status": "nonsense"},
        {"parent": "99999999999999999999", "successor": "-1", "geonames_id": "9" * 14},
        {"latitude": "1e999", "longitude": "nan", "founded": "２０２６"},
        {"city.en": "a\x00b", "city.xx-yy-zz": "c", "city.": "d"},
        {"country": "\ud7ff", "zone": "../../etc/passwd", "website": "javascript:alert(1)"},
        {"identifiers.0.scheme": "x", "identifiers.0.value": "'; DROP TABLE organisation; --"},
    ],
)  # fmt: skip
async def test_no_form_is_a_server_error(world, browser, junk):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert (await somchai.fill(NEW, {**ENTERED, **junk}, NEW)).status_code in {303, 422}
        page = form_of((await somchai.get("/en/desk/partners/1/edit")).text)
        assert (await somchai.post("/en/desk/partners/1/edit", data={**page, **junk})).status_code in {303, 422}
        assert (await somchai.post("/en/desk/partners/1/edit", data={**page, **junk, "version": "x"})).status_code in {409, 422}
