"""The clock of an attempt: how long it still runs, and when nothing more is accepted."""

from datetime import datetime, timedelta

from questions.models import Attempt

# An answer sent at the last second may be this late on the network; inclusive.
GRACE = timedelta(seconds=5)


def is_expired(attempt: Attempt, now: datetime) -> bool:
    """True once nothing more is accepted: strictly past the deadline and its grace."""
    return (
        attempt.state == Attempt.State.IN_PROGRESS
        and attempt.deadline is not None
        and now > attempt.deadline + GRACE
    )


def seconds_left(attempt: Attempt, now: datetime) -> float | None:
    """Seconds until the deadline, never below 0; None when untimed."""
    if attempt.deadline is None:
        return None
    return max(0.0, (attempt.deadline - now).total_seconds())
