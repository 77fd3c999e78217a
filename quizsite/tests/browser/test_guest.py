"""A guest browses, searches and studies."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Review
from questions.models import Deck
from quizsite.tests.browser import (
    both_ways,
    button,
    expect_done,
    heading,
    link,
    press,
    show_the_answer,
)
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser

FIRST_CARD = "/cards/session/?deck=basics"


def answer(page: Page) -> Locator:
    return page.get_by_text("The short answer.")


def found(page: Page) -> list[str]:
    return page.locator(".card-list a").all_inner_texts()


# --- Cards ------------------------------------------------------------------------


@both_ways
def test_one_click_leads_from_the_home_page_to_the_first_card(page: Page) -> None:
    page.goto("/")

    link(page, "Open the first card").click()

    expect(page).to_have_url(re.compile(re.escape(FIRST_CARD) + "$"))
    expect(heading(page, "Where does a session live?")).to_be_visible()
    expect(answer(page)).to_be_hidden()


@both_ways
def test_button_turns_the_card_and_turns_it_back(page: Page) -> None:
    page.goto(FIRST_CARD)

    show_the_answer(page)
    expect(answer(page)).to_be_visible()

    page.locator("summary", has_text="Hide the answer").click()
    expect(answer(page)).to_be_hidden()


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_key_turns_the_card_and_the_answer_takes_the_focus(page: Page, key: str) -> None:
    page.goto(FIRST_CARD)

    press(page, key)

    expect(answer(page)).to_be_visible()
    expect(page.locator("[data-flip-answer]")).to_be_focused()


def test_space_turns_the_card_without_scripts_where_the_button_has_the_focus(
    visit: Visit, deck: Deck
) -> None:
    page = visit(scripts=False)
    page.goto(FIRST_CARD)
    page.locator("summary", has_text="Show the answer").focus()

    press(page, "Space")

    expect(answer(page)).to_be_visible()


def test_tap_on_the_question_turns_the_card(visit: Visit, deck: Deck) -> None:
    page = visit(has_touch=True, viewport={"width": 360, "height": 740})
    page.goto(FIRST_CARD)

    page.locator(".card__prompt").tap()

    expect(answer(page)).to_be_visible()


def test_tap_on_the_button_turns_the_card_without_scripts(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False, has_touch=True, viewport={"width": 360, "height": 740})
    page.goto(FIRST_CARD)

    page.locator("summary", has_text="Show the answer").tap()

    expect(answer(page)).to_be_visible()


def test_arrow_keys_lead_to_the_next_card_and_back(page: Page) -> None:
    page.goto(FIRST_CARD)

    press(page, "ArrowRight")
    expect(heading(page, "What is the GIL?")).to_be_visible()

    press(page, "ArrowLeft")
    expect(heading(page, "Where does a session live?")).to_be_visible()


@both_ways
def test_links_lead_through_the_deck_to_a_quiz_on_it(page: Page) -> None:
    page.goto(FIRST_CARD)

    for prompt in ("What is the GIL?", "When is SQL sent?", "What does yield do?"):
        link(page, "Next card").click()
        expect(heading(page, prompt)).to_be_visible()
    link(page, "Last card: take a quiz").click()

    expect(page.get_by_label("Deck")).to_have_value("basics")


def test_keys_do_nothing_while_a_link_has_the_focus(page: Page) -> None:
    page.goto(FIRST_CARD)
    link(page, "Next card").focus()

    press(page, "Space", "ArrowRight")

    expect(answer(page)).to_be_hidden()
    expect(page).to_have_url(re.compile(re.escape(FIRST_CARD) + "$"))


# --- Search and filter --------------------------------------------------------------


@both_ways
def test_search_finds_a_card_by_a_word_of_it(page: Page) -> None:
    page.goto("/decks/")

    page.get_by_role("searchbox", name="Search the cards").fill("session")
    button(page, "Search").click()

    expect(heading(page, "1 card")).to_be_visible()
    link(page, "Where does a session live?").click()
    expect(heading(page, "Where does a session live?")).to_be_visible()


@both_ways
def test_filters_combine_stay_in_the_address_and_can_be_cleared(page: Page) -> None:
    page.goto("/decks/")

    page.locator("summary", has_text="Filters").click()
    page.get_by_label("The web").check()
    page.get_by_label("Medium").check()
    button(page, "Show the cards").click()

    expect(heading(page, "1 card")).to_be_visible()
    assert found(page) == ["When is SQL sent?"]
    expect(page).to_have_url(re.compile("topic=web&difficulty=medium"))
    expect(page.get_by_label("Medium")).to_be_checked()
    link(page, "Clear").click()
    expect(heading(page, "Decks and topics")).to_be_visible()


@both_ways
def test_search_for_what_no_card_has_says_so(page: Page) -> None:
    page.goto("/decks/")

    page.get_by_role("searchbox", name="Search the cards").fill('zebra" OR (')
    press(page, "Enter")

    expect(page.get_by_text("No card matches")).to_be_visible()


@both_ways
def test_deck_shows_the_cards_of_one_topic(page: Page) -> None:
    page.goto("/decks/basics/")

    page.get_by_label("Python").check()
    button(page, "Show these").click()

    expect(heading(page, "2 cards")).to_be_visible()
    assert found(page) == ["What is the GIL?", "What does yield do?"]


@both_ways
def test_unknown_address_shows_our_page_with_a_search(page: Page, troubles: Troubles) -> None:
    troubles.provoke("404")
    page.goto("/cards/no-such-card/")

    expect(heading(page, "There is no page here")).to_be_visible()
    page.get_by_role("searchbox", name="Search the cards").fill("session")
    button(page, "Search").click()

    expect(heading(page, "1 card")).to_be_visible()


# --- Study ------------------------------------------------------------------------


def ratings() -> list[tuple[str, int]]:
    return list(Review.objects.order_by("pk").values_list("question__slug", "rating"))


@both_ways
def test_study_by_mouse_shows_rates_and_ends(page: Page) -> None:
    page.goto("/study/?deck=basics&only=all")

    for done, rating in enumerate(["Again", "Hard", "Good", "Easy"]):
        expect_done(page, done, 4)
        expect(page.locator(".ratings")).to_be_hidden()
        show_the_answer(page)
        page.locator(".ratings button", has_text=rating).click()

    expect(heading(page, "You are through")).to_be_visible()
    expect(page.get_by_text("You went through 4 cards in this round.")).to_be_visible()
    assert ratings() == [("session", 1), ("gil", 2), ("orm", 3), ("code", 4)]


def test_study_by_keys_shows_by_space_and_rates_by_digits(page: Page) -> None:
    page.goto("/study/?deck=basics&only=all")

    for number in (1, 2, 3, 4):
        expect_done(page, number - 1, 4)
        press(page, str(number))  # rates nothing: the answer is unseen
        press(page, "Space")
        expect(page.locator(".ratings")).to_be_visible()
        press(page, str(number))

    expect(heading(page, "You are through")).to_be_visible()
    assert ratings() == [("session", 1), ("gil", 2), ("orm", 3), ("code", 4)]


def test_space_once_more_rates_good(page: Page) -> None:
    page.goto("/study/?deck=basics")

    press(page, "Space")
    expect(page.locator(".ratings")).to_be_visible()
    press(page, "Space")

    expect(heading(page, "What is the GIL?")).to_be_visible()
    assert ratings() == [("session", 3)]


@both_ways
def test_end_of_a_round_offers_the_missed_cards_again(page: Page) -> None:
    page.goto("/study/?deck=basics&topic=web&only=all")
    for done, rating in enumerate(("Good", "Again")):
        expect_done(page, done, 2)
        show_the_answer(page)
        page.locator(".ratings button", has_text=rating).click()

    link(page, "Go through the one you don't know yet").click()

    expect_done(page, 0, 1)
    expect(heading(page, "When is SQL sent?")).to_be_visible()
