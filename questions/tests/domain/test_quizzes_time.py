"""The server's clock: deadlines to the microsecond, pace, and the time spent."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.domain import quiz_answers, quiz_clock, quiz_pauses, quizzes
from questions.domain.quiz_answers import StaleAnswer
from questions.domain.quizzes import AnotherOpenAttempt, AttemptClosed
from questions.domain.scoring import UnknownChoice
from questions.models import Answer, Attempt
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    MICROSECOND,
    RIGHT,
    STARTED,
    STRANGER,
    account,
    after,
    answer,
    failing_receiver,
    finish,
    finishes_heard,
    start_attempt,
)

pytestmark = pytest.mark.django_db

# Five seconds of grace, and the last microsecond counts.
AT_LAST = DEADLINE + timedelta(seconds=5)
TOO_LATE = AT_LAST + MICROSECOND


def discard(attempt: Attempt, now: datetime) -> Attempt:
    return quizzes.discard(person=GUEST, attempt_id=attempt.pk, now=now)


# Every way to write to a running attempt: (what it does, the state it leaves in time).
WRITES = {
    "answer": (lambda attempt, now: answer(attempt, 2, RIGHT, now=now), "in_progress"),
    "check": (lambda attempt, now: answer(attempt, 2, RIGHT, check=True, now=now), "in_progress"),
    "flag": (lambda attempt, now: answer(attempt, 1, RIGHT, flagged=True, now=now), "in_progress"),
    "confidence": (
        lambda attempt, now: answer(attempt, 1, RIGHT, confidence=3, now=now),
        "in_progress",
    ),
    "resend": (lambda attempt, now: answer(attempt, 1, RIGHT, seq=0, now=now), "in_progress"),
    "taken back": (lambda attempt, now: answer(attempt, 1, [], now=now), "in_progress"),
    "stale": (lambda attempt, now: answer(attempt, 1, ["b"], seq=7, now=now), "in_progress"),
    "not offered": (lambda attempt, now: answer(attempt, 1, ["z"], now=now), "in_progress"),
    "not asked": (lambda attempt, now: answer(attempt, 9, RIGHT, now=now), "in_progress"),
    "finish": (lambda attempt, now: finish(attempt, now=now), "finished"),
    "discard": (discard, "discarded"),
    "settle": (lambda attempt, now: quizzes.settle(attempt, now=now), "in_progress"),
    "pause": (
        lambda attempt, now: quiz_pauses.pause(person=GUEST, attempt_id=attempt.pk, now=now),
        "in_progress",
    ),
    "resume": (
        lambda attempt, now: quiz_pauses.resume(person=GUEST, attempt_id=attempt.pk, now=now),
        "in_progress",
    ),
    "open": (lambda _attempt, now: quizzes.open_attempt(person=GUEST, now=now), "in_progress"),
    "sweep": (lambda _attempt, now: quizzes.sweep(now=now), "in_progress"),
    "start": (lambda _attempt, now: start_attempt(1, now=now), "in_progress"),
    "start by the same form": (
        lambda attempt, now: start_attempt(1, now=now, attempt_id=attempt.pk),
        "in_progress",
    ),
    "carry": (
        lambda _attempt, now: quizzes.carry(
            guest_key=GUEST.guest_key, owner_id=account().owner_id or 0, now=now
        ),
        "in_progress",
    ),
}
writes = pytest.mark.parametrize("path", WRITES)


def write(path: str, attempt: Attempt, now: datetime) -> None:
    with suppress(AttemptClosed, AnotherOpenAttempt, StaleAnswer, UnknownChoice,
                  Answer.DoesNotExist):  # fmt: skip
        WRITES[path][0](attempt, now)
    attempt.refresh_from_db()


def outcome(attempt: Attempt) -> tuple:
    attempt.refresh_from_db()
    points = list(attempt.answers.order_by("position").values_list("points", flat=True))
    return attempt.state, attempt.ending, attempt.finished_at, attempt.score, points


@writes
@pytest.mark.parametrize("now", [DEADLINE - MICROSECOND, DEADLINE, AT_LAST])
def test_until_the_end_of_the_grace_nothing_is_over(path: str, now: datetime):
    attempt = start_attempt(mode="practice")

    write(path, attempt, now)

    assert attempt.state == WRITES[path][1]


@writes
@pytest.mark.parametrize("now", [TOO_LATE, DEADLINE + timedelta(days=400)])
def test_past_the_grace_the_attempt_is_finished_as_of_its_deadline(path: str, now: datetime):
    attempt = start_attempt(mode="practice")
    answer(attempt, 1, RIGHT)

    with finishes_heard() as heard:
        write(path, attempt, now)

    assert outcome(attempt) == ("finished", "deadline", DEADLINE, 1.0, [1.0, 0.0, 0.0])
    first = attempt.answers.get(position=1)
    assert (first.response, first.confidence, first.flagged, first.seq) == (RIGHT, None, False, 1)
    assert [told.pk for told, _answers in heard] == [attempt.pk]


@writes
def test_an_untimed_attempt_never_expires(path: str):
    attempt = start_attempt(mode="practice", minutes=0)

    write(path, attempt, after(days=4000))

    assert attempt.state == WRITES[path][1]
    assert attempt.ending == ("user" if path == "finish" else "")


@pytest.mark.parametrize("now", [DEADLINE, AT_LAST])
@pytest.mark.parametrize("check", [False, True])
def test_an_answer_within_the_grace_counts(now: datetime, check: bool):
    attempt = start_attempt(mode="practice")

    answer(attempt, 2, RIGHT, check=check, now=now)
    finish(attempt, now=TOO_LATE)

    assert outcome(attempt) == ("finished", "deadline", DEADLINE, 1.0, [0.0, 1.0, 0.0])


@pytest.mark.parametrize("check", [False, True])
def test_an_answer_past_the_grace_is_refused_and_earlier_ones_count(check: bool):
    attempt = start_attempt(mode="practice")
    answer(attempt, 1, RIGHT)

    with pytest.raises(AttemptClosed) as caught:
        answer(attempt, 2, RIGHT, check=check, now=TOO_LATE)

    assert caught.value.attempt.score == 1
    late = attempt.answers.get(position=2)
    assert (late.response, late.seq, late.visited_at, late.checked_at) == (None, 0, None, None)


@pytest.mark.parametrize(
    ("now", "ending", "finished_at"),
    [
        (STARTED, "user", STARTED),
        (DEADLINE - MICROSECOND, "user", DEADLINE - MICROSECOND),
        (DEADLINE, "deadline", DEADLINE),
        (AT_LAST, "deadline", DEADLINE),
        (TOO_LATE, "deadline", DEADLINE),
    ],
)
def test_finished_by_hand_ends_at_that_moment_but_never_after_the_deadline(
    now: datetime, ending: str, finished_at: datetime
):
    attempt = finish(start_attempt(), now=now)

    assert outcome(attempt)[:3] == ("finished", ending, finished_at)


@pytest.mark.parametrize(
    ("minutes", "pace", "allowed"),
    [
        (10, 1, timedelta(minutes=10)),
        (10, 1.5, timedelta(minutes=15)),
        (1, 1.25, timedelta(seconds=75)),
        (480, 10, timedelta(hours=80)),
        (0, 1, None),
        (0, 10, None),
    ],
)
def test_the_pace_multiplies_the_minutes(minutes: int, pace: float, allowed: timedelta | None):
    attempt = start_attempt(1, minutes=minutes, pace=pace)

    assert attempt.deadline == (STARTED + allowed if allowed else None)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (STARTED, 600.0),
        (after(seconds=0.5), 599.5),
        (DEADLINE, 0.0),
        (AT_LAST, 0.0),
    ],
)
def test_seconds_left_run_down_to_zero(now: datetime, left: float):
    assert quiz_clock.seconds_left(start_attempt(1), now) == left


def test_no_seconds_are_counted_without_a_deadline():
    assert quiz_clock.seconds_left(start_attempt(1, minutes=0), STARTED) is None


def test_settling_what_is_not_over_asks_the_database_nothing():
    attempt, finished = start_attempt(), finish(start_attempt(person=STRANGER))

    with CaptureQueriesContext(connection) as queries:
        settled = (
            quizzes.settle(attempt, now=AT_LAST), quizzes.settle(finished, now=TOO_LATE),
        )  # fmt: skip

    assert settled == (False, True)
    assert len(queries) == 0


def test_settling_a_stale_copy_finishes_nothing_twice():
    attempt = start_attempt()
    stale = Attempt.objects.get(pk=attempt.pk)
    finish(attempt, now=after(minutes=5))

    with finishes_heard() as heard:
        settled = quizzes.settle(stale, now=TOO_LATE)

    assert (settled, stale.ending, stale.finished_at) == (True, "user", after(minutes=5))
    assert heard == []


@pytest.mark.parametrize("path", ["answer", "finish", "discard", "settle", "open", "sweep"])
def test_a_receiver_that_fails_leaves_the_expired_attempt_open(path: str):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    with failing_receiver(), pytest.raises(RuntimeError):
        write(path, attempt, TOO_LATE)

    assert outcome(attempt) == ("in_progress", "", None, None, [None, None, None])
    assert quizzes.settle(attempt, now=TOO_LATE)
    assert attempt.score == 1


def test_a_sweep_ends_an_attempt_as_the_next_visit_would():
    swept, visited = start_attempt(person=GUEST), start_attempt(person=STRANGER)
    for attempt in (swept, visited):
        answer(attempt, 1, RIGHT)
        answer(attempt, 2, ["b"], flagged=True)

    quizzes.settle(visited, now=TOO_LATE)
    quizzes.sweep(now=after(days=30))

    assert outcome(swept) == outcome(visited)
    assert outcome(swept)[0] == "finished"


def test_a_sweep_touches_only_what_is_over_and_counts_it():
    late = [start_attempt(person=account(f"late-{n}")) for n in range(2)]
    others = [
        start_attempt(person=account("in time"), now=STARTED + MICROSECOND),
        start_attempt(person=account("untimed"), minutes=0),
        finish(start_attempt(person=account("finished"))),
        discard(start_attempt(), STARTED),
    ]
    before = [outcome(attempt) for attempt in others]

    count = quizzes.sweep(now=TOO_LATE)
    again = quizzes.sweep(now=TOO_LATE)

    assert (count, again) == (2, 0)
    assert [outcome(attempt)[0] for attempt in late] == ["finished", "finished"]
    assert [outcome(attempt) for attempt in others] == before


def test_time_spent_is_measured_from_word_to_word():
    attempt = start_attempt()

    answer(attempt, 1, RIGHT, now=after(seconds=60))
    answer(attempt, 2, RIGHT, now=after(seconds=90))
    answer(attempt, 1, RIGHT, flagged=True, now=after(seconds=100))
    answer(attempt, 1, RIGHT, flagged=True, seq=0, now=after(seconds=101.2345))

    spent = attempt.answers.order_by("position").values_list("time_spent_ms", "visited_at")
    assert list(spent) == [
        (71_234, after(seconds=101.2345)), (30_000, after(seconds=90)), (0, None),
    ]  # fmt: skip


def test_a_refused_answer_takes_no_time():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, now=after(seconds=10))

    with pytest.raises(quiz_answers.StaleAnswer):
        answer(attempt, 1, ["b"], seq=0, now=after(seconds=20))
    answer(attempt, 2, RIGHT, now=after(seconds=30))

    spent = attempt.answers.order_by("position").values_list("time_spent_ms", flat=True)
    assert list(spent) == [10_000, 20_000, 0]


def test_a_clock_that_went_back_takes_no_time_away():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, now=after(seconds=60))

    answer(attempt, 2, RIGHT, now=after(seconds=50))
    answer(attempt, 2, RIGHT, now=after(seconds=70))

    spent = attempt.answers.order_by("position").values_list("time_spent_ms", flat=True)
    assert list(spent) == [60_000, 10_000, 0]
