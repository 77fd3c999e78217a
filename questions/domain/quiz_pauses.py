"""Pausing a practice quiz: the clock stands still, and the questions are hidden meanwhile.

Each write holds the attempt's lock, see questions.domain.quizzes.
"""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from questions.domain import quiz_answers, quiz_clock, quiz_record, quizzes
from questions.models import Attempt, AttemptEvent, Person

Kind = AttemptEvent.Kind


def pause(
    *, person: Person, attempt_id: uuid.UUID, now: datetime, position: int | None = None
) -> Attempt:
    """Stop the clock of a practice quiz; paused already, or an exam, it stays as it is.

    `position` is the question whose page it was paused from: the time until now is its.
    Raises Attempt.DoesNotExist, and AttemptClosed once its time is over.
    """

    def write(attempt: Attempt) -> None:
        if attempt.mode != Attempt.Mode.PRACTICE or attempt.is_paused:
            return
        quiz_answers.count_time(attempt, position, now)
        attempt.paused_at = now
        attempt.save(update_fields=["paused_at"])
        quiz_record.note(attempt, Kind.PAUSED, now=now, position=position)

    return _written(person, attempt_id, now, write)


def resume(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Let the clock run again; the deadline moves by the time that it stood still.

    Raises Attempt.DoesNotExist, and AttemptClosed for an attempt that is over.
    """

    def write(attempt: Attempt) -> None:
        if not attempt.is_paused:
            return
        quiz_clock.go_on(attempt, now)
        attempt.save(update_fields=["paused_at", "paused_ms", "resumed_at", "deadline"])
        quiz_record.note(attempt, Kind.RESUMED, now=now)

    return _written(person, attempt_id, now, write)


def _written(
    person: Person, attempt_id: uuid.UUID, now: datetime, write: Callable[[Attempt], None]
) -> Attempt:
    """Take the lock, settle, and write to the attempt if it is still open."""
    with transaction.atomic():
        attempt = quizzes.locked(person=person, attempt_id=attempt_id, now=now)
        is_open = attempt.state == Attempt.State.IN_PROGRESS
        if is_open:
            write(attempt)
    # Raised outside, so that a finish above is kept.
    if not is_open:
        raise quizzes.AttemptClosed(attempt)
    return attempt
