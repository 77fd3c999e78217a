"""A real Chromium before the real pages, with a small bank behind them."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, BrowserType, ConsoleMessage, Page, Request

from accounts.tests.factories import UserFactory
from questions.models import Attempt, Deck
from questions.tests.factories import DeckFactory, TagFactory, TopicFactory, published
from quizsite.tests.pseudo import pseudo_language

# Milliseconds until something that should be there counts as missing.
PATIENCE = 5_000
# Its last line is too long for any telephone.
CODE = f"""It makes a *generator*:

```python
def numbers():
    yield 1
    return [{", ".join(map(str, range(40)))}]
```"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, or the one that CHROMIUM names."""
    asked = os.environ.get("CHROMIUM")
    names = [asked] if asked else ["chromium", "chromium-browser", "google-chrome"]
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        reason = "There is no Chromium: install one, or name it in CHROMIUM."
        # Under CI a suite that can't run is a failure.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    # As root, in a container, Chromium has no sandbox.
    return browser_type_launch_args | {"executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def _allow_the_database_beside_playwright() -> None:
    """Playwright's event loop stands in the main thread; Django would refuse to query there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Where pages are; it stands in for a plugin's fixture of this name that warns."""
    url: str = live_server.url
    return url


class Troubles:
    """What went wrong in the pages of a test: none may, but for what the test provokes."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._provoked: list[str] = []

    def provoke(self, text: str) -> None:
        """From here on, expect troubles that say `text`."""
        self._provoked.append(text)

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self._seen if not any(text in one for text in self._provoked)]

    def watch(self, context: BrowserContext) -> None:
        """Violations of the content security policy are errors in the console, too."""
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self._seen.append(f"exception: {error.error}"))
        context.on("requestfailed", self._note_failure)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._seen.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _note_failure(self, request: Request) -> None:
        # Whoever moves on aborts what the page was still asking.
        if request.failure != "net::ERR_ABORTED":
            self._seen.append(f"failed: {request.failure} ({request.url})")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    troubles = Troubles()
    yield troubles
    assert troubles.unexpected == []


Visit = Callable[..., Page]


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], troubles: Troubles, base_url: str) -> Visit:
    """Give somebody a browser: `user` is logged in, `scripts` is JavaScript on or off."""

    def visit(*, user: User | None = None, scripts: bool = True, **options: Any) -> Page:
        defaults = {
            "reduced_motion": "reduce",
            "locale": "en-US",
            "viewport": {"width": 1280, "height": 800},
        }
        context = new_context(java_script_enabled=scripts, **(defaults | options))
        context.set_default_timeout(PATIENCE)
        troubles.watch(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
            )
        return context.new_page()

    return visit


@pytest.fixture
def page(request: pytest.FixtureRequest, visit: Visit, deck: Deck) -> Page:
    """A guest's browser before a bank of four cards; see `both_ways` for scripts off."""
    return visit(scripts=getattr(request, "param", True))


@pytest.fixture
def thrifty_page(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    base_url: str,
    troubles: Troubles,
) -> Iterator[Page]:
    """A page whose browser keeps whole pages for the back button; Playwright's doesn't."""
    options = browser_type_launch_args | {"ignore_default_args": ["--disable-back-forward-cache"]}
    with browser_type.launch(**options) as browser:
        context = browser.new_context(base_url=base_url)
        context.set_default_timeout(PATIENCE)
        troubles.watch(context)
        yield context.new_page()


@pytest.fixture
def pseudo(transactional_db: None) -> Iterator[str]:
    """A language from right to left is on offer; its code."""
    with pseudo_language() as code:
        yield code


@pytest.fixture
def deck(transactional_db: None) -> Deck:
    """Four cards in a deck: two topics, three difficulties; the right choice is "Choice a"."""
    web = TopicFactory(slug="web", name="The web")
    python = TopicFactory(slug="python", name="Python")
    tag = TagFactory(slug="cookies", name="cookies")
    cards = [
        published(form="single", **fields)
        for fields in (
            {
                "slug": "session",
                "topic": web,
                "prompt": "Where does a session live?",
                "tags": [tag],
            },
            {"slug": "gil", "topic": python, "prompt": "What is the GIL?", "difficulty": "hard"},
            {"slug": "orm", "topic": web, "prompt": "When is SQL sent?", "difficulty": "medium"},
            {"slug": "code", "topic": python, "prompt": "What does `yield` do?", "answer": CODE},
        )
    ]
    return DeckFactory(slug="basics", name="Basics", questions=cards)


@pytest.fixture
def attempt() -> Callable[[], Attempt]:
    """Read the one attempt of the test."""
    return Attempt.objects.get


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
    client.post("/cards/session/note/", {"text": "On the server.\n\nThe cookie names it."})
    client.post("/cards/session/bookmark/", {"on": "1"})
    client.post("/cards/gil/schedule/", {"action": "suspend"})
    done = _start(client, mode="exam")
    for position, key in ((1, "a"), (2, "b"), (3, "c")):
        client.post(f"{done}{position}/", {"choice": key, "confidence": 1, "flagged": 1})
    client.post(f"{done}finish/")
    open_ = _start(client, mode="practice")
    client.post(f"{open_}1/", {"choice": "b", "check": 1})
    return World(user, open=open_, done=done)


def _start(client: Client, *, mode: str) -> str:
    response = client.post("/quizzes/new/", {"count": 4, "minutes": 10, "pace": 1, "mode": mode})
    return response["Location"].removesuffix("1/")
