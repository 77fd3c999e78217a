"""Real threads on the real database: nothing that was acknowledged is lost or counted twice."""

import uuid

import pytest

from accounts.domain import guests, progress, rebuilding
from accounts.domain.planning import Plan
from accounts.domain.study_cards import promised, shown
from accounts.models import Memory, Review, StudyDay
from accounts.tests.learning import NOW, account, begin, end, give, guest, later, rate
from questions.tests.domain.test_quizzes_threads import THREADS, at_once, kinds
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db(transaction=True)


def is_rebuilt_the_same() -> bool:
    return rebuilding.rebuild(is_dry=True).differing == 0


def test_eight_ratings_of_a_new_card_at_once_all_count() -> None:
    person, card = account(), published()

    results = at_once(lambda n: rate(person, card, 1 + n % 4, at=later(n), token=uuid.uuid4()))

    assert kinds(results) == {"Review": THREADS}
    assert Memory.objects.get().review_count == THREADS
    assert StudyDay.objects.get().reviews == THREADS
    assert Review.objects.exclude(token=None).count() == THREADS
    assert is_rebuilt_the_same()


def test_one_form_sent_eight_times_at_once_counts_once() -> None:
    person, card, token = account(), published(), uuid.uuid4()

    results = at_once(lambda n: rate(person, card, 3, token=token))

    assert {review.pk for review in results} == {Review.objects.get().pk}
    assert Memory.objects.get().review_count == 1
    assert is_rebuilt_the_same()


def test_of_eight_pages_that_promised_the_same_one_is_kept_and_the_others_are_told() -> None:
    person, card = account(), published()
    page = shown(person, card, plan=Plan(), now=NOW)

    results = at_once(
        lambda n: progress.record_review(
            person=person,
            question_id=card.pk,
            rating=3,
            now=NOW,
            token=uuid.uuid4(),
            shown=promised(page.promise, 3),
        )
    )

    assert kinds(results) == {"Review": 1, "CardChanged": THREADS - 1}
    assert Memory.objects.get().review_count == 1


def test_ratings_while_a_quiz_finishes_are_all_kept() -> None:
    person, card, other = account(), published(), published()
    attempt = begin(person, [card, other])
    for position in (1, 2):
        give(attempt, position, RIGHT)

    results = at_once(
        lambda n: (
            end(attempt, at=later(1))
            if n % 4 == 0
            else rate(person, [card, other][n % 2], 3, at=later(n))
        )
    )

    assert kinds(results) == {"Attempt": 2, "Review": 6}
    counts = dict(Memory.objects.values_list("question_id", "review_count"))
    assert counts == {card.pk: 1 + 2, other.pk: 1 + 4}
    assert StudyDay.objects.get().reviews == 2 + 6
    assert is_rebuilt_the_same()


def test_one_undo_pressed_eight_times_at_once_takes_back_one_step() -> None:
    person, card = account(), published()
    rate(person, card, 3)
    second = rate(person, card, 1, at=later(1))

    results = at_once(lambda n: progress.undo(person=person, review_id=second.pk, now=later(2)))

    assert kinds(results) == {"Review": 1, "NoneType": THREADS - 1}
    assert Memory.objects.get().last_rating == 3
    assert is_rebuilt_the_same()


def test_ratings_while_progress_is_rebuilt_are_all_kept() -> None:
    person, cards = account(), [published() for _ in range(4)]
    for card in cards:
        rate(person, card, 3)

    results = at_once(
        lambda n: (
            [rebuilding.rebuild() for _ in range(5)]
            if n % 4 == 0
            else [rate(person, card, 3, at=later(n)) for card in cards]
        )
    )

    assert kinds(results) == {"list": THREADS}
    assert StudyDay.objects.get().reviews == 4 * (1 + 6)
    assert is_rebuilt_the_same()


def test_first_ratings_of_a_day_while_progress_is_rebuilt_are_in_its_sums() -> None:
    person, cards = account(), [published() for _ in range(4)]
    for card in cards:
        rate(person, card, 3)

    results = at_once(
        lambda n: (
            [rebuilding.rebuild() for _ in range(5)]
            if n % 4 == 0
            else [rate(person, card, 3, at=later(1440 * n)) for card in cards]
        )
    )

    assert kinds(results) == {"list": THREADS}
    assert set(StudyDay.objects.values_list("reviews", flat=True)) == {4}
    assert StudyDay.objects.count() == 1 + 6
    assert is_rebuilt_the_same()


def test_ratings_while_a_guests_work_is_carried_are_all_kept() -> None:
    visitor, person, card = guest(), account(), published()
    for minute in range(3):
        rate(visitor, card, 3, at=later(minute))

    results = at_once(
        lambda n: (
            guests.carry(guest_key=visitor.guest_key, owner_id=person.owner_id or 0, now=later(30))
            if n % 4 == 0
            else rate(person, card, 3, at=later(10 + n))
        )
    )

    assert not [one for one in results if isinstance(one, Exception)]
    memory = Memory.objects.get()
    assert (memory.owner_id, memory.review_count) == (person.owner_id, 3 + 6)
    assert StudyDay.objects.get().reviews == 3 + 6
    assert is_rebuilt_the_same()


def test_ratings_of_a_guest_who_is_carried_meanwhile_are_all_the_accounts() -> None:
    for letter in "abc":
        visitor, person, card = guest(letter), account(), published()
        rate(visitor, card, 3)

        results = at_once(
            lambda n, visitor=visitor, person=person, card=card: (
                guests.carry(guest_key=visitor.guest_key, owner_id=person.owner_id, now=later(30))
                if n == 4
                else rate(visitor, card, 3, at=later(n), token=uuid.uuid4())
            )
        )

        assert kinds(results) == {"Review": THREADS - 1, "NoneType": 1}
        assert Memory.objects.of(person).get().review_count == THREADS
        assert not Review.objects.of(visitor).exists()
    assert is_rebuilt_the_same()
