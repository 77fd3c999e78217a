"""A guest's attempts go to the account at log-in, and the younger quiz goes on."""

from datetime import datetime

import pytest

from questions.domain import quizzes
from questions.domain.quiz_clock import GRACE
from questions.models import Attempt, Person
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    MICROSECOND,
    RIGHT,
    STRANGER,
    WRONG,
    account,
    after,
    answer,
    failing_receiver,
    finish,
    finishes_heard,
    start_attempt,
)

pytestmark = pytest.mark.django_db

LOGIN = after(minutes=8)


@pytest.fixture
def owner() -> Person:
    return account()


def carry(owner: Person, *, guest_key: str = GUEST.guest_key, now: datetime = LOGIN):
    assert owner.owner_id is not None
    return quizzes.carry(guest_key=guest_key, owner_id=owner.owner_id, now=now)


def state(attempt: Attempt) -> tuple:
    attempt.refresh_from_db()
    return attempt.state, attempt.ending, attempt.finished_at, attempt.score


def test_every_attempt_of_the_guest_becomes_the_accounts(owner: Person):
    finished = finish(start_attempt())
    discarded = start_attempt()
    quizzes.discard(person=GUEST, attempt_id=discarded.pk, now=LOGIN)
    running = start_attempt()

    assert carry(owner) is None

    assert set(Attempt.objects.of(owner)) == {finished, discarded, running}
    assert not Attempt.objects.of(GUEST).exists()
    assert [state(attempt)[0] for attempt in (finished, discarded, running)] == [
        "finished", "discarded", "in_progress",
    ]  # fmt: skip


def test_a_carried_quiz_goes_on_for_the_account_alone(owner: Person):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)
    carry(owner)

    with pytest.raises(Attempt.DoesNotExist):
        answer(attempt, 2, RIGHT, person=GUEST, now=LOGIN)
    answer(attempt, 3, RIGHT, person=owner, now=LOGIN)

    assert quizzes.finish(person=owner, attempt_id=attempt.pk, now=LOGIN).score == 2


def test_if_both_are_open_the_guests_goes_on_and_the_accounts_ends_as_it_stands(owner: Person):
    old, young = start_attempt(person=owner), start_attempt()
    answer(old, 1, RIGHT)
    answer(old, 2, WRONG)

    with finishes_heard() as heard:
        finished = carry(owner)

    assert finished == old
    assert state(old) == ("finished", "login", LOGIN, 1.0)
    assert state(young) == ("in_progress", "", None, None)
    assert quizzes.open_attempt(person=owner, now=LOGIN) == young
    assert [told.pk for told, _answers in heard] == [old.pk]


@pytest.mark.parametrize(
    ("now", "ending", "finished_at"),
    [
        (DEADLINE + GRACE, "login", DEADLINE),
        (DEADLINE + GRACE + MICROSECOND, "deadline", DEADLINE),
    ],
)
def test_if_the_accounts_is_over_too_it_ends_as_of_its_deadline(
    owner: Person, now: datetime, ending: str, finished_at: datetime
):
    old, young = start_attempt(person=owner), start_attempt(minutes=60)

    finished = carry(owner, now=now)

    assert finished == old
    assert state(old) == ("finished", ending, finished_at, 0.0)
    assert state(young)[0] == "in_progress"


def test_a_guests_quiz_that_is_over_ends_no_running_one_of_the_account(owner: Person):
    running, over = start_attempt(person=owner, minutes=60), start_attempt()
    answer(over, 1, RIGHT)

    finished = carry(owner, now=DEADLINE + GRACE + MICROSECOND)

    assert finished is None
    assert state(running) == ("in_progress", "", None, None)
    assert state(over) == ("finished", "deadline", DEADLINE, 1.0)
    assert set(Attempt.objects.of(owner)) == {running, over}


def test_the_accounts_open_quiz_goes_on_if_the_guest_has_none_open(owner: Person):
    running, brought = start_attempt(person=owner), finish(start_attempt())

    assert carry(owner) is None

    assert state(running)[0] == "in_progress"
    assert set(Attempt.objects.of(owner)) == {running, brought}


@pytest.mark.parametrize("guest_key", ["", "c" * 32])
def test_a_guest_without_attempts_brings_nothing(owner: Person, guest_key: str):
    running, others = start_attempt(person=owner), start_attempt()

    assert carry(owner, guest_key=guest_key) is None

    assert list(Attempt.objects.of(owner)) == [running]
    assert list(Attempt.objects.of(GUEST)) == [others]


def test_other_guests_keep_theirs(owner: Person):
    start_attempt()
    others = start_attempt(person=STRANGER)

    carry(owner)

    assert list(Attempt.objects.of(STRANGER)) == [others]


def test_carried_twice_is_carried_once(owner: Person):
    attempt = start_attempt()
    carry(owner)

    assert carry(owner, now=after(minutes=9)) is None

    assert state(attempt) == ("in_progress", "", None, None)
    assert list(Attempt.objects.of(owner)) == [attempt]


def test_a_receiver_that_fails_leaves_everything_where_it_was(owner: Person):
    old, young = start_attempt(person=owner), start_attempt()

    with failing_receiver(), pytest.raises(RuntimeError):
        carry(owner)

    assert (state(old)[0], state(young)[0]) == ("in_progress", "in_progress")
    assert list(Attempt.objects.of(GUEST)) == [young]
