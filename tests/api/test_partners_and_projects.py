"""Organisations, series, joint projects and their logbook over the API."""

from coop import history

NAMES = {"source": "en", "texts": {"en": "Saharan hydrogen"}}


def body(**changes):
    usual = {"names": [{"text": "Chulalongkorn University", "tag": "en", "preferred": True}], "kinds": ["education"], "country": "TH"}
    return {**usual, **changes}


async def test_an_organisation_is_kept_by_somchai(api):
    somchai, visitor = api["somchai"], api[""]
    made = await somchai.post("/organisations", json=body())
    number = made.json()["id"]
    path = f"/organisations/{number}"
    assert (made.status_code, made.json()["version"]) == (201, 1)
    whole = (await visitor.get(path)).json()
    assert whole["url"] == f"https://coop.example.org/en/partners/{number}-chulalongkorn-university"
    assert whole["facts"]["names"][0]["text"] == "Chulalongkorn University"
    assert (await somchai.put(path, json={"version": 1, "facts": {**whole["facts"], "founded": 1917}})).json() == {"version": 2}
    assert (await somchai.put(path, json={"version": 1, "facts": body()})).status_code == 409
    assert (await somchai.delete(f"{path}?version=2")).status_code == 204
    assert (await visitor.get(path)).status_code == 410
    assert (await somchai.post(f"{path}/restore")).status_code == 204
    assert (await visitor.get(path)).json()["facts"]["founded"] == 1917
    listed = (await visitor.get("/organisations?country=TH&kind=education&q=chula&locale=th")).json()
    assert [(each["id"], each["name_locale"]) for each in listed["items"]] == [(number, "en")]
    assert [each.act for each in await history.of("organisation", number)] == ["restored", "trashed", "edited", "added"]


async def test_check_digits_are_verified(api):
    ror = body(identifiers=[{"scheme": "ror", "value": "028wp3y59"}])
    answer = await api["somchai"].post("/organisations", json=ror)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "identifiers.0.value"
    right = body(identifiers=[{"scheme": "ror", "value": "028wp3y58"}])
    assert (await api["somchai"].post("/organisations", json=right)).status_code == 201
    again = await api["somchai"].post("/organisations", json=right)
    assert again.json()["errors"] == [
        {"field": "identifiers.0.value", "message": "This identifier already belongs to Chulalongkorn University."}
    ]


async def test_layla_edits_her_own_organisation_and_no_more(api, partners):
    layla, own, other = api["layla"], f"/organisations/{partners['iresen']}", f"/organisations/{partners['xiamen']}"
    facts = (await layla.get(own)).json()["facts"]
    assert (await layla.put(own, json={"version": 1, "facts": {**facts, "website": "https://www.iresen.org"}})).json() == {"version": 2}
    for field, value in {"visibility": "hidden", "status": "inactive", "source": "me", "parent": partners["xiamen"]}.items():
        answer = await layla.put(own, json={"version": 2, "facts": {**facts, field: value}})
        assert (answer.status_code, answer.json()["errors"]) == (
            422,
            [{"field": field, "message": "Only a liaison officer can change this."}],
        )
    assert (await layla.put(other, json={"version": 1, "facts": facts})).status_code == 403
    assert (await layla.post("/organisations", json=body())).status_code == 403
    assert (await layla.delete(f"{own}?version=2")).status_code == 403


async def test_a_joint_project_is_logged_and_its_logbook_kept(api, partners, facts):
    somchai, layla, visitor = api["somchai"], api["layla"], api[""]
    agreed = (await api["mei"].post("/conferences", json={"facts": facts(), "visibility": "published"})).json()["id"]
    parts = [
        {"organisation": partners["iresen"], "role": "coordinator"},
        {"organisation": partners["xiamen"]},
        {"unlisted": "A third body"},
    ]
    wanted = {"names": NAMES, "topics": ["h2"], "stage": "active", "agreed_at": agreed, "participations": parts}
    made = await somchai.post("/projects", json=wanted)
    number = made.json()["id"]
    path = f"/projects/{number}"
    assert made.status_code == 201
    entry = await somchai.post(f"{path}/entries", json={"on": "2026-02-03", "text": "Kick-off in Rabat.", "language": "en"})
    assert entry.status_code == 201
    assert (await layla.post(f"{path}/entries", json={"on": "2026-02-04", "text": "وقعنا الاتفاق.", "language": "ar"})).status_code == 201
    whole = (await visitor.get(path)).json()
    assert [(each["on"], each["text"], each["author"]) for each in whole["entries"]] == [
        ("2026-02-04", "وقعنا الاتفاق.", "ليلى بناني"),
        ("2026-02-03", "Kick-off in Rabat.", "สมชาย วงศ์ทอง"),
    ]
    assert whole["facts"]["agreed_at"] == agreed
    lines = (await visitor.get(f"/projects?partner={partners['iresen']}&stage=active")).json()["items"]
    assert [[(each["organisation"], each["name"], each["role"]) for each in line["partners"]] for line in lines] == [
        [
            (partners["iresen"], "Iresen body", "coordinator"),
            (partners["xiamen"], "Xiamen body", "participant"),
            (None, "A third body", "participant"),
        ]
    ]
    changed = {**whole["facts"], "stage": "completed"}
    assert (await layla.put(path, json={"version": whole["version"], "facts": changed, "reason": "All is done."})).json() == {"version": 2}
    back = await somchai.put(path, json={"version": 2, "facts": {**changed, "stage": "idea"}})
    assert back.status_code == 409
    taken = await layla.put(path, json={"version": 2, "facts": {**changed, "visibility": "partners"}})
    assert taken.json()["errors"] == [{"field": "visibility", "message": "Only a liaison officer can change this."}]
    future = await somchai.post(f"{path}/entries", json={"on": "2100-02-03", "text": "We shall see."})
    assert (future.status_code, future.json()["errors"][0]["field"]) == (422, "on")
    assert (await somchai.delete(f"{path}?version=2")).status_code == 204
    assert (await visitor.get(path)).status_code == 410
    assert (await somchai.post(f"{path}/restore")).status_code == 204
    assert (await visitor.get(path)).json()["facts"]["stage"] == "completed"


async def test_a_series_is_kept_by_organisers(api):
    made = await api["mei"].post("/series", json={"names": NAMES, "topics": ["h2"], "acronym": "SHC"})
    number = made.json()["id"]
    whole = (await api[""].get(f"/series/{number}")).json()
    assert (whole["version"], whole["facts"]["acronym"], whole["facts"]["names"]) == (1, "SHC", NAMES)
    changed = {"version": 1, "facts": {**whole["facts"], "acronym": "SHF"}}
    assert (await api["mei"].put(f"/series/{number}", json=changed)).json() == {"version": 2}
    assert (await api["mei"].put(f"/series/{number}", json=changed)).status_code == 409
    assert (await api["somchai"].put(f"/series/{number}", json=changed)).status_code == 403
    assert [each["facts"]["acronym"] for each in (await api[""].get("/series?locale=ar")).json()] == ["SHF"]
