"""Saved choices, notices carried over a redirect, probes and the pages about the site."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coop import clock, web
from coop.web import dev
from coop.web.about import contact_url

YEAR = 31_536_000


async def save(client, token, **fields):
    return await client.post("/en/preferences", data={"csrf_token": token, **fields})


async def test_a_scheme_is_saved_and_the_page_comes_back_in_it(client, token):
    response = await save(client, token, scheme="dark", back="/th/about?q=1")
    assert (response.status_code, response.headers["location"]) == (303, "/th/about?q=1")
    assert response.headers.get_list("set-cookie") == [f"scheme=dark; Path=/; SameSite=Lax; Max-Age={YEAR}; Secure"]
    assert 'data-scheme="dark"' in (await client.get("/th/about")).text
    assert 'data-scheme="auto"' in (await client.get("/th/about", headers={"cookie": "scheme=auto"})).text


async def test_a_language_is_saved_and_the_page_comes_back_in_it(client, token):
    response = await save(client, token, language="ar", zone="Asia/Bangkok", back="/en/about")
    assert response.headers["location"] == "/ar/about"
    assert len(response.headers.get_list("set-cookie")) == 2
    assert (await client.get("/", headers={"accept-language": "th"})).headers["location"] == "/ar/"


@pytest.mark.parametrize("fields", [{"scheme": "purple"}, {"zone": "Mars/Base"}, {"language": "xx"}, {"zone": "../../etc"}])
async def test_a_choice_that_is_not_offered_is_refused_in_words(client, token, fields):
    response = await save(client, token, **fields)
    assert response.status_code == 422
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
async def test_the_way_back_stays_on_the_site(client, token, back):
    assert (await save(client, token, scheme="dark", back=back)).headers["location"] == "/en/"


async def test_a_notice_is_shown_once_by_the_next_page(client, token):
    response = await client.post("/en/saved", data={"csrf_token": token, "next": "/en/seen"})
    assert (response.status_code, response.headers["location"]) == (303, "/en/seen")
    shown = await client.get("/en/seen")
    assert "<i>Fill in this field. /en/undo</i>" in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    assert "<i>" not in (await client.get("/en/seen")).text


async def test_a_notice_is_in_the_language_of_its_page(client, token):
    await client.post("/th/saved", data={"csrf_token": token, "next": "/th/seen"})
    assert "<i>" in (await client.get("/th/seen")).text


async def test_a_notice_from_elsewhere_is_not_shown(client):
    response = await client.get("/en/seen", headers={"cookie": "notice=" + "0" * 43 + ".WyJvayIsIkh1cnJheSIsIiJd"})
    assert "<i>" not in response.text
    assert response.headers["set-cookie"] == "notice=; Path=/; SameSite=Lax; HttpOnly; Max-Age=0; Secure"


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "th", "ar"])
@pytest.mark.parametrize("name", ["about", "help", "accessibility", "privacy"])
async def test_the_pages_about_the_site(client, locale, name):
    response = await client.get(f"/{locale}/{name}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert response.text.count("<h1>") == 1
    assert f'<html lang="{locale}" dir="{"rtl" if locale == "ar" else "ltr"}"' in response.text
    assert len(response.content) < 30_000


async def test_the_contact_is_named_where_there_is_one(make_app, running, visitor):
    app = make_app(contact="desk@example.org")
    async with running(app), visitor(app) as client:
        assert '<a class="ltr" href="mailto:desk@example.org">desk@example.org</a>' in (await client.get("/en/privacy")).text
    assert [contact_url(each) for each in ("https://example.org/x", "javascript:x", "", "+66 2 000")] == [
        "https://example.org/x",
        "",
        "",
        "",
    ]


async def test_security_txt_expires_between_thirty_days_and_a_year_from_now(client):
    for moment in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 5, 31, 23, 59, tzinfo=UTC)):
        with clock.standing_at(moment):
            text = (await client.get("/.well-known/security.txt")).text
        lines = dict(line.split(": ", 1) for line in text.splitlines())
        assert lines["Contact"] == "https://coop.example.org/en/about"
        assert lines["Canonical"] == "https://coop.example.org/.well-known/security.txt"
        assert 30 < (datetime.fromisoformat(lines["Expires"]) - moment).days < 365


async def test_the_preview_of_parts_is_for_development_only(client):
    assert (await client.get("/en/dev/parts")).status_code == 200
    chosen = client._transport.app.site.settings
    assert dev.parts in web.pages(chosen)
    assert dev.parts not in web.pages(replace(chosen, development=False))


async def test_crawlers_are_kept_from_what_needs_a_sign_in(client):
    text = (await client.get("/robots.txt")).text
    assert text.startswith("User-agent: *\nDisallow: /en/desk\n")
    assert "Disallow: /api/\n" in text


async def test_programs_that_ask_for_an_icon_are_led_to_it(client):
    response = await client.get("/favicon.ico", follow_redirects=True)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
