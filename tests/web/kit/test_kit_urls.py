"""Addresses: encoded once, short, and never leading off the site."""

import pytest

from coop.errors import NotFound
from coop.web.kit.urls import Urls, read_id, safe_next, without_empty_fields


class NoAssets:
    def address(self, name):
        return f"/static/{name}"


def seen_from(path, query="", locale="th"):
    return Urls("https://coop.example.org", NoAssets(), locale, path, query)


def test_pages_of_the_language_of_this_page():
    url = seen_from("/th/")
    assert url.page() == "/th/"
    assert url.page("conferences") == url.page("/conferences") == "/th/conferences"
    assert (
        url.page("conferences", theme=["ccus", "storage"], q="", page=None, year=2026)
        == "/th/conferences?theme=ccus&theme=storage&year=2026"
    )
    assert url.page("series/氢能 大会") == "/th/series/%E6%B0%A2%E8%83%BD%20%E5%A4%A7%E4%BC%9A"
    assert url.page("search", q="a&b=c +ü") == "/th/search?q=a%26b%3Dc%20%2B%C3%BC"
    assert url.page_in("ar", "about") == "/ar/about"
    assert url.plain("/api/v1/conferences", theme="ccus") == "/api/v1/conferences?theme=ccus"
    assert url.absolute(url.page("about")) == "https://coop.example.org/th/about"
    assert url.static("app.css") == "/static/app.css"


def test_this_page_with_other_fields():
    url = seen_from("/th/conferences", "theme=ccus&theme=storage&q=%E6%B0%A2&page=3")
    assert url.here() == "/th/conferences?theme=ccus&theme=storage&q=%E6%B0%A2&page=3"
    assert url.here("ar") == "/ar/conferences?theme=ccus&theme=storage&q=%E6%B0%A2&page=3"
    assert url.here(page=4) == "/th/conferences?theme=ccus&theme=storage&q=%E6%B0%A2&page=4"
    assert url.here(theme="hydrogen") == "/th/conferences?q=%E6%B0%A2&theme=hydrogen"
    assert url.here(theme=None, q=None) == "/th/conferences"
    assert url.without("theme", "ccus") == "/th/conferences?theme=storage&q=%E6%B0%A2"
    assert url.without("theme") == "/th/conferences?q=%E6%B0%A2"


@pytest.mark.parametrize(
    ("path", "query", "canonical"),
    [
        ("/th/conferences", "", "/th/conferences"), ("/th/conferences", "page=1&tz=local", "/th/conferences"), ("/th/conferences", "page=2&tz=Asia/Bangkok", "/th/conferences?page=2"),
        ("/th/conferences", "q=&theme=ccus", "/th/conferences?theme=ccus"), ("/th", "", "/th/"), ("/th/", "", "/th/"), ("/elsewhere", "", "/th/"),
    ],
)  # fmt: skip
def test_canonical_addresses_are_absolute_and_without_what_only_changes_the_view(path, query, canonical):
    assert seen_from(path, query).canonical == f"https://coop.example.org{canonical}"


@pytest.mark.parametrize(
    "wanted",
    [
        "", "https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/ /evil", "javascript:alert(1)", "///evil.example", "evil.example", "/a\r\nX: y",
        "/a\u0085b", "/" + "a" * 3_000, "http:/evil", "/\x00", " /en/", "/en/\u2028\\", "?next=/", "/\udcff",
    ],
)  # fmt: skip
def test_addresses_that_could_lead_off_the_site_are_not_followed(wanted):
    assert safe_next(wanted, "/en/") == "/en/"


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/th/conferences?theme=ccus&q=%E6%B0%A2", "/th/conferences?theme=ccus&q=%E6%B0%A2"), ("/th/search?q=氢", "/th/search?q=%E6%B0%A2"), ("/th/氢#part", "/th/%E6%B0%A2"),
        ("/en/a?next=//evil.example", "/en/a?next=//evil.example"),
    ],
)  # fmt: skip
def test_local_addresses_are_followed(wanted, taken):
    assert safe_next(wanted, "/en/") == taken


@pytest.mark.parametrize(
    ("query", "short"), [("a=&b=1", "b=1"), ("a=1&b=2", "a=1&b=2"), ("a", ""), ("a=+%20&b=0", "b=0"), ("&&a=1&", "a=1")]
)
def test_fields_without_a_value_are_dropped(query, short):
    assert without_empty_fields(query) == short


def test_numbers_stand_before_their_slug():
    assert read_id("42-氢能-2026") == (42, "氢能-2026")
    assert read_id("2147483647") == (2147483647, "")
    for wrong in ("", "x", "-1", "2147483648", "4 2", "٤٢", "²", "9" * 5000):
        with pytest.raises(NotFound):
            read_id(wrong)
