"""What the cast do on the demonstration data, through the pages, with what the others then see."""

import re

from icalendar import Calendar

from coop import db, history


def entries(octets):
    return {str(each["UID"]): each.to_ical() for each in Calendar.from_ical(octets).walk("VEVENT")}


def named(octets, words):
    return next(each for each in Calendar.from_ical(octets).walk("VEVENT") if words in str(each["SUMMARY"]))


NEW = [
    ("names.en", "Quokka Makers' Forum"),
    ("names.th", "เวทีผู้ผลิตเครื่องแยกน้ำ"),
    ("topics", "h2-electrolysis"),
    ("starts_on", "2027-05-18"),
    ("ends_on", "2027-05-20"),
    ("zone", "Asia/Bangkok"),
    ("country", "TH"),
    ("city.en", "Bangkok"),
    ("venue.en", "Hall A"),
]


async def test_mei_schedules_a_conference_and_subscribers_follow_it(demo, browser, signed_in, people):
    feed, visitor, mei = "/en/feeds/conferences.ics?theme=hydrogen", browser(), await signed_in(people.MEI)
    before = entries((await visitor.get(feed)).content)
    await mei.fill("/zh-Hans/desk/conferences/new", NEW, ("intent", "publish"))

    listed = await visitor.get("/th/conferences?q=ผู้ผลิต")
    assert "เวทีผู้ผลิตเครื่องแยกน้ำ" in listed.text
    assert "18–20 พ.ค. 2570" in listed.text
    scheduled = (await visitor.get(feed)).content
    event = named(scheduled, "Quokka")
    assert (str(event["DTSTART"].to_ical(), "ascii"), str(event["DTEND"].to_ical(), "ascii")) == ("20270518", "20270521")
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "TENTATIVE")
    assert {uid: body for uid, body in entries(scheduled).items() if uid != event["UID"]} == before

    number = (await db.run("SELECT id FROM conference WHERE uuid = {}", str(event["UID"])))[0]["id"]
    await mei.fill(f"/zh-Hans/desk/conferences/{number}/edit", [("venue.en", "Hall B")])
    moved = (await visitor.get(feed)).content
    again = named(moved, "Quokka")
    assert (again["UID"], again["SEQUENCE"]) == (event["UID"], 1)
    assert "Hall B" in str(again["LOCATION"])
    assert {uid: body for uid, body in entries(moved).items() if uid != event["UID"]} == before

    await mei.fill(f"/zh-Hans/desk/conferences/{number}/cancel", [("reason.zh-Hans", "场馆关闭"), ("reason.en", "The venue is closed")])
    gone = named((await visitor.get(feed)).content, "Quokka")
    assert (gone["UID"], gone["SEQUENCE"], str(gone["STATUS"])) == (event["UID"], 2, "CANCELLED")
    page = await visitor.get(f"/en/conferences/{number}")
    assert "The venue is closed" in page.text
    assert await history.verify() is None


async def test_somchai_logs_a_project_of_three_partners_agreed_at_a_conference(demo, browser, signed_in, people):
    somchai, visitor = await signed_in(people.SOMCHAI), browser()
    conference = (await db.run("SELECT id FROM conference WHERE illustrative ORDER BY starts_on LIMIT 1"))[0]["id"]
    partners = [row["id"] for row in await db.run("SELECT id FROM organisation ORDER BY id LIMIT 3")]
    typed = [("names.en", "Three harbours"), ("topics", "h2"), ("stage", "active"), ("agreed_at", str(conference))]
    typed += [("add", str(each)) for each in partners]
    answer = await somchai.fill("/th/desk/projects/new", typed)
    address = answer.headers["location"]
    number = re.search(r"/projects/(\d+)", address).group(1)
    await somchai.fill(f"/th/desk/projects/{number}/entries/new", [("on", "2026-11-20"), ("text", "First meeting of the three ports")])

    assert "First meeting of the three ports" in (await visitor.get(f"/en/projects/{number}")).text
    for each in partners:
        assert "Three harbours" in (await visitor.get(f"/en/partners/{each}")).text
    assert "Three harbours" in (await visitor.get(f"/ar/conferences/{conference}")).text


async def test_layla_edits_her_organisation_and_proposes_a_conference_nobody_else_sees(demo, browser, signed_in, people):
    layla, stranger, mei, visitor = (
        await signed_in(people.LAYLA),
        await signed_in(people.STRANGER),
        await signed_in(people.MEI),
        browser(),
    )
    own = (await db.run("SELECT organisation_id AS id FROM membership"))[0]["id"]
    await layla.fill(f"/ar/desk/partners/{own}/edit", [("website", "https://www.iresen.org/new")])
    assert "iresen.org/new" in (await visitor.get(f"/en/partners/{own}")).text
    other = (await db.run("SELECT id FROM organisation WHERE id <> {} LIMIT 1", own))[0]["id"]
    assert await layla.status(f"/ar/desk/partners/{other}/edit") == 403

    await layla.fill(
        "/ar/desk/conferences/new", [*NEW[2:], ("names.ar", "ملتقى الهيدروجين في الرباط"), ("names.source", "ar")], ("intent", "submit")
    )
    number = (await db.run("SELECT max(id) AS id FROM conference"))[0]["id"]
    for who, expected in ((layla, 200), (mei, 200), (stranger, 404), (visitor, 404)):
        page = await who.client.get(f"/ar/conferences/{number}", follow_redirects=True)
        assert page.status_code == expected
        assert (await who.client.get(f"/en/conferences/{number}.ics", follow_redirects=True)).status_code == 404
    for who in (stranger, visitor):
        assert "ملتقى الهيدروجين في الرباط" not in (await who.get("/ar/conferences?q=الرباط")).text
        assert "ملتقى الهيدروجين في الرباط" not in (await who.get("/ar/search?q=ملتقى")).text
        assert "ملتقى الهيدروجين" not in (await who.get("/ar/feeds/conferences.ics")).text
        assert (await who.client.get(f"/api/v1/conferences/{number}")).status_code == 404

    draft = await mei.fill("/zh-Hans/desk/conferences/new", NEW, ("intent", "draft"))
    hidden = int(re.search(r"/conferences/(\d+)", draft.headers["location"]).group(1))
    for who in (layla, stranger, visitor):
        assert (await who.client.get(f"/en/conferences/{hidden}", follow_redirects=True)).status_code == 404
        assert "Quokka Makers" not in (await who.get("/en/search?q=Quokka")).text
