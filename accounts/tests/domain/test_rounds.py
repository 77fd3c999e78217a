"""Rounds through missed, bookmarked or all cards, whatever their schedule."""

from datetime import timedelta

import pytest

from accounts.domain import cards as cards_domain
from accounts.domain import notes, progress
from accounts.domain.session import Scope
from accounts.tests.learning import NOW, account, guest, later, rate, take
from accounts.tests.studying import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    cards_of,
    next_card,
    page,
    plan,
    session,
)
from questions.models import Person
from questions.tests.factories import DeckFactory, TopicFactory, published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db

ALL, MISSED, BOOKMARKED = Scope(only="all"), Scope(only="missed"), Scope(only="bookmarked")
BEFORE = timedelta(minutes=-10)


def go_through(person, scope, rating=EASY):
    return session(person, scope, rating, since=NOW)


def test_a_round_through_all_brings_unmet_cards_first_then_the_least_known():
    person = account()
    known, missed_lately, missed_long_ago, hard, new = cards_of(5)
    for card, rating, minutes in [
        (known, EASY, -40), (missed_lately, AGAIN, -10), (missed_long_ago, AGAIN, -20),
        (hard, HARD, -30),
    ]:  # fmt: skip
        rate(person, card, rating, at=later(minutes))

    assert go_through(person, ALL) == [new, missed_long_ago, missed_lately, hard, known]


def test_a_round_through_a_deck_keeps_the_decks_order_of_new_cards():
    one, two, three = cards_of(3)
    DeckFactory(questions=[one, two, three])
    deck = DeckFactory(questions=[three, one, two])

    assert go_through(account(), Scope(only="all", deck=deck.slug)) == [three, one, two]


def test_a_round_through_a_topic_holds_its_cards_alone():
    topic = TopicFactory()
    inside, _outside = published(topic=topic), published()

    assert go_through(account(), Scope(only="all", topic=topic.slug)) == [inside]


def test_a_round_through_what_was_missed_leaves_out_what_is_known_or_never_met():
    person = account()
    missed, hard, good, _new = cards_of(4)
    for card, rating in [(missed, AGAIN), (hard, HARD), (good, GOOD)]:
        rate(person, card, rating, at=NOW + BEFORE)

    assert go_through(person, MISSED) == [missed, hard]


def test_a_card_comes_once_in_a_round_although_it_is_missed_again():
    person, cards = account(), cards_of(2)
    for card in cards:
        rate(person, card, AGAIN, at=NOW + BEFORE)

    assert go_through(person, MISSED, AGAIN) == cards
    assert page(person, MISSED, at=later(1), since=later(1)).left.due == 2


def test_a_round_counts_what_is_done_and_left_in_it():
    person, cards = account(), cards_of(3)
    for card in cards:
        rate(person, card, AGAIN, at=NOW + BEFORE)
    rate(person, cards[0], AGAIN, at=later(1))
    rate(person, published(), EASY, at=later(1))

    shown = page(person, Scope(only="missed", topic=cards[0].topic.slug), at=later(2), since=NOW)

    assert (shown.done, shown.left.due, shown.total) == (1, 2, 3)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_round_counts_what_was_done_wherever_the_person_is(zone):
    person, cards = account(), cards_of(3)
    plan(person, timezone=zone)
    for hour, card in enumerate(cards):
        rate(person, card, EASY, at=NOW + timedelta(hours=8 * hour))

    shown = page(person, ALL, at=NOW + timedelta(hours=24), since=NOW)

    assert (shown.done, shown.left.due) == (3, 0)


def test_a_rating_taken_back_brings_its_card_back_into_the_round():
    person, cards = account(), cards_of(2)
    rate(person, cards[0], EASY)
    progress.undo(person=person, review_id=page(person, ALL).last.review.pk, now=later(1))

    assert go_through(person, ALL) == cards


def test_a_quiz_is_no_step_of_a_round():
    person, card = account(), published()
    take(person, [card], [RIGHT], at=later(1))

    shown = page(person, ALL, at=later(2), since=NOW)

    assert (shown.card.question, shown.done, shown.left.due) == (card, 0, 1)


def test_a_round_through_the_bookmarked_holds_this_persons_alone():
    one, other = account(), account()
    mine, others, _unmarked = cards_of(3)
    for person, card in [(one, mine), (other, others)]:
        notes.bookmark(person=person, question_id=card.pk, is_bookmarked=True, now=NOW)

    assert go_through(one, BOOKMARKED) == [mine]
    assert next_card(Person(), BOOKMARKED) is None


def test_a_guest_goes_through_what_was_missed_too():
    visitor, card = guest(), published()
    rate(visitor, card, AGAIN, at=NOW + BEFORE)

    assert go_through(visitor, MISSED) == [card]


def test_a_round_can_be_gone_through_by_a_visitor_who_is_nobody_yet():
    card = published()

    assert page(Person(), ALL).card.question == card


def test_a_card_put_off_in_a_round_comes_no_more_in_it():
    person, cards = account(), cards_of(2)
    cards_domain.change(person=person, question_id=cards[0].pk, action="bury", now=NOW)

    assert go_through(person, ALL) == [cards[1]]


def test_a_card_reset_in_a_round_comes_no_more_in_it():
    person, cards = account(), cards_of(2)
    rate(person, cards[0], EASY)
    cards_domain.change(person=person, question_id=cards[0].pk, action="reset", now=later(1))

    assert page(person, ALL, at=later(2), since=NOW).card.question == cards[1]
