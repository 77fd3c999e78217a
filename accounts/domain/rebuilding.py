"""Derive everybody's progress again from the log: the proof that the log is enough."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.domain import progress, sums
from accounts.models import Memory, PointMemory, Review, StudyDay
from questions.models import Person, PersonalQuerySet

# So many cards of a person at a time: a bank may be large.
BATCH = 500
DERIVED: tuple[Any, ...] = (Memory, PointMemory, StudyDay)


@dataclass
class Report:
    """How much there was, and in how many rows the stored differed from the log."""

    people: int = 0
    cards: int = 0
    days: int = 0
    differing: int = 0


class _Unchanged(Exception):
    """Ends a dry run: everything is rolled back."""


def rebuild(*, is_dry: bool = False) -> Report:
    """Derive all progress anew; a dry run counts what would change and changes nothing."""
    report = Report()
    for person in list(_people()):
        report.people += 1
        try:
            with transaction.atomic():
                _rebuild_one(person, report)
                if is_dry:
                    raise _Unchanged
        except _Unchanged:
            pass
    return report


def _people() -> Iterator[Person]:
    keys: set[tuple[int | None, str]] = set()
    for model in (Review, *DERIVED):
        keys.update(model.objects.order_by().values_list("owner_id", "guest_key").distinct())
    for owner_id, guest_key in sorted(keys, key=lambda key: (key[0] or 0, key[1])):
        yield Person(owner_id, guest_key)


def _rebuild_one(person: Person, report: Report) -> None:
    # As every write does: the days first, in their order, and then the cards. A day that
    # begins meanwhile is left alone: its first write adds it up.
    days = _named(person, "day", (Review, StudyDay))
    sums.lock_days(person, {day: {} for day in days})
    # With those that have no reviews: what is stored of them goes.
    ordered = _named(person, "question_id", (Review, Memory, PointMemory))
    for start in range(0, len(ordered), BATCH):
        _rebuild_cards(person, ordered[start : start + BATCH], report)
    rows = StudyDay.objects.of(person).filter(day__in=days)
    before = _content(rows)
    for day in days:
        sums.add_up(person, day)
    report.differing += len(before.items() ^ _content(rows).items())
    report.cards += len(ordered)
    report.days += len(days)


def _rebuild_cards(person: Person, question_ids: list[int], report: Report) -> None:
    sums.locked_memories(person, question_ids)
    mine = [
        model.objects.of(person).filter(question_id__in=question_ids)
        for model in (Memory, PointMemory)
    ]
    before = [_content(rows) for rows in mine]
    progress.replay(person=person, question_ids=question_ids)
    for rows, then in zip(mine, before, strict=True):
        report.differing += len(then.items() ^ _content(rows).items())


def _named(person: Person, name: str, models: Iterable[Any]) -> list[Any]:
    """The days or cards that any of these rows of the person's are about, in their order."""
    found: set[Any] = set()
    for model in models:
        rows = model.objects.of(person).order_by()
        found.update(rows.values_list(name, flat=True).distinct())
    return sorted(found)


def _content(rows: PersonalQuerySet[Any]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows' values by what they are about; empty days are as good as none."""
    found = {}
    for row in rows.values():
        about = tuple(row.pop(name, None) for name in ("question_id", "point", "day"))
        row.pop("id")
        if row.get("reviews") != 0:
            found[about] = tuple(row.values())
    return found
