"""What made the stock framework answer 500 to anybody: each is a 4xx here."""

import asyncio

import pytest

FORM = [(b"content-type", b"application/x-www-form-urlencoded"), (b"origin", b"https://coop.example.org")]
JSON = [(b"content-type", b"application/json")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"name": ' * 20_000, 400),
        (b'{"name": "\xff"}', 400),
        (b'{"name": "a"', 400),
        (b"", 400),
        (b'{"name": "a", "owner": 1}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "a"}', 201),
    ],
)
async def test_json_that_cannot_be_used_is_a_clear_400(ask, body, status):
    answered, headers, content = await ask("/api/v1/open-things", method="POST", headers=JSON, body=body)
    assert answered == status
    if status == 400:
        assert headers[b"content-type"] == b"application/problem+json"
        assert b'"status":400' in content


async def test_json_over_its_limit_is_413(ask):
    status, _headers, _body = await ask("/api/v1/open-things", method="POST", headers=JSON, body=b'{"name": "' + b"a" * 300_000 + b'"}')
    assert status == 413


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (b"application/x-www-form-urlencoded", b"name=%ff&csrf_token=T", 400),
        (b"application/x-www-form-urlencoded", b"name=\xff&csrf_token=T", 400),
        (b"application/x-www-form-urlencoded", b"&".join([b"a=b"] * 1_001), 400),
        (b"application/x-www-form-urlencoded", b"a=" + b"b" * 70_000, 413),
        (
            b"multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=bogus\r\n\r\nb\r\n--x--',
            415,
        ),
        (b"multipart/form-data", b"", 415),
        (b"application/json", b"{}", 415),
        (b"\xff", b"a=b", 415),
        (b"application/x-www-form-urlencoded", b"name=ok&name=again&csrf_token=T", 200),
        (b"application/x-www-form-urlencoded; charset=utf-8", b"csrf_token=T&name=%E6%B0%A2", 200),
    ],
)
async def test_forms_that_cannot_be_read_are_refused_in_words(ask, token, content_type, body, status):
    headers = [(b"content-type", content_type), (b"origin", b"https://coop.example.org")]
    answered, _headers, content = await ask("/en/typed", method="POST", headers=headers, body=body.replace(b"=T", b"=" + token.encode()))
    assert answered == status
    assert content.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "path",
    ["/static/\x00", "/static/" + "a" * 5_000, "/static/../settings.py", "/static//etc/passwd", "/en/\x00", "/en/" + "a" * 5_000,
     "/en/thing/\udcff", "/en/thing/\ufffd", "/static/", "/static", "//", "/en//evil.example", "/xx/about", "/EN-latn/about", "/en/thing/99999999999",
     "/en/thing/" + "9" * 5_000, "/en/thing/²", "/en/thing/x", "/en/thing/-1", "/api/v1/nothing", "/\r\nX: y"],
)  # fmt: skip
async def test_paths_that_are_none_of_ours_are_404(ask, path):
    status, headers, _body = await ask(path)
    assert status == 404
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (b"q=%00", 400), (b"q=%1b", 400), (b"q=%ff", 200), (b"q=\xe6\xb0\xa2", 200), (b"q=\xff", 400), (b"q=a b", 400), (b"size=x", 400), (b"size=-1", 400),
        (b"size=" + b"9" * 5_000, 400), (b"&".join([b"a=1"] * 300), 414), (b"q=" + b"a" * 9_000, 414), (b"q=1&q=2", 200), (b"q=%", 200), (b"q=%E6%B0%A2", 200),
    ],
)  # fmt: skip
async def test_queries_are_read_or_refused(ask, query, status):
    answered, _headers, _body = await ask("/en/seen", query=query)
    assert answered == status


@pytest.mark.parametrize(
    "header",
    [
        (b"cookie", b"sid=\xff; \x00=1; =; ;;; __Host-sid=\xc3\xa9"),
        (b"cookie", b"__Host-sid=" + b"A" * 100_000),
        (b"cookie", b'scheme="dark; zone=../../etc; locale=xx'),
        (b"cookie", b"notice=abc.\xff"),
        (b"cookie", b"notice=" + b"a" * 40 + b".!!!"),
        (b"cookie", b"__Host-sid=" + b"A" * 43),
        (b"accept-language", b"\xff\xfe,;;q=x"),
        (b"accept-encoding", b"\xff;q"),
        (b"if-none-match", b'\xff,W/,"",'),
        (b"if-modified-since", b"Thu, 99 Foo 99999 99:99:99 GMT"),
        (b"referer", b"\xff"),
        (b"authorization", b"Bearer \xff\xff"),
        (b"authorization", b"Basic"),
        (b"hx-request", b"\xff"),
        (b"user-agent", b"\xff" * 10_000),
    ],
)  # fmt: skip
async def test_headers_of_any_bytes_do_no_harm(ask, header):
    status, headers, _body = await ask("/en/seen", headers=[header])
    assert status == 200
    assert headers[b"content-type"] == b"text/html; charset=utf-8"


async def test_a_session_cookie_in_a_second_cookie_header_is_seen(ask, signed_in):
    mei = (await signed_in("mei"))["cookie"].encode()
    for cookies in ([mei, b"scheme=dark"], [b"scheme=dark", mei]):
        status, headers, _body = await ask("/en/seen", headers=[(b"cookie", each) for each in cookies])
        assert (status, headers[b"cache-control"]) == (200, b"private, no-store")


async def test_content_length_that_is_no_number_is_400(ask):
    status, _headers, _body = await ask("/en/typed", method="POST", headers=[*FORM, (b"content-length", b"-1")])
    assert status == 400


async def test_a_client_that_leaves_half_way_is_no_fault(app):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"coop.example.org"), *FORM]
    await app({"type": "http", "method": "POST", "path": "/en/typed", "query_string": b"", "headers": headers}, receive, send)
    assert sent == []


@pytest.mark.parametrize(
    ("path", "kind"), [("/en/typed", b"text/html; charset=utf-8"), ("/api/v1/open-things", b"application/problem+json")]
)
async def test_a_body_that_does_not_arrive_in_time_is_408(app, monkeypatch, path, kind):
    monkeypatch.setattr("coop.web.kit.body.SECONDS", 0.05)
    sent = []

    async def receive():
        if not sent:
            await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message):
        sent.append(message)

    await app(
        {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": [(b"host", b"coop.example.org"), *FORM]},
        receive,
        send,
    )
    assert sent[0]["status"] == 408
    assert dict(sent[0]["headers"])[b"content-type"] == kind


async def test_websockets_are_closed(app):
    sent = []

    async def send(message):
        sent.append(message)

    await app({"type": "websocket", "path": "/", "headers": []}, None, send)
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]
