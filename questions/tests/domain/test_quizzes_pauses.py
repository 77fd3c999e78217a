"""Pausing a practice quiz: the clock stands still, to the microsecond."""

from datetime import datetime, timedelta

import pytest

from questions.domain import quiz_answers, quiz_clock, quiz_pages, quiz_pauses, quizzes
from questions.domain.quizzes import AttemptClosed
from questions.domain.results import results
from questions.models import Attempt
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    MICROSECOND,
    RIGHT,
    STARTED,
    STRANGER,
    WRONG,
    account,
    after,
    answer,
    finish,
    start_attempt,
)

pytestmark = pytest.mark.django_db

GRACE = timedelta(seconds=5)


def pause(attempt: Attempt, now: datetime, position: int | None = None) -> Attempt:
    return quiz_pauses.pause(person=GUEST, attempt_id=attempt.pk, now=now, position=position)


def resume(attempt: Attempt, now: datetime) -> Attempt:
    return quiz_pauses.resume(person=GUEST, attempt_id=attempt.pk, now=now)


# A quiz of ten minutes: (paused at, resumed at, its deadline then).
PAUSES = [
    ([(after(minutes=2), after(minutes=5))], DEADLINE + timedelta(minutes=3)),
    ([(after(minutes=2), after(minutes=2))], DEADLINE),
    ([(after(minutes=2), after(minutes=2) + MICROSECOND)], DEADLINE + MICROSECOND),
    ([(STARTED, after(days=3))], DEADLINE + timedelta(days=3)),
    ([(DEADLINE, after(minutes=60))], DEADLINE + timedelta(minutes=50)),
    ([(DEADLINE + GRACE, after(minutes=60))], after(minutes=60) - GRACE),
    (
        [(after(minutes=1), after(minutes=2)), (after(minutes=3), after(minutes=5))],
        DEADLINE + timedelta(minutes=3),
    ),
    # The server's clock went back in between: nothing is taken away.
    ([(after(minutes=5), after(minutes=4))], DEADLINE),
]


@pytest.mark.parametrize(("pauses", "deadline"), PAUSES)
def test_the_deadline_moves_by_the_pauses(pauses: list, deadline: datetime):
    attempt = start_attempt(mode="practice")

    for begun, ended in pauses:
        pause(attempt, begun)
        resume(attempt, ended)

    attempt.refresh_from_db()
    assert attempt.deadline == deadline
    assert answer(attempt, 1, RIGHT, now=deadline + GRACE).response == RIGHT
    with pytest.raises(AttemptClosed):
        answer(attempt, 2, RIGHT, now=deadline + GRACE + MICROSECOND)
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.score) == (deadline, 1.0)


def test_while_it_is_paused_no_time_runs_out():
    attempt = start_attempt(mode="practice")
    pause(attempt, after(minutes=4))
    much_later = after(days=400)

    attempt.refresh_from_db()
    assert quiz_clock.seconds_left(attempt, much_later) == 360
    assert quizzes.sweep(now=much_later) == 0
    assert quizzes.settle(attempt, now=much_later) is False
    assert quizzes.open_attempt(person=GUEST, now=much_later) == attempt


def test_a_pause_past_the_grace_is_too_late():
    attempt = start_attempt(mode="practice")

    with pytest.raises(AttemptClosed):
        pause(attempt, DEADLINE + GRACE + MICROSECOND)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", DEADLINE)


def test_an_exam_is_not_paused():
    attempt = start_attempt(mode="exam")

    assert pause(attempt, after(minutes=1)).paused_at is None


def test_an_untimed_practice_can_be_paused_too():
    attempt = start_attempt(mode="practice", minutes=0)
    pause(attempt, after(minutes=1))

    resumed = resume(attempt, after(minutes=9))

    assert (resumed.deadline, resumed.paused_ms) == (None, 8 * 60_000)


def test_paused_twice_is_paused_once_and_resumed_twice_is_resumed_once():
    attempt = start_attempt(mode="practice")

    pause(attempt, after(minutes=1))
    assert pause(attempt, after(minutes=2)).paused_at == after(minutes=1)
    resume(attempt, after(minutes=3))

    assert resume(attempt, after(minutes=4)).deadline == DEADLINE + timedelta(minutes=2)


def test_a_paused_quiz_takes_no_answer_and_keeps_those_it_has():
    attempt = start_attempt(mode="practice")
    answer(attempt, 1, RIGHT)
    pause(attempt, after(minutes=1))

    with pytest.raises(quiz_answers.AttemptPaused):
        answer(attempt, 1, WRONG, now=after(minutes=2))

    resume(attempt, after(minutes=3))
    assert attempt.answers.get(position=1).response == RIGHT


def test_somebody_else_can_neither_pause_nor_resume():
    attempt = start_attempt(mode="practice")

    for write in (quiz_pauses.pause, quiz_pauses.resume):
        with pytest.raises(Attempt.DoesNotExist):
            write(person=STRANGER, attempt_id=attempt.pk, now=after(minutes=1))


@pytest.mark.parametrize("write", [pause, resume])
def test_a_finished_quiz_is_neither_paused_nor_resumed(write):
    attempt = start_attempt(mode="practice")
    finish(attempt, now=after(minutes=1))

    with pytest.raises(AttemptClosed):
        write(attempt, after(minutes=2))


def test_a_paused_quiz_can_be_finished_and_the_pause_is_not_its_time():
    attempt = start_attempt(1, mode="practice")
    answer(attempt, 1, RIGHT, now=after(minutes=1))
    pause(attempt, after(minutes=2))

    finish(attempt, now=after(minutes=62))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.ending, attempt.score) == ("finished", "user", 1.0)
    assert attempt.finished_at == after(minutes=62)
    assert results(attempt).time_taken == timedelta(minutes=2)


def test_a_paused_quiz_can_be_discarded():
    attempt = start_attempt(mode="practice")
    pause(attempt, after(minutes=2))

    quizzes.discard(person=GUEST, attempt_id=attempt.pk, now=after(minutes=3))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.paused_at) == ("discarded", None)


def test_a_paused_quiz_stays_paused_when_the_guest_signs_up():
    attempt, owner = start_attempt(mode="practice"), account()
    pause(attempt, after(minutes=2))

    quizzes.carry(guest_key=GUEST.guest_key, owner_id=owner.owner_id or 0, now=after(days=1))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.paused_at) == ("in_progress", after(minutes=2))


def test_the_time_until_the_pause_is_the_questions_and_the_pause_is_nobodys():
    attempt = start_attempt(2, mode="practice")
    answer(attempt, 1, RIGHT, now=after(seconds=10))

    pause(attempt, after(seconds=30), position=2)
    resume(attempt, after(seconds=1000))
    answer(attempt, 2, RIGHT, now=after(seconds=1005))

    spent = attempt.answers.order_by("position").values_list("time_spent_ms", flat=True)
    assert list(spent) == [10_000, 25_000]


def test_the_paused_page_knows_nothing_of_the_questions():
    attempt = start_attempt(3, mode="practice")
    answer(attempt, 2, RIGHT)
    paused = pause(attempt, after(minutes=2))

    page = quiz_pages.paused_page(attempt=paused, position=9, now=after(days=1))

    assert (page.position, page.answered_count, page.seconds_left) == (3, 1, 480)
