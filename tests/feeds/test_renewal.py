"""After a change of address, words or languages everything on the calendars is rendered anew, once, by the next start."""

from coop import calendar
from coop.feeds import renewal

ADDRESS = "/en/feeds/conferences.ics"


async def test_nothing_is_done_when_nothing_is_outdated(client, schedule):
    await schedule()
    assert await renewal.renew() == 0


async def test_a_new_address_reaches_every_entry_and_its_uid_stays(client, schedule):
    made = await schedule()
    before = (await client.get(ADDRESS)).text
    calendar.configure("https://elsewhere.example.org", ("en", "zh-Hans", "th", "ar"))
    await renewal.renew()
    assert await calendar.outdated() == []
    after = (await client.get(ADDRESS)).text.replace("\r\n ", "")
    assert f"URL:https://coop.example.org/en/conferences/{made.id}-hydrogen-days" in before.replace("\r\n ", "")
    assert f"URL:https://elsewhere.example.org/en/conferences/{made.id}-hydrogen-days" in after
    assert f"UID:{made.uuid}" in after
    assert "SEQUENCE:0" in after
    assert await renewal.renew() == 0


async def test_what_has_no_conference_any_more_goes(client, schedule):
    made = await schedule()
    await calendar.remove("conference", made.id)
    assert await renewal.renew() == 0
    assert "BEGIN:VEVENT" not in (await client.get(ADDRESS)).text


async def test_many_are_renewed_a_few_at_a_time(client, schedule, monkeypatch):
    monkeypatch.setattr(renewal, "AT_ONCE", 2)
    for _ in range(5):
        await schedule()
    calendar.configure("https://elsewhere.example.org", ("en", "zh-Hans", "th", "ar"))
    await renewal.renew()
    assert await calendar.outdated() == []
