"""The home page and the pages of the themes, as a visitor sees them."""

import re
from html import unescape

import pytest


def words(markup):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def titles(text):
    return [words(each) for each in re.findall(r'class="card-title">(.*?)</h3>', text, re.DOTALL)]


def tiles(text):
    return [words(each) for each in re.findall(r'<a class="tile [^>]*>(.*?)</a>', text, re.DOTALL)]


async def test_home_shows_the_six_themes_what_is_next_the_feed_and_the_newest_projects(reader):
    page = await reader.get("/en/")
    assert page.status_code == 200
    assert words(re.search(r"<h1>(.*?)</h1>", page.text)[1]) == "Science cooperation on green technology"
    assert tiles(page.text) == [
        "Renewable energy 5 conferences to come",
        "Energy storage 2 conferences to come",
        "Green hydrogen 4 conferences to come",
        "CCUS 2 conferences to come",
        "Clean transport 3 conferences to come",
        "Urban pollution 3 conferences to come",
    ]
    assert titles(page.text) == [
        "Clean Air for Growing Cities",
        "Xiamen Forum on Safe Grid Storage",
        "Low-Carbon Cement from Industrial Residues: Online Seminar",
        "Round Table on Carbon Storage in the Gulf of Thailand",
        "Rabat Days of Green Ammonia and Methanol",
        "Solar Heat for Clean Water: Online Seminar",
        "DESERT-HEAT : Drinking Water from Solar Heat",
        "Blue Carbon on Three Coasts",
        "TESTELY : One Test Method for Electrolysers",
        "ACT : Accelerating CCS Technologies: first call",
    ]
    assert "See all 14 conferences to come" in page.text
    assert 'value="https://coop.example.org/en/feeds/conferences.ics"' in page.text


@pytest.mark.parametrize(
    ("locale", "direction", "theme", "dates"),
    [
        ("en", "ltr", "Energy storage", "8–10 Dec 2026"),
        ("zh-Hans", "ltr", "储能", "2026年12月8日至10日"),
        ("th", "ltr", "การกักเก็บพลังงาน", "8–10 ธ.ค. 2569"),
        ("ar", "rtl", "تخزين الطاقة", "8–10 ديسمبر 2026"),
    ],
)
async def test_home_speaks_each_language_with_its_own_dates(reader, locale, direction, theme, dates):
    page = await reader.get(f"/{locale}/")
    assert f'<html lang="{locale}" dir="{direction}"' in page.text
    assert tiles(page.text)[1].startswith(theme)
    assert dates in page.text


async def test_themes_are_listed_with_their_topics(reader):
    page = await reader.get("/en/themes")
    assert page.status_code == 200
    assert len(tiles(page.text)) == 6
    topics = re.findall(r'<a class="chip theme theme-ccus" href="([^"]+)">(.*?)</a>', page.text)
    assert [(href, words(name)) for href, name in topics][:2] == [
        ("/en/conferences?topic=cc-capture", "Capture"),
        ("/en/conferences?topic=cc-utilisation", "Utilisation"),
    ]


async def test_a_theme_shows_its_topics_conferences_feed_projects_and_codes(reader):
    page = await reader.get("/en/themes/ccus")
    assert page.status_code == 200
    assert words(re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)[1]) == "CCUS"
    topics = [words(each) for each in re.findall(r'<li><a class="chip theme theme-ccus"[^>]*>(.*?)</a>', page.text)]
    assert topics == ["Capture", "Utilisation", "Geological storage", "Direct air capture", "Blue carbon"]
    assert titles(page.text)[:2] == [
        "Round Table on Carbon Storage in the Gulf of Thailand",
        "Xiamen Dialogue on Blue Carbon and Carbon Storage",
    ]
    assert len(titles(page.text)) == 6
    assert "See all 7 projects" in page.text
    assert 'value="https://coop.example.org/en/feeds/conferences.ics?theme=ccus"' in page.text
    assert '<code dir="ltr">Y02C 20/40</code>' in page.text


@pytest.mark.parametrize("slug", ["steam", "CCUS", "ccus-capture"])
async def test_an_unknown_theme_is_not_found(reader, slug):
    assert (await reader.get(f"/en/themes/{slug}")).status_code == 404


async def test_every_link_of_the_frame_leads_somewhere(reader):
    page = await reader.get("/en/")
    frame = page.text[: page.text.index("<main")] + page.text[page.text.index("<footer") :]
    for address in sorted(set(re.findall(r'<a[^>]* href="(/[^"#]*)"', frame))):
        assert (await reader.get(address)).status_code == 200, address
