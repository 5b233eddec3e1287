"""The desk's pages of the register: look-up, record, link, and proposals answered one by one."""

import re

import pytest

from coop.accounts import cast
from coop.partners import queries
from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation, Source
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation
from coop.partners.register import linking, loading, proposals
from coop.viewer import Role, Viewer

KEEPER = Viewer(user_id=None, name="Keeper", roles=frozenset({Role.LIAISON}))


def organisation(name, ror="", **facts):
    identifiers = (NewIdentifier(Scheme.ROR, ror, Source.IMPORT),) if ror else ()
    return NewOrganisation(
        **{"names": (NewName(name, "en", preferred=True),), "kinds": (Kind.EDUCATION,), "identifiers": identifiers, **facts}
    )


async def facts_of(number):
    return (await queries.get(KEEPER, number)).facts


@pytest.mark.parametrize("text", ["xmu", "厦门", "Xiamen univ", "00mcjh785"])
async def test_a_record_is_looked_up_in_any_script(somchai, text):
    page = await somchai.get("/en/desk/ror", params={"q": text})
    assert page.status_code == 200
    assert '<a href="/en/desk/ror/00mcjh785"><bdi>Xiamen University</bdi></a>' in page.text
    assert "University or school · Funder" in page.text


async def test_nothing_found_and_an_empty_register_say_what_to_do(somchai):
    page = await somchai.get("/en/desk/ror?q=nothing+of+the+kind")
    assert "0 records found" in page.text
    assert "Nothing in ROR has this name" in page.text
    assert "20 records, loaded on" in page.text
    assert "Nothing is proposed" in (await somchai.get("/en/desk/ror")).text


async def test_an_empty_register_names_the_command(app, database, browser):
    number = await add_organisation(KEEPER, organisation("IRESEN"))
    from coop.accounts import rules

    await cast.add_cast(rules.OPERATOR, {"IRESEN": number})
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        page = await mei.get("/en/desk/ror")
        assert "coop ror load" in page.text
        assert (await mei.get("/en/desk/ror/00mcjh785")).status_code == 404


async def test_a_record_shows_its_traps(somchai):
    withdrawn = await somchai.get("/en/desk/ror/05v78jy10")
    assert "Withdrawn from ROR" in withdrawn.text
    assert "This record is no longer kept up." in withdrawn.text
    assert '<a href="/en/desk/ror/03eyq4y97"><bdi>Hamad bin Khalifa University</bdi>' in withdrawn.text
    suspect = await somchai.get("/en/desk/ror/01zz42w05")
    assert re.search(r"ISNI <bdi dir=\"ltr\">0000000419367301</bdi>.*Check digits are wrong", suspect.text, re.DOTALL)
    for path in ("05xxxxxxx", "00mcjh786", "%E5%8E%A6%E9%97%A8", "0" * 300):
        assert (await somchai.get(f"/en/desk/ror/{path}")).status_code == 404


async def test_an_organisation_is_linked_after_a_preview(somchai):
    number = await add_organisation(KEEPER, organisation("Xiamen University", country="CN", founded=1920))
    record = await somchai.get("/en/desk/ror/00mcjh785")
    assert f'name="organisation" value="{number}"' in record.text
    address = f"/en/desk/ror/00mcjh785/link?organisation={number}"
    preview = await somchai.get(address)
    assert "厦门大学 (Simplified Chinese)" in preview.text
    assert "Stays as it is here, though ROR says" in preview.text
    assert "<dt>Founded</dt><dd><bdi>1921</bdi></dd>" in preview.text
    assert (await facts_of(number)).website == ""
    done = await somchai.fill("/en/desk/ror/00mcjh785/link", {"organisation": number, "version": 1}, address)
    assert (done.status_code, done.headers["location"]) == (303, f"/en/partners/{number}")
    facts = await facts_of(number)
    assert (facts.website, facts.founded) == ("https://www.xmu.edu.cn", 1920)
    assert "Show the organisation that has this record" in (await somchai.get("/en/desk/ror/00mcjh785")).text
    assert "In our register" in (await somchai.get("/en/desk/ror?q=xmu")).text


async def test_linking_tells_what_is_wrong(somchai):
    number = await add_organisation(KEEPER, organisation("Xiamen University"))
    address = f"/en/desk/ror/00mcjh785/link?organisation={number}"
    stale = await somchai.fill("/en/desk/ror/00mcjh785/link", {"organisation": number, "version": 9}, address)
    assert stale.status_code == 409
    assert "Somebody changed this organisation after you opened the page." in stale.text
    assert 'name="version" value="1"' in stale.text
    none = await somchai.get("/en/desk/ror/00mcjh785/link?show=yes")
    assert none.status_code == 422
    assert "Choose an organisation from the list." in none.text
    assert (await somchai.get("/en/desk/ror/00mcjh785/link?organisation=9999")).status_code == 404
    await add_organisation(KEEPER, organisation("Holder", "00mcjh785"))
    held = await somchai.fill("/en/desk/ror/00mcjh785/link", {"organisation": number, "version": 1}, address)
    assert held.status_code == 422
    assert "This identifier already belongs to Holder." in held.text
    other = await add_organisation(KEEPER, organisation("Other", "01285e189"))
    refused = await somchai.get(f"/en/desk/ror/028wp3y58/link?organisation={other}")
    assert refused.status_code == 422
    assert "This organisation has another ROR identifier." in refused.text
    found = await somchai.get("/en/desk/ror/028wp3y58/link?organisation-find=Holder&find=organisation")
    assert (found.status_code, "Holder" in found.text) == (200, True)


async def changed(records, dump):
    """An organisation linked to QEERI whose record is withdrawn in the next dump, and has another year."""
    records["05v78jy10"]["status"] = "active"
    await loading.load(dump(records), lambda _line: None)
    number = await add_organisation(KEEPER, organisation("QEERI"))
    await linking.link(KEEPER, "05v78jy10", number, 1)
    records["05v78jy10"]["status"] = "withdrawn"
    records["05v78jy10"]["established"] = 2011
    await loading.load(dump(records), lambda _line: None)
    await proposals.compare()
    return number


async def test_proposals_are_answered_one_by_one(somchai, records, dump):
    number = await changed(records, dump)
    page = (await somchai.get("/en/desk/ror")).text
    assert "Another state in ROR" in page
    assert "Hamad bin Khalifa University" in page
    assert "Not in our register yet: add it first" in page
    ids = re.findall(r"/en/desk/ror/proposals/(\d+)/accept", page)
    assert len(ids) == 2
    accepted = await somchai.fill(f"/en/desk/ror/proposals/{ids[0]}/accept", {}, "/en/desk/ror")
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/en/desk/ror")
    declined = await somchai.fill(f"/en/desk/ror/proposals/{ids[1]}/decline", {}, "/en/desk/ror")
    assert declined.status_code == 303
    facts = await facts_of(number)
    assert (facts.status.value, facts.founded) == ("inactive", None)
    again = await somchai.fill(f"/en/desk/ror/proposals/{ids[0]}/accept", {}, "/en/desk/ror")
    assert again.status_code == 303
    told = await somchai.get("/en/desk/ror")
    assert "This proposal was taken over already." in told.text
    assert "Nothing is proposed" in told.text
    history = (await somchai.get(f"/en/desk/partners/{number}/history")).text
    assert "Left as it is, though ROR says otherwise" in history
    assert "https://ror.org/05v78jy10 (record of 2026-06-23)" in history
    for act in ("accept", "decline"):
        assert (await somchai.get(f"/en/desk/ror/proposals/{ids[0]}/{act}")).headers["location"] == "/en/desk/ror"
        assert (await somchai.fill(f"/en/desk/ror/proposals/99999/{act}", {}, "/en/desk/ror")).status_code == 404


async def test_a_proposal_that_the_rules_refuse_is_told_in_words(somchai, records, dump):
    number = await add_organisation(KEEPER, organisation("Xiamen University"))
    await linking.link(KEEPER, "00mcjh785", number, 1)
    await add_organisation(
        KEEPER,
        NewOrganisation((NewName("Holder", "en", preferred=True),), (Kind.OTHER,), identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q7"),)),
    )
    for each in records["00mcjh785"]["external_ids"]:
        if each["type"] == "wikidata":
            each["all"], each["preferred"] = ["Q7"], "Q7"
    await loading.load(dump(records), lambda _line: None)
    await proposals.compare()
    page = (await somchai.get("/en/desk/ror")).text
    proposal = re.search(r"/en/desk/ror/proposals/(\d+)/accept", page)[1]
    assert (await somchai.fill(f"/en/desk/ror/proposals/{proposal}/accept", {}, "/en/desk/ror")).status_code == 303
    assert "This identifier already belongs to Holder." in (await somchai.get("/en/desk/ror")).text


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "th", "ar"])
async def test_the_pages_stand_in_every_language(somchai, records, dump, locale):
    number = await changed(records, dump)
    paths = ("desk/ror", "desk/ror?q=xmu", "desk/ror/05v78jy10", f"desk/ror/05v78jy10/link?organisation={number}", "desk/ror?page=9")
    for path in paths:
        page = await somchai.get(f"/{locale}/{path}")
        assert (page.status_code, f'<html lang="{locale}"' in page.text) == (200, True), path


async def test_mei_looks_up_and_does_not_link(somchai, browser, records, dump):
    await changed(records, dump)
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        assert "Xiamen University" in (await mei.get("/en/desk/ror?q=xmu")).text
        page = await mei.get("/en/desk/ror")
        assert (page.status_code, "Another state in ROR" in page.text) == (200, False)
        record = await mei.get("/en/desk/ror/00mcjh785")
        assert (record.status_code, "Link to an organisation" in record.text) == (200, False)
        assert (await mei.get("/en/desk/ror/00mcjh785/link")).status_code == 403


async def test_a_hidden_organisation_is_known_to_staff_only_and_a_forged_reason_is_refused(somchai, records, dump):
    number = await changed(records, dump)
    page = (await somchai.get("/en/desk/ror")).text
    proposal = re.search(r"/en/desk/ror/proposals/(\d+)/decline", page)[1]
    refused = await somchai.fill(f"/en/desk/ror/proposals/{proposal}/decline", {"reason": "turned \u202e round"}, "/en/desk/ror")
    assert refused.status_code == 303
    assert len((await proposals.groups([number]))[0].proposals) == 2
