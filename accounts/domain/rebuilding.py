"""Derive everybody's progress again from the log: the proof that the log is enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.domain import progress
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
    before = [_content(model.objects.of(person)) for model in DERIVED]
    log = Review.objects.of(person).order_by()
    question_ids = set(log.values_list("question_id", flat=True).distinct())
    stray = Memory.objects.of(person).exclude(question_id__in=log.values("question_id"))
    stray.delete()
    PointMemory.objects.of(person).exclude(question_id__in=log.values("question_id")).delete()
    days = set(log.values_list("day", flat=True).distinct())
    StudyDay.objects.of(person).exclude(day__in=days).delete()
    ordered = sorted(question_ids)
    for start in range(0, len(ordered), BATCH):
        progress.replay(person=person, question_ids=ordered[start : start + BATCH])
    progress.replay(person=person, question_ids=[], days=days)
    report.cards += len(ordered)
    report.days += len(days)
    for model, rows in zip(DERIVED, before, strict=True):
        report.differing += len(rows.items() ^ _content(model.objects.of(person)).items())


def _content(rows: PersonalQuerySet[Any]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows' values by what they are about; empty days are as good as none."""
    found = {}
    for row in rows.values():
        about = tuple(row.pop(name, None) for name in ("question_id", "point", "day"))
        row.pop("id")
        if row.get("reviews") != 0:
            found[about] = tuple(row.values())
    return found
