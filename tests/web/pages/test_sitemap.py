"""The sitemap: every public page once in each language, true addresses, when each changed, in files of a bounded size."""

import xml.etree.ElementTree as ET

from coop import db
from coop.web import sitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://coop.example.org"
SUBJECTS = ("pages", "conferences", "partners", "projects", "series")


async def read(reader, address):
    answer = await reader.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    return ET.fromstring(answer.content)  # noqa: S314 - our own answer


def locations(root):
    return [each.text for each in root.iter(f"{SPACE}loc")]


async def test_crawlers_are_told_where_it_is(reader):
    assert (await reader.get("/robots.txt")).text.endswith("\n\nSitemap: https://coop.example.org/sitemap.xml\n")


async def test_the_index_names_a_file_a_language_and_subject(reader):
    root = await read(reader, "/sitemap.xml")
    assert root.tag == f"{SPACE}sitemapindex"
    assert locations(root) == [f"{BASE}/sitemaps/{tag}/{each}-1.xml" for tag in ("en", "zh-Hans", "th", "ar") for each in SUBJECTS]


async def test_each_address_is_the_canonical_one_of_a_page_that_is_there(reader):
    counts = {}
    for subject in SUBJECTS:
        found = locations(await read(reader, f"/sitemaps/th/{subject}-1.xml"))
        counts[subject] = len(found)
        assert len(set(found)) == len(found)
        for address in found[:: max(1, len(found) // 5)]:
            page = await reader.get(address.removeprefix(BASE))
            assert page.status_code == 200, address
            assert f'<link rel="canonical" href="{address}">' in page.text
    assert counts == {"pages": 18, "conferences": 67, "partners": 77, "projects": 20, "series": 22}


async def test_it_says_when_a_page_changed(reader):
    row = (await db.run("SELECT id, revised_at FROM conference ORDER BY id LIMIT 1"))[0]
    first = next((await read(reader, "/sitemaps/en/conferences-1.xml")).iter(f"{SPACE}url"))
    assert first.find(f"{SPACE}loc").text.startswith(f"{BASE}/en/conferences/{row['id']}-")
    assert first.find(f"{SPACE}lastmod").text == f"{row['revised_at']:%Y-%m-%dT%H:%M:%SZ}"


async def test_it_goes_on_in_further_files(reader, demo, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 30)
    demo.site.kept.clear()
    names = [each.rpartition("/")[2] for each in locations(await read(reader, "/sitemap.xml")) if "/en/" in each and "conferences" in each]
    parts = [locations(await read(reader, f"/sitemaps/en/{name}")) for name in names]
    assert [len(each) for each in parts] == [30, 30, 7]
    assert len({address for each in parts for address in each}) == 67
    assert (await reader.get("/sitemaps/en/conferences-4.xml")).status_code == 404
    demo.site.kept.clear()


async def test_the_same_bytes_are_kept_and_not_sent_twice(reader, demo):
    demo.site.kept.clear()
    first = await reader.get("/sitemaps/ar/partners-1.xml")
    before = db.engine().statements
    again = await reader.get("/sitemaps/ar/partners-1.xml", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, db.engine().statements) == (304, before)


async def test_a_file_that_was_never_named_is_not_found(reader):
    for name in (
        "fr/pages-1.xml",
        "en/pages-2.xml",
        "en/people-1.xml",
        "en/conferences-0.xml",
        "en/conferences.xml",
        "en/conferences-9999999.xml",
    ):
        assert (await reader.get(f"/sitemaps/{name}")).status_code == 404
