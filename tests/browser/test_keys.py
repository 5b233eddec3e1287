"""The site by keyboard alone, and without scripts at all."""

import re

import pytest

pytestmark = pytest.mark.browser

SPAN = "from=2026-11-22&to=2027-12-31"  # the sample stands still, the day of the test does not


def focused(page, what="document.activeElement.textContent.trim()"):
    return page.evaluate(what)


def test_the_first_tab_leads_past_the_frame(site, opened):
    page = opened()
    page.goto(f"{site}/en/conferences")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    assert focused(page, "document.activeElement.id") == "main"


def test_a_menu_opens_by_enter_and_closes_by_escape_with_the_focus_back_on_its_button(site, opened):
    page = opened()
    page.goto(f"{site}/en/conferences")
    button = page.locator("summary", has_text="Display")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("button[name=scheme]").count() == 3
    assert page.locator("button[name=scheme]").first.is_visible()
    page.keyboard.press("Tab")
    assert "As my device" in focused(page)
    page.keyboard.press("Escape")
    assert not page.locator("button[name=scheme]").first.is_visible()
    assert focused(page) == "Display"


def test_one_menu_at_a_time_is_open(site, opened):
    page = opened()
    page.goto(f"{site}/en/conferences")
    page.locator("summary", has_text="Display").click()
    page.locator("summary", has_text="Subscribe to these results").click()
    assert page.locator("details.pop[open]").count() == 1
    page.locator("h1").click()
    assert page.locator("details.pop[open]").count() == 0


def test_the_menu_of_a_phone_opens_and_closes_by_escape(site, opened):
    page = opened(viewport={"width": 390, "height": 844})
    page.goto(f"{site}/ar/")
    assert not page.locator(".main-nav a").first.is_visible()
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".main-nav a").count() == 4
    assert page.locator(".main-nav a").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".main-nav a").first.is_visible()


@pytest.mark.parametrize(("locale", "forward", "back"), [("en", "ArrowRight", "ArrowLeft"), ("ar", "ArrowLeft", "ArrowRight")])
def test_arrows_walk_the_days_of_a_month_along_the_line_of_reading(site, opened, locale, forward, back):
    page = opened()
    page.goto(f"{site}/{locale}/conferences/month/2027-03")
    page.locator("td.day a").first.focus()
    seen = [focused(page, "document.activeElement.querySelector('time').dateTime")]
    for key in (forward, forward, back):
        page.keyboard.press(key)
        seen.append(focused(page, "document.activeElement.querySelector('time').dateTime"))
    assert seen == ["2027-03-14", "2027-03-27", "2027-03-28", "2027-03-27"]
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile("/conferences/month/2027-04"))


def test_the_language_switch_keeps_the_page_and_its_filters(site, opened):
    page = opened()
    page.goto(f"{site}/en/conferences?theme=hydrogen&format=online")
    page.locator("summary", has_text="English").click()
    page.locator("a[hreflang=th]").click()
    page.wait_for_url(re.compile("/th/"))
    assert page.url == f"{site}/th/conferences?theme=hydrogen&format=online"


def test_the_chosen_scheme_stays(site, opened):
    page = opened(color_scheme="light")
    page.goto(f"{site}/en/conferences?theme=ccus")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("summary", has_text="Display").click()
    with page.expect_navigation():
        page.locator("button[value=dark]").click()
    assert page.url == f"{site}/en/conferences?theme=ccus"
    page.goto(f"{site}/en/about")
    assert (light, page.evaluate("getComputedStyle(document.body).backgroundColor")) == ("rgb(244, 246, 248)", "rgb(18, 24, 31)")


def test_a_filter_swaps_the_results_in_place_and_says_how_many(site, opened):
    page = opened()
    page.goto(f"{site}/en/conferences?{SPAN}")
    assert page.locator("article.card").count() == 14
    page.evaluate("window.same = true")
    page.locator("input[name=theme][value=hydrogen]").check()
    page.wait_for_url(re.compile(r"theme=hydrogen"))
    page.get_by_role("heading", name="4 conferences").wait_for()
    assert page.locator("article.card").count() == 4
    assert sorted(page.url.partition("?")[2].split("&")) == ["from=2026-11-22", "theme=hydrogen", "to=2027-12-31"]
    assert page.evaluate("window.same") is True
    assert focused(page, "document.activeElement.value") == "hydrogen"
    assert page.locator("[role=status]").inner_text() == "4 conferences"
    counts = page.locator("input[name=format] ~ .choice-count")
    assert counts.all_inner_texts() == ["2", "1", "1"]
    assert page.locator("input[name=topic]").count() == 4
    page.locator("select[name=country]").select_option("MA")
    page.get_by_role("heading", name="3 conferences").wait_for()
    page.locator("input[name=theme][value=hydrogen]").uncheck()
    page.get_by_role("heading", name="4 conferences").wait_for()
    assert page.locator("select[name=country]").input_value() == "MA"
    assert page.locator("input[name=topic]").count() == 0
    assert focused(page, "document.activeElement.value") == "hydrogen"
    assert page.heard == []


def test_reading_needs_no_script(site, opened, addresses):
    page = opened(java_script_enabled=False)
    page.goto(f"{site}/en/")
    page.locator("main a", has_text="Find a conference").click()
    page.wait_for_url(f"{site}/en/conferences")
    page.fill("input[name=from]", "2026-11-22")
    page.fill("input[name=to]", "2027-12-31")
    page.locator("input[name=theme][value=ccus]").check()
    page.locator("button", has_text="Show results").click()
    page.wait_for_url(re.compile(r"theme=ccus"))
    assert page.locator("article.card").count() == 2
    page.locator("article.card h4 a").first.click()
    assert page.locator("h1").inner_text() == "Round Table on Carbon Storage in the Gulf of Thailand"
    page.locator("summary", has_text="Add to calendar").click()
    assert page.locator("a[type='text/calendar']").first.is_visible()
    page.goto(f"{site}/en/conferences/month/2027-03")
    assert page.locator(".bar").count() == 3
    page.goto(f"{site}/en/{addresses['organisation']}")
    assert page.locator("h1").inner_text() == "Xiamen University"
