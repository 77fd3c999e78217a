"""Which card study shows next, and how far a pass is."""

import pytest

from accounts.domain.session import Scope, study_page
from accounts.tests.learning import NOW, account, later, rate, take
from questions.domain import publishing
from questions.models import Person
from questions.tests.factories import DeckFactory, QuestionFactory, TopicFactory, published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db

EVERYTHING = Scope()


def next_card(person, scope=EVERYTHING, since=NOW, **options):
    return study_page(person=person, scope=scope, since=since, **options).question


def pass_through(person, scope=EVERYTHING, rating=3, **options):
    """The cards of a whole pass, in the order in which they came; each is rated `rating`."""
    seen = []
    while (card := next_card(person, scope, **options)) is not None:
        seen.append(card)
        rate(person, card, rating, at=later(len(seen)))
    return seen


def test_cards_never_met_come_in_the_order_of_the_bank():
    cards = [published() for _ in range(3)]

    assert pass_through(account()) == cards


def test_a_deck_comes_in_its_own_order():
    one, two, three = (published() for _ in range(3))
    deck = DeckFactory(questions=[three, one, two])

    assert pass_through(account(), Scope(deck=deck.slug)) == [three, one, two]


def test_a_card_in_two_decks_follows_the_deck_that_is_studied():
    one, two, three = (published() for _ in range(3))
    DeckFactory(questions=[one, two, three])
    studied = DeckFactory(questions=[three, two, one])

    assert pass_through(account(), Scope(deck=studied.slug)) == [three, two, one]


def test_new_cards_come_before_those_met():
    person, met, new = account(), published(), published()
    rate(person, met, 1, at=later(-10))

    assert pass_through(person) == [new, met]


def test_of_the_cards_met_the_least_known_and_longest_unseen_come_first():
    person = account()
    known, missed_lately, missed_long_ago, hard = cards = [published() for _ in range(4)]
    for card, rating, minutes in zip(cards, [3, 1, 1, 2], [-40, -10, -20, -30], strict=True):
        rate(person, card, rating, at=later(minutes))

    assert pass_through(person) == [missed_long_ago, missed_lately, hard, known]


def test_a_card_comes_once_in_a_pass_and_again_in_the_next():
    person, card = account(), published()
    rate(person, card, 1, at=later(1))

    assert next_card(person, since=NOW) is None
    assert next_card(person, since=later(2)) == card


def test_a_quiz_does_not_count_as_a_step_of_the_pass():
    person, card = account(), published()
    take(person, [card], [RIGHT], at=later(1))

    page = study_page(person=person, scope=EVERYTHING, since=NOW)

    assert page.question == card
    assert (page.done, page.left, page.known) == (0, 1, 1)


def test_the_page_counts_what_is_done_left_known_and_missed():
    person, cards = account(), [published() for _ in range(4)]
    rate(person, cards[0], 3, at=later(1))
    rate(person, cards[1], 1, at=later(2))

    page = study_page(person=person, scope=EVERYTHING, since=NOW)

    assert (page.done, page.left, page.total, page.number) == (2, 2, 4, 3)
    assert (page.known, page.missed) == (1, 1)


def test_the_end_of_a_pass_has_no_card():
    person, card = account(), published()
    rate(person, card, 3, at=later(1))

    page = study_page(person=person, scope=EVERYTHING, since=NOW)

    assert (page.question, page.document) == (None, None)
    assert (page.done, page.left) == (1, 0)


def test_only_missed_brings_what_is_not_known():
    person = account()
    _unmet, missed, hard, known = (published() for _ in range(4))
    for card, rating in [(missed, 1), (hard, 2), (known, 3)]:
        rate(person, card, rating, at=later(-5))

    page = study_page(person=person, scope=EVERYTHING, since=NOW, only_missed=True)

    assert page.question == missed
    assert page.left == 2
    assert pass_through(person, only_missed=True) == [missed, hard]


def test_only_missed_ends_when_each_came_once_although_missed_again():
    person, card = account(), published()
    rate(person, card, 1, at=later(-5))

    assert pass_through(person, rating=1, only_missed=True) == [card]


def test_a_topic_brings_its_cards_only():
    wanted, other = published(), published()

    assert pass_through(account(), Scope(topic=wanted.topic.slug)) == [wanted]
    assert other.topic != wanted.topic


def test_deck_and_topic_together_bring_what_is_in_both():
    topic = TopicFactory()
    both, deck_only, topic_only = published(topic=topic), published(), published(topic=topic)
    deck = DeckFactory(questions=[deck_only, both])

    assert pass_through(account(), Scope(deck=deck.slug, topic=topic.slug)) == [both]
    assert topic_only.topic == topic


@pytest.mark.parametrize("scope", [Scope(deck="none"), Scope(topic="none")])
def test_an_unknown_scope_holds_nothing(scope):
    published()

    page = study_page(person=account(), scope=scope, since=NOW)

    assert (page.question, page.left, page.title) == (None, 0, "")


def test_drafts_and_retired_cards_do_not_come():
    retired = published()
    publishing.retire(retired)
    QuestionFactory()

    assert pass_through(account()) == []


def test_a_retired_card_is_no_longer_repeated():
    person, retired = account(), published()
    rate(person, retired, 1, at=later(-5))
    publishing.retire(retired)

    assert next_card(person, only_missed=True) is None


def test_the_scope_is_called_by_its_deck_or_topic():
    card = published()
    deck = DeckFactory(questions=[card], name="The deck")

    def title(scope):
        return study_page(person=account(), scope=scope, since=NOW).title

    assert title(EVERYTHING) == ""
    assert title(Scope(deck=deck.slug)) == "The deck"
    assert title(Scope(topic=card.topic.slug)) == card.topic.name


def test_a_visitor_who_is_nobody_yet_sees_the_first_card():
    first, _second = published(), published()

    page = study_page(person=Person(), scope=EVERYTHING, since=NOW)

    assert page.question == first
    assert (page.done, page.left, page.known, page.missed) == (0, 2, 0, 0)


def test_the_page_shows_the_revision_that_candidates_see():
    card = published(prompt="As published")
    card.prompt = "As edited"
    card.save()

    page = study_page(person=account(), scope=EVERYTHING, since=NOW)

    assert page.document.prompt == "As published"


def test_one_persons_pass_is_not_another_persons():
    one, other, card = account(), account(), published()

    rate(one, card, 3, at=later(1))

    assert next_card(one) is None
    assert next_card(other) == card
