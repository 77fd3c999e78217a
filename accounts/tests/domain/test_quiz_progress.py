"""What a finished quiz leaves in the person's progress."""

import pytest
from django.db import IntegrityError, transaction

from accounts.domain import progress
from accounts.models import Memory, Review
from accounts.tests.factories import review_fields
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


# --- Slow, sure, unseen --------------------------------------------------------


def look_at(attempt, *, ms):
    """Let the person have looked at the first question for so long."""
    attempt.answers.filter(position=1).update(time_spent_ms=ms)


@pytest.mark.parametrize(
    ("minutes", "ms", "rating"),
    [
        pytest.param(4, 180_000, 3, id="one and a half times the average"),
        pytest.param(4, 180_001, 2, id="slower than that"),
        pytest.param(4, 1, 3, id="quick"),
        pytest.param(0, 3_600_000, 3, id="untimed, an hour"),
    ],
)
def test_an_answer_is_slow_after_one_and_a_half_times_the_average_allowed(minutes, ms, rating):
    person, cards = account(), [published(), published()]
    attempt = begin(person, cards, minutes=minutes)
    give(attempt, 1, RIGHT, at=later(1))
    look_at(attempt, ms=ms)

    end(attempt, at=later(3))

    assert Review.objects.get(question=cards[0], kind="rating").rating == rating


def test_a_slow_wrong_answer_is_wrong_all_the_same():
    person, card = account(), published()
    attempt = begin(person, [card], minutes=1)
    give(attempt, 1, WRONG)
    look_at(attempt, ms=3_600_000)

    end(attempt)

    assert Review.objects.get().rating == 1
    assert Review.objects.get().spent_ms == 300_000


@pytest.mark.parametrize(
    ("response", "confidence", "flag"),
    [(WRONG, SURE, True), (WRONG, GUESS, False), (WRONG, None, False), (RIGHT, SURE, False),
     ([], SURE, False)],
)  # fmt: skip
def test_sure_and_wrong_is_noted(response, confidence, flag):
    person, card = account(), published()
    attempt = begin(person, [card])
    give(attempt, 1, response, confidence=confidence)

    end(attempt)

    assert Review.objects.get().is_sure_but_wrong is flag
    assert Memory.objects.get().is_sure_but_wrong is flag


def test_a_card_never_opened_is_queued_once_and_not_when_it_is_known():
    person, new, known = account(), published(), published()
    rate(person, known, 3)

    for minute in (1, 2):
        take(person, [new, known], [None, None], at=later(minute))

    queued = {row.question_id: row.queued_at for row in Memory.objects.of(person)}
    assert queued == {new.pk: later(1), known.pk: None}
    assert remembered(person) == {known.pk: (3, NOW, 1)}
    rate(person, new, 3, at=later(3))
    assert Memory.objects.get(question=new).queued_at is None


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
        **review_fields(rating=1, source=Review.Source.QUIZ, attempt=attempt),
    )

    with pytest.raises(IntegrityError):
        end(attempt)

    assert is_untouched(attempt)
    assert list(Review.objects.all()) == [in_the_way]
    assert remembered(person) == {}
