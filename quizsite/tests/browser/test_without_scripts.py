"""With scripts off, what no other file has both ways.

Cards, search, filters and studying: test_guest.py. Quizzes: test_quiz.py,
test_quiz_saving.py, test_quiz_network.py, test_time_up.py. Sign-up, log-in and settings:
test_account.py. Writing, previewing and publishing: test_editor.py; publishing many:
test_publishing.py.
"""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from accounts.tests.factories import PASSWORD, UserFactory
from questions.models import Deck
from quizsite.tests.browser import button, heading, link
from quizsite.tests.browser.conftest import Visit, World

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit: Visit, deck: Deck) -> Page:
    return visit(scripts=False)


def open_menu(page: Page) -> None:
    page.locator("[data-menu] > summary").click()


def test_theme_is_changed_here_and_kept_on_the_next_page(page: Page) -> None:
    page.goto("/decks/?q=what")
    open_menu(page)
    button(page, "Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/decks/?q=what")
    page.goto("/quizzes/new/")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    open_menu(page)
    expect(button(page, "Dark")).to_have_attribute("aria-pressed", "true")
    button(page, "As the system").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_language_is_changed_here_and_kept_on_the_next_page(page: Page) -> None:
    page.goto("/decks/?q=what")
    open_menu(page)
    button(page, "Español").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert page.url.endswith("/decks/?q=what")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_keys_have_a_page_of_their_own_without_a_button_that_does_nothing(page: Page) -> None:
    page.goto("/decks/")
    open_menu(page)
    page.get_by_role("link", name="Keyboard shortcuts").click()

    expect(heading(page, "Keyboard shortcuts")).to_be_visible()
    expect(page.get_by_text("Flag the question")).to_be_visible()
    expect(button(page, "Close")).to_be_hidden()


def test_search_in_the_header_leads_to_a_card_that_can_be_turned(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="Search the cards").fill("session")
    page.keyboard.press("Enter")
    link(page, "Where does a session live?").click()

    page.locator("summary", has_text="Show the answer").click()
    expect(page.get_by_text("The short answer.")).to_be_visible()
    page.locator("summary", has_text="Hide the answer").click()
    expect(page.get_by_text("The short answer.")).to_be_hidden()


def test_search_on_a_telephone_leads_to_the_field(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False, viewport={"width": 360, "height": 740})
    page.goto("/")

    page.locator(".site-tools__search").click()

    expect(heading(page, "Decks and topics")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search the cards")).to_be_in_viewport()


def test_cards_of_a_topic_are_printed_without_a_button_that_does_nothing(page: Page) -> None:
    page.goto("/decks/basics/?topic=python")
    link(page, "Print the cards").click()

    expect(heading(page, "2 cards to cut out")).to_be_visible()
    expect(page.locator(".cutout")).to_have_count(2)
    expect(page.locator("[data-print]")).to_be_hidden()
    page.emulate_media(media="print")
    expect(heading(page, "2 cards to cut out")).to_be_hidden()
    expect(page.locator(".cutout").first).to_contain_text("The short answer.")


def test_results_of_an_old_quiz_are_found_and_narrowed(world: World, visit: Visit) -> None:
    page = visit(user=world.user, scripts=False)
    page.goto("/")
    link(page, "Quizzes").click()
    page.locator("main a[href$='/results/']").click()

    expect(heading(page, "Results")).to_be_visible()
    link(page, "Flagged").click()
    expect(page.locator("article")).to_have_count(3)


def test_account_is_deleted_by_its_password(visit: Visit, deck: Deck) -> None:
    page = visit(user=UserFactory(username="ada"), scripts=False)
    page.goto("/accounts/settings/")
    link(page, "Delete your account").click()
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Delete my account").click()

    expect(link(page, "Log in")).to_be_visible()
    assert not User.objects.exists()
