"""Carry a guest's work into an account, and forget guests who left."""

from datetime import datetime

from django.db import transaction

from accounts.domain import notes, progress
from accounts.models import Memory, Note, PointMemory, Review, StudyDay
from questions.domain import quizzes
from questions.models import Attempt, Person


def carry(*, guest_key: str, owner_id: int, now: datetime) -> Attempt | None:
    """Give everything of a guest's to an account.

    Returns the account's own open attempt if it had to be finished, see
    `questions.domain.quizzes.carry`.
    """
    guest, owner = Person(guest_key=guest_key), Person(owner_id=owner_id)
    with transaction.atomic():
        finished = quizzes.carry(guest_key=guest_key, owner_id=owner_id, now=now)
        brought = Review.objects.of(guest)
        touched = list(brought.order_by().values_list("question_id", "day").distinct())
        brought.update(**owner.fields())
        for derived in (Memory, PointMemory, StudyDay):
            derived.objects.of(guest).delete()
        progress.replay(
            person=owner,
            question_ids=[question_id for question_id, _day in touched],
            days=[day for _question_id, day in touched],
        )
        notes.carry(guest=guest, owner=owner)
    return finished


def purge(*, before: datetime) -> int:
    """Delete what guests left who have done nothing since `before`; return how many rows."""
    # A guest's session lives thirty days after the last visit, so nobody can come back.
    active = [
        Attempt.objects.filter(owner=None, started_at__gte=before).values("guest_key"),
        Review.objects.filter(owner=None, reviewed_at__gte=before).values("guest_key"),
        Note.objects.filter(owner=None, updated_at__gte=before).values("guest_key"),
    ]
    deleted = 0
    with transaction.atomic():
        for model in (Memory, PointMemory, StudyDay, Note, Review, Attempt):
            rows = model.objects.filter(owner=None)
            for keys in active:
                rows = rows.exclude(guest_key__in=keys)
            deleted += rows.delete()[0]
    return deleted
