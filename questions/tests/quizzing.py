"""Attempts for tests, started and answered at fixed times."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from questions.domain import quiz_answers, quizzes
from questions.domain.quiz_settings import QuizSettings
from questions.domain.scoring import Response
from questions.domain.selection import Candidate
from questions.models import Answer, Attempt, Person, Question
from questions.tests.factories import published

# When the tests' attempts are started, unless a test says otherwise.
STARTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# With the ten minutes that `start_attempt` gives.
DEADLINE = STARTED + timedelta(minutes=10)
MICROSECOND = timedelta(microseconds=1)

GUEST = Person(guest_key="a" * 32)
STRANGER = Person(guest_key="b" * 32)

# The factory's first choice is right, the others are wrong.
RIGHT, WRONG = ["a"], ["b"]


def after(**duration: float) -> datetime:
    """A moment counted from the start: `after(minutes=2)`."""
    return STARTED + timedelta(**duration)


def account(username: str = "candidate") -> Person:
    """The person of a new account."""
    return Person(owner_id=User.objects.create(username=username).pk)


def candidates_of(questions: Sequence[Question]) -> list[Candidate]:
    """The questions as selection would hand them over, in their order."""
    candidates = []
    for question in questions:
        assert question.current_revision_id is not None
        candidates.append(Candidate(question.pk, question.current_revision_id, question.topic_id))
    return candidates


def start_attempt(
    questions: int | Sequence[Question] = 3,
    *,
    person: Person = GUEST,
    now: datetime = STARTED,
    minutes: int = 10,
    pace: float = 1,
    mode: str = Attempt.Mode.EXAM,
    **fields: Any,
) -> Attempt:
    """Start at the questions given, or at so many new ones of the single form.

    `fields` are those of `quizzes.start`, such as `attempt_id`.
    """
    if isinstance(questions, int):
        questions = [published() for _ in range(questions)]
    fields.setdefault("rng", random.Random(1))
    return quizzes.start(
        person=person,
        settings=QuizSettings(count=len(questions), minutes=minutes, pace=pace, mode=mode),
        candidates=candidates_of(questions),
        now=now,
        **fields,
    )


def answer(
    attempt: Attempt,
    position: int = 1,
    response: Response = None,
    *,
    now: datetime = STARTED + timedelta(minutes=1),
    person: Person | None = None,
    confidence: int | None = None,
    flagged: bool = False,
    seq: int | None = None,
    check: bool = False,
) -> Answer:
    """Record one response of the attempt's own person, one minute after the start."""
    if person is None:
        person = attempt.person
    _attempt, stored = quiz_answers.record_answer(
        person=person,
        attempt_id=attempt.pk,
        position=position,
        response=response,
        confidence=confidence,
        flagged=flagged,
        seq=seq,
        now=now,
        check=check,
    )
    return stored


def finish(attempt: Attempt, *, now: datetime = STARTED + timedelta(minutes=5)) -> Attempt:
    """Finish by hand, five minutes after the start."""
    person = attempt.person
    return quizzes.finish(person=person, attempt_id=attempt.pk, now=now)


@contextmanager
def finishes_heard() -> Iterator[list[tuple[Attempt, list[Answer]]]]:
    """Collect what the signal of a finish tells its receivers."""
    heard: list[tuple[Attempt, list[Answer]]] = []

    def hear(sender: Any, attempt: Attempt, answers: list[Answer], **kwargs: Any) -> None:
        heard.append((attempt, answers))

    quizzes.attempt_finished.connect(hear)
    try:
        yield heard
    finally:
        quizzes.attempt_finished.disconnect(hear)


@contextmanager
def failing_receiver() -> Iterator[None]:
    """A receiver of the finish that raises RuntimeError."""

    def fail(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("the progress can't be stored")

    quizzes.attempt_finished.connect(fail)
    try:
        yield
    finally:
        quizzes.attempt_finished.disconnect(fail)
