"""What the progress page and the home page count."""

import pytest

from accounts.domain import dashboard, known, today
from accounts.domain.profiles import Wishes
from accounts.tests.learning import (
    NOW,
    account,
    begin,
    guest,
    later,
    rate,
    take,
)
from questions.domain import publishing, quizzes
from questions.models import Attempt, Deck, Person
from questions.tests.factories import DeckFactory, QuestionFactory, TopicFactory, published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db

QUERIES = 24


def board_of(person):
    return dashboard.dashboard(person=person, now=later(60))


# --- Cards --------------------------------------------------------------------


def test_seen_and_known_are_counted_by_topic_in_the_topics_order():
    person, python, django = account(), TopicFactory(), TopicFactory()
    cards = [published(topic=python) for _ in range(3)]
    published(topic=django)
    for card, rating in zip(cards, [4, 2], strict=False):
        rate(person, card, rating)

    board = board_of(person)

    assert [(row.topic, row.cards, row.seen, row.known) for row in board.topics] == [
        (python, 3, 2, 1),
        (django, 1, 0, 0),
    ]
    assert (board.cards, board.seen, board.known, board.to_repeat) == (4, 2, 1, 1)
    assert [row.percent_known for row in board.topics] == [33, 0]
    assert board.percent_known == 25


def test_retired_cards_and_drafts_are_left_out():
    person, topic = account(), TopicFactory()
    kept, retired = published(topic=topic), published(topic=topic)
    QuestionFactory(topic=topic)
    rate(person, kept, 3)
    rate(person, retired, 3)

    publishing.retire(retired)

    board = board_of(person)
    assert (board.cards, board.seen, board.known) == (1, 1, 1)


def test_a_quiz_counts_like_a_rating():
    person, right, wrong, unopened = account(), published(), published(), published()

    take(person, [right, wrong, unopened], [RIGHT, WRONG, None])

    board = board_of(person)
    assert (board.cards, board.seen, board.known) == (3, 2, 1)


def topic_with(person, *, known, missed):
    topic = TopicFactory()
    for number in range(known + missed):
        rate(person, published(topic=topic), 3 if number < known else 1)
    return topic


def test_the_strongest_and_the_weakest_topic_are_by_the_share_of_seen_cards_known():
    person = account()
    strong = topic_with(person, known=3, missed=0)
    weak = topic_with(person, known=1, missed=3)
    topic_with(person, known=2, missed=1)

    board = board_of(person)

    assert (board.strongest.topic, board.weakest.topic) == (strong, weak)
    assert (board.strongest.percent_of_seen, board.weakest.percent_of_seen) == (100, 25)


def test_a_topic_of_two_seen_cards_is_neither_strongest_nor_weakest():
    person = account()
    topic_with(person, known=0, missed=2)
    middle = topic_with(person, known=2, missed=1)
    best = topic_with(person, known=3, missed=0)

    board = board_of(person)

    assert (board.strongest.topic, board.weakest.topic) == (best, middle)


def test_one_topic_alone_is_not_compared():
    person = account()
    topic_with(person, known=3, missed=0)

    board = board_of(person)

    assert (board.strongest, board.weakest) == (None, None)


# --- Quizzes ------------------------------------------------------------------


def test_the_chart_shows_finished_quizzes_from_left_to_right():
    person, card = account(), published()
    for minute, response in enumerate([WRONG, RIGHT, []]):
        take(person, [card], [response], at=later(minute))

    chart = board_of(person).chart

    assert [(point.percent, point.x, point.y) for point in chart.points] == [
        (0, 34, 146.0),
        (100, 191.0, 10.0),
        (0, 348.0, 146.0),
    ]
    assert chart.path == "34,146 191,10 348,146"
    assert chart.grid == [(0, 146.0), (25, 112.0), (50, 78.0), (75, 44.0), (100, 10.0)]


def test_a_single_quiz_stands_in_the_middle():
    person = account()
    take(person, [published(), published()], [RIGHT, WRONG])

    (point,) = board_of(person).chart.points

    assert (point.percent, point.x, point.y) == (50, 191.0, 78.0)


def test_the_table_has_the_same_quizzes_latest_first():
    person, card = account(), published()
    attempts = [take(person, [card], [RIGHT], at=later(minute)) for minute in range(3)]

    board = board_of(person)

    assert [point.attempt for point in board.latest_first] == attempts[::-1]
    assert board.best_percent == 100


def test_the_chart_keeps_to_the_latest_fifty_quizzes():
    person, card = account(), published()
    first = take(person, [card], [RIGHT])
    later_ones = Attempt.objects.bulk_create(
        Attempt(
            owner_id=person.owner_id,
            mode=first.mode,
            settings=first.settings,
            state=first.state,
            ending=first.ending,
            question_count=1,
            started_at=later(minute),
            finished_at=later(minute),
            score=1,
        )
        for minute in range(1, 51)
    )

    board = board_of(person)

    assert [point.attempt for point in board.chart.points] == later_ones


def test_open_and_discarded_quizzes_are_not_in_the_chart():
    person, card = account(), published()
    dropped = begin(person, [card])
    quizzes.discard(person=person, attempt_id=dropped.pk, now=later(1))
    unfinished = begin(person, [card], at=later(2))

    board = board_of(person)

    assert board.chart.points == ()
    assert board.open_attempt == unfinished


# --- Nothing yet, and nobody --------------------------------------------------


def test_a_person_who_has_done_nothing_has_an_empty_board():
    published()

    board = board_of(account())

    assert board.is_empty
    assert (board.cards, board.seen, board.known, board.percent_known) == (1, 0, 0, 0)
    assert (board.best_percent, board.open_attempt, board.chart.points) == (0, None, ())


def test_an_open_quiz_alone_fills_the_board():
    person = account()
    begin(person, [published()])

    assert not board_of(person).is_empty


def test_an_empty_bank_has_nothing_to_know():
    board = board_of(account())

    assert (board.cards, board.percent_known, board.topics) == (0, 0, ())


def test_nobodys_board_is_empty_whoever_else_is_there():
    rate(guest(), published(), 3)

    assert board_of(Person()).is_empty


def test_the_board_is_the_persons_own():
    one, other, card = account(), account(), published()
    rate(one, card, 3)
    take(one, [card], [RIGHT], at=later(1))

    assert board_of(other).is_empty


# --- What decks and topics show -----------------------------------------------


def test_known_cards_are_counted_by_deck_and_by_topic():
    person, card, missed, retired = account(), published(), published(), published()
    deck, second = DeckFactory(questions=[card, missed, retired]), DeckFactory(questions=[card])
    for one in (card, retired):
        rate(person, one, 3)
    rate(person, missed, 1)
    publishing.retire(retired)

    assert known.by_deck(person=person) == {deck.pk: 1, second.pk: 1}
    assert known.by_topic(person=person) == {card.topic_id: 1, missed.topic_id: 0}


def test_nobody_knows_anything_and_no_query_asks(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert known.by_deck(person=Person()) == {}
        assert known.by_topic(person=Person()) == {}


# --- Cost ---------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 6])
def test_the_queries_do_not_grow_with_what_was_done(many, django_assert_num_queries):
    person = account()
    for number in range(many):
        card = published()
        DeckFactory(questions=[card])
        take(person, [card], [RIGHT], at=later(number))
    assert Deck.objects.count() == many

    with django_assert_num_queries(QUERIES):
        board_of(person)
    with django_assert_num_queries(11):
        today.today(person=person, wishes=Wishes(), now=NOW)
