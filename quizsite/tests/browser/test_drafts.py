"""An explanation that is written before looking: how long its draft stays, and where it goes."""

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Note
from accounts.tests.factories import UserFactory
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
from quizsite.tests.browser.conftest import Visit
from quizsite.tests.browser.keyboard import enter, tab_to

pytestmark = pytest.mark.browser

PROMPTS = ["Where does a session live?", "What is the GIL?"]
DRAFT = "In the database, one row a visitor."
DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"


def write_down(page: Page, text: str = DRAFT) -> None:
    page.locator("summary", has_text="Or write it down first").click()
    page.get_by_label("Your explanation").fill(text)


def test_what_is_written_first_survives_a_reload_and_stays_on_the_device(page: Page) -> None:
    page.goto("/study/?deck=basics")
    tab_to(page, page.locator("summary", has_text="Or write it down first"))
    press(page, "Enter")
    box = page.get_by_label("Your explanation")
    box.fill("In the database, 1 row a visitor.")
    press(page, "1", "u", "Space")  # are typed, and press nothing
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))

    page.reload()
    expect(box).to_have_value("In the database, 1 row a visitor.1u ")
    show_the_answer(page)
    page.locator(".ratings button", has_text="Easy").click()

    expect(heading(page, PROMPTS[1])).to_be_visible()
    expect(box).to_have_value("")
    assert not any("visitor" in body for body in sent)


def test_what_was_written_is_gone_when_its_card_comes_back(page: Page) -> None:
    page.goto("/study/?deck=basics")
    write_down(page)
    page.reload()
    expect(page.get_by_label("Your explanation")).to_have_value(DRAFT)
    page.locator("body").click(position={"x": 1, "y": 1})
    press(page, "Space", "1")
    expect(heading(page, PROMPTS[1])).to_be_visible()
    press(page, "u")

    expect(heading(page, PROMPTS[0])).to_be_visible()
    press(page, "Tab")
    expect(page.get_by_label("Your explanation")).to_be_hidden()
    expect(page.get_by_label("Your explanation")).to_have_value("")


@both_ways
def test_what_was_written_is_kept_as_a_note_and_the_card_stays(page: Page) -> None:
    page.goto("/study/?deck=basics&only=all")
    for text in ("One.", "Two."):
        write_down(page, text)
        button(page, "Keep it as a note on this card").click()
        expect(page.get_by_text("Your note is saved.")).to_be_visible()

    expect(heading(page, PROMPTS[0])).to_be_visible()
    expect_done(page, 0, 4)
    expect(page.get_by_label("Your explanation")).to_have_value("")
    assert Note.objects.get().text == "One.\n\nTwo."


@pytest.mark.parametrize("address", ["/study/?deck=basics", "/decks/"])
def test_nobody_reads_what_somebody_wrote_before_logging_out(
    visit: Visit, deck: Deck, address: str
) -> None:
    page = visit(user=UserFactory())
    page.goto("/study/?deck=basics")
    write_down(page)
    page.goto(address)
    assert page.evaluate(DRAFTS) == 1
    enter(page, button(page, "Log out"))
    expect(link(page, "Log in")).to_be_visible()

    assert page.evaluate(DRAFTS) == 0


def test_what_is_typed_before_its_script_comes_joins_what_was_kept(page: Page) -> None:
    page.goto("/study/?deck=basics")
    write_down(page)
    held: list[Route] = []
    page.route("**/drafts.js", lambda route: held.append(route))
    page.goto("/study/?deck=basics", wait_until="commit")
    page.locator("summary", has_text="Or write it down first").click()
    page.get_by_label("Your explanation").press_sequentially("And a cookie.")
    for route in held:
        route.continue_()

    expect(page.get_by_label("Your explanation")).to_have_value(f"{DRAFT}\n\nAnd a cookie.")
