"""The real server with a fresh database, and a candidate with some work behind them.

For the benchmarks that measure pages. Nothing here imports Django: the server is a
copy of the project in a temporary directory, with an environment of its own, so
that the developer's database, `.env` and `var/` stay out of it.
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
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


class Server:
    """A copy of the project in `home`, which can be killed and started again.

    `database_url` "" is a SQLite file beside the copy; `cores` are the only ones that
    it may run on, None for any.
    """

    def __init__(
        self,
        home: Path,
        *,
        database_url: str = "",
        workers: int = 1,
        cores: Collection[int] | None = None,
    ) -> None:
        leave_out = shutil.ignore_patterns(".*", "__pycache__", "bench", "docs", "tests", "var")
        shutil.copytree(ROOT, home, ignore=leave_out)
        self.database_url = database_url or f"sqlite:///{home / 'db.sqlite3'}"
        self.address = ""
        self._home = home
        self._workers = workers
        self._cores = cores
        self._port = _free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def group(self) -> int:
        """The process group of gunicorn's master and its workers."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start as `make run` does; return once it listens, at the same address each time."""
        with (self._home / "errors.log").open("ab") as errors, on_cores(self._cores):
            self._process = self._serve(errors)
        self.address = _wait_until_ready(self._process)
        if not self.address:
            sys.exit(f"The server did not start:\n{(self._home / 'errors.log').read_text()}")

    def stop(self) -> None:
        """Let it finish what is under way, as Ctrl-C does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def kill(self) -> None:
        """End master and workers at once, in the middle of whatever they do."""
        assert self._process is not None
        os.killpg(self.group, signal.SIGKILL)
        self._process.wait()

    def _serve(self, errors: IO[bytes]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=self._home,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "SECRET_KEY": "for benchmarks only, and as long as a real one: 0123456789 012345",
                "DATABASE_URL": self.database_url,
                "PORT": str(self._port),
                "WEB_CONCURRENCY": str(self._workers),
            },
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )


@contextmanager
def running() -> Iterator[str]:
    """Start a copy of the project as `make run` does; give its address, and stop it after."""
    with prepared() as server:
        server.start()
        yield server.address


@contextmanager
def prepared(
    *, database_url: str = "", workers: int = 1, cores: Collection[int] | None = None
) -> Iterator[Server]:
    """Give a server that is yet to start, and whatever comes, leave none behind."""
    # By itself a SIGTERM would end this process and leave the server behind.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="flipside-bench-") as directory:
        home = Path(directory) / "flipside"
        server = Server(home, database_url=database_url, workers=workers, cores=cores)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def on_cores(cores: Collection[int] | None) -> Iterator[None]:
    """Pin this thread, and what it starts meanwhile, to some cores; None changes nothing."""
    if cores is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


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
    """A port below those that systems give to outgoing connections.

    Else somebody who knocks while the server is down could be given its very port, and
    hear themselves.
    """
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit("No port of a hundred is free.")


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
        hidden = {name: page.values(name)[0] for name in ("card", "promise", "token")}
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
