"""The single keys: the sheet that names them, and the switch that keeps them off."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Profile, Review
from accounts.tests.factories import UserFactory
from questions.models import Deck
from quizsite.tests.browser import expect_done, press
from quizsite.tests.browser.conftest import Visit
from quizsite.tests.browser.keyboard import enter, tab_to

pytestmark = pytest.mark.browser

FIRST_CARD = "/cards/session/?deck=basics"


def answer(page: Page) -> Locator:
    return page.locator("[data-flip-answer]")


def summary(page: Page) -> Locator:
    return page.locator("[data-flip] > summary")


def menu(page: Page) -> Locator:
    return page.locator("[data-menu] > summary")


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard shortcuts")


# --- The sheet of keys --------------------------------------------------------------------


def test_sheet_of_keys_keeps_the_focus_and_gives_it_back(page: Page) -> None:
    page.goto(FIRST_CARD)
    press(page, "Space")
    expect(answer(page)).to_be_focused()

    press(page, "?")
    expect(sheet(page).get_by_role("heading")).to_be_focused()
    assert sheet(page).evaluate("it => it.scrollTop") == 0
    for _ in range(6):
        press(page, "Tab")
        assert page.evaluate(IS_OUTSIDE) is False
    press(page, "Escape")

    expect(sheet(page)).to_be_hidden()
    expect(answer(page)).to_be_focused()


def test_sheet_opened_from_the_menu_gives_the_focus_back_to_the_menu(page: Page) -> None:
    page.goto("/decks/")
    enter(page, menu(page))
    enter(page, page.get_by_role("link", name="Keyboard shortcuts"))
    expect(sheet(page)).to_be_visible()

    tab_to(page, sheet(page).get_by_role("button", name="Close"))
    press(page, "Enter")

    expect(sheet(page)).to_be_hidden()
    expect(menu(page)).to_be_focused()


def test_sheet_asked_for_twice_on_a_slow_connection_opens_once(page: Page) -> None:
    page.goto("/decks/")
    held: list[Route] = []
    page.route("**/keys/", lambda route: held.append(route))
    with page.expect_request("**/keys/"):
        press(page, "?")
    press(page, "?")

    for route in held:
        route.continue_()

    expect(sheet(page)).to_be_visible()
    expect(page.locator("dialog")).to_have_count(1)
    press(page, "Escape")
    expect(sheet(page)).to_be_hidden()


# --- Without single keys --------------------------------------------------------------------


def test_guest_switches_single_keys_off_on_this_device_and_on_again(page: Page) -> None:
    page.goto("/study/?deck=basics")
    press(page, "Space", "?")
    switch = sheet(page).get_by_label("Keep single keys off on this device")
    tab_to(page, switch)
    press(page, "Space", "1")  # no key goes through the sheet to the page
    expect(switch).to_be_checked()
    press(page, "Escape")

    good = page.locator(".ratings button", has_text="Good")
    for _ in range(2):
        expect(good.locator("kbd")).to_be_hidden()
        expect(good).not_to_have_attribute("title", "Key: 3")
        press(page, "3", "Enter", "?")
        expect(sheet(page)).to_be_hidden()
        page.reload()
        enter(page, summary(page))
    assert not Review.objects.exists()

    page.goto("/keys/")
    tab_to(page, page.get_by_label("Keep single keys off on this device"))
    press(page, "Space")
    page.goto("/study/?deck=basics")
    press(page, "Space")
    expect(good.locator("kbd")).to_be_visible()
    expect(good).to_have_attribute("title", "Key: 3")
    press(page, "3")
    expect_done(page, 1, 4)


def test_whoever_switched_keys_off_in_the_settings_sees_none(visit: Visit, deck: Deck) -> None:
    user = UserFactory()
    Profile.objects.filter(user=user).update(keyboard_shortcuts=False)
    page = visit(user=user)
    page.goto("/study/?deck=basics")
    enter(page, summary(page))

    expect(page.locator(".ratings button").first).to_be_visible()
    expect(page.locator(".ratings kbd").first).to_be_hidden()
    expect(page.locator("[title^='Key:']")).to_have_count(0)
    page.goto("/keys/")
    expect(page.get_by_label("Keep single keys off on this device")).to_be_hidden()


# The focus is behind the sheet; the browser's own buttons, where it is on the body, are not.
IS_OUTSIDE = """() => {
  const one = document.activeElement;
  return one !== document.body && !one.closest("dialog");
}"""
