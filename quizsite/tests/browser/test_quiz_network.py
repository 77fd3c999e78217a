"""A quiz over a bad connection, and in two tabs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from questions.models import Answer, Attempt, Deck
from quizsite.tests.browser import (
    both_ways,
    button,
    choice,
    expect_question,
    expect_saved,
    expect_status,
    heading,
    hold_the_first_save,
    start_quiz,
)
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser

NOT_SAVED = "Not saved: no connection."


def response() -> list[str] | None:
    """What is stored for the first question."""
    return Answer.objects.get(position=1).response


# --- No connection ----------------------------------------------------------------------


@pytest.fixture
def offline(troubles: Troubles) -> Callable[[Page, bool], None]:
    troubles.provoke("ERR_INTERNET_DISCONNECTED")
    return lambda page, is_off: page.context.set_offline(is_off)


def test_lost_connection_is_told_and_the_choice_is_sent_when_it_is_back(
    page: Page, offline: Callable[[Page, bool], None]
) -> None:
    start_quiz(page, count=4)
    choice(page, "Choice a").check()
    expect_saved(page)

    offline(page, True)
    choice(page, "Choice b").check()
    expect_status(page, NOT_SAVED)
    expect(choice(page, "Choice b")).to_be_checked()
    assert response() == ["a"]

    offline(page, False)
    expect_saved(page)
    assert response() == ["b"]


def test_the_last_of_several_choices_made_without_connection_is_sent(
    page: Page, offline: Callable[[Page, bool], None]
) -> None:
    start_quiz(page, count=4)

    offline(page, True)
    choice(page, "Choice a").check()
    expect_status(page, NOT_SAVED)
    choice(page, "Choice b").check()
    choice(page, "Choice c").check()
    offline(page, False)

    expect_saved(page)
    assert response() == ["c"]


def test_moving_on_without_connection_stays_and_keeps_the_choice(
    page: Page, offline: Callable[[Page, bool], None]
) -> None:
    start_quiz(page, count=4)

    offline(page, True)
    choice(page, "Choice b").check()
    expect_status(page, NOT_SAVED)
    page.locator("[data-key=ArrowRight]").click()
    expect_status(page, NOT_SAVED)
    expect(choice(page, "Choice b")).to_be_checked()

    offline(page, False)
    expect_question(page, 2)
    assert response() == ["b"]


def test_server_that_fails_for_a_moment_gets_the_choice_once_more(
    page: Page, troubles: Troubles
) -> None:
    troubles.provoke("503")
    start_quiz(page, count=4)
    page.route("**/quizzes/*/1/", lambda route: route.fulfill(status=503), times=1)

    choice(page, "Choice b").check()
    expect_status(page, NOT_SAVED)

    expect_saved(page)
    assert response() == ["b"]


# --- A slow connection --------------------------------------------------------------------


def test_change_of_mind_while_the_first_choice_is_on_the_way_is_saved_last(page: Page) -> None:
    start_quiz(page, count=4)
    save = hold_the_first_save(page, "Choice a")

    choice(page, "Choice b").check()
    save.continue_()

    expect_saved(page)
    assert response() == ["b"]


def test_moving_on_at_once_after_a_change_of_mind_is_no_conflict(page: Page) -> None:
    start_quiz(page, count=4)
    save = hold_the_first_save(page, "Choice a")

    # The server has stored the first choice, but its word is not back yet.
    reply = save.fetch()
    choice(page, "Choice b").check()
    page.locator("[data-key=ArrowRight]").click()
    save.fulfill(response=reply)

    expect_question(page, 2)
    assert response() == ["b"]


# --- Two tabs -------------------------------------------------------------------------------


@pytest.fixture
def tabs(request: pytest.FixtureRequest, page: Page) -> tuple[Page, Page]:
    """The first question in two tabs; "a" is chosen in the first, after both were loaded."""
    start_quiz(page, count=4)
    second = page.context.new_page()
    second.goto(page.url)
    choice(page, "Choice a").check()
    page.locator("[data-key=ArrowRight]").click()
    expect_question(page, 2)
    return page, second


@both_ways
def test_stale_tab_asks_and_its_own_answer_can_be_used(
    tabs: tuple[Page, Page], troubles: Troubles
) -> None:
    troubles.provoke("409")
    choose_and_save(tabs[1], "Choice b")

    expect(heading(tabs[1], "Two answers to one question")).to_be_visible()
    assert response() == ["a"]
    button(tabs[1], "Use mine").click()

    expect(choice(tabs[1], "Choice b")).to_be_checked()
    assert response() == ["b"]


@both_ways
def test_stale_tab_asks_and_the_saved_answer_can_be_kept(
    tabs: tuple[Page, Page], troubles: Troubles
) -> None:
    troubles.provoke("409")
    choose_and_save(tabs[1], "Choice b")

    tabs[1].get_by_role("link", name="Keep the saved one").click()

    expect(choice(tabs[1], "Choice a")).to_be_checked()
    assert response() == ["a"]
    # The tab is up to date now, so its next answer is none to ask about.
    choose_and_save(tabs[1], "Choice c")
    expect(choice(tabs[1], "Choice c")).to_be_checked()
    expect(tabs[1].locator("[data-answered-count]")).to_have_text("1")


@both_ways
def test_stale_tab_with_the_same_answer_is_no_conflict(tabs: tuple[Page, Page]) -> None:
    choice(tabs[1], "Choice a").check()
    tabs[1].locator("[data-key=ArrowRight]").click()

    expect_question(tabs[1], 2)
    assert response() == ["a"]


@both_ways
def test_tab_left_open_after_the_finish_in_another_leads_to_the_results(
    tabs: tuple[Page, Page], troubles: Troubles
) -> None:
    troubles.provoke("410")
    tabs[0].locator(".panel button[value=finish]").click()
    button(tabs[0], "Finish and see the results").click()
    expect(heading(tabs[0], "Results")).to_be_visible()

    choose_and_save(tabs[1], "Choice b")

    expect(heading(tabs[1], "Results")).to_be_visible()
    assert Attempt.objects.get().score == 1
    assert response() == ["a"]


def choose_and_save(page: Page, text: str) -> None:
    """Choose; without scripts press Save, too."""
    choice(page, text).click()
    if (save := button(page, "Save")).is_visible():
        save.click()


# --- Back -------------------------------------------------------------------------------------


def test_other_tab_of_a_guest_who_signed_up_goes_on(visit: Visit, deck: Deck) -> None:
    page = visit()
    start_quiz(page, count=4)
    other = page.context.new_page()
    other.goto("/accounts/signup/")
    other.get_by_label("Username").fill("ada")
    for number in (1, 2):
        other.locator(f"#id_password{number}").fill("long enough, and not a common one")
    button(other, "Sign up").click()
    expect(heading(other, "Today")).to_be_visible()

    page.reload()
    choice(page, "Choice b").check()

    expect_saved(page)
    assert response() == ["b"]
