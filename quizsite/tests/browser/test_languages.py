"""Other languages: one right to left that nobody speaks, and Spanish."""

import pytest
from playwright.sync_api import expect

from quizsite.tests.browser import button
from quizsite.tests.browser.conftest import Troubles, Visit, World
from quizsite.tests.browser.tour import PAGES, go

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
def test_page_reads_from_right_to_left_and_every_word_is_translated(
    name: str, pseudo: str, world: World, visit: Visit, troubles: Troubles
) -> None:
    page = go(name, world, visit, troubles, locale=pseudo)

    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate(UNTRANSLATED) == []
    brand = page.locator(".brand").bounding_box()
    assert brand is not None
    assert brand["x"] > 640
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(OUTSIDE) == []


def test_the_language_is_switched_without_knowing_the_present_one(
    page_of_a_guest: None, visit: Visit
) -> None:
    page = visit(locale="en-US")
    page.goto("/decks/?q=what")

    page.locator("[data-menu] > summary").click()
    button(page, "Español").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert page.url.endswith("/decks/?q=what")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.fixture
def page_of_a_guest(deck: object) -> None:
    """A bank to look at."""


# Texts of the interface: not a card's or a deck's own, which carry their language, nor
# names, numbers and signs.
UNTRANSLATED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement;
    if (!node.textContent.trim()) continue;
    if (holder.closest("[lang]:not(html), .brand, kbd, .site-account__name")) continue;
    if (holder.closest("option, code, time")) continue;
    if (!holder.checkVisibility() && !holder.closest(".visually-hidden")) continue;
    const NAMES = "[lang], code, kbd, time, option, .site-account__name, .brand";
    // A translated text may hold elements: look at the whole of its block.
    const block = holder.closest("p, li, h1, h2, h3, td, th, label, legend, dd, dt, div");
    let rest = (block ?? holder).cloneNode(true);
    for (const one of rest.querySelectorAll(NAMES)) one.remove();
    rest = rest.textContent.replace(/⟦[^⟦⟧]*⟧/g, "").replace(/⟦[^⟦⟧]*⟧/g, "");
    if (/\\p{L}{2,}/u.test(rest)) found.push(node.textContent.trim());
  }
  return found;
}"""

# What lies beside the page, where nobody can scroll to.
OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !one.closest(".visually-hidden, .highlight, .table-scroll, .brand, svg"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.x < -1 || box.right > innerWidth + 1);
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
