"""People who forget, for `simulate_learning.py`: what they truly remember, and how they rate.

A learner has one of three kinds of memory. Half follow FSRS-6 itself with parameters
that are not exactly ours; a quarter forget exponentially with a half-life that grows
with spaced recall; a quarter are ACT-R's power-law traces. Learners differ in ability
and in stability, cards in difficulty. Everything random is drawn once for each
(learner, card, nth encounter), so that every policy meets the same luck.

Times are in days since the first session, as floats; a whole number is the start of a
session. `stretch` slows a memory's time: 2 keeps everything twice as long.
"""

import math
import random
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from statistics import NormalDist

from accounts.domain import scheduling

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True)
class World:
    """What the learners of a run have in common; tuning and report use different ones."""

    name: str
    # Shares of Again, Hard, Good, Easy when a card is met: some of it is known already.
    first_ratings: tuple[float, float, float, float] = (0.24, 0.09, 0.50, 0.17)
    # Shares of Hard and Easy among passes; the rest is Good.
    hard: float = 0.22
    easy: float = 0.14
    # Spread of stability, as the deviation of its logarithm, among learners and cards.
    learners_differ: float = 0.35
    cards_differ: float = 0.35
    # Exponential memory: growth of the half-life for each unit of forgetting, at most.
    growth: float = 15.0
    most_growth: float = 6.0
    # ACT-R: noise of the recall threshold.
    noise: float = 0.255


REPORT = World("report")
# Other people, other memories: constants must not be fitted to those they are reported on.
TUNE = World(
    "tune",
    first_ratings=(0.30, 0.12, 0.44, 0.14),
    hard=0.26,
    easy=0.11,
    learners_differ=0.25,
    cards_differ=0.45,
    growth=12.0,
    most_growth=5.0,
    noise=0.30,
)


class FsrsMemory:
    """FSRS-6 with a difficulty of the card's own."""

    __slots__ = ("difficulty", "last", "stability")

    def __init__(self, *, rating: int, at: float, ease: float, world: World) -> None:
        first = scheduling.first_memory(rating=rating)
        self.stability = first.stability
        self.difficulty = min(10.0, max(1.0, first.difficulty - ease))
        self.last = at

    def recall(self, at: float) -> float:
        return scheduling.recall_after(max(0.0, at - self.last), stability=self.stability)

    def practise(self, *, rating: int, at: float, same_day: bool) -> None:
        memory = scheduling.next_memory(
            stability=self.stability,
            difficulty=self.difficulty,
            recall=self.recall(at),
            rating=rating,
            same_day=same_day,
        )
        self.stability, self.difficulty = memory.stability, memory.difficulty
        self.last = at


class HalfLifeMemory:
    """Exponential forgetting; recall lengthens the half-life, more so the more was forgotten.

    The curve and the growth of the half-life with each recall are half-life regression's
    (Settles & Meeder 2016, doi 10.18653/v1/P16-1174); that a recall counts for more the
    later it comes is the two-component model's (Wozniak et al. 1995). Growth is 2.5 at a
    recall of 0.9, the factor of SM-2.
    """

    # Days, by first rating.
    FIRST = {AGAIN: 2.8, HARD: 7.8, GOOD: 12.7, EASY: 43.0}
    __slots__ = ("half_life", "last", "world")

    def __init__(self, *, rating: int, at: float, ease: float, world: World) -> None:
        self.half_life = self.FIRST[rating] * math.exp(0.3 * ease)
        self.last = at
        self.world = world

    def recall(self, at: float) -> float:
        return 2.0 ** (-max(0.0, at - self.last) / self.half_life)

    def practise(self, *, rating: int, at: float, same_day: bool) -> None:
        if rating == AGAIN:
            self.half_life = max(self.FIRST[AGAIN], self.half_life * 0.25)
        elif not same_day:
            grown = self.world.growth * (1 - self.recall(at))
            grown *= {HARD: 0.7, GOOD: 1.0, EASY: 1.3}[rating]
            self.half_life *= min(self.world.most_growth, 1 + grown)
        self.last = at


class TraceMemory:
    """ACT-R: every practice leaves a trace that decays by a power of time.

    Activation m = b + ln(sum of t_i ** -d_i), decay d_i = c * e**m + a with the traces'
    activation at the time of practice (hence spacing), recall 1 / (1 + e**((tau - m) / s)):
    Pavlik & Anderson 2005, doi 10.1207/s15516709cog0000_14, with their a, c, tau, s and
    their slower time between sessions (0.025). The offset b is ours, by the first rating,
    since a card of theirs is seen for seconds; it does not hasten decay.
    """

    OFFSET = {AGAIN: 0.98, HARD: 1.26, GOOD: 1.39, EASY: 1.71}
    A, C, TAU = 0.177, 0.217, -0.704
    SECONDS_A_DAY = 86_400 * 0.025
    # Nothing is recalled sooner: the gap between two looks in one session.
    SOONEST = 600.0
    __slots__ = ("decays", "noise", "offset", "times")

    def __init__(self, *, rating: int, at: float, ease: float, world: World) -> None:
        self.offset = self.OFFSET[rating] + 0.1 * ease
        self.noise = world.noise
        self.times = [at]
        self.decays = [self.A]

    def _strength(self, at: float) -> float:
        return sum(
            (self.SOONEST + (at - time) * self.SECONDS_A_DAY) ** -decay
            for time, decay in zip(self.times, self.decays, strict=True)
        )

    def recall(self, at: float) -> float:
        activation = self.offset + math.log(self._strength(at))
        return 1 / (1 + math.exp((self.TAU - activation) / self.noise))

    def practise(self, *, rating: int, at: float, same_day: bool) -> None:
        self.decays.append(self.C * self._strength(at) + self.A)
        self.times.append(at)


def _copied(memory: "Memory") -> "Memory":
    other = copy(memory)
    if isinstance(other, TraceMemory):
        other.times, other.decays = [*other.times], [*other.decays]
    return other


Memory = FsrsMemory | HalfLifeMemory | TraceMemory
KINDS: Sequence[type[Memory]] = (FsrsMemory, HalfLifeMemory, FsrsMemory, TraceMemory)


class Learner:
    """One person with all their luck; `number` picks kind and draws."""

    def __init__(self, *, number: int, cards: int, world: World, stretch: float = 1.0) -> None:
        rng = random.Random(f"{world.name} {number}")
        self.world = world
        self.kind = KINDS[number % len(KINDS)]
        self._ability = rng.gauss(0, 0.5)
        self._stretch = stretch * math.exp(rng.gauss(0, world.learners_differ))
        self._seed = f"{world.name} {number}"
        self.stretches: list[float] = []
        self.eases: list[float] = []
        self.firsts: list[int] = []
        self._draws: list[list[tuple[float, float]]] = []
        self._rngs: list[random.Random] = []
        for card in range(cards):
            luck = random.Random(f"{self._seed} {card}")
            self.stretches.append(self._stretch * math.exp(luck.gauss(0, world.cards_differ)))
            self.eases.append(luck.gauss(0, 1.0))
            self.firsts.append(self._first_rating(luck, self.eases[card]))
            self._rngs.append(luck)
            self._draws.append([])

    def _first_rating(self, luck: random.Random, ease: float) -> int:
        # Ability and ease move the same scale as luck; together they are standard normal.
        known = (self._ability + 0.5 * ease + luck.gauss(0, math.sqrt(0.5))) / 1.0
        place = NormalDist().cdf(known)
        for rating, share in enumerate(self.world.first_ratings, start=1):
            if place < share:
                return rating
            place -= share
        return EASY

    def meet(self, card: int, *, at: float) -> tuple[int, Memory]:
        """The first encounter: its rating and the memory it leaves."""
        rating = self.firsts[card]
        memory = self.kind(
            rating=rating, at=at / self.stretches[card], ease=self.eases[card], world=self.world
        )
        return rating, memory

    def recall(self, card: int, memory: Memory, *, at: float) -> float:
        """The true probability of recall."""
        return memory.recall(at / self.stretches[card])

    def what_if(
        self, card: int, memory: Memory, ratings: Sequence[int], *, at: float, then: float
    ) -> float:
        """The recall at `then` if the card were rated so at `at`, the second time at once."""
        stretch = self.stretches[card]
        memory = _copied(memory)
        for number, rating in enumerate(ratings):
            memory.practise(rating=rating, at=at / stretch, same_day=number > 0)
        return memory.recall(then / stretch)

    def answer(self, card: int, nth: int, memory: Memory, *, at: float, same_day: bool) -> int:
        """The rating of the nth encounter; the memory is changed by it."""
        draws = self._draws[card]
        while len(draws) <= nth:
            draws.append((self._rngs[card].random(), self._rngs[card].random()))
        luck, how = draws[nth]
        stretched = at / self.stretches[card]
        if luck >= memory.recall(stretched):
            rating = AGAIN
        elif how < self.world.hard:
            rating = HARD
        else:
            rating = EASY if how > 1 - self.world.easy else GOOD
        memory.practise(rating=rating, at=stretched, same_day=same_day)
        return rating
