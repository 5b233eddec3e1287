"""Every main page in four languages, light and dark, desktop and phone: no axe violation, a silent console, no sideways scroll."""

import json
import re
import urllib.request

import pytest

pytestmark = pytest.mark.browser

LOCALES = ("en", "zh-Hans", "th", "ar")
PUBLIC = (
    "",
    "conferences",
    "conferences?theme=hydrogen&format=online",
    "conferences?q=zzzzqqqq",
    "conferences/month/2027-03",
    "conferences/year/2027",
    "partners",
    "projects",
    "feeds",
    "search?q=energy",
    "sign-in",
    "themes/ccus",
    "about",
    "nowhere-at-all",
)
SIGNED_IN = ("desk", "desk/conferences/new", "desk/projects/new", "desk/partners/new", "desk/account", "desk/trash")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = ((1280, 900), (390, 844))
PASSWORD = {}


def first(site, path, pattern):
    with urllib.request.urlopen(f"{site}{path}", timeout=10) as answer:
        return re.search(pattern, answer.read().decode()).group(1)


def faults_of(page, axe):
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found["violations"]]


def listen(page, heard, expected):
    def hear(message):
        if message.type in {"error", "warning"} and not (expected() and "404" in message.text):
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))


def walk(browser_context, site, locale, paths, axe):
    page = browser_context.new_page()
    page.set_default_timeout(20_000)
    heard, now = [], [""]
    listen(page, heard, lambda: now[0] == "nowhere-at-all")
    faults = []
    for path in paths:
        now[0] = path
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{site}/{locale}/{path}")
            place = f"/{locale}/{path} at {width}"
            faults += [(place, *fault) for fault in faults_of(page, axe)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                faults.append((place, "scrolls sideways"))
            if page.evaluate("document.documentElement.lang") != locale:
                faults.append((place, "wrong lang"))
    faults += [("console", text) for text in heard]
    page.close()
    return faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", LOCALES)
def test_public_pages_are_accessible_and_silent(site, chromium, axe, locale, scheme):
    conference = first(site, "/en/conferences", r'href="/en/(conferences/\d+-[^"/?#]+)"')
    organisation = first(site, "/en/partners", r'href="/en/(partners/\d+-[^"/?#]+)"')
    project = first(site, "/en/projects", r'href="/en/(projects/\d+-[^"/?#]+)"')
    context = chromium.new_context(color_scheme=scheme)
    faults = walk(context, site, locale, (*PUBLIC, conference, organisation, project), axe)
    context.close()
    assert faults == []


@pytest.mark.parametrize("locale", LOCALES)
def test_desk_pages_are_accessible_and_silent(site, chromium, axe, locale):
    from coop.accounts import cast

    context = chromium.new_context(color_scheme="light" if locale in {"en", "ar"} else "dark")
    page = context.new_page()
    page.goto(f"{site}/{locale}/sign-in")
    mei = cast.MEI
    page.fill("input[name=email]", mei.email)
    page.fill("input[name=password]", mei.password)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(rf"/{locale}/(desk|$)"))
    page.close()
    faults = walk(context, site, locale, SIGNED_IN, axe)
    context.close()
    assert faults == []
