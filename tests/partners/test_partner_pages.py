"""Pages of organisations over HTTP: what each visitor sees, and what they are told is not there."""

import re
from dataclasses import replace
from datetime import date

import pytest

from coop.accounts import cast
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.scheduling import schedule_conference
from coop.conferences.states import Visibility as Published
from coop.db import engine
from coop.multilingual import Multilingual
from coop.partners import queries
from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation, Source, Status
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation, trash_organisation
from coop.projects.facts import NewParticipation, NewProject
from coop.projects.logbook import log_project
from coop.projects.states import Stage

STATEMENTS_LIST, STATEMENTS_PAGE, STATEMENTS_SEARCH = 1, 14, 3  # the list: its counts were taken for the page in Thai


def titles(html):
    return re.findall(r'class="card-title"><a href="([^"]+)"', html)


async def test_the_list_in_the_readers_language(world, client):
    page = await client.get("/zh-Hans/partners")
    assert page.status_code == 200
    assert titles(page.text) == [
        "/zh-Hans/partners/2-institut-de-recherche-en-%C3%A9nergie-solaire",
        "/zh-Hans/partners/1-xiamen-university",
    ]
    assert "<bdi>厦门大学</bdi>" in page.text
    assert '<bdi lang="fr" dir="ltr">Institut de Recherche en Énergie Solaire</bdi>' in page.text
    assert "中国·厦门" in page.text
    assert "Quiet" not in page.text


async def test_filters_stand_in_the_address_and_can_be_taken_away(world, client):
    page = await client.get("/en/partners?q=xiamen&country=CN&kind=funder&kind=education")
    assert titles(page.text) == ["/en/partners/1-xiamen-university"]
    assert '<option value="CN" selected>China (1)</option>' in page.text
    assert '<option value="MA">Morocco' not in page.text
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page.text)
    assert chips == [
        "/en/partners?country=CN&amp;kind=funder&amp;kind=education",
        "/en/partners?q=xiamen&amp;kind=funder&amp;kind=education",
        "/en/partners?q=xiamen&amp;country=CN&amp;kind=education",
        "/en/partners?q=xiamen&amp;country=CN&amp;kind=funder",
    ]


async def test_empty_fields_are_dropped_from_the_address(world, client):
    page = await client.get("/en/partners?q=&country=&kind=funder")
    assert (page.status_code, page.headers["location"]) == (303, "/en/partners?kind=funder")


async def test_a_list_empty_by_filter_says_what_to_take_away(world, client):
    page = await client.get("/en/partners?q=solaire&country=CN")
    assert "No organisation matches all these filters" in page.text
    assert re.search(r'href="/en/partners\?country=CN">Without “Words”: 1 organisation<', page.text)


async def test_an_empty_register_says_who_can_add(app, client):
    page = await client.get("/en/partners")
    assert "No partners yet" in page.text
    assert "desk/partners/new" not in page.text


@pytest.mark.parametrize(
    "query",
    ["q=%22%27*(NEAR", "page=-1", "page=99999999999", "kind=nonsense", "country=%E2%82%AC%E2%82%AC", "country=QQ", "q=" + "a" * 5000],
)
async def test_no_address_of_the_list_fails(world, client, query):
    assert (await client.get(f"/ar/partners?{query}")).status_code == 200


async def test_a_page_shows_names_place_clock_and_identifiers(world, client):
    page = await client.get("/th/partners/1-xiamen-university")
    assert page.status_code == 200
    text = page.text
    assert '<bdi lang="zh-Hans" dir="ltr">厦门大学</bdi>' in text
    assert "เซียะเหมิน" in text
    assert "จีน" in text
    assert 'data-clock-in="Asia/Shanghai"' in text
    assert "(UTC+8)" in text
    assert "พ.ศ. 2464" in text
    assert '<a href="https://ror.org/00mcjh785" rel="noopener"><bdi dir="ltr">00mcjh785</bdi></a>' in text
    assert '<a href="https://isni.org/isni/0000000122647233" rel="noopener"><bdi dir="ltr">0000 0001 2264 7233</bdi></a>' in text
    assert '<h1><bdi lang="en" dir="ltr">Xiamen University</bdi> <span class="flag">' in text
    assert "/desk/" not in text


async def test_a_right_to_left_name_keeps_its_direction_on_a_left_to_right_page(world, client):
    page = await client.get("/en/partners/2-institut-de-recherche-en-%C3%A9nergie-solaire")
    assert '<bdi lang="ar" dir="rtl">معهد البحث في الطاقة الشمسية</bdi>' in page.text


@pytest.mark.parametrize("wrong", ["1", "1-", "1-old-name", "1-厦门大学", "0001-xiamen-university"])
async def test_a_wrong_slug_leads_to_the_right_one(world, client, wrong):
    page = await client.get(f"/zh-Hans/partners/{wrong}")
    assert (page.status_code, page.headers["location"]) == (301, "/zh-Hans/partners/1-xiamen-university")


@pytest.mark.parametrize("missing", ["3-quiet-institute", "3", "999", "0", "99999999999999999999", "x", "-1", "1.5", "%00"])
async def test_what_is_hidden_is_not_there(world, client, missing):
    assert (await client.get(f"/en/partners/{missing}")).status_code == 404


async def test_hidden_ones_are_there_for_staff_alone(world, browser):
    expected = {cast.SOMCHAI: 200, cast.MEI: 200, cast.LAYLA: 404, cast.STRANGER: 404}
    for member, status in expected.items():
        async with browser() as somebody:
            await somebody.sign_in(member)
            assert (await somebody.get("/en/partners/3-quiet-institute")).status_code == status, member.key
            listed = (await somebody.get("/en/partners")).text
            assert ("Quiet" in listed) == (status == 200), member.key
            assert ("3 organisations" in listed) == (status == 200), member.key
            found = (await somebody.get("/en/search?q=quiet")).text
            assert ("1 result<" in found) == (status == 200), member.key


async def test_what_went_to_the_trash_is_gone(world, client):
    await trash_organisation(world.somchai, world.xiamen, 1)
    assert (await client.get("/en/partners/1-xiamen-university")).status_code == 410
    await trash_organisation(world.somchai, world.quiet, 1)
    assert (await client.get("/en/partners/3-quiet-institute")).status_code == 404


async def test_a_merged_organisation_names_what_came_after_it(world, client):
    names = (NewName("Old Body", "en", preferred=True),)
    old = await add_organisation(world.somchai, NewOrganisation(names, (Kind.OTHER,), status=Status.MERGED, successor=world.xiamen))
    page = await client.get(f"/en/partners/{old}-old-body")
    assert '<a href="/en/partners/1-xiamen-university"><bdi>Xiamen University</bdi></a>' in page.text
    await trash_organisation(world.somchai, old, 1)
    page = await client.get(f"/th/partners/{old}-old-body")
    assert (page.status_code, page.headers["location"]) == (301, "/th/partners/1")


async def test_names_cannot_speak_html(world, client):
    nasty = "<script>alert(1)</script>\"'&amp;{{7*7}}"
    number = await add_organisation(world.somchai, NewOrganisation((NewName(nasty, "en", preferred=True),), (Kind.OTHER,)))
    for path in (f"/en/partners/{number}", "/en/partners", "/en/search?q=alert"):
        page = await client.get(path, follow_redirects=True)
        assert "&lt;script&gt;alert(1)" in page.text
        assert "<script>alert" not in page.text
        assert "49" not in page.text.partition("<h1")[2].partition("</h1>")[0]


async def test_an_identifier_with_wrong_check_digits_is_marked_and_leads_nowhere(world, client):
    wrong = NewIdentifier(Scheme.ISNI, "0000 0001 2264 7234", Source.ROR)
    number = await add_organisation(
        world.somchai, NewOrganisation((NewName("Body", "en", preferred=True),), (Kind.OTHER,), identifiers=(wrong,))
    )
    page = await client.get(f"/en/partners/{number}-body")
    assert '<bdi dir="ltr">0000 0001 2264 7234</bdi>' in page.text
    assert "Check digits do not match" in page.text
    assert "isni.org/isni/0000000122647234" not in page.text


async def test_an_edit_shows_at_once_on_pages_kept_for_visitors(world, client):
    path = "/en/partners/1-xiamen-university"
    first = await client.get(path)
    assert (await client.get(path, headers={"if-none-match": first.headers["etag"]})).status_code == 304
    facts = (await queries.get(world.somchai, world.xiamen)).facts
    await edit_organisation(world.somchai, world.xiamen, 1, replace(facts, website="https://new.example.org"))
    second = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    assert "https://new.example.org" in second.text
    assert "set-cookie" not in second.headers


def conference(number, host):
    return NewConference(
        names=Multilingual.of("en", en=f"Hydrogen Week {number}", zh_Hans=f"氢能周{number}"),
        topics=("h2",),
        starts_on=date(2027, 5, number),
        ends_on=date(2027, 5, number + 2),
        zone="Asia/Shanghai",
        country="CN",
        hosts=(NewHost(host),),
    )


def project(number, partner):
    return NewProject(
        names=Multilingual.of("en", en=f"Green Stacks {number}"),
        topics=("h2",),
        stage=Stage.ACTIVE,
        participations=(NewParticipation(partner),),
    )


async def test_conferences_and_projects_stand_on_the_page_of_their_partner(world, client, browser):
    await schedule_conference(world.mei, conference(1, world.xiamen), Published.PUBLISHED)
    await schedule_conference(world.mei, conference(2, world.xiamen), Published.DRAFT)
    await log_project(world.somchai, project(1, world.xiamen))
    page = (await client.get("/zh-Hans/partners/1-xiamen-university")).text
    assert '<a href="/zh-Hans/conferences/1-hydrogen-week-1"><bdi>氢能周1</bdi></a>' in page
    assert "Hydrogen Week 2" not in page
    assert "氢能周2" not in page
    assert "Green Stacks 1" in page
    assert 'href="/zh-Hans/conferences?partner=1"' in page
    other = (await client.get("/en/partners/2-institut-de-recherche-en-%C3%A9nergie-solaire")).text
    assert "No conference of this partner is on the calendar yet." in other
    assert "No joint project of this partner is logged yet." in other
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        assert "Hydrogen Week 2" in (await mei.get("/en/partners/1-xiamen-university")).text


@pytest.mark.parametrize("rows", [1, 3])
async def test_statements_of_the_pages_do_not_grow_with_what_they_show(world, client, rows):
    await add_organisation(
        world.somchai, NewOrganisation((NewName("Xiamen Branch", "en", preferred=True),), (Kind.OTHER,), parent=world.xiamen)
    )
    for number in range(1, rows + 1):
        await schedule_conference(world.mei, conference(number, world.xiamen), Published.PUBLISHED)
        await log_project(world.somchai, project(number, world.xiamen))
        await add_organisation(
            world.somchai, NewOrganisation((NewName(f"Xiamen {number}", "en", preferred=True),), (Kind.OTHER,), parent=world.xiamen)
        )

    async def counted(path):
        assert (await client.get(path.replace("/en/", "/th/"))).status_code == 200  # brings the index of conferences up to date
        before = engine().statements
        page = await client.get(path)
        assert page.status_code == 200
        return engine().statements - before

    assert await counted("/en/partners") == STATEMENTS_LIST
    assert await counted("/en/partners/1-xiamen-university") == STATEMENTS_PAGE
    assert await counted("/en/search?q=xiamen") == STATEMENTS_SEARCH
