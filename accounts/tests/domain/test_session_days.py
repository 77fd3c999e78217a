"""The day of a session: its minutes, its end, what was done, and when it begins anew."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain import cards as cards_domain
from accounts.domain import progress
from accounts.domain.candidates import PER_BAND
from accounts.domain.session import Scope
from accounts.models import Review, StudyDay
from accounts.tests.learning import NOW, account, know, later, rate, take
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
from questions.tests.factories import DeckFactory, TopicFactory, published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db

TEN_MINUTES = timedelta(minutes=10)
MINUTE_MS = 60_000


def spend(person, card, *, ms, at=NOW, rating=GOOD):
    """Rate a card after so long a look at it."""
    progress.record_review(person=person, question_id=card.pk, rating=rating, now=at, spent_ms=ms)


# --- The minutes of the day -------------------------------------------------------


def test_the_minutes_of_the_day_end_the_session_and_going_on_extends_it():
    person = account()
    plan(person, minutes_a_day=2)
    due, new = cards_of(8), cards_of(1)
    for card in due:
        know(person, card, days_ago=20)

    assert page(person).left.due == 5  # at 22 seconds each
    spend(person, due[0], ms=1 * MINUTE_MS)
    assert page(person).left.due == 3
    spend(person, due[1], ms=1 * MINUTE_MS)

    over, more = page(person), page(person, Scope(minutes=12))
    assert (over.card, over.left.total, over.has_more, over.next_at) == (
        None, 0, True, datetime(2026, 3, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    assert (more.card.question, more.left.due) == (due[2], 6)
    assert session(person, Scope(minutes=12), at=later(1)) == [*due[2:], *new]


def test_cards_in_their_steps_still_come_when_the_minutes_are_over():
    person, card = account(), published()
    plan(person, minutes_a_day=1)

    spend(person, card, ms=2 * MINUTE_MS, rating=AGAIN)

    assert next_card(person, at=later(1)) == card


def test_a_page_that_lay_open_counts_for_five_minutes():
    person, card = account(), published()

    spend(person, card, ms=60 * MINUTE_MS)

    assert page(person).today.spent_ms == 5 * MINUTE_MS


def test_minutes_left_are_rounded_up_and_learn_the_persons_pace():
    person = account()
    for card in cards_of(5):
        know(person, card, days_ago=20)
    assert page(person).left.minutes == 3  # five at 27 seconds each, some being forgotten

    StudyDay.objects.create(**person.fields(), day=NOW.date(), reviews=20, spent_ms=20 * 6_000)

    assert page(person).left.minutes == 1  # at a quarter of the usual time


def test_going_on_is_for_ten_minutes_after_what_was_done_whatever_was_planned():
    person = account()
    plan(person, interview_date=NOW.date() + timedelta(days=30))
    for card in cards_of(32)[:2]:
        spend(person, card, ms=2 * MINUTE_MS, rating=EASY)

    assert (page(person).left.new, page(person).minutes_to_go_on) == (0, 14)
    assert page(person, Scope(minutes=14)).left.new == 10


def test_in_a_topic_new_cards_wait_though_the_days_minutes_are_over():
    person, topic = account(), TopicFactory()
    spend(person, published(), ms=1 * MINUTE_MS, rating=EASY)
    plan(person, minutes_a_day=1)
    inside = cards_of(3, topic=topic)

    assert page(person).left.new == 0
    assert session(person, Scope(topic=topic.slug)) == inside


def test_where_all_is_known_there_is_nothing_to_go_on_with():
    person = account()
    plan(person, minutes_a_day=1)
    spend(person, published(), ms=2 * MINUTE_MS, rating=EASY)

    assert not page(person, at=later(1)).has_more


# --- Counting ---------------------------------------------------------------------


def test_the_page_counts_what_is_done_and_what_is_left_by_kind():
    person = account()
    done, step, due, *_new = cards_of(5)
    know(person, due, days_ago=20)
    rate(person, done, EASY)
    rate(person, step, AGAIN)

    shown = page(person)

    # The step is a second look at a card that is counted already.
    assert (shown.done, shown.total) == (2, 5)
    assert (shown.left.learning, shown.left.due, shown.left.new) == (1, 1, 2)
    # Twenty seconds for the step, 27 for what is due, a minute for each new one.
    assert round(shown.left.seconds) == 167
    assert shown.left.minutes == 3


def test_the_cards_of_a_day_stay_as_many_while_they_are_gone_through():
    person = account()
    plan(person, minutes_a_day=3)
    cards, totals = cards_of(3), []
    for minute, (card, rating) in enumerate(2 * [*zip(cards, [GOOD, AGAIN, EASY], strict=True)]):
        shown = page(person, at=later(minute))
        totals.append((shown.done, shown.total))
        rate(person, card, rating, at=later(minute))

    assert totals == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3), (3, 3)]


def test_a_narrowed_session_counts_its_own_cards_and_no_quiz():
    person, topic = account(), TopicFactory()
    rate(person, published(), EASY)
    inside = cards_of(3, topic=topic)
    rate(person, inside[0], EASY)
    take(person, [inside[1]], [RIGHT])

    shown = page(person, Scope(topic=topic.slug))

    assert (shown.done, shown.total) == (1, 2)


def test_the_last_rating_of_today_is_shown_with_its_interval():
    person, card = account(), published(prompt="What was it?")
    rate(person, card, HARD)

    last = page(person, at=later(1)).last

    assert (last.prompt, last.label) == ("What was it?", "Hard")
    assert last.interval == timedelta(minutes=5.5)


def test_what_was_done_yesterday_or_in_a_quiz_is_not_taken_back_here():
    person, card, asked = account(), published(), published()
    know(person, card, days_ago=1)
    take(person, [asked], [RIGHT])

    shown = page(person)

    assert (shown.last, shown.today.reviews) == (None, 1)


def test_all_that_is_due_is_counted_though_some_are_candidates():
    person = account()
    plan(person, minutes_a_day=60)
    cards = cards_of(PER_BAND + 2)
    for card in cards:
        know(person, card, days_ago=20)

    totals = []
    for card in cards[:3]:
        totals.append((page(person).done, page(person).left.due))
        rate(person, card, EASY)

    assert totals == [(0, 22), (1, 21), (2, 20)]


# --- The end ----------------------------------------------------------------------


def test_the_end_says_what_was_done_and_when_the_next_card_comes():
    person = account()
    met, *back = cards_of(3)
    for card in back:
        know(person, card, days_ago=20)
    session(person)
    due = sorted(Review.objects.filter(day=NOW.date()).values_list("due_at", flat=True))

    end = page(person, at=later(1))

    assert end.card is None
    assert (end.today.reviews, end.today.new) == (3, 1)
    assert (end.today.recalls, end.today.recalled) == (2, 2)
    assert end.next_at == due[0]
    assert (end.has_more, end.missed, end.is_next_today, end.tomorrow) == (False, 0, False, 0)
    assert met.pk


def test_the_end_says_how_many_cards_are_due_tomorrow():
    person, (soon, far) = account(), cards_of(2)
    first = know(person, soon, days_ago=6).due_at
    last = know(person, far, days_ago=0).due_at

    end = page(person, at=first - timedelta(days=1))

    assert (end.card, end.next_at) == (None, first)
    assert (end.tomorrow, last.date() > first.date()) == (1, True)


def test_a_scope_whose_cards_are_all_put_off_is_not_empty():
    person, card = account(), published()
    deck = DeckFactory(questions=[card])
    cards_domain.change(person=person, question_id=card.pk, action="bury", now=NOW)

    end = page(person, Scope(deck=deck.slug))

    assert (end.card, end.is_empty, end.has_cards) == (None, False, True)


# --- Days and zones ---------------------------------------------------------------


def test_a_day_of_study_begins_at_four_in_the_persons_own_zone():
    person, cards = account(), cards_of(3)
    plan(person, timezone="America/New_York", minutes_a_day=1)
    night = datetime(2026, 3, 3, 8, 59, 59, tzinfo=UTC)  # 03:59:59 there
    rate(person, cards[0], EASY, at=night - timedelta(hours=1))

    before, after = page(person, at=night), page(person, at=night + timedelta(seconds=1))

    assert (before.done, before.left.new, before.last.review.day.day) == (1, 0, 2)
    assert (after.done, after.left.new, after.last) == (0, 1, None)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        pytest.param("2026-03-28T12:00Z", "2026-03-29T02:00Z", id="the clock goes forward"),
        pytest.param("2026-10-24T12:00Z", "2026-10-25T03:00Z", id="the clock goes back"),
        pytest.param("2026-03-29T00:30Z", "2026-03-29T02:00Z", id="the night itself"),
    ],
)
def test_a_day_begins_at_four_although_the_clock_was_changed_in_the_night(now, morning):
    person, card = account(), published()
    plan(person, timezone="Europe/Berlin")
    now, morning = datetime.fromisoformat(now), datetime.fromisoformat(morning)
    cards_domain.change(person=person, question_id=card.pk, action="bury", now=now)

    assert next_card(person, at=morning - timedelta(seconds=1)) is None
    assert next_card(person, at=morning) == card


def test_a_card_due_later_today_comes_today_and_one_due_tomorrow_does_not():
    person, card = account(), published()
    review = know(person, card, days_ago=0)

    day = review.due_at.replace(hour=4, minute=0)

    assert next_card(person, at=day - timedelta(seconds=1)) is None
    assert next_card(person, at=day) == card


def test_a_zone_that_the_system_no_longer_knows_is_read_as_utc():
    person, card = account(), published()
    plan(person, timezone="Mars/Olympus")

    assert next_card(person) == card
