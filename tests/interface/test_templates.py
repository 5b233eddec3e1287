"""What templates must not hold under the Content Security Policy, and what every macro file must."""

from __future__ import annotations

import re

import jinja2
import pytest

FORBIDDEN = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped value": re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false"),
    "evaluated htmx attribute": re.compile(r"\bhx-on\b|\bhx-(?:vals|headers)\s*=\s*[\"']js:|hx-trigger=\"[^\"]*\["),
    "another host": re.compile(r"(?:src|href|action)=\"(?:https?:)?//"),
}


def sources(templates):
    return [(each.relative_to(templates).as_posix(), each.read_text("utf-8")) for each in sorted(templates.rglob("*.html"))]


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_templates_hold_nothing_the_policy_forbids(templates, what):
    found = [name for name, text in sources(templates) if FORBIDDEN[what].search(without_comments(text))]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("style attribute", '<p style="color: red">'),
        ("event handler", '<a onclick="go()">'),
        ("inline script", "<script>go()</script>"),
        ("unescaped value", "{{ words | safe }}"),
        ("evaluated htmx attribute", '<a hx-on:click="go()">'),
        ("another host", '<img src="https://example.org/a.png">'),
    ],
)
def test_the_search_finds_what_it_looks_for(what, text):
    assert FORBIDDEN[what].search(text)


def test_data_for_machines_may_stand_inline():
    assert not FORBIDDEN["inline script"].search('<script type="application/ld+json">{}</script>')


def test_every_template_can_be_parsed(templates):
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for name, text in sources(templates):
        environment.parse(text, name)


def test_every_macro_file_opens_by_saying_what_its_macros_take(templates):
    for each in sorted((templates / "parts").glob("*.html")):
        text = each.read_text("utf-8")
        assert text.startswith("{#-"), each.name
        opening = text[: text.index("#}")]
        macros = re.findall(r"\{%-? macro (\w+)\(", text)
        assert macros, each.name
        assert any(f"{macro}(" in opening for macro in macros), each.name


def test_icons_named_in_templates_are_in_the_sprite(templates, static):
    held = set(re.findall(r'<symbol id="([^"]+)"', (static / "icons.svg").read_text("utf-8")))
    named = {
        icon
        for _, text in sources(templates)
        for icon in re.findall(r'\bicon\("([^"]+)"', without_comments(text)) + re.findall(r'sign="([a-z0-9-]+)"', without_comments(text))
    }
    assert named - held == set()
    assert len(named) > 20


def test_icons_of_states_and_themes_are_in_the_sprite(templates, static):
    held = set(re.findall(r'<symbol id="([^"]+)"', (static / "icons.svg").read_text("utf-8")))
    states = re.findall(r'\("(?:ok|quiet|warning|error)", "([^"]+)"\)', (templates / "parts" / "status.html").read_text("utf-8"))
    themes = re.findall(
        r'"(?:renewables|storage|hydrogen|ccus|transport|pollution)": "([^"]+)"', (templates / "parts" / "theme.html").read_text("utf-8")
    )
    assert len(states) == 45
    assert len(themes) == 6
    assert set(states + themes) - held == set()


def test_every_class_in_the_parts_has_a_style(templates, static):
    css = "".join((static / "css" / name).read_text("utf-8") for name in ("base.css", "parts.css"))
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", css))
    used = set()
    for each in (templates / "parts").glob("*.html"):
        plain = re.sub(
            r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}", "", without_comments(each.read_text("utf-8")), flags=re.DOTALL), flags=re.DOTALL
        )
        used.update(word for value in re.findall(r'class="([^"]*)"', plain) for word in value.split() if not word.endswith("-"))
    assert used - styled == {"day"}  # month.js finds its way by it
