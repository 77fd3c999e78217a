"""The record of an attempt: what happened, in the server's order, never changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from questions.domain import quiz_pauses, quiz_record, quizzes
from questions.domain.quiz_answers import AnswerLocked, AttemptPaused, StaleAnswer
from questions.domain.quizzes import AttemptClosed
from questions.models import Attempt, AttemptEvent
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    RIGHT,
    STARTED,
    WRONG,
    account,
    after,
    answer,
    finish,
    start_attempt,
)

pytestmark = pytest.mark.django_db


def record_of(attempt: Attempt) -> list[tuple]:
    lines = attempt.events.order_by("id")
    return [(line.kind, line.at, line.position, line.detail) for line in lines]


def kinds(attempt: Attempt) -> list[str]:
    return [kind for kind, *_rest in record_of(attempt)]


def test_the_record_tells_what_was_said_and_when():
    attempt = start_attempt(2)
    answer(attempt, 1, WRONG, now=after(seconds=10))
    answer(attempt, 1, RIGHT, confidence=3, seq=1, now=after(seconds=20))
    answer(attempt, 2, None, flagged=True, now=after(seconds=30))
    finish(attempt, now=after(seconds=40))

    assert record_of(attempt) == [
        ("started", STARTED, None, {}),
        ("answered", after(seconds=10), 1, {"response": WRONG, "confidence": None, "seq": 1}),
        ("answered", after(seconds=20), 1, {"response": RIGHT, "confidence": 3, "seq": 2}),
        ("flagged", after(seconds=30), 2, {"flagged": True, "seq": 1}),
        ("finished", after(seconds=40), None, {"ending": "user", "score": 1.0}),
    ]


def test_a_resend_and_a_refused_answer_leave_no_line():
    attempt = start_attempt(mode="practice")
    answer(attempt, 1, RIGHT, check=True)
    answer(attempt, 1, RIGHT, check=True)
    answer(attempt, 2, RIGHT)

    with pytest.raises(StaleAnswer):
        answer(attempt, 2, WRONG, seq=0)
    with pytest.raises(AnswerLocked):
        answer(attempt, 1, WRONG)

    assert kinds(attempt) == ["started", "answered", "checked", "answered"]


def test_an_answer_that_came_too_late_is_written_down_as_refused():
    attempt = start_attempt()
    late = DEADLINE + timedelta(seconds=6)

    with pytest.raises(AttemptClosed):
        answer(attempt, 1, RIGHT, now=late)

    assert record_of(attempt)[1:] == [
        ("expired", late, None, {"ending": "deadline", "score": 0.0}),
        ("late", late, 1, {"response": str(RIGHT)}),
    ]
    assert attempt.answers.get(position=1).response is None


def test_what_comes_much_later_or_to_no_question_fills_no_record():
    attempt = start_attempt()
    finish(attempt, now=DEADLINE)

    for position, now in ((1, DEADLINE + timedelta(minutes=2)), (9, DEADLINE)):
        with pytest.raises(AttemptClosed):
            answer(attempt, position, RIGHT, now=now)

    assert kinds(attempt) == ["started", "expired"]


def test_pauses_are_written_down():
    attempt = start_attempt(mode="practice")
    person = {"person": GUEST, "attempt_id": attempt.pk}

    quiz_pauses.pause(**person, now=after(minutes=1), position=2)
    with pytest.raises(AttemptPaused):
        answer(attempt, 1, RIGHT, now=after(minutes=2))
    quiz_pauses.resume(**person, now=after(minutes=3))
    quiz_pauses.resume(**person, now=after(minutes=4))

    assert record_of(attempt)[1:] == [
        ("paused", after(minutes=1), 2, {}),
        ("resumed", after(minutes=3), None, {}),
    ]


def test_discarded_and_carried_attempts_say_so():
    attempt, owner = start_attempt(), account()
    quizzes.carry(guest_key=GUEST.guest_key, owner_id=owner.owner_id or 0, now=after(minutes=1))
    quizzes.discard(person=owner, attempt_id=attempt.pk, now=after(minutes=2))

    assert kinds(attempt) == ["started", "carried", "discarded"]


def test_no_line_can_be_changed():
    attempt = start_attempt()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AttemptEvent.objects.update(kind="finished")

    assert kinds(attempt) == ["started"]


def test_the_trigger_comes_back_after_a_table_was_made_anew():
    start_attempt()
    with connection.cursor() as cursor:
        on = f" ON {quiz_record.TABLE}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {quiz_record.TRIGGER}{on}")

    quiz_record.ensure_trigger(connection)
    quiz_record.ensure_trigger(connection)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AttemptEvent.objects.update(kind="finished")


def test_the_record_goes_with_its_attempt():
    attempt = start_attempt()

    attempt.delete()

    assert AttemptEvent.objects.count() == 0
