"""What somebody does who has a keyboard and no mouse."""

import pytest
from playwright.sync_api import Locator, Page

from quizsite.tests.browser import press

# More stops than any page of ours or of the admin has before its last control.
MOST_STOPS = 120


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab, or `back` Shift+Tab, until `target` has the focus; it shows as much."""
    for _ in range(MOST_STOPS):
        press(page, "Shift+Tab" if back else "Tab")
        if target.evaluate("it => it === document.activeElement"):
            assert page.evaluate(FOCUS_FAULT) == ""
            return
    pytest.fail(f"Tab never came to {target}")


def enter(page: Page, target: Locator, *, back: bool = False) -> None:
    """Go to a link or a button and press it."""
    tab_to(page, target, back=back)
    press(page, "Enter")


def write(page: Page, target: Locator, text: str, *, back: bool = False) -> None:
    """Go to a field and type over what is in it; of a list it chooses what begins so."""
    tab_to(page, target, back=back)
    if not target.evaluate("it => it.matches('select')"):
        press(page, "Control+A")
    page.keyboard.type(text)


# What is wrong with how the focus shows: "" when nothing is.
FOCUS_FAULT = """() => {
  const one = document.activeElement;
  if (one === document.body || one.tagName === "HTML") return "";
  const name = one.outerHTML.slice(0, 120);
  const rings = [one, one.closest("label"), one.parentElement].filter(Boolean);
  const hasRing = (it, pseudo) => {
    const { outlineStyle: kind, outlineWidth: width } = getComputedStyle(it, pseudo);
    // "auto" is the browser's own ring, of two colors; the admin has it.
    return kind === "auto" || (kind !== "none" && parseFloat(width) >= 2);
  };
  if (!rings.some((it) => hasRing(it) || hasRing(it, "::before"))) return `no ring: ${name}`;
  const box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = box.y + Math.min(box.height / 2, 20);
  if (y < 0 || y > innerHeight) return `out of sight: ${name}`;
  const top = document.elementFromPoint(x, y);
  const isSeen = top &&
    (one.contains(top) || top.contains(one) || top.closest("label") === one.closest("label"));
  return isSeen ? "" : `covered by ${top?.outerHTML.slice(0, 80)}: ${name}`;
}"""
