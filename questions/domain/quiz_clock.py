"""The clock of an attempt: how long it still runs, and when nothing more is accepted."""

from datetime import datetime, timedelta

from questions.models import Attempt

# An answer sent at the last second may be this late on the network; inclusive.
GRACE = timedelta(seconds=5)


def is_expired(attempt: Attempt, now: datetime) -> bool:
    """True once nothing more is accepted: strictly past the deadline and its grace.

    A paused attempt doesn't run out: its clock stands still.
    """
    return (
        attempt.state == Attempt.State.IN_PROGRESS
        and not attempt.is_paused
        and attempt.deadline is not None
        and now > attempt.deadline + GRACE
    )


def seconds_left(attempt: Attempt, now: datetime) -> float | None:
    """Seconds until the deadline, never below 0; None when untimed.

    While it is paused, those that were left when it was.
    """
    if attempt.deadline is None:
        return None
    return max(0.0, (attempt.deadline - (attempt.paused_at or now)).total_seconds())


def go_on(attempt: Attempt, now: datetime) -> None:
    """Let a paused attempt's clock run again, on the object: the deadline moves by the pause."""
    if attempt.paused_at is None:
        return
    # A server's clock that went back must not take time away.
    pause = max(timedelta(0), now - attempt.paused_at)
    if attempt.deadline is not None:
        attempt.deadline += pause
    attempt.paused_ms += round(pause.total_seconds() * 1000)
    attempt.paused_at, attempt.resumed_at = None, now
