"""What is seen, known and ready of each topic."""

from datetime import timedelta

import pytest

from accounts.domain import scheduling, topics
from accounts.domain.forgetting import Forgetting
from accounts.models import Memory
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account
from questions.domain import publishing
from questions.models import Person, Question, Topic
from questions.tests.factories import TopicFactory, published

pytestmark = pytest.mark.django_db

# FSRS's own curve alone.
BY_FSRS = Forgetting(steepness=0.0)


def topic_with(person, *, met, of, stability=10.0, last_rating=3):
    topic = TopicFactory()
    for number in range(of):
        card = published(topic=topic)
        if number < met:
            Memory.objects.create(
                **person.fields(),
                question=card,
                **memory_fields(stability=stability, last_rating=last_rating),
            )
    return Topic.objects.get(pk=topic.pk)


def rows_of(person, at=NOW, **options):
    return topics.topics_of(person=person, ready_at=at, **options, forgetting=BY_FSRS)


def test_readiness_is_the_mean_chance_of_recall_with_unmet_cards_as_nothing():
    person = account()
    topic_with(person, met=5, of=10)
    at = NOW + timedelta(days=10)

    (row,) = rows_of(person, at)

    # After as many days as its stability, a card is recalled with 90 %.
    assert scheduling.recall_after(10, stability=10) == pytest.approx(0.9)
    assert row.ready == 45


def test_fewer_than_five_seen_cards_are_not_enough_unless_the_topic_has_no_more():
    person = account()
    for met, of in ((4, 10), (5, 10), (4, 4), (0, 3)):
        topic_with(person, met=met, of=of)

    assert [row.ready for row in rows_of(person)] == [None, 50, 100, None]


def test_a_retired_card_counts_neither_way():
    person = account()
    topic_with(person, met=6, of=6)
    publishing.retire(Question.objects.first())

    (row,) = rows_of(person)

    assert (row.cards, row.seen, row.known, row.ready) == (5, 5, 5, 100)


def test_a_person_of_many_cards_is_estimated_from_a_sample_of_each_topic():
    person = account()
    large = topic_with(person, met=30, of=60)
    small = topic_with(person, met=3, of=6, last_rating=1)
    # As if drawn: the sample takes the lowest places.
    for place, card in enumerate(Question.objects.filter(topic=large).order_by("pk")):
        drawn = 2 * place if place < 30 else 2 * (place - 30) + 1
        shuffle = (2**62 // 60) * drawn + 2**40
        Question.objects.filter(pk=card.pk).update(shuffle=shuffle)

    rows = {row.topic: row for row in rows_of(person, most_read=20)}

    assert rows[large].is_estimated
    assert rows[large].cards == 60
    # Ten are drawn, five of them met.
    assert (rows[large].seen, rows[large].ready) == (30, 50)
    # All six of the small one fit into the sample.
    assert not rows[small].is_estimated
    assert (rows[small].seen, rows[small].known) == (3, 0)


def test_all_cards_are_read_as_long_as_there_are_few():
    person = account()
    topic_with(person, met=3, of=6)

    (row,) = rows_of(person, most_read=3)
    assert (row.seen, row.is_estimated) == (3, False)


def test_nobody_has_seen_anything(django_assert_num_queries):
    topic_with(account(), met=2, of=2)

    with django_assert_num_queries(1):
        (row,) = rows_of(Person())
    assert (row.seen, row.known, row.ready) == (0, 0, None)
