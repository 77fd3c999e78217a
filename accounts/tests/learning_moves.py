"""What may happen in a random history of learning, and how often."""

import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from accounts.tests.learning_model import DAY

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
LONG = 300  # seconds
# Short histories that together go everywhere, see the test's last line.
SHORT = (3, 8, 11, 14)
PROFILE = settings(
    max_examples=1,
    stateful_step_count=80 if IS_LONG else 30,
    # Searching for a shorter history takes minutes.
    phases=[Phase.generate, Phase.shrink] if IS_LONG else [Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

JUMPS = [
    timedelta(0), timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=10),
    timedelta(hours=11, minutes=59, seconds=59), timedelta(hours=12), DAY,
    DAY - timedelta(microseconds=1), 3 * DAY, 9 * DAY, 40 * DAY, 400 * DAY,
]  # fmt: skip
KEYS = ["a" * 16, "b" * 16]
MINUTES = 10

jumps = st.sampled_from(JUMPS)
soon, long = st.sampled_from(JUMPS[:5]), st.sampled_from(JUMPS[5:])
ratings = st.integers(1, 4)
cards = st.sampled_from([0, 0, 0, 1, 1, 2])
days = st.none() | st.sampled_from([0, 1, 2, 7, 30, 365])
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
rarely = st.sampled_from([False] * 5 + [True])
ticks = st.lists(st.sampled_from([True, False]), min_size=2, max_size=2)
answers = st.lists(
    st.sampled_from(["right", "guessed", "wrong", "sure and wrong", "blank", "unseen"]),
    min_size=2,
    max_size=2,
)
RATED = {"right": 3, "guessed": 2, "wrong": 1, "sure and wrong": 1, "blank": 1}


def seeds() -> Iterator[int]:
    """The short histories are the same each time, so that they fail for who broke something."""
    yield from SHORT
    finish = time.monotonic() + LONG
    while IS_LONG and time.monotonic() < finish:
        yield random.SystemRandom().getrandbits(32)
