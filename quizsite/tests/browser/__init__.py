"""Flipside in a real browser: what people do, with scripts and without.

This file holds what several test files do with a page.
"""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from questions.models import Answer

# For what a person can do without scripts, too.
both_ways = pytest.mark.parametrize(
    "page", [True, False], ids=["with scripts", "without scripts"], indirect=True
)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def choice(page: Page, text: str) -> Locator:
    return page.locator("[name=choice]").and_(page.get_by_label(text, exact=True))


def start_quiz(page: Page, **fields: Any) -> None:
    """Set up a quiz, untimed unless `minutes` says otherwise, and start it."""
    query = "&".join(f"{name}={value}" for name, value in ({"minutes": 0} | fields).items())
    page.goto(f"/quizzes/new/?{query}")
    button(page, "Start the quiz").click()
    expect_question(page, 1, total=fields.get("count", 10))


def expect_question(page: Page, number: int, total: int = 4) -> None:
    """The page with that question is there, its scripts, too."""
    expect(page).to_have_title(f"Question {number} of {total} · Flipside")
    page.wait_for_load_state()


def show_the_answer(page: Page) -> None:
    page.locator("summary", has_text="Show the answer").click()


def expect_done(page: Page, done: int, total: int) -> None:
    """The study page says so many of so many."""
    expect(page.locator(".meter__text")).to_have_text(f"{done} of {total}")
    page.wait_for_load_state()


def expect_status(page: Page, text: str) -> None:
    expect(page.locator("[data-status]")).to_contain_text(text)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text("Saved")


def press(page: Page, *keys: str) -> None:
    """Press keys on a page whose scripts have arrived."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


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


def is_save(request: Request) -> bool:
    return request.headers.get("accept") == "application/json"


def hold_the_first_save(page: Page, text: str) -> Route:
    """Choose `text`, and keep the page's save on the way until the test lets it go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held or not is_save(route.request):
            route.continue_()
        else:
            held.append(route)

    page.route("**/quizzes/*/1/", hold)
    with page.expect_request(is_save):
        choice(page, text).check()
    expect_status(page, "Saving")
    return held[0]
