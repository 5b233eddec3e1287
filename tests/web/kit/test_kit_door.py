"""What stands on every answer, whose host is ours, HEAD, and addresses with one spelling."""

import pytest

from coop.web.kit import door

SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types coop"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/about", 200), ("GET", "/", 302), ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("GET", "/static/app.css", 200),
        ("GET", "/static/nothing.css", 404), ("GET", "/en/nothing", 404), ("GET", "/en/private", 303), ("GET", "/en/ruleless", 403), ("DELETE", "/en/about", 405),
        ("POST", "/en/typed", 403), ("GET", "/en/wrong/bug", 500), ("GET", "/en/wrong/away", 503), ("GET", "/api/v1/nothing", 404), ("POST", "/api/v1/things", 401),
        ("GET", "/en/seen?size=x", 400), ("OPTIONS", "/en/about", 204), ("GET", "/robots.txt", 200), ("GET", "/en/seen?q=", 303),
    ],
)  # fmt: skip
async def test_security_headers_stand_on_every_answer(client, method, path, status):
    response = await client.request(method, path)
    assert response.status_code == status
    assert {name: response.headers.get_list(name) for name in SECURITY} == {name: [value] for name, value in SECURITY.items()}
    assert response.headers["permissions-policy"].startswith("accelerometer=(), ")
    assert len(response.headers.get_list("x-request-id")) == 1
    assert "set-cookie" not in response.headers


async def test_a_304_carries_the_security_headers_too(client):
    first = await client.get("/en/about")
    second = await client.get("/en/about", headers={"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert {name: second.headers[name] for name in SECURITY} == SECURITY
    assert "content-type" not in second.headers


async def test_strict_transport_is_not_promised_without_tls(make_app, running, visitor):
    app = make_app(base_url="http://coop.example.org")
    async with running(app), visitor(app) as client:
        response = await client.get("http://coop.example.org/en/about")
    assert response.status_code == 200
    assert "strict-transport-security" not in response.headers


async def test_feeds_may_be_read_by_any_site(client):
    for path, status in (
        ("/en/feeds/all.ics", 200),
        ("/en/feeds/all.ics", 200),
        ("/en/feeds/broken.ics", 404),
        ("/en/feeds/none.ics", 404),
    ):
        response = await client.get(path)
        assert response.status_code == status
        assert response.headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
        assert response.headers.get_list("access-control-allow-origin") == ["*"]
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"coop.example.org", 200), (b"COOP.Example.ORG", 200), (b"coop.example.org:8443", 200), (b"127.0.0.1:9", 200), (b"[::1]:8000", 200), (b"localhost", 200),
        (b"evil.example", 421), (b"coop.example.org.evil.example", 421), (b"evil.example:443@coop.example.org", 421), (b"coop.example.org:x", 421), (b"", 421),
        (b"\xff", 421), (None, 421), (b"[::1", 421), (b"coop.example.org, evil.example", 421),
    ],
)  # fmt: skip
async def test_only_our_hosts_are_answered(ask, host, status):
    answered, _headers, body = await ask("/en/about", host=host)
    assert answered == status
    assert b"evil" not in body


async def test_two_hosts_are_refused(ask):
    status, _headers, _body = await ask("/en/about", headers=[(b"host", b"coop.example.org")])
    assert status == 421
    status, _headers, _body = await ask("/static/app.css", headers=[(b"host", b"evil.example")])
    assert status == 421


async def test_this_machine_is_no_host_of_a_site_in_production(make_app, running, visitor):
    app = make_app(development=False)
    async with running(app), visitor(app) as client:
        assert (await client.get("/en/about", headers={"host": "localhost"})).status_code == 421
        assert (await client.get("/healthz", headers={"host": "10.1.2.3"})).status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/about", "/en/about", "/static/app.css", "/en/feeds/all.ics", "/en/nothing", "/", "/healthz", "/en/private"]
)
async def test_head_answers_like_get_without_the_body(client, path):
    got = await client.get(path)
    asked = await client.head(path)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert asked.headers["content-length"] == str(len(got.content)) or "content-encoding" in got.headers
    assert asked.headers.get("etag") == got.headers.get("etag")


async def test_an_unknown_method_names_those_allowed(client):
    response = await client.delete("/en/about")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("q=&size=2", "/en/seen?size=2"), ("q=&size=", "/en/seen"), ("q", "/en/seen"), ("q=%20&size=2&", "/en/seen?size=2"),
        ("q=%E6%B0%A2&x=", "/en/seen?q=%E6%B0%A2"),
    ],
)  # fmt: skip
async def test_empty_fields_are_dropped_from_the_address(client, query, location):
    response = await client.get(f"/en/seen?{query}")
    assert (response.status_code, response.headers["location"]) == (303, location)


async def test_a_fragment_is_drawn_for_htmx_and_says_that_it_varies(client):
    whole = await client.get("/en/parts")
    part = await client.get("/en/parts", headers={"hx-request": "true"})
    again = await client.get("/en/parts", headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert "<title>whole</title>" in whole.text
    assert part.text == "<p>part</p>"
    assert again.text == whole.text
    assert whole.headers["vary"] == part.headers["vary"] == "accept-encoding, cookie, hx-request"


@pytest.mark.parametrize(
    ("accepted", "cookie", "location"),
    [
        ("", "", "/en/"), ("th", "", "/th/"), ("zh-CN,zh;q=0.9,en;q=0.8", "", "/zh-Hans/"), ("de, ar;q=0.5", "", "/ar/"), ("th", "locale=ar", "/ar/"),
        ("th", "locale=xx", "/th/"), ("xx", "", "/en/"),
    ],
)  # fmt: skip
async def test_the_root_leads_to_the_language_saved_or_asked_for(client, accepted, cookie, location):
    response = await client.get("/", headers={"accept-language": accepted, "cookie": cookie})
    assert (response.status_code, response.headers["location"]) == (302, location)
    assert response.headers["vary"] == "accept-language, cookie"


async def test_errors_outside_the_languages_speak_the_readers_language(client):
    response = await client.get("/nothing", headers={"accept-language": "th"})
    assert response.status_code == 404
    assert '<html lang="th" dir="ltr"' in response.text
    for tag in ("en", "zh-Hans", "th", "ar"):
        assert f'hreflang="{tag}" href="/{tag}/"' in response.text


async def test_a_page_names_its_canonical_address_and_its_other_languages(client):
    text = (await client.get("/th/seen?tz=Asia/Bangkok&page=1&q=b")).text
    assert "canonical" not in text  # the probe has no frame
    text = (await client.get("/th/about?tz=Asia/Bangkok&page=1&q=b")).text
    assert '<link rel="canonical" href="https://coop.example.org/th/about?q=b">' in text
    for tag in ("en", "zh-Hans", "th", "ar"):
        assert f'<link rel="alternate" hreflang="{tag}" href="https://coop.example.org/{tag}/about?q=b">' in text
    assert '<link rel="alternate" hreflang="x-default" href="https://coop.example.org/en/about?q=b">' in text


async def test_absolute_addresses_never_come_from_the_request(client):
    text = (await client.get("/en/about", headers={"host": "localhost:1234", "x-forwarded-host": "evil.example"})).text
    assert "localhost" not in text
    assert "evil" not in text


async def test_answers_given_again_are_bounded_by_their_bytes(client, app, monkeypatch):
    monkeypatch.setattr(door, "_MOST_ANSWERED", 20_000)
    held = []
    for number in (*range(30), *range(30)):
        address = f"/en/seen?q={number}"
        assert [(await client.get(address)).status_code for _ in range(2)] == [200, 200]
        held.append(app._answered_bytes)
        assert held[-1] == sum(len(body) for _status, _headers, body in app._answered.values())
    assert 0 < max(held) <= 20_000
    assert min(held[1:]) < max(held)
