"""The Atom and JSON feeds, the page that builds addresses, and the QR code."""

import json
from datetime import date, timedelta
from urllib.parse import quote
from xml.etree import ElementTree as ET

from coop import clock
from coop.calendar.plain import plain
from coop.conferences import moving
from coop.multilingual import Multilingual

ATOM = "{http://www.w3.org/2005/Atom}"


def xml_of(octets):
    return ET.fromstring(octets)  # noqa: S314 - our own answer


async def test_atom_lists_the_latest_change_first_with_stable_ids(noon, client, schedule, mei):
    first = await schedule()
    second = await schedule(names=Multilingual.of("en", en='Storage <days> & "nights"'))
    with clock.standing_at(noon + timedelta(minutes=5)):
        await moving.cancel(mei, first.id, first.version, Multilingual.of("en", en="Flood."))
        response = await client.get("/en/feeds/conferences.atom?country=TH")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = xml_of(response.content)
    assert feed.findtext(f"{ATOM}id") == "https://coop.example.org/en/feeds/conferences.atom?country=TH"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T12:05:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Cancelled: Hydrogen days", 'Storage <days> & "nights"']
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [f"urn:uuid:{first.uuid}", f"urn:uuid:{second.uuid}"]
    assert entries[0].findtext(f"{ATOM}summary").splitlines()[0] == "2026-05-18 / 2026-05-20"


async def test_an_empty_atom_feed_is_still_dated(client):
    feed = xml_of((await client.get("/ar/feeds/conferences.atom")).content)
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


async def test_json_carries_the_same_facts(noon, client, schedule):
    made = await schedule()
    response = await client.get("/zh-Hans/feeds/hydrogen/conferences.json")
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "zh-Hans"
    assert feed["feed_url"] == "https://coop.example.org/zh-Hans/feeds/conferences.json?theme=hydrogen"
    (item,) = feed["items"]
    assert (item["id"], item["title"], item["tags"]) == (str(made.uuid), "氢能日", ["绿氢"])
    assert item["url"] == f"https://coop.example.org/zh-Hans/conferences/{made.id}-hydrogen-days"
    assert item["_cooperation"] == {
        "kind": "conference",
        "status": "confirmed",
        "sequence": 0,
        "starts": "2026-05-18",
        "ends": "2026-05-20",
        "place": "曼谷, 泰国",
        "country": "TH",
        "themes": ["hydrogen"],
    }


async def test_an_empty_json_feed_has_no_items(client):
    assert json.loads((await client.get("/en/feeds/conferences.json")).content)["items"] == []


async def test_the_builder_shows_every_way_to_subscribe(client, schedule):
    await schedule()
    page = (await client.get("/en/feeds?theme=hydrogen&kind=deadline")).text
    https = "https://coop.example.org/en/feeds/conferences.ics?theme=hydrogen&amp;kind=deadline"
    assert f'value="{https}"' in page
    webcal = "webcal://coop.example.org/en/feeds/conferences.ics?theme=hydrogen&kind=deadline"
    assert f'href="{webcal.replace("&", "&amp;")}"' in page
    assert f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}" in page
    encoded = quote("https" + webcal.removeprefix("webcal"), safe="")
    assert f"https://outlook.live.com/calendar/0/addfromweb?url={encoded}" in page
    assert f"https://outlook.office.com/calendar/0/addfromweb?url={encoded}" in page
    assert "/en/feeds/qr.svg?theme=hydrogen&amp;kind=deadline" in page
    assert "Deadlines: Green hydrogen" in page
    assert "After 8 to 24 hours" in page
    assert 'value="deadline" checked' in page


async def test_the_builder_speaks_every_language(client):
    for locale in ("en", "zh-Hans", "th", "ar"):
        response = await client.get(f"/{locale}/feeds")
        assert response.status_code == 200
        assert f"https://coop.example.org/{locale}/feeds/conferences.ics" in response.text
        assert "set-cookie" not in response.headers


async def test_empty_fields_of_the_form_leave_the_address(client):
    response = await client.get("/en/feeds?q=&theme=ccus&country=", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/en/feeds?theme=ccus"


async def test_the_qr_code_is_a_picture_without_style(client):
    response = await client.get("/en/feeds/qr.svg?theme=ccus")
    assert response.headers["content-type"] == "image/svg+xml"
    assert xml_of(response.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in response.text


async def test_text_stays_what_it_was_in_every_format(noon, client, schedule):
    text = 'Café; "Öl", 能源\\New\n👩‍🔬 <b>&amp; ก็ ' * 3
    await schedule(
        names=Multilingual.of("en", en="Days"),
        summary=Multilingual.of("en", en=text.replace("\n", " ")),
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 1),
    )
    item = json.loads((await client.get("/en/feeds/conferences.json")).content)["items"][0]
    assert item["content_text"].startswith(plain(text.replace("\n", " ")))
    entry = xml_of((await client.get("/en/feeds/conferences.atom")).content).find(f"{ATOM}entry")
    assert plain(text.replace("\n", " ")) in entry.findtext(f"{ATOM}summary")
