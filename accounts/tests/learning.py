"""People, their reviews and their quizzes, made through the domain."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.domain import progress
from accounts.models import Memory, Review
from accounts.tests.factories import UserFactory
from questions.domain.scoring import Response
from questions.models import Attempt, Person, Question
from questions.tests.quizzing import answer, finish, start_attempt

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def account(**fields: Any) -> Person:
    return Person(owner_id=UserFactory(**fields).pk)


def guest(letter: str = "a") -> Person:
    return Person(guest_key=letter * 32)


def rate(
    person: Person,
    question: Question,
    rating: int,
    *,
    at: datetime = NOW,
    token: uuid.UUID | None = None,
) -> Review:
    return progress.record_review(
        person=person, question_id=question.pk, rating=rating, now=at, token=token
    )


def begin(
    person: Person, questions: Sequence[Question], *, minutes: int = 0, at: datetime = NOW
) -> Attempt:
    """Start an exam of these cards in their order; untimed unless `minutes` are given."""
    return start_attempt(questions, person=person, minutes=minutes, now=at)


def give(
    attempt: Attempt,
    position: int,
    response: Response,
    *,
    confidence: int | None = None,
    at: datetime = NOW,
) -> None:
    """Save one answer; an empty response is a question that was opened and left blank."""
    answer(attempt, position, response, confidence=confidence, now=at)


def end(attempt: Attempt, *, at: datetime = NOW) -> Attempt:
    return finish(attempt, now=at)


def take(
    person: Person,
    questions: Sequence[Question],
    responses: Sequence[Response],
    *,
    at: datetime = NOW,
) -> Attempt:
    """Take an exam from start to finish, all at one moment; None: never opened."""
    attempt = begin(person, questions, at=at)
    for position, response in enumerate(responses, start=1):
        if response is not None:
            give(attempt, position, response, at=at)
    return end(attempt, at=at)


def remembered(person: Person) -> dict[int, tuple[int, datetime, int]]:
    """The person's memories: question id -> (last rating, when, how many reviews)."""
    rows = Memory.objects.of(person).order_by("question_id")
    return {
        row.question_id: (row.last_rating, row.last_reviewed_at, row.review_count) for row in rows
    }


def logged(person: Person) -> list[tuple[int, int, str, datetime]]:
    """The person's log: (question id, rating, source, when), in its order."""
    rows = Review.objects.of(person).order_by("reviewed_at", "id")
    return [(row.question_id, row.rating, row.source, row.reviewed_at) for row in rows]
