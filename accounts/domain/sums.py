"""Store what the log comes to: memories, key points and days. For progress.py alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db.models import Aggregate, Count, Q, Sum

from accounts.domain import forgetting
from accounts.domain.replaying import AGAIN, Outcome
from accounts.models import Memory, PointMemory, Review, StudyDay
from accounts.models.reviews import ReviewQuerySet
from questions.models import Person


def locked(person: Person, day: date) -> StudyDay:
    """The row of a day, made if need be and locked: one write of a person's at a time."""
    StudyDay.objects.get_or_create(**person.fields(), day=day)
    return StudyDay.objects.of(person).select_for_update().get(day=day)


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


def add_up(person: Person, day: date) -> None:
    """Write the sums of a day anew."""
    counted = _counted(person).filter(day=day)
    totals = counted.aggregate(**_COUNTS) | _told(
        counted.filter(_RECALL).values_list("foreseen", "rating")
    )
    # A day without anything keeps its row: another write may be waiting for it.
    StudyDay.objects.of(person).filter(day=day).update(**totals)


def add_up_all(person: Person, days: Iterable[date]) -> None:
    """Write the sums of all these days at once, for somebody who has none yet."""
    counts = {row["day"]: row for row in _counted(person).values("day").annotate(**_COUNTS)}
    recalls = _counted(person).filter(_RECALL).order_by("day")
    rows = recalls.values_list("day", "foreseen", "rating").iterator()
    told = {
        day: _told((foreseen, rating) for _day, foreseen, rating in of_day)
        for day, of_day in groupby(rows, key=itemgetter(0))
    }
    StudyDay.objects.bulk_create(
        StudyDay(**person.fields(), **counts.get(day, {"day": day}) | told.get(day, {}))
        for day in sorted(set(days))
    )


def _counted(person: Person) -> ReviewQuerySet:
    return Review.objects.of(person).ratings().standing().order_by()


_RECALL = Q(foreseen__isnull=False)
_COUNTS: dict[str, Aggregate] = {
    "reviews": Count("pk"),
    "new": Count("pk", filter=Q(is_first=True)),
    "spent_ms": Sum("spent_ms", default=0),
}


def _told(rows: Iterable[tuple[float, int]]) -> dict[str, float]:
    """What (foreseen recall, rating) of a day's reviews come to.

    Added up here and not by the database, so that the sums are the same in any order.
    """
    parts = [forgetting.told(foreseen, passed=rating > AGAIN) for foreseen, rating in rows]
    evidence = forgetting.total(parts)
    return {
        "recalls": len(parts),
        "recalled": evidence.passes,
        "foreseen": evidence.flat_expected,
        "flat_weight": evidence.flat_weight,
        "steep_expected": evidence.steep_expected,
        "steep_weight": evidence.steep_weight,
        "steep_odds": evidence.steep_odds,
    }
