"""An account and the admin by keyboard alone; see test_keyboard.py for the rest."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from accounts.models import Profile
from accounts.tests.factories import PASSWORD, UserFactory
from questions.admin.bulk import AT_ONCE
from questions.models import Deck, Question
from questions.tests.factories import QuestionFactory, TopicFactory
from quizsite.tests.browser import button, heading, link, press
from quizsite.tests.browser.conftest import Troubles, Visit
from quizsite.tests.browser.keyboard import enter, tab_to, write

pytestmark = pytest.mark.browser

PROMPT = "What does a header hold?"
# More than are published without a page of their own.
MANY = AT_ONCE + 1


@pytest.fixture
def own_page(visit: Visit, deck: Deck) -> Page:
    """The browser of somebody who is logged in."""
    return visit(user=UserFactory(username="ada"))


def menu(page: Page) -> Locator:
    return page.locator("[data-menu] > summary")


# --- An account -----------------------------------------------------------------------------


def test_refused_sign_up_leads_from_the_error_to_its_field(page: Page, troubles: Troubles) -> None:
    troubles.provoke("422")
    page.goto("/")
    enter(page, link(page, "Sign up"))
    expect(heading(page, "Sign up")).to_be_visible()
    write(page, page.locator("#id_username"), "ada")
    write(page, page.locator("#id_password1"), "123")
    write(page, page.locator("#id_password2"), "123")
    press(page, "Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, page.get_by_role("alert").get_by_role("link").first)
    press(page, "Enter")
    expect(page.locator("#id_password2")).to_be_focused()

    page.keyboard.type(PASSWORD)
    write(page, page.locator("#id_password1"), PASSWORD, back=True)
    enter(page, button(page, "Sign up"))
    expect(heading(page, "Today")).to_be_visible()
    assert User.objects.get().username == "ada"


def test_user_logs_in_changes_the_settings_and_logs_out(page: Page) -> None:
    UserFactory(username="ada")
    page.goto("/")
    enter(page, link(page, "Log in"))
    expect(heading(page, "Log in")).to_be_visible()
    write(page, page.locator("#id_username"), "ada")
    write(page, page.locator("#id_password"), PASSWORD)
    enter(page, button(page, "Log in"))
    expect(heading(page, "Today")).to_be_visible()

    enter(page, page.locator(".site-account__name"))
    expect(heading(page, "Settings")).to_be_visible()
    write(page, page.get_by_label("Time zone"), "Europe/Berlin")
    tab_to(page, page.get_by_label("Keyboard shortcuts"))
    press(page, "Space")
    enter(page, button(page, "Save"))
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    profile = Profile.objects.get()
    assert (profile.timezone, profile.keyboard_shortcuts) == ("Europe/Berlin", False)

    enter(page, button(page, "Log out"))
    expect(link(page, "Log in")).to_be_visible()


def test_user_deletes_the_account(own_page: Page) -> None:
    page = own_page
    page.goto("/accounts/settings/")
    enter(page, link(page, "Delete your account"))
    expect(heading(page, "Delete your account")).to_be_visible()

    write(page, page.get_by_label("Password"), PASSWORD)
    enter(page, button(page, "Delete my account"))

    expect(link(page, "Log in")).to_be_visible()
    assert not User.objects.exists()


# --- The menu -------------------------------------------------------------------------------


def test_theme_is_changed_and_escape_gives_the_focus_back(page: Page) -> None:
    page.goto("/decks/")
    enter(page, menu(page))
    tab_to(page, button(page, "Dark"))
    press(page, "Space")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#status")).to_have_text("The theme is changed.")
    expect(button(page, "Dark")).to_be_focused()
    expect(button(page, "Dark")).to_have_attribute("aria-pressed", "true")
    press(page, "Escape")
    expect(button(page, "Dark")).to_be_hidden()
    expect(menu(page)).to_be_focused()


def test_language_is_changed(page: Page) -> None:
    page.goto("/decks/")

    enter(page, menu(page))
    enter(page, button(page, "Español"))

    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_menu_closes_when_the_focus_moves_on(page: Page) -> None:
    page.goto("/decks/")
    enter(page, menu(page))

    tab_to(page, link(page, "Log in"))

    expect(button(page, "Dark")).to_be_hidden()


# --- The admin ------------------------------------------------------------------------------


@pytest.fixture
def editor(transactional_db: None) -> User:
    return UserFactory(username="grace", is_staff=True, is_superuser=True)


def message(page: Page, text: str) -> Locator:
    return page.locator(".messagelist").get_by_text(text)


def test_editor_logs_in_and_publishes_a_card(page: Page, editor: User) -> None:
    draft = QuestionFactory(form="single", prompt=PROMPT, key_points=[])
    page.goto("/admin/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("grace")
    write(page, page.get_by_label("Password"), PASSWORD)
    enter(page, button(page, "Log in"))
    expect(heading(page, "Contents")).to_be_visible()

    enter(page, page.locator(".model-question").get_by_role("link", name="Questions"))
    expect(heading(page, "Select question to change")).to_be_visible()
    enter(page, link(page, PROMPT))
    expect(heading(page, "Change question")).to_be_visible()
    enter(page, button(page, "Save and publish"))
    expect(page.get_by_role("alert")).to_contain_text("Give at least one key point.")
    write(page, page.get_by_label("Key points"), "A name")
    enter(page, button(page, "Save and publish"))

    expect(message(page, "Published as revision 1.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.status == Question.Status.PUBLISHED


def test_editor_publishes_many_cards(visit: Visit, editor: User) -> None:
    QuestionFactory.create_batch(MANY, topic=TopicFactory())
    page = visit(user=editor)
    page.goto("/admin/questions/question/?status__exact=draft")
    tab_to(page, page.locator("#action-toggle"))
    press(page, "Space")
    write(page, page.get_by_label("Action:"), "Publish", back=True)
    enter(page, button(page, "Go"))

    expect(heading(page, f"All done: {MANY} cards.")).to_be_visible()
    enter(page, link(page, "Back to the list"))
    expect(heading(page, "Select question to change")).to_be_visible()
    assert Question.objects.published().count() == MANY
