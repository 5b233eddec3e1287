"""The demonstration site over HTTP, and browsers that fill in forms as they are drawn."""

import re
from html.parser import HTMLParser

import httpx
import pytest
import pytest_asyncio

from coop.accounts import cast
from coop.seed import load_sample

BASE_URL = "https://coop.example.org"


class Forms(HTMLParser):
    """The forms of a page: where each posts to, and the fields a browser would send if nothing were typed."""

    def __init__(self):
        super().__init__()
        self.forms, self._select, self._area = [], None, None

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag == "form":
            self.forms.append({"action": facts.get("action", ""), "method": facts.get("method", "get"), "fields": [], "names": set()})
            return
        if not self.forms:
            return
        form, name = self.forms[-1], facts.get("name")
        if name:
            form["names"].add(name)
        if tag == "input" and name:
            kind = facts.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in facts:
                    form["fields"].append((name, facts.get("value", "on")))
            elif kind not in {"submit", "button"}:
                form["fields"].append((name, facts.get("value") or ""))
        elif tag == "select" and name:
            self._select = [name, None, None]
        elif tag == "option" and self._select:
            value = facts.get("value", "")
            if self._select[1] is None:
                self._select[1] = value
            if "selected" in facts:
                self._select[2] = value
        elif tag == "textarea" and name:
            self._area = [name, ""]

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            name, first, chosen = self._select
            self.forms[-1]["fields"].append((name, chosen if chosen is not None else (first or "")))
            self._select = None
        elif tag == "textarea" and self._area:
            self.forms[-1]["fields"].append(tuple(self._area))
            self._area = None


class Browser:
    """Somebody at a browser."""

    def __init__(self, client):
        self.client = client

    async def get(self, path, **options):
        answer = await self.client.get(path, follow_redirects=True, **options)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    async def status(self, path):
        return (await self.client.get(path)).status_code

    async def fill(self, path, typed, button=None, expect=303):
        """Open the page, type into the form that has most of these fields, press its button; gives the answer."""
        page = await self.get(path)
        parser = Forms()
        parser.feed(page.text)
        wanted = {name for name, _value in typed}
        form = max((each for each in parser.forms if each["method"] == "post"), key=lambda each: len(wanted & each["names"]))
        kept = [(name, value) for name, value in form["fields"] if name not in wanted]
        pairs = [*kept, *typed, *([button] if button else [])]
        body = httpx.QueryParams([(name, value) for name, value in pairs if value is not None])
        target = form["action"] or str(page.url.path)
        answer = await self.client.post(
            target, content=str(body).encode(), headers={"content-type": "application/x-www-form-urlencoded", "origin": BASE_URL}
        )
        assert answer.status_code == expect, (
            target,
            answer.status_code,
            re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)<', answer.text)[:6],
        )
        return answer


@pytest_asyncio.fixture
async def demo(app):
    """The application with the sample data loaded."""
    await load_sample(app.site.settings, lambda _line: None)
    return app


@pytest.fixture
def browser(demo):
    """A browser that is not signed in; a function of nobody."""
    return lambda: Browser(httpx.AsyncClient(transport=httpx.ASGITransport(app=demo), base_url=BASE_URL))


@pytest_asyncio.fixture
async def signed_in(browser):
    """A function that signs one of the cast in, in their language."""

    async def enter(member):
        mine = browser()
        locale = member.profile.locale
        await mine.fill(f"/{locale}/sign-in", [("email", member.email), ("password", member.password)])
        return mine

    return enter


@pytest.fixture
def people():
    return cast
