"""The clock of a quiz: it can be hidden, and nobody is trapped at 0:00."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from questions.models import Attempt, Deck
from quizsite.tests.browser import (
    both_ways,
    choice,
    expect_question,
    expect_saved,
    finish,
    heading,
    hold_the_first_save,
    start_quiz,
)
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser

TIME_WAS_UP = "Time was up. Everything that was saved before then counts."


def clock(page: Page) -> Locator:
    return page.locator("[data-clock-face]")


def clock_button(page: Page) -> Locator:
    return page.locator("summary", has_text="Clock")


def next_button(page: Page) -> Locator:
    return page.locator("[data-key=ArrowRight]")


def leave(page: Page, seconds: float) -> None:
    """Move the deadline, so that so many seconds are left (or it is past), and reload."""
    move_deadline(seconds)
    page.reload()


def move_deadline(seconds: float) -> None:
    now = timezone.now()
    deadline = now + timedelta(seconds=seconds)
    Attempt.objects.update(started_at=now - timedelta(minutes=10), deadline=deadline)


# --- Time is up -------------------------------------------------------------------------


def test_page_leads_to_the_results_by_itself_and_the_last_choice_counts(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)
    leave(page, 4)

    choice(page, "Choice a").check()

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text(TIME_WAS_UP)).to_be_visible()
    expect(page.get_by_text("1 of 4 points")).to_be_visible()
    assert Attempt.objects.get().ending == "deadline"


def test_results_wait_for_the_choice_that_is_on_its_way(page: Page) -> None:
    page.clock.install()
    start_quiz(page, count=4, minutes=10)
    save = hold_the_first_save(page, "Choice a")

    page.clock.fast_forward("10:00")
    expect(clock(page)).to_have_text("0:00 left")
    save.continue_()

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text("1 of 4 points")).to_be_visible()


def test_page_that_asks_whether_to_finish_leads_to_the_results_by_itself(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)
    choice(page, "Choice a").check()
    page.locator(".panel button[value=finish]").click()
    expect(heading(page, "Finish the quiz?")).to_be_visible()

    leave(page, 1)

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text("1 of 4 points")).to_be_visible()


def test_without_connection_at_the_end_the_results_come_when_it_is_back(
    page: Page, troubles: Troubles
) -> None:
    troubles.provoke("ERR_INTERNET_DISCONNECTED")
    troubles.provoke("410")
    page.clock.install()
    start_quiz(page, count=4, minutes=10)
    choice(page, "Choice a").check()
    expect_saved(page)

    page.context.set_offline(True)
    page.clock.fast_forward("10:00")
    expect(clock(page)).to_have_text("0:00 left")
    page.clock.fast_forward("01:00")
    expect(page.locator("[data-status]")).to_contain_text("Not saved: no connection.")
    expect(choice(page, "Choice a")).to_be_checked()
    move_deadline(-60)
    page.context.set_offline(False)

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text("1 of 4 points")).to_be_visible()


def test_choice_after_the_end_leads_to_the_results_and_does_not_count(
    page: Page, troubles: Troubles
) -> None:
    troubles.provoke("410")
    start_quiz(page, count=4, minutes=10)
    move_deadline(-10)

    choice(page, "Choice a").click()

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text(TIME_WAS_UP)).to_be_visible()
    expect(page.get_by_text("0 of 4 points")).to_be_visible()


def test_next_press_after_the_end_says_so_without_scripts(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False)
    start_quiz(page, count=4, minutes=10)
    choice(page, "Choice a").check()
    next_button(page).click()
    expect_question(page, 2)
    move_deadline(-10)

    choice(page, "Choice a").check()
    next_button(page).click()

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text("Time was up before this answer arrived.")).to_be_visible()
    expect(page.get_by_text("1 of 4 points")).to_be_visible()


def test_answer_that_was_on_its_way_when_the_time_ended_counts(page: Page) -> None:
    start_quiz(page, count=1, minutes=10)
    move_deadline(-1)

    # The reply to the save says that no time is left, so the page leads on.
    choice(page, "Choice a").click()

    expect(page.locator(".score")).to_have_text("100%")


def test_answer_sent_as_the_time_ended_counts_without_scripts(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False)
    start_quiz(page, count=1, minutes=10)
    choice(page, "Choice a").check()
    move_deadline(-1)

    finish(page)

    expect(page.locator(".score")).to_have_text("100%")


@both_ways
def test_reload_after_the_end_shows_the_results(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)

    leave(page, -10)

    expect(heading(page, "Results")).to_be_visible()
    expect(page.get_by_text(TIME_WAS_UP)).to_be_visible()
    expect(page.get_by_text("4 questions were left open.")).to_be_visible()


def test_reload_does_not_give_the_time_back(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)

    leave(page, 90)

    expect(clock(page)).to_have_text(re.compile(r"^1:[0-3]\d left$"))


# --- The clock ----------------------------------------------------------------------------


def test_clock_speaks_at_half_time_five_minutes_and_one_minute(page: Page) -> None:
    page.clock.install()
    start_quiz(page, count=4, minutes=30)
    said = page.locator("#status")
    expect(said).to_have_text("")

    for jump, words in (("15:01", r"14:5\d"), ("10:00", r"4:5\d"), ("04:00", r"0:4\d")):
        expect(clock(page)).not_to_have_class("clock clock--warning")
        page.clock.fast_forward(jump)
        expect(said).to_have_text(re.compile(f"^Time left: {words}$"))
        once, face = said.inner_text(), clock(page).inner_text()
        page.clock.fast_forward("00:05")
        expect(clock(page)).not_to_have_text(face)
        expect(said).to_have_text(once)

    expect(clock(page)).to_have_class("clock clock--warning")


def test_clock_does_not_speak_of_what_is_past_already(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)
    leave(page, 59)

    expect(clock(page)).to_have_text("0:57 left")

    expect(page.locator("#status")).to_have_text("")


def test_clock_can_be_hidden_and_stays_hidden(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)
    expect(clock(page)).to_be_visible()

    clock_button(page).click()
    expect(clock(page)).to_be_hidden()
    next_button(page).click()
    expect_question(page, 2)
    expect(clock(page)).to_be_hidden()

    clock_button(page).click()
    expect(clock(page)).to_be_visible()
    page.reload()
    expect(clock(page)).to_be_visible()


@both_ways
def test_clock_can_be_hidden_and_shown(page: Page) -> None:
    start_quiz(page, count=4, minutes=10)

    clock_button(page).click()
    expect(clock(page)).to_be_hidden()
    clock_button(page).click()
    expect(clock(page)).to_be_visible()


@both_ways
def test_pace_multiplies_the_time(page: Page) -> None:
    start_quiz(page, count=4, minutes=10, pace=2)

    expect(clock(page)).to_have_text(re.compile(r"^(20:00|19:5\d) left$"))


@both_ways
def test_untimed_quiz_has_no_clock(page: Page) -> None:
    start_quiz(page, count=4, minutes=0)

    expect(page.get_by_text("No time limit")).to_be_visible()
    expect(clock(page)).to_have_count(0)
