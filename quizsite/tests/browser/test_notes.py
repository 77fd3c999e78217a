"""Notes and bookmarks below a card: by keyboard, without scripts, and never lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Note
from questions.models import Deck
from quizsite.tests.browser import both_ways, button, heading, link
from quizsite.tests.browser.conftest import PATIENCE, Troubles, Visit, World
from quizsite.tests.browser.keyboard import enter, tab_to

pytestmark = pytest.mark.browser

TEXT = "Its owner is\nthe server."


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="What helps you with this card")


def stored() -> list[tuple[str, bool]]:
    return list(Note.objects.values_list("text", "is_bookmarked"))


@both_ways
def test_a_note_and_a_bookmark_are_kept_by_keyboard_alone(page: Page) -> None:
    page.goto("/cards/session/?deck=basics")
    tab_to(page, button(page, "Bookmark"))
    page.keyboard.press("Space")
    expect(button(page, "Bookmark")).to_have_attribute("aria-pressed", "true")
    tab_to(page, field(page))
    page.keyboard.type(TEXT)
    enter(page, button(page, "Save the note"))

    expect(page.get_by_text("Saved").or_(page.get_by_text("Your note is saved."))).to_be_visible()
    assert page.url.endswith("/cards/session/?deck=basics")
    page.reload()
    expect(field(page)).to_have_value(TEXT)
    link(page, "Notes").click()
    expect(page.locator(".note__text")).to_have_text(TEXT)
    link(page, "Where does a session live?").click()
    button(page, "Bookmark").click()
    expect(button(page, "Bookmark")).to_have_attribute("aria-pressed", "false")
    assert stored() == [(TEXT, False)]


def test_with_scripts_the_page_stays_as_it_is(page: Page) -> None:
    page.goto("/cards/session/")
    page.locator("summary", has_text="Show the answer").click()

    field(page).fill(TEXT)
    button(page, "Save the note").click()
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    button(page, "Bookmark").click()
    expect(button(page, "Bookmark")).to_have_attribute("aria-pressed", "true")

    expect(page.get_by_text("The short answer.")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Bookmarked")


def test_what_was_typed_is_kept_when_one_goes_on_without_saving(page: Page) -> None:
    page.goto("/cards/session/?deck=basics")
    field(page).fill("First")
    button(page, "Save the note").click()
    expect(page.locator("[data-note-status]")).to_have_text("Saved")
    field(page).fill("First, and second")

    link(page, "Next card").click()

    expect(page).to_have_url("/cards/gil/?deck=basics")
    # The save outlives the page that sent it, which tells nobody when it is done.
    for _ in range(PATIENCE // 50):
        if stored() == [("First, and second", False)]:
            break
        page.wait_for_timeout(50)
    assert stored() == [("First, and second", False)]


def test_two_tabs_are_shown_both_notes_and_can_keep_both(
    world: World, visit: Visit, troubles: Troubles
) -> None:
    page = visit(user=world.user)
    other = page.context.new_page()
    for one in (page, other):
        one.goto("/cards/orm/")
    field(page).fill("From here")
    button(page, "Save the note").click()
    expect(page.locator("[data-note-status]")).to_have_text("Saved")

    troubles.provoke("409")
    field(other).fill("From there")
    button(other, "Save the note").click()

    expect(heading(other, "Two notes on one card")).to_be_visible()
    expect(other.locator(".note__text")).to_have_text("From here")
    button(other, "Keep both").click()
    expect(field(other)).to_have_value("From here\n\nFrom there")


@both_ways
def test_a_card_is_suspended_and_resumed(page: Page, deck: Deck) -> None:
    page.goto("/cards/session/")
    field(page).fill("Mine")
    button(page, "Save the note").click()
    expect(page.get_by_text("Saved").or_(page.get_by_text("Your note is saved."))).to_be_visible()
    page.goto("/cards/session/")
    button(page, "Suspend").click()
    expect(page.get_by_text("Suspended: the card stays away")).to_be_visible()

    link(page, "Notes").click()
    link(page, "Suspended cards").click()
    page.get_by_role("button", name="Resume").click()

    expect(page.get_by_text("No card is suspended")).to_be_visible()
