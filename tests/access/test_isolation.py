"""What somebody may not see leaves no trace: not in a page, a list, a count, a search, a feed, the API, or an ETag."""

import re

import pytest

from coop import clock, db
from coop.accounts import personal_feeds
from coop.conferences import queries, scheduling
from coop.conferences.filters import ConferenceFilter
from coop.conferences.reading import facts_of
from coop.conferences.states import Visibility
from coop.partners import queries as partners
from coop.partners.queries import OrganisationFilter
from coop.projects import queries as projects
from coop.projects.filters import ProjectFilter
from coop.viewer import ANONYMOUS

SECRETS = {
    "mei_draft": "Jadeplan",
    "layla_proposal": "Saffronfair",
    "layla_draft": "Cedarnote",
    "shared_draft": "Dunepaper",
    "thrown": "Tossedmeet",
    "quiet": "Quietstone",
    "private": "Velvetpact",
    "entry": "Marbleline",
    "staff": "Granitefile",
    "thrown_project": "Tossedpact",
    "thrown_organisation": "Tossedbody",
    "person": "Marigoldkin",
    "former": "Thistledown",
    "thrown_contact": "Tossedname",
    "talk": "Clovertalk",
    "secret_talk": "Ambertalk",
    "thrown_talk": "Tossedtalk",
    "owed": "Fernduty",
    "secret_owed": "Thymeduty",
    "deal": "Lanternpact",
    "drafted_deal": "Pebbledraft",
    "secret_deal": "Onyxpact",
    "thrown_deal": "Tossedtreaty",
    "quiet_paper": "Flintpaper",
    "thrown_paper": "Tossedpaper",
}
# What was thrown away stands in no list; the history of what it belonged to goes on naming it to who may edit that.
THROWN = {"thrown", "thrown_project", "thrown_organisation", "thrown_contact", "thrown_deal", "thrown_talk", "thrown_paper"}
KNOWN = {
    "": set(),
    "stranger": set(),
    "omar": set(),
    "layla": {"layla_proposal", "layla_draft", "shared_draft", "private", "entry", "person", "deal", "thrown_paper"},
    "somchai": SECRETS.keys() - THROWN | {"thrown_paper"},
    "mei": SECRETS.keys() - THROWN - {"secret_deal", "secret_talk", "secret_owed"} | {"thrown"},
    "ada": SECRETS.keys() - THROWN | {"thrown", "thrown_paper"},
}
YEAR = clock.today().year + 1
WINDOW = "from=2000-01-01&to=2060-01-01"
SURFACES = [
    "/en/", "/ar/", "/sitemap.xml", "/sitemaps/en/conferences-1.xml", "/sitemaps/en/partners-1.xml", "/sitemaps/en/projects-1.xml", "/sitemaps/en/series-1.xml",
     "/en/themes/hydrogen", "/en/series", "/en/series/{series}", f"/en/conferences?{WINDOW}", f"/th/conferences?{WINDOW}&sort=latest",
    f"/en/conferences?{WINDOW}&country=CN&theme=hydrogen", f"/en/conferences?{WINDOW}&partner={{iresen}}", f"/en/conferences/month/{YEAR}-03",
    f"/en/conferences/year/{YEAR}", "/en/conferences/{open}", "/en/conferences/{open}.ics", "/en/partners", "/en/partners?q=institute", "/en/partners?country=CH",
    "/en/partners/{iresen}", "/en/partners/{xiamen}", "/en/projects", "/en/projects?theme=hydrogen", "/en/projects?partner={iresen}", "/en/projects/{joint}",
    "/en/projects/{private}", "/api/v1/projects/{private}",
    f"/en/feeds?{WINDOW}", f"/en/feeds/conferences.ics?{WINDOW}&kind=conference&kind=deadline&size=all", f"/en/feeds/conferences.atom?{WINDOW}&kind=conference&kind=deadline",
    f"/en/feeds/conferences.json?{WINDOW}&kind=conference&kind=deadline&size=all", "/zh-Hans/feeds/hydrogen/conferences.ics?size=all",
    f"/api/v1/conferences?{WINDOW}", f"/api/v1/conferences?{WINDOW}&partner={{iresen}}", "/api/v1/conferences/{open}", "/api/v1/organisations", "/api/v1/organisations/{iresen}",
    "/api/v1/projects", "/api/v1/projects?partner={iresen}", "/api/v1/projects/{joint}", "/api/v1/series", "/api/v1/series/{series}",
    "/en/desk", "/en/desk/conferences", "/en/desk/conferences/new?find=1", "/en/desk/partners/{iresen}/history", "/en/desk/projects/{joint}/history",
    "/en/desk/projects/{joint}/edit", "/en/desk/partners/{iresen}/edit", "/en/desk/projects/new", "/en/desk/series/new",
    "/en/contacts/{person}", "/en/contacts/{former}", "/en/contacts/{shown}", "/en/contacts/{thrown_contact}", "/en/desk/contacts", "/en/desk/contacts?due=1",
    "/en/partners/{quiet}", "/en/desk/partners/{quiet}/documents", "/api/v1/contacts", "/api/v1/contacts/{person}", "/api/v1/contacts/{shown}",
    "/api/v1/organisations/{iresen}/contacts", "/api/v1/organisations/{quiet}/documents", "/api/v1/organisations/{iresen}/relations",
    "/en/agreements", "/en/desk/interactions", "/en/desk/interactions?partner={iresen}", "/en/desk/interactions/{talk}", "/en/desk/interactions/{secret_talk}", "/en/desk/follow-ups?all=1",
    "/en/partners/{iresen}/timeline", "/en/desk/interactions/{talk}/edit", "/en/desk/interactions/{secret_talk}/history", "/api/v1/interactions", "/api/v1/interactions/{talk}",
    "/api/v1/interactions/{secret_talk}", "/api/v1/follow-ups?all=1", "/api/v1/organisations/{iresen}/timeline",
    "/en/agreements?partner={iresen}", "/en/agreements?theme=hydrogen", "/en/agreements/due?days=365", "/en/agreements/{deal}", "/en/agreements/{secret_deal}",
    "/en/agreements/{drafted_deal}/sheet", "/en/desk/agreements/{deal}/edit", "/en/desk/agreements/{secret_deal}/history", "/en/desk/agreements/{deal}/documents",
    "/api/v1/agreements", "/api/v1/agreements/due", "/api/v1/agreements/{deal}", "/api/v1/agreements/{secret_deal}", "/api/v1/organisations/{iresen}/agreements",
    "/en/desk/ror", "/en/desk/ror?q=xmu", "/en/desk/duplicates", "/api/v1/ror?q=xmu", "/api/v1/ror-proposals", "/api/v1/duplicates",
]  # fmt: skip
SEARCHES = ["/en/search?q={}", "/th/search?q={}&kind=conference", "/en/conferences?q={}&" + WINDOW, f"/en/conferences/year/{YEAR}?q={{}}",
            "/en/projects?q={}", "/en/partners?q={}", "/en/feeds/conferences.json?q={}&" + WINDOW, "/api/v1/conferences?q={}&" + WINDOW,
            "/api/v1/projects?q={}", "/api/v1/organisations?q={}",
            "/en/desk/partners/options?field=hosts&hosts-find={}", "/en/desk/projects/conferences?q={}&agreed_at-find={}",
            "/en/search?q={}&kind=contact", "/en/desk/contacts?q={}", "/api/v1/contacts?q={}", "/en/desk/contacts/hints?email={}@example.org",
            "/en/desk/partners/hints?name={}", "/en/desk/ror?q={}", "/en/agreements?q={}", "/api/v1/agreements?q={}", "/en/search?q={}&kind=agreement", "/en/search?q={}&kind=interaction", "/en/desk/interactions?q={}", "/api/v1/interactions?q={}"]  # fmt: skip


def _shown(text):
    """The objects an answer shows: each bears its word and, so that a page may repeat what was searched for, the word behind a Z."""
    text = text.lower()
    return {each for each, word in SECRETS.items() if f"z{word.lower()}" in text}


@pytest.mark.parametrize("key", KNOWN, ids=lambda each: each or "visitor")
async def test_no_surface_shows_what_is_not_for_this_reader(world, go, key):
    seen = set()
    async with go(key) as browser:
        own = [f"/th/feeds/personal/{await personal_feeds.make_feed(world.viewers[key])}.ics?size=all"] if key in world.viewers else []
        searches = [pattern.format(word, word) for pattern in SEARCHES for word in SECRETS.values()]
        for path in [*(path.format(**world.ids) for path in SURFACES), *own, *searches]:
            answer = await browser.get(path, follow_redirects=True)
            assert answer.status_code in {200, 401, 403, 404}, path
            assert _shown(answer.text) - KNOWN[key] == set(), path
            seen |= _shown(answer.text)
    assert seen == KNOWN[key]


async def test_what_is_hidden_is_like_what_never_was(world, go):
    """Word for word: the 404 of a hidden object tells no more than that of a number nobody has."""
    pairs = [
        ("conferences", "mei_draft"),
        ("conferences", "layla_proposal"),
        ("organisations", "quiet"),
        ("projects", "private"),
        ("projects", "staff"),
    ]
    for key in ("", "stranger", "omar"):
        async with go(key) as browser:
            for kind, name in pairs:
                bodies = []
                for number in (world.ids[name], 987_654):
                    answer = await browser.get(f"/api/v1/{kind}/{number}")
                    assert answer.status_code == 404
                    bodies.append({field: value for field, value in answer.json().items() if field != "request"})
                assert bodies[0] == bodies[1]


COUNTS = {
    "": (3, 2, 1),
    "stranger": (3, 2, 1),
    "omar": (3, 2, 1),
    "layla": (6, 2, 2),
    "somchai": (7, 5, 3),
    "mei": (7, 5, 3),
    "ada": (7, 5, 3),
}


async def test_counts_hold_only_what_is_seen(world, go):
    """Totals in the API and the choices beside the lists: published conferences 3; organisations and projects likewise."""
    for key, expected in COUNTS.items():
        async with go(key) as browser:
            got = [
                (await browser.get(f"/api/v1/{kind}")).json()["total"] for kind in (f"conferences?{WINDOW}", "organisations", "projects")
            ]
        viewer = world.viewers[key] if key else ANONYMOUS
        meetings = await queries.page(viewer, ConferenceFilter(from_=clock.today().replace(year=2000)))
        bodies = await partners.page(viewer, OrganisationFilter(), 1, "en")
        joint = await projects.page(viewer, ProjectFilter())
        assert tuple(got) == expected
        assert (meetings.counts["themes"]["hydrogen"], meetings.counts["countries"]["CN"]) == (expected[0], expected[0])
        assert bodies.choices.countries.get("CH", 0) == (1 if key in {"somchai", "mei", "ada"} else 0)
        assert (joint.choices.themes["hydrogen"], joint.choices.countries.get("CH", 0)) == (
            expected[2],
            1 if key in {"somchai", "mei", "ada"} else 0,
        )


async def test_a_hidden_organisation_is_no_choice_and_narrows_nothing_down(world, go):
    """The forum's second host is hidden: asking for it finds what asking for nobody finds."""
    quiet, path = world.ids["quiet"], "/api/v1/conferences?{}&partner={}"
    for key, total in (("", 0), ("stranger", 0), ("omar", 0), ("layla", 0), ("somchai", 1), ("ada", 1)):
        async with go(key) as browser:
            assert (await browser.get(path.format(WINDOW, quiet))).json()["total"] == total
            assert (await browser.get(f"/api/v1/projects?partner={quiet}")).json()["total"] == total
            if key in {"", "stranger", "omar", "layla"}:
                for address in (
                    "/en/conferences",
                    f"/en/conferences/year/{YEAR}",
                    f"/en/conferences/month/{YEAR}-03",
                    "/en/feeds",
                    "/en/projects",
                ):
                    pages = []
                    for number in (quiet, 987_654):
                        text = (await browser.get(f"{address}?partner={number}")).text
                        pages.append(re.sub(rf'(#|%23|partner(?:=|%(?:25)*3D)|value="){number}\b', r"\1N", text))
                    assert pages[0] == pages[1]
                assert "VEVENT" not in (await browser.get(f"/en/feeds/conferences.ics?partner={quiet}")).text


async def test_facts_name_no_number_of_what_is_hidden(world, go):
    quiet, draft = world.ids["quiet"], world.ids["mei_draft"]
    for key in ("", "stranger", "omar", "layla"):
        async with go(key) as browser:
            forum = (await browser.get(f"/api/v1/conferences/{world.ids['open']}")).json()["facts"]
            assert [each["organisation"] for each in forum["hosts"]] == [world.ids["xiamen"]]
            listed = (await browser.get(f"/api/v1/conferences?{WINDOW}")).json()["items"]
            assert quiet not in [host for each in listed for host in each["hosts"]]
            joint = (await browser.get(f"/api/v1/projects/{world.ids['joint']}")).json()["facts"]
            assert (joint["agreed_at"], [each["organisation"] for each in joint["participations"]]) == (
                None,
                [world.ids["iresen"], world.ids["xiamen"]],
            )
            lines = (await browser.get("/api/v1/projects")).json()["items"]
            assert draft not in [each["agreed_at"] for each in lines]
    async with go("somchai") as browser:
        joint = (await browser.get(f"/api/v1/projects/{world.ids['joint']}")).json()["facts"]
        assert (joint["agreed_at"], [each["organisation"] for each in joint["participations"]][-1]) == (draft, quiet)


async def test_a_partner_who_saves_what_she_was_told_drops_nothing_hidden(world, go):
    path = f"/api/v1/projects/{world.ids['joint']}"
    async with go("layla") as browser:
        whole = (await browser.get(path)).json()
        facts = {**whole["facts"], "acronym": "OJP"}
        assert (await browser.put(path, json={"version": whole["version"], "facts": facts})).json() == {"version": 3}
    rows = await db.run("SELECT organisation FROM participation WHERE project = {} ORDER BY place", world.ids["joint"])
    assert [row["organisation"] for row in rows] == [world.ids["iresen"], world.ids["xiamen"], world.ids["quiet"]]
    assert (await db.run("SELECT agreed_at FROM project WHERE id = {}", world.ids["joint"]))[0]["agreed_at"] == world.ids["mei_draft"]


async def test_a_draft_moves_no_etag(world, go):
    paths = ["/en/conferences", f"/en/conferences/month/{YEAR}-03", "/en/feeds/conferences.ics?kind=conference&kind=deadline", "/en/feeds/conferences.atom",
             "/en/feeds/conferences.json", "/en/search?q=forum", f"/en/partners/{world.ids['xiamen']}"]  # fmt: skip
    async with go() as visitor:
        before = [(await visitor.get(path, follow_redirects=True)).headers["etag"] for path in paths]
        mei = world.viewers["mei"]
        copy = facts_of(await queries.get(mei, world.ids["mei_draft"]))
        made = await scheduling.schedule_conference(mei, copy, Visibility.DRAFT)
        assert [(await visitor.get(path, follow_redirects=True)).headers["etag"] for path in paths] == before
        again = await visitor.get(paths[2], headers={"if-none-match": before[2]})
        assert again.status_code == 304
        assert (await visitor.get(f"/en/conferences/{made.id}", headers={"if-none-match": "*"})).status_code == 404


async def test_withdrawn_is_gone_from_everything_at_the_next_request(world, go):
    number, path = world.ids["spare"], f"/en/conferences/{world.ids['spare']}"
    async with go() as visitor, go("mei") as mei:
        page = await visitor.get(path, follow_redirects=True)
        feed = await visitor.get("/en/feeds/conferences.ics")
        assert (page.status_code, "Spare forum" in feed.text) == (200, True)
        assert (await mei.post(f"/api/v1/conferences/{number}/withdraw", json={"version": 1})).json() == {"version": 2}
        tag = {"if-none-match": page.headers["etag"]}
        assert (await visitor.get(str(page.url), headers=tag)).status_code == 404
        after = await visitor.get("/en/feeds/conferences.ics", headers={"if-none-match": feed.headers["etag"]})
        assert (after.status_code, "Spare forum" in after.text) == (200, False)
        assert (await visitor.get(f"{path}.ics")).status_code == 404
        assert "Spare forum" not in (await visitor.get("/en/search?q=spare")).text
