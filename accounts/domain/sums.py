"""Store what the log comes to: memories, key points and days. For progress.py alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F

from accounts.domain import forgetting
from accounts.domain.replaying import AGAIN, Outcome
from accounts.models import Memory, PointMemory, Review, StudyDay
from questions.models import Person


def locked(person: Person, day: date) -> StudyDay:
    """The row of a day, made if need be and locked: one write of a person's at a time."""
    rows = StudyDay.objects.of(person).filter(day=day).select_for_update()
    while True:
        StudyDay.objects.get_or_create(**person.fields(), day=day)
        # A carry deletes a guest's rows, perhaps this one while we waited for it.
        if row := rows.first():
            return row


def locked_memories(person: Person, question_ids: Sequence[int]) -> dict[int, Memory]:
    """The stored memories, locked before the log is read, so that no review is missed."""
    rows = Memory.objects.of(person).filter(question_id__in=question_ids)
    return {
        memory.question_id: memory for memory in rows.order_by("question_id").select_for_update()
    }


def logs(person: Person, question_ids: Sequence[int]) -> dict[int, list[Review]]:
    """All events of each card, in the order of their replay."""
    found: dict[int, list[Review]] = defaultdict(list)
    rows = Review.objects.of(person).filter(question_id__in=question_ids)
    for review in rows.select_related("parameters").order_by("reviewed_at", "id"):
        found[review.question_id].append(review)
    return found


def store(person: Person, outcomes: Mapping[int, Outcome], stored: Mapping[int, Memory]) -> None:
    """Let each card's memory and key points be as its outcome says."""
    new: list[Memory] = []
    changed: list[Memory] = []
    gone: list[int] = []
    for question_id, outcome in outcomes.items():
        memory = stored.get(question_id)
        if outcome.is_blank:
            gone += [memory.pk] if memory else []
            continue
        (changed if memory else new).append(
            _filled(memory or Memory(**person.fields(), question_id=question_id), outcome)
        )
    Memory.objects.bulk_create(new)
    if len(changed) == 1:
        changed[0].save(update_fields=list(Outcome().fields()))
    elif changed:
        Memory.objects.bulk_update(changed, list(Outcome().fields()))
    if gone:
        Memory.objects.filter(pk__in=gone).delete()
    _store_points(person, outcomes)


def _filled(memory: Memory, outcome: Outcome) -> Memory:
    for name, value in outcome.fields().items():
        setattr(memory, name, value)
    return memory


def _store_points(person: Person, outcomes: Mapping[int, Outcome]) -> None:
    rows = PointMemory.objects.of(person).filter(question_id__in=list(outcomes))
    stored = {(row.question_id, row.point): row for row in rows}
    wanted = {
        (question_id, key): counts
        for question_id, outcome in outcomes.items()
        for key, counts in outcome.points.items()
    }
    if gone := [row.pk for key, row in stored.items() if key not in wanted]:
        PointMemory.objects.filter(pk__in=gone).delete()
    new: list[PointMemory] = []
    for (question_id, point), counts in wanted.items():
        row = stored.get((question_id, point))
        row = row or PointMemory(**person.fields(), question_id=question_id, point=point)
        now = (counts.covered, counts.missed, counts.is_missing)
        if row.pk is None or (row.covered, row.missed, row.is_missing) != now:
            row.covered, row.missed, row.is_missing = now
            if row.pk is None:
                new.append(row)
            else:
                row.save()
    PointMemory.objects.bulk_create(new)


def count(person: Person, *, added: Iterable[Review], taken: Iterable[Review]) -> None:
    """Move the sums of the days by these ratings, without a look at the days' others."""
    moves: dict[date, Counter[str]] = defaultdict(Counter)
    for one in added:
        moves[one.day].update(_sums([one]))
    for one in taken:
        moves[one.day].subtract(_sums([one]))
    for day, move in sorted(moves.items()):
        changed = {name: F(name) + number for name, number in move.items() if number}
        StudyDay.objects.of(person).filter(day=day).update(**changed)


def add_up(person: Person, day: date) -> None:
    """Write the sums of a day anew, from all its ratings."""
    # A day without anything keeps its row: another write may be waiting for it.
    StudyDay.objects.of(person).filter(day=day).update(**_sums(_counted(person).filter(day=day)))


def lock_days(person: Person, days: Mapping[date, Mapping[str, int]]) -> list[StudyDay]:
    """All rows of a person's days, locked in their order; of `days` the missing are made.

    `days`: the sums with which a missing row is made.
    """
    mine = StudyDay.objects.of(person)
    missing = sorted(set(days).difference(mine.values_list("day", flat=True)))
    StudyDay.objects.bulk_create(
        [StudyDay(**person.fields(), day=day, **days[day]) for day in missing],
        ignore_conflicts=True,  # another write may have made one meanwhile
    )
    return list(mine.order_by("day").select_for_update())


def store_days(person: Person, days: Mapping[date, Mapping[str, int]]) -> None:
    """Let a person have these sums and no others; no row goes, as a write may wait for it."""
    for row in lock_days(person, days):
        wanted = days.get(row.day) or _sums([])
        if any(getattr(row, name) != value for name, value in wanted.items()):
            StudyDay.objects.filter(pk=row.pk).update(**wanted)


def by_day(ratings: Iterable[Any]) -> dict[date, dict[str, int]]:
    """The sums of the days of these ratings, of which none was taken back."""
    days: dict[date, list[Any]] = defaultdict(list)
    for one in ratings:
        days[one.day].append(one)
    return {day: _sums(of_day) for day, of_day in days.items()}


def _counted(person: Person) -> Any:
    rows = Review.objects.of(person).ratings().standing().order_by()
    return rows.values_list("day", "is_first", "spent_ms", "foreseen", "rating", named=True)


def _sums(ratings: Iterable[Any]) -> dict[str, int]:
    """What ratings of one day add to it: the fields of a StudyDay."""
    ratings = list(ratings)
    recalls = [one for one in ratings if one.foreseen is not None]
    told = forgetting.total(
        forgetting.told(one.foreseen, passed=one.rating > AGAIN) for one in recalls
    )
    return {
        "reviews": len(ratings),
        "new": sum(one.is_first for one in ratings),
        "spent_ms": sum(one.spent_ms or 0 for one in ratings),
        "recalls": len(recalls),
        "recalled": told.passes,
        "foreseen": told.flat_expected,
        "flat_weight": told.flat_weight,
        "steep_expected": told.steep_expected,
        "steep_weight": told.steep_weight,
        "steep_odds": told.steep_odds,
    }
