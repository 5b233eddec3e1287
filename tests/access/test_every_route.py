"""Every route x everybody: who may, against a written table. A route without a row fails, and so does a row without a route."""

import re
from pathlib import Path

from coop import db
from coop.accounts import api_tokens, personal_feeds, sign_ins
from coop.accounts.facts import Browser, NewToken
from coop.notices import refusals
from coop.web.kit import access

WHO = ("", "stranger", "omar", "layla", "somchai", "mei", "ada")
"""The columns: a visitor; signed in without a role; member of Xiamen; member of IRESEN; liaison officer; organiser; administrator."""

TABLE = Path(__file__).with_name("routes.txt").read_text(encoding="utf-8")
ROWS = [line.split() for line in TABLE.splitlines() if line.strip() and not line.startswith("#")]

# What was thrown away before is thrown away again, so that everybody finds the same.
AGAIN = {
    "conference": "UPDATE conference SET trashed_at = revised_at WHERE id = {}",
    "organisation": "UPDATE organisation SET trashed_at = revised_at WHERE id = {}",
    "project": "UPDATE project SET trashed_at = revised_at WHERE id = {}",
    "contact": "UPDATE contact SET trashed_at = revised_at WHERE id = {}",
    "interaction": "UPDATE interaction SET trashed_at = revised_at WHERE id = {}",
    "agreement": "UPDATE agreement SET trashed_at = revised_at WHERE id = {}",
    "document": "UPDATE document SET trashed_at = revised_at WHERE id = {}",
}
THROWN = (
    ("conference", "thrown"),
    ("organisation", "thrown_organisation"),
    ("project", "thrown_project"),
    ("contact", "thrown_contact"),
    ("interaction", "thrown_talk"),
    ("agreement", "thrown_deal"),
    ("document", "thrown_paper"),
)
FORM = {"version": "999", "token_name": "another"}
NAMES = {"source": "en", "texts": {"en": "A name"}}
STEP = {"version": 999}
REASON = {"source": "en", "texts": {"en": "For a reason"}}
DUE = {"kind": "abstract", "due_on": "2030-01-01"}
CONFERENCE = {"names": NAMES, "topics": ["h2"], "zone": "Asia/Shanghai", "starts_on": "2029-05-01", "country": "CN"}
ORGANISATION = {"names": [{"text": "A body", "tag": "en", "preferred": True}], "kinds": ["education"]}
PROJECT = {"names": NAMES, "topics": ["h2"]}
CONTACT = {"name": "Somebody", "posts": [{"organisation": 1}]}
AGREEMENT = {"titles": NAMES, "kind": "mou", "parties": [{"unlisted": "A body"}]}
INTERACTION = {"titles": NAMES, "kind": "call", "happened_on": "2026-01-01", "organisations": [{"organisation": 1}]}
DOCUMENT = {"title": "A paper", "url": "https://example.org/paper"}
BODIES = {
    "PUT /api/v1/organisations/{number:int}/relations": {"version": 999, "relations": []},
    "POST /api/v1/organisations/{number:int}/documents": DOCUMENT,
    "PUT /api/v1/documents/{number:int}": {"version": 999, "facts": DOCUMENT},
    "POST /api/v1/agreements": AGREEMENT,
    "PUT /api/v1/agreements/{number:int}": {"version": 999, "facts": AGREEMENT},
    "POST /api/v1/agreements/{number:int}/sign": {"version": 999, "signatures": [{"place": 0, "signed_on": "2026-01-01"}]},
    "POST /api/v1/agreements/{number:int}/move": {"version": 999, "state": "approved"},
    "POST /api/v1/agreements/{number:int}/renew": {"version": 999, "period": {"from_on": "2029-01-01", "ends_on": "2029-12-31"}},
    "POST /api/v1/interactions": INTERACTION,
    "PUT /api/v1/interactions/{number:int}": {"version": 999, "facts": INTERACTION},
    "POST /api/v1/interactions/{number:int}/follow-ups": {"text": "Call", "assignee": 1, "due_on": "2026-01-01"},
    "POST /api/v1/contacts": CONTACT,
    "PUT /api/v1/contacts/{number:int}": {"version": 999, "facts": CONTACT},
    "POST /api/v1/contacts/{number:int}/erase": {"version": 999, "reason": "Asked for."},
    "POST /api/v1/conferences": {"facts": CONFERENCE},
    "PUT /api/v1/conferences/{number:int}": {"version": 999, "facts": CONFERENCE},
    "POST /api/v1/conferences/{number:int}/move": {"version": 999, "when": {"starts_on": "2029-06-01", "zone": "Asia/Shanghai"}},
    "POST /api/v1/conferences/{number:int}/postpone": {"version": 999, "reason": REASON},
    "POST /api/v1/conferences/{number:int}/cancel": {"version": 999, "reason": REASON},
    "POST /api/v1/organisations": ORGANISATION,
    "PUT /api/v1/organisations/{number:int}": {"version": 999, "facts": ORGANISATION},
    "POST /api/v1/projects": PROJECT,
    "PUT /api/v1/projects/{number:int}": {"version": 999, "facts": PROJECT},
    "POST /api/v1/projects/{number:int}/entries": {"on": "2026-01-02", "text": "We met."},
    "POST /api/v1/series": {"names": NAMES, "topics": ["h2"]},
    "PUT /api/v1/series/{number:int}": {"version": 999, "facts": {"names": NAMES, "topics": ["h2"]}},
}


def outcome(answer):
    """The letter of the table for an answer; anything that is in no table stands with its number."""
    status = answer.status_code
    if status == 401 or (status == 303 and answer.headers["location"].startswith("/en/sign-in?next=")):
        return "s"
    if status == 403:
        assert "This form is too old" not in answer.text
        return "s" if "You are not signed in any more" in answer.text else "-"
    if status in {404, 410}:
        return "0" if status == 404 else "g"
    return "+" if status < 400 or status in {409, 422} else f"?{status}"


def test_every_route_has_a_row_and_every_row_a_route(app):
    listed = access.rules(app.framework)
    assert [each for each in listed if each.access not in access.RULES] == []
    assert {f"{each.method} {each.path}" for each in listed} == {f"{method} {pattern}" for method, pattern, _path, _outcomes in ROWS}


async def _ask(browser, method, pattern, path, forms):
    if method == "GET":
        answer = await browser.get(path)
        bare = await browser.head(path)
        assert (bare.status_code, bare.content) == (answer.status_code, b"")
        return answer
    if path.startswith("/api/"):
        body = BODIES.get(f"{method} {pattern}", STEP)
        if pattern.endswith("/extend"):
            body = {"version": 999, "deadline": {**DUE, "uuid": forms["due"]}}
        return await browser.request(method, path, json=None if method == "DELETE" or pattern.endswith("/restore") else body)
    return await browser.request(method, path, data={**FORM, "csrf_token": forms["csrf"]})


async def test_everybody_gets_exactly_what_the_table_says(app, world, go):
    mei = world.viewers["mei"]
    async with db.transaction():
        await sign_ins.open_sign_in(mei, Browser("192.0.2.0/24"))
    await api_tokens.issue_token(mei, NewToken("second"))
    sign_in = (await db.run("SELECT max(id) AS id FROM sign_in"))[0]["id"]
    token = (await db.run("SELECT max(id) AS id FROM api_token"))[0]["id"]
    refusal = refusals.token(app.site.settings, world.ids["target"], "reminder")
    feed = await personal_feeds.make_feed(mei)
    places = {**world.ids, "mei_feed": feed, "mei_sign_in": sign_in, "mei_token": token, "due": world.deadlines["open"], "refusal": refusal}
    browsers, forms = {}, {}
    for key in (*WHO, "closed", "ended"):
        browsers[key] = go(key)
        text = (await browsers[key].get("/en/about")).text
        forms[key] = {"csrf": re.search(r'name="csrf_token" value="([^"]+)"', text)[1], "due": places["due"]}
    wrong = []
    for method, pattern, path, outcomes in ROWS:
        address = path.format(**places)
        found, expected = "", outcomes
        for key in (*WHO, "closed", "ended"):
            if pattern.endswith("/restore") and method == "POST":
                for kind, name in THROWN:
                    await db.run(AGAIN[kind], world.ids[name])
            found += outcome(await _ask(browsers[key], method, pattern, address, forms[key]))
        # A closed account and an ended sign-in are visitors to the pages; the API refuses their tokens outright.
        expected += "ss" if address.startswith("/api/") else 2 * outcomes[0]
        if found != expected:
            wrong.append(f"{method} {path}: {found} instead of {expected}")
    for each in browsers.values():
        await each.aclose()
    assert wrong == []


async def test_options_is_answered_alike_for_what_is_hidden_and_what_is_not_there(world, go):
    async with go() as visitor:
        for number in (world.ids["open"], world.ids["mei_draft"], 999_999):
            answer = await visitor.options(f"/api/v1/conferences/{number}")
            assert (answer.status_code, answer.content) == (204, b"")
