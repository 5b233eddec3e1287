"""The access log: one line a request, and never a secret."""

import asyncio
import json

import pytest
import structlog

from coop.web.kit.log import GATHER_SECONDS, hidden


async def written(capsys):
    """What the log holds once the lines gathered in a busy moment were written."""
    await asyncio.sleep(GATHER_SECONDS * 1.5)
    return capsys.readouterr().out


async def test_one_json_line_a_request(client, capsys):
    await client.get("/en/about?q=private&token=abc", headers={"cookie": "scheme=dark"})
    await client.get("/en/about?q=private&token=abc", headers={"cookie": "scheme=dark"})
    await client.get("/static/app.css")
    lines = [json.loads(line) for line in (await written(capsys)).splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [("GET", "/en/about", 200)] * 2 + [
        ("GET", "/static/app.css", 200)
    ]
    assert all(line["event"] == "request" and line["ms"] >= 0 and line["bytes"] > 0 and line["timestamp"].endswith("Z") for line in lines)
    assert len({line["request"] for line in lines}) == 3
    assert "private" not in json.dumps(lines)


async def test_lines_for_people_while_developing(make_app, running, visitor, capsys):
    app = make_app(log_format="text")
    async with running(app), visitor(app) as client:
        await client.get("/en/nothing")
    out = capsys.readouterr().out
    assert " 404 GET /en/nothing " in out
    assert out.count("\n") == 1


async def test_who_was_signed_in_is_a_number(client, signed_in, capsys):
    headers = await signed_in("mei")
    await written(capsys)
    await client.get("/en/private", headers=headers)
    line = json.loads((await written(capsys)).splitlines()[-1])
    assert isinstance(line["person"], int)
    assert "林梅" not in str(line)


async def test_a_fault_is_logged_with_its_trace_and_the_number_of_the_request(client, capsys):
    response = await client.get("/en/wrong/bug")
    lines = [json.loads(line) for line in (await written(capsys)).splitlines()]
    assert lines[0]["event"] == "request failed"
    assert lines[0]["request"] == lines[1]["request"] == response.headers["x-request-id"]
    assert "ZeroDivisionError" in lines[0]["exception"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/en/invitation/aB3dEfGhIjKlMnOpQrStUvWxYz0123456789_-abcde", "/en/invitation/***"),
        ("/en/reset/" + "0f" * 32, "/en/reset/***"),
        ("/unsubscribe/12.reminder.aB3dEfGhIjKlMnOpQrStUvWxYz012345", "/unsubscribe/12.reminder.***"),
        ("/en/reset/aB3dEfGhIjKlMnOpQrStUvWxYz0123456789_-abcde).", "/en/reset/***)."),
        (
            "/en/conferences/42-international-green-hydrogen-conference-2026",
            "/en/conferences/42-international-green-hydrogen-conference-2026",
        ),
        ("/en/conferences/42-氢能大会", "/en/conferences/42-氢能大会"),
        ("/en/a\r\nb\x1b[31m\u2028", "/en/a??b?[31m?"),
        ("/" + "น" * 500, "/" + "น" * 299),
    ],
)
def test_secrets_and_controls_are_blotted_out(path, shown):
    assert hidden(path) == shown


async def test_values_named_like_secrets_are_blotted_out(app, capsys):
    structlog.get_logger().info("signed in", password="hunter2", api_token="abc", person=3)
    line = json.loads(capsys.readouterr().out)
    assert (line["password"], line["api_token"], line["person"]) == ("***", "***", 3)
