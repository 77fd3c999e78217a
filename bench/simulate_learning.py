"""Does the plan for an interview date beat other ways to spend the same minutes?

Simulated learners (`_learners.py`) study with Flipside's own planning and scheduling,
and by three other ways, each in the variant that was best for other learners: all cards
in turn, FSRS without the date, cramming in the last days (`_learners_study.py`). Then
the forecasts are held against what the learners truly remember (`_learners_calibration.py`).

    make bench                                                everything
    .venv/bin/python bench/simulate_learning.py --short       what CI runs; fails if it is bad
    .venv/bin/python bench/simulate_learning.py --tune        learners the constants may see
"""

import argparse
import math
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import _learners_calibration as calibration
from _learners import REPORT, TUNE, Learner, World
from _learners_study import Course, Policy, Setting, baselines, oracle, plan

SETTINGS = [Setting(*s) for s in product((60, 150, 300), (7, 14, 30, 90), (10, 20, 40))]
# Too short to meet all cards, short of time to repeat them, middling, ample: some of each, in
# which the plan is known to win or to hold.
SHORT = [
    Setting(150, 14, 10),
    Setting(60, 14, 10),
    Setting(150, 14, 20),
    Setting(60, 30, 10),
    Setting(60, 7, 40),
]
# Where the best baseline knows so much, the plan need not beat it, only save minutes.
HIGH = 0.95
WORST = -0.005
# 97.5 % of Student's t for 200 and of the normal distribution: 1.97, 1.96.
T = 1.97
ORACLE_LEARNERS = 40


@dataclass(frozen=True)
class Job:
    setting: Setting
    world: World
    learners: int
    # From the tuning world: to choose each baseline's variant by.
    tuning_learners: int


@dataclass(frozen=True)
class Line:
    setting: Setting
    plan: float
    minutes: float
    best: float
    best_minutes: float
    variant: str
    difference: float
    low: float
    high: float
    oracle: float

    @property
    def is_high(self) -> bool:
        return self.best >= HIGH

    @property
    def is_met(self) -> bool:
        if self.is_high:
            return self.low >= WORST and self.minutes <= self.best_minutes
        return self.low > 0

    def __str__(self) -> str:
        percent = [f"{100 * x:6.2f}" for x in (self.plan, self.best)]
        low, mid, high = (f"{100 * x:+6.2f}" for x in (self.low, self.difference, self.high))
        return (
            f"{self.setting} | {percent[0]} {self.minutes:5.0f} | {percent[1]} "
            f"{self.best_minutes:5.0f} {self.variant:<16} | {mid} [{low},{high}] | "
            f"{100 * self.oracle:6.2f} | {'yes' if self.is_met else 'NO'}"
        )


HEAD = (
    "cards days  min |  plan% total | best%  total which            |  diff  [95 % interval]   | "
    "oracle | met"
)


def courses(policy: Policy, setting: Setting, learners: list[Learner]) -> list[Course]:
    return [Course(learner=one, setting=setting, policy=policy).run() for one in learners]


def some(world: World, setting: Setting, count: int) -> list[Learner]:
    return [Learner(number=number, cards=setting.cards, world=world) for number in range(count)]


def best_variants(setting: Setting, *, learners: int) -> list[Policy]:
    """Of each family of baselines, the variant that is best for the tuning learners."""
    people = some(TUNE, setting, learners)
    best: dict[str, tuple[float, Policy]] = {}
    for policy in baselines(setting):
        recall = statistics.fmean(course.recall for course in courses(policy, setting, people))
        if policy.family not in best or recall > best[policy.family][0]:
            best[policy.family] = recall, policy
    return [policy for _, policy in best.values()]


def compare(job: Job) -> Line:
    """One line of the table; the same learners, with the same luck, for every policy."""
    setting = job.setting
    people = some(job.world, setting, job.learners)
    ours = courses(plan(), setting, people)
    recalls = [course.recall for course in ours]
    best: tuple[float, list[float], float, str] | None = None
    for policy in best_variants(setting, learners=job.tuning_learners):
        theirs = courses(policy, setting, people)
        mean = statistics.fmean(course.recall for course in theirs)
        if best is None or mean > best[0]:
            best = mean, [course.recall for course in theirs], minutes(theirs), policy.name
    assert best is not None
    differences = [a - b for a, b in zip(recalls, best[1], strict=True)]
    mean = statistics.fmean(differences)
    half = T * statistics.stdev(differences) / math.sqrt(len(differences))
    known = people[:ORACLE_LEARNERS]
    gap = statistics.fmean(
        course.recall - recall
        for course, recall in zip(courses(oracle(), setting, known), recalls, strict=False)
    )
    return Line(
        setting=setting,
        plan=statistics.fmean(recalls),
        minutes=minutes(ours),
        best=best[0],
        best_minutes=best[2],
        variant=best[3],
        difference=mean,
        low=mean - half,
        high=mean + half,
        oracle=statistics.fmean(recalls) + gap,
    )


def minutes(some_courses: list[Course]) -> float:
    return statistics.fmean(course.seconds for course in some_courses) / 60


def table(jobs: list[Job], *, processes: int) -> list[Line]:
    print(HEAD)
    # The longest first, so that no process is left with one at the end.
    jobs = sorted(jobs, key=lambda job: -job.setting.cards * job.setting.days)
    with ProcessPoolExecutor(processes) as pool:
        lines = []
        for line in pool.map(compare, jobs):
            lines.append(line)
            print(line, flush=True)
    summary(f"below {HIGH:.0%}", [line for line in lines if not line.is_high])
    summary(f"{HIGH:.0%} and more", [line for line in lines if line.is_high])
    return lines


def summary(name: str, lines: list[Line]) -> None:
    if not lines:
        return
    met = sum(line.is_met for line in lines)
    points = 100 * statistics.fmean(line.difference for line in lines)
    ours = statistics.fmean(line.minutes for line in lines)
    theirs = statistics.fmean(line.best_minutes for line in lines)
    print(
        f"best baseline {name}: {met} of {len(lines)} met, mean difference {points:+.2f} points, "
        f"mean minutes {ours:.0f} against {theirs:.0f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--short", action="store_true", help="few settings and learners")
    parser.add_argument("--tune", action="store_true", help="the learners of the constants")
    parser.add_argument("--learners", type=int, help="in each setting (200)")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    started = time.perf_counter()
    world = TUNE if asked.tune else REPORT
    learners = asked.learners or (40 if asked.short else 200)
    settings = SHORT if asked.short else SETTINGS
    tuning = 4 if asked.short else 24
    print(f"{learners} learners a setting, world: {world.name}\n")
    lines = table(
        [Job(setting, world, learners, tuning) for setting in settings],
        processes=asked.processes,
    )
    print()
    # Each learner has a forecast for every card, so fewer learners do.
    forecasters = 24 if asked.short else max(8, learners // 5)
    holds = calibration.report(
        settings, world=world, learners=forecasters, processes=asked.processes
    )
    print(f"\n{time.perf_counter() - started:.0f} s")
    if not asked.short:
        return 0
    # Far from the goals, so that only something broken fails, and luck does not.
    broken = [line for line in lines if line.high < 0 and line.difference < -0.01]
    for line in broken:
        print(f"BROKEN: {line}")
    return 1 if broken or not holds else 0


if __name__ == "__main__":
    sys.exit(main())
