"""A quiz from the set-up to the results, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from questions.models import Answer, Deck
from quizsite.tests.browser import (
    both_ways,
    button,
    choice,
    expect_question,
    expect_saved,
    finish,
    heading,
    link,
    next_question,
    press,
    responses,
    start_quiz,
)
from quizsite.tests.browser.conftest import Visit
from quizsite.tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser

# --- A whole quiz ---------------------------------------------------------------------


@both_ways
def test_whole_timed_quiz_by_mouse(page: Page) -> None:
    page.goto("/decks/basics/")
    link(page, "Quiz on it").click()
    page.get_by_label("How many questions").fill("4")
    page.get_by_label("Minutes").fill("20")
    button(page, "Start the quiz").click()
    expect_question(page, 1)
    expect(page.get_by_text(re.compile(r"^(20:00|19:\d\d) left$"))).to_be_visible()

    for number, text in enumerate(["Choice a", "Choice b", "Choice a"], start=1):
        expect_question(page, number)
        choice(page, text).check()
        page.get_by_label("Sure", exact=True).check()
        next_question(page)
    expect_question(page, 4)
    page.get_by_label("Flag to come back to").check()
    page.locator(".question button[value=finish]").click()

    expect(page.get_by_text("1 question is still open.")).to_be_visible()
    expect(page.get_by_text("You flagged 1 question to come back to.")).to_be_visible()
    button(page, "Finish and see the results").click()
    expect(page.locator(".score")).to_have_text("50%")
    expect(page.get_by_text("2 of 4 points")).to_be_visible()
    assert responses() == [["a"], ["b"], ["a"], None]


@both_ways
def test_results_show_the_choice_beside_the_right_one_and_every_reason(page: Page) -> None:
    start_quiz(page, count=1)
    choice(page, "Choice b").check()
    finish(page)

    chosen = page.locator(".choice", has_text="Choice b")
    expect(chosen).to_contain_text("Your choice: wrong")
    expect(chosen).to_contain_text("Why b is wrong.")
    right = page.locator(".choice", has_text="Choice a")
    expect(right).to_contain_text("Right answer")
    expect(right).to_contain_text("Why a is right.")
    expect(page.locator(".choice", has_text="Choice c")).to_contain_text("Why c is wrong.")
    page.get_by_role("link", name="The full answer").click()
    expect(page.get_by_text("The first point.")).to_be_visible()


@both_ways
def test_results_can_be_narrowed_and_the_missed_ones_retried(page: Page) -> None:
    start_quiz(page, count=2)
    choice(page, "Choice a").check()
    next_question(page)
    expect_question(page, 2, total=2)
    choice(page, "Choice b").check()
    finish(page)
    expect(page.locator("article")).to_have_count(2)

    page.get_by_role("navigation", name="Show").get_by_role("link", name="Wrong").click()
    expect(page.locator("article")).to_have_count(1)
    button(page, "Retry the one I missed").click()

    expect_question(page, 1, total=1)


def test_whole_quiz_by_keyboard_alone(page: Page) -> None:
    start_quiz(page, count=4)

    for number in (1, 2, 3):
        expect_question(page, number)
        press(page, str(choice(page, "Choice a").get_attribute("data-digit")))
        expect(choice(page, "Choice a")).to_be_checked()
        expect_saved(page)
        press(page, "ArrowRight")
    expect_question(page, 4)
    press(page, "f")
    expect(page.get_by_label("Flag to come back to")).to_be_checked()
    press(page, "ArrowLeft")
    expect_question(page, 3)
    press(page, "ArrowRight")
    expect_question(page, 4)
    expect(page.get_by_label("Flag to come back to")).to_be_checked()
    tab_to(page, page.locator(".question button[value=finish]"))
    press(page, "Enter")
    expect(heading(page, "Finish the quiz?")).to_be_visible()
    tab_to(page, button(page, "Finish and see the results"))
    press(page, "Enter")

    expect(page.locator(".score")).to_have_text("75%")
    assert responses() == [["a"], ["a"], ["a"], None]


def test_whole_quiz_by_keyboard_alone_without_scripts(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False)
    start_quiz(page, count=2)

    tab_to(page, page.locator("[name=choice]").first)
    press(page, "Space", "ArrowDown", "Enter")
    expect_question(page, 2, total=2)
    tab_to(page, page.locator("[name=choice]").first)
    press(page, "Space")
    tab_to(page, page.locator(".question button[value=finish]"))
    press(page, "Enter")
    expect(heading(page, "Finish the quiz?")).to_be_visible()
    tab_to(page, button(page, "Finish and see the results"))
    press(page, "Enter")

    expect(heading(page, "Results")).to_be_visible()
    asked = Answer.objects.order_by("position")
    assert responses() == [[asked[0].choice_order[1]], [asked[1].choice_order[0]]]


def test_tab_goes_through_the_question_in_the_order_of_reading(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)
    next_question(page)
    expect_question(page, 2)
    button(page, "Log out").or_(link(page, "Sign up")).focus()

    order = []
    for _ in range(12):
        press(page, "Tab")
        order.append(page.evaluate(
            """() => {
              const it = document.activeElement;
              return it.name === "go" || it.name === "check" ? it.textContent.trim() || it.value
                   : it.name || it.textContent.trim();
            }"""
        ))  # fmt: skip

    assert order[:6] == ["Clock", "choice", "confidence", "flagged", "Previous", "Next"]
    assert order[6:8] == ["Finish…", "Question 1, open"]


# --- Keys -----------------------------------------------------------------------------


def test_keys_do_nothing_while_a_control_has_the_focus(page: Page) -> None:
    start_quiz(page, count=4)
    page.get_by_label("Sure", exact=True).focus()

    press(page, "1", "f")

    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.get_by_label("Flag to come back to")).not_to_be_checked()


def test_arrow_keys_of_a_focused_choice_move_the_choice_and_not_the_page(page: Page) -> None:
    start_quiz(page, count=4)
    page.locator("[name=choice]").first.check()

    press(page, "ArrowRight")

    expect(page.locator("[name=choice]").nth(1)).to_be_checked()
    expect_saved(page)
    expect_question(page, 1)


def test_digit_beyond_the_choices_and_keys_with_control_do_nothing(page: Page) -> None:
    start_quiz(page, count=4)

    press(page, "9", "Control+1", "Alt+f")

    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.get_by_label("Flag to come back to")).not_to_be_checked()


@both_ways
def test_a_practice_quiz_is_paused_and_goes_on(page: Page) -> None:
    start_quiz(page, count=2, minutes=10, mode="practice")
    choice(page, "Choice a").check()

    button(page, "Pause").click()

    expect(heading(page, "Paused")).to_be_visible()
    expect(page.get_by_text("1 of 2 answered")).to_be_visible()
    expect(page.locator("[name=choice]")).to_have_count(0)
    page.reload()
    expect(heading(page, "Paused")).to_be_visible()
    button(page, "Go on with the quiz").click()
    expect_question(page, 1, total=2)
    expect(choice(page, "Choice a")).to_be_checked()
    assert responses() == [["a"], None]
