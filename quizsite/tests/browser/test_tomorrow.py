"""From signing up to the session of the next day, as a candidate with a date would go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.tests.factories import PASSWORD
from questions.models import Answer, Deck
from questions.tests.factories import DeckFactory, TopicFactory, published
from quizsite.tests.browser import (
    button,
    choice,
    expect_question,
    heading,
    in_map,
    show_the_answer,
)
from quizsite.tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

TOPICS = "ABCD"
CARDS_A_TOPIC = 6
A_CARD = timedelta(seconds=20)


class Clock:
    """The server's; it stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 19, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def bank(transactional_db: None) -> Deck:
    """Four topics of six cards: A1 to A6, and so on."""
    cards = []
    for letter in TOPICS:
        topic = TopicFactory(slug=letter.lower(), name=f"Topic {letter}")
        names = [f"{letter}{number}" for number in range(1, CARDS_A_TOPIC + 1)]
        cards += [
            published(form="single", topic=topic, slug=name.lower(), prompt=f"What is {name}?")
            for name in names
        ]
    return DeckFactory(slug="all", name="All", questions=cards)


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password (required)", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    button(page, "Sign up").click()
    expect(heading(page, "Today")).to_be_visible()


def study(page: Page, clock: Clock, **ratings: str) -> Iterator[str]:
    """Go through a session to its end, Easy but for `ratings`; the cards as they come.

    A card that comes once more is then rated Good.
    """
    seen: set[str] = set()
    page.goto("/study/")
    while not heading(page, "Done for today").is_visible():
        prompt = page.get_by_role("heading", name="What is")
        name = prompt.inner_text().removeprefix("What is ").rstrip("?")
        show_the_answer(page)
        clock.now += A_CARD
        wanted = "Good" if name in seen else ratings.get(name, "Easy")
        page.locator(".ratings button", has_text=wanted).click()
        page.wait_for_load_state()
        seen.add(name)
        yield name


def take_the_quiz(page: Page) -> list[str]:
    """Six questions: wrong and sure, blank, a right guess, right, two unopened; their cards."""
    page.goto("/quizzes/new/?topic=d&count=6&minutes=30")
    button(page, "Start the quiz").click()
    expect_question(page, 1, total=CARDS_A_TOPIC)
    choice(page, "Choice b").check()
    page.get_by_label("Sure", exact=True).check()
    for number in (2, 3, 4):
        in_map(page, number).click()
        expect_question(page, number, total=CARDS_A_TOPIC)
        if number > 2:
            choice(page, "Choice a").check()
        if number == 3:
            page.get_by_label("Guess", exact=True).check()
    page.get_by_role("button", name="Finish…").click()
    button(page, "Finish and see the results").click()
    expect(page.get_by_text("2 of 6 points")).to_be_visible()
    asked = Answer.objects.order_by("position").values_list("question__slug", flat=True)
    return [slug.upper() for slug in asked]


def test_tomorrow_holds_what_the_plan_the_mistakes_and_the_schedule_call_for(
    visit: Visit, bank: Deck, clock: Clock
) -> None:
    page = visit()
    sign_up(page)
    page.get_by_label("Interview date").fill("2026-03-16")
    page.get_by_label("Minutes a day").fill("20")
    button(page, "Save the plan").click()

    # 24 cards within 0.8 * 14 - 2 days: three a day, of one topic after the other.
    assert list(study(page, clock, B1="Good", C1="Again")) == ["A1", "B1", "C1", "C1"]
    sure_but_wrong, blank, guessed, right, *unopened = take_the_quiz(page)

    clock.now += timedelta(days=1)
    page.goto("/")
    facts = page.locator(".facts").inner_text().split("\n")
    assert [facts[facts.index(name) + 1] for name in ("Due today", "New today")] == ["6", "3"]
    assert list(study(page, clock)) == [
        # The mistakes: what one was sure of first, then what was left blank.
        sure_but_wrong,
        blank,
        # Gaining more a second than a new card: the weakest first.
        "C1",
        guessed,
        # Three new ones: what the quiz asked and was never opened, then the next topic's.
        *sorted(unopened),
        "C2",
        # Gaining less, the strongest last; the plan has the minutes for them. A1 was easy
        # and rests a day more.
        "B1",
        right,
    ]
    page.goto("/")
    expect(page.locator(".facts")).to_contain_text("Due today\n0")
