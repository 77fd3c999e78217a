"""What today holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.domain import candidates, profiles, today
from accounts.domain.planning import Plan
from accounts.models import Memory, Profile, StudyDay
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, begin, give, later, rate
from questions.models import Attempt
from questions.tests.factories import DeckFactory, TopicFactory, published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db


def remember(person, **fields):
    return Memory.objects.create(
        **person.fields(),
        question=published(),
        **memory_fields(last_reviewed_at=NOW - timedelta(days=2), **({"due_at": NOW} | fields)),
    )


def home_of(person, plan=None, now=NOW, goal=None):
    wishes = replace(profiles.wishes_of(person), plan=plan or Plan(), weekly_goal=goal)
    return today.today(person=person, wishes=wishes, now=now)


def test_the_share_of_a_day_is_what_is_due_and_the_new_cards_that_fit():
    person = account()
    for _ in range(2):
        remember(person)
    for _ in range(3):
        published()

    share = home_of(person, Plan(seconds_a_day=200)).share

    # Two reviews of 22 s leave room for two new cards of 60 s.
    assert (share.due, share.due_today, share.new, share.minutes) == (2, 2, 2, 3)


def test_what_does_not_fit_into_the_minutes_waits_without_new_cards():
    person = account()
    for _ in range(5):
        remember(person)
    published()

    share = home_of(person, Plan(seconds_a_day=66)).share

    assert (share.due, share.due_today, share.waiting, share.new) == (5, 3, 2, 0)


def test_cards_met_today_are_not_offered_twice():
    person, cards = account(), [published() for _ in range(2)]
    rate(person, cards[0], 4)

    share = home_of(person, Plan(seconds_a_day=120), now=later(1)).share

    assert (share.done, share.met, share.new) == (1, 1, 1)


def test_only_the_wished_topics_bring_new_cards():
    person, wished = account(), TopicFactory()
    published(topic=wished)
    published()
    Profile.objects.get_or_create(user_id=person.owner_id)[0].topics.add(wished)

    assert home_of(person).share.new == 1
    assert home_of(account()).share.new == 2


@pytest.mark.parametrize(
    ("on", "days"), [(date(2026, 3, 2), None), (date(2026, 3, 3), 1), (date(2026, 3, 16), 14)]
)
def test_the_interview_is_counted_down_until_its_hour(on, days):
    found = home_of(account(), Plan(interview_on=on)).countdown

    assert (found.days if found else None) == days


def test_the_goal_counts_days_of_this_week_and_never_blames():
    person = account()
    for back, reviews in ((0, 1), (1, 5), (7, 5)):
        day = NOW.date() + timedelta(days=3 - back)
        StudyDay.objects.create(**person.fields(), day=day, reviews=reviews)

    goal = home_of(person, now=NOW + timedelta(days=3), goal=2).goal

    assert (goal.studied, goal.wished, goal.is_met) == (2, 2, True)
    assert not home_of(person, now=NOW + timedelta(days=3), goal=3).goal.is_met


def test_home_has_the_open_quiz_and_the_decks():
    person, card = account(), published()
    deck = DeckFactory(questions=[card])
    rate(person, card, 3)

    home = home_of(person)

    assert (home.open_attempt, list(home.decks), home.known) == (None, [deck], {deck.pk: 1})


def test_a_large_backlog_is_not_counted_to_the_end(monkeypatch):
    monkeypatch.setattr(candidates, "MOST_COUNTED", 2)
    person = account()
    for _ in range(3):
        remember(person)

    share = home_of(person).share

    assert (share.due, share.is_capped) == (2, True)


def test_a_quiz_whose_time_is_over_is_not_offered_and_counts_for_today():
    person, (right, unopened) = account(), (published(), published())
    deck = DeckFactory(questions=[right, unopened])
    attempt = begin(person, [right, unopened], minutes=1)
    give(attempt, 1, RIGHT)

    assert home_of(person, now=later(1)).open_attempt is not None
    over = home_of(person, now=later(3))

    assert (over.open_attempt, over.known) == (None, {deck.pk: 1})
    # Never opened: the card waits to be met.
    assert (over.share.new, Attempt.objects.get().ending) == (1, "deadline")
