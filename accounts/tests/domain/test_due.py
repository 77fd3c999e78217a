"""Which cards are due today."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.domain import due, progress
from accounts.domain.planning import Plan
from accounts.models import Memory
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, guest, later, rate, take
from questions.domain import publishing
from questions.models import Person
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT

pytestmark = pytest.mark.django_db

# NOW is at noon, so the day of study ends at four the next morning.
DAY_END = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
PLAN = Plan()


def remember(person, **fields):
    """A card in review, due now unless `fields` say otherwise."""
    return Memory.objects.create(
        **person.fields(),
        question=published(),
        **memory_fields(**({"due_at": NOW} | fields)),
    )


def due_at(person, now=NOW, plan=PLAN, at_most=100):
    return due.due_count(person=person, now=now, plan=plan, at_most=at_most)


@pytest.mark.parametrize("make", [account, guest])
def test_a_review_is_due_during_the_whole_day_it_falls_on(make):
    person = make()
    remember(person, due_at=DAY_END - timedelta(microseconds=1))
    remember(person, due_at=DAY_END)

    assert due_at(person) == 1


def test_a_step_of_learning_is_due_at_its_minute():
    person, card = account(), published()
    rate(person, card, 1)
    step = Memory.objects.get()

    assert due_at(person, step.due_at - timedelta(microseconds=1)) == 0
    assert due_at(person, step.due_at) == 1


def test_the_day_ends_at_four_in_the_persons_own_zone():
    person = account()
    remember(person, due_at=DAY_END - timedelta(hours=1))

    assert due_at(person) == 1
    # There it is 21:00, and the day ends at 19:00 UTC.
    assert due_at(person, plan=Plan(zone=ZoneInfo("Asia/Tokyo"))) == 0


def test_cards_suspended_or_put_off_or_retired_are_not_due():
    person = account()
    remember(person, is_suspended=True)
    remember(person, put_off_until=NOW + timedelta(minutes=1))
    publishing.retire(remember(person).question)

    assert due_at(person) == 0


def test_a_card_put_off_is_due_again_once_its_time_has_come():
    person = account()
    remember(person, put_off_until=NOW)

    assert due_at(person) == 1


def test_a_queued_card_is_new_and_not_due():
    person, opened, unopened = account(), published(), published()
    take(person, [opened, unopened], [RIGHT, None])

    assert Memory.objects.filter(phase=0).count() == 1
    assert due_at(person, later(60)) == 1


def test_a_suspended_card_is_due_again_once_it_is_resumed():
    person, card = account(), published()
    rate(person, card, 1)
    for kind, count in (("suspend", 0), ("resume", 1)):
        progress.record_event(person=person, question_id=card.pk, kind=kind, now=later(1))
        assert due_at(person, later(60)) == count


def test_it_counts_no_further_than_asked():
    person = account()
    for _ in range(3):
        remember(person)

    assert due_at(person, at_most=2) == 2


def test_only_the_persons_own_cards_are_counted_and_nobody_has_any(django_assert_num_queries):
    remember(account())

    assert due_at(account()) == 0
    with django_assert_num_queries(0):
        assert due_at(Person()) == 0
