"""A feed names the organiser as everybody may know it now, not as it was when the conference was last saved."""

from coop.partners import queries as partners

FEED = "/en/feeds/conferences.ics"


async def organiser(visitor):
    lines = (await visitor.get(FEED)).text.replace("\r\n ", "").split("\r\n")
    return [line for line in lines if line.startswith("ORGANIZER")]


async def test_a_feed_follows_the_name_the_trash_and_the_return_of_the_organiser(world, published, browser):
    async with browser() as visitor, browser(world.somchai) as somchai:
        assert await organiser(visitor) == ["ORGANIZER;CN=厦门大学;LANGUAGE=zh-Hans:invalid:nomail"]
        edit = f"/en/desk/partners/{world.xiamen}/edit"
        fields = {"version": "1", "kind": "education", "country": "CN", "visibility": "public", "status": "active"}
        fields |= {"names.0.text": "Xiamen University", "names.0.tag": "en", "names.0.kind": "label", "names.0.preferred": "on"}
        saved = await somchai.fill(edit, fields)
        assert saved.status_code == 303, saved.text
        assert await organiser(visitor) == ['ORGANIZER;CN="Xiamen University";LANGUAGE=en:invalid:nomail']
        assert (await somchai.fill(f"/en/desk/partners/{world.xiamen}/trash", {"version": "2"}, page=edit)).status_code == 303
        (line,) = await organiser(visitor)
        assert line.startswith('ORGANIZER;CN="Institut de Recherche en Energie Solaire";')
        assert (await somchai.fill(f"/en/desk/partners/{world.xiamen}/restore", page="/en/desk/trash")).status_code == 303
        assert await organiser(visitor) == ['ORGANIZER;CN="Xiamen University";LANGUAGE=en:invalid:nomail']
        text = (await visitor.get(FEED)).text
        assert (f"UID:{published.uuid}" in text, "SEQUENCE:0" in text, "SEQUENCE:1" in text) == (True, True, False)


async def test_what_changes_nothing_that_feeds_tell_leaves_their_octets_alone(world, published, browser):
    async with browser() as visitor, browser(world.somchai) as somchai:
        before = await visitor.get(FEED)
        edit = f"/en/desk/partners/{world.xiamen}/edit"
        fields = {"version": "1", "kind": "education", "country": "CN", "visibility": "public", "status": "active", "founded": "1921"}
        fields |= {"names.0.text": "厦门大学", "names.0.tag": "zh-Hans", "names.0.kind": "label", "names.0.preferred": "on"}
        assert (await somchai.fill(edit, fields)).status_code == 303
        assert (await partners.get(world.somchai, world.xiamen)).version == 2
        assert (await visitor.get(FEED)).headers["etag"] == before.headers["etag"]
