"""Every page by the rules of WCAG 2.2 AA that a machine can check, in each of its states.

axe can't judge the contrast of text over decorated corners and other pictures;
test_contrast.py has the colours themselves.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from quizsite.tests.browser.conftest import Troubles, Visit, World
from quizsite.tests.browser.keyboard import FOCUS_FAULT
from quizsite.tests.browser.tour import PAGES, go

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
PHONE, DESK = 390, 1280
# Of a thumb; a link within a sentence is exempt (WCAG 2.5.8).
TARGET = 44
# WCAG 1.4.12.
TEXT_SPACING = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-block-end: 2em !important; }"""

every_page = pytest.mark.parametrize("name", PAGES)


@every_page
def test_page_breaks_no_rule_in_either_theme_on_phone_or_desk(
    name: str, world: World, visit: Visit, troubles: Troubles
) -> None:
    page = go(name, world, visit, troubles)

    for width, scheme in ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")):
        assert violations(page, width=width, scheme=scheme) == []
    assert page.evaluate(LAYOUT_SHIFT) == 0


@every_page
def test_page_fits_every_screen_and_is_reached_by_thumb_and_key(
    name: str, world: World, visit: Visit, troubles: Troubles
) -> None:
    phone = {"viewport": {"width": PHONE, "height": 844}, "has_touch": True, "is_mobile": True}
    page = go(name, world, visit, troubles, **phone)

    assert page.evaluate(SMALL_TARGETS, TARGET) == []
    assert unseen_focus(page) == []
    for width in (320, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.set_viewport_size({"width": 320, "height": 900})
    page.evaluate(ADD_STYLE, TEXT_SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(CUT_OFF) == []


@every_page
def test_page_fits_a_small_phone_with_text_of_twice_the_size(
    name: str, world: World, visit: Visit, troubles: Troubles
) -> None:
    page = go(name, world, visit, troubles, viewport={"width": 320, "height": 900})
    page.evaluate(ADD_STYLE, "html { font-size: 200% }")

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def violations(page: Page, *, width: int, scheme: Any) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in Axe().run(page, options=RULES).response["violations"]
        for node in rule["nodes"]
    ]


def unseen_focus(page: Page) -> list[str]:
    """Walk through the page by Tab; what took the focus without showing it, or under something."""
    found = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(page.locator("a, button, input, select, textarea, summary").count()):
        page.keyboard.press("Tab")
        if fault := page.evaluate(FOCUS_FAULT):
            found.append(fault)
    return found


# --- What is asked of the page ------------------------------------------------------------

LAYOUT_SHIFT = """() => new Promise((resolve) => {
  let shifted = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) shifted += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(Math.round(shifted * 1000) / 1000), 50);
})"""

ADD_STYLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

# A control's label is a target, too, and a tile is all link; a checkbox alone would be small.
SMALL_TARGETS = """(least) => {
  const isInSentence = (one) =>
    one.matches("a") && getComputedStyle(one).display === "inline" &&
    one.parentElement.textContent.trim() !== one.textContent.trim();
  const boxOf = (one) => (one.closest("label, .tile") ?? one).getBoundingClientRect();
  return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((one) => one.type !== "hidden" && one.checkVisibility())
    .filter((one) => !one.closest(".visually-hidden"))
    .filter((one) => !isInSentence(one))
    .filter((one) => boxOf(one).width < least - 0.5 || boxOf(one).height < least - 0.5)
    .map((one) => `${one.outerHTML.slice(0, 120)} ${JSON.stringify(boxOf(one))}`);
}"""

CUT_OFF = """() => [...document.querySelectorAll(".button, .chip, .badge, h1, h2, label")]
  .filter((one) => one.checkVisibility() && !one.classList.contains("visually-hidden"))
  .filter((one) => getComputedStyle(one).display !== "inline")
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
