"""Are the forecasts of readiness true of the simulated learners?

Each card's forecast for the interview hour is held against the learner's true
probability then: at half time if the plan is followed, on the eve before and after its
session; for learners who keep things as long as FSRS says, half, and twice as long.
"""

import random
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from operator import itemgetter

from _learners import Learner, World
from _learners_study import START, Course, Setting, plan

from accounts.domain import readiness
from accounts.domain.readiness import Group

STRETCHES = {"usual stability": 1.0, "half": 0.5, "double": 2.0}
MOMENTS = ("half time", "eve, before", "eve, after")
BINS = 10
FEWEST = 1_000
# The goal, and what only something broken would reach.
MOST_OFF, BROKEN = 0.05, 0.08

Pair = tuple[float, float]


def pairs_of(job: tuple[Setting, World, int, float]) -> dict[str, list[Pair]]:
    """(forecast, truth) of every card of some learners in one setting, by moment."""
    setting, world, learners, stretch = job
    pairs: dict[str, list[Pair]] = {moment: [] for moment in MOMENTS}
    for number in range(learners):
        learner = Learner(number=number, cards=setting.cards, world=world, stretch=stretch)
        course = Course(learner=learner, setting=setting, policy=plan())
        half, eve = setting.days // 2, setting.days - 1
        course.run(until=half)
        at_half = _forecast(course, START + timedelta(days=half))
        course.run(since=half, until=eve)
        before = _forecast(course, START + timedelta(days=eve))
        course.run(since=eve)
        truth = course.recalls()
        pairs["half time"] += zip(at_half, truth, strict=True)
        pairs["eve, before"] += zip(before, truth, strict=True)
        pairs["eve, after"] += _as_it_stands(course, truth)
    return pairs


def _groups(course: Course, now: datetime) -> list[Group]:
    return [
        Group(
            stability=state.stability,
            difficulty=state.difficulty,
            days=(now - state.last_reviewed_at) / timedelta(days=1),
        )
        for state in course.states
        if state is not None
    ]


def _forecast(course: Course, now: datetime) -> list[float]:
    expected = readiness.forecast(
        _groups(course, now),
        plan=course.setting.plan,
        now=now,
        unseen=len(course.unseen()),
        forgetting=course.evidence.forgetting,
    )
    # Cards are met in order, so the unseen ones follow the seen.
    return [*expected.recalls, *([expected.unseen_recall] * len(course.unseen()))]


def _as_it_stands(course: Course, truth: Sequence[float]) -> Iterator[Pair]:
    now = START + timedelta(days=course.setting.days - 1, hours=1)
    for group, recall in zip(_groups(course, now), truth, strict=False):
        forecast = readiness.as_it_stands(
            group, plan=course.setting.plan, now=now, forgetting=course.evidence.forgetting
        )
        yield forecast, recall


def report(settings: Sequence[Setting], *, world: World, learners: int, processes: int) -> bool:
    """Print the bins of each group and moment; whether nothing is broken."""
    print(f"Readiness: mean forecast > mean truth in {BINS} bins of equal count, in %")
    worst = 0.0
    with ProcessPoolExecutor(processes) as pool:
        for name, stretch in STRETCHES.items():
            jobs = [(setting, world, learners, stretch) for setting in settings]
            jobs.sort(key=lambda job: -job[0].cards * job[0].days)
            found = list(pool.map(pairs_of, jobs))
            for moment in MOMENTS:
                pairs = [pair for pairs in found for pair in pairs[moment]]
                # All cards not yet met have one forecast: where the edge of a bin is
                # among them, chance says which are in it, and not the truth.
                random.Random(moment).shuffle(pairs)
                pairs.sort(key=itemgetter(0))
                worst = max(worst, _print_bins(f"{name}, {moment}", pairs))
    return worst <= BROKEN


def _print_bins(name: str, pairs: Sequence[Pair]) -> float:
    size = len(pairs) // BINS
    bins = [pairs[i * size : (i + 1) * size] for i in range(BINS)]
    means = [
        (statistics.fmean(f for f, _ in part), statistics.fmean(t for _, t in part))
        for part in bins
    ]
    off = max(abs(forecast - truth) for forecast, truth in means)
    holds = off <= MOST_OFF and size >= FEWEST
    cells = " ".join(f"{100 * f:.0f}>{100 * t:.0f}" for f, t in means)
    print(
        f"{name:<28} {cells}  off by {100 * off:.1f} at most, {size} a bin: "
        f"{'holds' if holds else 'DOES NOT HOLD' if size >= FEWEST else 'too few'}",
        flush=True,
    )
    return off
