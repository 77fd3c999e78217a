"""The log of reviews as a table for spreadsheets: CSV in UTF-8, times in UTC."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.formats.record import ReviewRecord, to_json

COLUMNS = (
    "id", "card", "kind", "rating", "source", "attempt", "reviewed_at", "day", "voids", "until",
    "is_sure_but_wrong", "points_covered", "points_missed", "is_first", "spent_ms", "parameters",
    "desired_retention", "horizon", "seed", "due_at", "foreseen",
)  # fmt: skip
# A spreadsheet takes a text that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(reviews: Iterable[ReviewRecord]) -> Iterator[bytes]:
    """The header, then a line for each review."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for review in reviews:
        yield writer.writerow([cell(one) for one in row(review)])


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> bytes:
        return line.encode()


def row(review: ReviewRecord) -> list[Any]:
    points = review.points or {}
    joined = {f"points_{name}": " ".join(points.get(name, ())) for name in ("covered", "missed")}
    return [joined[name] if name in joined else to_json(getattr(review, name)) for name in COLUMNS]


def cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet runs; numbers and truths are no texts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
