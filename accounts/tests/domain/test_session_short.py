"""A session when there is too little time to meet every card before the interview."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain import progress
from accounts.domain.session import Scope
from accounts.tests.learning import NOW, account, begin, end, give, later, rate
from accounts.tests.studying import AGAIN, GOOD, cards_of, next_card, page, plan
from questions.models import Answer
from questions.tests.quizzing import WRONG

pytestmark = pytest.mark.django_db


def spend_a_minute(person, card):
    """Fail a card after a minute's look at it."""
    progress.record_review(
        person=person, question_id=card.pk, rating=AGAIN, now=NOW, spent_ms=60_000
    )


def test_where_time_is_short_a_failed_card_waits_behind_the_new_ones():
    person, cards = account(), cards_of(40)
    plan(person, interview_date=NOW.date() + timedelta(days=2), minutes_a_day=2)
    spend_a_minute(person, cards[0])

    assert next_card(person, at=later(5)) == cards[1]
    assert page(person, at=later(5)).left.learning == 0


def test_what_time_leaves_out_is_named_at_the_end_and_comes_when_one_goes_on():
    person, cards = account(), cards_of(40)
    plan(person, interview_date=NOW.date() + timedelta(days=2), minutes_a_day=2)
    for card in cards[:2]:
        spend_a_minute(person, card)

    end = page(person, at=later(5))

    assert (end.card, end.left_out, end.has_more, end.missed) == (None, 2, True, 2)
    assert end.next_at == datetime(2026, 3, 3, 4, tzinfo=UTC)
    assert next_card(person, Scope(only="missed"), at=later(5)) in cards[:2]


def test_two_cards_not_seen_for_longest_come_before_the_new_ones_every_second_day():
    person, cards = account(), cards_of(90)
    plan(person, interview_date=NOW.date() + timedelta(days=8), minutes_a_day=5)
    for number in range(4):
        rate(person, cards[number], GOOD, at=NOW - timedelta(days=5 - number))
    # Eight days are left, then seven.
    today, tomorrow = NOW, NOW + timedelta(days=1)

    come = [next_card(person, at=today)]
    for _ in range(2):
        rate(person, come[-1], GOOD, at=today)
        come.append(next_card(person, at=today))

    assert come == [cards[0], cards[1], cards[4]]
    assert next_card(person, at=tomorrow) == cards[4]


def test_what_was_sure_and_wrong_comes_first_however_short_the_time_is():
    person, cards = account(), cards_of(40)
    plan(person, interview_date=NOW.date() + timedelta(days=2), minutes_a_day=2)
    rate(person, cards[0], AGAIN)
    attempt = begin(person, [cards[5]])
    give(attempt, 1, WRONG, confidence=Answer.Confidence.SURE)
    end(attempt)

    assert next_card(person, at=later(5)) == cards[5]


def test_where_time_is_short_tomorrows_new_cards_leave_room_for_two_reviews_only():
    person, cards = account(), cards_of(90)
    plan(person, interview_date=NOW.date() + timedelta(days=9), minutes_a_day=5)
    for card in cards[:12]:
        rate(person, card, GOOD, at=NOW - timedelta(days=1))
    progress.record_review(
        person=person, question_id=cards[12].pk, rating=GOOD, now=NOW, spent_ms=300_000
    )

    end = page(person, at=later(6))

    # Eight days are left then: two older cards come first, in a new card's minute.
    assert (end.card, end.tomorrow, end.tomorrow_new) == (None, 13, 4)
