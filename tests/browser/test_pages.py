"""Every main page in four languages, light and dark, desktop and phone: no axe violation, a silent console, no sideways scroll."""

import pytest

from coop.accounts import cast

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
    "feeds?theme=ccus",
    "search?q=energy",
    "sign-in",
    "reset",
    "themes",
    "themes/ccus",
    "api",
    "api/conferences",
    "about",
    "help",
    "accessibility",
    "privacy",
    "nowhere-at-all",
)
DESK = (
    "desk",
    "desk/conferences",
    "desk/conferences/new",
    "desk/partners/new",
    "desk/projects/new",
    "agreements",
    "agreements/due",
    "desk/agreements/new",
    "desk/interactions",
    "desk/interactions/new",
    "desk/follow-ups",
    "desk/follow-ups/1/edit",
    "desk/merges",
    "desk/partners/1/merge",
    "desk/partners/1/merge/2",
    "desk/reminders",
    "desk/mail",
    "desk/ror",
    "desk/ror?q=xmu",
    "desk/duplicates",
    "desk/people",
    "desk/people/new",
    "desk/account",
    "desk/account/feed",
    "desk/trash",
)


@pytest.mark.parametrize("locale", LOCALES)
def test_public_pages_are_accessible_silent_and_narrow_enough(site, opened, addresses, faults_of, locale):
    page = opened()
    faults = []
    for path in (*PUBLIC, *addresses.values()):
        answer = page.goto(f"{site}/{locale}/{path}")
        faults += faults_of(page, f"/{locale}/{path}")
        if answer.status != (404 if path == "nowhere-at-all" else 200):
            faults.append((path, answer.status))
        if page.evaluate("document.documentElement.lang") != locale:
            faults.append((path, "wrong lang"))
    assert faults == []


@pytest.mark.parametrize("locale", LOCALES)
def test_desk_pages_are_accessible_silent_and_narrow_enough(site, opened, signed_in, addresses, faults_of, locale):
    page = opened(storage_state=signed_in(cast.ADA))
    number = addresses["conference"].split("/")[1].split("-")[0]
    own = tuple(f"desk/conferences/{number}/{deed}" for deed in ("edit", "move", "cancel", "history"))
    faults = []
    for path in (*DESK, *own):
        answer = page.goto(f"{site}/{locale}/{path}")
        faults += faults_of(page, f"/{locale}/{path}")
        if answer.status != 200:
            faults.append((path, answer.status))
    assert faults == []


def test_a_private_calendar_address_is_shown_accessibly_and_is_another_each_time(site, opened, signed_in, faults_of):
    page = opened(storage_state=signed_in(cast.SOMCHAI))
    faults, seen = [], set()
    for locale in LOCALES:
        page.goto(f"{site}/{locale}/desk/account/feed")
        if not seen:
            page.locator("main form button.primary").first.click()
        else:
            page.locator("a[data-dialog=replace-feed]").click()
            page.locator("#replace-feed button[type=submit]").click()
        address = page.locator("#fresh-feed-address").input_value()
        assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0
        assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "fresh-feed"
        faults += faults_of(page, f"/{locale}/desk/account/feed with an address")
        assert address.startswith(f"{site}/{locale}/feeds/personal/")
        seen.add(address.rpartition("/")[2])
    assert faults == []
    assert len(seen) == len(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_forms_with_errors_are_accessible_and_lead_to_the_fields(site, opened, signed_in, faults_of, locale):
    page = opened(storage_state=signed_in(cast.ADA))
    faults = []
    for path in ("desk/conferences/new", "desk/partners/new", "desk/projects/new", "desk/agreements/new", "desk/interactions/new"):
        page.goto(f"{site}/{locale}/{path}")
        page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
        with page.expect_navigation() as gone:
            page.locator("main form[method=post] button.primary").first.click()
        assert gone.value.status == 422, path
        assert page.evaluate("document.activeElement.id") == "errors", path
        faults += faults_of(page, f"/{locale}/{path} with errors")
        for link in page.locator("#errors a").all():
            wanted = link.get_attribute("href").removeprefix("#")
            if page.evaluate("id => document.getElementById(id) === null", wanted):
                faults.append((path, "leads nowhere", wanted))
    assert faults == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refused_sign_in_is_accessible_and_keeps_the_address(site, opened, faults_of, locale):
    page = opened()
    page.goto(f"{site}/{locale}/sign-in")
    page.fill("input[name=email]", f"nobody-{locale.lower()}@example.org")
    page.fill("input[name=password]", "no such password at all")
    with page.expect_navigation() as gone:
        page.click("main form button[type=submit]")
    assert gone.value.status == 422
    assert page.input_value("input[name=email]") == f"nobody-{locale.lower()}@example.org"
    assert page.input_value("input[name=password]") == ""
    assert faults_of(page, f"/{locale}/sign-in refused") == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_conflict_page_is_accessible_and_shows_both_sides(site, opened, signed_in, addresses, faults_of, locale):
    number = addresses["conference"].split("/")[1].split("-")[0]
    mine, theirs = opened(storage_state=signed_in(cast.ADA)), opened(storage_state=signed_in(cast.ADA))
    for page in (mine, theirs):
        page.goto(f"{site}/{locale}/desk/conferences/{number}/edit")
    for page, edition in ((theirs, f"theirs {locale}"), (mine, f"mine {locale}")):
        page.fill("#f-edition", edition)
        with page.expect_navigation():
            page.locator("main form[method=post] button.primary").first.click()
    sides = mine.locator(".conflict-side")
    assert [f"mine {locale}" in sides.nth(0).inner_text(), f"theirs {locale}" in sides.nth(1).inner_text()] == [True, True]
    assert faults_of(mine, f"/{locale}/ conflict") == []
