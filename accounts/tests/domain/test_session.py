"""Today's session: which card comes now."""

from datetime import timedelta

import pytest

from accounts.domain import cards as cards_domain
from accounts.domain.session import Scope
from accounts.tests.learning import NOW, account, begin, end, give, know, later, rate
from accounts.tests.studying import (
    AGAIN,
    EASY,
    GOOD,
    cards_of,
    next_card,
    page,
    plan,
    session,
)
from questions.models import Answer, Related
from questions.tests.factories import TopicFactory, published
from questions.tests.quizzing import WRONG

pytestmark = pytest.mark.django_db


# --- What comes first -------------------------------------------------------------


def test_due_cards_come_first_and_those_most_at_risk_lead():
    person = account()
    new, ten_days, thirty_days, twenty_days, not_due = cards_of(5)
    for card, days in [(ten_days, 10), (thirty_days, 30), (twenty_days, 20), (not_due, 2)]:
        know(person, card, days_ago=days)

    assert session(person) == [thirty_days, twenty_days, ten_days, new]


def test_a_card_of_firm_memory_is_less_at_risk_though_it_was_not_seen_for_longer():
    person = account()
    firm, weak = cards_of(2)
    for days in (140, 130, 110):
        know(person, firm, days_ago=days)
    know(person, weak, days_ago=30)

    assert session(person)[0] == weak


def test_a_card_in_its_steps_comes_when_its_minutes_are_over_and_before_all_others():
    person = account()
    missed, due, _new = cards_of(3)
    rate(person, missed, AGAIN)
    know(person, due, days_ago=20)

    assert next_card(person, at=later(0.9)) == due
    assert next_card(person, at=later(1)) == missed


def test_of_two_cards_in_their_steps_the_one_that_waits_longer_comes_first():
    person = account()
    ten_minutes, one_minute = cards_of(2)
    rate(person, ten_minutes, GOOD)
    rate(person, one_minute, AGAIN, at=later(1))

    assert next_card(person, at=later(30)) == one_minute


def test_a_card_comes_ahead_of_its_step_only_when_nothing_else_is_there():
    person = account()
    missed, new = cards_of(2)
    rate(person, missed, AGAIN)

    assert next_card(person) == new
    rate(person, new, EASY)
    assert next_card(person) == missed


def test_what_one_was_sure_of_and_got_wrong_comes_first_of_all():
    person = account()
    wrong, sure_and_wrong, due, _new = cards_of(4)
    know(person, due, days_ago=30)
    attempt = begin(person, [wrong, sure_and_wrong])
    give(attempt, 1, WRONG)
    give(attempt, 2, WRONG, confidence=Answer.Confidence.SURE)
    end(attempt)

    shown = page(person, at=NOW).card

    assert (shown.question, shown.memory.is_sure_but_wrong) == (sure_and_wrong, True)
    rate(person, sure_and_wrong, AGAIN)
    assert next_card(person) == due


# --- New cards --------------------------------------------------------------------


def test_new_cards_take_turns_by_topic():
    one, two = TopicFactory(), TopicFactory()
    first, second = cards_of(2, topic=one), cards_of(2, topic=two)

    assert session(account()) == [first[0], second[0], first[1], second[1]]


def test_due_cards_of_another_topic_than_the_last_come_before_those_nearly_as_urgent():
    person = account()
    one, two, three = cards_of(3)
    other = published()
    for card, days in [(one, 33), (two, 32), (three, 31), (other, 30)]:
        know(person, card, days_ago=days)

    assert session(person) == [one, other, two, three]


def test_so_many_new_cards_come_as_the_minutes_allow_and_going_on_brings_more():
    person = account()
    plan(person, minutes_a_day=3)
    cards = cards_of(14)

    assert page(person).left.new == 3
    assert session(person) == cards[:3]
    assert page(person).has_more
    assert session(person, Scope(minutes=13)) == cards[3:13]
    assert session(person, Scope(minutes=23)) == cards[13:]
    assert not page(person, Scope(minutes=23)).has_more


def test_the_next_day_brings_the_next_new_cards():
    person = account()
    plan(person, minutes_a_day=2)
    cards = cards_of(5)
    session(person)

    assert session(person, at=NOW + timedelta(days=1)) == cards[2:4]


def test_new_cards_wait_while_what_is_due_takes_all_minutes():
    person = account()
    plan(person, minutes_a_day=1)
    due, _new = cards_of(4), cards_of(2)
    for card in due:
        know(person, card, days_ago=20)

    left = page(person).left

    assert (left.due, left.new) == (3, 0)


def test_queued_cards_are_the_first_of_the_new_ones_in_the_order_of_their_queue():
    person = account()
    first, second, third = cards_of(3)
    for card, minutes in [(third, 1), (second, 2)]:
        end(begin(person, [card], at=later(minutes)), at=later(minutes))

    assert session(person, at=later(3)) == [third, second, first]


def test_queued_cards_of_another_topic_wait_for_theirs():
    person, queued, other = account(), published(), published()
    end(begin(person, [queued]))

    assert next_card(person, Scope(topic=other.topic.slug)) == other


# --- Confusable cards -------------------------------------------------------------


def confuse(one, other, note):
    Related.objects.create(question=one, other=other, note=note)


def test_the_card_that_is_confused_with_the_last_one_comes_next_and_says_how_it_differs():
    person = account()
    first, _between, near = cards_of(3)
    confuse(first, near, "That one is lazy.")

    rate(person, first, EASY)

    shown = page(person).card
    assert (shown.question, shown.contrast) == (near, "That one is lazy.")
    rate(person, near, EASY)
    assert page(person).card.contrast == ""


def test_of_the_due_cards_too_the_confusable_one_comes_next():
    person = account()
    first, urgent, near = cards_of(3)
    confuse(first, near, "That one is lazy.")
    for card, days in [(first, 40), (urgent, 30), (near, 20)]:
        know(person, card, days_ago=days)

    rate(person, first, EASY)

    shown = page(person).card
    assert (shown.question, shown.contrast) == (near, "That one is lazy.")


def test_a_confusable_card_that_is_not_due_is_left_in_peace():
    person = account()
    first, near, new = cards_of(3)
    confuse(first, near, "That one is lazy.")
    know(person, near, days_ago=1)

    rate(person, first, EASY)

    assert next_card(person) == new


def test_a_card_that_was_put_off_leads_to_no_confusable_one():
    person = account()
    first, between, near = cards_of(3)
    confuse(first, near, "That one is lazy.")

    cards_domain.change(person=person, question_id=first.pk, action="bury", now=NOW)

    assert next_card(person) == between
