"""A session of study, from its first card to its end page."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Memory, PointMemory, Profile, Review
from accounts.tests.factories import PASSWORD, UserFactory
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
from quizsite.tests.browser.conftest import Troubles, Visit
from quizsite.tests.browser.keyboard import enter

pytestmark = pytest.mark.browser

PROMPTS = ["Where does a session live?", "What is the GIL?", "When is SQL sent?"]


def rating(page: Page, name: str) -> Locator:
    return page.locator(".ratings button", has_text=name)


def rate(page: Page, name: str) -> None:
    show_the_answer(page)
    rating(page, name).click()


def ratings() -> list[tuple[str, int | None]]:
    """What stands: (card, rating), in its order."""
    rows = Review.objects.standing().order_by("pk")
    return list(rows.values_list("question__slug", "rating"))


# --- A whole session ----------------------------------------------------------------------


def test_whole_session_by_keyboard_only(page: Page) -> None:
    page.goto("/decks/basics/")
    enter(page, link(page, "Study this deck"))
    expect_done(page, 0, 4)

    press(page, "1", "u")  # nothing to rate yet, and nothing to undo
    press(page, "Space")
    expect(page.locator("[data-flip-answer]")).to_be_focused()
    press(page, "1")
    expect(heading(page, PROMPTS[1])).to_be_visible()
    expect(page.get_by_text("Left: 1 learning, 0 due, 3 new")).to_be_visible()

    press(page, "u")
    expect(page.get_by_text("Taken back. The card is where it was.")).to_be_visible()
    expect(heading(page, PROMPTS[0])).to_be_visible()
    expect_done(page, 0, 4)

    for done in range(4):
        expect_done(page, done, 4)
        expect(page).to_have_title(f"Card {done + 1} of 4 · Study: Basics · Flipside")
        press(page, "Enter")
        expect(rating(page, "Easy")).to_be_visible()
        press(page, "4")

    expect(heading(page, "Done for today")).to_be_visible()
    expect(page.get_by_text("You rated 4 times today, met 4 new cards.")).to_be_visible()
    expect(page.get_by_text("The next card comes back on")).to_be_visible()
    assert ratings() == [("session", 4), ("gil", 4), ("orm", 4), ("code", 4)]

    press(page, "u")
    expect(heading(page, "What does yield do?")).to_be_visible()
    assert len(ratings()) == 3


@both_ways
def test_session_with_undo_and_a_card_put_off(page: Page) -> None:
    page.goto("/study/?deck=basics")
    rate(page, "Easy")
    expect(heading(page, PROMPTS[1])).to_be_visible()
    expect(page.get_by_text("comes back in")).to_be_visible()

    show_the_answer(page)
    page.locator("summary", has_text="Not now").click()
    button(page, "Put off until tomorrow").click()
    expect(heading(page, PROMPTS[2])).to_be_visible()
    for prompt in (PROMPTS[1], PROMPTS[0]):
        button(page, "Undo").click()
        expect(heading(page, prompt)).to_be_visible()

    expect(button(page, "Undo")).to_have_count(0)
    expect_done(page, 0, 4)
    assert (ratings(), Memory.objects.count()) == ([], 0)


@both_ways
def test_key_points_are_ticked_and_what_was_missed_is_remembered(page: Page) -> None:
    page.goto("/study/?deck=basics")
    show_the_answer(page)
    page.get_by_label("The first point.").check()
    rating(page, "Hard").click()
    expect(heading(page, PROMPTS[1])).to_be_visible()

    sums = PointMemory.objects.order_by("pk").values_list("covered", "missed")

    assert sorted(sums) == [(0, 1), (1, 0)]


def test_ticks_suggest_a_rating_and_the_person_decides(page: Page) -> None:
    page.goto("/study/?deck=basics")
    show_the_answer(page)
    status, suggested = page.locator("[data-suggestion]"), page.locator("[data-suggested]")
    first, second = page.get_by_label("The first point."), page.get_by_label("The second point.")
    none = page.get_by_label("None of them")
    expect(status).to_have_text("")

    first.check()
    expect(status).to_have_text("Your ticks suggest: Hard")
    expect(suggested).to_contain_text("Hard")
    second.check()
    expect(status).to_have_text("Your ticks suggest: Good")
    none.check()
    expect(first).not_to_be_checked()
    expect(status).to_have_text("Your ticks suggest: Again")
    second.check()
    expect(none).not_to_be_checked()
    second.uncheck()
    expect(status).to_have_text("")
    expect(suggested).to_have_count(0)
    rating(page, "Easy").click()

    expect(heading(page, PROMPTS[1])).to_be_visible()
    assert ratings() == [("session", 4)]


def test_enter_on_a_tick_gives_good_and_never_again(page: Page) -> None:
    page.goto("/study/?deck=basics")
    show_the_answer(page)
    page.get_by_label("The first point.").focus()
    press(page, "Enter")

    expect(heading(page, PROMPTS[1])).to_be_visible()
    assert ratings() == [("session", 3)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_enter_on_a_tick_stores_nothing_where_keys_are_off(
    visit: Visit, deck: Deck, scripts: bool
) -> None:
    user = UserFactory()
    Profile.objects.filter(user=user).update(keyboard_shortcuts=False)
    page = visit(user=user, scripts=scripts)
    page.goto("/study/?deck=basics")
    show_the_answer(page)
    page.get_by_label("The first point.").focus()
    press(page, "Enter")
    rating(page, "Easy").click()

    expect(heading(page, PROMPTS[1])).to_be_visible()
    assert ratings() == [("session", 4)]


def test_keys_work_after_a_tick_and_the_ticks_say_what_enter_gives(page: Page) -> None:
    page.goto("/study/?deck=basics")
    for key, after in (("Enter", 2), ("4", 4), ("Tab", None)):
        page.wait_for_load_state()
        show_the_answer(page)
        # It takes the focus a moment later, and would take it from the tick.
        expect(page.locator("[data-flip-answer]")).to_be_focused()
        tick = page.get_by_label("The first point.")
        tick.focus()
        press(page, "Space")
        expect(tick).to_be_checked()
        expect(page.locator("[data-suggested]")).to_contain_text("Hard")
        press(page, key)
        if after:
            expect(tick).to_be_hidden()
            assert ratings()[-1][1] == after
    tick.focus()
    press(page, "u")

    expect(page.get_by_text("Taken back. The card is where it was.")).to_be_visible()
    assert ratings() == [("session", 2)]


def test_space_gives_what_the_ticks_suggest(page: Page) -> None:
    page.goto("/study/?deck=basics")
    show_the_answer(page)
    good = rating(page, "Good")
    expect(good).to_have_class("button button--primary")
    page.get_by_label("None of them").check()

    expect(page.locator(".ratings .button--primary")).to_have_count(1)
    expect(rating(page, "Again")).to_have_class("button button--primary")
    page.get_by_label("None of them").uncheck()
    expect(page.locator(".ratings .button--primary")).to_contain_text("Good")
    page.get_by_label("None of them").check()
    page.locator("[data-flip-answer]").focus()
    press(page, "Space")

    expect(heading(page, PROMPTS[1])).to_be_visible()
    assert ratings() == [("session", 1)]


# --- Elsewhere ----------------------------------------------------------------------------


def test_session_is_resumed_on_another_device(visit: Visit, deck: Deck, troubles: Troubles) -> None:
    troubles.provoke("409")
    user = UserFactory()
    desk, phone = visit(user=user), visit(user=user, viewport={"width": 390, "height": 844})
    desk.goto("/study/?deck=basics")
    rate(desk, "Easy")
    expect(heading(desk, PROMPTS[1])).to_be_visible()

    phone.goto("/study/?deck=basics")
    expect(heading(phone, PROMPTS[1])).to_be_visible()
    expect_done(phone, 1, 4)
    rate(phone, "Easy")
    expect(heading(phone, PROMPTS[2])).to_be_visible()

    # The desk still shows the card that was rated on the phone.
    desk_problem = desk.get_by_text("This card was rated elsewhere since the page was made")
    show_the_answer(desk)
    rating(desk, "Again").click()
    expect(desk_problem).to_be_visible()
    expect(heading(desk, PROMPTS[2])).to_be_visible()
    phone.reload()
    button(phone, "Undo").click()
    expect(heading(phone, PROMPTS[1])).to_be_visible()
    assert ratings() == [("session", 4)]


@both_ways
def test_guest_signs_up_in_the_middle_of_a_session_and_goes_on(page: Page) -> None:
    page.goto("/study/?deck=basics")
    rate(page, "Easy")
    expect(heading(page, PROMPTS[1])).to_be_visible()

    link(page, "Sign up").last.click()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password (required)", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    button(page, "Sign up").click()
    expect(heading(page, "Today")).to_be_visible()

    page.goto("/study/?deck=basics")
    expect(heading(page, PROMPTS[1])).to_be_visible()
    expect_done(page, 1, 4)
    button(page, "Undo").click()
    expect(heading(page, PROMPTS[0])).to_be_visible()
    assert set(Review.objects.values_list("owner__username", flat=True)) == {"ada"}
