"""While one waits: no connection, a slow answer, the way back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from accounts.models import Review
from questions.models import Deck
from quizsite.tests.browser import button, expect_done, finish, heading, link, start_quiz
from quizsite.tests.browser.conftest import Troubles

pytestmark = pytest.mark.browser

# Milliseconds until waiting is worth a word.
A_MOMENT = 400
STUDY = "**/study/**"
ASKING = {"document", "fetch"}
OFFLINE = "You are offline, so nothing was sent or opened."


# --- No connection ------------------------------------------------------------------------------


@pytest.fixture
def sent(page: Page) -> list[Request]:
    """The pages and answers asked for, from the moment on at which the test empties it."""
    asked: list[Request] = []
    page.on("request", lambda it: asked.append(it) if it.resource_type in ASKING else None)
    return asked


def go_offline(page: Page, sent: list[Request]) -> None:
    page.wait_for_load_state()
    sent.clear()
    page.context.set_offline(True)


def test_form_sent_offline_keeps_what_was_entered_and_says_so(
    page: Page, sent: list[Request]
) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("ada")
    page.locator("#id_password1").fill("a long enough word")
    page.locator("#id_password2").fill("a long enough word")

    go_offline(page, sent)
    button(page, "Sign up").click()

    expect(page.locator("#messages")).to_contain_text(OFFLINE)
    expect(page.locator("#messages")).to_be_in_viewport()
    expect(page.get_by_label("Username")).to_have_value("ada")
    expect(page.locator("#id_password2")).to_have_value("a long enough word")
    assert sent == []

    page.context.set_offline(False)
    expect(page.locator("#messages")).to_be_empty()
    button(page, "Sign up").click()
    expect(heading(page, "Today")).to_be_visible()


def test_link_pressed_offline_stays_here_and_says_so(page: Page, sent: list[Request]) -> None:
    page.goto("/decks/basics/")

    go_offline(page, sent)
    link(page, "Study this deck").click()

    expect(page.locator("#messages")).to_contain_text(OFFLINE)
    expect(heading(page, "Basics")).to_be_visible()
    assert sent == []

    page.context.set_offline(False)
    expect(page.locator("#messages")).to_be_empty()
    link(page, "Study this deck").click()
    expect_done(page, 0, 4)


def test_link_to_a_place_on_the_page_works_offline(page: Page, sent: list[Request]) -> None:
    page.goto("/decks/basics/")

    go_offline(page, sent)
    link(page, "Skip to the content").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
    expect(page.locator("#messages")).to_be_empty()


def test_filter_of_the_results_pressed_offline_stays_here_and_says_so(
    page: Page, sent: list[Request]
) -> None:
    start_quiz(page, count=1)
    finish(page)

    go_offline(page, sent)
    page.get_by_role("navigation", name="Show").get_by_role("link", name="Wrong").click()

    expect(page.locator("#messages")).to_contain_text(OFFLINE)
    assert sent == []


def test_message_is_there_once_however_often_one_tries(page: Page, sent: list[Request]) -> None:
    page.goto("/decks/basics/")

    go_offline(page, sent)
    link(page, "Study this deck").click()
    link(page, "Quiz on it").click()

    expect(page.locator("#messages > *")).to_have_count(1)


def test_theme_chosen_offline_says_that_it_cannot_be_stored(
    page: Page, troubles: Troubles, sent: list[Request]
) -> None:
    troubles.provoke("ERR_INTERNET_DISCONNECTED")
    page.goto("/decks/")
    page.locator("[data-menu] > summary").click()
    button(page, "Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")

    go_offline(page, sent)
    button(page, "Dark").click()

    expect(page.locator("#messages")).to_contain_text(OFFLINE)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_sheet_of_keys_asked_for_offline_stays_here_and_says_so(
    page: Page, troubles: Troubles, sent: list[Request]
) -> None:
    troubles.provoke("ERR_INTERNET_DISCONNECTED")
    page.goto("/decks/")

    go_offline(page, sent)
    page.keyboard.press("?")

    expect(page.locator("#messages")).to_contain_text(OFFLINE)
    expect(heading(page, "Decks and topics")).to_be_visible()


# --- A slow answer ------------------------------------------------------------------------------


def hold(page: Page, address: str) -> list[Route]:
    """Keep what is asked of `address` on the way until the test lets it go on."""
    held: list[Route] = []
    page.wait_for_load_state()
    page.route(address, lambda route: held.append(route))
    return held


def middle(target: Locator) -> tuple[float, float]:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_loading(page: Page, place: tuple[float, float]) -> None:
    """Press there, by the mouse itself: until the answer comes, a page tells Playwright
    only what it says by itself."""
    with page.expect_console_message(lambda it: it.text == "is-loading: Loading…"):
        page.mouse.click(*place)


def expect_rest(page: Page) -> None:
    expect(page.locator("body")).not_to_have_class("is-loading")
    expect(page.locator("#status")).to_be_empty()


def test_slow_page_is_said_to_be_loading(page: Page) -> None:
    page.add_init_script(TELL)
    page.goto("/decks/basics/")
    held = hold(page, STUDY)

    expect_loading(page, middle(link(page, "Study this deck")))
    held[0].continue_()

    expect_done(page, 0, 4)
    expect_rest(page)


def test_word_comes_only_after_a_moment(page: Page) -> None:
    page.goto("/decks/basics/")
    page.clock.install()
    page.clock.pause_at(datetime.now(tz=UTC) + timedelta(hours=1))
    # The page waits as it does for any other, but stays.
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    link(page, "Study this deck").click()

    page.clock.run_for(A_MOMENT - 1)
    expect_rest(page)
    page.clock.run_for(1)

    expect(page.locator("body")).to_have_class("is-loading")
    expect(page.locator("#status")).to_have_text("Loading…")


def test_answer_that_never_comes_is_not_waited_for_for_ever(page: Page) -> None:
    page.add_init_script(TELL)
    page.add_init_script(HURRY)
    page.goto("/decks/basics/")
    held = hold(page, STUDY)

    with page.expect_console_message(lambda it: it.text == ": "):
        expect_loading(page, middle(link(page, "Study this deck")))

    held[0].continue_()
    expect_done(page, 0, 4)


@pytest.fixture
def rating_page(page: Page) -> Page:
    """A study session with its answer shown, about to be answered slowly."""
    page.add_init_script(TELL)
    page.goto("/study/?deck=basics")
    page.locator("summary", has_text="Show the answer").click()
    expect(page.locator(".ratings")).to_be_visible()
    return page


def test_second_press_during_a_slow_answer_sends_nothing_twice(rating_page: Page) -> None:
    page = rating_page
    again, good = (middle(page.locator(".ratings button", has_text=it)) for it in ("Again", "Good"))
    held = hold(page, STUDY)

    with page.expect_request(STUDY):
        page.mouse.click(*good)
    page.mouse.click(*good)
    expect_loading(page, again)
    assert len(held) == 1
    held[0].continue_()

    expect(heading(page, "What is the GIL?")).to_be_visible()
    assert list(Review.objects.values_list("question__slug", "rating")) == [("session", 3)]


def test_form_can_be_sent_again_once_its_answer_is_not_waited_for(page: Page) -> None:
    page.add_init_script(HURRY)
    page.add_init_script(TELL)
    page.goto("/study/?deck=basics")
    page.locator("summary", has_text="Show the answer").click()
    good = middle(page.locator(".ratings button", has_text="Good"))
    held: list[Route] = []
    # The first answer is lost, the second comes.
    page.route(STUDY, lambda it: it.continue_() if held else held.append(it))
    with page.expect_console_message(lambda it: it.text == ": "):
        expect_loading(page, good)

    page.mouse.click(*good)

    expect(heading(page, "What is the GIL?")).to_be_visible()
    assert Review.objects.count() == 1


# --- The way back -----------------------------------------------------------------------------


def go_on_and_back(page: Page) -> None:
    """Wait for a slow page until it is said to be loading, and come back from it."""
    page.add_init_script(TELL)
    page.goto("/decks/basics/")
    held = hold(page, "**/cards/session/*")
    expect_loading(page, middle(link(page, "Where does a session live?")))
    held[0].continue_()
    expect(page.locator(".card__prompt")).to_be_visible()

    page.evaluate("history.back()")

    expect(heading(page, "Basics")).to_be_visible()


def test_back_button_shows_the_page_at_rest(page: Page) -> None:
    go_on_and_back(page)

    expect_rest(page)


def test_page_that_the_browser_has_kept_is_at_rest_again(thrifty_page: Page, deck: Deck) -> None:
    thrifty_page.add_init_script(
        "addEventListener('pageshow', (event) => { window.isKept = event.persisted; })"
    )

    go_on_and_back(thrifty_page)

    expect_rest(thrifty_page)
    assert thrifty_page.evaluate("isKept") is True


# The page tells whenever what it says has changed.
TELL = """addEventListener("DOMContentLoaded", () => {
  const status = document.querySelector("#status");
  const tell = () => console.info(`${document.body.className}: ${status.textContent}`);
  new MutationObserver(tell).observe(status, { childList: true });
})"""
# What would take seconds takes some milliseconds.
HURRY = "const real = setTimeout; window.setTimeout = (act, ms) => real(act, ms / 50);"
