"""Whether a plan fits, for somebody with a date."""

from datetime import date, timedelta

import pytest

from accounts.domain import prospects
from accounts.domain.forgetting import Forgetting
from accounts.domain.planning import Plan
from accounts.domain.profiles import Wishes
from accounts.models import Memory, StudyDay
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, rate
from questions.tests.factories import TopicFactory, published
from questions.tests.views.growth import grow_bank

pytestmark = pytest.mark.django_db

IN_TWO_WEEKS = date(2026, 3, 16)


def prospect_of(person, *, minutes=20, on=IN_TWO_WEEKS, topic_ids=frozenset(), days=()):
    wishes = Wishes(Plan(interview_on=on, seconds_a_day=60 * minutes), topic_ids)
    return prospects.prospect(person=person, wishes=wishes, days=days, now=NOW)


@pytest.mark.parametrize("on", [None, date(2026, 3, 2), date(2026, 3, 1)])
def test_without_a_date_to_come_there_is_nothing_to_fit(on):
    assert prospect_of(account(), on=on) is None


def test_a_few_cards_in_two_weeks_fit():
    grow_bank(20)

    found = prospect_of(account())

    assert found.outlook.fits
    assert (found.cards, found.unseen, found.outlook.minutes_needed) == (20, 20, None)
    assert found.percent >= 90


def test_too_many_cards_name_the_minutes_and_the_number_that_would_fit():
    grow_bank(200)

    found = prospect_of(account(), minutes=5)

    assert not found.outlook.fits
    assert found.outlook.unmet > 0
    assert found.outlook.minutes_needed > 5
    assert 0 < found.cards_that_fit < 200
    # What is said to make it fit does.
    assert prospect_of(account(), minutes=found.outlook.minutes_needed).outlook.fits


def test_only_the_wished_topics_count():
    topic = TopicFactory()
    published(topic=topic)
    published()

    assert prospect_of(account(), topic_ids=frozenset([topic.pk])).cards == 1


def test_what_was_met_counts_as_met():
    person, cards = account(), [published() for _ in range(3)]
    Memory.objects.create(
        **person.fields(),
        question=cards[0],
        **memory_fields(last_reviewed_at=NOW - timedelta(days=1)),
    )

    assert (prospect_of(person).cards, prospect_of(person).unseen) == (3, 2)


@pytest.mark.parametrize(
    ("recalls", "is_of_average"), [((), True), ((12, 7), True), ((12, 8), False)]
)
def test_with_too_few_cards_that_came_back_the_forecast_is_of_the_average(recalls, is_of_average):
    days = [StudyDay(recalls=number, reviews=number) for number in recalls]

    assert prospect_of(account(), days=days).is_of_average == is_of_average


def test_the_queries_do_not_grow(django_assert_num_queries):
    for size in (3, 30):
        grow_bank(size)
        person = account()
        with django_assert_num_queries(7):
            prospect_of(person)


def test_how_a_person_forgets_is_told_by_the_sums_of_their_days():
    person, card = account(), published()
    rate(person, card, 4)
    assert prospects.forgetting_of(StudyDay.objects.of(person)) == Forgetting()

    for days in range(2, 12):
        rate(person, card, 1, at=NOW + timedelta(days=2 * days))

    forgets = prospects.forgetting_of(StudyDay.objects.of(person))
    assert forgets.flat < 1
    assert forgets.recall(2, stability=5.0) < Forgetting().recall(2, stability=5.0)
