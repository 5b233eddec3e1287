"""Every colour of tokens.css against every ground it stands on (WCAG 2.2, 1.4.3 and 1.4.11), tints computed as the browser mixes them."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

LIGHT, DARK = 0, 1
WORDS = ("ink", "ink2", "brand", "link", "error", "ok", "warning")
THEMES = ("renewables", "storage", "hydrogen", "ccus", "transport", "pollution")


@pytest.fixture(scope="module")
def colours(static) -> dict[str, tuple[str, str]]:
    """Token name -> (light, dark) as hexadecimal."""
    text = (static / "css" / "tokens.css").read_text("utf-8")
    pairs = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text)
    single = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text.partition("@media")[0])
    return {name: (light, dark) for name, light, dark in pairs} | {name: (one, one) for name, one in single}


def linear(colour: str) -> tuple[float, float, float]:
    def channel(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def luminance(rgb: tuple[float, float, float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def ratio(one, other) -> float:
    first, second = (luminance(linear(each) if isinstance(each, str) else each) for each in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def oklab(colour: str) -> tuple[float, float, float]:
    r, g, b = linear(colour)
    long, middle, short = (
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def mixed(colour: str, ground: str, share: float) -> tuple[float, float, float]:
    """``color-mix(in oklab, colour share, ground)`` as linear red, green, blue."""
    light, green_red, blue_yellow = (share * a + (1 - share) * b for a, b in zip(oklab(colour), oklab(ground), strict=True))
    long = (light + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    middle = (light - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (light - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def test_ratio_agrees_with_the_two_ends_of_the_scale():
    assert ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_mixing_agrees_with_chromium():
    def shown(colour, ground, share):
        return [round(255 * (1.055 * each ** (1 / 2.4) - 0.055)) for each in mixed(colour, ground, share)]

    assert shown("#0b5a8a", "#ffffff", 0.10) == [231, 238, 243]
    assert shown("#e8b600", "#1a222c", 0.12) == [47, 50, 49]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("word", WORDS)
def test_words_are_readable_on_every_surface(colours, word, scheme):
    for ground in ("page", "card", "raised"):
        assert ratio(colours[word][scheme], colours[ground][scheme]) >= 4.5, ground


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("theme", THEMES)
def test_themes_are_readable_on_surfaces_and_on_their_own_tint(colours, theme, scheme):
    colour, card = colours[theme][scheme], colours["card"][scheme]
    assert ratio(colour, colours["page"][scheme]) >= 4.5
    assert ratio(colour, card) >= 4.5
    assert ratio(colour, mixed(colour, card, 0.12)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("tone", ["ink2", "ok", "warning", "error"])
def test_status_words_are_readable_on_their_own_tint(colours, tone, scheme):
    assert ratio(colours[tone][scheme], mixed(colours[tone][scheme], colours["card"][scheme], 0.08)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_buttons_and_hovered_links_are_readable(colours, scheme):
    brand, card = colours["brand"][scheme], colours["card"][scheme]
    assert ratio(colours["on-brand"][scheme], brand) >= 4.5
    assert ratio(colours["link"][scheme], mixed(brand, card, 0.10)) >= 4.5
    assert ratio(colours["ink"][scheme], mixed(brand, card, 0.40)) >= 4.5
    assert ratio(colours["on-brand"][scheme], mixed(brand, colours["ink"][scheme], 0.88)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_changed_words_are_readable(colours, scheme):
    card = colours["card"][scheme]
    assert ratio(colours["ink"][scheme], mixed(colours["ok"][scheme], card, 0.14)) >= 4.5
    assert ratio(colours["ink2"][scheme], mixed(colours["error"][scheme], card, 0.12)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_edges_of_controls_and_focus_can_be_seen(colours, scheme):
    for ground in ("page", "card", "raised"):
        assert ratio(colours["line2"][scheme], colours[ground][scheme]) >= 3.0, ground
    assert ratio(colours["focus"][scheme], colours["focus-ring"][scheme]) >= 3.0


@pytest.mark.parametrize(("scheme", "least"), [(LIGHT, 0.109), (DARK, 0.099)])
def test_themes_are_told_apart_with_normal_sight(colours, scheme, least):
    spread = [
        sum((a - b) ** 2 for a, b in zip(oklab(colours[one][scheme]), oklab(colours[other][scheme]), strict=True)) ** 0.5
        for one, other in combinations(THEMES, 2)
    ]
    assert min(spread) >= least


def test_every_colour_is_a_token(static):
    for name in ("base.css", "parts.css"):
        text = re.sub(r"/\*.*?\*/", "", (static / "css" / name).read_text("utf-8"), flags=re.DOTALL)
        found = re.findall(r"#[0-9a-f]{3,8}\b", text)
        assert set(found) <= {"#ffffff"}, name  # the quiet zone of a QR code is white in both schemes
