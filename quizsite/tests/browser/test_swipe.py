"""A finger that moves a card sideways presses a button of the page; see test_cards.py."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Review
from questions.models import Deck
from quizsite.tests.browser import heading, link, press
from quizsite.tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

# The second of four, with a card on either side of it, and the last, with code.
SECOND_CARD = "/cards/gil/?deck=basics"
LAST_CARD = "/cards/code/?deck=basics"
# Pixels: what is far enough, and what is a wobble.
FAR, SHORT = 150, 60
STEPS = 6
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def phone(visit: Visit, deck: Deck) -> Page:
    return visit(**PHONE)


def summary(page: Page) -> Locator:
    return page.locator("[data-flip] > summary")


def prompt(page: Page) -> Locator:
    return page.locator("main .card__prompt")


def card(page: Page) -> Locator:
    return page.locator("[data-swipe-card]")


def swipe(page: Page, start: Locator, dx: int, dy: int = 0, *, lift: bool = True) -> None:
    """Put a finger on `start`, move it so many pixels, and lift it."""
    move_fingers(page, start, (0, 0, dx, dy), lift=lift)


def move_fingers(
    page: Page, start: Locator, *fingers: tuple[int, int, int, int], lift: bool = True
) -> None:
    """Put each finger down at (x, y) from the middle of `start` and move it by (dx, dy)."""
    page.wait_for_load_state()
    box = start.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind: str, fingers: Sequence[tuple[int, int, int, int]], share: float = 0) -> None:
        points = [
            {"id": number, "x": left + x + dx * share, "y": top + y + dy * share}
            for number, (x, y, dx, dy) in enumerate(fingers)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for count in range(1, len(fingers) + 1):
        touch("touchStart", fingers[:count])
    for step in range(1, STEPS + 1):
        touch("touchMove", fingers, step / STEPS)
    if lift:
        touch("touchEnd", [])
    session.detach()


def at_rest(page: Page) -> bool:
    """Whether the card lies where it belongs."""
    return bool(card(page).evaluate("it => !it.style.transform && !it.dataset.swipe"))


def watch_clicks(page: Page) -> None:
    """Note what is pressed from here on."""
    page.wait_for_load_state()
    page.evaluate(
        """() => {
          window.pressed = [];
          addEventListener("click", (event) => pressed.push(event.target.textContent), true);
        }"""
    )


def clicks(page: Page) -> list[str]:
    pressed: list[str] = page.evaluate("pressed")
    return pressed


# --- From card to card -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dx", "button", "arrived"),
    [
        (-FAR, "Next card", "When is SQL sent?"),
        (FAR, "Previous card", "Where does a session live?"),
    ],
)
def test_swipe_leads_where_a_button_does(phone: Page, dx: int, button: str, arrived: str) -> None:
    phone.goto(SECOND_CARD)
    expect(link(phone, button)).to_be_visible()

    swipe(phone, prompt(phone), dx)

    expect(heading(phone, arrived)).to_be_visible()


@pytest.mark.parametrize(
    ("dx", "dy"),
    [(-SHORT, 0), (SHORT, 0), (0, -FAR), (20, FAR), (-FAR, 100)],
    ids=["short to the left", "short to the right", "up", "down", "slanted"],
)
def test_what_is_no_swipe_leads_nowhere(phone: Page, dx: int, dy: int) -> None:
    phone.goto(SECOND_CARD)
    watch_clicks(phone)

    swipe(phone, prompt(phone), dx, dy)

    assert clicks(phone) == []
    assert at_rest(phone)


def test_swipe_on_a_code_block_scrolls_it_and_leads_nowhere(phone: Page) -> None:
    phone.goto(LAST_CARD)
    summary(phone).tap()
    code = phone.locator(".highlight")
    expect(code).to_be_visible()
    code.scroll_into_view_if_needed()
    watch_clicks(phone)

    swipe(phone, code, FAR)
    swipe(phone, code, -FAR)

    assert clicks(phone) == []
    assert at_rest(phone)
    phone.wait_for_function(IS_SCROLLED)


def test_card_follows_the_finger_and_says_what_a_swipe_will_do(phone: Page) -> None:
    phone.goto(SECOND_CARD)

    swipe(phone, prompt(phone), -FAR, lift=False)

    expect(card(phone)).to_have_attribute("data-swipe", "Next card")


def test_nothing_moves_where_there_is_nothing_on_that_side(phone: Page) -> None:
    phone.goto(LAST_CARD)
    place = card(phone).bounding_box()

    swipe(phone, prompt(phone), -FAR, lift=False)

    assert card(phone).bounding_box() == place
    expect(card(phone)).not_to_have_attribute("data-swipe", re.compile(""))


def test_two_fingers_enlarge_the_card_and_lead_nowhere(phone: Page) -> None:
    phone.goto(SECOND_CARD)
    watch_clicks(phone)

    move_fingers(phone, prompt(phone), (0, -20, 0, -130), (0, 20, 0, 130))

    assert phone.evaluate("visualViewport.scale") > 1.5
    assert clicks(phone) == []


# --- Swiping in a study session ------------------------------------------------------------


@pytest.mark.parametrize(("dx", "name", "rating"), [(-FAR, "Again", 1), (FAR, "Good", 3)])
def test_swipe_rates_once_the_answer_is_shown(phone: Page, dx: int, name: str, rating: int) -> None:
    phone.goto("/study/?deck=basics")
    watch_clicks(phone)
    swipe(phone, prompt(phone), dx)
    assert clicks(phone) == []

    summary(phone).click()
    expect(phone.locator(".ratings button", has_text=name)).to_be_visible()
    swipe(phone, phone.get_by_text("The first point."), dx)

    expect(heading(phone, "What is the GIL?")).to_be_visible()
    assert list(Review.objects.values_list("question__slug", "rating")) == [("session", rating)]


# --- From right to left ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dx", "key", "arrived"),
    [(FAR, "ArrowLeft", "When is SQL sent?"), (-FAR, "ArrowRight", "Where does a session live?")],
    ids=["on", "back"],
)
def test_sides_are_mirrored_where_one_reads_from_right_to_left(
    visit: Visit, deck: Deck, pseudo: str, dx: int, key: str, arrived: str
) -> None:
    page = visit(locale=pseudo, **PHONE)
    page.goto(SECOND_CARD)

    swipe(page, prompt(page), dx)
    expect(heading(page, arrived)).to_be_visible()

    page.goto(SECOND_CARD)
    press(page, key)
    expect(heading(page, arrived)).to_be_visible()


@pytest.mark.parametrize(("dx", "rating"), [(FAR, 1), (-FAR, 3)])
def test_ratings_are_mirrored_where_one_reads_from_right_to_left(
    visit: Visit, deck: Deck, pseudo: str, dx: int, rating: int
) -> None:
    page = visit(locale=pseudo, **PHONE)
    page.goto("/study/?deck=basics")

    summary(page).tap()
    expect(page.locator(".ratings")).to_be_visible()
    swipe(page, page.get_by_text("The first point."), dx)

    expect(page.locator("progress")).to_have_js_property("value", 1)
    assert list(Review.objects.values_list("rating", flat=True)) == [rating]


IS_SCROLLED = """() => [...document.querySelectorAll(".highlight, .highlight *")]
  .some((one) => one.scrollLeft > 0)"""
