import re
from html import unescape

import httpx
import pytest
import pytest_asyncio

from coop import calendar, i18n
from coop.accounts import cast
from coop.db import run
from coop.projects import queries
from coop.projects.filters import ProjectFilter
from coop.seed import load_sample
from coop.viewer import ANONYMOUS

BASE_URL = "https://coop.example.org"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FIELD = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:\n?(.*?)</\1>)?", re.DOTALL)


class Browser(httpx.AsyncClient):
    """Signs in, reads pages, and sends the forms that stand on them."""

    def __init__(self, application):
        super().__init__(transport=httpx.ASGITransport(app=application), base_url=BASE_URL, headers={"origin": BASE_URL})

    async def sign_in(self, member):
        page = await self.get("/en/sign-in")
        fields = {"csrf_token": _TOKEN.search(page.text)[1], "email": member.email, "password": member.password}
        answer = await self.post("/en/sign-in", data=fields)
        assert answer.status_code == 303, answer.text
        return self

    async def form(self, path):
        """The fields of the form that is sent to its own page."""
        page = await self.get(path)
        assert page.status_code == 200, page.text
        return fields_of(page.text, path)

    async def submit(self, path, fields):
        return await self.post(path, data=fields)


def fields_of(text, action):
    body = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', text, re.DOTALL)[1]
    found = {}
    for kind, attributes, inner in _FIELD.findall(body):
        named = re.search(r'\bname="([^"]*)"', attributes)
        if not named:
            continue
        value = re.search(r'\bvalue="([^"]*)"', attributes)
        if 'type="checkbox"' in attributes or 'type="radio"' in attributes:
            if " checked" in attributes:
                found.setdefault(named[1], []).append(unescape(value[1]))
        elif kind == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', inner)
            found[named[1]] = [unescape(chosen[1])] if chosen else [""]
        else:
            found[named[1]] = [unescape(inner if kind == "textarea" else value[1] if value else "")]
    return found


@pytest_asyncio.fixture
async def site(app):
    calendar.configure(BASE_URL, i18n.locales().tags)
    await load_sample(None, lambda _line: None)
    async with Browser(app) as somebody:
        yield somebody


async def project(acronym):
    found = await queries.page(ANONYMOUS, ProjectFilter(q=acronym))
    return next(each for each in found.cards if each.acronym == acronym)


@pytest.mark.parametrize(
    ("locale", "heading", "name"),
    [
        ("en", "20 projects", "One Test Method for Electrolysers"),
        ("zh-Hans", "20", "电解槽统一测试方法"),
        ("th", "20", "วิธีทดสอบเครื่องอิเล็กโทรไลเซอร์แบบเดียวกัน"),
        ("ar", "20", "طريقة اختبار موحدة لأجهزة التحليل الكهربائي"),
    ],
)
async def test_the_list_shows_every_project_in_each_language(site, locale, heading, name):
    page = await site.get(f"/{locale}/projects")
    assert page.status_code == 200
    assert heading in page.text
    assert name in page.text
    assert page.text.count('<article class="card') == 20


async def test_filters_in_the_address_narrow_the_list_and_empty_ones_are_dropped(site):
    page = await site.get("/en/projects?theme=hydrogen&stage=completed")
    titles = re.findall(r'<h3 class="card-title"><a href="/en/projects/[^"]*">(.*?)</a>', page.text)
    assert [re.sub(r"<[^>]+>", "", title) for title in titles] == [
        "HySupply: German-Australian feasibility study of a hydrogen supply chain",
        "HESC: Hydrogen Energy Supply Chain pilot, Latrobe Valley to Kobe",
        "AHEAD global hydrogen supply chain demonstration, Brunei to Kawasaki",
    ]
    assert "Not green hydrogen: made from a fossil fuel" in page.text
    short = await site.get("/en/projects?theme=&stage=active&q=")
    assert (short.status_code, short.headers["location"]) == (303, "/en/projects?stage=active")
    assert (await site.get("/en/projects?theme=steam")).status_code == 422


async def test_an_empty_list_says_which_filter_to_drop(site):
    page = await site.get("/en/projects?theme=hydrogen&country=SA")
    assert "No project matches all these filters" in page.text
    assert "Without “Country or area”: 5 projects" in page.text


async def test_a_wrong_slug_leads_to_the_right_one_and_a_page_shows_who_and_what(site):
    found = await project("TESTELY")
    answer = await site.get(f"/th/projects/{found.id}-x")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/th/projects/{found.id}-testely")
    page = (await site.get(f"/th/projects/{found.id}-testely")).text
    assert "มหาวิทยาลัยเทคโนโลยีพระจอมเกล้าธนบุรี" in page
    assert "2 พ.ย. 2569" in page
    assert 'lang="ar" dir="rtl"' in page
    assert "ประชุมเชิงปฏิบัติการเซี่ยเหมิน" in page
    for hidden in ("None", "Message(", "Said("):
        assert f">{hidden}" not in page


async def test_a_liaison_officer_logs_a_project_of_three_partners_agreed_at_a_conference_and_it_stands_on_all_their_pages(site):
    await site.sign_in(cast.SOMCHAI)
    path = "/en/desk/projects/new"
    fields = await site.form(path)
    search = {**fields, "names.en": "Wind for Cold Stores", "add-find": "Tongji", "find": "add"}
    looked = await site.submit(path, search)
    assert looked.status_code == 200
    ids = {name: await number_of(name) for name in ("Tongji University", "University of Nairobi", "Kyushu University")}
    assert f'name="add" value="{ids["Tongji University"]}"' in looked.text
    assert 'value="Wind for Cold Stores"' in looked.text
    conference = (await run("SELECT id FROM conference WHERE names LIKE '%Bilbao%' OR edition = '42'"))[0]["id"]
    wanted = {
        **fields,
        "names.en": "Wind for Cold Stores",
        "names.zh-Hans": "风电冷库",
        "topics": ["re-wind"],
        "stage": "approved",
        "planned_start": "2027-04",
        "agreed_at": str(conference),
        "add": [str(each) for each in ids.values()],
        "partners.0.unlisted": "Example Cooling Fund",
        "partners.0.role": "funder",
        "links": "https://example.org/plan The plan",
    }
    answer = await site.submit(path, wanted)
    assert answer.status_code == 303, answer.text
    number = int(answer.headers["location"].rsplit("/", 1)[1])
    entry = f"/en/desk/projects/{number}/entries/new"
    fields = await site.form(entry)
    written = await site.submit(entry, {**fields, "on": "2026-11-20", "text": "เริ่มงานแล้ว", "language": "th"})
    assert (written.status_code, written.headers["location"]) == (303, f"/en/projects/{number}-wind-for-cold-stores")
    pages = [
        f"/en/projects/{number}-wind-for-cold-stores",
        f"/en/conferences/{conference}",
        *(f"/en/partners/{each}" for each in ids.values()),
    ]
    for address in pages:
        page = await site.get(address, follow_redirects=True)
        assert "Wind for Cold Stores" in page.text, address
    shown = await site.get(pages[0])
    assert "Example Cooling Fund" in shown.text
    assert "เริ่มงานแล้ว" in shown.text
    assert '<a href="https://example.org/plan"' in shown.text


async def test_partners_ticked_stay_while_another_is_looked_for(site):
    await site.sign_in(cast.SOMCHAI)
    tongji = await number_of("Tongji University")
    found = await site.get(f"/en/desk/projects/partners?add={tongji}&add=x&add-find=Kyushu")
    assert re.findall(r'value="(\d+)"( checked)?', found.text) == [
        (str(tongji), " checked"),
        (str(await number_of("Kyushu University")), ""),
    ]
    meeting = await site.get("/en/desk/projects/conferences?agreed_at-find=bilbao")
    assert meeting.text.count('name="agreed_at"') == 1


async def number_of(name):
    rows = await run("SELECT organisation FROM organisation_name WHERE text = {}", name)
    return rows[0]["organisation"]


async def test_a_form_with_errors_comes_back_filled_in_with_what_is_wrong_in_the_page_s_language(site):
    await site.sign_in(cast.SOMCHAI)
    path = "/th/desk/projects/new"
    fields = await site.form(path)
    answer = await site.submit(path, {**fields, "acronym": "KEEP-ME", "start": "2569", "website": "ftp://x", "partners.0.unlisted": "คู่ค้า"})
    assert answer.status_code == 422
    for name in ("names.th", "topics", "start", "website"):
        assert f'href="#f-{name}"' in answer.text
    assert 'value="KEEP-ME"' in answer.text
    assert 'value="คู่ค้า"' in answer.text
    assert 'value="2569"' in answer.text
    assert (await queries.page(ANONYMOUS, ProjectFilter())).total == 20


async def test_a_stale_save_shows_both_versions_and_loses_nothing(site, app):
    found = await project("TESTELY")
    path = f"/en/desk/projects/{found.id}/edit"
    await site.sign_in(cast.SOMCHAI)
    opened = await site.form(path)
    async with Browser(app) as layla:
        await layla.sign_in(cast.LAYLA)
        theirs = await layla.form(path)
        saved = await layla.submit(path, {**theirs, "acronym": "LAYLAS", "planned_end": "2030"})
        assert saved.status_code == 303, saved.text
    conflict = await site.submit(path, {**opened, "acronym": "SOMCHAIS", "website": "https://example.org/mine"})
    assert conflict.status_code == 409
    assert 'name="keep.acronym"' in conflict.text
    assert "LAYLAS" in conflict.text
    fields = fields_of(conflict.text, path)
    assert fields["keep.planned_end"] == ["theirs"]
    settled = await site.submit(path, {**fields, "keep.acronym": "mine"})
    assert settled.status_code == 303, settled.text
    after = await queries.get(ANONYMOUS, found.id)
    assert (after.acronym, after.planned_end, after.facts.website) == ("SOMCHAIS", "2030", "https://example.org/mine")
    assert len(after.facts.participations) == 3


async def test_saving_a_form_nobody_touched_changes_no_fact_and_keeps_drafts_drafts(site):
    found = await project("AHEAD")
    before = await queries.get(ANONYMOUS, found.id)
    await site.sign_in(cast.SOMCHAI)
    path = f"/en/desk/projects/{found.id}/edit"
    answer = await site.submit(path, await site.form(path))
    assert answer.status_code == 303, answer.text
    assert (await queries.get(ANONYMOUS, found.id)).facts == before.facts


async def test_layla_edits_her_own_project_but_sees_no_field_for_partners_and_no_other_project_s_form(site):
    await site.sign_in(cast.LAYLA)
    own, other = await project("TESTELY"), await project("ITER")
    fields = await site.form(f"/ar/desk/projects/{own.id}/edit")
    assert "partners.0.role" not in fields
    assert "visibility" not in fields
    answer = await site.submit(f"/ar/desk/projects/{own.id}/edit", {**fields, "visibility": "staff", "acronym": "TESTELY2"})
    assert answer.status_code == 303
    assert ((await queries.get(ANONYMOUS, own.id)).acronym, (await queries.get(ANONYMOUS, own.id)).visibility.value) == (
        "TESTELY2",
        "public",
    )
    for address in ("edit", "entries/new", "history"):
        assert (await site.get(f"/ar/desk/projects/{other.id}/{address}")).status_code == 403
    assert (await site.get("/ar/desk/projects/new")).status_code == 403


async def test_the_history_tells_each_change_in_words(site):
    found = await project("TESTELY")
    await site.sign_in(cast.SOMCHAI)
    path = f"/en/desk/projects/{found.id}/edit"
    fields = await site.form(path)
    await site.submit(path, {**fields, "stage": "suspended", "partners.2.remove": "on", "reason": "A stack broke"})
    page = await site.get(f"/en/desk/projects/{found.id}/history")
    assert page.status_code == 200
    for words in (
        "One Test Method for Electrolysers",
        "2 Nov 2026",
        "Suspended",
        "A stack broke",
        "King Mongkut",
        "Logbook entry",
        "Coordinator",
    ):
        assert words in page.text, words


async def test_an_illegal_stage_is_refused_in_words(site):
    found = await project("AHEAD")
    await site.sign_in(cast.SOMCHAI)
    path = f"/en/desk/projects/{found.id}/edit"
    answer = await site.submit(path, {**await site.form(path), "stage": "idea"})
    assert answer.status_code == 409
    assert "This project has come to its end; its stage no longer changes." in answer.text


async def test_trash_hides_it_at_once_and_the_notice_undoes_it(site):
    found = await project("TESTELY")
    await site.sign_in(cast.SOMCHAI)
    address = f"/en/projects/{found.id}-testely"
    fields = fields_of((await site.get(address)).text, f"/en/desk/projects/{found.id}/trash")
    answer = await site.submit(f"/en/desk/projects/{found.id}/trash", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/projects")
    undo = f"/en/desk/projects/{found.id}/restore"
    notice = await site.get("/en/projects")
    assert f'action="{undo}"' in notice.text
    assert (await site.get(address)).status_code == 410
    back = await site.submit(undo, fields_of(notice.text, undo))
    assert back.status_code == 303
    assert (await site.get(address)).status_code == 200


async def test_what_is_wrong_stands_in_the_order_of_the_form(site):
    await site.sign_in(cast.SOMCHAI)
    path = "/en/desk/projects/new"
    typed = {**await site.form(path), "planned_start": "2027-13", "website": "example.org", "names.en": ""}
    answer = await site.post(path, data=typed)
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#f-([^"]+)">', answer.text) == ["names.en", "topics", "planned_start", "website"]
