import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest

from coop import clock
from coop.conferences import moving, scheduling, series
from coop.conferences.facts import NewHost, NewSeries
from coop.conferences.spans import When
from coop.conferences.states import Format, Precision, Status, Visibility
from coop.db import engine
from coop.multilingual import Multilingual


async def schedule(world, facts, **changes):
    return await scheduling.schedule_conference(world.mei, replace(facts, **changes), Visibility.PUBLISHED)


def words(html):
    """The text of a page on one line."""
    bare = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def titles(html):
    return [words(each) for each in re.findall(r'class="card-title">(.*?)</h', html, flags=re.DOTALL)]


def counts(html, name):
    """value -> count of the filter checkboxes called ``name``."""
    found = re.findall(rf'name="{name}" value="([^"]+)"[^>]*>.*?class="choice-count">(\d+)', html)
    return {value: int(count) for value, count in found if count != "0"}


async def test_the_list_in_thai_shows_thai_names_and_buddhist_years(client, world, published):
    page = (await client.get("/th/conferences")).text
    assert titles(page) == ["วันไฮโดรเจนสีเขียว"]
    assert '<time class="when" datetime="2026-12-01">1–3 ธ.ค. 2569</time>' in page
    assert "ธันวาคม พ.ศ. 2569" in words(page)
    assert counts(page, "theme") == {"renewables": 1, "hydrogen": 1}
    assert '<bdi lang="zh-Hans" dir="ltr">厦门大学</bdi>' in page


async def test_a_name_not_translated_is_shown_in_its_own_language_and_says_so(client, world, published):
    page = (await client.get("/ar/conferences")).text
    assert '<bdi lang="en" dir="ltr">Green Hydrogen Days</bdi>' in page


async def test_filters_narrow_the_list_and_stand_as_chips_and_in_the_feed(client, world, published, facts):
    await schedule(world, facts, topics=("cc",), names=Multilingual.of("en", en="Storing Carbon"), format=Format.ONLINE)
    page = (await client.get("/en/conferences?theme=ccus&format=online")).text
    assert titles(page) == ["Storing Carbon"]
    assert counts(page, "theme") == {"ccus": 1}
    assert counts(page, "format") == {"online": 1}
    assert "/en/conferences?format=online" in page
    assert "webcal://coop.example.org/en/feeds/conferences.ics?theme=ccus&amp;format=online" in page


async def test_empty_fields_are_dropped_from_the_address(client, world):
    answer = await client.get("/en/conferences?q=&theme=ccus&from=&to=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/conferences?theme=ccus")


async def test_a_filter_that_cannot_be_meant_is_refused_in_words(client, world):
    answer = await client.get("/en/conferences?theme=green")
    assert answer.status_code == 422
    assert "green is not one of the choices." in words(answer.text)


async def test_htmx_gets_the_results_alone(client, world, published):
    answer = await client.get("/en/conferences", headers={"hx-request": "true"})
    assert answer.text.lstrip().startswith('<div id="list">')
    assert "hx-request" in answer.headers["vary"].lower()
    whole = await client.get("/en/conferences")
    assert whole.text.lstrip().startswith("<!doctype html>")
    assert "hx-request" in whole.headers["vary"].lower()


async def test_htmx_gets_the_counts_of_the_filters_beside_the_results(client, world, facts):
    await schedule(world, facts)
    await schedule(world, facts, topics=("cc",))
    answer = await client.get("/en/conferences?theme=ccus", headers={"hx-request": "true"})
    results, count, filters = answer.text.split("<hx-partial ")
    assert titles(results) == ["Green Hydrogen Days"]
    assert count == 'hx-target="#filters-count" hx-swap="textContent">1</hx-partial>\n'
    assert filters.startswith('hx-target="#filters" hx-swap="innerMorph">')
    assert re.findall(r'name="theme" value="(\w+)"( checked)?>.*?<span class="choice-count">(\d+)<', filters) == [
        ("renewables", "", "1"),
        ("storage", "", "0"),
        ("hydrogen", "", "1"),
        ("ccus", " checked", "1"),
        ("transport", "", "0"),
        ("pollution", "", "0"),
    ]
    assert re.findall(r'<option value="([A-Z]{2})">([^<]+)</option>', filters) == [("TH", "Thailand (1)")]
    whole = (await client.get("/en/conferences?theme=ccus")).text
    shown = re.search(r'<form id="filters"[^>]*>(.*?)</form>', whole, re.DOTALL)[1]
    assert shown.strip() in filters


async def test_an_empty_site_says_who_adds_the_first_and_an_empty_result_the_way_out(client, world, facts):
    assert "Organisers add the first one; partners and liaison officers can propose it." in words(
        (await client.get("/en/conferences")).text
    )
    await schedule(world, facts)
    page = (await client.get("/en/conferences?theme=hydrogen&country=CN")).text
    assert "Without “Country or area”: 1 conference" in words(page)
    assert 'href="/en/conferences?theme=hydrogen"' in page
    assert titles(page) == ["Green Hydrogen Days"]


async def test_what_is_over_is_reached_by_earlier(client, world, facts):
    await schedule(world, facts, starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 2), status=Status.CONFIRMED)
    page = (await client.get("/en/conferences")).text
    assert titles(page) == []
    link = re.search(r'rel="prev" href="([^"]+)"', page)[1]
    assert link == "/en/conferences?to=2026-11-21&amp;sort=latest"
    past = (await client.get(unescape(link))).text
    assert titles(past) == ["Green Hydrogen Days"]
    assert "Back to what is to come" in words(past)


async def test_a_cancelled_conference_is_struck_through_in_list_and_page(client, world, published):
    await moving.cancel(world.mei, published.id, 1, Multilingual.of("en", en="The hall burnt down.", th="อาคารไฟไหม้"))
    assert "<s><bdi>Green Hydrogen Days</bdi></s>" in (await client.get("/en/conferences")).text
    page = (await client.get(f"/th{published.path}")).text
    assert "อาคารไฟไหม้" in page
    assert '"eventStatus":"https://schema.org/EventCancelled"' in page


async def test_the_page_tells_when_where_who_and_what_is_due(client, world, published):
    page = (await client.get(f"/en{published.path}")).text
    told = words(page)
    for each in (
        "1–3 Dec 2026 (in 9 days)",
        "Dates are local: Thailand Time (UTC+7)",
        "Hall 1",
        "Bangkok, Thailand",
        "厦门大学 Host",
        "Institut de Recherche en Energie Solaire Co-host",
        "Abstract deadline 1 Sept 2026, 23:59 Anywhere on Earth (UTC−12) over",
        "Working languages English · Thai",
    ):
        assert each in told
    assert '<p class="lede"><bdi' not in page
    assert "What you can do" not in told


async def test_a_single_day_with_hours_is_shown_on_both_clocks(client, world, facts):
    one = await schedule(world, facts, ends_on=facts.starts_on, opens_at=time(9), closes_at=time(17))
    page = words((await client.get(f"/en{one.path}?tz=America/Toronto")).text)
    assert "09:00–17:00 Thailand Time (UTC+7)" in page
    assert "For you: Mon, 30 Nov 2026, 21:00–05:00" in page
    assert "Eastern Time (UTC−5)" in page


async def test_dates_given_up_are_shown_with_the_day_they_were_announced(client, world, published):
    new = When(starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 12), zone="Asia/Bangkok")
    await moving.move_conference(world.mei, published.id, 1, new, date(2026, 11, 20))
    page = (await client.get(f"/en{published.path}")).text
    assert "<s>1–3 Dec 2026</s>" in page
    assert "announced on 20 Nov 2026" in words(page)


async def test_structured_data_for_search_engines(client, world, facts):
    brand = await series.add_series(world.mei, NewSeries(names=Multilingual.of("en", en="Hydrogen Days"), topics=("h2",)))
    made = await schedule(
        world,
        facts,
        series=brand.id,
        format=Format.HYBRID,
        names=Multilingual.of("en", en="Days </script><script>alert(1)</script>"),
        hosts=(NewHost(world.xiamen), NewHost(world.rabat)),
        latitude=13.75,
        longitude=100.5,
        website="https://example.org/氢",
    )
    moved = await moving.move_conference(
        world.mei, made.id, 1, When(starts_on=date(2027, 3, 1), ends_on=None, precision=Precision.MONTH, zone="Asia/Bangkok"), None
    )
    page = (await client.get(f"/en{moved.path}")).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)[1]
    event = json.loads(found)
    assert event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"https://coop.example.org/en{moved.path}",
        "identifier": f"urn:uuid:{moved.uuid}",
        "url": f"https://coop.example.org/en{moved.path}",
        "name": "Days </script><script>alert(1)</script>",
        "startDate": "2027-03",
        "eventStatus": "https://schema.org/EventRescheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "previousStartDate": ["2026-12-01"],
        "inLanguage": ["en", "th"],
        "organizer": [
            {
                "@type": "Organization",
                "name": "厦门大学",
                "url": f"https://coop.example.org/en/partners/{world.xiamen}-%E5%8E%A6%E9%97%A8%E5%A4%A7%E5%AD%A6",
            },
            {
                "@type": "Organization",
                "name": "Institut de Recherche en Energie Solaire",
                "url": f"https://coop.example.org/en/partners/{world.rabat}-institut-de-recherche-en-energie-solaire",
            },
        ],
        "about": ["Renewable energy", "Green hydrogen"],
        "location": [
            {
                "@type": "Place",
                "name": "Hall 1",
                "address": {"@type": "PostalAddress", "addressLocality": "Bangkok", "addressCountry": "TH"},
                "geo": {"@type": "GeoCoordinates", "latitude": 13.75, "longitude": 100.5},
            },
            {"@type": "VirtualLocation", "url": "https://example.org/%E6%B0%A2"},
        ],
        "sameAs": "https://example.org/%E6%B0%A2",
        "superEvent": {
            "@type": "EventSeries",
            "name": "Hydrogen Days",
            "url": f"https://coop.example.org/en/series/{brand.id}-hydrogen-days",
        },
    }


async def test_a_wrong_slug_leads_to_the_right_one_and_han_slugs_stay(client, world, facts):
    made = await schedule(world, facts, names=Multilingual.of("zh-Hans", zh_Hans="氢能 大会"))
    answer = await client.get(f"/en/conferences/{made.id}-old")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/en/conferences/{made.id}-%E6%B0%A2%E8%83%BD-%E5%A4%A7%E4%BC%9A")
    assert (await client.get(answer.headers["location"])).status_code == 200
    for strange in ("0", "x", "99999999999", "1e3", "month-x"):
        assert (await client.get(f"/en/conferences/{strange}")).status_code == 404


async def test_a_conference_in_the_trash_is_gone_and_a_draft_never_was(client, world, published, draft):
    await scheduling.trash(world.mei, published.id, 1)
    assert (await client.get(f"/en{published.path}")).status_code == 410
    assert (await client.get(f"/en{draft.path}")).status_code == 404
    assert (await client.get(f"/en{draft.path}.ics")).status_code == 404


async def test_the_calendar_file_of_one_conference(client, world, published):
    answer = await client.get(f"/th{published.path}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == f'inline; filename="conference-{published.id}.ics"'
    assert f"UID:{published.uuid}\r\n" in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 1
    again = await client.get(f"/th{published.path}.ics", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_private_stream_is_seen_only_after_signing_in(client, world, facts, browser):
    made = await schedule(world, facts, format=Format.ONLINE, stream_url="https://video.example.org/secret", stream_private=True)
    page = (await client.get(f"/en{made.path}")).text
    assert "secret" not in page
    assert "Sign in to see the link for taking part online" in words(page)
    async with browser(world.stranger) as stranger:
        assert "https://video.example.org/secret" in (await stranger.get(f"/en{made.path}")).text


async def test_the_month_is_a_table_whose_bars_run_over_week_ends(client, world, facts):
    made = await schedule(world, facts, starts_on=date(2026, 12, 5), ends_on=date(2026, 12, 8))
    await schedule(world, facts, starts_on=date(2026, 12, 1), ends_on=None, precision=Precision.MONTH)
    page = (await client.get("/en/conferences/month/2026-12")).text
    bars = re.findall(r'<td( colspan="\d")?><a class="(bar [^"]+)" href="([^"]+)"', page)
    address = f"/en{made.path}"
    assert bars == [
        (' colspan="2"', "bar theme theme-renewables is-tentative runs-on", address),
        (' colspan="2"', "bar theme theme-renewables is-tentative opens", address),
    ]
    assert "2 conferences" in words(page)
    assert (await client.get("/en/conferences/month/2026-13")).status_code == 404
    assert (await client.get("/en/conferences/month")).headers["location"] == "/en/conferences/month/2026-11"
    assert 'rel="next" href="/en/conferences/month/2027-01"' in page


async def test_the_week_begins_on_the_readers_first_day(client, world):
    heads = {}
    for tag in ("en", "th"):
        page = (await client.get(f"/{tag}/conferences/month/2026-12")).text
        heads[tag] = re.search(r'<th scope="col"><abbr title="([^"]+)"', page)[1]
    assert heads == {"en": "Monday", "th": "วันอาทิตย์"}


async def test_the_year_counts_the_conferences_of_each_day(client, world, published, facts):
    await schedule(world, facts)
    page = (await client.get("/en/conferences/year/2026?theme=hydrogen")).text
    busy = re.findall(r'class="dense dense-(\d)" href="([^"]+)" title="([^"]+)"', page)
    assert busy == [
        ("2", f"/en/conferences?theme=hydrogen&amp;from=2026-12-0{day}&amp;to=2026-12-0{day}", "2 conferences") for day in (1, 2, 3)
    ]
    assert (await client.get("/en/conferences/year/12026")).status_code == 404


async def test_a_series_shows_its_editions(client, world, facts):
    brand = await series.add_series(
        world.mei, NewSeries(names=Multilingual.of("en", en="Hydrogen Days"), topics=("h2",), home_organisation=world.xiamen)
    )
    await schedule(world, facts, series=brand.id)
    assert "Hydrogen Days" in words((await client.get("/en/series")).text)
    page = (await client.get(f"/en/series/{brand.id}-hydrogen-days")).text
    assert titles(page) == ["Green Hydrogen Days"]
    assert "厦门大学" in page
    assert (await client.get(f"/en/series/{brand.id}")).headers["location"] == f"/en/series/{brand.id}-hydrogen-days"


async def test_drafts_are_seen_by_their_makers_and_staff_alone(client, world, draft, browser):
    for viewer, status, listed in (
        (world.layla, 404, []),
        (world.stranger, 404, []),
        (world.somchai, 200, ["Green Hydrogen Days"]),
        (world.mei, 200, ["Green Hydrogen Days"]),
    ):
        async with browser(viewer) as somebody:
            assert (await somebody.get(f"/en{draft.path}")).status_code == status
            assert titles((await somebody.get("/en/conferences?from=2026-01-01")).text) == listed
    assert titles((await client.get("/en/conferences")).text) == []


@pytest.mark.parametrize("count", [1, 3])
async def test_pages_take_the_same_statements_whatever_they_show(client, world, facts, count):
    for n in range(count):
        made = await schedule(
            world, facts, hosts=(NewHost(world.xiamen),), starts_on=facts.starts_on + timedelta(n), ends_on=facts.ends_on + timedelta(n)
        )
    await client.get("/en/conferences?sort=latest")

    async def taken(path):
        before = engine().statements
        assert (await client.get(path)).status_code == 200
        return engine().statements - before

    assert {
        "list": await taken("/en/conferences"),
        "list of words": await taken("/en/conferences?q=hydrogen"),
        "month": await taken("/en/conferences/month/2026-12"),
        "year": await taken("/en/conferences/year/2026"),
        "one": await taken(f"/en{made.path}"),
        "kept": await taken("/en/conferences"),
    } == {"list": 3, "list of words": 4, "month": 4, "year": 2, "one": 8, "kept": 0}


async def test_a_deadline_is_over_the_minute_after_it_fell_due_however_often_the_page_was_asked_for(world, published, browser):
    address = f"/en/conferences/{published.id}-green-hydrogen-days"
    due = published.deadlines[0].due_at
    assert due == datetime(2026, 9, 2, 11, 59, tzinfo=UTC)
    async with browser() as visitor:
        with clock.standing_at(due - timedelta(minutes=1)):
            assert ">over<" not in (await visitor.get(address)).text
        with clock.standing_at(due + timedelta(minutes=1)):
            assert ">over<" in (await visitor.get(address)).text
