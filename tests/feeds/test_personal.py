"""The personal feed as its owner's calendar meets it: what is due for them, by a secret address that is theirs alone."""

import asyncio
import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from coop import clock, db
from coop.accounts import cast, people, personal_feeds, rules
from coop.liaison import log
from coop.liaison.facts import Kind as InteractionKind
from coop.liaison.facts import NewFollowUp, NewInteraction, NewPresence
from coop.multilingual import Multilingual
from coop.partners.agreements import keeping
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind, State
from coop.viewer import Role

DAY = datetime(2026, 5, 18, 8, tzinfo=UTC)
PAGE = "/en/desk/account/feed"
ADDRESS = re.compile(r"https://coop\.example\.org(/[\w-]+/feeds/personal/([\w-]{43})\.ics)")


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(DAY):
        yield


def on(*day, hour=8):
    return clock.standing_at(datetime(*day, hour, tzinfo=UTC))


def framework(world, **changes):
    """A framework of three parties, signed years ago, renewed every year unless notice is given two months before."""
    facts = {
        "titles": Multilingual.of("en", en="Framework on hydrogen", th="กรอบความตกลงไฮโดรเจน"),
        "kind": Kind.FRAMEWORK,
        "state": State.IN_FORCE,
        "parties": (
            NewParty(world.xiamen, signed_on=date(2023, 8, 1)),
            NewParty(world.iresen, signed_on=date(2023, 8, 20)),
            NewParty(unlisted="Ministry of the Sea", signed_on=date(2023, 8, 21)),
        ),
        "reference": "COOP-7",
        "effective_on": date(2023, 8, 29),
        "ends_on": date(2025, 8, 28),
        "renewal": Renewal.TACIT,
        "renewal_months": 12,
        "notice_months": 2,
        "officer": world.somchai.user_id,
    }
    return NewAgreement(**{**facts, **changes})


def visit(world, **changes):
    facts = {
        "titles": Multilingual.of("en", en="Visit of the benches"),
        "kind": InteractionKind.VISIT_OUT,
        "happened_on": date(2026, 6, 2),
        "begins": time(9, 30),
        "zone": "Asia/Shanghai",
        "organisations": (NewPresence(world.xiamen),),
        "place": "Xiamen",
        "officer": world.somchai.user_id,
    }
    return NewInteraction(**{**facts, **changes})


async def path_of(viewer, locale="en"):
    return f"/{locale}/feeds/personal/{await personal_feeds.make_feed(viewer)}.ics"


def events(response):
    assert response.status_code == 200, response.text
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def told(response):
    return [(str(each["SUMMARY"]), str(each.decoded("DTSTART")), str(each["STATUS"]), int(each["SEQUENCE"])) for each in events(response)]


def lines(response):
    return response.text.replace("\r\n ", "").split("\r\n")


async def test_the_notice_day_of_a_back_dated_framework_of_three_is_in_the_feed_of_who_signed_it(world, browser, client):
    member = next(each for each in cast.CAST if each.key == "somchai")
    async with browser() as own:
        await own.sign_in(member)
        made = await own.fill(PAGE, page=PAGE)
        assert made.status_code == 201
        path = ADDRESS.search(made.text)[1]
        form = {
            "titles.source": "en",
            "titles.en": "Framework on hydrogen",
            "kind": "framework",
            "state": "in_force",
            "effective_on": "2023-08-29",
            "ends_on": "2025-08-28",
            "end_counts": "last_day",
            "renewal": "tacit",
            "renewal_months": "12",
            "notice_months": "2",
            "officer": str(world.somchai.user_id),
            "parties.0.organisation": str(world.xiamen),
            "parties.0.signed_on": "2023-08-01",
            "parties.1.organisation": str(world.iresen),
            "parties.1.signed_on": "2023-08-20",
            "parties.2.unlisted": "Ministry of the Sea",
            "parties.2.signed_on": "2023-08-21",
        }
        form |= {f"parties.{at}.capacity": "party" for at in range(3)}
        recorded = await own.fill("/en/desk/agreements/new", form, page="/en/desk/agreements/new")
        assert recorded.status_code == 303, recorded.text
    assert told(await client.get(path)) == [
        ("Last day for notice: Framework on hydrogen", "2026-06-28", "CONFIRMED", 0),
        ("Renews itself after this day: Framework on hydrogen", "2026-08-28", "CONFIRMED", 0),
    ]
    assert "กรอบ" not in (await client.get(path)).text


async def test_every_line_of_a_calendar(world, client):
    made = await keeping.record_agreement(
        world.somchai, framework(world, renewal=Renewal.NONE, renewal_months=None, ends_on=date(2026, 8, 28))
    )
    path = await path_of(world.somchai)
    found = lines(await client.get(path))
    uids = [row["uid"] for row in await db.run("SELECT uid FROM calendar_identity ORDER BY days")]
    assert [re.fullmatch(r"[0-9a-f-]{36}", uid) is not None for uid in uids] == [True, True]
    zone = found.index("BEGIN:VEVENT")
    assert found[:zone] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//coop//Calendar of green technology cooperation//EN",
        "CALSCALE:GREGORIAN",
        "NAME;LANGUAGE=en:What is due: สมชาย วงศ์ทอง",
        "X-WR-CALNAME:What is due: สมชาย วงศ์ทอง",
        (
            "DESCRIPTION;LANGUAGE=en:For its owner alone: whoever has the address of this calendar reads it."
            " What ended in the last 12 months\\, and everything to come. A day that no longer counts stays for 90 days\\, marked as cancelled. Kept by https://coop.example.org."
        ),
        (
            "X-WR-CALDESC:For its owner alone: whoever has the address of this calendar reads it."
            " What ended in the last 12 months\\, and everything to come. A day that no longer counts stays for 90 days\\, marked as cancelled. Kept by https://coop.example.org."
        ),
        "LAST-MODIFIED:20260518T080000Z",
        "URL:https://coop.example.org/en/desk/account/feed",
        "COLOR:seagreen",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    assert found[zone:] == [
        "BEGIN:VEVENT",
        f"UID:{uids[0]}",
        "DTSTAMP:20260518T080000Z",
        "CREATED:20260518T080000Z",
        "LAST-MODIFIED:20260518T080000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20260628",
        "DTEND;VALUE=DATE:20260629",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "SUMMARY;LANGUAGE=en:Last day for notice: Framework on hydrogen",
        (
            "DESCRIPTION;LANGUAGE=en:Notice to end the agreement “Framework on hydrogen” must be given by 28 Jun 2026."
            f"\\n\\nIts current last day is 28 Aug 2026.\\n\\nReference: COOP-7\\n\\nhttps://coop.example.org/en/agreements/{made}"
        ),
        f"URL:https://coop.example.org/en/agreements/{made}",
        *(
            f'LINK;LANGUAGE={tag};LINKREL="alternate";VALUE=URI:https://coop.example.org/{tag}/agreements/{made}'
            for tag in ("zh-Hans", "th", "ar")
        ),
        "END:VEVENT",
        "BEGIN:VEVENT",
        f"UID:{uids[1]}",
        "DTSTAMP:20260518T080000Z",
        "CREATED:20260518T080000Z",
        "LAST-MODIFIED:20260518T080000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20260828",
        "DTEND;VALUE=DATE:20260829",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "SUMMARY;LANGUAGE=en:Last day: Framework on hydrogen",
        (
            "DESCRIPTION;LANGUAGE=en:The agreement “Framework on hydrogen” ends on 28 Aug 2026. It does not renew itself."
            f"\\n\\nReference: COOP-7\\n\\nhttps://coop.example.org/en/agreements/{made}"
        ),
        f"URL:https://coop.example.org/en/agreements/{made}",
        *(
            f'LINK;LANGUAGE={tag};LINKREL="alternate";VALUE=URI:https://coop.example.org/{tag}/agreements/{made}'
            for tag in ("zh-Hans", "th", "ar")
        ),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


async def test_follow_ups_and_visits_with_the_zone_of_the_place(world, client):
    short = await log.log_interaction(world.somchai, visit(world))
    await log.log_interaction(
        world.somchai,
        visit(world, kind=InteractionKind.DELEGATION, until_on=date(2026, 6, 4), titles=Multilingual.of("en", en="Delegation")),
    )
    await log.log_interaction(world.somchai, visit(world, kind=InteractionKind.CALL))
    await log.add_follow_up(world.somchai, short, NewFollowUp("Send the protocol; soon", world.somchai.user_id, date(2026, 5, 20)))
    await log.add_follow_up(world.somchai, short, NewFollowUp("Not his", world.mei.user_id, date(2026, 5, 20)))
    path = await path_of(world.somchai)
    found = await client.get(path)
    assert told(found) == [
        ("Follow-up: Send the protocol; soon", "2026-05-20", "CONFIRMED", 0),
        ("Delegation", "2026-06-02", "CONFIRMED", 0),
        ("Visit of the benches", "2026-06-02 09:30:00+08:00", "CONFIRMED", 0),
    ]
    owed, several, one = events(found)
    assert one.decoded("DTEND") - one.decoded("DTSTART") == timedelta(hours=1)
    assert (str(one["LOCATION"]), str(one["TRANSP"]), str(owed["TRANSP"])) == ("Xiamen", "OPAQUE", "TRANSPARENT")
    assert several.decoded("DTEND") == date(2026, 6, 5)
    assert "It begins at 09:30 in Asia/Shanghai." in str(several["DESCRIPTION"])
    assert str(owed["URL"]) == f"https://coop.example.org/en/desk/interactions/{short}"
    assert found.text.index("BEGIN:VTIMEZONE") < found.text.index("BEGIN:VEVENT")
    assert [len(events(await client.get(f"{path}?kind={kind}"))) for kind in ("agreement", "follow-up", "visit")] == [0, 1, 2]
    assert len(events(await client.get(f"{path}?kind=follow-up&kind=visit&size=all"))) == 3
    assert (await client.get(f"{path}?kind=party")).status_code == 422
    owed_id = (await db.run("SELECT id FROM follow_up WHERE text LIKE 'Send%'"))[0]["id"]
    await log.edit_follow_up(world.somchai, owed_id, 1, NewFollowUp("Send the protocol", world.somchai.user_id, date(2026, 5, 25)))
    assert ("Follow-up: Send the protocol", "2026-05-25", "CONFIRMED", 1) in told(await client.get(path))
    await log.edit_follow_up(world.somchai, owed_id, 2, NewFollowUp("Send the protocol", world.mei.user_id, date(2026, 5, 25)))
    assert len(events(await client.get(path))) == 2
    await log.edit_follow_up(world.somchai, owed_id, 3, NewFollowUp("Send the protocol", world.somchai.user_id, date(2026, 5, 25)))
    assert len(events(await client.get(path))) == 3
    await log.finish_follow_up(world.somchai, owed_id)
    assert [title for title, *_ in told(await client.get(path))] == ["Delegation", "Visit of the benches"]


async def test_the_language_is_that_of_the_address(world, client):
    await keeping.record_agreement(world.somchai, framework(world))
    path = (await path_of(world.somchai)).replace("/en/", "/{}/")
    said = {tag: told(await client.get(path.format(tag), headers={"accept-language": "fr"}))[0][0] for tag in ("en", "zh-Hans", "th", "ar")}
    assert said["th"].endswith("กรอบความตกลงไฮโดรเจน")
    assert len(set(said.values())) == 4
    uids = {tuple(str(each["UID"]) for each in events(await client.get(path.format(tag)))) for tag in said}
    assert len(uids) == 1
    assert (await client.get(path.format("xx"))).status_code == 404


async def test_an_edit_counts_as_calendars_count_and_time_moves_entries_on(world, client):
    number = await keeping.record_agreement(world.somchai, framework(world))
    path = await path_of(world.somchai)
    first = await client.get(path)
    (uid, _other) = [str(each["UID"]) for each in events(first)]

    async def notice():
        each = next(each for each in events(await client.get(path)) if str(each["UID"]) == uid)
        return str(each.decoded("DTSTART")), int(each["SEQUENCE"]), each["LAST-MODIFIED"].to_ical().decode(), str(each["STATUS"])

    with on(2026, 5, 19):
        await keeping.edit_agreement(world.somchai, number, 1, framework(world, titles=Multilingual.of("en", en="Hydrogen framework")))
    with on(2026, 5, 19, hour=20):
        assert await notice() == ("2026-06-28", 0, "20260519T080000Z", "CONFIRMED")
        again = await client.get(path)
    with on(2026, 5, 20):
        assert (await client.get(path)).content == again.content
        await keeping.edit_agreement(world.somchai, number, 2, framework(world, notice_months=3))
        assert await notice() == ("2026-05-28", 1, "20260520T080000Z", "CONFIRMED")
    with on(2026, 8, 29, hour=0):  # nobody did anything: it renewed itself
        assert await notice() == ("2027-05-28", 2, "20260829T000000Z", "CONFIRMED")
    with on(2026, 9, 1):
        assert await notice() == ("2027-05-28", 2, "20260829T000000Z", "CONFIRMED")
        version = (await db.run("SELECT version FROM agreement"))[0]["version"]
        await keeping.edit_agreement(world.somchai, number, version, framework(world, notice_months=3, ended_on=date(2027, 8, 28)))
        assert await notice() == ("2027-05-28", 3, "20260901T080000Z", "CANCELLED")
        assert [title for title, *_ in told(await client.get(path))] == [
            "Cancelled: Last day for notice: Framework on hydrogen",
            "Last day: Framework on hydrogen",
        ]
    with on(2026, 11, 30):
        assert len(events(await client.get(path))) == 2
    with on(2026, 12, 1):  # 90 days later
        assert [title for title, *_ in told(await client.get(path))] == ["Last day: Framework on hydrogen"]
        version = (await db.run("SELECT version FROM agreement"))[0]["version"]
        await keeping.trash(world.somchai, number, version)
        assert events(await client.get(path)) == []
        await keeping.restore(world.somchai, number)
        assert len(events(await client.get(path))) == 1


async def test_the_answer_is_private_and_conditional(world, app, client, database):
    await keeping.record_agreement(world.somchai, framework(world))
    path = await path_of(world.somchai)
    answer = await client.get(path)
    headers = answer.headers
    shown = {
        name: headers.get(name)
        for name in ("content-type", "content-language", "content-disposition", "cache-control", "referrer-policy", "x-robots-tag")
    }
    assert shown == {
        "content-type": "text/calendar; charset=utf-8",
        "content-language": "en",
        "content-disposition": 'inline; filename="what-is-due-en.ics"',
        "cache-control": "private, no-cache",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }
    assert headers["last-modified"] == "Mon, 18 May 2026 08:00:00 GMT"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "set-cookie" not in headers
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    packed = await client.get(path, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert not plain.headers["etag"].startswith("W/")
    for known in (plain.headers["etag"], f'"other", W/{packed.headers["etag"]}', "*"):
        same = await client.get(path, headers={"if-none-match": known})
        assert (same.status_code, same.content, same.headers["cache-control"]) == (304, b"", "private, no-cache")
    assert (await client.get(path, headers={"if-modified-since": headers["last-modified"]})).status_code == 304
    head = await client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", headers["etag"])


async def test_bytes_are_the_same_from_another_worker(world, app, worker):
    await keeping.record_agreement(world.somchai, framework(world))
    await log.log_interaction(world.somchai, visit(world))
    path = await path_of(world.somchai)
    async with worker() as one:
        first = await one.get(path)
    with on(2026, 5, 19):
        async with worker() as other:
            second = await other.get(path)
    assert (first.content, first.headers["etag"], first.headers["last-modified"]) == (
        second.content,
        second.headers["etag"],
        second.headers["last-modified"],
    )


async def test_many_who_ask_at_once_for_what_was_never_told_are_told_the_same(world, app, worker):
    await keeping.record_agreement(world.somchai, framework(world))
    paths = [await path_of(world.somchai)] * 4 + [await path_of(world.layla)] * 4
    async with worker() as one, worker() as other:
        answers = await asyncio.gather(*((one, other)[at % 2].get(path) for at, path in enumerate(paths)))
    assert len({each.content for each in answers}) == 2  # the name of whose it is
    assert len({str(event["UID"]) for each in answers for event in events(each)}) == 2
    rows = await db.run("SELECT part, sequence FROM calendar_identity ORDER BY part")
    assert [(row["part"], row["sequence"]) for row in rows] == [("end", 0), ("notice", 0)]


async def test_who_lost_a_role_or_left_sees_at_the_next_request_what_they_may_see_then(world, client):
    await keeping.record_agreement(world.somchai, framework(world, confidential=True))
    await keeping.record_agreement(world.somchai, framework(world, reference="COOP-8", titles=Multilingual.of("en", en="Open framework")))
    path = await path_of(world.somchai)
    whole = await client.get(path)
    assert len(events(whole)) == 4
    user = world.somchai.user_id
    with on(2026, 5, 18, hour=9):
        await people.grant(rules.OPERATOR, user, Role.ORGANISER)
        await people.withdraw(rules.OPERATOR, user, Role.LIAISON)
        known = {"if-modified-since": whole.headers["last-modified"]}
        assert {title for title, *_ in told(await client.get(path, headers=known))} == {
            "Last day for notice: Open framework",
            "Renews itself after this day: Open framework",
        }
        await people.withdraw(rules.OPERATOR, user, Role.ORGANISER)
        less = await client.get(path, headers={"if-none-match": whole.headers["etag"]})
        assert events(less) == []
    await people.close_account(rules.OPERATOR, user)
    gone = await client.get(path, headers={"if-none-match": less.headers["etag"]})
    assert gone.status_code == 404


async def test_a_member_finds_the_days_of_their_own_organisation_and_nothing_confidential(world, client):
    await keeping.record_agreement(world.somchai, framework(world))
    await keeping.record_agreement(
        world.somchai, framework(world, reference="COOP-8", confidential=True, titles=Multilingual.of("en", en="Onyxpact"))
    )
    number = await log.log_interaction(
        world.somchai, visit(world, confidential=True, titles=Multilingual.of("en", en="Onyxvisit"), officer=world.mei.user_id)
    )
    await log.log_interaction(world.somchai, visit(world, officer=world.mei.user_id))
    await db.run(
        "INSERT INTO follow_up (uuid, interaction, text, assignee, due_on, made_at) VALUES ({}, {}, {}, {}, {}, {})",
        *("00000000-0000-4000-8000-000000000001", number, "Onyxdeed", world.mei.user_id, date(2026, 6, 1), DAY),
    )
    for viewer, titles in (
        (world.layla, ["Last day for notice: Framework on hydrogen", "Renews itself after this day: Framework on hydrogen"]),
        (world.mei, ["Visit of the benches"]),
        (world.stranger, []),
    ):
        answer = await client.get(await path_of(viewer))
        assert [title for title, *_ in told(answer)] == titles
        assert "onyx" not in answer.text.casefold()


async def test_what_nobody_answers_for_stands_with_every_liaison_officer(world, client):
    await keeping.record_agreement(world.somchai, framework(world, officer=None))
    await log.log_interaction(world.somchai, visit(world, officer=world.layla.user_id))
    await keeping.record_agreement(world.somchai, framework(world, reference="COOP-8", officer=world.mei.user_id))
    await log.log_interaction(world.somchai, visit(world, officer=world.mei.user_id))
    somchai = await path_of(world.somchai)
    assert len(events(await client.get(somchai))) == 3
    path = await path_of(world.mei)
    assert len(events(await client.get(path))) == 3
    await people.withdraw(rules.OPERATOR, world.mei.user_id, Role.ORGANISER)
    assert events(await client.get(path)) == []
    assert len(events(await client.get(somchai))) == 6


@pytest.mark.parametrize("rows", [1, 12])
async def test_statements_do_not_grow_with_what_is_due(world, client, rows):
    for number in range(rows):
        await keeping.record_agreement(world.somchai, framework(world, reference=f"COOP-{number}"))
        interaction = await log.log_interaction(world.somchai, visit(world))
        await log.add_follow_up(world.somchai, interaction, NewFollowUp("Write", world.somchai.user_id, date(2026, 6, 1)))
    path = await path_of(world.somchai)
    assert len(events(await client.get(path))) == 4 * rows
    before = db.engine().statements
    await client.get(path)
    assert db.engine().statements - before == 9


async def test_a_feed_stays_under_a_megabyte_and_says_what_it_left_out(world, client, monkeypatch):
    monkeypatch.setattr("coop.feeds.personal.LIMIT_OCTETS", 2_500)
    number = await log.log_interaction(world.somchai, visit(world, happened_on=date(2026, 4, 1)))
    for day in (1, 2, 3):
        await log.add_follow_up(world.somchai, number, NewFollowUp(f"Day {day}", world.somchai.user_id, date(2026, 6, day)))
    path = await path_of(world.somchai)
    answer = await client.get(path)
    assert [title for title, *_ in told(answer)] == ["Follow-up: Day 1", "Follow-up: Day 2"]
    assert (
        "Only the nearest 2 of 4 entries are here\\, because calendar apps refuse larger files. Choose fewer kinds."
        in answer.text.replace("\r\n ", "")
    )
    assert len(events(await client.get(f"{path}?size=all"))) == 4
    with on(2027, 4, 2):
        assert len(events(await client.get(f"{path}?size=all"))) == 3


async def test_what_cannot_be_written_costs_nobody_the_rest(world, client):
    await keeping.record_agreement(world.somchai, framework(world))
    await keeping.record_agreement(
        world.somchai,
        framework(world, reference="COOP-8", renewal=Renewal.NONE, renewal_months=None, ends_on=date(2099, 12, 31), notice_months=0),
    )
    await db.run("UPDATE agreement SET ends_on = {} WHERE reference = 'COOP-8'", date(9999, 12, 31))
    answer = await client.get(await path_of(world.somchai))
    assert [start for _title, start, *_ in told(answer)] == ["2026-06-28", "2026-08-28"]
