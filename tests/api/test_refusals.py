"""Everything the API refuses: a 4xx with a clear sentence, problem+json, and nothing written."""

import json

import pytest

from coop.accounts import api_tokens, sign_ins
from coop.accounts.facts import Browser, NewToken, Scope
from coop.db import run, transaction


def of(answer):
    """Status, and what is said of each field."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    assert body["request"] == answer.headers["x-request-id"]
    return answer.status_code, {each["field"]: each["message"] for each in body.get("errors", ())}


async def lines():
    return (await run("SELECT count(*) AS n FROM history"))[0]["n"]


GAP = "At 2:30 on 26 March 2028 the clocks in Europe/Berlin go forward"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"starts_on": "2028-05-20", "ends_on": "2028-05-18"}, {"ends_on": "The last day must not come before the first day."}),
        ({"starts_on": None, "ends_on": None}, {"starts_on": "Enter the first day. If only the month or year is known, enter any day in it and say so below."}),
        ({"starts_on": "2571-05-18", "ends_on": "2571-05-18"}, {"starts_on": "The year 2571 looks like the Buddhist Era. Enter the common era year 2028.",
                                                                "ends_on": "The year 2571 looks like the Buddhist Era. Enter the common era year 2028."}),
        ({"ends_on": "2031-05-18"}, {"ends_on": "A conference lasts a year at most. Check the last day."}),
        ({"zone": "Mars/Olympus"}, {"zone": "Mars/Olympus is not a time zone we know. Enter a name such as Asia/Shanghai."}),
        ({"zone": "../../etc/passwd"}, {"zone": "../../etc/passwd is not a time zone we know. Enter a name such as Asia/Shanghai."}),
        ({"country": "XX"}, {"country": "XX is not a country or area we know. Choose from the list."}),
        ({"country": ""}, {"country": "Choose the country or area where it takes place."}),
        ({"topics": []}, {"topics": "Choose at least one theme or topic."}),
        ({"topics": ["coal"]}, {"topics": "coal is not a topic we know. Choose from the list."}),
        ({"names": {"source": "en", "texts": {}}}, {"names.en": "Enter a name."}),
        ({"names": {"source": "en", "texts": {"th": "ชื่อ"}}}, {"names.en": "Enter this in the original language too; the others are translations of it."}),
        ({"names": {"source": "en", "texts": {"en": "A", "x; DROP": "B"}}}, {"names": "x; DROP is not a language code such as en, zh-Hans or th."}),
        ({"latitude": 91.0, "longitude": 1.0}, {"latitude": "Enter a latitude from -90 to 90."}),
        ({"latitude": 9.0}, {"longitude": "Enter both latitude and longitude, or neither."}),
        ({"opens_at": "09:00"}, {"closes_at": "Enter both the opening and the closing time, or neither."}),
        ({"opens_at": "9 am", "closes_at": "25:00"}, dict.fromkeys(("opens_at", "closes_at"), "Enter a time of the clocks there as hours and minutes, such as 09:30, without an offset.")),
        ({"opens_at": "09:00:00Z", "closes_at": "17:00:00+07:00"}, dict.fromkeys(("opens_at", "closes_at"), "Enter a time of the clocks there as hours and minutes, such as 09:30, without an offset.")),
        ({"starts_on": "18 May"}, {"starts_on": "This is not the kind of value expected here (Invalid RFC3339 encoded date)."}),
        ({"status": "held"}, {"status": "A new conference is tentative or confirmed."}),
        ({"expected_attendance": 0}, {"expected_attendance": "Enter a number of people between 1 and 10000000."}),
        ({"series": 4711}, {"series": "This series is not on record. Choose one from the list."}),
        ({"successor": 4711}, {"successor": "There is no such conference."}),
        ({"hosts": [{"organisation": 4711}]}, {"hosts.0.organisation": "This organisation is not on record. Choose one from the list."}),
        ({"series": 2**40}, {"series": "Enter a whole number from -2147483646 to 2147483646."}),
        ({"successor": 2**62}, {"successor": "Enter a whole number from -2147483646 to 2147483646."}),
        ({"hosts": [{"organisation": -(2**40)}]}, {"hosts.0.organisation": "Enter a whole number from -2147483646 to 2147483646."}),
        ({"languages": [f"{a}{b}" for a in "abcd" for b in "efgh"]}, {"languages": "At most 15 languages fit."}),
        ({"languages": ["klingon"]}, {"languages": "klingon is not a language code such as en, zh-Hans or th."}),
        ({"deadlines": [{"kind": "abstract", "due_on": "2028-01-01"}] * 2}, {"deadlines.1.round": "There is already a deadline of this kind in this round. Enter another round."}),
        ({"deadlines": [{"kind": "other", "due_on": "2028-01-01"}]}, {"deadlines.0.label.en": "Say what is due."}),
        ({"deadlines": [{"kind": "abstract", "due_on": None}]}, {"deadlines.0.due_on": "Enter the day on which this is due."}),
        ({"deadlines": [{"kind": "abstract", "due_on": "2028-01-01", "round": 99}]}, {"deadlines.0.round": "Enter a round between 1 and 20."}),
    ],
)  # fmt: skip
async def test_wrong_facts_are_named_field_by_field(api, facts, changes, errors):
    before = await lines()
    answer = await api["mei"].post("/conferences", json={"facts": facts(**changes)})
    assert of(answer) == (422, errors)
    assert await lines() == before


async def test_a_time_the_clocks_skip_is_refused_with_its_neighbours(api, facts):
    day = {"starts_on": "2028-03-26", "ends_on": "2028-03-26", "zone": "Europe/Berlin", "opens_at": "02:30", "closes_at": "17:00"}
    answer = await api["mei"].post("/conferences", json={"facts": facts(**day)})
    assert of(answer) == (422, {"opens_at": "Clocks are put forward over this time, so it does not exist. Enter 01:30 or 03:30."})


async def test_a_time_that_comes_twice_asks_which(api, facts):
    day = {"starts_on": "2028-10-29", "ends_on": "2028-10-29", "zone": "Europe/Berlin", "opens_at": "02:30", "closes_at": "17:00"}
    answer = await api["mei"].post("/conferences", json={"facts": facts(**day)})
    said = "Clocks are put back over this time, so it comes twice. Choose the first, 29 Oct 2028, 02:30 (UTC+2), or the second, 29 Oct 2028, 02:30 (UTC+1)."
    assert of(answer) == (422, {"opens_at": said})
    starts = []
    for fold in (0, 1):
        made = await api["mei"].post("/conferences", json={"facts": facts(**day, opens_fold=fold)})
        starts.append((await api["mei"].get(f"/conferences/{made.json()['id']}")).json()["starts_at"])
    assert starts == ["2028-10-29T00:30:00Z", "2028-10-29T01:30:00Z"]


STRAY = {
    "id": 7, "uuid": "00000000-0000-4000-8000-000000000000", "created_by": 1, "granted": [1], "visibility": "published", "version": 9, "sequence": 4, "trashed_at": None,
}  # fmt: skip


@pytest.mark.parametrize("field", STRAY)
async def test_fields_that_are_none_of_the_facts_are_refused(api, facts, field):
    before = await lines()
    answer = await api["mei"].post("/conferences", json={"facts": {**facts(), field: STRAY[field]}})
    assert of(answer) == (422, {f"facts.{field}": "There is no such field."})
    assert await lines() == before


async def test_stray_fields_are_refused_at_every_depth(api, facts, partners):
    nested = facts(
        hosts=[{"organisation": partners["xiamen"], "invited_by": 1}],
        deadlines=[{"kind": "abstract", "due_on": "2028-01-01", "sequence": 3}],
    )
    assert of(await api["mei"].post("/conferences", json={"facts": nested, "role": "administrator"})) == (
        422,
        {
            "facts.hosts.0.invited_by": "There is no such field.",
            "facts.deadlines.0.sequence": "There is no such field.",
            "role": "There is no such field.",
        },
    )
    body = {"names": [{"text": "A", "tag": "en", "preferred": True, "id": 3}], "kinds": ["other"], "version": 3}
    assert set(of(await api["somchai"].post("/organisations", json=body))[1]) == {"names.0.id", "version"}
    body = {
        "names": {"source": "en", "texts": {"en": "A"}},
        "topics": ["h2"],
        "created_by": 1,
        "participations": [{"organisation": 1, "project": 2}],
    }
    assert set(of(await api["somchai"].post("/projects", json=body))[1]) == {"created_by", "participations.0.project"}
    assert set(of(await api["somchai"].post("/projects/1/entries", json={"on": "2026-01-01", "text": "A", "author": 1}))[1]) == {"author"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'"text"', 400), (b"null", 400), (b"1e999", 400), (b"[" * 100_000, 400), (b'{"facts":' * 20_000, 400),
        (b'{"facts": "\xff"}', 400), (b'{"facts": {"names": "\\ud800"}}', 400), (b"{} {}", 400), (b"NaN", 400),
        (b'{"facts": []}', 422), (b'{"facts": {}}', 422), (b"{}", 422), (b'{"facts": {"names": 5}}', 422), (b'{"facts": {"names": {"source": 1, "texts": 2}}}', 422),
        (b'{"facts": ' + b"9" * 5_000 + b"}", 400), (b'{"visibility": "x"}', 422),
    ],
)  # fmt: skip
async def test_bodies_that_cannot_be_read_are_refused(api, body, status):
    answer = await api["mei"].post("/conferences", content=body, headers={"content-type": "application/json"})
    assert of(answer)[0] == status


async def test_ten_megabytes_are_too_large(api):
    text = json.dumps({"facts": "a" * 10_000_000}).encode()
    answer = await api["mei"].post("/conferences", content=text, headers={"content-type": "application/json"})
    assert of(answer) == (413, {})
    assert answer.json()["detail"] == "What was sent is larger than 256 kB. Shorten the text and send it again."


BAD_TEXTS = {
    "nul": "a\x00b",
    "escape": "a\x1bb",
    "c1": "a\x85b",
    "bidi": "a\u202eb",
    "isolate": "a\u2066b",
    "line separator": "a\u2028b",
    "long": "a" * 301,
}


@pytest.mark.parametrize("key", BAD_TEXTS)
async def test_characters_that_hide_or_harm_are_refused_by_name(api, facts, key):
    wanted = facts(names={"source": "en", "texts": {"en": BAD_TEXTS[key]}})
    status, errors = of(await api["mei"].post("/conferences", json={"facts": wanted}))
    assert (status, list(errors)) == (422, ["names.en"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("locale=xx", "locale"), ("locale=../en", "locale"), ("locale=EN", "locale"), ("page=0", "page"), ("page=x", "page"), ("page=99999999999999999999", "page"),
        ("theme=coal", "theme"), ("topic=x", "topic"), ("country=XX", "country"), ("partner=x", "partner"), ("partner=-1", "partner"),
        ("partner=9999999999", "partner"), ("series=0", "series"), ("format=party", "format"), ("status=x", "status"), ("lang=x", "lang"), ("from=2028-13-01", "from"),
        ("from=2028-02-02&to=2028-02-01", "to"), ("to=0001-01-01", "to"), ("sort=x", "sort"), ("q=" + "a" * 201, "q"),
    ],
)  # fmt: skip
async def test_a_question_that_cannot_be_meant_is_refused_by_field(api, query, field):
    status, errors = of(await api[""].get(f"/conferences?{query}"))
    assert (status, list(errors)) == (422, [field])


@pytest.mark.parametrize("path", ["/conferences/0", "/conferences/2147483648", "/conferences/99999999999", "/conferences/" + "9" * 30, "/conferences/" + "9" * 3_000, "/conferences/-1", "/conferences/x", "/conferences/1.0",
                                  "/organisations/0", "/organisations/2147483648", "/projects/2147483648", "/series/2147483648", "/nothing", "/", ""])  # fmt: skip
async def test_numbers_nobody_has_are_not_found(api, path):
    assert of(await api["mei"].get(path)) == (404, {})


async def test_writing_to_numbers_nobody_has_is_not_found(api, facts):
    for number in (0, 77, 2**31, 10**11):
        assert of(await api["mei"].put(f"/conferences/{number}", json={"version": 1, "facts": facts()})) == (404, {})
        assert of(await api["mei"].post(f"/conferences/{number}/publish", json={"version": 1})) == (404, {})
        assert of(await api["mei"].post(f"/conferences/{number}/restore")) == (404, {})
        assert of(await api["mei"].delete(f"/conferences/{number}?version=1")) == (404, {})
        for kind in ("organisations", "projects"):
            assert of(await api["somchai"].delete(f"/{kind}/{number}?version=1")) == (404, {})
            assert of(await api["somchai"].post(f"/{kind}/{number}/restore")) == (404, {})


async def test_a_version_that_never_was_is_stale(api, facts):
    number = (await api["mei"].post("/conferences", json={"facts": facts()})).json()["id"]
    for version in (0, -1, 2, 2**31 - 2):
        answer = await api["mei"].put(f"/conferences/{number}", json={"version": version, "facts": facts(country="MY")})
        assert of(answer) == (409, {})
        assert of(await api["mei"].post(f"/conferences/{number}/publish", json={"version": version})) == (409, {})
    assert (await api["mei"].get(f"/conferences/{number}")).json()["version"] == 1


async def test_the_loser_of_two_saves_is_told(api, facts):
    number = (await api["mei"].post("/conferences", json={"facts": facts()})).json()["id"]
    first = await api["mei"].put(f"/conferences/{number}", json={"version": 1, "facts": facts(country="MY")})
    second = await api["ada"].put(f"/conferences/{number}", json={"version": 1, "facts": facts(country="LA")})
    assert (first.status_code, of(second)) == (200, (409, {}))
    assert second.json()["detail"] == "Somebody else saved a newer version meanwhile. Load it again before you change it."
    assert (await api["mei"].get(f"/conferences/{number}")).json()["facts"]["country"] == "MY"


async def test_a_token_that_only_reads_does_not_write(viewers, program, facts):
    secret = await api_tokens.issue_token(viewers["mei"], NewToken("reading", Scope.READ))
    async with program(secret) as reader:
        answer = await reader.post("/conferences", json={"facts": facts()})
        assert of(answer) == (403, {})
        assert (await reader.get("/conferences")).status_code == 200


async def test_a_revoked_token_opens_nothing_from_the_next_request_on(viewers, program, facts):
    mei = viewers["mei"]
    async with program(await api_tokens.issue_token(mei, NewToken("soon gone", Scope.WRITE))) as gone:
        draft = (await gone.post("/conferences", json={"facts": facts()})).json()["id"]
        rows = await run("SELECT id FROM api_token WHERE name = 'soon gone'")
        await api_tokens.revoke_token(mei, rows[0]["id"])
        for answer in (
            await gone.get(f"/conferences/{draft}"),
            await gone.get("/conferences"),
            await gone.post("/conferences", json={"facts": facts()}),
        ):
            assert of(answer) == (401, {})
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["detail"] == "Send a valid API token, as “Authorization: Bearer …”. You can make one on your account page."


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "Basic bWVpOnB3", "bearer " + "A" * 400, "Bearer coop_" + "A" * 43, "Token a"])
async def test_what_is_no_token_of_ours_is_401_everywhere(api, header):
    for path in ("/conferences", "/themes", "/conferences/1"):
        assert of(await api[""].get(path, headers={"authorization": header})) == (401, {})


async def test_cookies_count_for_nothing(api, facts, viewers):
    async with transaction():
        cookie = await sign_ins.open_sign_in(viewers["mei"], Browser("192.0.2.0/24"))
    answer = await api[""].post("/conferences", json={"facts": facts()}, headers={"cookie": f"__Host-sid={cookie}"})
    assert of(answer) == (401, {})


async def test_other_methods_and_kinds_of_content_are_refused(api):
    answer = await api["mei"].patch("/conferences/1", json={})
    assert of(answer) == (405, {})
    assert {"GET", "HEAD", "PUT", "DELETE"} <= set(answer.headers["allow"].split(", "))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"):
        assert of(await api["mei"].post("/conferences", content=b"{}", headers={"content-type": kind})) == (415, {})


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        (
            {"scheme": "lei", "value": "", "source": "ror"},
            "This is not an LEI: it has 20 characters, the last two of which are check digits.",
        ),
        ({"scheme": "local", "value": " "}, "Enter the identifier."),
        ({"scheme": "local", "value": "a" * 101}, "An identifier has at most 100 characters."),
        ({"scheme": "local", "value": "a" * 101, "source": "import"}, "An identifier has at most 100 characters."),
    ],
)
async def test_identifiers_that_cannot_be_kept_are_refused(api, identifier, message):
    body = {"names": [{"text": "A", "tag": "en", "preferred": True}], "kinds": ["other"], "identifiers": [identifier]}
    assert of(await api["somchai"].post("/organisations", json=body)) == (422, {"identifiers.0.value": message})


async def test_a_member_cannot_say_that_a_name_came_from_a_register(api, partners):
    path = f"/organisations/{partners['iresen']}"
    facts = (await api["layla"].get(path)).json()["facts"]
    spoofed = {"text": "IR\u0415SEN", "tag": "en", "kind": "alias", "source": "ror"}
    wanted = {"version": 1, "facts": {**facts, "names": [*facts["names"], spoofed]}}
    assert of(await api["layla"].put(path, json=wanted)) == (
        422,
        {"names.1.text": "A word of this name mixes letters of different alphabets that look alike. Type the name again."},
    )
    wanted["facts"]["names"][1]["text"] = "Solar body"
    assert (await api["layla"].put(path, json=wanted)).json() == {"version": 2}
    assert await run("SELECT source FROM organisation_name WHERE text = 'Solar body'") == [{"source": "manual"}]
