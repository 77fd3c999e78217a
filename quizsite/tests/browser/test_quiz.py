"""A quiz from the set-up to the results, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from questions.models import Answer, Attempt, Deck
from questions.tests.factories import published
from quizsite.tests.browser import (
    both_ways,
    button,
    choice,
    expect_question,
    expect_saved,
    heading,
    link,
    press,
    start_quiz,
)
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser


def in_map(page: Page, number: int) -> Locator:
    return page.locator(".map__item").nth(number - 1)


def next_question(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).last.click()


def finish(page: Page) -> None:
    page.locator(".question button[value=finish]").click()
    button(page, "Finish and see the results").click()
    expect(heading(page, "Results")).to_be_visible()


def responses() -> list[list[str] | str | None]:
    return list(Answer.objects.order_by("position").values_list("response", flat=True))


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
    expect(page.get_by_text("You flagged 1 to come back to.")).to_be_visible()
    button(page, "Finish and see the results").click()
    expect(page.locator(".score")).to_have_text("50 %")
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
    page.locator("summary", has_text="The full answer").click()
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

    expect(page.locator(".score")).to_have_text("75 %")
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


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, as somebody without a mouse does."""
    for _ in range(40):
        press(page, "Tab")
        if target.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"Tab never came to {target}")


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


# --- Saving ---------------------------------------------------------------------------


def test_answer_is_saved_as_it_is_chosen(page: Page) -> None:
    start_quiz(page, count=4)

    choice(page, "Choice b").check()

    expect_saved(page)
    expect(page.locator("[data-answered-count]")).to_have_text("1")
    expect(in_map(page, 1)).to_have_text("Question 1, answered")
    assert responses() == [["b"], None, None, None]
    page.reload()
    expect(choice(page, "Choice b")).to_be_checked()
    expect(page.locator("[data-answered-count]")).to_have_text("1")


def test_flag_shows_in_the_map_at_once_and_after_a_reload(page: Page) -> None:
    start_quiz(page, count=4)

    page.get_by_label("Flag to come back to").check()

    expect(in_map(page, 1)).to_have_text("Question 1, open, flagged")
    expect_saved(page)
    page.reload()
    expect(in_map(page, 1)).to_have_text("Question 1, open, flagged")
    expect(page.get_by_label("Flag to come back to")).to_be_checked()


@both_ways
def test_answer_is_saved_by_moving_on_through_the_map(page: Page) -> None:
    start_quiz(page, count=4)

    choice(page, "Choice c").check()
    in_map(page, 3).click()

    expect_question(page, 3)
    expect(in_map(page, 1)).to_have_text("Question 1, answered")
    assert responses() == [["c"], None, None, None]


def test_save_button_saves_without_scripts(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False)
    start_quiz(page, count=4)

    choice(page, "Choice c").check()
    button(page, "Save").click()

    expect(page.locator("[data-answered-count]")).to_have_text("1")
    expect_question(page, 1)
    expect(choice(page, "Choice c")).to_be_checked()
    assert responses() == [["c"], None, None, None]


def test_typed_answer_is_saved_while_one_types(visit: Visit, transactional_db: None) -> None:
    published(form="typed", accepted_answers=["yield"])
    page = visit()
    start_quiz(page, count=1)

    page.get_by_label("Your answer").press_sequentially("yield")

    expect_saved(page)
    assert responses() == ["yield"]
    page.get_by_label("Your answer").press("Enter")
    expect(page.get_by_label("Your answer")).to_have_value("yield")


@both_ways
def test_typed_answer_counts(page: Page) -> None:
    published(slug="typed", form="typed", accepted_answers=["yield"], difficulty="hard",
              topic__slug="typing")  # fmt: skip
    start_quiz(page, count=1, topic="typing")

    page.get_by_label("Your answer").fill(" Yield ")
    finish(page)

    expect(page.locator(".score")).to_have_text("100 %")


# --- Practice -------------------------------------------------------------------------


@both_ways
def test_practice_shows_the_reasons_after_the_check_and_locks_the_answer(page: Page) -> None:
    start_quiz(page, count=2, mode="practice")
    choice(page, "Choice b").check()
    expect(page.get_by_text("Why b is wrong.")).to_have_count(0)

    button(page, "Check").click()

    expect(page.get_by_text("Not this time. Here is why:")).to_be_visible()
    expect(page.locator(".choice", has_text="Choice b")).to_contain_text("Your choice: wrong")
    expect(page.get_by_text("Why a is right.")).to_be_visible()
    expect(page.locator("input[type=radio][name=choice]")).to_have_count(0)
    next_question(page)
    expect_question(page, 2, total=2)
    choice(page, "Choice a").check()
    button(page, "Check").click()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    finish(page)
    expect(page.locator(".score")).to_have_text("50 %")
    assert responses() == [["b"], ["a"]]


@both_ways
def test_practice_lets_one_flag_after_the_check(page: Page) -> None:
    start_quiz(page, count=2, mode="practice")
    choice(page, "Choice b").check()
    button(page, "Check").click()
    expect(page.get_by_text("Not this time.")).to_be_visible()

    page.get_by_label("Flag to come back to").check()
    next_question(page)

    expect_question(page, 2, total=2)
    expect(in_map(page, 1)).to_have_text("Question 1, answered, flagged")
    assert responses() == [["b"], None]


# --- Twice, and back --------------------------------------------------------------------


@both_ways
def test_double_click_on_start_starts_one_quiz(page: Page) -> None:
    page.goto("/quizzes/new/?count=4")

    button(page, "Start the quiz").dblclick()

    expect_question(page, 1)
    assert Attempt.objects.count() == 1


@both_ways
def test_double_click_on_next_goes_one_question_on(page: Page) -> None:
    start_quiz(page, count=4)
    choice(page, "Choice a").check()

    page.get_by_role("button", name="Next", exact=True).last.dblclick()

    expect_question(page, 2)
    page.reload()
    expect_question(page, 2)
    assert responses() == [["a"], None, None, None]


@both_ways
def test_back_button_during_the_quiz_lets_one_change_the_answer(page: Page) -> None:
    start_quiz(page, count=4)
    choice(page, "Choice a").check()
    next_question(page)
    expect_question(page, 2)

    page.go_back()
    expect(choice(page, "Choice a")).to_be_checked()
    choice(page, "Choice b").check()
    next_question(page)

    expect_question(page, 2)
    assert responses() == [["b"], None, None, None]


@both_ways
def test_back_button_after_finishing_leads_to_the_results(page: Page) -> None:
    start_quiz(page, count=1)
    choice(page, "Choice a").check()
    finish(page)

    page.go_back()
    expect(heading(page, "Results")).to_be_visible()
    page.go_back()
    expect(heading(page, "Results")).to_be_visible()


@both_ways
def test_open_quiz_can_be_resumed_or_discarded_for_a_new_one(
    page: Page, troubles: Troubles
) -> None:
    start_quiz(page, count=2)
    page.goto("/quizzes/new/?count=3")

    expect(page.get_by_text("One can be open at a time.")).to_be_visible()
    button(page, "Discard it and start this one").click()

    expect_question(page, 1, total=3)
    states = Attempt.objects.order_by("started_at").values_list("state", flat=True)
    assert list(states) == ["discarded", "in_progress"]


@both_ways
def test_quiz_of_more_cards_than_there_are_says_how_many_match(
    page: Page, troubles: Troubles
) -> None:
    troubles.provoke("422")
    page.goto("/quizzes/new/?count=50&topic=web")

    button(page, "Start the quiz").click()

    expect(page.get_by_role("alert")).to_contain_text("Only 2 cards match.")
    expect(page.get_by_label("How many questions")).to_have_value("50")
    expect(page.get_by_label("The web")).to_be_checked()
