"""What is kept of what a person did with a card."""

import random
import uuid

import pytest

from accounts.domain import progress
from accounts.models import Memory, Review
from accounts.tests.learning import (
    NOW,
    account,
    guest,
    later,
    logged,
    rate,
    remembered,
    take,
)
from questions.models import Person
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

# --- One review ---------------------------------------------------------------


def test_a_rating_is_logged_and_remembered():
    person, card = account(), published()

    rate(person, card, 3)

    assert logged(person) == [(card.pk, 3, "study", NOW)]
    assert remembered(person) == {card.pk: (3, NOW, 1)}


def test_a_guest_is_remembered_too_and_apart_from_everybody_else():
    one, other, card = guest("a"), guest("b"), published()

    rate(one, card, 4)

    assert remembered(one) == {card.pk: (4, NOW, 1)}
    assert remembered(other) == {}


def test_a_visitor_who_is_nobody_yet_can_record_nothing():
    card = published()

    with pytest.raises(ValueError, match="Nothing can belong"):
        rate(Person(), card, 3)

    assert Review.objects.count() == 0


def test_a_form_sent_twice_counts_once():
    person, card, token = account(), published(), uuid.uuid4()

    first = rate(person, card, 3, token=token)
    second = rate(person, card, 1, at=later(1), token=token)

    assert second == first
    assert logged(person) == [(card.pk, 3, "study", NOW)]
    assert remembered(person) == {card.pk: (3, NOW, 1)}


def test_two_forms_count_twice():
    person, card = account(), published()

    rate(person, card, 3, token=uuid.uuid4())
    rate(person, card, 1, at=later(1), token=uuid.uuid4())

    assert remembered(person) == {card.pk: (1, later(1), 2)}


def test_ratings_without_a_token_count_each_time():
    person, card = account(), published()

    rate(person, card, 3)
    rate(person, card, 3)

    assert remembered(person) == {card.pk: (3, NOW, 2)}


def test_somebody_elses_token_takes_nothing_from_a_rating():
    one, other, card, token = account(), account(), published(), uuid.uuid4()

    rate(one, card, 3, token=token)
    rate(other, card, 2, token=token)

    assert remembered(one) == {card.pk: (3, NOW, 1)}
    assert remembered(other) == {card.pk: (2, NOW, 1)}


# --- The memory is the replay of the log --------------------------------------


def test_the_latest_review_by_its_own_date_decides():
    person, card = account(), published()

    rate(person, card, 4, at=later(10))
    rate(person, card, 1, at=later(5))

    assert remembered(person) == {card.pk: (4, later(10), 2)}


def test_of_two_reviews_at_one_moment_the_one_stored_later_decides():
    person, card = account(), published()

    rate(person, card, 4)
    rate(person, card, 1)

    assert remembered(person) == {card.pk: (1, NOW, 2)}


@pytest.mark.parametrize("seed", range(3))
def test_a_replay_of_the_whole_log_gives_what_is_stored(seed):
    rng = random.Random(seed)
    person, cards = account(), [published() for _ in range(4)]
    for _ in range(15):
        rate(person, rng.choice(cards), rng.randint(1, 4), at=later(rng.randint(0, 9)))
    take(person, cards, [RIGHT, WRONG, [], None], at=later(5))
    stored = remembered(person)

    Memory.objects.all().delete()
    progress.replay(person=person, question_ids=[card.pk for card in cards])

    assert remembered(person) == stored


def test_a_replay_mends_a_memory_that_went_wrong():
    person, card = account(), published()
    rate(person, card, 3)
    Memory.objects.update(last_rating=1, review_count=9, last_reviewed_at=later(99))

    progress.replay(person=person, question_ids=[card.pk])

    assert remembered(person) == {card.pk: (3, NOW, 1)}


def test_a_replay_forgets_a_card_whose_reviews_are_gone():
    person, card = account(), published()
    rate(person, card, 3)
    Review.objects.all().delete()

    progress.replay(person=person, question_ids=[card.pk])

    assert remembered(person) == {}


def test_a_replay_touches_nobody_else():
    one, other, card = account(), account(), published()
    rate(one, card, 3)
    rate(other, card, 1)

    progress.replay(person=one, question_ids=[card.pk])

    assert remembered(other) == {card.pk: (1, NOW, 1)}


@pytest.mark.parametrize(("rating", "is_known"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_card_is_known_when_its_latest_rating_was_good_or_easy(rating, is_known):
    person, card = account(), published()
    rate(person, card, 5 - rating)

    rate(person, card, rating, at=later(1))

    assert Memory.objects.of(person).get().is_known is is_known


def test_the_memories_of_many_cards_are_one_query(django_assert_num_queries):
    person, cards = account(), [published() for _ in range(3)]
    for card in cards:
        rate(person, card, 2)
    unmet = published()

    with django_assert_num_queries(1):
        found = progress.memories(person=person, question_ids=[card.pk for card in (*cards, unmet)])

    assert {pk: memory.last_rating for pk, memory in found.items()} == {
        card.pk: 2 for card in cards
    }


def test_nobody_and_nothing_cost_no_query(django_assert_num_queries):
    card, person = published(), account()

    with django_assert_num_queries(0):
        assert progress.memories(person=Person(), question_ids=[card.pk]) == {}
        assert progress.memories(person=person, question_ids=[]) == {}
