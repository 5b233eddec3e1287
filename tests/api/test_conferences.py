"""A conference over the API from its first draft to the trash and back."""

from coop import history
from coop.db import run

REASON = {"source": "en", "texts": {"en": "The venue was flooded."}}


async def test_a_conference_is_created_read_changed_and_published(api, facts, partners):
    mei, visitor = api["mei"], api[""]
    made = await mei.post("/conferences", json={"facts": facts(hosts=[{"organisation": partners["xiamen"]}])})
    assert made.status_code == 201
    number = made.json()["id"]
    assert made.json() == {"id": number, "version": 1, "url": f"https://coop.example.org/api/v1/conferences/{number}"}
    assert made.headers["location"] == f"https://coop.example.org/api/v1/conferences/{number}"
    assert (await visitor.get(f"/conferences/{number}")).status_code == 404

    whole = (await mei.get(f"/conferences/{number}")).json()
    assert whole["facts"]["names"] == {"source": "en", "texts": {"en": "Hydrogen days", "zh-Hans": "氢能日"}}
    assert (whole["visibility"], whole["status"], whole["version"], whole["sequence"]) == ("draft", "tentative", 1, 0)
    assert (whole["starts_at"], whole["ends_at"]) == ("2028-05-17T17:00:00Z", "2028-05-20T17:00:00Z")

    changed = {**whole["facts"], "country": "MY", "zone": "Asia/Kuala_Lumpur"}
    assert (await mei.put(f"/conferences/{number}", json={"version": 1, "facts": changed})).json() == {"version": 2}
    assert (await mei.post(f"/conferences/{number}/publish", json={"version": 2})).json() == {"version": 3}
    shown = (await visitor.get(f"/conferences/{number}")).json()
    assert (shown["facts"]["country"], shown["starts_at"], shown["visibility"]) == ("MY", "2028-05-17T16:00:00Z", "published")
    listed = (await visitor.get("/conferences?country=MY&locale=zh-Hans")).json()
    assert [(each["id"], each["name"], each["name_locale"], each["hosts"]) for each in listed["items"]] == [
        (number, "氢能日", "zh-Hans", [partners["xiamen"]])
    ]
    assert [each.act for each in await history.of("conference", number)] == ["published", "edited", "drafted"]


async def test_a_conference_is_confirmed_moved_postponed_and_called_off(api, facts):
    mei = api["mei"]
    number = (await mei.post("/conferences", json={"facts": facts(), "visibility": "published"})).json()["id"]
    path = f"/conferences/{number}"
    assert (await mei.post(f"{path}/confirm", json={"version": 1})).json() == {"version": 2}
    too_soon = await mei.post(f"{path}/hold", json={"version": 2})
    assert (too_soon.status_code, too_soon.json()["detail"]) == (409, "This conference is not over yet. Mark it as held afterwards.")
    when = {"starts_on": "2028-06-01", "ends_on": "2028-06-02", "zone": "Asia/Bangkok"}
    assert (await mei.post(f"{path}/move", json={"version": 2, "when": when, "announced_on": "2026-01-05"})).json() == {"version": 3}
    assert (await mei.post(f"{path}/postpone", json={"version": 3, "reason": REASON})).json() == {"version": 4}
    when = {"starts_on": "2029-06-01", "ends_on": "2029-06-02", "zone": "Asia/Bangkok"}
    assert (await mei.post(f"{path}/move", json={"version": 4, "when": when})).json() == {"version": 5}
    assert (await mei.post(f"{path}/cancel", json={"version": 5, "reason": REASON})).json() == {"version": 6}
    whole = (await api[""].get(path)).json()
    assert (whole["status"], whole["status_reason"], whole["sequence"]) == ("cancelled", REASON, 5)
    assert [(each["kind"], each["starts_on"], each["announced_on"]) for each in whole["previous"]] == [
        ("moved", "2028-05-18", "2026-01-05"),
        ("postponed", "2028-06-01", None),
    ]
    refused = await mei.post(f"{path}/confirm", json={"version": 6})
    assert refused.status_code == 409
    assert refused.json()["detail"] == "This conference is cancelled. Schedule a new one and name it as the successor."


async def test_a_conference_goes_to_the_trash_and_comes_back(api, facts):
    mei, visitor = api["mei"], api[""]
    number = (await mei.post("/conferences", json={"facts": facts(), "visibility": "published"})).json()["id"]
    path = f"/conferences/{number}"
    assert (await mei.delete(path)).json()["errors"] == [{"field": "version", "message": "Say which version you read, as ?version=3."}]
    assert (await mei.delete(f"{path}?version=7")).status_code == 409
    gone = await mei.delete(f"{path}?version=1")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await visitor.get(path)).status_code == 410
    assert (await visitor.get("/conferences")).json()["total"] == 0
    assert (await mei.put(path, json={"version": 2, "facts": facts()})).status_code == 410
    assert (await mei.post(f"{path}/restore")).json() == {"version": 3}
    assert (await visitor.get(path)).json()["version"] == 3
    assert (await mei.post(f"{path}/restore")).status_code == 404


async def test_a_proposal_is_submitted_returned_and_published_by_an_organiser(api, facts):
    layla, mei = api["layla"], api["mei"]
    number = (await layla.post("/conferences", json={"facts": facts()})).json()["id"]
    path = f"/conferences/{number}"
    assert (await layla.post("/conferences", json={"facts": facts(), "visibility": "published"})).status_code == 403
    assert (await layla.post(f"{path}/publish", json={"version": 1})).status_code == 403
    assert (await layla.post(f"{path}/submit", json={"version": 1})).json() == {"version": 2}
    assert (await mei.post(f"{path}/return", json={"version": 2, "reason": "Name the venue."})).json() == {"version": 3}
    assert (await layla.post(f"{path}/submit", json={"version": 3})).json() == {"version": 4}
    assert (await mei.post(f"{path}/publish", json={"version": 4})).json() == {"version": 5}
    assert (await layla.put(path, json={"version": 5, "facts": facts()})).status_code == 403
    assert [(each.act, each.reason) for each in await history.of("conference", number)] == [
        ("published", ""),
        ("submitted", ""),
        ("returned", "Name the venue."),
        ("submitted", ""),
        ("drafted", ""),
    ]
    assert (await mei.post(f"{path}/archive", json={"version": 5})).json() == {"version": 6}
    assert (await api[""].get(path)).json()["visibility"] == "archived"
    assert (await mei.post(f"{path}/publish", json={"version": 6})).json() == {"version": 7}
    assert (await mei.post(f"{path}/withdraw", json={"version": 7})).json() == {"version": 8}
    assert (await api[""].get(path)).status_code == 404


async def test_a_deadline_is_extended_and_keeps_what_stood_first(api, facts):
    mei = api["mei"]
    due = {"kind": "abstract", "due_on": "2028-01-10"}
    number = (await mei.post("/conferences", json={"facts": facts(deadlines=[due]), "visibility": "published"})).json()["id"]
    path = f"/conferences/{number}"
    standing = (await mei.get(path)).json()["facts"]["deadlines"][0]
    assert (standing["due_time"], standing["zone"]) == ("23:59:00", "AoE")
    earlier = {"version": 1, "deadline": {**standing, "due_on": "2028-01-09"}}
    answer = await mei.post(f"{path}/deadlines/extend", json=earlier)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "due_on")
    later = {"version": 1, "deadline": {**standing, "due_on": "2028-01-31"}, "announced_on": "2026-01-05"}
    assert (await mei.post(f"{path}/deadlines/extend", json=later)).json() == {"version": 2}
    rows = await run("SELECT due_on, due_at, original_on FROM conference_deadline WHERE conference = {}", number)
    assert [(f"{row['due_on']}", f"{row['due_at']:%Y-%m-%dT%H:%MZ}", f"{row['original_on']}") for row in rows] == [
        ("2028-01-31", "2028-02-01T11:59Z", "2028-01-10")
    ]
    unknown = {**later, "version": 2, "deadline": {**later["deadline"], "uuid": "00000000-0000-4000-8000-000000000000"}}
    assert (await mei.post(f"{path}/deadlines/extend", json=unknown)).status_code == 404


async def test_a_list_comes_in_pages(api, facts):
    for day in range(1, 26):
        for hour in (1, 2, 3):
            names = {"source": "en", "texts": {"en": f"Meeting {day}.{hour}"}}
            when = {"starts_on": f"2028-05-{day:02}", "ends_on": f"2028-05-{day:02}"}
            answer = await api["mei"].post("/conferences", json={"facts": facts(names=names, **when), "visibility": "published"})
            assert answer.status_code == 201
    first = (await api[""].get("/conferences")).json()
    assert (first["total"], first["page"], first["pages"], len(first["items"])) == (75, 1, 2, 50)
    assert first["next"] == "https://coop.example.org/api/v1/conferences?page=2"
    second = (await api[""].get(first["next"])).json()
    assert (second["page"], second["next"], len(second["items"])) == (2, "", 25)
    assert len({each["id"] for each in first["items"] + second["items"]}) == 75


async def test_a_private_stream_link_is_for_people_who_are_signed_in(api, facts):
    stream = {"stream_url": "https://stream.example.org/a", "stream_private": True, "format": "hybrid"}
    number = (await api["mei"].post("/conferences", json={"facts": facts(**stream), "visibility": "published"})).json()["id"]
    told = {key: (await api[key].get(f"/conferences/{number}")).json()["facts"]["stream_url"] for key in ("", "stranger", "mei")}
    assert told == {"": "", "stranger": "https://stream.example.org/a", "mei": "https://stream.example.org/a"}
