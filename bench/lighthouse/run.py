"""Lighthouse's scores of every page that a candidate sees, on the real server.

`make lighthouse` takes the median of five runs a page and fails on anything below 100;
`make lighthouse ARGS=--short`, for CI, takes one run and leaves timings ungated.
"""

import argparse
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import _server
import reading
import tool

# Bytes of headers and bodies, compressed, that a first visit may load altogether.
MOST_BYTES = 30_000
GOAL = 100


@dataclass
class Measured:
    """A page and its readings."""

    name: str
    path: str
    cookies: dict[str, str]
    # It asks search engines to stay away, so it can't have all points of SEO.
    is_noindex: bool
    readings: list[reading.Reading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def worst(self, category: str) -> int:
        return min(one.scores[category] for one in self.readings)

    @property
    def performance(self) -> int:
        return statistics.median_low(one.scores["performance"] for one in self.readings)

    def metric(self, name: str) -> float:
        return statistics.median(one.metrics[name] for one in self.readings)

    @property
    def shift(self) -> float:
        return max(one.metrics["CLS"] for one in self.readings)

    @property
    def bytes(self) -> int:
        return max(one.bytes for one in self.readings)

    @property
    def failures(self) -> list[reading.Failure]:
        """Each once, however many runs saw it, if it counts."""
        found = {one.audit: one for each in self.readings for one in each.failures}
        return [one for one in found.values() if not self._is_excused(one)]

    def _is_excused(self, failure: reading.Failure) -> bool:
        if failure.category == "performance":
            # 99 of 100 in one metric rounds away.
            return self.performance >= GOAL
        return self.is_noindex and failure.audit in reading.NOINDEX_AUDITS


# --- Measuring --------------------------------------------------------------------


def pages(address: str) -> list[Measured]:
    """Every page, as a guest or as a candidate with some work done."""
    guest, (candidate, work) = _server.Visitor(address), _server.make_candidate(address)
    rows = [
        (guest, "home", "/"),
        (guest, "decks", "/decks/"),
        (guest, "deck", f"/decks/{_server.DECK}/"),
        (guest, "card (heaviest)", f"/cards/{_server.heaviest_card(guest)}/"),
        (candidate, "quiz set-up", "/quizzes/new/"),
        (candidate, "question", work.question),
        (candidate, "results", work.results),
        (candidate, "history", "/quizzes/"),
        (candidate, "progress", "/progress/"),
        (candidate, "study", "/study/"),
        (guest, "log-in", "/accounts/login/"),
        (guest, "sign-up", "/accounts/signup/"),
        (candidate, "today", "/"),
        (candidate, "settings", "/accounts/settings/"),
    ]
    return [
        Measured(
            name=name,
            path=path,
            cookies=visitor.cookies if visitor is candidate else {},
            is_noindex=is_noindex(visitor.read(path).html),
        )
        for visitor, name, path in rows
    ]


def is_noindex(html: str) -> bool:
    tags = re.findall(r"<meta\b[^>]*>", html)
    return any("robots" in tag and "noindex" in tag for tag in tags)


def measure_all(address: str, *, runs: int) -> list[Measured]:
    """Page by page and then over again, so that a busy minute spoils no page alone."""
    browser, rows = tool.chromium(), pages(address)
    for run in range(runs):
        for row in rows:
            print(f"run {run + 1} of {runs}: {row.name}", end=" ", file=sys.stderr, flush=True)
            try:
                row.readings.append(measure(address + row.path, row.cookies, browser=browser))
                said = str(row.readings[-1].scores["performance"])
            except reading.Unmeasured as error:
                said = f"not measured: {error}"
                row.problems.append(said)
            print(said, file=sys.stderr)
    return rows


def measure(url: str, cookies: dict[str, str], *, browser: str) -> reading.Reading:
    """One reading; a run that breaks gets a second try, as browsers stumble now and then."""
    try:
        return reading.read(tool.measure(url, browser=browser, cookies=cookies), url=url)
    except reading.Unmeasured:
        return reading.read(tool.measure(url, browser=browser, cookies=cookies), url=url)


# --- Judging ----------------------------------------------------------------------


def problems(row: Measured, *, with_timing: bool) -> Iterator[str]:
    """What keeps a page from its goals, each in a few words."""
    yield from row.problems
    if not row.readings:
        return
    for category in ("accessibility", "best-practices", "seo"):
        is_excused = category == "seo" and row.is_noindex
        if is_excused:
            # All but the audits that it must fail.
            if any(one.category == "seo" for one in row.failures):
                yield "seo: fails more than noindex explains"
        elif row.worst(category) < GOAL:
            yield f"{category} {row.worst(category)}"
    if row.shift > 0:
        yield f"layout shift {row.shift:.3f}"
    if row.bytes > MOST_BYTES:
        yield f"{row.bytes:,} bytes, more than {MOST_BYTES:,}"
    if with_timing and row.performance < GOAL:
        yield f"performance {row.performance}"


# --- Telling ----------------------------------------------------------------------


def table(rows: list[Measured]) -> str:
    """A table in Markdown, with columns that also line up in a terminal."""
    head = ["page", "performance", "accessibility", "best practices", "SEO"]
    lines = [[*head, "FCP ms", "LCP ms", "TBT ms", "CLS", "bytes"]]
    lines += [cells(row) for row in rows if row.readings]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join(
        "| " + " | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) + " |"
        for line in lines
    )


def cells(row: Measured) -> list[str]:
    return [
        row.name,
        str(row.performance),
        str(row.worst("accessibility")),
        str(row.worst("best-practices")),
        "noindex" if row.is_noindex else str(row.worst("seo")),
        *(f"{row.metric(name):.0f}" for name in ("FCP", "LCP", "TBT")),
        f"{row.shift:.3f}",
        f"{row.bytes:,}",
    ]


def tell(rows: list[Measured], *, runs: int) -> None:
    speeds = [one.speed for row in rows for one in row.readings]
    if speeds:
        print(f"\nLighthouse, mobile, simulated throttling; runs a page: {runs}; "
              f"this machine's benchmark index: {statistics.median(speeds):.0f}")  # fmt: skip
        print("Performance, FCP, LCP and TBT are medians; the rest is the worst run.\n")
        print(table(rows))
    for row in rows:
        for failure in row.failures:
            print(f"\n{row.name}: {failure.category}: {failure.audit}: {failure.title}")
            for node in failure.nodes:
                print(f"    {node}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs a page; 5 unless told")
    parser.add_argument("--short", action="store_true", help="one run, timings not judged: for CI")
    asked = parser.parse_args()
    runs = 1 if asked.short else max(1, asked.runs)
    tool.chromium()
    tool.install()
    with _server.running() as address:
        rows = measure_all(address, runs=runs)
    tell(rows, runs=runs)
    found = [
        f"{row.name}: {problem}"
        for row in rows
        for problem in problems(row, with_timing=not asked.short)
    ]
    if found:
        sys.exit("\nBelow the goals:\n" + "\n".join(f"  {line}" for line in found))
    print("\nAll goals are met." if not asked.short else "\nAll goals but timings are met.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
