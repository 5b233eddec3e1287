"""How heavy a page may be, on the demonstration data: octets raw and packed, requests, nobody else's hosts."""

import gzip
import re

import pytest

LOCALES = ("en", "zh-Hans", "th", "ar")
KILO = 1000
RAW, PACKED = 30 * KILO, 6 * KILO
PAGES = (
    "",
    "conferences/month/2027-03",
    "feeds",
    "search?q=energy",
    "sign-in",
    "themes",
    "themes/ccus",
    "api",
    "about",
    "conferences/58",
    "partners/34",
    "projects/18",
)
LONG = {
    "conferences": (46 * KILO, 7 * KILO),  # 14 cards
    "projects": (46 * KILO, 7 * KILO),  # 20 cards
    "partners": (36 * KILO, 6 * KILO),  # a whole page of cards
    "api/conferences": (46 * KILO, 8 * KILO),  # every operation on conferences and every shape of theirs
    "conferences/year/2027": (36 * KILO, 6 * KILO),  # 365 days
}
"""Pages that are long lists by nature. A card costs 1 to 2 kB in Thai, whose letters take three octets each."""


async def read(reader, address):
    answer = await reader.get(address)
    if answer.status_code == 301:
        answer = await reader.get(answer.headers["location"])
    assert answer.status_code == 200, address
    return answer


@pytest.mark.parametrize("locale", LOCALES)
async def test_pages_stay_within_their_octets(reader, locale):
    for path in (*PAGES, *LONG):
        raw, packed = LONG.get(path, (RAW, PACKED))
        page = await read(reader, f"/{locale}/{path}")
        assert len(page.content) <= raw, (path, len(page.content))
        assert len(gzip.compress(page.content, 6)) <= packed, (path, len(gzip.compress(page.content, 6)))


@pytest.mark.parametrize("path", [*PAGES, *LONG])
async def test_a_page_asks_at_most_ten_times_and_only_this_site(reader, path):
    page = await read(reader, f"/ar/{path}")
    loaded = set(re.findall(r'<(?:script|img)[^>]* src="([^"#]+)', page.text))
    loaded |= set(re.findall(r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"#]+)', page.text))
    loaded |= set(re.findall(r'<use href="([^"#]+)', page.text))
    assert [each for each in loaded if not each.startswith("/")] == []
    sheet = await reader.get(next(each for each in loaded if each.endswith(".css")))
    outside = re.findall(r'url\("?(?!data:)([^")]+)', sheet.text)
    assert [each for each in outside if not each.startswith("/static/")] == []
    fonts = [each for each in outside if "arabic" in each]
    assert 1 + len(loaded) + len(fonts) <= 10
