"""Signing up, logging in and out, and the settings."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from accounts.models import Profile, Review
from accounts.tests.factories import PASSWORD, UserFactory
from questions.models import Attempt, Deck
from quizsite.tests.browser import both_ways, button, choice, heading, link, press, start_quiz
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser


def sign_up(page: Page, name: str = "ada", password: str = PASSWORD) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password (required)", exact=True).fill(password)
    page.get_by_label("Password confirmation").fill(password)
    button(page, "Sign up").click()


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    button(page, "Log in").click()


def rate_the_first_card(page: Page) -> None:
    page.goto("/study/?deck=basics")
    page.locator("summary", has_text="Show the answer").click()
    page.locator(".ratings button", has_text="Good").click()
    expect(heading(page, "What is the GIL?")).to_be_visible()


# --- Signing up ---------------------------------------------------------------------


@both_ways
def test_sign_up_brings_along_what_the_guest_did(page: Page) -> None:
    rate_the_first_card(page)
    start_quiz(page, count=2)

    sign_up(page)

    expect(page.get_by_text("What you did as a guest is in your account now.")).to_be_visible()
    expect(heading(page, "Today")).to_be_visible()
    expect(page.get_by_text("You answered once today, in study or a quiz.")).to_be_visible()
    user = User.objects.get(username="ada")
    assert list(Review.objects.values_list("owner", "question__slug")) == [(user.pk, "session")]
    link(page, "Resume the quiz").click()
    expect(page).to_have_title("Question 1 of 2 · Flipside")
    assert Attempt.objects.get().owner == user


def test_sign_up_takes_the_time_zone_of_the_browser(visit: Visit, deck: Deck) -> None:
    page = visit(timezone_id="Europe/Berlin")

    sign_up(page)

    expect(heading(page, "Today")).to_be_visible()
    assert Profile.objects.get().timezone == "Europe/Berlin"


def test_sign_up_without_scripts_takes_utc(visit: Visit, deck: Deck) -> None:
    page = visit(scripts=False, timezone_id="Europe/Berlin")

    sign_up(page)

    expect(heading(page, "Today")).to_be_visible()
    assert Profile.objects.get().timezone == "UTC"


@both_ways
def test_refused_sign_up_names_the_error_and_keeps_the_name(page: Page, troubles: Troubles) -> None:
    troubles.provoke("422")

    sign_up(page, password="123")

    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link").first).to_contain_text("This password is too short.")
    expect(page.get_by_label("Username")).to_have_value("ada")
    assert not User.objects.exists()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_password2")).to_be_focused()


def test_list_of_errors_takes_the_focus(page: Page, troubles: Troubles) -> None:
    troubles.provoke("422")

    sign_up(page, password="123")

    expect(page.get_by_role("alert")).to_be_focused()


# --- Logging in and out ---------------------------------------------------------------


@both_ways
def test_log_in_and_out(page: Page) -> None:
    UserFactory(username="ada")

    log_in(page, "ada")
    expect(heading(page, "Today")).to_be_visible()
    expect(page.locator(".site-account__name")).to_contain_text("ada")

    button(page, "Log out").click()
    expect(heading(page, "Be ready for the questions they will ask")).to_be_visible()
    expect(link(page, "Log in")).to_be_visible()


@both_ways
def test_page_for_users_asks_for_the_log_in_and_leads_on(page: Page) -> None:
    UserFactory(username="ada")
    page.goto("/accounts/settings/")
    expect(page.get_by_text("Log in to see that page.")).to_be_visible()

    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Log in").click()

    expect(heading(page, "Settings")).to_be_visible()


@both_ways
def test_wrong_password_is_refused(page: Page) -> None:
    UserFactory(username="ada")

    log_in(page, "ada", "not the one that she chose")

    expect(page.get_by_role("alert")).to_contain_text("Please enter a correct username")
    expect(page.get_by_label("Username")).to_have_value("ada")


def test_password_can_be_pasted(page: Page) -> None:
    UserFactory(username="ada")
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(PASSWORD)
    press(page, "Control+A", "Control+X")

    page.get_by_label("Password").press("Control+V")
    page.get_by_label("Username").fill("ada")
    press(page, "Enter")

    expect(heading(page, "Today")).to_be_visible()


@both_ways
def test_log_in_brings_along_what_the_guest_did(page: Page) -> None:
    user = UserFactory(username="ada")
    rate_the_first_card(page)

    log_in(page, "ada")

    expect(page.get_by_text("You answered once today, in study or a quiz.")).to_be_visible()
    assert list(Review.objects.values_list("owner", flat=True)) == [user.pk]


def test_back_button_after_the_log_out_shows_nothing_personal(thrifty_page: Page) -> None:
    page = thrifty_page
    UserFactory(username="ada")
    log_in(page, "ada")
    expect(heading(page, "Today")).to_be_visible()
    page.goto("/accounts/settings/")
    button(page, "Log out").click()
    expect(link(page, "Log in")).to_be_visible()

    page.evaluate("history.back()")

    expect(heading(page, "Log in")).to_be_visible()


# --- Settings -------------------------------------------------------------------------


@pytest.fixture
def settings_page(request: pytest.FixtureRequest, visit: Visit, deck: Deck) -> Page:
    page = visit(user=UserFactory(username="ada"), scripts=getattr(request, "param", True))
    page.goto("/accounts/settings/")
    return page


@pytest.mark.parametrize(
    "settings_page", [True, False], ids=["with scripts", "without scripts"], indirect=True
)
def test_settings_are_kept(settings_page: Page) -> None:
    settings_page.get_by_label("Time zone").select_option("Europe/Berlin")
    settings_page.get_by_label("Keyboard shortcuts").uncheck()
    button(settings_page, "Save").click()

    expect(settings_page.get_by_text("Your settings are saved.")).to_be_visible()
    settings_page.reload()
    expect(settings_page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(settings_page.get_by_label("Keyboard shortcuts")).not_to_be_checked()


def test_keys_can_be_switched_off(settings_page: Page) -> None:
    page = settings_page
    page.get_by_label("Keyboard shortcuts").uncheck()
    button(page, "Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()

    page.goto("/cards/session/?deck=basics")
    press(page, "Space", "ArrowRight")
    expect(page.get_by_text("The short answer.")).to_be_hidden()
    expect(page).to_have_url(re.compile("/cards/session/"))

    start_quiz(page, count=1)
    press(page, "1", "f")
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.locator("[data-flag]")).not_to_be_checked()
    choice(page, "Choice a").focus()
    press(page, "Space")
    expect(choice(page, "Choice a")).to_be_checked()
