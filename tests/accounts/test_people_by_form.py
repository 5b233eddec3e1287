"""The administrator's page for people over HTTP."""

import re

import pytest

from coop import history
from coop.accounts import cast, links, rules
from coop.db import run
from coop.partners.facts import Kind, NewName, NewOrganisation, Visibility
from coop.partners.keeping import add_organisation
from coop.viewer import Role, Viewer

PAGE = "/en/desk/people"
FRESH = "quartz pillow under nine ladders"
NEW = {"email": "new@example.org", "name": "New Person", "address_as": "", "locale": "th", "zone": "Asia/Bangkok", "roles": ["liaison"]}


@pytest.fixture
async def ada(ids, app, browser):
    async with browser(app) as client:
        await client.sign_in(cast.ADA)
        yield client


async def person_page(client, number):
    return (await client.get(f"{PAGE}/{number}")).text


async def test_the_list_shows_everybody_with_roles_and_state(ids, ada):
    await links.ask_reset(cast.SOMCHAI.email, "n")
    shown = (await ada.get(PAGE)).text
    assert "5 people" in shown
    assert "Asks for a new password" in shown
    assert re.findall(r">([a-z]+@example\.org)<", shown) == [
        f"{each}@example.org" for each in ("somchai", "ada", "layla", "mei", "stranger")
    ]


async def test_people_are_found_and_nobody_is_said_in_words(ids, ada):
    assert re.findall(r">([a-z]+@example\.org)<", (await ada.get(f"{PAGE}?q=STRANGER")).text) == ["stranger@example.org"]
    assert "Nobody found" in (await ada.get(f"{PAGE}?q=%25%27")).text
    assert (await ada.get(f"{PAGE}?page=999999999999")).status_code == 200


@pytest.mark.parametrize("member", [cast.MEI, cast.SOMCHAI, cast.LAYLA, cast.STRANGER], ids=lambda member: member.key)
async def test_others_are_shut_out(ids, app, browser, member):
    async with browser(app) as client:
        await client.sign_in(member)
        for path in (PAGE, f"{PAGE}/new", f"{PAGE}/{ids['ada']}"):
            assert (await client.get(path)).status_code == 403
        for path in ("new", f"{ids[member.key]}/roles/administrator/grant", f"{ids['ada']}/link", f"{ids['ada']}/close"):
            assert (await client.submit(f"{PAGE}/{path}", page="/en/desk/account")).status_code == 403
    assert await run("SELECT person_id FROM role_grant WHERE role = 'administrator'") == [{"person_id": ids["ada"]}]


async def test_a_person_is_added_and_their_invitation_shown_once(ids, ada, app, browser):
    answer = await ada.submit(f"{PAGE}/new", NEW, page=f"{PAGE}/new")
    assert answer.status_code == 201
    assert answer.headers["referrer-policy"] == "no-referrer"
    (path,) = re.findall(r'value="https://coop\.example\.org(/th/invitation/[A-Za-z0-9_-]{43})"', answer.text)
    (row,) = await run("SELECT id, locale, zone FROM person WHERE email_key = 'new@example.org'")
    assert (row["locale"], row["zone"]) == ("th", "Asia/Bangkok")
    shown = await person_page(ada, row["id"])
    assert ("Invited" in shown, path.rpartition("/")[2] in shown) == (True, False)
    async with browser(app) as client:
        assert (await client.submit(path, {"password": FRESH}, page=path)).status_code == 303
    assert [(entry.act, entry.actor_name) for entry in await history.of("person", row["id"])] == [
        ("accepted the invitation", "New Person"),
        ("invited", "Ada Fernando"),
        ("added", "Ada Fernando"),
    ]


async def test_a_second_person_of_the_same_address_is_refused_with_what_was_typed(ids, ada):
    answer = await ada.submit(f"{PAGE}/new", {**NEW, "email": "MEI@example.org"}, page=f"{PAGE}/new")
    assert answer.status_code == 422
    assert "Somebody with this e-mail address is here already." in answer.text
    assert ('value="New Person"' in answer.text, 'value="liaison" checked' in answer.text) == (True, True)


async def test_a_role_that_is_none_is_refused(ids, ada):
    assert (await ada.submit(f"{PAGE}/new", {**NEW, "roles": ["king"]}, page=f"{PAGE}/new")).status_code == 422
    assert (await ada.submit(f"{PAGE}/{ids['mei']}/roles/king/grant", page=PAGE)).status_code == 404


async def test_a_role_is_given_undone_and_ends_the_persons_sign_ins(ids, ada, app, browser):
    async with browser(app) as stranger:
        await stranger.sign_in(cast.STRANGER)
        answer = await ada.submit(f"{PAGE}/{ids['stranger']}/roles/organiser/grant", page=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{ids['stranger']}")
        assert (await stranger.get("/en/desk/account")).status_code == 303
    shown = await person_page(ada, ids["stranger"])
    assert "The role is given." in shown
    undo = f"{PAGE}/{ids['stranger']}/roles/organiser/withdraw"
    assert f'action="{undo}"' in shown
    await ada.submit(undo, page=PAGE)
    assert await run("SELECT role FROM role_grant WHERE person_id = {}", ids["stranger"]) == []


async def test_the_last_administrator_cannot_be_shut_out(ids, ada):
    for path in ("roles/administrator/withdraw", "close"):
        answer = await ada.submit(f"{PAGE}/{ids['ada']}/{path}", page=PAGE)
        assert (answer.status_code, "This is the only administrator." in answer.text) == (422, True)


async def test_an_account_is_closed_and_opened_again(ids, ada, app, browser):
    async with browser(app) as mei:
        await mei.sign_in(cast.MEI)
        assert (await ada.submit(f"{PAGE}/{ids['mei']}/close", page=PAGE)).status_code == 303
        assert (await mei.get("/en/desk/account")).status_code == 303
        assert (await mei.sign_in(cast.MEI)).status_code == 422
        assert "Closed" in await person_page(ada, ids["mei"])
        assert (await ada.submit(f"{PAGE}/{ids['mei']}/link", page=PAGE)).status_code == 422
        await ada.submit(f"{PAGE}/{ids['mei']}/reopen", page=PAGE)
        assert (await mei.sign_in(cast.MEI)).status_code == 303


async def test_an_address_is_changed_unless_somebody_was_faster(ids, ada):
    path = f"{PAGE}/{ids['mei']}/email"
    assert (await ada.submit(path, {"version": "1", "email": "nobody"}, page=PAGE)).status_code == 422
    assert (await ada.submit(path, {"version": "1", "email": "lin@example.org"}, page=PAGE)).status_code == 303
    late = await ada.submit(path, {"version": "1", "email": "mei2@example.org"}, page=PAGE)
    assert (late.status_code, "Somebody else changed this person meanwhile." in late.text) == (409, True)
    assert 'value="mei2@example.org"' in late.text
    assert await run("SELECT email FROM person WHERE id = {}", ids["mei"]) == [{"email": "lin@example.org"}]


async def test_a_link_for_a_new_password_is_made_for_who_asked(ids, ada, app, browser):
    await links.ask_reset(cast.LAYLA.email, "n")
    answer = await ada.submit(f"{PAGE}/{ids['layla']}/link", page=PAGE)
    (path,) = re.findall(r'value="https://coop\.example\.org(/ar/reset/[A-Za-z0-9_-]{43})"', answer.text)
    shown = await person_page(ada, ids["layla"])
    assert "Has a link for a new password" in shown
    async with browser(app) as client:
        assert (await client.submit(path, {"password": FRESH}, page=path)).status_code == 303


async def an_organisation(name):
    wanted = NewOrganisation(names=(NewName(name, "fr", preferred=True),), kinds=(Kind.EDUCATION,), visibility=Visibility.PUBLIC)
    return await add_organisation(Viewer(1, "Somchai", frozenset({Role.LIAISON})), wanted)


async def test_a_membership_needs_an_organisation_of_the_register(ids, ada):
    unknown = await ada.submit(f"{PAGE}/{ids['stranger']}/organisations/4711/join", page=PAGE)
    assert unknown.status_code == 404
    assert await run("SELECT organisation_id FROM membership WHERE person_id = {}", ids["stranger"]) == []
    number = await an_organisation("Institut de Recherche en Énergie Solaire")
    shown = (await ada.get(f"{PAGE}/{ids['stranger']}?organisation=solaire")).text
    join = f"{PAGE}/{ids['stranger']}/organisations/{number}/join"
    assert f'action="{join}"' in shown
    assert (await ada.submit(join, page=PAGE)).status_code == 303
    assert await run("SELECT organisation_id FROM membership WHERE person_id = {}", ids["stranger"]) == [{"organisation_id": number}]
    assert "Institut de Recherche" in await person_page(ada, ids["stranger"])
    await ada.submit(f"{PAGE}/{ids['stranger']}/organisations/{number}/leave", page=PAGE)
    assert await run("SELECT organisation_id FROM membership WHERE person_id = {}", ids["stranger"]) == []


@pytest.mark.parametrize("locale", ["zh-Hans", "th", "ar"])
async def test_the_pages_stand_in_every_language(ids, ada, locale):
    for path in ("", "/new", f"/{ids['layla']}"):
        assert (await ada.get(f"/{locale}/desk/people{path}")).status_code == 200


async def test_people_who_are_not_there_are_not_found(ids, ada):
    for path in ("999", "x", "99999999999999999999", "0"):
        assert (await ada.get(f"{PAGE}/{path}")).status_code == 404
        assert (await ada.submit(f"{PAGE}/{path}/close", page=PAGE)).status_code == 404


def test_the_operator_is_no_person():
    assert (rules.OPERATOR.user_id, rules.OPERATOR.is_signed_in) == (None, False)
