"""How pages look, and what changes in place: the theme, the menu, the print dialog."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect

from accounts.models import Memory
from questions.models import Topic
from quizsite.tests.browser import button, heading
from quizsite.tests.browser.conftest import Troubles, Visit, World

pytestmark = pytest.mark.browser


def open_menu(page: Page) -> None:
    page.locator("[data-menu] > summary").click()
    page.wait_for_load_state()


# --- Layout ------------------------------------------------------------------------------------


def test_labels_and_fields_of_a_row_stand_in_line(world: World, visit: Visit) -> None:
    page = visit(user=world.user)
    for address in ("/progress/", "/accounts/settings/", "/progress/cards/?show=seen"):
        page.goto(address)
        fields = page.locator(".form__row > .field")
        assert fields.count() > 1
        for part in ("label", "input, select"):
            tops = fields.locator(part).evaluate_all("all => all.map((it) => it.offsetTop)")
            assert len(set(tops)) == 1, (address, part, tops)


def test_a_linked_number_stands_like_a_plain_one(world: World, visit: Visit) -> None:
    Memory.objects.filter(review_count__gt=0).update(due_at=timezone.now() - timedelta(days=9))
    page = visit(user=world.user)
    page.goto("/progress/")

    numbers = page.locator(".facts dd:has(> a)")
    assert numbers.count()
    assert len(set(page.locator(".facts dd").evaluate_all(STAND))) == 1


def test_settings_fit_a_small_phone_with_text_of_twice_the_size(world: World, visit: Visit) -> None:
    Topic.objects.filter(slug="web").update(name="Internationalization of everything")
    page = visit(user=world.user, viewport={"width": 320, "height": 800})
    page.goto("/accounts/settings/")
    page.evaluate(TWICE_THE_SIZE)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_labels_of_charts_can_be_read_on_a_phone(world: World, visit: Visit) -> None:
    page = visit(user=world.user, viewport={"width": 320, "height": 800})
    page.goto("/progress/")

    sizes = page.locator(".chart__label").evaluate_all(PIXELS_OF_TEXT)
    assert len(sizes) > 10
    assert min(sizes) >= 10


# --- The theme --------------------------------------------------------------------------------


def test_theme_changes_in_place_and_keeps_what_is_typed(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("ada")
    loads: list[Request] = []
    page.on("request", lambda it: loads.append(it) if it.is_navigation_request() else None)

    open_menu(page)
    button(page, "Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    expect(page.get_by_label("Username")).to_have_value("ada")
    expect(button(page, "Dark")).to_have_attribute("aria-pressed", "true")
    expect(button(page, "As the system")).to_have_attribute("aria-pressed", "false")
    assert loads == []


def test_theme_is_there_after_a_reload_and_on_the_next_page_until_the_system_has_its_way(
    page: Page,
) -> None:
    page.goto("/decks/")
    open_menu(page)
    button(page, "Dark").click()
    expect(page.locator("#status")).to_have_text("The theme is changed.")

    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/quizzes/new/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    open_menu(page)
    button(page, "As the system").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_theme_chosen_before_its_script_has_arrived_keeps_what_is_typed(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("ada")
    held: list[Route] = []
    page.route("**/js/theme*.js", lambda route: held.append(route))

    open_menu(page)
    with page.expect_request("**/js/theme*.js"):
        button(page, "Dark").click()
    held[0].continue_()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_label("Username")).to_have_value("ada")


def test_theme_that_cannot_be_stored_is_sent_the_ordinary_way(
    page: Page, troubles: Troubles
) -> None:
    troubles.provoke("503")
    page.goto("/decks/")
    page.route("**/theme/", lambda route: route.fulfill(status=503), times=1)

    open_menu(page)
    with page.expect_navigation():
        button(page, "Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


# --- The menu ---------------------------------------------------------------------------------


def test_menu_closes_on_a_click_beside_it_and_not_on_one_in_it(page: Page) -> None:
    page.goto("/decks/")
    open_menu(page)

    page.get_by_text("Theme", exact=True).click()
    expect(button(page, "Dark")).to_be_visible()

    heading(page, "Decks and topics").click()
    expect(button(page, "Dark")).to_be_hidden()


def test_escape_closes_the_menu_after_a_click_in_it_too(page: Page) -> None:
    page.goto("/decks/")
    open_menu(page)
    page.get_by_text("Theme", exact=True).click()

    page.keyboard.press("Escape")

    expect(button(page, "Dark")).to_be_hidden()
    expect(page.locator("[data-menu] > summary")).to_be_focused()


# --- Paper ------------------------------------------------------------------------------------


def test_print_button_opens_the_print_dialog(page: Page) -> None:
    page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    page.goto("/decks/basics/print/")

    button(page, "Print…").click()

    assert page.evaluate("window.printed") == 1


# --- What is asked of the page ------------------------------------------------------------------

# How far below the top of its cell the first text of each ends, and how bold it is.
STAND = """all => all.map((one) => {
  const first = one.querySelector("a") ?? one;
  const range = document.createRange();
  range.selectNodeContents([...first.childNodes].find((it) => it.data?.trim()));
  const { bottom } = range.getClientRects()[0];
  const below = Math.round(bottom - one.getBoundingClientRect().top);
  return `${below} px, ${getComputedStyle(first).fontWeight}`;
})"""
TWICE_THE_SIZE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% }");
  document.adoptedStyleSheets = [sheet];
}"""
PIXELS_OF_TEXT = """all => all.map((one) => {
  const { viewBox, clientWidth } = one.ownerSVGElement;
  return (parseFloat(getComputedStyle(one).fontSize) * clientWidth) / viewBox.baseVal.width;
})"""
