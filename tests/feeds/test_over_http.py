"""Feeds as a calendar client meets them: stable bytes, validators, languages, filters, and what may never be in them."""

import gzip
import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from coop import clock, db
from coop.conferences import moving, publishing, scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.states import DeadlineKind, Visibility
from coop.multilingual import Multilingual

ADDRESS = "/en/feeds/conferences.ics"


def lines(response):
    return response.text.replace("\r\n ", "").split("\r\n")


def summaries(response):
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")]


async def test_a_conference_stands_in_every_language_with_one_uid(noon, client, schedule):
    made = await schedule()
    for locale, name in (("en", "Hydrogen days"), ("zh-Hans", "氢能日"), ("th", "วันไฮโดรเจน"), ("ar", "أيام الهيدروجين")):
        response = await client.get(f"/{locale}/feeds/conferences.ics")
        assert response.status_code == 200
        (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
        assert event["SUMMARY"] == name
        assert event["UID"] == str(made.uuid)
        assert event.decoded("DTSTART") == date(2026, 5, 18)
        assert event.decoded("DTEND") == date(2026, 5, 21)


async def test_the_header_is_complete_and_typed(noon, client, schedule):
    await schedule()
    found = lines(await client.get(f"{ADDRESS}?theme=hydrogen&country=TH"))
    assert found[: found.index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//coop//Calendar of green technology cooperation//EN",
        "CALSCALE:GREGORIAN",
        "NAME;LANGUAGE=en:Conferences: Green hydrogen\\, Thailand",
        "X-WR-CALNAME:Conferences: Green hydrogen\\, Thailand",
        "DESCRIPTION;LANGUAGE=en:What ended in the last 12 months\\, and everything to come. Kept by https://coop.example.org.",
        "X-WR-CALDESC:What ended in the last 12 months\\, and everything to come. Kept by https://coop.example.org.",
        "LAST-MODIFIED:20260301T120000Z",
        "URL:https://coop.example.org/en/conferences?theme=hydrogen&country=TH",
        "SOURCE;VALUE=URI:https://coop.example.org/en/feeds/conferences.ics?theme=hydrogen&country=TH",
        "COLOR:seagreen",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]


async def test_an_empty_feed_is_a_valid_calendar_with_the_zone_of_the_site(noon, client):
    response = await client.get(ADDRESS)
    assert response.status_code == 200
    (zone,) = icalendar.Calendar.from_ical(response.content).subcomponents
    assert zone["TZID"] == "Asia/Shanghai"


async def test_headers_say_what_a_client_needs_and_set_no_cookie(noon, client, schedule):
    await schedule()
    response = await client.get("/th/feeds/conferences.ics")
    headers = response.headers
    assert headers["content-type"] == "text/calendar; charset=utf-8"
    assert headers["content-language"] == "th"
    assert headers["cache-control"] == "public, max-age=300"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["last-modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert headers["content-disposition"].startswith("inline; filename=\"conferences-th.ics\"; filename*=UTF-8''")
    assert "accept-encoding" in headers["vary"].lower()
    assert "set-cookie" not in headers


async def test_the_same_bytes_come_back_a_second_later_and_after_a_restart(client, schedule, app):
    await schedule()
    first = await client.get(ADDRESS)
    with clock.standing_at(datetime.now(UTC) + timedelta(seconds=2)):
        second = await client.get(ADDRESS)
    app.site.feeds.finished._kept.clear()
    third = await client.get(ADDRESS)
    assert first.content == second.content == third.content
    assert first.headers["etag"] == second.headers["etag"] == third.headers["etag"]


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_matching_etag_answers_304_for_each_coding(client, schedule, coding):
    await schedule()
    full = await client.get(ADDRESS, headers={"accept-encoding": coding})
    assert full.status_code == 200
    assert full.headers.get("content-encoding", "identity") == coding
    tag = full.headers["etag"]
    assert re.fullmatch(r'"[^"]+"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = await client.get(ADDRESS, headers={"accept-encoding": coding, "if-none-match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
    other = await client.get(
        ADDRESS, headers={"accept-encoding": coding, "if-none-match": '"other"', "if-modified-since": full.headers["last-modified"]}
    )
    assert other.status_code == 200


async def test_the_two_codings_have_their_own_etags_and_the_same_text(client, schedule):
    await schedule()
    plain = await client.get(ADDRESS, headers={"accept-encoding": "identity"})
    packed = await client.get(ADDRESS, headers={"accept-encoding": "gzip"})
    assert plain.headers["etag"] != packed.headers["etag"]
    assert plain.content == packed.content


async def test_head_has_the_headers_and_no_body(client, schedule):
    await schedule()
    got = await client.get(ADDRESS, headers={"accept-encoding": "identity"})
    head = await client.head(ADDRESS, headers={"accept-encoding": "identity"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]


async def test_if_modified_since_is_believed_only_once_the_second_is_over(client, schedule):
    await schedule()
    first = await client.get(ADDRESS)
    since = {"if-modified-since": first.headers["last-modified"]}
    await schedule(names=Multilingual.of("en", en="Storage days"))
    assert "Storage days" in (await client.get(ADDRESS, headers=since)).text
    with clock.standing_at(datetime.now(UTC) + timedelta(seconds=90)):
        late = await client.get(ADDRESS)
        assert (await client.get(ADDRESS, headers={"if-modified-since": late.headers["last-modified"]})).status_code == 304


async def test_a_change_of_place_raises_sequence_and_changes_nothing_else(noon, client, schedule, facts, mei):
    await schedule(names=Multilingual.of("en", en="Storage days"))
    made = await schedule()
    before = lines(await client.get(ADDRESS))
    with clock.standing_at(noon + timedelta(minutes=10)):
        await scheduling.edit_conference(mei, made.id, made.version, facts(city=Multilingual.of("en", en="Chiang Mai")))
        after = lines(await client.get(ADDRESS))
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ("LAST-MODIFIED:20260301T120000Z", "LAST-MODIFIED:20260301T121000Z"),
        ("DTSTAMP:20260301T120000Z", "DTSTAMP:20260301T121000Z"),
        ("LAST-MODIFIED:20260301T120000Z", "LAST-MODIFIED:20260301T121000Z"),
        ("SEQUENCE:0", "SEQUENCE:1"),
        ("LOCATION;LANGUAGE=en:Bangkok\\, Thailand", "LOCATION;LANGUAGE=en:Chiang Mai\\, Thailand"),
    ]


async def test_a_change_elsewhere_leaves_bytes_and_etag_as_they_were(noon, client, schedule):
    await schedule()
    before = await client.get(f"{ADDRESS}?country=TH")
    with clock.standing_at(noon + timedelta(minutes=10)):
        await schedule(country="CN", zone="Asia/Shanghai")
        after = await client.get(f"{ADDRESS}?country=TH")
    assert after.content == before.content
    assert after.headers["etag"] == before.headers["etag"]


async def test_cancelled_stays_marked_for_90_days_and_then_goes(noon, client, schedule, mei):
    made = await schedule()
    await moving.cancel(mei, made.id, made.version, Multilingual.of("en", en="Too few speakers."))
    (event,) = icalendar.Calendar.from_ical((await client.get(ADDRESS)).content).walk("VEVENT")
    assert event["SUMMARY"] == "Cancelled: Hydrogen days"
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1
    assert event["TRANSP"] == "TRANSPARENT"
    with clock.standing_at(noon + timedelta(days=89)):
        assert len(summaries(await client.get(ADDRESS))) == 1
    with clock.standing_at(noon + timedelta(days=92)):
        assert summaries(await client.get(ADDRESS)) == []
        assert len(summaries(await client.get(f"{ADDRESS}?status=cancelled"))) == 1
        assert len(summaries(await client.get(f"{ADDRESS}?from=2026-01-01"))) == 1


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.REVIEW])
async def test_what_is_not_published_is_in_no_feed(client, facts, mei, visibility):
    made = await scheduling.schedule_conference(mei, facts(), visibility)
    for address in (ADDRESS, f"{ADDRESS}?country=TH", "/en/feeds/conferences.json", "/en/feeds/conferences.atom"):
        assert "Hydrogen days" not in (await client.get(address)).text
    assert (await client.get(f"/en/conferences/{made.id}-x.ics")).status_code == 404


async def test_what_is_withdrawn_or_deleted_is_gone_at_once(client, schedule, mei):
    first, second = await schedule(), await schedule(names=Multilingual.of("en", en="Storage days"))
    assert len(summaries(await client.get(ADDRESS))) == 2
    await publishing.withdraw(mei, first.id, first.version)
    assert summaries(await client.get(ADDRESS)) == ["Storage days"]
    await scheduling.trash(mei, second.id, second.version)
    assert summaries(await client.get(ADDRESS)) == []


async def test_filters_and_theme_addresses_narrow_a_feed(client, schedule):
    await schedule()
    await schedule(
        names=Multilingual.of("en", en="Storage days"),
        topics=("es",),
        country="CN",
        zone="Asia/Shanghai",
        ends_on=date(2026, 6, 1),
        starts_on=date(2026, 6, 1),
    )
    assert summaries(await client.get("/en/feeds/hydrogen/conferences.ics")) == ["Hydrogen days"]
    assert summaries(await client.get(f"{ADDRESS}?theme=storage")) == ["Storage days"]
    assert summaries(await client.get(f"{ADDRESS}?country=CN&country=TH")) == ["Hydrogen days", "Storage days"]
    assert summaries(await client.get(f"{ADDRESS}?format=online")) == []
    assert summaries(await client.get("/en/feeds/hydrogen/conferences.ics?country=CN")) == []
    short, long = await client.get("/en/feeds/hydrogen/conferences.ics"), await client.get(f"{ADDRESS}?theme=hydrogen")
    assert short.content == long.content


async def test_the_window_reaches_a_year_back_unless_told_otherwise(noon, client, schedule):
    for year in (2024, 2025, 2027):
        await schedule(names=Multilingual.of("en", en=f"Days {year}"), starts_on=date(year, 3, 10), ends_on=date(year, 3, 11))
    assert summaries(await client.get(ADDRESS)) == ["Days 2025", "Days 2027"]
    assert summaries(await client.get(f"{ADDRESS}?from=2024-01-01")) == ["Days 2024", "Days 2025", "Days 2027"]
    assert summaries(await client.get(f"{ADDRESS}?from=2024-03-12&to=2025-03-10")) == ["Days 2025"]
    assert summaries(await client.get(f"{ADDRESS}?to=2025-03-09")) == ["Days 2024"]
    with clock.standing_at(noon + timedelta(days=14)):
        assert summaries(await client.get(ADDRESS)) == ["Days 2027"]


async def test_deadlines_come_when_asked_for_and_say_anywhere_on_earth_in_utc(noon, client, schedule):
    due = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 4, 1), due_time=time(23, 59), zone="AoE")
    made = await schedule(deadlines=(due,))
    assert len(summaries(await client.get(ADDRESS))) == 1
    response = await client.get(f"{ADDRESS}?kind=deadline")
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2026, 4, 1)
    assert event["RELATED-TO"] == str(made.uuid)
    assert event["TRANSP"] == "TRANSPARENT"
    assert "2026-04-02 11:59 UTC" in event["DESCRIPTION"]
    both = await client.get(f"{ADDRESS}?kind=deadline&kind=conference")
    assert len(summaries(both)) == 2


async def test_times_carry_their_zone_once(noon, client, schedule):
    for zone in ("Asia/Bangkok", "Europe/Berlin", "Europe/Berlin"):
        await schedule(
            starts_on=date(2026, 3, 30), ends_on=date(2026, 3, 30), opens_at=time(9), closes_at=time(17), zone=zone, country="DE"
        )
    parsed = icalendar.Calendar.from_ical((await client.get(ADDRESS)).content)
    assert [zone["TZID"] for zone in parsed.walk("VTIMEZONE")] == ["Asia/Bangkok", "Europe/Berlin"]
    starts = [event.decoded("DTSTART").astimezone(UTC) for event in parsed.walk("VEVENT")]
    assert starts == [datetime(2026, 3, 30, 2, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)]


async def test_a_feed_too_large_keeps_what_is_nearest_and_says_so(noon, client, schedule, monkeypatch):
    monkeypatch.setattr("coop.feeds.conferences.LIMIT_OCTETS", 3_400)
    for month in (1, 2, 4, 5, 6):
        await schedule(names=Multilingual.of("en", en=f"Days {month}"), starts_on=date(2026, month, 10), ends_on=date(2026, month, 11))
    limited = await client.get(ADDRESS)
    assert summaries(limited) == ["Days 4", "Days 5", "Days 6"]
    assert "Only the nearest 3 of 5 entries are here" in limited.text.replace("\r\n ", "")
    whole = await client.get(f"{ADDRESS}?size=all")
    assert summaries(whole) == ["Days 1", "Days 2", "Days 4", "Days 5", "Days 6"]


async def test_one_conference_is_a_file_without_a_name_of_its_own(client, schedule):
    made = await schedule(starts_on=date(2026, 3, 30), ends_on=date(2026, 3, 30), opens_at=time(9), closes_at=time(17))
    response = await client.get(f"/en/conferences/{made.id}-hydrogen-days.ics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [each.name for each in icalendar.Calendar.from_ical(response.content).subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert "X-WR-CALNAME" not in response.text
    assert "REFRESH-INTERVAL" not in response.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/feeds/conferences.ics?theme=nothing", 422),
        ("/en/feeds/conferences.ics?from=yesterday", 422),
        ("/en/feeds/conferences.ics?size=huge", 422),
        ("/en/feeds/nothing/conferences.ics", 404),
        ("/en/feeds/hydrogen/nothing.ics", 404),
        ("/en/feeds/conferences.ods", 404),
        ("/xx/feeds/conferences.ics", 404),
    ],
)
async def test_an_address_that_means_nothing_is_refused(client, address, status):
    assert (await client.get(address)).status_code == status


async def test_a_session_never_changes_a_feed(client, schedule):
    await schedule()
    plain = await client.get(ADDRESS)
    with_cookie = await client.get(
        ADDRESS, headers={"cookie": "locale=th; __Host-session=abcdefghijklmnopqrstuvwxyz", "accept-language": "th"}
    )
    assert with_cookie.content == plain.content
    assert "set-cookie" not in with_cookie.headers


async def test_gzip_is_made_once_and_holds_no_time(client, schedule, app):
    await schedule()
    await client.get(ADDRESS)
    ((_stand, made),) = app.site.feeds.finished._kept.values()
    assert made.answer.packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(made.answer.packed) == made.answer.body


async def test_a_feed_takes_two_statements_after_an_edit_and_none_after_that(client, schedule):
    await schedule()
    await client.get(ADDRESS)
    await schedule()
    before = db.engine().statements
    await client.get(ADDRESS)
    assert db.engine().statements - before == 2
    before = db.engine().statements
    await client.get(ADDRESS)
    assert db.engine().statements - before == 0
