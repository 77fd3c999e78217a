"""What one report of Lighthouse says, in values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Milliseconds, but for CLS, which has no unit.
METRICS = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
# What a page that asks search engines to stay away fails: it can't be crawled, and has
# no description for a list that it isn't in.
NOINDEX_AUDITS = {"is-crawlable", "meta-description"}
# How much is shown of a failing audit's nodes.
MOST_NODES = 5
MOST_TEXT = 160


@dataclass(frozen=True)
class Failure:
    """An audit that costs points."""

    category: str
    audit: str
    title: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """`scores` go from 0 to 100; -1 where an audit broke, and Lighthouse gives none."""

    scores: dict[str, int]
    metrics: dict[str, float]
    bytes: int
    # How quick Lighthouse found the machine to be; the higher, the quicker.
    speed: float
    failures: tuple[Failure, ...]


class Unmeasured(Exception):
    """The page could not be measured; the message says why."""


def read(report: Any, *, url: str) -> Reading:
    """Raise Unmeasured where Lighthouse met an error, or another page than `url`."""
    if error := report.get("runtimeError"):
        raise Unmeasured(f"{error['code']}: {error['message']}")
    if report["finalDisplayedUrl"] != url:
        raise Unmeasured(f"it led to {report['finalDisplayedUrl']}")
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    return Reading(
        scores={name: _score(report["categories"][name]) for name in CATEGORIES},
        metrics={name: audits[audit]["numericValue"] for name, audit in METRICS.items()},
        bytes=sum(int(request.get("transferSize", 0)) for request in requests),
        speed=report["environment"]["benchmarkIndex"],
        failures=tuple(_failures(report)),
    )


def _score(category: Any) -> int:
    return -1 if category["score"] is None else round(category["score"] * 100)


def _failures(report: Any) -> Iterator[Failure]:
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            is_broken = audit["scoreDisplayMode"] == "error"
            if reference["weight"] and (is_broken or audit["score"] not in (1, None)):
                yield Failure(
                    category=name,
                    audit=audit["id"],
                    title=audit.get("errorMessage") or audit["title"],
                    nodes=tuple(_nodes(audit))[:MOST_NODES],
                )


def _nodes(audit: Any) -> Iterator[str]:
    """Where an audit found its fault: an element, or else what it says of it."""
    for item in audit.get("details", {}).get("items", ()):
        node = item.get("node")
        if node:
            text = f"{node.get('selector', '')}  {node.get('snippet', '')}"
        else:
            words = (str(value) for value in item.values() if isinstance(value, str | int | float))
            text = " ".join(words)
        if text.strip():
            yield " ".join(text.split())[:MOST_TEXT]
    if "displayValue" in audit:
        yield audit["displayValue"]
