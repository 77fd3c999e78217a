"""People, their reviews and their quizzes, made through the domain."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.domain import progress
from accounts.models import Memory, PointMemory, Review, StudyDay
from accounts.tests.factories import NOW, UserFactory
from questions.domain.scoring import Response
from questions.models import Attempt, Person, Question
from questions.tests.quizzing import answer, finish, start_attempt


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


__all__ = ["NOW"]


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
    rows = Memory.objects.of(person).met().order_by("question_id")
    return {
        row.question_id: (row.last_rating, row.last_reviewed_at, row.review_count) for row in rows
    }


def logged(person: Person) -> list[tuple[int, int, str, datetime]]:
    """The person's ratings: (question id, rating, source, when), in the log's order."""
    rows = Review.objects.of(person).ratings().order_by("reviewed_at", "id")
    return [(row.question_id, row.rating, row.source, row.reviewed_at) for row in rows]


def know(person: Person, question: Question, *, days_ago: float, rating: int = 4) -> Review:
    """Let the person have rated the card so long ago; Easy puts it into review at once."""
    return rate(person, question, rating, at=NOW - timedelta(days=days_ago))


def derived(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that the log comes to, field by field; an empty day is as good as none."""
    found = {
        model.__name__: list(model.objects.of(person).values().order_by(*order))
        for model, order in (
            (Memory, ["question_id"]),
            (PointMemory, ["question_id", "point"]),
            (StudyDay, ["day"]),
        )
    }
    found["StudyDay"] = [row for row in found["StudyDay"] if row["reviews"]]
    for rows in found.values():
        for row in rows:
            del row["id"]
    return found
