"""The real server with a fresh database, and a candidate with some work behind them.

For the benchmarks that measure pages. Nothing here imports Django: the server is a
copy of the project in a temporary directory, with an environment of its own, so
that the developer's database, `.env` and `var/` stay out of it.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Timer
from typing import IO
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

ROOT = Path(__file__).resolve().parent.parent
# Seconds that a start with an empty database may take on a slow machine.
START_TIMEOUT = 90
# Seconds until a page counts as missing.
PAGE_TIMEOUT = 30
DECK = "flask-and-django"


# --- The server ---------------------------------------------------------------


@contextmanager
def running() -> Iterator[str]:
    """Start a copy of the project as `make run` does; give its address, and stop it after."""
    # By itself a SIGTERM would end this process and leave the server behind.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="flipside-bench-") as directory:
        home = Path(directory) / "flipside"
        leave_out = shutil.ignore_patterns(".*", "__pycache__", "bench", "docs", "tests", "var")
        shutil.copytree(ROOT, home, ignore=leave_out)
        with (home / "errors.log").open("wb") as errors, _serve(home, errors) as server:
            try:
                address = _wait_until_ready(server)
                if not address:
                    sys.exit(f"The server did not start:\n{(home / 'errors.log').read_text()}")
                yield address
            finally:
                server.terminate()


def _serve(home: Path, errors: IO[bytes]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=home,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "SECRET_KEY": "for benchmarks only, and as long as a real one: 0123456789 0123456789",
            "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}",
            "PORT": str(_free_port()),
        },
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )


def _wait_until_ready(server: subprocess.Popen[str]) -> str:
    """Read what the server prints up to its address; "" when it ends or takes too long."""
    patience = Timer(START_TIMEOUT, server.kill)
    patience.start()
    try:
        assert server.stdout is not None
        found = (re.search(r"ready at (http://\S+)/", line) for line in server.stdout)
        return next((match[1] for match in found if match), "")
    finally:
        patience.cancel()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- The candidate --------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    path: str
    html: str

    def values(self, name: str) -> list[str]:
        """The value of each input of that name, in the page's order."""
        parser = _Inputs()
        parser.feed(self.html)
        return [value for found, value in parser.inputs if found == name]


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            given = dict(attrs)
            self.inputs.append((given.get("name") or "", given.get("value") or ""))


class Visitor:
    """Somebody who uses the site by plain HTTP: links, forms and cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._jar}

    def read(self, path: str) -> Page:
        return self._open(path, None)

    def send(self, path: str, **fields: str) -> Page:
        """Post a form; return the page that it leads to."""
        # The cookie's token is as good as the one in the form.
        fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        return self._open(path, urlencode(fields).encode())

    def _open(self, path: str, data: bytes | None) -> Page:
        with self._opener.open(self.address + path, data, timeout=PAGE_TIMEOUT) as response:
            return Page(urlsplit(response.url).path, response.read().decode())


@dataclass(frozen=True)
class Work:
    """What a candidate has done, by its addresses."""

    # A question with choices, not answered yet, of a quiz that is open for hours.
    question: str
    # A finished quiz of ten: some right, some wrong, two left open.
    results: str


def make_candidate(address: str) -> tuple[Visitor, Work]:
    """Sign somebody up who rates a few cards, finishes a quiz and leaves another open."""
    visitor = Visitor(address)
    visitor.read("/accounts/signup/")
    password = "long enough, and not a common one"
    visitor.send("/accounts/signup/", username="ada", password1=password, password2=password)
    _study(visitor, ratings="12334")
    results = _finish_a_quiz(visitor)
    return visitor, Work(question=_leave_a_quiz_open(visitor), results=results)


def _study(visitor: Visitor, *, ratings: str) -> None:
    page = visitor.read(f"/study/?deck={DECK}")
    for rating in ratings:
        hidden = {name: page.values(name)[0] for name in ("card", "since", "token")}
        page = visitor.send("/study/", deck=DECK, rating=rating, **hidden)


def _start_a_quiz(visitor: Visitor) -> Page:
    asked = {"deck": DECK, "count": "10", "minutes": "480", "pace": "1", "mode": "exam"}
    page = visitor.send("/quizzes/new/", **asked)
    assert page.path.endswith("/1/"), f"no quiz, but {page.path}"
    return page


def _answer(visitor: Visitor, page: Page, **fields: str) -> Page:
    """Answer the question on the page, and go on to the next one."""
    choices = page.values("choice")
    answer = {"choice": choices[0]} if choices else {"typed": "no idea"}
    position = int(page.path.rstrip("/").rpartition("/")[2])
    return visitor.send(page.path, **answer, go=str(position + 1), **fields)


def _finish_a_quiz(visitor: Visitor) -> str:
    page = _start_a_quiz(visitor)
    for number in range(8):
        page = _answer(visitor, page, confidence=str(number % 3 + 1))
    end = visitor.send(re.sub(r"\d+/$", "finish/", page.path))
    assert end.path.endswith("/results/"), f"no results, but {end.path}"
    return end.path


def _leave_a_quiz_open(visitor: Visitor) -> str:
    page = _answer(visitor, _start_a_quiz(visitor), flagged="1")
    while not page.values("choice"):
        page = _answer(visitor, page)
    return page.path


def heaviest_card(visitor: Visitor) -> str:
    """The slug of the deck's card whose page is the longest."""
    slugs: set[str] = set(re.findall(r'"/cards/([\w-]+)/', visitor.read(f"/decks/{DECK}/").html))
    return max(sorted(slugs), key=lambda slug: len(visitor.read(f"/cards/{slug}/").html))
