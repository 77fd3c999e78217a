"""The reviews of the coming weeks, by study day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.domain import forecast, planning
from accounts.domain.planning import Plan
from accounts.models import Memory
from accounts.tests.factories import memory_fields
from accounts.tests.learning import NOW, account, guest, rate
from questions.domain import publishing
from questions.models import Person
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def remember(person, due_at, **fields):
    return Memory.objects.create(
        **person.fields(), question=published(), **memory_fields(due_at=due_at, **fields)
    )


def counts_of(person, now=NOW, zone=UTC):
    plan = Plan(zone=zone)
    found = forecast.forecast(
        person=person, plan=plan, today=planning.study_day(now, zone), now=now
    )
    assert len(found.days) == forecast.DAYS
    return {day: count for day, count in found.days if count}


@pytest.mark.parametrize("make", [account, guest])
def test_a_day_has_what_falls_due_from_four_to_four(make):
    person, four = make(), datetime(2026, 3, 4, 4, tzinfo=UTC)
    for due_at in (four - timedelta(microseconds=1), four, four + timedelta(hours=23)):
        remember(person, due_at)

    assert counts_of(person) == {date(2026, 3, 3): 1, date(2026, 3, 4): 2}


def test_today_has_all_that_is_overdue_and_the_steps_that_wait():
    person = account()
    remember(person, NOW - timedelta(days=90))
    rate(person, published(), 1, at=NOW - timedelta(hours=1))
    rate(person, published(), 1)

    assert counts_of(person) == {date(2026, 3, 2): 2}


def test_nothing_later_than_four_weeks_is_counted():
    person = account()
    remember(person, NOW + timedelta(days=27))
    remember(person, NOW + timedelta(days=28))

    assert counts_of(person) == {date(2026, 3, 29): 1}


def test_suspended_and_retired_cards_are_left_out():
    person = account()
    remember(person, NOW + timedelta(days=3), is_suspended=True)
    publishing.retire(remember(person, NOW + timedelta(days=3)).question)
    publishing.retire(remember(person, NOW - timedelta(days=3)).question)
    remember(person, NOW + timedelta(days=3))

    assert counts_of(person) == {date(2026, 3, 5): 1}


def test_a_change_of_the_clock_shifts_no_review_to_another_day():
    person, berlin = account(), ZoneInfo("Europe/Berlin")
    # On 29 March the clock goes from 2:00 to 3:00, so that 3:30 is of the 28th still.
    remember(person, datetime(2026, 3, 29, 3, 30, tzinfo=berlin))
    remember(person, datetime(2026, 3, 29, 4, 0, tzinfo=berlin))
    remember(person, datetime(2026, 3, 30, 3, 59, tzinfo=berlin))

    assert counts_of(person, now=NOW + timedelta(days=7), zone=berlin) == {
        date(2026, 3, 28): 1,
        date(2026, 3, 29): 2,
    }


def test_the_highest_column_fills_the_plot():
    person = account()
    remember(person, NOW + timedelta(days=1))
    found = forecast.forecast(person=person, plan=Plan(), today=NOW.date(), now=NOW)

    assert [column.height for column in found.chart.columns[:3]] == [0, 118, 0]
    assert found.total == 1


def test_nobody_has_nothing_to_come_and_others_reviews_are_not_counted():
    remember(account(), NOW)

    assert counts_of(account()) == {}
    assert counts_of(Person()) == {}
