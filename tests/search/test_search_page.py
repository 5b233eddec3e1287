"""The search page over HTTP: what is found, grouped, counted and turned page by page, in every language."""

import re
from datetime import date

import pytest

from coop.conferences.facts import NewConference
from coop.conferences.scheduling import schedule_conference
from coop.conferences.states import Visibility
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.keeping import add_organisation
from coop.projects.facts import NewProject
from coop.projects.logbook import log_project
from coop.viewer import Role, Viewer

KEEPER = Viewer(user_id=None, roles=frozenset({Role.LIAISON, Role.ORGANISER}))


def conference(english, chinese, day):
    return NewConference(
        names=Multilingual.of("en", en=english, zh_Hans=chinese),
        topics=("h2",),
        starts_on=date(2027, 5, day),
        ends_on=date(2027, 5, day),
        zone="Asia/Shanghai",
        country="CN",
    )


@pytest.fixture
async def filled(app):
    await add_organisation(
        KEEPER,
        NewOrganisation(
            (NewName("Hydrogen Institute", "en", preferred=True), NewName("สถาบันไฮโดรเจน", "th", preferred=True)), (Kind.FACILITY,)
        ),
    )
    await log_project(KEEPER, NewProject(names=Multilingual.of("en", en="Green Hydrogen", ar="هيدروجين أخضر"), topics=("h2",)))
    for number in range(1, 8):
        await schedule_conference(KEEPER, conference(f"Hydrogen Week {number}", f"氢能周{number}", number), Visibility.PUBLISHED)
    await schedule_conference(KEEPER, conference("Hydrogen Secret", "氢能秘密", 20), Visibility.DRAFT)


def found(html):
    return re.findall(r'class="card-title"><a href="([^"]+)"', html)


def tabs(html):
    return dict(re.findall(r'<a href="[^"]*"(?: aria-current="page")?>([^<]+) <span class="count">(\d+)</span>', html))


async def test_the_best_of_each_kind_with_counts(filled, client):
    page = await client.get("/en/search?q=hydrogen")
    assert page.status_code == 200
    assert tabs(page.text) == {"Everything": "9", "Conferences": "7", "Partners": "1", "Projects": "1"}
    assert len(found(page.text)) == 7
    assert found(page.text)[:2] == ["/en/conferences/7-hydrogen-week-7", "/en/conferences/6-hydrogen-week-6"]
    assert '<a href="/en/search?q=hydrogen&amp;kind=conference">Show all of this kind' in page.text
    assert "Secret" not in page.text
    assert 'content="noindex"' in page.text


async def test_one_kind_page_by_page(filled, client, monkeypatch):
    monkeypatch.setattr("coop.web.search.PAGE_SIZE", 3)
    pages = [(await client.get(f"/en/search?q=hydrogen&kind=conference&page={number}")).text for number in (1, 2, 3, 9)]
    assert [[int(re.search(r"/(\d+)-", url)[1]) for url in found(page)] for page in pages] == [[7, 6, 5], [4, 3, 2], [1], [1]]
    assert '<a class="button" rel="next" href="/en/search?q=hydrogen&amp;kind=conference&amp;page=2">' in pages[0]
    assert '<input type="hidden" name="kind" value="conference">' in pages[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/zh-Hans/search?q=氢", 7),
        ("/zh-Hans/search?q=能周3", 1),
        ("/th/search?q=สถาบัน", 1),
        ("/ar/search?q=الهيدروجين", 8),
        ("/ar/search?q=هيدروجين أخضر", 8),
        ("/en/search?q=secret", 0),
        ("/en/search?q=hydrogen week 3", 1),
        ("/en/search?q=hydrogen&kind=nonsense", 9),
        ("/en/search?q=hydrogen&kind=project&page=x", 1),
    ],
)
async def test_every_script_is_found_on_the_page(filled, client, path, expected):
    page = await client.get(path)
    counts = tabs(page.text)
    assert (page.status_code, int(next(iter(counts.values())))) == (200, expected if "kind=project" not in path else 9)


async def test_what_was_asked_stands_in_the_field_and_is_never_code(filled, client):
    page = await client.get('/en/search?q="><script>alert(1)</script>')
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page.text
    assert "<script>alert" not in page.text
    assert "Nothing was found" in page.text


async def test_without_words_the_page_says_what_it_is_for(filled, client):
    page = await client.get("/en/search")
    assert "Enter words to search conferences, partners and projects at once." in page.text
    assert (await client.get("/en/search?q=&kind=")).headers["location"] == "/en/search"


@pytest.mark.parametrize(
    "query", ["q=" + "%22" * 3000, "q=" + "a" * 20_000, "q=%F0%9F%98%80", "q=NEAR(a b)", "q=*&page=99999999", "q=%E2%80%AE", "q=a&q=b"]
)
async def test_no_query_breaks_the_page(filled, client, query):
    assert (await client.get(f"/th/search?{query}")).status_code in {200, 414}
