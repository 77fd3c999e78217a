"""Limits on what can be done how often. They live in the database: processes share them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from questions.models import Throttle

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Counted rows are of no use after their stretch.
KEPT = timedelta(days=1)
# One statement takes the row's lock and decides, for a first time, too: it changes no row
# when the limit is reached.
COUNT = """
INSERT INTO questions_throttle ("key", "since", "count") VALUES (%s, %s, 1)
ON CONFLICT ("key", "since") DO UPDATE SET "count" = questions_throttle."count" + 1
WHERE questions_throttle."count" < %s
"""


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


def spend(*counted: tuple[Limit, str], now: datetime) -> None:
    """Count one more for each limit and whom it holds for, all or none.

    Raises Throttled past a limit. Give what many share last: its row is locked to the end.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for limit, who in counted:
            since = now - (now - EPOCH) % limit.period
            key = salted_hmac(f"throttle {limit.name}", who, algorithm="sha256").hexdigest()
            stored = connection.ops.adapt_datetimefield_value(since)
            cursor.execute(COUNT, [key, stored, limit.count])
            if not cursor.rowcount:
                raise Throttled(since + limit.period - now)


def forget(*, now: datetime) -> int:
    """Remove what no limit looks at any more; return how many rows."""
    return Throttle.objects.filter(since__lt=now - KEPT).delete()[0]
