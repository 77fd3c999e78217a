"""When a card comes back: FSRS-6, by the fsrs package. Pure, and alone in importing it.

A `MemoryState` is what one review left behind. Everything else that the next state
depends on is in `Inputs`, stored with each review, so that the log can be replayed.
Terms (retrievability, stability, difficulty, lapse) are FSRS's:
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
"""

import math
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import fsrs

# FSRS-6's own, from some 700 million reviews of Anki's users.
DEFAULT_PARAMETERS: tuple[float, ...] = tuple(fsrs.Scheduler().parameters)
DESIRED_RETENTION = 0.9
LONGEST_INTERVAL = 36_500  # days
SHORTEST_STABILITY = 0.001  # days, as in fsrs

# Cards met together should not come back together for ever: an interval of so many
# days or more varies by a day and this share of it.
FUZZ_FROM = 3
FUZZ_SHARE = 0.05

DAY = timedelta(days=1)
# Between two reviews so far apart lies a night.
A_NIGHT = timedelta(hours=12)
RATINGS = (1, 2, 3, 4)
AGAIN = 1


class Phase(IntEnum):
    """Where a card stands; the first is ours, the others are FSRS's states."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What FSRS knows of one card after a review; stability is in days."""

    phase: int
    # Which learning step, from 0; None once the card is in review.
    step: int | None
    stability: float
    # 1 (easy) to 10 (hard).
    difficulty: float
    due_at: datetime
    last_reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a schedule depends on beside the state, the rating and the time."""

    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    desired_retention: float = DESIRED_RETENTION
    # The interview, while one is planned for; None: lasting memory.
    horizon: datetime | None = None
    # Of our own fuzz; None: no fuzz.
    seed: int | None = None


def review(state: MemoryState | None, rating: int, *, at: datetime, inputs: Inputs) -> MemoryState:
    """The state after a rating (1 Again to 4 Easy) at `at`; no state: a card never reviewed.

    The due time is FSRS's own; towards a date it is the plan's (planning.review).
    """
    at = at.astimezone(UTC)
    towards_a_date = inputs.horizon is not None and inputs.horizon > at
    if towards_a_date and state is not None:
        state = _as_of_another_day(state, at=at)
    # Towards a date a pass is enough: by FSRS's own formula a second Good on the same
    # day adds nothing to a stability of 2.2 days or more, and its seconds are wanted.
    has_steps = not towards_a_date or rating == AGAIN
    scheduler = _scheduler(inputs.parameters, inputs.desired_retention, has_steps)
    card, _log = scheduler.review_card(_card(state, at), fsrs.Rating(rating), at)
    assert card.stability is not None
    assert card.difficulty is not None
    due_at = card.due
    if card.state == fsrs.State.Review:
        due_at = at + fuzzed((card.due - at).days, seed=inputs.seed) * DAY
    return MemoryState(
        phase=card.state.value,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due_at=due_at,
        last_reviewed_at=at,
    )


def retrievability(
    state: MemoryState, *, at: datetime, parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> float:
    """The probability of recall at a moment, 0 to 1, by FSRS's forgetting curve.

    fsrs itself counts whole days; here time flows, so that cards can be told apart.
    """
    elapsed = max(0.0, (at - state.last_reviewed_at) / DAY)
    return recall_after(elapsed, stability=state.stability, parameters=parameters)


def recall_after(
    days: float, *, stability: float, parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> float:
    """The same curve for so many days: 0.9 once `days` equal the stability."""
    formula = _formula(parameters)
    return float((1 + formula.factor * days / stability) ** formula.decay)


def stability_for(
    recall: float, *, days: float, parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> float:
    """The stability with which so much is recalled after so many days: the curve, inverted."""
    formula = _formula(parameters)
    grown = min(recall, 0.999_999) ** (1 / formula.decay) - 1
    return max(SHORTEST_STABILITY, formula.factor * days / grown)


class Strength(NamedTuple):
    """FSRS's two numbers for a card: stability in days, difficulty from 1 to 10."""

    stability: float
    difficulty: float


def first_memory(*, rating: int, parameters: tuple[float, ...] = DEFAULT_PARAMETERS) -> Strength:
    """What a first rating leaves, by FSRS-6's formulas."""
    w = parameters
    difficulty = w[4] - math.exp(w[5] * (rating - 1)) + 1
    return Strength(max(w[rating - 1], SHORTEST_STABILITY), min(10.0, max(1.0, difficulty)))


def next_memory(
    *,
    stability: float,
    difficulty: float,
    recall: float,
    rating: int,
    same_day: bool,
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS,
) -> Strength:
    """What a further rating leaves, by FSRS-6's formulas, as `review` applies them.

    `recall`: the retrievability at the review; `same_day`: less than a day after the
    last one. Written out (https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm)
    because a plan asks "what if" hundreds of times at once.
    """
    formula = _formula(parameters)
    harder = difficulty - parameters[6] * (rating - 3) * (10 - difficulty) / 9
    harder = parameters[7] * formula.easiest + (1 - parameters[7]) * harder
    if same_day:
        grown = math.exp(parameters[17] * (rating - 3 + parameters[18]))
        grown *= stability ** -parameters[19]
        stability *= grown if rating == 1 else max(1.0, grown)
    elif rating == 1:
        stability = _forgotten(stability, difficulty, recall, formula)
    else:
        bonus = parameters[15] if rating == 2 else parameters[16] if rating == 4 else 1.0
        stability += bonus * (_recalled(stability, difficulty, recall, formula) - stability)
    return Strength(max(stability, SHORTEST_STABILITY), min(10.0, max(1.0, harder)))


def stabilities_after(
    *,
    stability: float,
    difficulty: float,
    recall: float,
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS,
) -> tuple[float, float]:
    """The stabilities, in days, that a review on a later day would leave: if passed, if failed.

    Passed is a Good; failed is an Again that a Good follows on the same day.
    """
    formula = _formula(parameters)
    failed = max(SHORTEST_STABILITY, _forgotten(stability, difficulty, recall, formula))
    failed *= max(1.0, formula.same_day * failed**formula.same_day_saturation)
    return _recalled(stability, difficulty, recall, formula), failed


def _recalled(stability: float, difficulty: float, recall: float, formula: "_Formula") -> float:
    return stability * (
        1
        + formula.growth
        * (11 - difficulty)
        * stability**formula.saturation
        * (math.exp((1 - recall) * formula.spacing) - 1)
    )


def _forgotten(stability: float, difficulty: float, recall: float, formula: "_Formula") -> float:
    relearned = (
        formula.relearned
        * difficulty**formula.hardness
        * ((stability + 1) ** formula.kept - 1)
        * math.exp((1 - recall) * formula.surprise)
    )
    return min(relearned, stability / formula.same_day)


def fuzzed(days: int, *, seed: int | None) -> int:
    """An interval near `days`, the same for the same seed."""
    if seed is None or days < FUZZ_FROM:
        return days
    spread = 1 + int(days * FUZZ_SHARE)
    low, high = max(2, days - spread), min(LONGEST_INTERVAL, days + spread)
    return random.Random(seed).randint(low, high)


class _Formula(NamedTuple):
    """The numbers of FSRS's formulas, by what they do."""

    decay: float
    factor: float
    growth: float
    saturation: float
    spacing: float
    relearned: float
    hardness: float
    kept: float
    surprise: float
    same_day: float
    same_day_saturation: float
    easiest: float


@lru_cache(maxsize=64)
def _formula(w: tuple[float, ...]) -> _Formula:
    return _Formula(
        decay=-w[20],
        factor=0.9 ** (-1 / w[20]) - 1,
        growth=math.exp(w[8]),
        saturation=-w[9],
        spacing=w[10],
        relearned=w[11],
        hardness=-w[12],
        kept=w[13],
        surprise=w[14],
        same_day=math.exp(w[17] * w[18]),
        same_day_saturation=-w[19],
        easiest=w[4] - math.exp(3 * w[5]) + 1,
    )


def _as_of_another_day(state: MemoryState, *, at: datetime) -> MemoryState:
    """The state, its last review put a whole day back if a night lies between.

    fsrs takes less than 24 hours for the same day, and lets such a review count for
    next to nothing; who studies at eight and next day at seven would learn nothing.
    """
    if A_NIGHT <= at - state.last_reviewed_at < DAY:
        return replace(state, last_reviewed_at=at - DAY)
    return state


@lru_cache(maxsize=64)
def _scheduler(
    parameters: tuple[float, ...], desired_retention: float, has_steps: bool
) -> fsrs.Scheduler:
    without = {} if has_steps else {"learning_steps": (), "relearning_steps": ()}
    return fsrs.Scheduler(
        **without,
        parameters=parameters,
        desired_retention=desired_retention,
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


def _card(state: MemoryState | None, at: datetime) -> fsrs.Card:
    # An id of our own: without one fsrs sleeps a millisecond to make it unique.
    if state is None:
        return fsrs.Card(card_id=0, due=at)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(state.phase),
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=state.due_at.astimezone(UTC),
        last_review=state.last_reviewed_at.astimezone(UTC),
    )
