"""Limits on how often something can be done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from questions.domain import throttles
from questions.domain.throttles import Limit, Throttled
from questions.models import Throttle

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TWICE = Limit("a test", 2, timedelta(minutes=10))


def spend(who: str = "ann", *, now: datetime = NOON, limit: Limit = TWICE) -> bool:
    """Whether it was allowed."""
    try:
        throttles.spend((limit, who), now=now)
    except Throttled:
        return False
    return True


def test_up_to_the_limit_it_is_allowed_and_then_no_more():
    assert [spend() for _ in range(4)] == [True, True, False, False]


def test_the_next_stretch_begins_anew_to_the_microsecond():
    end = NOON + timedelta(minutes=10)
    for _ in range(3):
        spend()

    assert not spend(now=end - timedelta(microseconds=1))
    assert spend(now=end)


def test_whoever_is_refused_is_told_how_long_to_wait():
    for _ in range(2):
        spend(now=NOON + timedelta(minutes=1))

    with pytest.raises(Throttled) as refused:
        throttles.spend((TWICE, "ann"), now=NOON + timedelta(minutes=4))

    assert refused.value.wait == timedelta(minutes=6)


def test_people_and_limits_are_counted_apart():
    for _ in range(2):
        spend()

    assert spend("bob")
    assert spend(limit=Limit("another", 2, timedelta(minutes=10)))
    assert not spend()


def test_what_one_limit_refuses_is_counted_for_none():
    spend("address")
    spend("address")

    with pytest.raises(Throttled):
        throttles.spend((TWICE, "ann"), (TWICE, "address"), now=NOON)

    assert [spend("ann") for _ in range(3)] == [True, True, False]


def test_nobody_can_read_an_address_from_a_row():
    spend("203.0.113.7")

    assert "203.0.113.7" not in str(list(Throttle.objects.values()))


def test_old_rows_are_forgotten():
    spend(now=NOON - timedelta(days=2))
    spend()

    assert throttles.forget(now=NOON) == 1
    assert Throttle.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_the_limit_get_through():
    def run(_number: int) -> bool:
        try:
            return spend()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(run, range(8)))

    assert sum(allowed) == 2
