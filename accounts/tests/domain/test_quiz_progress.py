"""What a finished quiz leaves in the person's progress."""

import pytest
from django.db import IntegrityError, transaction

from accounts.domain import progress
from accounts.models import Review
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    end,
    give,
    later,
    logged,
    rate,
    remembered,
    take,
)
from questions.domain import publishing, quizzes
from questions.domain.quizzes import attempt_finished
from questions.models import Answer, Attempt
from questions.tests.factories import QuestionFactory, published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

GUESS, SURE = Answer.Confidence.GUESS, Answer.Confidence.SURE


@pytest.mark.parametrize(
    ("response", "confidence", "ratings"),
    [
        pytest.param(RIGHT, None, [3], id="right"),
        pytest.param(RIGHT, SURE, [3], id="right and sure"),
        pytest.param(RIGHT, GUESS, [2], id="right by a guess"),
        pytest.param(WRONG, None, [1], id="wrong"),
        pytest.param(WRONG, SURE, [1], id="wrong and sure"),
        pytest.param(WRONG, GUESS, [1], id="wrong by a guess"),
        pytest.param([], None, [1], id="opened and left blank"),
        pytest.param(None, None, [], id="never opened"),
    ],
)
def test_an_answer_becomes_a_rating(response, confidence, ratings):
    person, card = account(), published()
    attempt = begin(person, [card])
    if response is not None:
        give(attempt, 1, response, confidence=confidence)

    end(attempt)

    assert [rating for _card, rating, _source, _when in logged(person)] == ratings


def test_a_partly_right_answer_is_not_known():
    person, card = account(), QuestionFactory(form="several", choices=4)
    card.choices.filter(key="b").update(is_correct=True)
    publishing.publish(card, author=None, now=NOW)

    take(person, [card], [["a"]])

    assert Answer.objects.get().points == 0.5
    assert logged(person) == [(card.pk, 1, "quiz", NOW)]


def test_a_quiz_dates_its_reviews_by_its_end_not_by_when_it_was_settled():
    person, card = account(), published()
    attempt = begin(person, [card], minutes=10)
    give(attempt, 1, RIGHT, at=later(1))

    quizzes.settle(attempt, now=later(60 * 24 * 3))

    assert logged(person) == [(card.pk, 3, "quiz", later(10))]


def test_a_late_settled_quiz_does_not_overrule_a_newer_rating():
    person, card = account(), published()
    attempt = begin(person, [card], minutes=10)
    give(attempt, 1, RIGHT, at=later(1))
    rate(person, card, 1, at=later(30))

    quizzes.settle(attempt, now=later(60))

    assert remembered(person) == {card.pk: (1, later(30), 2)}


def test_a_finish_sent_twice_is_recorded_once():
    person, card = account(), published()
    attempt = take(person, [card], [RIGHT])

    end(attempt, at=later(1))

    assert logged(person) == [(card.pk, 3, "quiz", NOW)]


def test_the_database_refuses_a_quiz_recorded_twice():
    person, card = account(), published()
    attempt = take(person, [card], [RIGHT])

    with pytest.raises(IntegrityError), transaction.atomic():
        progress.record_attempt(attempt=attempt, answers=list(attempt.answers.all()))

    assert remembered(person) == {card.pk: (3, NOW, 1)}


def test_a_discarded_quiz_leaves_no_trace():
    person, card = account(), published()
    attempt = begin(person, [card])
    give(attempt, 1, WRONG)

    quizzes.discard(person=person, attempt_id=attempt.pk, now=later(1))

    assert logged(person) == []
    assert remembered(person) == {}


# --- The score and the progress: both or neither ------------------------------


def is_untouched(attempt):
    attempt.refresh_from_db()
    points = attempt.answers.values_list("points", flat=True)
    return attempt.state == Attempt.State.IN_PROGRESS and set(points) == {None}


def test_what_fails_after_the_progress_takes_the_finish_back_too():
    person, card = account(), published()
    attempt = begin(person, [card])
    give(attempt, 1, RIGHT)

    def fail(**kwargs):
        raise RuntimeError("the last receiver broke")

    attempt_finished.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            end(attempt)
    finally:
        attempt_finished.disconnect(fail)

    assert is_untouched(attempt)
    assert logged(person) == []
    assert remembered(person) == {}


def test_a_progress_that_cannot_be_stored_takes_the_finish_back_too():
    person, card = account(), published()
    attempt = begin(person, [card])
    give(attempt, 1, RIGHT)
    in_the_way = Review.objects.create(
        owner_id=person.owner_id,
        question=card,
        rating=1,
        source=Review.Source.QUIZ,
        attempt=attempt,
        reviewed_at=NOW,
    )

    with pytest.raises(IntegrityError):
        end(attempt)

    assert is_untouched(attempt)
    assert list(Review.objects.all()) == [in_the_way]
    assert remembered(person) == {}
