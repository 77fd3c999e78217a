"""Carry a guest's work into an account, and forget guests who left."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.domain import heirs, notes, progress
from accounts.models import Memory, Note, PointMemory, Review, StudyDay
from questions.domain import quizzes
from questions.models import Attempt, Person

# All that can be a guest's.
LEFT: tuple[Any, ...] = (StudyDay, Memory, PointMemory, Note, Review, Attempt)


def carry(*, guest_key: str, owner_id: int, now: datetime) -> Attempt | None:
    """Give everything of a guest's to an account.

    Returns the account's own open attempt if it had to be finished, see
    `questions.domain.quizzes.carry`.
    """
    guest, owner = Person(guest_key=guest_key), Person(owner_id=owner_id)
    with transaction.atomic():
        heirs.remember(guest_key=guest_key, owner_id=owner_id, now=now)
        finished = quizzes.carry(guest_key=guest_key, owner_id=owner_id, now=now)
        heirs.lock(guest=guest, now=now)
        brought = Review.objects.of(guest)
        touched = list(brought.order_by().values_list("question_id", "day").distinct())
        brought.update(**owner.fields())
        for derived in (Memory, PointMemory, StudyDay):
            derived.objects.of(guest).delete()
        cards = {question_id for question_id, _day in touched}
        days = {day for _question_id, day in touched} | _keep_one_first(owner, cards)
        progress.replay(person=owner, question_ids=cards, days=days)
        notes.carry(guest=guest, owner=owner)
    return finished


def _keep_one_first(person: Person, question_ids: Collection[int]) -> set[date]:
    """Let a card be new once, and once more after a reset; return the days that had it again.

    Guest and account may each have met it first.
    """
    events = Review.objects.of(person).standing().filter(question_id__in=question_ids)
    events = events.filter(Q(is_first=True) | Q(kind=Review.Kind.RESET))
    rows = events.order_by("question_id", "reviewed_at", "id")
    again: list[Review] = []
    for _question_id, of_card in groupby(rows, key=attrgetter("question_id")):
        is_new = True
        for event in of_card:
            if not event.is_first:
                is_new = True
            elif is_new:
                is_new = False
            else:
                again.append(event)
    Review.objects.filter(pk__in=[event.pk for event in again]).update(is_first=False)
    return {event.day for event in again}


def purge(*, before: datetime) -> int:
    """Delete what guests left who have done nothing since `before`; return how many rows."""
    heirs.forget(before=before)
    left = _keys(*(model.objects.all() for model in LEFT))
    # A guest's session lives thirty days after the last visit, so nobody can come back.
    active = _keys(
        Attempt.objects.filter(started_at__gte=before),
        Review.objects.filter(reviewed_at__gte=before),
        Note.objects.filter(updated_at__gte=before),
    )
    return sum(_forget(Person(guest_key=key)) for key in sorted(left - active))


def _keys(*querysets: QuerySet[Any]) -> set[str]:
    """The guests to whom these rows belong."""
    found: set[str] = set()
    for rows in querysets:
        keys = rows.filter(owner=None).order_by().values_list("guest_key", flat=True)
        found.update(keys.distinct())
    return found


def _forget(guest: Person) -> int:
    """Delete everything of one guest's, or nothing; return how many rows.

    One at a time, as on SQLite everybody's writes wait for it.
    """
    with transaction.atomic():
        # In the order of every write: an overdue quiz may be ended at this moment.
        list(Attempt.objects.of(guest).select_for_update().order_by("pk"))
        # Without loading the log, see `accounts.domain.leaving`.
        reviews = Review.objects.of(guest)
        deleted = reviews._raw_delete(reviews.db)
        for model in (StudyDay, Memory, PointMemory, Note, Attempt):
            deleted += model.objects.of(guest).delete()[0]
    return deleted
