"""Every page by the rules of WCAG 2.2 AA that a machine can check, and on a narrow screen.

axe can't judge the contrast of text over decorated corners and other pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from accounts.tests.factories import UserFactory
from questions.models import Deck
from quizsite.tests.browser import button
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True)
class World:
    """Somebody who has done a little of everything, so that each page has something to show."""

    user: User
    # Addresses without their last part: an open quiz (practice, the first question is
    # checked) and a finished one.
    open: str
    done: str


@pytest.fixture
def world(deck: Deck) -> World:
    user = UserFactory(username="ada")
    client = Client()
    client.force_login(user)
    for card, rating in (("session", 3), ("orm", 1)):
        client.post("/study/", {"card": card, "rating": rating})
    done = start(client, mode="exam")
    for position, key in ((1, "a"), (2, "b"), (3, "c")):
        client.post(f"{done}{position}/", {"choice": key, "confidence": 1, "flagged": 1})
    client.post(f"{done}finish/")
    open_ = start(client, mode="practice")
    client.post(f"{open_}1/", {"choice": "b", "check": 1})
    return World(user, open=open_, done=done)


def start(client: Client, *, mode: str) -> str:
    response = client.post("/quizzes/new/", {"count": 4, "minutes": 10, "pace": 1, "mode": mode})
    return response["Location"].removesuffix("1/")


def show_all(page: Page) -> None:
    """Open whatever can be opened: what is hidden isn't checked."""
    for summary in page.locator("main summary").all():
        if summary.evaluate("it => !it.parentElement.open"):
            summary.click()
    page.evaluate("document.activeElement.blur()")


def start_too_much(page: Page) -> None:
    button(page, "Start the quiz").click()
    page.locator("[data-error-summary]").wait_for()


def sign_up_badly(page: Page) -> None:
    button(page, "Sign up").click()
    page.locator("[name=username]").fill("a b")
    for number in (1, 2):
        page.locator(f"#id_password{number}").fill("1")
    button(page, "Sign up").click()
    page.locator("[data-error-summary]").wait_for()


@dataclass(frozen=True)
class Case:
    """A page: its address (a World's fields may stand in it), and what to do there first."""

    address: str
    prepare: Callable[[Page], None] = lambda page: None
    is_guest: bool = False
    status: str = "no trouble"


PAGES = {
    "home": Case("/", is_guest=True),
    "today": Case("/"),
    "decks": Case("/decks/", show_all),
    "found": Case("/decks/?q=what&difficulty=hard&difficulty=easy"),
    "nothing found": Case("/decks/?q=zebra"),
    "deck": Case("/decks/basics/?topic=python"),
    "card": Case("/cards/code/?deck=basics", show_all),
    "study": Case("/study/?deck=basics&topic=python"),
    "study, answer": Case("/study/?topic=web", show_all),
    "set-up": Case("/quizzes/new/"),
    "set-up, errors": Case("/quizzes/new/?count=99", start_too_much, True, "422"),
    "question": Case("{open}2/"),
    "question, checked": Case("{open}1/", show_all),
    "finish": Case("{open}finish/", show_all),
    "results": Case("{done}results/", show_all),
    "history": Case("/quizzes/"),
    "progress": Case("/progress/"),
    "log-in": Case("/accounts/login/", is_guest=True),
    "sign-up": Case("/accounts/signup/", is_guest=True),
    "sign-up, errors": Case("/accounts/signup/", sign_up_badly, True, "422"),
    "settings": Case("/accounts/settings/"),
    "delete": Case("/accounts/delete/"),
    "not found": Case("/nowhere/", status="404"),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_breaks_no_rule_and_fits_a_narrow_screen(
    name: str, world: World, visit: Visit, troubles: Troubles
) -> None:
    case = PAGES[name]
    troubles.provoke(case.status)
    page = visit(user=None if case.is_guest else world.user)
    page.goto(case.address.format(open=world.open, done=world.done))
    case.prepare(page)

    assert violations(page, width=1280, scheme="light") == []
    assert violations(page, width=360, scheme="dark") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def violations(page: Page, *, width: int, scheme: Any) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in Axe().run(page, options=RULES).response["violations"]
        for node in rule["nodes"]
    ]
