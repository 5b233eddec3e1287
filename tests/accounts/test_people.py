"""People, roles and memberships: who may change them, what follows, what the ledger keeps."""

import pytest

from coop import history
from coop.accounts import cast, links, people, queries, rules, sign_ins
from coop.accounts.api_tokens import issue_token
from coop.accounts.facts import Browser, NewToken, NewUser, Profile
from coop.db import run
from coop.errors import Forbidden, Invalid, NotFound, Stale
from coop.viewer import ANONYMOUS, Role

AT_HOME = Browser("192.0.2.0/24")


async def signed_in(member):
    return await sign_ins.sign_in(member.email, member.password, AT_HOME)


async def viewer(member):
    return (await signed_in(member)).viewer


async def acts(person_id):
    return [entry.act for entry in await history.of("person", person_id)]


async def test_roles_and_memberships_end_sign_ins_and_hold_from_the_next_one(ids):
    admin, stranger = await viewer(cast.ADA), ids["stranger"]
    for change, roles, organisations in [
        (lambda: people.grant(admin, stranger, Role.ORGANISER), {Role.ORGANISER}, set()),
        (lambda: people.join(admin, stranger, 12), {Role.ORGANISER}, {12}),
        (lambda: people.withdraw(admin, stranger, Role.ORGANISER), set(), {12}),
        (lambda: people.leave(admin, stranger, 12), set(), set()),
    ]:
        token = (await signed_in(cast.STRANGER)).token
        await change()
        assert await queries.viewer_of(token) is None
        fresh = await viewer(cast.STRANGER)
        assert (fresh.roles, fresh.organisation_ids) == (roles, organisations)
    assert await acts(stranger) == ["left", "withdrew", "joined", "granted", "added"]


async def test_granting_what_is_held_changes_nothing(ids):
    token, admin = (await signed_in(cast.MEI)).token, await viewer(cast.ADA)
    await people.grant(admin, ids["mei"], Role.ORGANISER)
    await people.withdraw(admin, ids["mei"], Role.LIAISON)
    assert await queries.viewer_of(token) is not None
    assert await acts(ids["mei"]) == ["added"]


async def test_the_last_administrator_stays(ids):
    admin = await viewer(cast.ADA)
    with pytest.raises(Invalid):
        await people.withdraw(admin, ids["ada"], Role.ADMINISTRATOR)
    with pytest.raises(Invalid):
        await people.close_account(admin, ids["ada"])
    await people.grant(admin, ids["mei"], Role.ADMINISTRATOR)
    await people.withdraw(admin, ids["ada"], Role.ADMINISTRATOR)
    assert (await viewer(cast.ADA)).roles == frozenset()


@pytest.mark.parametrize("member", [cast.MEI, cast.SOMCHAI, cast.LAYLA, cast.STRANGER], ids=lambda member: member.key)
async def test_only_administrators_manage_people(ids, member):
    who = await viewer(member)
    for act in (
        lambda: people.add_user(who, NewUser("new@example.org", Profile("New"))),
        lambda: people.grant(who, who.user_id, Role.ADMINISTRATOR),
        lambda: people.withdraw(who, ids["ada"], Role.ADMINISTRATOR),
        lambda: people.join(who, who.user_id, 1),
        lambda: people.leave(who, ids["layla"], 12),
        lambda: people.close_account(who, ids["ada"]),
        lambda: people.reopen_account(who, ids["ada"]),
        lambda: people.change_email(who, ids["ada"], 1, "x@example.org"),
        lambda: links.invite(who, ids["ada"]),
        lambda: links.offer_reset(who, ids["ada"]),
        lambda: queries.people(who),
        lambda: queries.person(who, ids["ada"]),
    ):
        with pytest.raises(Forbidden):
            await act()


async def test_visitors_have_no_account(ids):
    for act in (
        lambda: queries.own(ANONYMOUS),
        lambda: issue_token(ANONYMOUS, NewToken("x")),
        lambda: people.edit_profile(ANONYMOUS, 1, Profile("x")),
    ):
        with pytest.raises(Forbidden):
            await act()


async def test_nobody_is_changed_who_is_not_there(ids):
    admin = await viewer(cast.ADA)
    for act in (
        lambda: people.grant(admin, 999, Role.LIAISON),
        lambda: people.join(admin, 999, 12),
        lambda: people.close_account(admin, 999),
        lambda: people.change_email(admin, 999, 1, "x@example.org"),
        lambda: links.invite(admin, 999),
        lambda: queries.person(admin, 999),
    ):
        with pytest.raises(NotFound):
            await act()


async def test_one_address_is_one_person_whatever_its_case(ids):
    with pytest.raises(Invalid) as refused:
        await people.add_user(rules.OPERATOR, NewUser(" Mei@EXAMPLE.org ", Profile("Another Mei")))
    assert list(refused.value.fields) == ["email"]


async def test_all_faults_of_a_new_person_are_said_at_once(database):
    wanted = NewUser("mei", Profile(" ", "x" * 201, "xx", "Mars/Olympus"), password="short")
    with pytest.raises(Invalid) as refused:
        await people.add_user(rules.OPERATOR, wanted)
    assert sorted(refused.value.fields) == ["address_as", "email", "locale", "name", "password", "zone"]


@pytest.mark.parametrize(
    "email", ["", "mei", "@example.org", "mei@", "mei@localhost", "a b@example.org", "a@b@example.org", "x" * 65 + "@example.org"]
)
async def test_what_is_no_address_is_refused(database, email):
    with pytest.raises(Invalid) as refused:
        await people.add_user(rules.OPERATOR, NewUser(email, Profile("Mei")))
    assert list(refused.value.fields) == ["email"]


async def test_a_stale_profile_is_refused(ids):
    mei = await viewer(cast.MEI)
    assert await people.edit_profile(mei, 1, Profile("Lin Mei", "", "en", "Asia/Shanghai")) == 2
    with pytest.raises(Stale):
        await people.edit_profile(mei, 1, Profile("Late"))
    assert (await queries.own(mei)).name == "Lin Mei"
    (entry, _added) = await history.of("person", ids["mei"])
    assert entry.changes == {"name": ("Lin Mei (林梅)", "Lin Mei"), "address_as": ("Ms Lin", ""), "locale": ("zh-Hans", "en")}


async def test_another_address_ends_sign_ins_and_links(ids):
    admin, token = await viewer(cast.ADA), (await signed_in(cast.MEI)).token
    link = await links.offer_reset(admin, ids["mei"])
    assert await people.change_email(admin, ids["mei"], 1, "lin.mei@example.org") == 2
    assert await queries.viewer_of(token) is None
    assert await run("SELECT * FROM one_time_link") == []
    assert link.token
    await sign_ins.sign_in("lin.mei@example.org", cast.MEI.password, AT_HOME)


async def test_a_closed_account_is_shut_to_its_browsers_tokens_and_links_at_once(ids):
    found = await signed_in(cast.MEI)
    secret = await issue_token(found.viewer, NewToken("robot"))
    admin = await viewer(cast.ADA)
    await people.close_account(admin, ids["mei"])
    assert [await queries.viewer_of(found.token), await queries.viewer_of_api_token(secret)] == [None, None]
    with pytest.raises(Invalid):
        await links.offer_reset(admin, ids["mei"])
    await people.reopen_account(admin, ids["mei"])
    await signed_in(cast.MEI)
    assert await acts(ids["mei"]) == ["reopened the account", "closed the account", "added"]


async def test_people_are_found_by_part_of_name_or_address_taken_literally(ids):
    admin = await viewer(cast.ADA)
    assert [row.email for row in (await queries.people(admin, "สมชาย")).rows] == ["somchai@example.org"]
    assert [row.email for row in (await queries.people(admin, " LAYLA")).rows] == ["layla@example.org"]
    assert (await queries.people(admin, "%")).rows == []
    assert (await queries.people(admin, "example.org")).total == 5


async def test_no_secret_stands_in_the_ledger(ids):
    found = await signed_in(cast.MEI)
    link = await links.offer_reset(rules.OPERATOR, ids["somchai"])
    secret = await issue_token(found.viewer, NewToken("robot"))
    written = str(await run("SELECT * FROM history"))
    hashes = [row["password_hash"] for row in await run("SELECT password_hash FROM person")]
    assert [each for each in (found.token, link.token, secret, cast.MEI.password, *hashes) if each in written] == []
    assert await history.verify() is None
