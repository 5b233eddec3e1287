"""A corpus of hostile input at every public address and the main forms: refused or harmless, never a fault of ours, nothing alive."""

import json
import re
import time
from urllib.parse import quote_from_bytes, unquote
from xml.etree import ElementTree as ET

import icalendar
import pytest

from coop.accounts import personal_feeds, queries
from coop.db import run

SCRIPTS = [
    "<script>xqz9()</script>", "</script><script>xqz9()</script>", '"><script>xqz9()</script>', "'><script>xqz9()</script>", "<ScRiPt>xqz9()</sCrIpT>",
    "<img src=x onerror=xqz9()>", '"><img src=x onerror="xqz9()">', "<svg onload=xqz9()>", "<svg/onload=xqz9()>", '" onmouseover="xqz9()', "' onfocus='xqz9()' autofocus='",
    "<iframe src=javascript:xqz9()>", "<a href=javascript:xqz9()>x</a>", "javascript:xqz9()", "JaVaScRiPt:xqz9()", "java\tscript:xqz9()", "data:text/html,<script>xqz9()</script>",
    "vbscript:xqz9()", "<xqz9>", "<math><mtext></math><img src onerror=xqz9()>", "<template><script>xqz9()</script></template>", "<style>@import'//evil.example'</style>",
    "<base href=//evil.example/>", '<meta http-equiv=refresh content="0;url=//evil.example">', "<form action=//evil.example><input name=password>", "{{7*7}}", "{% raw %}", "${7*7}",
    "#{7*7}", "<%= 7*7 %>", "&lt;script&gt;xqz9()&lt;/script&gt;", "&#60;script&#62;xqz9()", "%3Cscript%3Exqz9()%3C/script%3E", "＜script＞xqz9()＜/script＞", "[x](javascript:xqz9())",
    "![x](data:text/html,xqz9)", "<!--", "-->", "]]>", "<![CDATA[<script>xqz9()</script>]]>", "<?xml version='1.0'?>", "*/xqz9()/*", "';xqz9();'", "`${xqz9()}`", "\u2028xqz9()",
]  # fmt: skip
INJECTIONS = [
    "' OR 1=1 --", "'; DROP TABLE conference; --", '" OR ""="', "1) OR (1=1", "1; SELECT pg_sleep(9)", "' UNION SELECT password_hash FROM person --", "%", "_", "%%%%", "\\", "\\'",
    "{}", "{0}", "{} {}", "%s", "%(name)s", "%n%n%n", "*", "a*", "NEAR(a b)", "a AND NOT b", '"', '""', "'", "(((((((((", "a:*", "!", "a & | b", "<->", "title:a", "^a", "+a -b", "-",
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "\tx", ";a", ",a", "a\r\nb", "a\nb", "a\rb",
    "x\r\nSet-Cookie: a=b", "x\r\n\r\n<script>xqz9()</script>", "END:VEVENT", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\nATTENDEE:mailto:a@evil.example", "x;TZID=America", "x:y;z,w\\n", "\\n",
    "RRULE:FREQ=SECONDLY", "BEGIN:VALARM", "x\r\n X-XQZ9:1",
]  # fmt: skip
PATHS = [
    "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "....//....//", "%2e%2e%2f", "..;/", ".", "..", "~root", "C:\\", "file:///etc/passwd", "//evil.example", "http://evil.example",
    "http://169.254.169.254/", "\\\\evil.example\\x", "CON", "nul.txt", ".htaccess", ".git/config", "index.php", "wp-login.php", "conferences.ics.bak", "a/b/c/d",
]  # fmt: skip
NUMBERS = [
    "0", "-1", "00", "007", "1.5", "1e9", "1e999", "NaN", "Infinity", "-0", "0x10", "1_000", " 1", "1 ", "+1", "٣", "๓", "三", "²", "①", "2147483647", "2147483648", "4294967296",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 100, "9" * 4_000, "true", "null", "[]", "undefined",
]  # fmt: skip
LETTERS = [
    "\x00", "a\x00b", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9f", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066",
    "\u2069", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\U0010ffff", "\U000e0001", "e\u0301" * 50, "Z" + "\u0334" * 200, "🏳️‍🌈", "👩‍👩‍👧‍👦", "ﷺ" * 40, "ß" * 300, "İ" * 100, "ﬃ" * 100,
    "氢" * 300, "ไ" * 300, "ا" * 300, "a" * 201, "a" * 5_000, "a " * 1_500, "-" * 1_000, "(" * 1_000, "[" * 1_000, "<" * 1_000, "\\" * 1_000, "a.b" * 500,
]  # fmt: skip
BYTES = [
    b"\xff", b"\xfe\xff", b"\xc0\xaf", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf8\x88\x80\x80\x80", b"\x80", b"a\xffb", b"\xf4\x90\x80\x80", b"\xef\xbf\xbf",
]  # fmt: skip
CORPUS = [*(each.encode("utf-8") for each in (*SCRIPTS, *INJECTIONS, *PATHS, *NUMBERS, *LETTERS)), *BYTES]

WORDS = [
    "/en/search?q=", "/th/conferences?q=", "/en/partners?q=", "/en/projects?q=", "/en/feeds?q=", "/en/feeds/conferences.ics?q=", "/en/feeds/conferences.atom?q=",
    "/en/feeds/conferences.json?q=", "/api/v1/conferences?q=", "/api/v1/organisations?q=", "/api/v1/projects?q=", "/en/sign-in?next=", "/en/conferences/year/2026?q=",
]  # fmt: skip
CHOICES = [
    *(f"/en/conferences?{name}=" for name in ("theme", "topic", "country", "partner", "series", "format", "status", "lang", "from", "to", "sort", "page", "tz", "xqz9")),
    *(f"/ar/partners?{name}=" for name in ("country", "kind", "page")),
    *(f"/en/projects?{name}=" for name in ("theme", "topic", "stage", "partner", "country", "role", "page", "sort")),
    *(f"/en/search?q=a&{name}=" for name in ("kind", "page")),
    *(f"/zh-Hans/feeds/conferences.ics?{name}=" for name in ("kind", "size", "from", "partner", "theme", "status")),
    *(f"/api/v1/conferences?{name}=" for name in ("locale", "page", "partner", "from", "status")),
    *(f"/api/v1/projects?{name}=" for name in ("locale", "page", "stage", "partner")), "/api/v1/organisations?kind=", "/api/v1/series?locale=",
    "/en/feeds/qr.svg?q=", "/en/feeds/qr.svg?theme=", "/en/conferences/month/2026-03?country=", "/en/partners/1?next=", "/en/?q=", "/?locale=",
]  # fmt: skip
PLACES = [
    "/{}", "/{}/conferences", "/en/{}", "/en/conferences/{}", "/en/conferences/1-{}", "/en/conferences/{}.ics", "/en/conferences/month/{}", "/en/conferences/year/{}", "/en/partners/{}",
    "/en/projects/{}", "/en/series/{}", "/en/themes/{}", "/en/feeds/{}", "/en/feeds/{}/conferences.ics", "/en/feeds/hydrogen/{}", "/en/feeds/personal/{}", "/en/feeds/personal/{}.ics", "/en/reset/{}", "/en/invitation/{}", "/static/{}",
    "/api/v1/{}", "/api/v1/conferences/{}", "/api/v1/organisations/{}", "/api/v1/projects/{}", "/api/v1/series/{}", "/api/v1/ror/{}", "/en/desk/ror/{}", "/en/desk/duplicates/{}/decline", "/.well-known/{}", "/dev/{}",
]  # fmt: skip


def test_the_corpus_is_as_large_as_promised():
    assert len(set(CORPUS)) == len(CORPUS)
    assert len(CORPUS) >= 200


def _some(number):
    """A fifth of the corpus, another for each place in turn: all of it is tried at five places together."""
    return CORPUS[number % 5 :: 5]


async def test_words_to_search_for(world, ask, check):
    for start in WORDS:
        path, _, name = start.partition("?")
        for payload in CORPUS:
            began = time.process_time()
            answer = await ask(path, query=name.encode() + quote_from_bytes(payload).encode())
            check(answer, (start, payload))
            assert time.process_time() - began < 2, (start, payload)
            if answer.header("content-type").startswith("text/calendar"):
                calendar = icalendar.Calendar.from_ical(answer.body)
                assert (len(calendar.walk("VEVENT")) <= 1, "X-XQZ9" in calendar) == (True, False), payload
            elif "atom" in answer.header("content-type"):
                ET.fromstring(answer.body)  # noqa: S314 - our own feed
            elif "json" in answer.header("content-type"):
                json.loads(answer.body)


async def test_choices_that_are_none(world, ask, check):
    for number, start in enumerate(CHOICES):
        path, _, query = start.partition("?")
        for payload in _some(number):
            check(await ask(path, query=query.encode() + quote_from_bytes(payload).encode()), (start, payload))
            check(await ask(path, query=query.encode() + payload), (start, "raw", payload))


async def test_choices_of_a_personal_feed(world, ask, check):
    number = (await run("SELECT min(id) AS id FROM person"))[0]["id"]
    path = f"/en/feeds/personal/{await personal_feeds.make_feed(await queries.viewer_of_person(number))}.ics"
    for name in (b"kind=", b"size=", b"xqz9="):
        for payload in CORPUS:
            answer = check(await ask(path, query=name + quote_from_bytes(payload).encode()), (name, payload))
            assert path[20:60] not in answer.text, payload


async def test_paths_that_are_none(world, ask, check):
    for number, place in enumerate(PLACES):
        for payload in _some(number):
            # A server decodes the path; bytes that are no UTF-8 arrive as lone surrogates.
            for path in (payload.decode("utf-8", "surrogateescape"), quote_from_bytes(payload)):
                check(await ask(place.format(path)), (place, path))


async def test_pages_for_staff_stand_it_too(world, ask, check):
    for number, start in enumerate(("/en/desk/people?q=", "/en/desk/people/1?organisation=", "/en/desk/partners/options?field=hosts&hosts-find=", "/en/desk/partners/options?field=",
                                    "/en/desk/partners/hints?names.0.text=", "/en/desk/ror?q=", "/en/desk/ror?page=", "/en/desk/duplicates?page=", "/en/desk/partners/new?ror=", "/en/desk/projects/conferences?q=", "/en/desk/conferences/new?source=", "/en/conferences?partner=")):  # fmt: skip
        path, _, query = start.partition("?")
        for payload in _some(number):
            answer = await ask(path, query=query.encode() + quote_from_bytes(payload).encode(), headers=[(b"cookie", world.cookie)])
            check(answer, (start, payload))
            assert answer.header("cache-control") in {"private, no-store", "no-store"}, (start, payload)


FORMS = {
    "/en/sign-in": ("email", "password", "next"),
    "/en/reset": ("email",),
    "/en/preferences": ("back", "scheme", "language", "zone"),
    "/en/desk/conferences/new": ("names.en", "names.source", "description.en", "topics", "zone", "starts_on", "opens_at", "series", "latitude", "website", "contact", "hosts.0.organisation",
                                 "deadlines.0.due_on", "deadlines.0.round", "languages", "expected_attendance", "add_host", "edition"),
    "/en/desk/partners/new": ("names.0.text", "names.0.tag", "country", "founded", "latitude", "website", "identifiers.0.value", "parent", "zone", "geonames_id", "take", "ror",
                              "another"),
    "/en/desk/projects/new": ("names.en", "acronym", "planned_start", "participations.0.organisation", "agreed_at", "parent", "website", "stage"),
    "/en/desk/people/new": ("email", "name", "roles", "zone"),
    "/en/desk/series/new": ("names.en", "acronym", "website", "home_organisation", "topics"),
    "/en/desk/account": ("name", "locale", "zone", "version"),
    "/en/desk/account/tokens": ("token_name", "scope"),
    "/en/desk/conferences/{conference}/edit": ("version", "names.th", "ends_on"),
    "/en/desk/conferences/{conference}/move": ("starts_on", "reason.en", "version", "announced_on"),
    "/en/desk/conferences/{conference}/cancel": ("reason.en", "successor"),
    "/en/desk/partners/{organisation}/edit": ("version", "names.0.text", "successor"),
    "/en/desk/projects/{project}/entries/new": ("on", "text", "language"),
}  # fmt: skip


async def test_forms(world, ask, check):
    """Each field of each form with a fifth of the corpus; what was typed comes back as text and nothing else."""
    visitor = (await ask("/en/about")).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor)[1].encode()
    page = (await ask("/en/about", headers=[(b"cookie", world.cookie)])).text
    own = re.search(r'name="csrf_token" value="([^"]+)"', page)[1].encode()
    number = 0
    for path, names in FORMS.items():
        signed_in = "/desk/" in path
        headers = [(b"origin", b"https://coop.example.org"), (b"content-type", b"application/x-www-form-urlencoded")]
        if signed_in:
            headers.append((b"cookie", world.cookie))
        for name in names:
            number += 1
            for payload in CORPUS[number % 9 :: 9]:
                body = b"csrf_token=" + (own if signed_in else token) + b"&" + name.encode() + b"=" + quote_from_bytes(payload).encode()
                answer = await ask(path.format(**vars(world)), method="POST", headers=headers, body=body)
                check(answer, (path, name, payload), cookies=answer.status == 303)
    assert (await run("SELECT count(*) AS n FROM conference"))[0]["n"] == 1


ROUNDABOUTS = [
    "//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r//evil.example",
    "/ /evil.example", " //evil.example", "\t//evil.example", "https://evil.example", "http:evil.example", "https:/evil.example", "https:///evil.example", "HTTPS://evil.example",
    "javascript:xqz9()", "JaVaScript:xqz9()", "java\nscript:xqz9()", "data:text/html,x", "vbscript:x", "mailto:a@evil.example", "evil.example", "@evil.example", "https://coop.example.org@evil.example",
    "https://coop.example.org.evil.example", "//coop.example.org@evil.example", "/%09/evil.example", "/.//evil.example", "//%65vil.example", "/\x00/evil.example", "/\u2028/evil.example", "/\xa0/evil.example",
    "／／evil.example", "/／evil.example", "//[::1]", "//evil.example\\@coop.example.org", "?//evil.example", "#//evil.example", "", "/en/desk\r\nSet-Cookie: a=b", "ws://evil.example", "//2130706433",
]  # fmt: skip


async def test_no_roundabout_way_leads_off_the_site(world, ask, check):
    assert len(ROUNDABOUTS) >= 40
    page = (await ask("/en/about")).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1].encode()
    headers = [(b"origin", b"https://coop.example.org"), (b"content-type", b"application/x-www-form-urlencoded")]
    for each in ROUNDABOUTS:
        encoded = quote_from_bytes(each.encode()).encode()
        onward = check(await ask("/en/sign-in", query=b"next=" + encoded, headers=[(b"cookie", world.cookie)]), ("signed in", each))
        if onward.status == 303:
            assert re.match(r"/(?![/\\])", onward.header("location")), each
        back = check(
            await ask("/en/preferences", method="POST", headers=headers, body=b"csrf_token=" + token + b"&scheme=dark&back=" + encoded),
            each,
            cookies=True,
        )
        assert re.match(r"/(?![/\\])", back.header("location")), each
        led = check(await ask("/en/desk", query=b"next=" + encoded), each)
        assert led.status in {303, 400}
        assert led.status == 400 or led.header("location").startswith("/en/")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PATCH", "PUT", "DELETE", "get", "", "GET\r\n", "XQZ9" * 100, "ไทย"])
async def test_methods_nobody_offers(world, ask, check, method):
    for path in ("/en/", "/en/conferences", "/en/feeds/conferences.ics", "/api/v1/themes", "/static/app.css", "/healthz"):
        answer = check(await ask(path, method=method), (method, path), cookies=False)
        assert answer.status in {400, 403, 404, 405, 501}, (method, path, answer.status)


HEADERS = [
    (b"accept-language", b"*" * 5_000), (b"accept-language", b"zz-ZZ;q=9,../../etc/passwd,\xff\xfe,,;;q=x"), (b"accept-language", b"en-" + b"a" * 8_000), (b"accept", b"\xff/\x00"),
    (b"cookie", b"locale=../../etc/passwd; scheme=<script>; zone=xx"), (b"cookie", b"__Host-sid=" + b"A" * 43), (b"cookie", b"sid=\x00\xff; =;;; " * 200), (b"cookie", b"notice=" + b"A" * 9_000),
    (b"authorization", b"Bearer \x00"), (b"authorization", b"Basic " + b"A" * 9_000), (b"if-none-match", b'W/"' + b"a" * 9_000), (b"if-modified-since", b"99999999999999999999"),
    (b"if-modified-since", b"Mon, 01 Jan 0001 00:00:00 +9999"), (b"range", b"bytes=0-0,0-0,0-0"), (b"x-forwarded-for", b"'; DROP TABLE person"), (b"x-forwarded-host", b"evil.example"),
    (b"x-original-url", b"/en/desk/people"), (b"x-http-method-override", b"DELETE"), (b"hx-request", b"true"), (b"hx-current-url", b"javascript:xqz9()"), (b"referer", b"<script>xqz9()</script>"),
    (b"user-agent", b"() { :; }; xqz9"), (b"origin", b"\xff"), (b"sec-fetch-site", b"\xff"), (b"content-length", b"x"), (b"content-type", b"\xff;\xff"), (b"transfer-encoding", b"chunked, xqz9"),
    (b"expect", b"100-continue"), (b"upgrade", b"websocket"), (b"te", b"\xff"), (b"accept-encoding", b"gzip;q=\xff, *;q=x"), (b"priority", b"\xff"), (b"forwarded", b"host=evil.example"),
]  # fmt: skip


async def test_headers_of_any_kind(world, ask, check):
    for name, value in HEADERS:
        for path in ("/", "/en/", "/en/conferences", "/en/feeds/conferences.ics", "/api/v1/conferences", "/en/nothing", "/static/nothing"):
            # A notice that cannot be read is taken away.
            answer = check(await ask(path, headers=[(name, value)]), (name, path), cookies=value.startswith(b"notice="))
            assert b"evil.example" not in answer.body, (name, path)
            check(
                await ask(path, headers=[(name, value), (name, b"other"), (name, value)]),
                (name, path, "three times"),
                cookies=value.startswith(b"notice="),
            )


async def test_another_host_is_not_ours(world, ask, check):
    for host in (
        b"evil.example",
        b"coop.example.org.evil.example",
        b"evil.example:443",
        b"coop.example.org@evil.example",
        b"",
        b"\xff",
        b"coop.example.org evil",
        b"[::ffff:1]",
        None,
    ):
        for path in ("/", "/en/", "/en/conferences", "/en/feeds/conferences.ics", "/api/v1/openapi.json", "/static/app.css"):
            answer = check(await ask(path, host=host), (host, path))
            assert answer.status == 421, (host, path)
            assert b"evil.example" not in answer.body
    two = await ask("/en/", headers=[(b"host", b"evil.example")])
    assert check(two, "two hosts").status == 421


async def test_headers_stand_on_every_kind_of_answer(world, ask, check):
    """200, 304, 301, 303, 400, 401, 403, 404, 405, 410, 413, 414, 415, 421, 422: all with the same headers and without a cookie."""
    tag = (await ask("/en/conferences")).header("etag").encode()
    feed = (await ask("/en/feeds/conferences.ics")).header("etag").encode()
    seen = set()
    for path, options in (
        ("/en/", {}), ("/en/conferences", {"headers": [(b"if-none-match", tag)]}), ("/en/feeds/conferences.ics", {}), ("/en/feeds/conferences.ics", {"headers": [(b"if-none-match", feed)]}),
        (f"/en/conferences/{world.conference}", {}), ("/en/desk", {}), ("/en/conferences", {"query": b"q=%00"}), ("/api/v1/conferences", {"method": "POST"}), ("/en/sign-in", {"method": "POST"}),
        ("/en/nothing", {}), ("/en/about", {"method": "PUT"}), ("/en/reset/x", {}), ("/en/sign-in", {"method": "POST", "body": b"a" * 70_000}), ("/en/conferences", {"query": b"q=" + b"a" * 9_000}),
        ("/en/sign-in", {"method": "POST", "body": b"{}", "headers": [(b"content-type", b"application/json")]}), ("/en/", {"host": b"evil.example"}), ("/api/v1/conferences", {"query": b"page=x"}),
        ("/static/css/base.css", {}), ("/robots.txt", {}), ("/healthz", {}), ("/favicon.ico", {}), ("/api/v1/themes", {"method": "OPTIONS"}),
    ):  # fmt: skip
        answer = check(await ask(path, **options), path)
        seen.add(answer.status)
        if path.startswith("/en/feeds/"):
            assert (answer.header("cross-origin-resource-policy"), answer.header("access-control-allow-origin")) == ("cross-origin", "*")
        else:
            assert (answer.header("cross-origin-resource-policy"), answer.header("access-control-allow-origin")) == ("same-origin", "")
    assert seen == {200, 204, 301, 302, 303, 304, 400, 401, 403, 404, 405, 410, 413, 414, 415, 421, 422}


async def test_what_is_stored_stays_text_in_every_format(world, ask, check, alive):
    """Each payload as a conference's texts: refused with 422, or shown as words in page, calendar, Atom and JSON."""
    headers = [(b"authorization", world.token), (b"content-type", b"application/json")]
    stored = 0
    for payload in (*SCRIPTS, *INJECTIONS, *LETTERS):
        said = {"source": "en", "texts": {"en": payload}}
        facts = {
            "names": said, "summary": said, "description": said, "venue": said, "city": said, "street": said, "topics": ["h2"], "zone": "Asia/Bangkok", "starts_on": "2027-04-01",
            "ends_on": "2027-04-02", "country": "TH", "organised_by": payload[:200],
        }  # fmt: skip
        body = json.dumps({"facts": facts, "visibility": "published"}).encode()
        answer = check(await ask("/api/v1/conferences", method="POST", headers=headers, body=body), payload)
        assert answer.status in {201, 422}, (payload, answer.body)
        stored += answer.status == 201
        for field in ("website", "registration_url", "stream_url", "conduct_url"):
            wrong = {**facts, "names": {"source": "en", "texts": {"en": "A"}}, "summary": {"source": "en", "texts": {}}, "description": {"source": "en", "texts": {}},
                     "venue": {"source": "en", "texts": {}}, "city": {"source": "en", "texts": {}}, "street": {"source": "en", "texts": {}}, "organised_by": "", field: payload}  # fmt: skip
            answer = await ask("/api/v1/conferences", method="POST", headers=headers, body=json.dumps({"facts": wrong}).encode())
            if answer.status != 422:  # characters that are invisible are taken away, and nothing is left
                rows = await run(f"SELECT {field} AS address FROM conference WHERE id = {{}}", json.loads(answer.body)["id"])
                assert (answer.status, rows) == (201, [{"address": ""}]), (field, payload)
    assert stored > 60
    everything = b"from=2000-01-01&size=all"
    calendar = icalendar.Calendar.from_ical((await ask("/en/feeds/conferences.ics", query=everything)).body)
    assert len(calendar.walk("VEVENT")) == stored + 1
    assert {each.name for each in calendar.walk()} <= {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
    names = {name for each in calendar.walk("VEVENT") for name in each}
    assert not {name for name in names if "XQZ9" in name or name in {"RRULE", "ATTENDEE", "VALARM"}}
    atom = ET.fromstring((await ask("/en/feeds/conferences.atom", query=b"from=2000-01-01")).body)  # noqa: S314 - our own feed
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == min(stored + 1, 100)
    for each in atom.iter():
        assert each.tag.startswith("{http://www.w3.org/2005/Atom}"), each.tag
    items = json.loads((await ask("/en/feeds/conferences.json", query=everything)).body)["items"]
    assert len(items) == stored + 1
    for each in await run("SELECT id FROM conference"):
        moved = await ask(f"/en/conferences/{each['id']}")
        page = check(await ask(unquote(moved.header("location"))) if moved.status == 301 else moved, each["id"])
        assert page.status in {200, 404}  # a draft is none of a visitor's
    for path in ("/en/conferences", "/ar/conferences", "/en/search", "/en/"):
        check(await ask(path, query=b"from=2000-01-01" if "conferences" in path else b"q=xqz9" if "search" in path else b""), path)
