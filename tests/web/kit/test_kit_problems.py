"""One map from what went wrong to what is answered, in the page's language and with the number of the request."""

import pytest

from coop.web.kit import problems


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("not-found", 404, "There is no such page, or it is not open to you."), ("gone", 410, "What stood here was deleted."),
        ("forbidden", 403, "Your account does not have the right to do this."), ("invalid", 422, "Some of what was sent cannot be used."),
        ("clash", 409, "Something else stands in the way."), ("stale", 409, "Somebody else saved a newer version meanwhile."), ("illegal", 409, "Fill in this field."),
        ("too-many", 429, "Wait about 2 minutes, then try again."), ("bug", 500, "Something went wrong on our side"), ("away", 503, "The site cannot reach its data just now."),
    ],
)  # fmt: skip
async def test_each_error_has_its_page(client, kind, status, words):
    response = await client.get(f"/en/wrong/{kind}")
    assert response.status_code == status
    assert words in response.text
    assert response.headers["x-request-id"] in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "secret detail" not in response.text
    assert "<!doctype html>" in response.text


async def test_headers_that_belong_to_an_error_are_kept(client):
    assert (await client.get("/en/wrong/too-many")).headers["retry-after"] == "61"
    assert (await client.get("/en/wrong/away")).headers["retry-after"] == "5"
    replaced = await client.get("/en/wrong/replaced")
    assert (replaced.status_code, replaced.headers["location"]) == (301, "/en/about")


async def test_the_api_answers_problem_json(client):
    response = await client.get("/api/v1/nothing", headers={"accept-language": "en"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "title": "Page not found",
        "status": 404,
        "detail": "There is no such page, or it is not open to you. Check the address, or search for what you need.",
        "request": response.headers["x-request-id"],
    }


async def test_the_api_names_the_member_that_is_wrong(client):
    response = await client.post("/api/v1/open-things", json={"name": 3})
    assert response.status_code == 400
    assert response.json()["errors"] == [{"field": "name", "message": "Expected `str`, got `int`"}]


async def test_a_feed_that_fails_answers_problem_json(client):
    response = await client.get("/en/feeds/broken.ics")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


async def test_the_error_page_stands_when_the_frame_fails(client, app, monkeypatch):
    real = problems.draw

    def failing(visit, template, **context):
        if template == "errors/problem.html":
            raise KeyError(template)
        return real(visit, template, **context)

    monkeypatch.setattr(problems, "draw", failing)
    response = await client.get("/ar/wrong/bug")
    assert response.status_code == 500
    assert '<html lang="ar" dir="rtl"' in response.text
    assert response.headers["x-request-id"] in response.text


async def test_without_a_database_pages_answer_503_and_the_process_lives(make_app, running, visitor, database, tmp_path, monkeypatch):
    async def refused(_url):
        raise ConnectionRefusedError

    monkeypatch.setattr("coop.app.db.open_database", refused)
    monkeypatch.setattr("coop.db.engines.DB", None)
    app = make_app()
    async with running(app), visitor(app) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/en/wrong/bug")).status_code == 503
        assert (await client.get("/en/private", headers={"cookie": "__Host-sid=" + "A" * 43})).status_code == 503
        assert (await client.get("/static/app.css")).status_code == 200


async def test_a_database_that_comes_late_is_found(make_app, running, visitor, database, monkeypatch):
    monkeypatch.setattr("coop.app.RETRY_SECONDS", 0.01)
    tries = []
    real = problems.engines.open_database

    async def third_time(url):
        tries.append(url)
        if len(tries) < 3:
            raise ConnectionRefusedError
        return await real(url)

    monkeypatch.setattr("coop.app.db.open_database", third_time)
    app = make_app()
    async with running(app), visitor(app) as client:
        for _ in range(200):
            if len(tries) == 3:
                break
            await client.get("/healthz")
            await __import__("asyncio").sleep(0.01)
        assert (await client.get("/readyz")).text == "ready\n"
    assert len(tries) == 3


async def test_a_schema_that_is_behind_is_not_ready(client, monkeypatch):
    async def waiting():
        return ["one", "two"]

    monkeypatch.setattr("coop.web.health.migrations.pending", waiting)
    response = await client.get("/readyz")
    assert (response.status_code, response.text) == (503, "The database lacks 2 migrations.\n")
