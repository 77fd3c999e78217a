"""What a session is about, whose it is, and what never comes in it."""

from datetime import timedelta

import pytest

from accounts.domain import cards as cards_domain
from accounts.domain.session import Scope
from accounts.models import Profile, StudyDay
from accounts.tests.learning import NOW, account, guest, know, later, logged, rate
from accounts.tests.studying import (
    AGAIN,
    EASY,
    EVERYTHING,
    cards_of,
    next_card,
    page,
    plan,
    session,
)
from questions.domain import publishing
from questions.models import Person
from questions.tests.factories import DeckFactory, QuestionFactory, TopicFactory, published

pytestmark = pytest.mark.django_db

# --- What doesn't come ------------------------------------------------------------


def never_met(person, card):
    """Leave it new."""


def met(person, card):
    know(person, card, days_ago=20)


def missed(person, card):
    rate(person, card, AGAIN, at=later(-5))


ALL = Scope(only="all")
EVERYWHERE = pytest.mark.parametrize(
    ("meet", "scope"),
    [(never_met, EVERYTHING), (never_met, Scope(deck="deck-x")), (never_met, ALL),
     (met, EVERYTHING), (missed, EVERYTHING), (missed, ALL)],
)  # fmt: skip
EVERY_STANDING = pytest.mark.parametrize("meet", [never_met, met, missed])


@EVERYWHERE
def test_a_suspended_card_does_not_come_until_it_is_resumed(meet, scope):
    person, card = account(), published()
    DeckFactory(slug="deck-x", questions=[card])
    meet(person, card)

    cards_domain.change(person=person, question_id=card.pk, action="suspend", now=NOW)
    shown = page(person, scope)
    cards_domain.change(person=person, question_id=card.pk, action="resume", now=later(1))

    assert (shown.card, shown.left.total, shown.has_more, shown.missed) == (None, 0, False, 0)
    assert next_card(person, scope, at=later(2)) == card


@EVERYWHERE
def test_a_card_put_off_comes_back_when_the_next_day_of_study_begins(meet, scope):
    person, card = account(), published()
    DeckFactory(slug="deck-x", questions=[card])
    meet(person, card)

    cards_domain.change(person=person, question_id=card.pk, action="bury", now=NOW)

    shown, morning = page(person, scope), NOW.replace(hour=4) + timedelta(days=1)
    assert (shown.card, shown.left.total, shown.has_more, shown.missed) == (None, 0, False, 0)
    assert next_card(person, scope, at=morning - timedelta(seconds=1)) is None
    assert next_card(person, scope, at=morning) == card


@EVERY_STANDING
def test_a_retired_card_comes_no_more(meet):
    person, card = account(), published()
    meet(person, card)
    publishing.retire(card)

    shown = page(person)

    assert (shown.card, shown.left.total, shown.next_at) == (None, 0, None)


def test_a_card_retired_after_it_was_rated_can_still_be_taken_back():
    person, gone, left = account(), published(prompt="What is gone?"), published()
    rate(person, gone, EASY)
    publishing.retire(gone)

    shown = page(person)

    assert shown.card.question == left
    assert shown.last.prompt == "What is gone?"


def test_drafts_do_not_come():
    QuestionFactory()

    assert page(account()).is_empty


def test_cards_of_other_topics_than_those_planned_come_only_when_asked_for():
    person, wanted, other = account(), published(), published()
    Profile.objects.get(user_id=person.owner_id).topics.add(wanted.topic)

    assert session(person) == [wanted]
    assert next_card(person, Scope(topic=other.topic.slug)) == other


# --- Deck and topic ---------------------------------------------------------------


def test_a_deck_brings_its_new_cards_in_its_own_order():
    one, two, three = cards_of(3)
    DeckFactory(questions=[one, two, three])
    studied = DeckFactory(questions=[three, one, two])

    assert session(account(), Scope(deck=studied.slug)) == [three, one, two]


def test_deck_and_topic_together_bring_what_is_in_both():
    topic = TopicFactory()
    both, deck_only, topic_only = published(topic=topic), published(), published(topic=topic)
    deck = DeckFactory(questions=[deck_only, both], name="The deck")
    scope = Scope(deck=deck.slug, topic=topic.slug)

    shown = page(account(), scope)

    assert session(account(), scope) == [both]
    assert (shown.title, shown.left.new) == (f"The deck · {topic.name}", 1)
    assert topic_only.topic == topic


@pytest.mark.parametrize("scope", [Scope(deck="none"), Scope(topic="none")])
def test_an_unknown_deck_or_topic_holds_nothing(scope):
    published()

    shown = page(account(), scope)

    assert (shown.card, shown.left.total, shown.title, shown.is_empty) == (None, 0, "", True)


def test_who_narrows_the_session_gets_new_cards_whatever_the_plan():
    person = account()
    plan(person, minutes_a_day=1)
    topic = TopicFactory()
    cards_of(5, topic=topic)

    assert page(person).left.new == 1
    assert page(person, Scope(topic=topic.slug)).left.new == 5


# --- Whose session ----------------------------------------------------------------


def test_one_persons_session_is_not_another_persons():
    one, other, card = account(), account(), published()

    rate(one, card, EASY)

    assert next_card(one) is None
    assert next_card(other) == card
    assert (page(one).done, page(other).done, page(other).last) == (1, 0, None)


def test_guests_have_a_session_too():
    visitor, cards = guest(), cards_of(2)

    assert session(visitor) == cards
    assert [rating for _pk, rating, _source, _at in logged(visitor)] == [EASY, EASY]


def test_a_visitor_who_is_nobody_yet_sees_the_first_card():
    first, _second = cards_of(2)

    shown = page(Person())

    assert (shown.card.question, shown.done, shown.left.new, shown.last) == (first, 0, 2, None)
    assert StudyDay.objects.count() == 0
