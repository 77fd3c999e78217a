"""Answers are saved as they are chosen; nothing pressed twice or out of turn counts twice."""

import pytest
from playwright.sync_api import Page, expect

from questions.models import Attempt, Deck
from questions.tests.factories import published
from quizsite.tests.browser import (
    both_ways,
    button,
    choice,
    expect_question,
    expect_saved,
    finish,
    heading,
    in_map,
    next_question,
    responses,
    start_quiz,
)
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser


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

    expect(page.locator(".score")).to_have_text("100%")


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
    expect(page.locator(".score")).to_have_text("50%")
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
def test_start_that_arrives_twice_leads_to_the_one_quiz(page: Page) -> None:
    page.goto("/quizzes/new/?count=4")
    send_unseen(page)

    button(page, "Start the quiz").click()

    expect_question(page, 1)
    assert Attempt.objects.count() == 1


@both_ways
def test_answer_that_arrives_twice_is_no_conflict(page: Page) -> None:
    start_quiz(page, count=4)
    choice(page, "Choice a").check()
    send_unseen(page, go="2")

    next_question(page)

    expect_question(page, 2)
    assert responses() == [["a"], None, None, None]


def send_unseen(page: Page, **pressed: str) -> None:
    """Send the page's form as a first press does whose answer is lost on the way back."""
    data = page.evaluate(
        "Object.fromEntries(new FormData(document.querySelector('main form[method=post]')))"
    )
    page.request.post(page.url, form=data | pressed, max_redirects=0)


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
