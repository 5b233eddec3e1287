"""Sign-ins as the domain sees them: secrets, lifetimes, limits, passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from coop import clock, history
from coop.accounts import cast, links, passwords, people, queries, rules, sign_ins
from coop.accounts.facts import Browser
from coop.db import engine, run, transaction
from coop.errors import Invalid, NotFound, TooMany
from coop.viewer import Role, Viewer

AT_HOME = Browser("192.0.2.0/24", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")
ABROAD = Browser("198.51.100.0/24")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRESH = "quartz pillow under nine ladders"


async def signed_in(member, browser=AT_HOME):
    return await sign_ins.sign_in(member.email, member.password, browser)


async def test_a_sign_in_is_known_by_its_secret_and_kept_as_a_digest(ids):
    found = await signed_in(cast.SOMCHAI)
    assert len(found.token) == 43
    expected = Viewer(ids["somchai"], "สมชาย วงศ์ทอง", frozenset({Role.LIAISON}), frozenset(), "th", "Asia/Bangkok")
    assert await queries.viewer_of(found.token) == expected
    (row,) = await run("SELECT token_hash, user_agent FROM sign_in")
    assert len(bytes(row["token_hash"])) == 32
    assert found.token.encode() not in bytes(row["token_hash"])
    assert row["user_agent"] == "Firefox, Windows"


async def test_a_member_brings_their_organisations(ids):
    viewer = (await signed_in(cast.LAYLA)).viewer
    assert (viewer.roles, viewer.organisation_ids) == (frozenset(), frozenset({12}))


async def test_unknown_cookies_are_nobody(ids):
    assert [await queries.viewer_of(token) for token in ("", "x", "é" * 43, "A" * 43, "A" * 5000)] == [None] * 5


@pytest.mark.parametrize(
    ("member", "whole", "idle"),
    [(cast.MEI, timedelta(hours=12), timedelta(minutes=60)), (cast.LAYLA, timedelta(days=14), timedelta(days=3))],
)
async def test_a_sign_in_ends_when_idle_and_at_its_absolute_end(ids, member, whole, idle):
    with clock.standing_at(NOON):
        token = (await signed_in(member)).token
    with clock.standing_at(NOON + idle - timedelta(seconds=1)):
        assert await queries.viewer_of(token) is not None
    with clock.standing_at(NOON + 2 * idle):
        assert await queries.viewer_of(token) is None
    moment = NOON + idle - timedelta(seconds=1)
    while moment + idle / 2 < NOON + whole:
        moment += idle / 2
        with clock.standing_at(moment):
            assert await queries.viewer_of(token) is not None
    with clock.standing_at(NOON + whole):
        assert await queries.viewer_of(token) is None


async def test_the_last_request_is_noted_once_a_minute(ids):
    with clock.standing_at(NOON):
        token = (await signed_in(cast.MEI)).token
    with clock.standing_at(NOON + timedelta(seconds=59)):
        await queries.viewer_of(token)
    assert await run("SELECT seen_at FROM sign_in") == [{"seen_at": NOON}]
    with clock.standing_at(NOON + timedelta(seconds=60)):
        await queries.viewer_of(token)
    assert await run("SELECT seen_at FROM sign_in") == [{"seen_at": NOON + timedelta(seconds=60)}]


async def test_a_viewer_costs_one_statement(ids):
    token = (await signed_in(cast.ADA)).token
    before = engine().statements
    await queries.viewer_of(token)
    assert engine().statements - before == 1


async def test_unknown_closed_and_mistyped_are_refused_in_the_same_words(ids):
    await people.close_account((await signed_in(cast.ADA)).viewer, ids["stranger"])
    said = []
    for email, password in [
        ("nobody@example.org", cast.STRANGER.password),
        (cast.STRANGER.email, cast.STRANGER.password),
        (cast.MEI.email, cast.STRANGER.password),
        ("a\x00b@example.org", "\ud800"),
    ]:
        with pytest.raises(Invalid) as refused:
            await sign_ins.sign_in(email, password, AT_HOME)
        said.append({field: message.text for field, message in refused.value.fields.items()})
    assert said == [{"": "The e-mail address or the password is not right."}] * 4


async def test_the_sixth_failure_in_a_quarter_of_an_hour_is_refused_even_with_the_right_password(ids):
    with clock.standing_at(NOON):
        for _each in range(5):
            with pytest.raises(Invalid):
                await sign_ins.sign_in(" MEI@Example.org", "wrong wrong wrong", AT_HOME)
        with pytest.raises(TooMany) as refused:
            await signed_in(cast.MEI, ABROAD)
        assert refused.value.retry_after == 900
        await signed_in(cast.SOMCHAI)
    with clock.standing_at(NOON + timedelta(minutes=15)):
        await signed_in(cast.MEI)


async def test_unknown_accounts_are_limited_like_known_ones(ids):
    for _each in range(5):
        with pytest.raises(Invalid):
            await sign_ins.sign_in("nobody@example.org", "wrong", AT_HOME)
    with pytest.raises(TooMany):
        await sign_ins.sign_in("nobody@example.org", "wrong", AT_HOME)


async def test_the_twenty_first_failure_from_one_network_is_refused(ids):
    for each in range(20):
        with pytest.raises(Invalid):
            await sign_ins.sign_in(f"n{each}@example.org", "wrong", AT_HOME)
    with pytest.raises(TooMany):
        await signed_in(cast.MEI)
    await signed_in(cast.MEI, ABROAD)


async def test_success_is_not_counted(ids):
    for _each in range(21):
        await signed_in(cast.STRANGER)
    assert await run("SELECT * FROM attempt") == []


async def test_signing_in_again_ends_what_the_browser_held(ids):
    first = await signed_in(cast.MEI)
    second = await signed_in(cast.MEI, Browser("192.0.2.0/24", "", first.token))
    assert first.token != second.token
    assert await queries.viewer_of(first.token) is None
    assert await queries.viewer_of(second.token) is not None


async def test_an_outdated_hash_is_made_anew_at_sign_in(ids):
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(cast.MEI.password)
    await run("UPDATE person SET password_hash = {} WHERE id = {}", old, ids["mei"])
    await signed_in(cast.MEI)
    (row,) = await run("SELECT password_hash FROM person WHERE id = {}", ids["mei"])
    assert row["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    await signed_in(cast.MEI)


async def test_signing_out_ends_this_browser_only(ids):
    here, there = await signed_in(cast.MEI), await signed_in(cast.MEI)
    await sign_ins.sign_out(here.viewer, here.token)
    await sign_ins.sign_out(here.viewer, here.token)
    assert await queries.viewer_of(here.token) is None
    assert await queries.viewer_of(there.token) is not None


async def test_a_new_password_ends_every_sign_in_and_renews_this_one(ids):
    here, there = await signed_in(cast.MEI), await signed_in(cast.MEI)
    renewed = await sign_ins.change_password(here.viewer, cast.MEI.password, FRESH, Browser("n", "", here.token))
    assert [await queries.viewer_of(each) for each in (here.token, there.token)] == [None, None]
    assert (await queries.viewer_of(renewed.token)).user_id == ids["mei"]
    with pytest.raises(Invalid):
        await signed_in(cast.MEI)
    await sign_ins.sign_in(cast.MEI.email, FRESH, AT_HOME)
    assert [entry.act for entry in await history.of("person", ids["mei"])] == ["changed the password", "added"]


async def test_the_present_password_cannot_be_guessed_from_an_open_browser(ids):
    here = await signed_in(cast.MEI)
    for _each in range(5):
        with pytest.raises(Invalid) as refused:
            await sign_ins.change_password(here.viewer, "wrong", FRESH, AT_HOME)
        assert list(refused.value.fields) == ["present"]
    with pytest.raises(TooMany):
        await sign_ins.change_password(here.viewer, cast.MEI.password, FRESH, AT_HOME)


async def test_own_sign_ins_are_listed_and_ended_one_by_one(ids):
    here, there = await signed_in(cast.MEI), await signed_in(cast.MEI, Browser("n", ""))
    listed = await queries.own_sign_ins(here.viewer, here.token)
    assert {(row.browser, row.is_this) for row in listed} == {("Firefox, Windows", True), ("", False)}
    other = next(row.id for row in listed if not row.is_this)
    stranger = await signed_in(cast.STRANGER)
    with pytest.raises(NotFound):
        await sign_ins.end_sign_in(stranger.viewer, other)
    await sign_ins.end_sign_in(here.viewer, other)
    assert await queries.viewer_of(there.token) is None


async def test_all_other_sign_ins_end_together(ids):
    here, there, stranger = await signed_in(cast.MEI), await signed_in(cast.MEI), await signed_in(cast.STRANGER)
    assert await sign_ins.end_other_sign_ins(here.viewer, here.token) == 1
    assert [await queries.viewer_of(each.token) is not None for each in (here, there, stranger)] == [True, False, True]


async def test_what_has_run_out_is_swept_at_the_next_sign_in(ids):
    with clock.standing_at(NOON):
        await signed_in(cast.STRANGER)
        await links.offer_reset(rules.OPERATOR, ids["somchai"])
    with clock.standing_at(NOON + timedelta(days=14)):
        await signed_in(cast.MEI)
    assert await run("SELECT person_id FROM sign_in") == [{"person_id": ids["mei"]}]
    assert await run("SELECT * FROM one_time_link") == []


@pytest.mark.parametrize("act", ["password", "closed"])
async def test_what_happens_while_a_password_is_compared_counts(ids, monkeypatch, act):
    mei = ids["mei"]
    viewer = await queries.viewer_of_person(mei)
    compare = passwords.matches

    async def slowly(stored, password):
        right = await compare(stored, password)
        if act == "closed":
            await people.close_account(rules.OPERATOR, mei)
        else:
            async with transaction():
                await sign_ins.set_password(viewer, mei, await passwords.hash_password(FRESH), act="changed the password")
        return right

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(Invalid) as refused:
        await signed_in(cast.MEI)
    assert list(refused.value.fields) == [""]
    if act == "password":
        with pytest.raises(Invalid, match="present"):
            await sign_ins.change_password(viewer, FRESH, "eleven copper lamps by a door", AT_HOME)
    assert await run("SELECT id FROM sign_in") == []
