"""Every flow by keyboard alone: no mouse, and at each stop one sees where the focus is.

Signing up, the settings and the admin are in test_keyboard_account.py, the single keys
and their sheet in test_keys.py.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Review
from quizsite.tests.browser import (
    button,
    choice,
    expect_done,
    expect_question,
    expect_saved,
    heading,
    link,
    press,
    responses,
)
from quizsite.tests.browser.conftest import Visit, World
from quizsite.tests.browser.keyboard import enter, tab_to, write

pytestmark = pytest.mark.browser

FIRST_CARD = "/cards/session/?deck=basics"


def answer(page: Page) -> Locator:
    return page.locator("[data-flip-answer]")


def summary(page: Page) -> Locator:
    return page.locator("[data-flip] > summary")


# --- Browsing -----------------------------------------------------------------------------


def test_guest_goes_from_the_home_page_through_cards_and_deck_to_a_search(page: Page) -> None:
    page.goto("/")
    press(page, "Tab")
    expect(link(page, "Skip to the content")).to_be_focused()
    expect(link(page, "Skip to the content")).to_be_in_viewport(ratio=1)
    press(page, "Enter", "Tab")
    expect(link(page, "Open the first card")).to_be_focused()
    press(page, "Enter")
    expect(heading(page, "Where does a session live?")).to_be_visible()

    press(page, "ArrowRight")
    expect(heading(page, "What is the GIL?")).to_be_visible()
    enter(page, link(page, "Basics"))
    expect(heading(page, "Basics")).to_be_visible()
    tab_to(page, page.get_by_label("Python"))
    press(page, "Space")
    enter(page, button(page, "Show these"))
    expect(heading(page, "2 cards")).to_be_visible()

    press(page, "/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("session")
    press(page, "Enter")
    expect(heading(page, "1 card")).to_be_visible()
    enter(page, link(page, "Where does a session live?"))
    expect(heading(page, "Where does a session live?")).to_be_visible()


def test_filters_are_opened_set_and_cleared(page: Page) -> None:
    page.goto("/decks/")

    enter(page, page.locator("summary", has_text="Filters"))
    tab_to(page, page.get_by_label("Medium"))
    press(page, "Space")
    enter(page, button(page, "Show the cards"))
    expect(heading(page, "1 card")).to_be_visible()
    write(page, page.get_by_label("Tag"), "cookies")
    enter(page, button(page, "Show the cards"))
    expect(page.get_by_text("No card matches")).to_be_visible()
    enter(page, link(page, "Clear"))

    expect(heading(page, "Decks and topics")).to_be_visible()


def test_card_is_turned_read_on_and_turned_back(page: Page) -> None:
    page.goto(FIRST_CARD)

    press(page, "Space")
    expect(answer(page)).to_be_focused()
    tab_to(page, summary(page), back=True)
    expect(page.get_by_text("Hide the answer")).to_be_visible()
    press(page, "Enter")

    expect(answer(page)).to_be_hidden()
    expect(summary(page)).to_be_focused()
    press(page, "Space")
    expect(answer(page)).to_be_focused()


# --- Studying -----------------------------------------------------------------------------


def test_round_is_gone_through_by_space_and_digits(page: Page) -> None:
    page.goto("/study/?deck=basics&only=all")

    for done, rating in enumerate((3, 1, 2, 4)):
        expect_done(page, done, 4)
        press(page, "Space")
        expect(answer(page)).to_be_focused()
        press(page, str(rating))

    expect(heading(page, "You are through")).to_be_visible()
    assert list(Review.objects.order_by("pk").values_list("rating", flat=True)) == [3, 1, 2, 4]


def test_round_is_studied_without_single_keys_and_gone_through_again(page: Page) -> None:
    page.goto("/study/?topic=web&only=all")
    for done in (0, 1):
        expect_done(page, done, 2)
        enter(page, summary(page))
        expect(answer(page)).to_be_focused()
        enter(page, page.locator(".ratings button", has_text="Again"))

    expect(heading(page, "You are through")).to_be_visible()
    enter(page, link(page, "Go through the 2 you don't know yet"))
    expect_done(page, 0, 2)


# --- A quiz -------------------------------------------------------------------------------


def test_quiz_is_set_up_answered_finished_and_looked_through(page: Page) -> None:
    page.goto("/quizzes/new/")
    write(page, page.get_by_label("How many questions"), "4")
    write(page, page.get_by_label("Minutes"), "0")
    tab_to(page, page.get_by_role("radio", name="Exam"))
    press(page, "ArrowDown")
    expect(page.get_by_role("radio", name="Practice")).to_be_checked()
    press(page, "ArrowUp")
    expect(page.get_by_role("radio", name="Exam")).to_be_checked()
    enter(page, button(page, "Start the quiz").last)

    expect_question(page, 1)
    press(page, str(choice(page, "Choice a").get_attribute("data-digit")))
    expect(choice(page, "Choice a")).to_be_checked()
    expect_saved(page)
    press(page, "ArrowRight")
    expect_question(page, 2)
    tab_to(page, page.locator("[name=choice]").first)
    press(page, "Space", "ArrowDown")
    expect(page.locator("[name=choice]").nth(1)).to_be_checked()
    enter(page, button(page, "Next").last)
    expect_question(page, 3)
    press(page, "f")
    expect(page.get_by_label("Flag to come back to")).to_be_checked()
    press(page, "ArrowRight")
    expect_question(page, 4)
    enter(page, button(page, "Finish…").first)

    expect(page.get_by_text("2 questions are still open.")).to_be_visible()
    enter(page, button(page, "Finish and see the results"))
    expect(heading(page, "Results")).to_be_visible()
    assert responses()[0] == ["a"]
    assert [bool(one) for one in responses()] == [True, True, False, False]
    enter(page, link(page, "Flagged"))
    expect(page.locator("article")).to_have_count(1)
    enter(page, page.get_by_role("link", name="The full answer"))
    expect(page.get_by_text("The first point.")).to_be_visible()


def test_flag_key_works_with_caps_lock_too(page: Page) -> None:
    page.goto("/quizzes/new/?count=2&minutes=0")
    enter(page, button(page, "Start the quiz").last)
    expect_question(page, 1, total=2)

    press(page, "F")

    expect(page.get_by_label("Flag to come back to")).to_be_checked()


def test_practice_is_checked_and_the_next_question_follows(page: Page) -> None:
    page.goto("/quizzes/new/?count=2&minutes=0&mode=practice")
    enter(page, button(page, "Start the quiz").last)
    expect_question(page, 1, total=2)

    tab_to(page, page.locator("[name=choice]").first)
    press(page, "Space")
    expect_saved(page)
    enter(page, button(page, "Check"))
    expect(page.get_by_text("Why a is right.")).to_be_visible()
    press(page, "ArrowRight")

    expect_question(page, 2, total=2)


def test_open_quiz_is_discarded(page: Page) -> None:
    page.goto("/quizzes/new/?count=2&minutes=0")
    enter(page, button(page, "Start the quiz").last)
    expect_question(page, 1, total=2)
    enter(page, button(page, "Finish…").first)
    expect(heading(page, "Finish the quiz?")).to_be_visible()

    enter(page, page.locator("summary", has_text="Discard this quiz instead"))
    enter(page, button(page, "Discard the quiz"))

    expect(page.get_by_text("That quiz was discarded.")).to_be_visible()


# --- What one did -------------------------------------------------------------------------


def test_old_quiz_is_found_again_and_leads_to_the_progress(world: World, visit: Visit) -> None:
    page = visit(user=world.user)
    page.goto("/progress/")

    enter(page, link(page, "Quizzes"))
    expect(heading(page, "Your quizzes")).to_be_visible()
    enter(page, page.locator("main a[href$='/results/']"))
    expect(heading(page, "Results")).to_be_visible()
    enter(page, link(page, "Your progress"))

    expect(heading(page, "Your progress")).to_be_visible()
    tab_to(page, page.get_by_role("region", name="Cards by topic"))
