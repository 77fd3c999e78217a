"""A tour of every page, by somebody who has something to see on each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from quizsite.tests.browser.conftest import Troubles, Visit, World


def show_all(page: Page) -> None:
    """Open whatever can be opened: what is hidden isn't checked."""
    for summary in page.locator("main summary").all():
        if summary.evaluate("it => !it.parentElement.open"):
            summary.click()
    page.evaluate("document.activeElement.blur()")


def start_too_much(page: Page) -> None:
    page.locator("main form .button--primary").last.click()
    page.locator("[data-error-summary]").wait_for()


def sign_up_badly(page: Page) -> None:
    page.locator("[name=username]").fill("a b")
    for number in (1, 2):
        page.locator(f"#id_password{number}").fill("1")
    page.locator("main form .button--primary").click()
    page.locator("[data-error-summary]").wait_for()


def import_nonsense(page: Page) -> None:
    file = {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}
    page.locator("main [type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("main form .button").click()
    page.locator("[data-error-summary]").wait_for()


def answer_stale(page: Page) -> None:
    """Answer as a tab does that another one has overtaken."""
    page.locator("[name=choice]").first.evaluate(
        """one => { one.checked = true; one.form.elements.seq.value = 99; }"""
    )
    with page.expect_navigation():
        page.evaluate("HTMLFormElement.prototype.submit.call(document.forms.answer)")


def note_stale(page: Page) -> None:
    """Save a note as a tab does that another one has overtaken."""
    page.locator("[data-note] [name=seq]").evaluate("one => { one.value = 99; }")
    page.locator("#note").fill("Another thought")
    page.locator("[data-note] button").click()
    page.locator("main [name=below]").wait_for()


def plan_badly(page: Page) -> None:
    page.locator("[name=interview_date]").fill("2020-01-01")
    page.locator("main form .button--primary").click()
    page.locator("[data-error-summary]").wait_for()


def pause(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button[value=pause]").click()


def open_menu(page: Page) -> None:
    page.locator("[data-menu] > summary").click()


def open_sheet(page: Page) -> None:
    page.wait_for_load_state()
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


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
    "deck, to print": Case("/decks/basics/print/"),
    "card": Case("/cards/code/?deck=basics"),
    "card, answer": Case("/cards/code/?deck=basics", show_all),
    "card, noted": Case("/cards/session/", show_all),
    "card, suspended": Case("/cards/gil/"),
    "card, to reset": Case("/cards/session/reset/?deck=basics"),
    "note, in conflict": Case("/cards/session/", note_stale, status="409"),
    "notes": Case("/notes/"),
    "notes, bookmarked": Case("/notes/?only=bookmarked&q=where"),
    "notes, suspended": Case("/notes/?only=suspended"),
    "notes, empty": Case("/notes/", is_guest=True),
    "study": Case("/study/?deck=basics&topic=python"),
    "study, answer": Case("/study/?topic=web", show_all),
    "study, nothing left": Case("/study/?topic=none"),
    "set-up": Case("/quizzes/new/"),
    "set-up, errors": Case("/quizzes/new/?count=99", start_too_much, True, "422"),
    "question": Case("{open}2/"),
    "question, checked": Case("{open}1/", show_all),
    "question, in conflict": Case("{open}2/", answer_stale, status="409"),
    "question, paused": Case("{open}3/", pause),
    "finish": Case("{open}finish/", show_all),
    "results": Case("{done}results/", show_all),
    "history": Case("/quizzes/"),
    "history, empty": Case("/quizzes/", is_guest=True),
    "progress": Case("/progress/", show_all),
    "cards behind a number": Case("/progress/cards/?show=seen"),
    "cards behind a number, none": Case("/progress/cards/?show=suspended"),
    "progress, empty": Case("/progress/", is_guest=True),
    "log-in": Case("/accounts/login/?next=/progress/", is_guest=True),
    "sign-up": Case("/accounts/signup/", is_guest=True),
    "sign-up, errors": Case("/accounts/signup/", sign_up_badly, True, "422"),
    "reset": Case("/accounts/password_reset/", is_guest=True),
    "settings": Case("/accounts/settings/"),
    "settings, errors": Case("/accounts/settings/", plan_badly, status="422"),
    "plan": Case("/accounts/plan/"),
    "import": Case("/accounts/import/"),
    "import, errors": Case("/accounts/import/", import_nonsense, status="422"),
    "password": Case("/accounts/password_change/"),
    "delete": Case("/accounts/delete/"),
    "keys": Case("/keys/"),
    "menu": Case("/decks/", open_menu),
    "sheet": Case("/decks/", open_sheet),
    "not found": Case("/nowhere/", status="404"),
}


def go(name: str, world: World, visit: Visit, troubles: Troubles, **options: Any) -> Page:
    """Open the page of that name in its state."""
    case = PAGES[name]
    troubles.provoke(case.status)
    page = visit(user=None if case.is_guest else world.user, **options)
    page.goto(case.address.format(open=world.open, done=world.done))
    case.prepare(page)
    return page
