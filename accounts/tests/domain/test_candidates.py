"""Which cards are read at all, however many a person has met."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain import candidates
from accounts.domain.candidates import PER_BAND, Where
from accounts.domain.replaying import BANDS, band
from accounts.domain.session import Scope
from accounts.models import Memory, Phase
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, guest, know
from accounts.tests.studying import page
from questions.models import Deck, Person, Question, Topic
from questions.tests.views.growth import grow_bank

pytestmark = pytest.mark.django_db

EVERYTHING = Where()
DAY = timedelta(days=1)


def remember(person, *, stability, days_ago=30.0, **fields):
    """Let the person remember each card not yet met so well; the first for the longest."""
    cards = Question.objects.exclude(pk__in=Memory.objects.of(person).values("question_id"))
    Memory.objects.bulk_create(
        Memory(
            **person.fields(),
            question=card,
            **memory_fields(
                last_reviewed_at=NOW - days_ago * DAY + number * timedelta(minutes=1),
                stability=stability,
                due_at=NOW - DAY,
                band=band(stability),
                **fields,
            ),
        )
        for number, card in enumerate(cards.order_by("pk"))
    )


def test_of_each_band_the_longest_unseen_are_read_in_two_queries(django_assert_num_queries):
    person, longest = account(), []
    for number, stability in enumerate([1.5, 20.0, 300.0], start=1):
        grow_bank(90 * number)
        met = set(Memory.objects.of(person).values_list("question_id", flat=True))
        remember(person, stability=stability)
        new = Memory.objects.of(person).exclude(question_id__in=met)
        longest += new.order_by("last_reviewed_at").values_list("question_id", flat=True)[:PER_BAND]
    remembered_by_another = guest()
    remember(remembered_by_another, stability=1.0)

    with django_assert_num_queries(2):
        found = candidates.in_review(person, EVERYTHING, NOW)

    assert Memory.objects.of(person).count() == 270
    assert sorted(one.question_id for one in found) == sorted(longest)


def test_every_band_has_its_part():
    person = account()
    grow_bank(len(BANDS))
    remember(person, stability=1.0)
    for memory, number in zip(Memory.objects.order_by("pk"), BANDS, strict=True):
        memory.stability, memory.band = 2.0**number, number
        memory.save()

    found = candidates.in_review(person, EVERYTHING, NOW)

    assert sorted(one.state.stability for one in found) == [2.0**number for number in BANDS]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_suspended": True},
        {"put_off_until": NOW + DAY},
        {"phase": Phase.LEARNING, "step": 0},
        {"phase": Phase.RELEARNING, "step": 0},
    ],
    ids=["suspended", "put off", "learning", "relearning"],
)
def test_what_sleeps_or_is_in_its_steps_is_no_candidate_for_a_review(fields):
    person = account()
    grow_bank(1)
    remember(person, stability=2.0, **fields)

    assert candidates.in_review(person, EVERYTHING, NOW) == []


def test_what_was_put_off_until_now_is_a_candidate_again():
    person = account()
    grow_bank(1)
    remember(person, stability=2.0, put_off_until=NOW)

    assert len(candidates.in_review(person, EVERYTHING, NOW)) == 1


def test_each_narrowing_reads_its_own_cards_alone():
    person = account()
    grow_bank(3)
    remember(person, stability=2.0)
    deck, topic = Deck.objects.get(slug="deck-1"), Topic.objects.get(slug="topic-2")

    def found(where):
        standings = candidates.in_review(person, where, NOW)
        return [Question.objects.get(pk=one.question_id).slug for one in standings]

    assert found(Where(deck=deck.slug)) == ["card-1"]
    assert found(Where(topic=topic.slug)) == ["card-2"]
    assert found(Where(topic_ids=frozenset([topic.pk]))) == ["card-2"]
    assert found(Where(is_bookmarked=True)) == []
    assert found(Where(deck="deck-0", topic="topic-2")) == ["card-2"]


def test_nobody_has_no_candidates_and_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert candidates.in_review(Person(), EVERYTHING, NOW) == []


def test_the_count_of_unseen_cards_follows_scope_and_sleep():
    person = account()
    grow_bank(4)
    cards = list(Question.objects.order_by("pk"))
    know(person, cards[0], days_ago=1)
    Memory.objects.create(**person.fields(), question=cards[1], is_suspended=True)
    Memory.objects.create(**person.fields(), question=cards[2], put_off_until=NOW + DAY)

    def count(where, now=NOW):
        return candidates.unseen_count(person, where, now)

    assert count(EVERYTHING) == count(Where(deck="deck-0")) == 1
    assert count(EVERYTHING, NOW + DAY) == count(Where(deck="deck-0"), NOW + DAY) == 2
    assert [count(Where(topic=f"topic-{n}")) for n in range(4)] == [0, 0, 0, 1]
    assert count(Where(topic_ids=frozenset([cards[3].topic_id, cards[0].topic_id]))) == 1


def test_a_card_is_asleep_as_long_as_it_is_suspended_or_put_off():
    person = account()
    grow_bank(4)
    cards = list(Question.objects.order_by("pk"))
    Memory.objects.create(**person.fields(), question=cards[0], is_suspended=True)
    Memory.objects.create(**person.fields(), question=cards[1], put_off_until=NOW + DAY)
    both = {"is_suspended": True, "put_off_until": NOW + DAY}
    Memory.objects.create(**person.fields(), question=cards[2], **both)

    def count(where=EVERYTHING, now=NOW):
        return candidates.asleep_count(person, where, now)

    assert (count(), count(now=NOW + DAY)) == (3, 2)
    assert count(Where(topic_ids=frozenset([cards[1].topic_id]))) == 1
    Question.objects.filter(pk=cards[0].pk).update(status=Question.Status.RETIRED)
    assert count() == 2


def test_new_cards_are_those_without_a_memory_and_those_that_wait_for_their_first_review():
    person = account()
    grow_bank(4)
    met, queued, put_off, never = Question.objects.order_by("pk")
    know(person, met, days_ago=1)
    Memory.objects.create(**person.fields(), question=queued, queued_at=NOW)
    Memory.objects.create(**person.fields(), question=put_off, put_off_until=NOW + DAY)

    def unseen(now):
        return list(candidates.unseen(person, EVERYTHING, now).order_by("pk"))

    assert unseen(NOW) == [queued, never]
    assert unseen(NOW + DAY) == [queued, put_off, never]
    assert candidates.unseen_count(person, EVERYTHING, NOW) == 2


# --- The whole page ---------------------------------------------------------------


def queries_of(person, scope):
    with CaptureQueriesContext(connection) as captured:
        page(person, scope)
    return len(captured)


def test_a_page_of_study_asks_no_more_at_30_and_300_cards_than_at_3():
    learners, found = [account(), guest()], []
    scopes = [Scope(), Scope(deck="deck-0"), Scope(topic="topic-0"), Scope(only="all")]
    for size in (3, 30, 300):
        grow_bank(size)
        counts = [queries_of(who, scope) for who in (*learners, Person()) for scope in scopes]
        for person in learners:
            remember(person, stability=2.0)
        counts += [queries_of(person, scope) for person in learners for scope in scopes]
        found.append(counts)
        Memory.objects.all().delete()

    # A full day asks less: what is new need not be counted.
    assert all(one >= more for one, more in zip(found[0], found[1], strict=True))
    assert all(one >= more for one, more in zip(found[1], found[2], strict=True))
    assert max(found[0]) <= 22
