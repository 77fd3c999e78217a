"""Real threads on the real database: one winner, and no acknowledged answer is lost."""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from questions.domain import quiz_pauses, quizzes
from questions.domain.quiz_answers import StaleAnswer
from questions.domain.quizzes import AnotherOpenAttempt, AttemptClosed
from questions.models import Attempt, Person
from questions.tests.factories import published
from questions.tests.quizzing import (
    DEADLINE,
    RIGHT,
    account,
    after,
    answer,
    finish,
    finishes_heard,
    start_attempt,
)

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
LATE = DEADLINE + timedelta(minutes=1)
# One round each: without the lock on the attempt, PostgreSQL loses answers in most.
GUESTS = [Person(guest_key=letter * 32) for letter in "abc"]


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Call act(0) to act(7) at the same moment; return what each gave or raised."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=10)
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def pause(attempt: Attempt) -> Attempt:
    """One minute after the start."""
    return quiz_pauses.pause(
        person=attempt.person, attempt_id=attempt.pk, now=after(minutes=1), position=1
    )


def record_of(attempt: Attempt) -> list[str]:
    return list(attempt.events.order_by("id").values_list("kind", flat=True))


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_eight_forms_sent_at_once_start_one_attempt():
    cards = [published() for _ in range(3)]

    for guest in GUESTS:
        results = at_once(
            lambda n, guest=guest: start_attempt(cards, person=guest, attempt_id=uuid.uuid4())
        )

        attempt = Attempt.objects.of(guest).get()
        assert kinds(results) == {"Attempt": 1, "AnotherOpenAttempt": 7}
        assert {
            result.attempt if isinstance(result, AnotherOpenAttempt) else result
            for result in results
        } == {attempt}
        assert attempt.answers.count() == 3


def test_one_form_sent_eight_times_at_once_leads_to_one_attempt():
    cards = [published() for _ in range(3)]

    for guest in GUESTS:
        form = uuid.uuid4()
        results = at_once(
            lambda n, guest=guest, form=form: start_attempt(cards, person=guest, attempt_id=form)
        )

        assert results == [Attempt.objects.of(guest).get()] * THREADS
        assert results[0].answers.count() == 3


def test_of_eight_answers_to_one_question_one_wins_and_the_others_are_told():
    card = published(choices=THREADS)

    for guest in GUESTS:
        attempt = start_attempt([card], person=guest)
        results = at_once(lambda n, attempt=attempt: answer(attempt, 1, ["abcdefgh"[n]], seq=0))

        assert kinds(results) == {"Answer": 1, "StaleAnswer": 7}
        [winner] = [result for result in results if not isinstance(result, StaleAnswer)]
        stored = attempt.answers.get()
        assert (stored.response, stored.seq) == (winner.response, 1)
        told = [result.answer.response for result in results if isinstance(result, StaleAnswer)]
        assert told == [stored.response] * 7


def test_of_eight_answers_those_that_say_the_same_as_the_first_are_taken():
    card = published()

    for guest in GUESTS:
        attempt = start_attempt([card], person=guest)
        results = at_once(lambda n, attempt=attempt: answer(attempt, 1, ["ab"[n % 2]], seq=0))

        stored = attempt.answers.get()
        taken = [result.response for result in results if not isinstance(result, StaleAnswer)]
        assert kinds(results) == {"Answer": 4, "StaleAnswer": 4}
        assert taken == [stored.response] * 4
        assert stored.seq == 1


def test_every_answer_that_was_acknowledged_before_a_finish_is_in_the_score():
    cards = [published() for _ in range(THREADS)]

    def act(number: int) -> Any:
        if number == THREADS // 2:
            return finish(attempt)
        return answer(attempt, number + 1, RIGHT, now=after(minutes=1))

    for guest in GUESTS:
        attempt = start_attempt(cards, person=guest)
        found = kinds(at_once(act))

        attempt.refresh_from_db()
        assert attempt.state == "finished"
        assert found["Answer"] + found["AttemptClosed"] == 7
        assert attempt.score == found["Answer"]
        assert attempt.answers.exclude(response=None).count() == found["Answer"]


def test_every_answer_that_was_acknowledged_before_the_deadline_is_in_the_score():
    cards = [published() for _ in range(THREADS)]

    def act(number: int) -> Any:
        return answer(attempt, number + 1, RIGHT, now=LATE if number % 4 == 3 else after(minutes=1))

    for guest in GUESTS:
        attempt = start_attempt(cards, person=guest)
        with finishes_heard() as heard:
            results = at_once(act)

        attempt.refresh_from_db()
        assert attempt.score == kinds(results)["Answer"]
        assert {type(result) for result in results[3::4]} == {AttemptClosed}
        assert len(heard) == 1


def test_every_answer_that_was_acknowledged_before_a_pause_is_kept():
    cards = [published() for _ in range(THREADS)]

    def act(number: int) -> Any:
        if number == THREADS // 2:
            return pause(attempt)
        return answer(attempt, number + 1, RIGHT, now=after(minutes=1))

    for guest in GUESTS:
        attempt = start_attempt(cards, person=guest, mode="practice")
        found = kinds(at_once(act))

        attempt.refresh_from_db()
        assert attempt.paused_at == after(minutes=1)
        assert found["Attempt"] == 1
        assert found["Answer"] + found["AttemptPaused"] == 7
        assert attempt.answers.exclude(response=None).count() == found["Answer"]
        # None came in behind the pause.
        assert record_of(attempt) == ["started", *["answered"] * found["Answer"], "paused"]


def test_resumed_eight_times_at_once_is_resumed_once():
    for guest in GUESTS:
        attempt = start_attempt(person=guest, mode="practice")
        pause(attempt)
        results = at_once(
            lambda n, attempt=attempt: quiz_pauses.resume(
                person=attempt.person, attempt_id=attempt.pk, now=after(minutes=4)
            )
        )

        attempt.refresh_from_db()
        assert kinds(results) == {"Attempt": 8}
        assert attempt.deadline == DEADLINE + timedelta(minutes=3)
        assert attempt.paused_ms == 3 * 60_000
        assert record_of(attempt) == ["started", "paused", "resumed"]


def test_after_a_discard_no_answer_is_acknowledged():
    cards = [published() for _ in range(THREADS)]

    def act(number: int) -> Any:
        if number % 4 == 3:
            return quizzes.discard(
                person=attempt.person, attempt_id=attempt.pk, now=after(minutes=1)
            )
        return answer(attempt, number + 1, RIGHT, now=after(minutes=1))

    for guest in GUESTS:
        attempt = start_attempt(cards, person=guest)
        with finishes_heard() as heard:
            found = kinds(at_once(act))

        attempt.refresh_from_db()
        assert (attempt.state, attempt.score, heard) == ("discarded", None, [])
        assert found["Attempt"] == 2
        assert found["Answer"] + found["AttemptClosed"] == 6
        assert attempt.answers.exclude(response=None).count() == found["Answer"]
        assert record_of(attempt) == ["started", *["answered"] * found["Answer"], "discarded"]


def test_a_pause_and_a_finish_at_once_leave_a_finished_quiz_that_is_not_paused():
    for guest in GUESTS:
        attempt = start_attempt(person=guest, mode="practice")
        answer(attempt, 1, RIGHT)
        with finishes_heard() as heard:
            results = at_once(
                lambda n, attempt=attempt: pause(attempt) if n % 2 else finish(attempt)
            )

        attempt.refresh_from_db()
        was_paused = "paused" in record_of(attempt)
        stood_still = timedelta(minutes=4 if was_paused else 0)
        assert set(kinds(results)) <= {"Attempt", "AttemptClosed"}
        assert (attempt.state, attempt.paused_at, attempt.score) == ("finished", None, 1.0)
        assert (attempt.finished_at, attempt.deadline) == (
            after(minutes=5), DEADLINE + stood_still,
        )  # fmt: skip
        assert (len(heard), record_of(attempt)[-1]) == (1, "finished")


@pytest.mark.parametrize("how", ["finish", "settle", "sweep"])
def test_finished_eight_times_at_once_is_finished_once(how: str):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)
    acts: dict[str, Callable[[], Any]] = {
        "finish": lambda: finish(attempt),
        "settle": lambda: quizzes.settle(Attempt.objects.get(), now=LATE),
        "sweep": lambda: quizzes.sweep(now=LATE),
    }

    with finishes_heard() as heard:
        results = at_once(lambda n: acts[how]())

    attempt.refresh_from_db()
    assert not [result for result in results if isinstance(result, Exception)]
    assert (attempt.score, len(heard)) == (1.0, 1)


def test_two_log_ins_at_once_carry_a_guests_quiz_once():
    old, young = start_attempt(person=(owner := account())), start_attempt()

    results = at_once(
        lambda n: quizzes.carry(
            guest_key=young.guest_key, owner_id=owner.owner_id or 0, now=after(minutes=2)
        )
    )

    assert sorted(kinds(results).items()) == [("Attempt", 1), ("NoneType", 7)]
    assert set(Attempt.objects.of(owner)) == {old, young}
    assert Attempt.objects.of(owner).open().get() == young
