"""Reminders: once each, whatever path made the record, also after days of silence; a changed day begins anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from coop import clock
from coop.accounts import api_tokens, people
from coop.accounts.facts import NewToken, Scope
from coop.accounts.rules import OPERATOR
from coop.db import run
from coop.errors import Forbidden, Invalid, NotFound
from coop.multilingual import Multilingual
from coop.notices import outbox, reminders
from coop.notices.reminders import Anchor, Recipients
from coop.partners.agreements import keeping, queries
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind, State
from coop.viewer import Role


def agreement(world, **changes):
    """In force since 2023, its last day 28 August 2026, notice by 28 June."""
    facts = {
        "titles": Multilingual.of("en", en="Framework on hydrogen", th="กรอบความตกลงไฮโดรเจน"),
        "kind": Kind.FRAMEWORK,
        "state": State.IN_FORCE,
        "parties": (NewParty(world.xiamen, signed_on=date(2023, 8, 1)), NewParty(world.iresen, signed_on=date(2023, 8, 1))),
        "effective_on": date(2023, 8, 29),
        "ends_on": date(2025, 8, 28),
        "renewal": Renewal.TACIT,
        "renewal_months": 12,
        "notice_months": 2,
        "officer": world.somchai.user_id,
    }
    return NewAgreement(**{**facts, **changes})


def on(day, hour=3):
    return clock.standing_at(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour))


async def told():
    rows = await run(
        "SELECT r.anchor, r.anchor_on, u.days, p.email, r.mail IS NOT NULL AS sent FROM reminder r JOIN reminder_rule u ON u.id = r.rule JOIN person p ON p.id = r.person ORDER BY r.id"
    )
    return [(row["anchor"], row["anchor_on"].isoformat(), row["days"], row["email"].partition("@")[0], bool(row["sent"])) for row in rows]


async def test_the_notice_day_arrives_once_in_thai_on_the_right_day(world, settings, postman, parts, work_off):
    with on(date(2026, 3, 1)):
        await keeping.record_agreement(world.somchai, agreement(world))
    sent = []
    for day in range(70):
        with on(date(2026, 3, 25) + timedelta(days=day)):
            await reminders.sweep(settings)
            await reminders.sweep(settings)
            await work_off(settings)
        sent += [
            (clock_day, mail["subject"])
            for clock_day, mail in [((date(2026, 3, 25) + timedelta(days=day)).isoformat(), each) for each in postman.taken[len(sent) :]]
        ]
    subject = "บอกกล่าวภายใน 28 มิ.ย. 2569: กรอบความตกลงไฮโดรเจน"
    assert sent == [("2026-03-30", subject), ("2026-05-29", subject)]
    assert postman.taken[0]["to"] == "somchai@example.org"
    text, _html = parts(postman.taken[0])
    assert "28 ส.ค. 2569" in text
    assert "https://coop.example.org/th/agreements/1" in text


async def test_it_goes_in_the_morning_of_the_reader(world, settings, postman, work_off):
    with on(date(2026, 3, 1)):
        await keeping.record_agreement(world.somchai, agreement(world))
    with on(date(2026, 3, 29), 16):  # 23:00 in Bangkok: still the day before
        assert await reminders.sweep(settings) == 0
    with on(date(2026, 3, 29), 18):  # 01:00 in Bangkok: its day, and not yet morning
        assert await reminders.sweep(settings) == 1
        assert await work_off(settings) == 0
    with on(date(2026, 3, 30), 0):  # 07:00 in Bangkok
        assert await work_off(settings) == 1


async def test_days_of_silence_lose_nothing_and_double_nothing(world, settings):
    with on(date(2026, 6, 20)):
        await keeping.record_agreement(
            world.somchai,
            agreement(world, notice_months=0, renewal=Renewal.NONE, renewal_months=None, ends_on=None, effective_on=date(2020, 6, 22)),
        )
    with on(date(2026, 6, 25)):
        assert await reminders.sweep(settings) == 1
        assert await reminders.sweep(settings) == 0
    assert await told() == [("review", "2026-06-22", 0, "somchai", True)]
    with on(date(2027, 6, 22)):
        assert await reminders.sweep(settings) == 1
    with on(date(2028, 7, 1)):
        assert await reminders.sweep(settings) == 0


async def test_of_several_rules_that_came_at_once_the_nearest_speaks(world, settings):
    with on(date(2026, 6, 10)):
        await keeping.record_agreement(world.somchai, agreement(world))
        assert await reminders.sweep(settings) == 1
    assert await told() == [("notice", "2026-06-28", 90, "somchai", False), ("notice", "2026-06-28", 30, "somchai", True)]
    with on(date(2026, 6, 21)):
        assert await reminders.sweep(settings) == 1
        assert await reminders.sweep(settings) == 0
    assert (await told())[-1] == ("notice", "2026-06-28", 7, "somchai", True)


async def test_a_changed_day_is_another_day(world, settings):
    with on(date(2026, 6, 24)):
        number = await keeping.record_agreement(world.somchai, agreement(world))
        assert await reminders.sweep(settings) == 1
        standing = (await queries.get(world.somchai, number)).facts
        await keeping.edit_agreement(world.somchai, number, 1, replace(standing, ends_on=date(2025, 8, 30)))
        assert await reminders.sweep(settings) == 1
        assert await reminders.sweep(settings) == 0
    assert [each for each in await told() if each[-1]] == [
        ("notice", "2026-06-28", 7, "somchai", True),
        ("notice", "2026-06-30", 7, "somchai", True),
    ]


async def test_every_path_that_makes_a_record_gives_the_same(world, settings, app, browser):
    """By verb, by form and by program: one reminder each, of the same day."""
    from coop.accounts import cast

    with on(date(2026, 6, 24)):
        await keeping.record_agreement(world.somchai, agreement(world))
        secret = await api_tokens.issue_token(world.somchai, NewToken("t", Scope.WRITE))
        facts = {
            "titles": {"source": "en", "texts": {"en": "By program"}}, "kind": "framework", "state": "in_force", "effective_on": "2023-08-29", "ends_on": "2025-08-28",
            "parties": [{"organisation": 1, "signed_on": "2023-08-01"}], "renewal": "tacit", "renewal_months": 12, "notice_months": 2, "officer": world.somchai.user_id,
        }  # fmt: skip
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="https://coop.example.org", headers={"authorization": f"Bearer {secret}"}
        ) as program:
            assert (await program.post("/api/v1/agreements", json=facts)).status_code == 201
        form = {
            "titles.source": "en", "titles.en": "By form", "kind": "framework", "state": "in_force", "effective_on": "2023-08-29", "ends_on": "2025-08-28", "end_counts": "last_day",
            "parties.0.organisation": "1", "parties.0.signed_on": "2023-08-01", "renewal": "tacit", "renewal_months": "12", "notice_months": "2", "officer": str(world.somchai.user_id),
        }  # fmt: skip
        async with browser() as somchai:
            await somchai.sign_in(cast.SOMCHAI)
            assert (await somchai.fill("/en/desk/agreements/new", form, "/en/desk/agreements/new")).status_code == 303
        assert await reminders.sweep(settings) == 3
        assert await reminders.sweep(settings) == 0
    rows = await run("SELECT object_id, anchor_on FROM reminder WHERE mail IS NOT NULL ORDER BY object_id")
    assert [(row["object_id"], row["anchor_on"].isoformat()) for row in rows] == [(1, "2026-06-28"), (2, "2026-06-28"), (3, "2026-06-28")]


async def test_without_an_officer_all_liaison_officers_are_told_and_who_left_is_not(world, settings):
    await people.grant(OPERATOR, world.mei.user_id, Role.LIAISON)
    with on(date(2026, 6, 24)):
        await keeping.record_agreement(world.somchai, agreement(world, officer=None, confidential=True))
        await keeping.record_agreement(world.somchai, agreement(world, reference="M", officer=world.layla.user_id))
        assert await reminders.sweep(settings) == 4
    await people.withdraw(OPERATOR, world.mei.user_id, Role.LIAISON)
    with on(date(2026, 6, 24)):
        await keeping.record_agreement(world.somchai, agreement(world, reference="N", officer=world.mei.user_id))
        assert await reminders.sweep(settings) == 1
    assert {each[3] for each in await told()} == {"somchai", "mei"}


async def test_what_ended_or_was_thrown_away_reminds_nobody(world, settings):
    with on(date(2026, 6, 24)):
        gone = await keeping.record_agreement(world.somchai, agreement(world))
        await keeping.trash(world.somchai, gone, 1)
        over = await keeping.record_agreement(world.somchai, agreement(world))
        await keeping.move(world.somchai, over, 1, State.TERMINATED, date(2026, 6, 1))
        assert await reminders.sweep(settings) == 0


async def test_rules_are_set_by_who_keeps_partners(world, settings):
    assert [(each.anchor, each.days) for each in await reminders.rules()] == [
        (Anchor.END, 30), (Anchor.FOLLOW_UP, 0), (Anchor.NOTICE, 90), (Anchor.NOTICE, 30), (Anchor.NOTICE, 7), (Anchor.REVIEW, 0),
    ]  # fmt: skip
    for viewer in (world.mei, world.layla, world.stranger):
        with pytest.raises(Forbidden):
            await reminders.add_rule(viewer, Anchor.NOTICE, 1, Recipients.OFFICER)
        with pytest.raises(Forbidden):
            await reminders.end_rule(viewer, 1)
    made = await reminders.add_rule(world.somchai, Anchor.NOTICE, 1, Recipients.KEEPERS)
    for days in (1, -1, 731):
        with pytest.raises(Invalid):
            await reminders.add_rule(world.somchai, Anchor.NOTICE, days, Recipients.KEEPERS)
    await reminders.end_rule(world.somchai, made)
    with pytest.raises(NotFound):
        await reminders.end_rule(world.somchai, made)
    assert len(await reminders.rules()) == 6


async def test_the_desk_says_what_became_of_reminders(world, settings, quiet, work_off):
    with on(date(2026, 6, 24)):
        await keeping.record_agreement(world.somchai, agreement(world))
        await reminders.sweep(quiet)
        await work_off(quiet)
        (mail,) = await outbox.recent(OPERATOR)
    assert (mail.kind, mail.recipient, mail.state) == ("reminder", "somchai@example.org", "waiting")
