"""One-time links and API tokens: used once, kept as digests, taken back at once."""

from datetime import UTC, datetime, timedelta

import pytest

from coop import clock, history
from coop.accounts import cast, commands, links, people, queries, rules, sign_ins
from coop.accounts.api_tokens import issue_token, revoke_token
from coop.accounts.facts import Browser, NewToken, NewUser, Profile, Scope
from coop.accounts.links import LinkKind
from coop.db import run
from coop.errors import Gone, Invalid, NotFound, TooMany

AT_HOME = Browser("192.0.2.0/24")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRESH = "quartz pillow under nine ladders"


async def viewer(member):
    return (await sign_ins.sign_in(member.email, member.password, AT_HOME)).viewer


async def acts(kind, object_id):
    return [entry.act for entry in await history.of(kind, object_id)]


async def test_an_invitation_is_used_once_and_kept_as_a_digest(database):
    new = await people.add_user(rules.OPERATOR, NewUser("new@example.org", Profile("Newcomer")))
    with pytest.raises(Invalid):
        await sign_ins.sign_in("new@example.org", "", AT_HOME)
    link = await links.invite(rules.OPERATOR, new)
    (row,) = await run("SELECT token_hash FROM one_time_link")
    assert len(bytes(row["token_hash"])) == 32
    with pytest.raises(Invalid):
        await links.accept_invitation(link.token, "newcomer newcomer")
    with pytest.raises(Gone):
        await links.reset_password(link.token, FRESH)
    assert await links.accept_invitation(link.token, FRESH) == new
    with pytest.raises(Gone):
        await links.accept_invitation(link.token, FRESH)
    assert (await sign_ins.sign_in("new@example.org", FRESH, AT_HOME)).viewer.user_id == new
    assert await acts("person", new) == ["accepted the invitation", "invited", "added"]


async def test_links_run_out_and_a_new_one_replaces_the_old(ids):
    with clock.standing_at(NOON):
        first, second = await links.offer_reset(rules.OPERATOR, ids["mei"]), await links.offer_reset(rules.OPERATOR, ids["mei"])
        with pytest.raises(Gone):
            await links.invited(LinkKind.RESET, first.token)
        assert (await links.invited(LinkKind.RESET, second.token)).email == cast.MEI.email
    with clock.standing_at(NOON + timedelta(hours=24)), pytest.raises(Gone):
        await links.invited(LinkKind.RESET, second.token)


async def test_invitations_are_for_those_without_a_password_and_resets_for_the_others(ids):
    new = await people.add_user(rules.OPERATOR, NewUser("new@example.org", Profile("Newcomer")))
    with pytest.raises(Invalid):
        await links.invite(rules.OPERATOR, ids["mei"])
    with pytest.raises(Invalid):
        await links.offer_reset(rules.OPERATOR, new)


async def test_a_reset_ends_every_sign_in(ids):
    token = (await sign_ins.sign_in(cast.MEI.email, cast.MEI.password, AT_HOME)).token
    link = await links.offer_reset(rules.OPERATOR, ids["mei"])
    await links.reset_password(link.token, FRESH)
    assert await queries.viewer_of(token) is None


async def test_an_asked_reset_stands_on_the_administrators_list_until_it_is_answered(ids):
    await links.ask_reset("SOMCHAI@example.org", "n")
    await links.ask_reset("somchai@example.org", "n")
    await links.ask_reset("nobody@example.org", "n")
    admin = await viewer(cast.ADA)
    rows = (await queries.people(admin)).rows
    assert [row.email for row in rows if row.asked_at] == ["somchai@example.org"]
    assert rows[0].email == "somchai@example.org"
    await links.offer_reset(admin, ids["somchai"])
    row = await queries.person(admin, ids["somchai"])
    assert (row.asked_at, row.link_kind) == (None, "reset")
    assert await acts("person", ids["somchai"]) == ["offered a reset", "asked for a reset", "added"]


async def test_asking_for_resets_is_limited_by_network_apart_from_signing_in(ids):
    for each in range(20):
        await links.ask_reset(f"n{each}@example.org", AT_HOME.network)
    with pytest.raises(TooMany):
        await links.ask_reset(cast.MEI.email, AT_HOME.network)
    await viewer(cast.MEI)


async def test_the_command_gives_the_path_of_an_invitation_in_the_persons_language(database):
    path = await commands.add_person("new@example.org", "ผู้มาใหม่", roles=["liaison"], organisations=[7], locale="th")
    start, _, token = path.rpartition("/")
    assert start == "/th/invitation"
    await links.accept_invitation(token, FRESH)
    found = (await sign_ins.sign_in("new@example.org", FRESH, AT_HOME)).viewer
    assert ({role.value for role in found.roles}, found.organisation_ids, found.locale) == ({"liaison"}, {7}, "th")


async def test_a_token_opens_the_door_until_it_is_revoked(ids):
    mei = await viewer(cast.MEI)
    secret = await issue_token(mei, NewToken("calendar robot", Scope.WRITE))
    assert (secret.startswith("coop_"), len(secret)) == (True, 48)
    bearer = await queries.viewer_of_api_token(secret)
    assert (bearer.viewer, bearer.scope, bearer.may_write) == (mei, Scope.WRITE, True)
    (row,) = await queries.own_tokens(mei)
    assert (row.name, row.scope, row.last_used_on) == ("calendar robot", Scope.WRITE, clock.today())
    with pytest.raises(NotFound):
        await revoke_token(await viewer(cast.STRANGER), row.id)
    await revoke_token(mei, row.id)
    assert await queries.viewer_of_api_token(secret) is None
    assert await acts("api_token", row.id) == ["revoked", "issued"]


async def test_a_token_for_reading_may_not_write(ids):
    secret = await issue_token(await viewer(cast.MEI), NewToken("reader"))
    assert (await queries.viewer_of_api_token(secret)).may_write is False


async def test_a_cookie_is_no_token_and_a_token_no_cookie(ids):
    found = await sign_ins.sign_in(cast.MEI.email, cast.MEI.password, AT_HOME)
    secret = await issue_token(found.viewer, NewToken("robot"))
    assert [await queries.viewer_of(secret), await queries.viewer_of_api_token(found.token)] == [None, None]


async def test_token_names_are_unique_to_their_owner_and_their_number_is_limited(ids):
    mei, stranger = await viewer(cast.MEI), await viewer(cast.STRANGER)
    for each in range(20):
        await issue_token(mei, NewToken(f"robot {each}"))
    with pytest.raises(Invalid) as many:
        await issue_token(mei, NewToken("one more"))
    assert list(many.value.fields) == [""]
    await issue_token(stranger, NewToken("robot 1"))
    with pytest.raises(Invalid) as twice:
        await issue_token(stranger, NewToken("robot 1"))
    assert list(twice.value.fields) == ["name"]
