"""What the quiz benchmarks share: their options, the server on its cores, the comparison."""

import argparse
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import _database
import _server
from _ledger import Ledger
from _measure import split_cores


@dataclass(frozen=True)
class Place:
    """Where candidates go."""

    server: _server.Server
    cores: set[int]  # the server's

    @property
    def database_url(self) -> str:
        return self.server.database_url


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options of both; `make bench` gives the first two to every script."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--short", action="store_true", help="below a minute, and not timed: for CI")
    made.add_argument("--cards", help="not for here: `make bench` tells every script the same")
    made.add_argument("--candidates", type=int, help="at the same time")
    made.add_argument("--questions", type=int, help="of each quiz")
    made.add_argument("--think", type=float, nargs=2, metavar=("LOW", "HIGH"), help="seconds")
    made.add_argument(
        "--postgres",
        default="",
        metavar="URL",
        help="a database that doesn't exist yet: it is made and dropped (else SQLite)",
    )
    made.add_argument("--workers", type=int, default=1, help="WEB_CONCURRENCY")
    made.add_argument("--cores", type=int, help="of the server (else one for each worker)")
    return made


@contextmanager
def place(options: argparse.Namespace) -> Iterator[Place]:
    """Start the server on its cores, and pin this process to the others."""
    for_server, for_us, text = split_cores(options.cores or options.workers)
    kind = "PostgreSQL (its processes run on any core)" if options.postgres else "SQLite"
    print(f"{text}; {options.workers} worker, {kind}", flush=True)
    with (
        _database.made(options.postgres) as url,
        _server.prepared(database_url=url, workers=options.workers, cores=for_server) as server,
        _server.on_cores(for_us),
    ):
        server.start()
        # Each candidate holds a connection. The server keeps the limit that it was given.
        _files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        yield Place(server, for_server or set())


def compare(ledger: Ledger, database_url: str, *, may_be_strangers: bool = False) -> list[str]:
    """Compare with the database; return the problems.

    After that some stored answers are damaged, to see that the comparison notices.
    """
    stored = _database.read(database_url)
    problems = ledger.compare(stored)
    print(
        f"{ledger.acknowledged} acknowledged answers and {ledger.finished} scores compared"
        f" with the database: {len(problems)} differences"
    )
    strangers = len(ledger.strangers(stored))
    if may_be_strangers:
        print(f"attempts whose start was cut off before its reply: {strangers}")
    elif strangers:
        problems.append(f"{strangers} attempts that nobody was told of")
    damaged = _database.damage(database_url)
    noticed = len(ledger.compare(_database.read(database_url))) - len(problems)
    print(f"stored answers damaged on purpose after that: {damaged}, noticed: {noticed}")
    return problems if noticed >= damaged else [*problems, "the comparison notices no damage"]


def end(problems: list[str]) -> None:
    """Exit with 1, and say why, if there are any."""
    for problem in problems[:20]:
        print(f"PROBLEM: {problem}", file=sys.stderr)
    if problems:
        sys.exit(f"{len(problems)} problems")
