"""The pages and the API of merging: choosing the other one, comparing, merging, the list of merges, undoing."""

import re

from coop.accounts import api_tokens, cast
from coop.accounts.facts import NewToken, Scope
from coop.db import run
from coop.merging import merging
from coop.partners import queries
from coop.partners.facts import Status
from coop.viewer import ANONYMOUS


async def test_two_are_compared_merged_and_parted_again(world, rich, browser, form_of):
    path = f"/en/desk/partners/{rich.kept}/merge"
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert f'href="{path}"' in (await somchai.get(f"/en/partners/{rich.kept}", follow_redirects=True)).text
        found = (await somchai.get(f"{path}?other-find=IRESEN&find=other")).text
        assert f'name="other" value="{rich.other}"' in found
        assert f'value="{rich.kept}"' not in found
        assert (await somchai.get(f"{path}?show=1")).status_code == 422
        led = await somchai.get(f"{path}?other={rich.other}&show=1")
        assert (led.status_code, led.headers["location"]) == (303, f"{path}/{rich.other}")
        page = (await somchai.get(f"{path}/{rich.other}")).text
        for words in (
            "Solar Energy Institute", "IRESEN", "معهد البحث", "Wikidata: Q937", "2 conferences", "1 series of conferences", "2 joint projects", "2 agreements",
            "2 interactions", "1 contact<", "1 document", "1 member who signs in", "3 relations to other organisations",
            "In 6 places both stand already", f'href="/en/desk/partners/{rich.other}/merge/{rich.kept}"',
        ):  # fmt: skip
            assert words in page, words
        chosen = dict(re.findall(r'name="keep\.([a-z]+)" value="(theirs|mine)" checked', page))
        assert chosen == {"kinds": "mine", "country": "theirs", "founded": "theirs", "website": "theirs", "parent": "mine"}
        fields = {**form_of(page), **{f"keep.{name}": value for name, value in chosen.items()}, "keep.kinds": "theirs"}
        done = await somchai.fill(f"{path}/{rich.other}", fields)
        assert (done.status_code, done.headers["location"]) == (303, f"/en/partners/{rich.kept}")
        shown = (await somchai.get(done.headers["location"], follow_redirects=True)).text
        assert ("The two are one organisation now." in shown, "/en/desk/merges/1/undo" in shown) == (True, True)
        facts = (await queries.get(world.somchai, rich.kept)).facts
        assert (facts.country, facts.founded, facts.website, facts.parent) == ("MA", 2011, "https://iresen.example.org", world.xiamen)
        assert [str(each) for each in facts.kinds] == ["facility", "government"]
        again = await somchai.fill(f"{path}/{rich.other}", fields)
        assert again.status_code == 409
        listed = (await somchai.get("/en/desk/merges")).text
        assert ("IRESEN" in listed, "Solar Energy Institute" in listed, "/en/desk/merges/1/undo" in listed) == (True, True, True)
        told = (await somchai.get(f"/en/desk/agreements/{rich.other_signs}/history")).text
        assert "An organisation that it names was merged into another" in told
        for kind, number in (
            ("conferences", rich.other_hosts),
            ("projects", rich.other_leads),
            ("interactions", rich.other_meets),
            ("contacts", rich.contact),
        ):
            assert (await somchai.get(f"/en/desk/{kind}/{number}/history")).status_code == 200, kind
        parted = await somchai.fill("/en/desk/merges/1/undo")
        assert (parted.status_code, parted.headers["location"]) == (303, f"/en/partners/{rich.other}")
        assert "both stand as they stood" in (await somchai.get(parted.headers["location"], follow_redirects=True)).text
        assert "undone on" in (await somchai.get("/en/desk/merges")).text
        twice = await somchai.fill("/en/desk/merges/1/undo")
        assert twice.headers["location"] == "/en/desk/merges"
        assert "This merge was undone already." in (await somchai.get("/en/desk/merges")).text


async def test_the_merged_one_says_what_it_is_now_and_everything_else_shows_the_kept_one(world, rich, browser, client):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        pair = [(await queries.get(world.somchai, each)).version for each in (rich.kept, rich.other)]
        fields = {"version": str(pair[0]), "other_version": str(pair[1])}
        assert (await somchai.fill(f"/en/desk/partners/{rich.kept}/merge/{rich.other}", fields)).status_code == 303
    gone = (await client.get(f"/en/partners/{rich.other}-iresen")).text
    assert "This organisation was merged." in gone
    assert f'<a href="/en/partners/{rich.kept}-solar-energy-institute">' in gone
    page = (await client.get("/en/partners?q=iresen")).text
    assert re.findall(r'href="/en/partners/(\d+)-', page) == [str(rich.kept)]
    hosts = (await client.get(f"/en/conferences/{rich.other_hosts}", follow_redirects=True)).text
    assert ("Solar Energy Institute" in hosts, f"/en/partners/{rich.other}" in hosts) == (True, False)
    feed = (await client.get(f"/en/feeds/conferences.ics?partner={rich.kept}")).text
    assert "Other hosts" in feed
    subscribed = (await client.get(f"/en/feeds/conferences.ics?partner={rich.other}")).text
    assert "Other hosts" in subscribed, "who subscribed to the merged one goes on"
    assert len((await client.get(f"/api/v1/conferences?partner={rich.other}&from=2027-01-01")).json()["items"]) == 2
    assert (await queries.get(ANONYMOUS, rich.other)).facts.status is Status.MERGED


async def test_an_empty_list_of_merges_and_versions_that_were_overtaken(world, rich, browser):
    async with browser() as somchai:
        await somchai.sign_in(cast.SOMCHAI)
        assert "No organisations were merged" in (await somchai.get("/en/desk/merges")).text
        path = f"/en/desk/partners/{rich.kept}/merge/{rich.other}"
        stale = await somchai.fill(path, {"version": "1", "other_version": "1"})
        assert stale.status_code == 409
        assert "Somebody changed one of the two after you opened this page." in stale.text
        assert await run("SELECT id FROM organisation_merge") == []


async def test_the_api_merges_and_parts(world, rich, client):
    token = await api_tokens.issue_token(world.somchai, NewToken("merge", Scope.WRITE))
    headers = {"authorization": f"Bearer {token}"}
    pair = [(await queries.get(world.somchai, each)).version for each in (rich.kept, rich.other)]
    body = {"other": rich.other, "version": pair[0], "other_version": pair[1], "taken": ["website"]}
    path = f"/api/v1/organisations/{rich.kept}/merges"
    made = await client.post(path, json=body, headers=headers)
    assert (made.status_code, made.json()) == (201, {"id": 1})
    assert (await client.post(path, json=body, headers=headers)).status_code == 409
    listed = (await client.get("/api/v1/merges", headers=headers)).json()
    assert [(each["id"], each["kept"], each["merged"], each["merged_by"], each["undone_at"]) for each in listed["items"]] == [
        (1, rich.kept, rich.other, "สมชาย วงศ์ทอง", None)
    ]
    assert (await client.post("/api/v1/merges/1/undo", headers=headers)).json() == {"left": []}
    assert (await client.post("/api/v1/merges/1/undo", headers=headers)).status_code == 409
    assert (await client.post(path, json={**body, "taken": ["names"]}, headers=headers)).status_code == 422


async def test_the_members_of_the_merged_one_sign_in_anew(world, rich, browser):
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        assert (await layla.get("/en/desk")).status_code == 200
        await merging.merge(
            world.somchai, rich.kept, rich.other, [(await queries.get(world.somchai, each)).version for each in (rich.kept, rich.other)]
        )
        assert (await layla.get("/en/desk")).headers["location"] == "/en/sign-in?next=/en/desk"
        await layla.sign_in(cast.LAYLA)
        assert f"/en/desk/partners/{rich.kept}/edit" in (await layla.get("/en/desk")).text
