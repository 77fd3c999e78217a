"""Colours by role keep the contrast that WCAG 2.2 AA asks for, in both themes."""

import re
from itertools import product

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
THEMES = {"light": 0, "dark": 1}

# Text on each ground it is used on: 4.5:1 (1.4.3).
TEXT = [
    *product(("ink", "ink-soft", "accent"), ("paper", "surface", "sunken")),
    *product(("ink", "accent-strong"), ("accent-soft",)),
    *product(("ink",), ("right-soft", "wrong-soft", "warn-soft")),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-wrong", "wrong"),
    ("right", "right-soft"), ("wrong", "wrong-soft"), ("warn", "warn-soft"),
    ("right", "surface"), ("wrong", "surface"), ("wrong", "paper"),
]  # fmt: skip
# Lines by which a control or its state is known: 3:1 (1.4.11).
LINES = [
    *product(("edge", "accent", "right", "wrong"), ("paper", "surface")),
    ("edge", "sunken"), ("accent", "accent-soft"),
]  # fmt: skip


def colors_in(file, theme):
    """{role: "#rrggbb"} of one theme."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", (CSS / file).read_text())
    return {role: pair[THEMES[theme]] for role, *pair in pairs}


def luminance(color):
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_standards():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_controls_can_be_told_from_their_ground(theme):
    colors = colors_in("tokens.css", theme)
    wanted = dict.fromkeys(TEXT, 4.5) | {pair: 3 for pair in LINES if pair not in TEXT}

    measured = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in wanted}

    assert {pair: value for pair, value in measured.items() if value < wanted[pair]} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_highlighted_code_can_be_read(theme):
    colors = colors_in("code.css", theme)
    ground = colors.pop("code-ground")

    assert len(colors) == 7
    assert {name: color for name, color in colors.items() if contrast(color, ground) < 4.5} == {}


def test_no_color_stands_outside_the_tokens():
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(")
    found = {
        file.name: raw.findall(file.read_text())
        for file in CSS.glob("*.css")
        if file.name not in {"tokens.css", "code.css", "admin.css"}
    }

    assert {name: colors for name, colors in found.items() if colors} == {}
