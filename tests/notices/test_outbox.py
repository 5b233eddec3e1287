"""The outbox: letters in the reader's language through a real mail server, tried again, refused, too old, never said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coop import clock, jobs
from coop.accounts.people import close_account
from coop.accounts.rules import OPERATOR
from coop.db import run, transaction
from coop.errors import NotFound
from coop.i18n.message import _
from coop.multilingual import Multilingual
from coop.notices import message, outbox, refusals
from coop.notices.letter import Letter

NOON = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
TITLE = Multilingual.of("en", en="Framework", th="กรอบความตกลง", ar="اتفاق إطاري")


@pytest.fixture(autouse=True)
def at_noon(database):
    with clock.standing_at(NOON):
        yield


def letter(title=TITLE):
    return Letter(
        subject=_("Notice by %(day)s: %(title)s", day=NOON.date(), title=title),
        greeting=_("A day is coming that you should know of."),
        paragraphs=(_("The link works once, until %(moment)s. Until you use it, the old password stays.", moment=NOON),),
        link=(_("Open it"), "https://coop.example.org/{locale}/agreements/1"),
        reason=_("You get this because you look after this record, or because you are a liaison officer and nobody else does."),
    )


async def put(settings, person, key="k", kind="reminder", **options):
    async with transaction():
        return await outbox.put(settings, person, kind, key, letter(**options))


async def test_a_letter_goes_in_the_readers_language_direction_and_zone(world, settings, postman, parts, work_off):
    await put(settings, world.somchai.user_id, "th")
    await put(settings, world.layla.user_id, "ar")
    assert await work_off(settings) == 2
    thai, arabic = postman.taken
    text, html = parts(thai)
    assert (thai["to"], thai["from"], thai["subject"]) == (
        "somchai@example.org",
        "coop@example.org",
        "บอกกล่าวภายใน 18 พ.ค. 2569: กรอบความตกลง",
    )
    assert (thai["content-language"], thai["auto-submitted"], thai["date"]) == ("th", "auto-generated", "Mon, 18 May 2026 12:00:00 +0000")
    assert "https://coop.example.org/th/agreements/1" in text
    assert "19:00" in text
    assert '<html lang="th" dir="ltr">' in html
    assert ('<html lang="ar" dir="rtl">' in parts(arabic)[1], "13:00" in parts(arabic)[0]) == (True, True)
    assert thai["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert (
        thai["list-unsubscribe"].strip()
        == f"<https://coop.example.org/unsubscribe/{refusals.token(settings, world.somchai.user_id, 'reminder')}>"
    )
    assert thai["message-id"] != arabic["message-id"]
    assert [tuple(row.values()) for row in await run("SELECT subject, text, html FROM mail")] == [("", "", "")] * 2


async def test_one_key_is_one_mail_and_what_was_sent_goes_no_second_time(world, settings, postman, work_off):
    assert await put(settings, world.somchai.user_id) is not None
    assert await put(settings, world.somchai.user_id) is None
    await work_off(settings)
    await run("UPDATE job SET done_at = NULL, payload = {}", '{"mail": 1}')
    await work_off(settings)
    assert len(postman.taken) == 1


async def test_a_server_that_cannot_now_is_asked_again_with_the_same_message_id(world, settings, postman, work_off):
    postman.refuse = ["451 later", "451 later"]
    await put(settings, world.somchai.user_id)
    (row,) = await run("SELECT message_id FROM mail")
    for minutes in (0, 1, 3):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            await work_off(settings)
    assert [each["message-id"] for each in postman.taken] == [row["message_id"]]
    assert (await run("SELECT sent_at FROM mail"))[0]["sent_at"] == NOON + timedelta(minutes=3)


async def test_an_address_that_takes_no_mail_is_given_up_at_once_and_can_be_tried_again(world, settings, postman, work_off):
    postman.refuse = ["550 no such user"]
    await put(settings, world.somchai.user_id)
    await work_off(settings)
    (mail,) = await outbox.recent(OPERATOR)
    assert (mail.state, mail.fault, await outbox.failed()) == ("failed", "The mail server does not take mail for this address.", 1)
    with pytest.raises(NotFound):
        await outbox.try_again(OPERATOR, 999)
    await outbox.try_again(OPERATOR, mail.job)
    await work_off(settings)
    assert (len(postman.taken), (await outbox.recent(OPERATOR))[0].state) == (1, "sent")


async def test_without_a_mail_server_mails_rest_and_go_once_there_is_one(world, settings, quiet, postman, work_off):
    await put(quiet, world.somchai.user_id)
    await work_off(quiet)
    assert [(each.state, each.attempts, each.fault) for each in await outbox.recent(OPERATOR)] == [("waiting", 0, "No mail server is set.")]
    with clock.standing_at(NOON + timedelta(minutes=11)):
        await work_off(settings)
    assert len(postman.taken) == 1


async def test_what_waited_a_week_goes_no_more(world, settings, quiet, postman, work_off):
    await put(quiet, world.somchai.user_id)
    with clock.standing_at(NOON + timedelta(days=7, minutes=1)):
        await work_off(settings)
    assert (postman.taken, (await outbox.recent(OPERATOR))[0].state) == ([], "withdrawn")
    assert (await run("SELECT text, html FROM mail"))[0] == {"text": "", "html": ""}


async def test_who_refuses_a_kind_gets_none_and_who_is_closed_gets_nothing(world, settings, postman, work_off):
    await put(settings, world.somchai.user_id, "before")
    await refusals.refuse(world.somchai.user_id, "reminder")
    assert await put(settings, world.somchai.user_id, "after") is None
    await put(settings, world.mei.user_id, "closed")
    await close_account(OPERATOR, world.mei.user_id)
    assert await put(settings, world.mei.user_id, "later") is None
    await work_off(settings)
    assert postman.taken == []
    assert [each.state for each in await outbox.recent(OPERATOR)] == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("bad", ["Framework\r\nBcc: everybody@example.org", "Framework\nX: y", "Frame\x00work", "Frame\u202ework"])
async def test_no_header_can_be_slipped_in(world, settings, postman, work_off, bad):
    await put(settings, world.somchai.user_id, title=Multilingual.of("th", th=bad))
    await work_off(settings)
    for mail in postman.taken:
        assert mail["bcc"] is None
        assert mail["x"] is None
    with pytest.raises(ValueError, match="no line has"):
        message.compose(
            message.Outgoing(
                sender="a@b.org", recipient="c@d.org", subject=bad, text="t", html="h", locale="th", message_id="<1@b.org>", at=NOON
            )
        )


async def test_a_password_goes_over_an_encrypted_connection_only(world, settings, postman, work_off, monkeypatch):
    seen = {}

    async def send(_message, **options):
        seen.update(options)

    monkeypatch.setattr("aiosmtplib.send", send)
    for url, expected in (
        ("smtp://u:p%40ss@mail.example.org:587", (True, False, "p@ss", 587)),
        ("smtp://u:p@127.0.0.1", (None, False, "p", 25)),
        ("smtps://u:p@mail.example.org", (None, True, "p", 465)),
    ):
        from dataclasses import replace

        await put(settings, world.somchai.user_id, url)
        await work_off(replace(settings, smtp_url=url))
        assert (seen["start_tls"], seen["use_tls"], seen["password"], seen["port"]) == expected


async def test_a_token_is_only_good_for_whom_and_what_it_was_made(settings):
    made = refusals.token(settings, 7, "reminder")
    assert refusals.read(settings, made) == (7, "reminder")
    for wrong in (
        "",
        "7.reminder.",
        made[:-1] + ("A" if made[-1] != "A" else "B"),
        made.replace("7.", "8.", 1),
        "7.invitation." + made.rpartition(".")[2],
        "ก" * 20,
        "x" * 5000,
    ):
        with pytest.raises(NotFound):
            refusals.read(settings, wrong)


async def test_a_mail_goes_at_its_time(world, settings, postman, work_off):
    async with transaction():
        await outbox.put(settings, world.somchai.user_id, "reminder", "k", letter(), NOON + timedelta(hours=3))
    assert await work_off(settings) == 0
    with clock.standing_at(NOON + timedelta(hours=3)):
        assert await work_off(settings) == 1
    assert await jobs.waiting() == 0
