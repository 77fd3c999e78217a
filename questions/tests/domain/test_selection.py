"""The cards of a quiz: different ones, least asked first, topics mixed, filters combined."""

import random
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.domain import publishing, quizzes, selection
from questions.domain.search import Filters
from questions.domain.selection import Candidate, NotEnoughQuestions
from questions.models import Person, Question, QuestionTag
from questions.tests.factories import (
    DeckFactory,
    QuestionFactory,
    TagFactory,
    TopicFactory,
    published,
)
from questions.tests.quizzing import GUEST, STRANGER, after, finish, start_attempt

pytestmark = pytest.mark.django_db


def choose(
    count: int, *, pool: Filters | None = None, person: Person = GUEST, seed: int = 1
) -> list[Question]:
    candidates = selection.choose(
        pool=pool or Filters(), count=count, person=person, rng=random.Random(seed)
    )
    by_id = Question.objects.in_bulk([candidate.question_id for candidate in candidates])
    return [by_id[candidate.question_id] for candidate in candidates]


def cards(count: int, **fields) -> list[Question]:
    return [published(**fields) for _ in range(count)]


def test_no_card_comes_twice():
    all_cards = cards(7, topic=TopicFactory())

    for seed in range(5):
        assert sorted(choose(7, seed=seed), key=lambda card: card.pk) == all_cards


def test_card_in_two_decks_and_with_two_tags_comes_once():
    tags = [TagFactory(), TagFactory()]
    card = published(tags=tags)
    DeckFactory(questions=[card], slug="one")
    DeckFactory(questions=[card], slug="two")

    assert choose(1, pool=Filters(deck="one", tag=tags[0].slug)) == [card]
    with pytest.raises(NotEnoughQuestions):
        choose(2, pool=Filters(deck="one", tag=tags[0].slug))


def test_candidate_names_the_current_revision_and_the_topic():
    card = published()
    card.answer = "Another answer."
    card.save()
    publishing.publish(card, author=None, now=after(hours=1))

    (candidate,) = selection.choose(pool=Filters(), count=1, person=GUEST, rng=random.Random(1))

    assert candidate == Candidate(card.pk, card.current_revision_id, card.topic_id)
    assert card.current_revision.number == 2


def test_least_asked_cards_come_first():
    often, once, never = cards(2), cards(2), cards(2)
    finish(start_attempt(often + once))
    finish(start_attempt(often))

    for seed in range(5):
        assert set(choose(2, seed=seed)) == set(never)
        assert set(choose(4, seed=seed)) == {*never, *once}


def test_an_open_attempt_counts_as_asked():
    asked, other = cards(2)
    start_attempt([asked])

    assert choose(1) == [other]


def test_a_discarded_attempt_does_not_count_as_asked():
    asked, other = cards(2)
    attempt = start_attempt([asked])
    quizzes.discard(person=GUEST, attempt_id=attempt.pk, now=after(minutes=1))

    assert selection.times_asked(GUEST, [asked.pk, other.pk]) == {}


def test_what_others_were_asked_does_not_count():
    asked, other = cards(2)
    start_attempt([asked], person=STRANGER)

    counts = selection.times_asked(GUEST, [asked.pk, other.pk])

    assert (counts[asked.pk], counts[other.pk]) == (0, 0)
    assert selection.times_asked(STRANGER, [asked.pk])[asked.pk] == 1


def test_a_visitor_without_a_key_was_asked_nothing():
    (card,) = cards(1)

    assert choose(1, person=Person()) == [card]


def test_equals_come_in_a_random_order_that_the_seed_fixes():
    cards(6, topic=TopicFactory())

    drawn = {seed: choose(6, seed=seed) for seed in range(20)}

    assert choose(6, seed=3) == drawn[3]
    # Only begun at random, six cards in a ring would give six orders.
    assert len({tuple(card.pk for card in order) for order in drawn.values()}) > 6


def test_every_equal_card_is_chosen_at_times():
    all_cards = cards(4, topic=TopicFactory())

    chosen = {choose(1, seed=seed)[0] for seed in range(60)}

    assert chosen == set(all_cards)


def test_neighbors_come_from_different_topics():
    for count in (3, 2, 1):
        cards(count, topic=TopicFactory())

    for seed in range(5):
        topics = [card.topic_id for card in choose(6, seed=seed)]
        assert all(one != other for one, other in pairwise(topics))


def test_interleave_spreads_a_topic_of_more_than_half_as_far_as_it_goes():
    candidates = [Candidate(n, n, topic) for n, topic in enumerate([1, 1, 1, 1, 2, 3])]

    mixed = selection.interleave(candidates)

    assert [candidate.topic_id for candidate in mixed] == [1, 2, 1, 3, 1, 1]
    assert sorted(mixed, key=lambda candidate: candidate.question_id) == candidates


def test_interleave_of_nothing_is_nothing():
    assert selection.interleave([]) == []


@pytest.mark.parametrize("available", [0, 2])
def test_too_few_cards_says_how_many_there_are(available: int):
    cards(available)

    with pytest.raises(NotEnoughQuestions) as caught:
        choose(3)

    assert caught.value.available == available


def test_retired_and_draft_cards_are_never_chosen():
    shown, retired, draft = published(), published(), QuestionFactory()
    publishing.retire(retired)
    DeckFactory(slug="deck", questions=[retired, shown, draft])

    assert choose(1) == [shown]
    for pool in (Filters(), Filters(deck="deck")):
        with pytest.raises(NotEnoughQuestions) as caught:
            choose(2, pool=pool)
        assert caught.value.available == 1


@pytest.mark.parametrize(
    ("pool", "found"),
    [
        (Filters(), "abcdef"),
        (Filters(topics=("django",)), "abc"),
        (Filters(topics=("django", "flask")), "abcdef"),
        (Filters(difficulties=("easy",)), "abd"),
        (Filters(difficulties=("easy", "hard")), "abcdef"),
        (Filters(topics=("django",), difficulties=("hard",)), "c"),
        (Filters(tag="orm"), "ad"),
        (Filters(tag="orm", topics=("flask",)), "d"),
        (Filters(tag="orm", difficulties=("hard",)), ""),
        (Filters(deck="first"), "ace"),
        (Filters(deck="first", topics=("django",)), "ac"),
        (Filters(deck="first", difficulties=("hard",)), "ce"),
        (Filters(deck="first", tag="orm"), "a"),
        (Filters(deck="first", tag="orm", topics=("django",), difficulties=("easy",)), "a"),
        (Filters(topics=("no-such",)), ""),
        (Filters(deck="no-such"), ""),
        (Filters(tag="no-such"), ""),
        (Filters(difficulties=("no-such",)), ""),
    ],
)
def test_filters_combine(pool: Filters, found: str):
    django, flask = TopicFactory(slug="django"), TopicFactory(slug="flask")
    orm = TagFactory(slug="orm")
    a = published(slug="a", topic=django, tags=[orm])
    published(slug="b", topic=django)
    c = published(slug="c", topic=django, difficulty="hard")
    published(slug="d", topic=flask, tags=[orm])
    e = published(slug="e", topic=flask, difficulty="hard")
    published(slug="f", topic=flask, difficulty="hard")
    DeckFactory(slug="first", questions=[a, c, e])

    chosen = choose(len(found), pool=pool)

    assert sorted(card.slug for card in chosen) == sorted(found)
    with pytest.raises(NotEnoughQuestions) as caught:
        choose(len(found) + 1, pool=pool)
    assert caught.value.available == len(found)


POOLS = [Filters(), Filters(deck="deck"), Filters(tag="tag"), Filters(topics=("topic",))]


@pytest.mark.parametrize("pool", POOLS)
def test_every_card_is_in_reach_wherever_the_reading_starts(pool: Filters):
    topic, tag = TopicFactory(slug="topic"), TagFactory(slug="tag")
    places = [0, 2**60, 2**61, 2**62 - 1]
    all_cards = [published(topic=topic, tags=[tag], shuffle=place) for place in places]
    DeckFactory(slug="deck", questions=all_cards)

    for seed in range(8):
        assert set(choose(4, pool=pool, seed=seed)) == set(all_cards)


@pytest.mark.parametrize("pool", POOLS)
def test_a_sample_is_read_of_more_cards_than_can_be_ranked(
    monkeypatch: pytest.MonkeyPatch, pool: Filters
):
    monkeypatch.setattr(selection, "SAMPLE", 2)
    topic, tag = TopicFactory(slug="topic"), TagFactory(slug="tag")
    places = [n * 2**62 // 5 for n in range(5)]
    all_cards = [published(topic=topic, tags=[tag], shuffle=place) for place in places]
    DeckFactory(slug="deck", questions=all_cards)

    chosen = {choose(1, pool=pool, seed=seed)[0] for seed in range(16)}

    assert chosen == set(all_cards)
    assert set(choose(5, pool=pool)) == set(all_cards)


def test_tag_rows_carry_the_place_of_their_question():
    tag = TagFactory()
    card = published(tags=[tag], shuffle=123)

    assert QuestionTag.objects.get(question=card, tag=tag).shuffle == 123


def test_query_count_is_the_same_at_one_and_at_thirty_cards():
    topic, tag = TopicFactory(slug="topic"), TagFactory(slug="tag")
    deck = DeckFactory(slug="deck", questions=cards(1, topic=topic, tags=[tag]))
    at_one = [queries_of(1, pool) for pool in POOLS]
    for card in cards(29, topic=topic, tags=[tag]):
        deck.entries.create(question=card)

    at_thirty = [queries_of(30, pool) for pool in POOLS]

    assert at_thirty == at_one


def queries_of(count: int, pool: Filters) -> int:
    with CaptureQueriesContext(connection) as queries:
        chosen = selection.choose(pool=pool, count=count, person=GUEST, rng=random.Random(1))
    assert len(chosen) == count
    return len(queries)
