"""Limits on what can be done how often. They live in the database: processes share them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from questions.models import Throttle

# Counted rows are of no use after their stretch.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `count` times in each `period`, counted from the hour."""

    name: str
    count: int
    period: timedelta


# One person retries a few times; a script that fills the database doesn't get far.
STARTS_OF_PERSON = Limit("starts of a person", 30, timedelta(minutes=10))
# A whole school may begin its test at once behind one address, each as a new guest.
STARTS_OF_ADDRESS = Limit("starts of an address", 1_500, timedelta(minutes=10))


class Throttled(Exception):
    """The limit is reached; `wait` is how long until the next stretch."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(f"again in {wait}")


def spend(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one more for `who`; raises Throttled past the limit, which is not counted."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    since = now - (now - epoch) % limit.period
    key = salted_hmac(f"throttle {limit.name}", who, algorithm="sha256").hexdigest()
    rows = Throttle.objects.filter(key=key, since=since)
    # One statement takes the row's lock and decides; a first time has no row yet.
    if rows.filter(count__lt=limit.count).update(count=F("count") + 1):
        return
    _row, is_new = Throttle.objects.get_or_create(key=key, since=since, defaults={"count": 1})
    if is_new or rows.filter(count__lt=limit.count).update(count=F("count") + 1):
        return
    raise Throttled(since + limit.period - now)


def forget(*, now: datetime) -> int:
    """Remove what no limit looks at any more; return how many rows."""
    return Throttle.objects.filter(since__lt=now - KEPT).delete()[0]
