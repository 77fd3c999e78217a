"""How ready somebody is, as a page shows it: of each topic the share they would recall.

This is the forecast for somebody who stops studying today: the mean of each card's
chance of recall at the interview, by the forgetting curves that the person's own reviews
speak for, a card never met being 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.forgetting import Forgetting

# Fewer cards than this say nothing about a topic, unless it has no more.
ENOUGH_SEEN = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What a forecast needs of a card that was met; stability is in days."""

    stability: float
    last_reviewed_at: datetime


def recalled_share(
    known: Iterable[Known], *, cards: int, at: datetime, forgetting: Forgetting
) -> float:
    """The share of `cards`, 0 to 1, that will be recalled at `at` without more study."""
    day = timedelta(days=1)
    total = sum(
        forgetting.recall(max(0.0, (at - one.last_reviewed_at) / day), stability=one.stability)
        for one in known
    )
    return total / cards if cards else 0.0


def is_enough(*, seen: int, cards: int) -> bool:
    """Whether that many seen cards allow a number, and not only "not enough data yet"."""
    return seen > 0 and seen >= min(ENOUGH_SEEN, cards)
