"""A card turns over: by its button or a tap, in motion or at once; see test_swipe.py for swipes."""

import pytest
from playwright.sync_api import Locator, Page, expect

from questions.models import Deck
from questions.tests.factories import published
from quizsite.tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

CARD = "/cards/gil/?deck=basics"

in_motion_or_still = pytest.mark.parametrize("motion", ["no-preference", "reduce"])


def answer(page: Page) -> Locator:
    return page.locator("[data-flip-answer]")


def summary(page: Page) -> Locator:
    return page.locator("[data-flip] > summary")


def prompt(page: Page) -> Locator:
    return page.locator("main .card__prompt")


# --- Hidden and shown -----------------------------------------------------------------------


def spoken(page: Page) -> str:
    """All that a screen reader finds on the page: the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return " ".join(str(node["name"].get("value")) for node in nodes if not node["ignored"])


@in_motion_or_still
def test_answer_is_hidden_from_everyone_until_the_card_is_turned(
    visit: Visit, deck: Deck, motion: str
) -> None:
    page = visit(reduced_motion=motion)
    page.goto(CARD)
    expect(page.get_by_text("The first point.")).to_be_hidden()
    assert "What is the GIL?" in spoken(page)
    assert "The first point." not in spoken(page)

    summary(page).click()

    expect(page.get_by_text("The first point.")).to_be_visible()
    expect(answer(page)).to_be_focused()
    assert "The first point." in spoken(page)


# --- Turning --------------------------------------------------------------------------------


@in_motion_or_still
def test_card_is_turned_back_and_over_again(visit: Visit, deck: Deck, motion: str) -> None:
    page = visit(reduced_motion=motion)
    page.goto(CARD)

    for _ in range(2):
        summary(page).click()
        expect(answer(page)).to_be_focused()
        summary(page).click()
        expect(answer(page)).to_be_hidden()
        expect(summary(page)).to_be_focused()


def test_second_click_while_the_card_turns_does_no_harm(visit: Visit, deck: Deck) -> None:
    page = visit(reduced_motion="no-preference")
    page.goto(CARD)

    # Both within one task: the turn has begun and can't have ended.
    turns = summary(page).evaluate(
        """it => { it.click(); it.click();
                   return it.closest(".card").getAnimations().length; }"""
    )

    assert turns == 1
    expect(answer(page)).to_be_focused()
    expect(summary(page).locator(".flip__hide")).to_be_visible()


def test_with_less_motion_the_sides_change_at_once(visit: Visit, deck: Deck) -> None:
    page = visit(reduced_motion="reduce")
    page.goto(CARD)

    is_open, moving = summary(page).evaluate(
        """it => { it.click();
                   return [it.parentElement.open, document.getAnimations().length]; }"""
    )

    assert (is_open, moving) == (True, 0)


@in_motion_or_still
def test_tap_on_the_question_turns_the_card(visit: Visit, deck: Deck, motion: str) -> None:
    page = visit(reduced_motion=motion, has_touch=True)
    page.goto(CARD)

    prompt(page).tap()

    expect(answer(page)).to_be_focused()


def test_question_is_selected_without_turning_the_card(visit: Visit, deck: Deck) -> None:
    page = visit()
    page.goto(CARD)
    words = prompt(page).locator("p").bounding_box()
    assert words is not None
    y = words["y"] + words["height"] / 2

    page.mouse.move(words["x"] + words["width"] / 2 - 40, y)
    page.mouse.down()
    page.mouse.move(words["x"] + words["width"] / 2 + 40, y, steps=4)
    page.mouse.up()

    assert page.evaluate("String(getSelection())") != ""
    expect(answer(page)).to_be_hidden()
    prompt(page).click(position={"x": 5, "y": 5})
    expect(answer(page)).to_be_visible()


def test_tap_on_code_in_the_question_turns_nothing(visit: Visit, deck: Deck) -> None:
    code = "What is this?\n\n```python\nyield 1\n```"
    question = published(form="single", slug="listing", prompt=code)
    page = visit(has_touch=True)
    page.goto(f"/cards/{question.slug}/")

    page.locator(".card__prompt .highlight").tap()

    expect(answer(page)).to_be_hidden()
    page.get_by_text("What is this?").tap()
    expect(answer(page)).to_be_visible()
