"""An editor publishes more cards than one request can do, and watches the progress."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, Request, Route, expect

from accounts.tests.factories import UserFactory
from questions.domain import bulk
from questions.models import Question
from questions.tests.factories import QuestionFactory, TopicFactory
from quizsite.tests.browser import button, heading, link, press
from quizsite.tests.browser.conftest import PATIENCE, Troubles, Visit

pytestmark = pytest.mark.browser

LIST = "/admin/questions/question/"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# More than are published at once; one of them misses a key point.
CARDS = 24
REFUSED = "What is a cookie?"


@pytest.fixture
def editor(transactional_db: None) -> User:
    return UserFactory(username="grace", is_staff=True, is_superuser=True)


@pytest.fixture
def cards(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts, to be published in four chunks."""
    monkeypatch.setattr(bulk, "CHUNK", 6)
    QuestionFactory.create_batch(CARDS - 1, topic=TopicFactory())
    QuestionFactory(prompt=REFUSED, key_points=[])


@pytest.fixture
def desk(request: pytest.FixtureRequest, visit: Visit, editor: User, cards: None) -> Page:
    return visit(user=editor, scripts=getattr(request, "param", True))


def choose_all(page: Page, *, one_by_one: bool = False) -> None:
    page.goto(LIST)
    for box in page.locator("[name=_selected_action]" if one_by_one else "#action-toggle").all():
        box.check()
    page.get_by_label("Action:").select_option("Publish selected cards")
    button(page, "Go").click()
    expect(heading(page, "Publish many cards")).to_be_visible()


def bar(page: Page) -> Locator:
    return page.get_by_role("progressbar", name="Cards done")


def status(page: Page) -> Locator:
    return page.locator("[data-bulk]").get_by_role("status")


def expect_done(page: Page, done: int) -> None:
    expect(page.get_by_text(f"{done} of {CARDS}", exact=True).last).to_be_visible()
    expect(bar(page)).to_have_js_property("value", done)


def expect_summary(page: Page) -> None:
    # Chunks of a single card take a while on a busy machine.
    expect(heading(page, f"All done: {CARDS} cards.")).to_be_visible(timeout=4 * PATIENCE)
    expect(page.get_by_text(f"Published {CARDS - 1} cards.")).to_be_visible()
    expect(page.get_by_text("1 card can't be published.")).to_be_visible()
    refused = page.get_by_role("listitem").filter(has=link(page, REFUSED))
    expect(refused).to_contain_text("Key points: Give at least one key point.")
    assert published() == CARDS - 1


def published() -> int:
    return Question.objects.published().count()


def is_chunk(request: Request) -> bool:
    return request.method == "POST" and "/bulk/" in request.url


class Gate:
    """Lets through as many chunks as the test says; others wait."""

    def __init__(self, page: Page, open_for: int) -> None:
        self.left, self.waiting = open_for, list[Route]()
        page.route("**/bulk/**", self._pass)

    def _pass(self, route: Route) -> None:
        if is_chunk(route.request) and self.left <= 0:
            self.waiting.append(route)
            return
        self.left -= is_chunk(route.request)
        route.continue_()

    def open(self) -> None:
        self.left = CARDS
        for route in self.waiting:
            route.continue_()
        self.waiting.clear()


# --- It goes on by itself ---------------------------------------------------------------


def test_with_scripts_it_runs_through_by_itself_and_says_what_was_done(desk: Page) -> None:
    choose_all(desk)

    expect_summary(desk)
    link(desk, "Back to the list").click()
    expect(heading(desk, "Select question to change")).to_be_visible()


def test_while_it_runs_the_page_shows_how_far_it_is_and_what_is_missing(desk: Page) -> None:
    gate = Gate(desk, open_for=2)
    choose_all(desk)

    expect_done(desk, 12)
    expect(status(desk)).to_have_text("Half is done.")
    expect(desk.get_by_text("Published 11 cards.")).to_be_visible()
    expect(link(desk, REFUSED)).to_have_count(1)
    found = Axe().run(desk, "#content-main", options={"runOnly": RULES}).response["violations"]
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
    gate.open()
    expect_summary(desk)


def test_the_status_speaks_at_the_quarters_only(
    desk: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    heard: list[str] = []
    desk.expose_function("heard", lambda text: heard.append(text))
    desk.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
             const status = document.querySelector("[data-bulk-status]");
             const tell = () => window.heard(status.textContent);
             if (status) new MutationObserver(tell).observe(status, {childList: true});
           })"""
    )
    choose_all(desk)

    expect_summary(desk)
    # At the fourth the summary takes its place.
    assert heard == ["A quarter is done.", "Half is done.", "Three quarters are done."]


# --- Stopping and coming back -------------------------------------------------------------


def test_stopped_it_stays_stopped_over_a_reload_until_one_goes_on(desk: Page) -> None:
    gate = Gate(desk, open_for=1)
    choose_all(desk)
    expect_done(desk, 6)
    button(desk, "Stop").click()
    expect(status(desk)).to_have_text("Stopped. What is done stays done.")
    gate.open()
    expect_done(desk, 12)  # was on its way

    desk.reload()
    expect_done(desk, 12)
    expect(status(desk)).to_have_text("Stopped. What is done stays done.")
    assert published() == 11
    button(desk, "Go on").click()
    expect_summary(desk)


def test_left_and_opened_again_it_goes_on_where_it_stood(desk: Page) -> None:
    Gate(desk, open_for=2)
    choose_all(desk)
    expect_done(desk, 12)
    address = desk.url
    desk.goto(LIST)

    desk.unroute_all()
    desk.goto(address)
    expect_summary(desk)
    assert all(card.revisions.count() == 1 for card in Question.objects.published())


def test_two_tabs_do_it_together(desk: Page) -> None:
    gate = Gate(desk, open_for=0)
    choose_all(desk)
    other = desk.context.new_page()
    other.goto(desk.url)
    gate.open()

    for page in (desk, other):
        expect(heading(page, f"All done: {CARDS} cards.")).to_be_visible()
    assert published() == CARDS - 1


def test_by_keyboard_alone_one_starts_stops_and_goes_on(desk: Page) -> None:
    gate = Gate(desk, open_for=1)
    desk.goto(LIST)
    desk.locator("#action-toggle").focus()
    press(desk, "Space")
    desk.get_by_label("Action:").focus()
    desk.keyboard.type("Publish")
    press(desk, "Tab", "Enter")
    expect_done(desk, 6)

    button(desk, "Stop").focus()
    press(desk, "Enter")
    expect(button(desk, "Go on")).to_be_focused()
    gate.open()
    press(desk, "Space")
    expect_summary(desk)


# --- What may go wrong ----------------------------------------------------------------------


def test_without_connection_it_says_so_and_goes_on_once_there_is_one(
    desk: Page, troubles: Troubles
) -> None:
    gate = Gate(desk, open_for=2)
    choose_all(desk)
    expect_done(desk, 12)

    troubles.provoke("ERR_INTERNET_DISCONNECTED")
    troubles.provoke("ERR_FAILED")
    desk.context.set_offline(True)
    gate.waiting.pop().abort()
    expect(status(desk)).to_contain_text("No connection.")
    expect_done(desk, 12)
    gate.left = CARDS
    desk.context.set_offline(False)
    expect_summary(desk)


def reply_with(status: int) -> Callable[[Route], None]:
    def reply(route: Route) -> None:
        if is_chunk(route.request):
            route.fulfill(status=status, body="")
        else:
            route.continue_()

    return reply


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "You are logged out, or may not change cards any more."),
        (404, "This page has expired."),
        (500, "Something broke on our side."),
    ],
)
def test_refused_it_stops_and_says_why(
    desk: Page, troubles: Troubles, code: int, words: str
) -> None:
    troubles.provoke(f"status of {code}")
    desk.route("**/bulk/**", reply_with(code))
    choose_all(desk)

    expect(status(desk)).to_contain_text(words)
    expect(link(desk, "Load the page again")).to_be_visible(visible=code == 403)
    desk.unroute_all()
    button(desk, "Go on").click()
    expect_summary(desk)


def test_logged_out_meanwhile_it_leads_to_the_log_in(desk: Page) -> None:
    gate = Gate(desk, open_for=1)
    choose_all(desk)
    expect_done(desk, 6)
    desk.context.clear_cookies(name="sessionid")
    gate.open()

    expect(status(desk)).to_contain_text("You are logged out")
    link(desk, "Load the page again").click()
    expect(button(desk, "Log in")).to_be_visible()
    assert published() == 5


# --- Without scripts, and on a small screen ---------------------------------------------------


@pytest.mark.parametrize("desk", [False], indirect=True, ids=["without scripts"])
def test_without_scripts_each_press_of_the_button_publishes_the_next_cards(desk: Page) -> None:
    choose_all(desk, one_by_one=True)

    for done in (0, 6, 12, 18):
        expect_done(desk, done)
        button(desk, "Publish the next 6 cards").click()
    expect_summary(desk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_screen(visit: Visit, editor: User, cards: None, scheme: str) -> None:
    page = visit(user=editor, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    gate = Gate(page, open_for=1)
    choose_all(page)
    expect_done(page, 6)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    gate.open()
    expect_summary(page)
