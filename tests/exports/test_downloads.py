"""Lists as files over HTTP: their filters, what each reader may know, and that the ledger says who took people."""

import asyncio
import csv
import io

import pytest

from coop import clock, history
from coop.accounts import cast
from coop.db import engine
from coop.exports import Format
from coop.liaison import log
from coop.liaison.facts import Kind as Kind_
from coop.liaison.facts import NewFollowUp, NewInteraction, NewPresence
from coop.multilingual import Multilingual
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.contacts.keeping import add_contact
from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation

PATHS = (
    "/en/downloads/conferences",
    "/en/downloads/partners",
    "/en/downloads/projects",
    "/en/agreements/downloads/agreements",
    "/en/agreements/downloads/due",
    "/en/desk/downloads/interactions",
    "/en/desk/downloads/follow-ups",
    "/en/desk/downloads/contacts",
)


def rows_of(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_the_organisations_as_they_are_filtered(world, client):
    facts = NewOrganisation(
        names=(NewName("清华大学", "zh-Hans", preferred=True), NewName("Tsinghua University", "en", preferred=True), NewName("THU", "und")),
        kinds=(Kind.EDUCATION,),
        country="CN",
        founded=1911,
        identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q16955"),),
    )
    await add_organisation(world.somchai, facts)
    answer = await client.get("/zh-Hans/downloads/partners.csv?country=CN&q=tsinghua")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="____ 20')
    assert answer.headers["content-disposition"].partition("filename*=UTF-8''")[2].startswith("%E5%90%88%E4%BD%9C%E6%9C%BA%E6%9E%84%20")
    assert answer.headers["cache-control"] == "private, no-store"
    (row,) = rows_of(answer)
    assert (row["名称"], row["英文名称"], row["原文名称"], row["其他名称"]) == ("清华大学", "Tsinghua University", "清华大学", "THU")
    assert (row["国家或地区"], row["国家或地区代码"], row["成立时间"], row["Wikidata"]) == ("中国", "CN", "1911", "Q16955")
    assert row["网页"] == "https://coop.example.org/zh-Hans/partners/4-%E6%B8%85%E5%8D%8E%E5%A4%A7%E5%AD%A6"
    (read,) = (await client.get("/en/downloads/partners.json?q=tsinghua")).json()
    assert (read["name"], read["founded"], read["latitude"]) == ("Tsinghua University", 1911, None)
    assert (await client.get("/en/downloads/partners.json?q=nothing-of-the-kind")).json() == []


async def test_each_reader_gets_what_their_list_shows(world, browser, client):
    names = {row["Name"] for row in rows_of(await client.get("/en/downloads/partners.csv"))}
    assert names == {"Xiamen University", "IRESEN"}
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert {row["Name"] for row in rows_of(await somchai.get("/en/downloads/partners.csv"))} == names | {"Quiet Institute"}


@pytest.mark.parametrize("path", PATHS)
async def test_every_list_gives_every_kind_of_file(world, browser, path):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        for kind in Format:
            answer = await somchai.get(f"{path}.{kind}")
            assert answer.status_code == 200, kind
            assert answer.headers["content-type"].partition(";")[0] == kind.media_type
            assert (await somchai.head(f"{path}.{kind}")).status_code == 200
        assert (await somchai.get(f"{path}.pdf")).status_code == 404
        assert (await somchai.get(f"{path}")).status_code == 404


async def test_contacts_are_given_to_staff_and_the_ledger_says_to_whom(world, browser):
    await add_contact(world.somchai, NewContact(name="=Lindqvist", email="n@example.org", posts=(NewPost(world.xiamen, title="Head"),)))
    async with browser() as somchai, browser() as layla:
        await layla.sign_in(cast.LAYLA)
        assert (await layla.get("/en/desk/downloads/contacts.csv")).status_code == 403
        await somchai.sign_in(cast.SOMCHAI)
        (row,) = rows_of(await somchai.get("/en/desk/downloads/contacts.csv?q=Lindqvist"))
        assert (row["Name"], row["E-mail"], row["Posts"]) == ("'=Lindqvist", "n@example.org", "Xiamen University, Liaison officer, Head")
    told = await history.of("contact list", world.somchai.user_id)
    assert [(each.act, each.changes["count"][1], each.changes["filter"][1]) for each in told] == [("downloaded contacts", 1, ["text"])]


async def test_statements_do_not_grow_with_the_list(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        counted = []
        for _round in range(2):
            before = engine().statements
            await somchai.get("/en/downloads/partners.csv")
            counted.append(engine().statements - before)
            for at in range(5):
                facts = NewOrganisation(names=(NewName(f"Body {_round} {at}", "en", preferred=True),), kinds=(Kind.OTHER,), country="FR")
                await add_organisation(world.somchai, facts)
        assert counted[0] == counted[1]


async def test_the_lists_offer_their_files_with_their_filters(world, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        page = (await somchai.get("/en/partners?country=CN&page=1")).text
        for kind in Format:
            assert f'href="/en/downloads/partners.{kind}?country=CN"' in page
        assert 'href="/en/downloads/conferences.xlsx"' in (await somchai.get("/en/conferences")).text
        assert 'href="/en/downloads/projects.xlsx"' in (await somchai.get("/en/projects")).text
        assert 'href="/en/agreements/downloads/agreements.csv?kind=mou"' in (await somchai.get("/en/agreements?kind=mou")).text
        assert 'href="/en/desk/downloads/interactions.csv"' in (await somchai.get("/en/desk/interactions")).text
        assert 'href="/en/desk/downloads/contacts.json"' in (await somchai.get("/en/desk/contacts")).text


async def test_the_address_of_a_feed_with_the_ending_of_a_sheet_leads_to_the_file(world, client):
    answer = await client.get("/en/feeds/conferences.csv?theme=ccus")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/downloads/conferences.csv?theme=ccus")


async def test_when_too_many_wait_visitors_are_asked_to_come_back_and_staff_are_not(world, client, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        visitors = [client.get("/en/downloads/partners.csv") for _each in range(30)]
        *answers, own = await asyncio.gather(*visitors, somchai.get("/en/downloads/partners.csv"))
    codes = [each.status_code for each in answers]
    assert codes.count(200) >= 7, "one is made and six wait"
    assert (codes.count(429) > 0, set(codes), own.status_code) == (True, {200, 429}, 200)
    assert {each.headers["retry-after"] for each in answers if each.status_code == 429} == {"10"}


async def test_what_is_owed_and_what_is_due_are_lists_too(world, browser):
    interaction = NewInteraction(
        titles=Multilingual.of("en", en="Talk"),
        kind=Kind_.MEETING,
        happened_on=clock.today(),
        zone="Asia/Bangkok",
        organisations=(NewPresence(world.xiamen),),
    )
    number = await log.log_interaction(world.somchai, interaction)
    for person in (world.somchai, world.mei):
        await log.add_follow_up(world.somchai, number, NewFollowUp(f"Write to {person.name}", person.user_id, clock.today()))
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        (own,) = rows_of(await somchai.get("/en/desk/downloads/follow-ups.csv"))
        assert (own["What is to be done"], own["Due on"], own["Interaction"]) == ("Write to Somchai", clock.today().isoformat(), "Talk")
        assert len(rows_of(await somchai.get("/en/desk/downloads/follow-ups.csv?all=1"))) == 2
        assert rows_of(await somchai.get("/en/agreements/downloads/due.csv?days=365")) == []
        assert 'href="/en/desk/downloads/follow-ups.csv?all=1"' in (await somchai.get("/en/desk/follow-ups?all=1")).text
        assert 'href="/en/agreements/downloads/due.xlsx?days=365"' in (await somchai.get("/en/agreements/due?days=365")).text
