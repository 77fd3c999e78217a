"""What a first visit costs over the wire, measured on the real server with the real bank."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from quizsite.tests.browser import button, heading
from quizsite.tests.browser.conftest import Troubles, Visit

pytestmark = pytest.mark.browser

# Bytes of headers and bodies, compressed: HTML, CSS, JS and images together.
MOST_BYTES = 30_000
# The same for whoever comes from another page and has what both need.
MOST_NEXT_BYTES = 10_000
# Seconds that a start with an empty database may take on a slow machine.
START_TIMEOUT = 90
PARTS = ("accounts", "fixtures", "questions", "quizsite", "static", "templates")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a copy of the project by its own command, as `make run` does; give its address."""
    home = tmp_path_factory.mktemp("flipside")
    for part in PARTS:
        shutil.copytree(
            settings.BASE_DIR / part,
            home / part,
            ignore=shutil.ignore_patterns("__pycache__", "tests"),
        )
    shutil.copy(settings.BASE_DIR / "manage.py", home)
    with (
        (home / "errors.log").open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=home,
            env=_environment(home, port=_free_port()),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        address = _wait_until_ready(server)
        assert address, (home / "errors.log").read_text()
        yield address
        server.terminate()


def _wait_until_ready(server: subprocess.Popen[str]) -> str:
    """Read what the server prints up to its address; "" when it ends or takes too long."""
    patience = Timer(START_TIMEOUT, server.kill)
    patience.start()
    assert server.stdout is not None
    found = (re.search(r"ready at (http://\S+)/", line) for line in server.stdout)
    address = next((match[1] for match in found if match), "")
    patience.cancel()
    return address


def _environment(home: Path, *, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "for this test only, and as long as a real one: 0123456789 0123456789",
        "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}",
        "PORT": str(port),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def weigh(page: Page, address: str) -> dict[str, int]:
    """Visit `address`; return the bytes received for each file, headers and icon included."""
    weights: dict[str, int] = {}
    urls: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda it: urls.update(asked(it)))
    session.on(
        "Network.loadingFinished",
        lambda it: weights.update({urls[it["requestId"]]: it["encodedDataLength"]}),
    )
    page.goto(address)
    # The icon comes after the rest.
    page.wait_for_load_state("networkidle")
    session.detach()
    return weights


def asked(event: Any) -> dict[str, str]:
    return {event["requestId"]: event["request"]["url"]}


def heaviest_card(site: str) -> str:
    """The card whose page is the longest, compressed."""

    def weight(slug: str) -> int:
        request = Request(f"{site}/cards/{slug}/", headers={"Accept-Encoding": "gzip"})
        with urlopen(request) as response:
            return len(response.read())

    with urlopen(f"{site}/decks/flask-and-django/") as response:
        slugs = re.findall(r'"/cards/([\w-]+)/', response.read().decode())
    return max(slugs, key=weight)


def finish_a_quiz(page: Page, site: str, *, mode: str) -> str:
    """Take a quiz of ten questions, nine left open; return the address of its results."""
    page.goto(f"{site}/quizzes/new/?count=10&minutes=10&mode={mode}")
    button(page, "Start the quiz").click()
    give_some_answer(page)
    page.locator(".panel button[value=finish]").click()
    button(page, "Finish and see the results").click()
    expect(heading(page, "Results")).to_be_visible()
    return page.url


def give_some_answer(page: Page) -> None:
    field = page.locator("[name=choice], [name=typed]").first
    field.fill("no idea") if field.get_attribute("name") == "typed" else field.check()


def start_a_quiz(page: Page, site: str) -> str:
    page.goto(f"{site}/quizzes/new/?count=10&minutes=10&mode=practice")
    button(page, "Start the quiz").click()
    give_some_answer(page)
    button(page, "Check").click()
    expect(page.get_by_text("The full answer")).to_be_visible()
    return page.url


def study_a_card(page: Page, site: str) -> None:
    page.goto(f"{site}/study/")
    page.locator("summary", has_text="Show the answer").click()
    page.locator(".ratings button", has_text="Again").click()
    expect(page.locator(".meter__text")).to_contain_text("1 of")


def sign_up(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/signup/")
    page.get_by_label("Username").fill("ada")
    for number in (1, 2):
        page.locator(f"#id_password{number}").fill("long enough, and not a common one")
    button(page, "Sign up").click()
    expect(heading(page, "Today")).to_be_visible()


def test_first_visit_of_any_page_weighs_little(
    site: str, visit: Visit, troubles: Troubles, capsys: pytest.CaptureFixture[str]
) -> None:
    troubles.provoke("404")
    person = visit()
    study_a_card(person, site)
    results = finish_a_quiz(person, site, mode="exam")
    question = start_a_quiz(person, site)
    as_guest = {
        "home": "/",
        "decks": "/decks/",
        "found": "/decks/?difficulty=easy&difficulty=medium&difficulty=hard",
        "deck": "/decks/flask-and-django/",
        "heaviest card": f"/cards/{heaviest_card(site)}/?deck=flask-and-django",
        "study": "/study/",
        "set-up": "/quizzes/new/",
        "question": question.replace("/1/", "/2/"),
        "question, checked": question,
        "finish": question.replace("/1/", "/finish/"),
        "results of ten": results,
        "history": "/quizzes/",
        "progress": "/progress/",
        "log-in": "/accounts/login/",
        "sign-up": "/accounts/signup/",
        "not found": "/nowhere/",
    }
    table = weigh_all(person, as_guest, site, visit)
    sign_up(person, site)
    as_user = {"today": "/", "settings": "/accounts/settings/"}
    table |= weigh_all(person, as_user, site, visit)

    with capsys.disabled():
        print("\n  first    next")
        print("\n".join(f"{row[0]:7,} {row[1]:7,} {name}" for name, row in table.items()))
    assert {name: row for name, row in table.items() if row[0] > MOST_BYTES} == {}
    assert {name: row for name, row in table.items() if row[1] > MOST_NEXT_BYTES} == {}


def weigh_all(
    person: Page, addresses: dict[str, str], site: str, visit: Visit
) -> dict[str, tuple[int, int]]:
    """Weigh each page as `person` would meet it: with an empty cache, and after another page."""
    state = person.context.storage_state()
    # From where one comes to a page that has no link in the header.
    before = {
        "question": addresses.get("set-up", ""),
        "question, checked": addresses.get("question", ""),
        "finish": addresses.get("question", ""),
    }
    table = {}
    for name, address in addresses.items():
        page = visit(storage_state=state)
        first = weigh(page, urljoin(site, address))
        page.context.close()
        page = visit(storage_state=state)
        weigh(page, urljoin(site, before.get(name, "/keys/")))
        following = weigh(page, urljoin(site, address))
        page.context.close()
        table[name] = (sum(first.values()), sum(following.values()))
    return table


def test_second_visit_loads_no_file_again_but_the_page(site: str, visit: Visit) -> None:
    page = visit()
    first = weigh(page, f"{site}/decks/")
    files = [url for url in first if "/static/" in url]
    assert sum(url.endswith(".css") for url in files) == 1

    second = weigh(page, f"{site}/cards/{heaviest_card(site)}/")

    assert {url: second[url] for url in files} == dict.fromkeys(files, 0)


def test_files_have_hashed_names_and_may_be_kept_for_ever(site: str, visit: Visit) -> None:
    page = visit()
    kept: dict[str, str] = {}
    page.on("response", lambda it: kept.update({it.url: it.headers.get("cache-control", "")}))

    for address in ("/", "/study/", "/quizzes/new/", "/accounts/signup/"):
        page.goto(site + address)
    start_a_quiz(page, site)

    files = {url: value for url, value in kept.items() if "/static/" in url}
    assert [url for url in files if not re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", url)] == []
    assert set(files.values()) == {"max-age=315360000, public, immutable"}
