"""The page of likely duplicates, the hints while a name is typed, and the question before one is added twice."""

import re

import pytest

from coop.accounts import cast
from coop.db import run
from coop.partners import queries
from coop.partners.facts import Kind, NameKind, NewName, NewOrganisation, Source
from coop.partners.keeping import add_organisation
from coop.partners.register import index, records
from coop.viewer import Role, Viewer

NEW = "/en/desk/partners/new"
KEEPER = Viewer(user_id=None, name="Keeper", roles=frozenset({Role.LIAISON}))
ZHEJIANG = {
    "id": "https://ror.org/00a2xv884",
    "names": [
        {"value": "Zhejiang University", "lang": "en", "types": ["ror_display", "label"]},
        {"value": "浙江大学", "lang": "zh", "types": ["label"]},
        {"value": "ZJU", "lang": None, "types": ["acronym"]},
    ],
    "types": ["education"],
    "established": 1897,
    "locations": [{"geonames_id": 1808926, "geonames_details": {"country_code": "CN", "name": "Hangzhou", "lat": 30.29, "lng": 120.16}}],
    "links": [{"type": "website", "value": "https://www.zju.edu.cn"}],
}
TYPED = {
    "names.0.text": "Xiamen University",
    "names.0.tag": "en",
    "names.0.kind": "label",
    "names.0.preferred": "on",
    "kind": "education",
    "country": "CN",
}


async def added(*names, **facts):
    given = tuple(name if isinstance(name, NewName) else NewName(name, "en", preferred=True) for name in names)
    return await add_organisation(KEEPER, NewOrganisation(**{"names": given, "kinds": (Kind.EDUCATION,), "country": "CN", **facts}))


async def in_register():
    record = records.of_json(ZHEJIANG)
    stored = records.encode(record)
    await run(
        "INSERT INTO ror_record (id, ror, status, modified_on, facts, fingerprint) VALUES ({}, {}, 'active', '', {}, '')",
        record.number,
        record.ror,
        stored,
    )
    await index.put_many([record])


async def test_pairs_are_shown_with_reasons_and_declined_with_one(somchai):
    assert "No two organisations look alike" in (await somchai.get("/en/desk/duplicates")).text
    first, second = await added("Xiamen University"), await added("Xiamen University")
    page = await somchai.get("/en/desk/duplicates")
    assert "1 pair" in page.text
    assert "Perhaps one organisation" in page.text
    assert "<dt>Same name in the same country</dt><dd><bdi>Xiamen University</bdi></dd>" in page.text
    assert f'href="/en/desk/partners/{first}/merge/{second}"' in page.text
    decline = re.search(r'href="(/en/desk/duplicates/\d+/decline)"', page.text)[1]
    empty = await somchai.fill(decline, {"reason": " "}, decline)
    assert empty.status_code == 422
    assert "Say why these are two organisations." in empty.text
    done = await somchai.fill(decline, {"reason": "Two campuses"}, decline)
    assert (done.status_code, done.headers["location"]) == (303, "/en/desk/duplicates")
    after = await somchai.get("/en/desk/duplicates")
    restore = decline.replace("decline", "restore")
    assert "These two are not suggested again." in after.text
    assert f'action="{restore}"' in after.text
    declined = await somchai.get("/en/desk/duplicates?show=declined")
    assert "Two campuses" in declined.text
    assert (await somchai.fill(restore, {}, "/en/desk/duplicates?show=declined")).status_code == 303
    assert "1 pair" in (await somchai.get("/en/desk/duplicates")).text
    assert (await somchai.get(restore)).headers["location"] == "/en/desk/duplicates"
    assert "No pair was declined" in (await somchai.get("/en/desk/duplicates?show=declined")).text
    for path in ("999/decline", "0/decline", f"{2**40}/decline"):
        assert (await somchai.get(f"/en/desk/duplicates/{path}")).status_code == 404


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "th", "ar"])
async def test_the_pages_stand_in_every_language(somchai, locale):
    await added("Xiamen University")
    await added("Xiamen University")
    for path in ("desk/duplicates", "desk/duplicates?show=declined", "desk/duplicates/1/decline", "desk/duplicates?page=7"):
        page = await somchai.get(f"/{locale}/{path}")
        assert (page.status_code, f'<html lang="{locale}"' in page.text) == (200, True), path


@pytest.mark.parametrize("typed", ["xmu", "厦大", "厦门", "Xiamen univ", "Xiamne University", "شيامن"])
async def test_hints_come_while_typing_in_any_script(somchai, typed):
    from coop.multilingual import Multilingual

    number = await added(
        "Xiamen University",
        NewName("厦门大学", "zh-Hans", preferred=True),
        NewName("厦大", "zh-Hans", NameKind.ALIAS),
        NewName("XMU", "und", NameKind.ACRONYM),
        city=Multilingual.of("en", en="Xiamen", ar="شيامن"),
    )
    for field in ("name", "names.0.text"):
        hints = await somchai.get("/en/desk/partners/hints", params={field: typed}, headers={"hx-request": "true"})
        assert f'<a href="/en/partners/{number}-xiamen-university">' in hints.text
    assert "</html>" not in hints.text


async def test_hints_offer_what_the_register_knows_unless_it_is_here(somchai):
    await in_register()
    hints = await somchai.get("/en/desk/partners/hints", params={"name": "浙江"})
    assert 'name="take" value="00a2xv884"' in hints.text
    from coop.partners.facts import NewIdentifier
    from coop.partners.identifiers import Scheme

    number = await added("ZJU", identifiers=(NewIdentifier(Scheme.ROR, "00a2xv884"),))
    hints = await somchai.get("/en/desk/partners/hints", params={"name": "浙江"})
    assert 'name="take"' not in hints.text
    assert f'<a href="/en/partners/{number}-zju">' in hints.text
    for nothing in ("", "x", "?!", "q" * 5000):
        assert (await somchai.get("/en/desk/partners/hints", params={"name": nothing})).text.strip() == ""


async def test_without_scripts_the_form_looks_for_similar_ones(somchai):
    number = await added("Xiamen University")
    await in_register()
    page = await somchai.fill(NEW, {**TYPED, "find": "names"}, NEW)
    assert f'<a href="/en/partners/{number}-xiamen-university">' in page.text
    page = await somchai.fill(NEW, {**TYPED, "names.0.text": "Zhejiang univ", "find": "names"}, NEW)
    assert 'name="take" value="00a2xv884"' in page.text
    assert 'value="Zhejiang univ"' in page.text


async def test_a_record_is_taken_over_and_nothing_typed_is_lost(somchai):
    await in_register()
    typed = {
        **TYPED,
        "names.0.text": "Zhejiang univ",
        "names.1.text": "ZheDa",
        "names.1.tag": "en",
        "names.1.kind": "alias",
        "founded": "soon",
        "website": "https://zju.example.org",
        "take": "00a2xv884",
    }
    page = await somchai.fill(NEW, typed, NEW)
    assert page.status_code == 200
    assert "Filled from the ROR record 00a2xv884." in page.text
    values = dict(re.findall(r'name="([^"]+)" type="[a-z]+" value="([^"]*)"', page.text))
    assert [values[f"names.{at}.text"] for at in range(4)] == ["ZheDa", "Zhejiang University", "浙江大学", "ZJU"]
    assert (values["founded"], values["website"], values["identifiers.0.value"]) == ("soon", "https://zju.example.org", "00a2xv884")
    assert '<input type="hidden" name="ror" value="00a2xv884">' in page.text


async def test_an_organisation_made_from_a_record_says_where_its_facts_come_from(somchai):
    await in_register()
    form = await somchai.get(f"{NEW}?ror=00a2xv884")
    assert 'value="浙江大学"' in form.text
    fields = dict(re.findall(r'name="([^"]+)" type="[a-z]+" value="([^"]*)"', form.text))
    fields |= {
        "names.0.kind": "label",
        "names.0.preferred": "on",
        "names.1.kind": "label",
        "names.1.preferred": "on",
        "names.2.kind": "acronym",
    }
    fields |= {
        "identifiers.0.scheme": "ror",
        "kind": "education",
        "country": "CN",
        "city.en": "Hangzhou",
        "city.source": "en",
        "ror": "00a2xv884",
    }
    fields["names.1.text"] = "浙江大學"  # corrected by hand
    done = await somchai.fill(NEW, fields, NEW)
    assert done.status_code == 303, re.findall(r"field-error.*", done.text)
    number = int(done.headers["location"].rpartition("/")[2])
    facts = (await queries.get(KEEPER, number)).facts
    assert [(name.text, name.source) for name in facts.names] == [
        ("Zhejiang University", Source.ROR),
        ("浙江大學", Source.MANUAL),
        ("ZJU", Source.ROR),
    ]
    assert (facts.founded, facts.identifiers[0].source) == (1897, Source.ROR)
    rows = await run("SELECT count(*) AS n FROM ror_proposal WHERE answer = 'open'")
    assert rows[0]["n"] == 0
    assert (await somchai.get(f"{NEW}?ror=00a2xv885")).status_code == 404
    assert (await somchai.get(f"{NEW}?ror=%27%22")).status_code == 404


async def test_before_one_is_added_twice_each_similar_one_must_be_seen(somchai):
    first = await added("Xiamen University")
    asked = await somchai.fill(NEW, TYPED, NEW)
    assert asked.status_code == 409
    assert f'name="another" value="{first}"' in asked.text
    assert "Same name in the same country" in asked.text
    assert 'value="Xiamen University"' in asked.text
    second = await added("Xiamne University")
    again = await somchai.fill(NEW, {**TYPED, "another": str(first)}, NEW)
    assert again.status_code == 409  # a newer one, not yet seen
    assert f'name="another" value="{first}" checked' in again.text
    assert f'name="another" value="{second}"><' in again.text
    done = await somchai.fill(NEW, {**TYPED, "another": [str(first), str(second)]}, NEW)
    assert done.status_code == 303
    assert (await run("SELECT count(*) AS n FROM organisation"))[0]["n"] == 4


async def test_who_does_not_keep_partners_sees_none_of_it(somchai, browser):
    await added("Xiamen University")
    await added("Xiamen University")
    async with browser() as mei:
        await mei.sign_in(cast.MEI)
        for path in ("desk/duplicates", "desk/duplicates/1/decline", "desk/partners/hints?name=xiamen"):
            assert (await mei.get(f"/en/{path}")).status_code == 403
        assert "Possible duplicates" not in (await mei.get("/en/desk")).text
        assert "Register of research organisations (ROR)" in (await mei.get("/en/desk")).text
    assert "Possible duplicates" in (await somchai.get("/en/desk")).text
