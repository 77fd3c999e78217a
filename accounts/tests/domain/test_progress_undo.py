"""What was done in study can be taken back, step by step, to the exact earlier state."""

from datetime import timedelta

import pytest

from accounts.domain import cards as cards_domain
from accounts.domain import progress, rebuilding
from accounts.domain.profiles import wishes_of
from accounts.models import Memory, Review
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    derived,
    end,
    give,
    guest,
    know,
    later,
    rate,
    remembered,
    take,
)
from accounts.tests.studying import plan
from questions.models import Person
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

POINTS = {"covered": ["a" * 16], "missed": ["b" * 16]}


def undo(person, *, at, review=None):
    """Press the button that the page offers."""
    if review is None:
        review = progress.undoable(person=person, now=at, plan=wishes_of(person).plan)
    return progress.undo(person=person, review_id=review.pk if review else 0, now=at)


def act(person, card, what, *, at):
    if isinstance(what, int):
        return progress.record_review(
            person=person, question_id=card.pk, rating=what, now=at, points=POINTS, spent_ms=7_000
        )
    return cards_domain.change(person=person, question_id=card.pk, action=what, now=at)


def is_rebuilt_the_same():
    return rebuilding.rebuild(is_dry=True).differing == 0


@pytest.mark.parametrize(("who", "interview_in"), [(account, 3), (guest, None)])
def test_a_whole_day_is_taken_back_step_by_step_to_each_exact_earlier_state(who, interview_in):
    person, new, known = who(), published(), published()
    if interview_in:
        plan(person, interview_date=NOW.date() + timedelta(days=interview_in))
    know(person, known, days_ago=20)
    take(person, [new], [None], at=later(-60 * 24))
    steps = [
        (new, 1), (known, 2), (new, 3), (known, "suspend"), (new, "bury"), (known, "resume"),
        (new, 4), (known, 1), (known, "reset"), (known, 3), (known, 4),
    ]  # fmt: skip
    before = []
    for minute, (card, what) in enumerate(steps):
        before.append(derived(person))
        act(person, card, what, at=later(minute))

    for minute, state in enumerate(reversed(before)):
        assert undo(person, at=later(60 + minute)) is not None
        assert derived(person) == state

    assert is_rebuilt_the_same()
    assert undo(person, at=later(120)) is None
    assert derived(person) == before[0]
    # Nothing was edited: each step and its undo are in the log.
    assert Review.objects.count() == 2 + 2 * len(steps)


def test_after_an_undo_the_same_interval_is_offered_and_given_again():
    person, card = account(), published()
    know(person, card, days_ago=20)
    first = rate(person, card, 3)
    undo(person, at=NOW)

    again = rate(person, card, 3)

    assert (again.due_at, again.seed, again.is_first) == (first.due_at, first.seed, False)


def test_a_first_review_that_was_taken_back_is_followed_by_another_first():
    person, card = account(), published()
    rate(person, card, 1)
    undo(person, at=later(1))

    assert rate(person, card, 3, at=later(2)).is_first
    assert derived(person)["StudyDay"][0]["new"] == 1


def test_only_the_latest_can_be_taken_back():
    person, one, other = account(), published(), published()
    first = rate(person, one, 3)
    rate(person, other, 3)
    state = derived(person)

    assert undo(person, review=first, at=later(1)) is None

    assert derived(person) == state


def test_an_undo_pressed_twice_takes_back_one_step():
    person, one, other = account(), published(), published()
    rate(person, one, 3)
    state = derived(person)
    second = rate(person, other, 3)

    assert undo(person, review=second, at=later(1)) is not None
    assert undo(person, review=second, at=later(1)) is None

    assert derived(person) == state


def test_nobody_takes_back_what_somebody_else_did():
    person, other, card = account(), account(), published()
    review = rate(person, card, 3)
    state = derived(person)

    for stranger in (other, guest(), Person()):
        assert undo(stranger, review=review, at=later(1)) is None

    assert derived(person) == state


def test_what_was_done_on_another_day_stays_done():
    person, card = account(), published()
    review = rate(person, card, 3)

    assert undo(person, review=review, at=NOW + timedelta(hours=15, minutes=59)) is not None
    review = rate(person, card, 3)
    assert undo(person, review=review, at=NOW + timedelta(hours=16)) is None


def test_a_quiz_is_not_taken_back_and_stays_when_the_study_before_it_is():
    person, card = account(), published()
    rating = rate(person, card, 4)
    take(person, [card], [WRONG], at=later(5))

    assert undo(person, review=rating, at=later(6)) is not None
    assert undo(person, at=later(7)) is None

    assert remembered(person) == {card.pk: (1, later(5), 1)}
    assert is_rebuilt_the_same()


def test_an_undo_by_a_clock_that_went_back_takes_back_all_the_same():
    person, card = account(), published()
    review = rate(person, card, 3, at=later(1))

    undo(person, review=review, at=NOW)

    assert remembered(person) == {}
    assert is_rebuilt_the_same()


def test_what_is_stored_late_is_scheduled_without_what_was_taken_back():
    person, card = account(), published()
    attempt = begin(person, [card], minutes=10)
    give(attempt, 1, RIGHT, at=later(1))
    mistake = rate(person, card, 1, at=later(2))
    undo(person, review=mistake, at=later(20))

    end(attempt, at=later(30))

    review = Review.objects.get(source="quiz")
    assert (review.reviewed_at, review.is_first) == (later(10), True)
    assert review.due_at == Memory.objects.get().due_at == later(20)


def test_a_reset_card_is_as_new_but_its_missed_points_stay():
    person, card = account(), published()
    act(person, card, 4, at=NOW - timedelta(days=20))

    act(person, card, "reset", at=NOW)

    assert derived(person)["Memory"] == []
    assert [row["missed"] for row in derived(person)["PointMemory"]] == [0, 1]
    assert rate(person, card, 3, at=later(1)).is_first


def test_a_suspended_card_that_is_reset_stays_suspended():
    person, card = account(), published()
    for what in (4, "suspend", "reset"):
        act(person, card, what, at=NOW)

    memory = Memory.objects.get()
    assert (memory.is_suspended, memory.review_count, memory.phase) == (True, 0, 0)
