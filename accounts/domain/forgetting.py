"""How one person forgets, learned from how often they remembered. Pure.

Everybody's cards are scheduled alike; only what is forecast is fitted to the person.
"""

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from accounts.domain import scheduling
from accounts.domain.scheduling import DAY, MemoryState, recall_after

# Tuned by bench/simulate_learning.py --tune; see docs/adr/0012-the-plan.md.

# The steep curve: with this decay for FSRS's 0.15 it is close to an exponential.
STEEP_PARAMETERS = (*scheduling.DEFAULT_PARAMETERS[:20], 3.0)
FLAT_PARAMETERS = scheduling.DEFAULT_PARAMETERS
# So much evidence against a change of mind, in units of `Evidence.weight`.
PRIOR_WEIGHT = 0.6
# Nobody is taken to keep things more than e**2 = 7.4 times as long, or as short.
MOST_CHANGE = 2.0
# The share of people taken to forget exponentially, before anything is known of them.
STEEP = 0.15
# One review says no more than this, whatever was predicted: a slip is not a proof.
SURPRISE = 0.05
# Fractions are summed in millionths: whole numbers come to the same in any order, and
# what an undo takes away is exactly what was added.
MILLION = 1_000_000
# No curve foresees less; of nothing at all the powers below would be infinite.
LEAST_FORESEEN = 1e-6


@dataclass(frozen=True, slots=True)
class Forgetting:
    """How one person forgets: by a mix of two curves, each with a pace of its own.

    FSRS's power curve is flat: what is left after a week is mostly there after a month.
    Some people are better described by a steep one, nearly exponential, on which it is
    not. Both are at 0.9 after the stability.
    """

    # How long things are kept by each curve: 1 as FSRS's average learner, 2 twice as long.
    flat: float = 1.0
    steep: float = 1.0
    # The probability that the steep curve is theirs.
    steepness: float = STEEP

    def recall(self, days: float, *, stability: float) -> float:
        flat = recall_after(days / self.flat, stability=stability)
        steep = recall_after(days / self.steep, stability=stability, parameters=STEEP_PARAMETERS)
        return (1 - self.steepness) * flat + self.steepness * steep


@dataclass(frozen=True, slots=True)
class Evidence:
    """How often a person remembered, against what was predicted: sums over their reviews.

    Only a review a night or more after the card's last one counts; `after` adds one.
    All but the passes are in millionths.
    """

    passes: int = 0
    # By the flat curve: sum of the predictions, and of how much they move if stability
    # grows e-fold.
    flat_expected: int = 0
    flat_weight: int = 0
    # The same by the steep curve.
    steep_expected: int = 0
    steep_weight: int = 0
    # Sum of the log of the odds that each outcome gives the steep curve.
    steep_odds: int = 0

    def after(self, state: MemoryState, *, rating: int, now: datetime) -> "Evidence":
        """With one more review: `state` before it, its rating and time."""
        elapsed = now - state.last_reviewed_at
        if elapsed < scheduling.A_NIGHT:
            return self
        passed = rating != scheduling.AGAIN
        flat = recall_after(elapsed / DAY, stability=state.stability)
        return total([self, told(flat, passed=passed)])

    @property
    def forgetting(self) -> Forgetting:
        odds = STEEP / (1 - STEEP) * math.exp(min(20.0, max(-20.0, self.steep_odds / MILLION)))
        return Forgetting(
            flat=_pace(self.passes, self.flat_expected, self.flat_weight),
            steep=_pace(self.passes, self.steep_expected, self.steep_weight),
            steepness=odds / (1 + odds),
        )


def told(foreseen: float, *, passed: bool) -> Evidence:
    """What one review tells of which FSRS's own curve, the flat one, foresaw so much recall."""
    foreseen = min(1.0, max(LEAST_FORESEEN, foreseen))
    # How many stabilities had gone by: the flat curve, inverted.
    decay = -FLAT_PARAMETERS[20]
    gone = (foreseen ** (1 / decay) - 1) / (0.9 ** (1 / decay) - 1)
    steep = recall_after(gone, stability=1.0, parameters=STEEP_PARAMETERS)
    return Evidence(
        passes=int(passed),
        flat_expected=round(MILLION * foreseen),
        flat_weight=round(MILLION * _weight(foreseen, decay=FLAT_PARAMETERS[20])),
        steep_expected=round(MILLION * steep),
        steep_weight=round(MILLION * _weight(steep, decay=STEEP_PARAMETERS[20])),
        steep_odds=round(MILLION * _log_odds(steep, foreseen, passed)),
    )


def total(parts: Iterable[Evidence]) -> Evidence:
    """The sums of all parts."""
    return Evidence(*map(sum, zip(*map(astuple, [Evidence(), *parts]), strict=True)))


def _weight(recall: float, *, decay: float) -> float:
    """dR / d ln S of the curve R = (1 + f t / S) ** -decay."""
    return decay * recall * (1 - recall ** (1 / decay))


def _pace(passes: int, expected: int, weight: int) -> float:
    """How much longer things are kept than predicted: one Newton step, held back."""
    change = (passes - expected / MILLION) / (weight / MILLION + PRIOR_WEIGHT)
    return math.exp(min(MOST_CHANGE, max(-MOST_CHANGE, change)))


def _log_odds(steep: float, flat: float, passed: bool) -> float:
    steep, flat = (min(1 - SURPRISE, max(SURPRISE, recall)) for recall in (steep, flat))
    return math.log(steep / flat if passed else (1 - steep) / (1 - flat))
