"""Whether a person will be ready: the recall to expect at the interview hour. Pure.

Cards are taken together in groups that stand alike, so that a forecast costs the same
for a hundred cards and for a hundred thousand. "As it stands" is FSRS's forgetting
curve at that hour. "If the plan is followed" goes through the study days that are left:
each day's minutes go to the groups that gain most a second, as the plan's own order
does, and what a review is expected to leave is carried on to the next day.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise

from accounts.domain import gains, planning, scheduling
from accounts.domain.forgetting import Forgetting
from accounts.domain.planning import Plan
from accounts.domain.scheduling import DAY, recall_after

# The recall with which a plan is said to fit.
READY = 0.9
# More minutes are proposed in such steps, up to so many a day.
STEP, MOST_MINUTES = 5, 240
# Days far ahead are taken together, so that a forecast has no more steps than this.
MOST_STEPS = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that stand alike: stability in days, difficulty, days since their last review."""

    stability: float
    difficulty: float
    days: float
    count: int = 1


@dataclass(frozen=True)
class Forecast:
    """What to expect at the interview hour if the plan is followed."""

    # The mean probability of recall of each group's cards, in the order given.
    recalls: Sequence[float]
    # Of a card not yet met, the chance to meet it included.
    unseen_recall: float
    # Cards not yet met that will be met.
    met: float
    seconds: float


def as_it_stands(group: Group, *, plan: Plan, now: datetime, forgetting: Forgetting) -> float:
    """The recall at the interview hour with no further study: FSRS's forgetting curve."""
    at = plan.horizon(now)
    left = 0.0 if at is None else (at - now) / DAY
    return forgetting.recall(group.days + left, stability=group.stability)


def forecast(
    groups: Sequence[Group], *, plan: Plan, now: datetime, unseen: int, forgetting: Forgetting
) -> Forecast:
    """The recall at the interview hour if the plan is followed from `now`, a day's beginning.

    `unseen`: cards not yet met; `forgetting`: `Evidence.forgetting`. Needs an interview date.
    Takes some 5 microseconds for each group and step, of at most `MOST_STEPS`.
    """
    return _forecast(groups, plan=plan, now=now, unseen=unseen, curves=_Curves(forgetting))


def _forecast(
    groups: Sequence[Group], *, plan: Plan, now: datetime, unseen: int, curves: "_Curves"
) -> Forecast:
    course = _Course(plan=plan, now=now, unseen=unseen, curves=curves)
    parts = [
        _Part(g.stability, g.difficulty, -g.days, float(g.count), i) for i, g in enumerate(groups)
    ]
    parts = course.run(parts)
    recalls = [0.0] * len(groups)
    fresh = 0.0
    for part in parts:
        recall = curves.recall(course.left - part.last, part.stability)
        if part.origin is None:
            fresh += recall * part.count
        elif groups[part.origin].count:
            recalls[part.origin] += recall * part.count / groups[part.origin].count
    return Forecast(
        recalls=recalls,
        unseen_recall=fresh / unseen if unseen else 0.0,
        met=unseen - course.unseen,
        seconds=course.seconds,
    )


@dataclass(frozen=True)
class Outlook:
    """Whether the plan fits, and what would make it fit; numbers only."""

    # Expected at the interview over all cards; those never met count 0.
    recall: float
    # Cards that will not be met.
    unmet: int
    # Whether all are met and the recall is `READY` or more.
    fits: bool
    # The fewest minutes a day with which it fits; None: it fits, or nothing does.
    minutes_needed: int | None
    # How many of the cards not yet met fit, if the others were left out.
    unseen_that_fit: int


def outlook(
    groups: Sequence[Group], *, plan: Plan, now: datetime, unseen: int, forgetting: Forgetting
) -> Outlook:
    """Needs an interview date; some 15 forecasts if it does not fit, else one."""
    # They differ in minutes and new cards, but go through the same days with the same groups.
    curves = _Curves(forgetting)

    def is_fit(seconds_a_day: int, unseen: int) -> bool:
        asked = replace(plan, seconds_a_day=seconds_a_day)
        expected = _forecast(groups, plan=asked, now=now, unseen=unseen, curves=curves)
        return _is_fit(expected, groups, unseen)

    expected = _forecast(groups, plan=plan, now=now, unseen=unseen, curves=curves)
    fits = _is_fit(expected, groups, unseen)
    minutes, that_fit = None, unseen
    if not fits:
        steps = range(plan.seconds_a_day // 60 // STEP + 1, MOST_MINUTES // STEP + 1)
        # Often the most is not enough, or the cards met are too many by themselves.
        if steps and is_fit(steps[-1] * STEP * 60, unseen):
            step = bisect_left(steps, True, key=lambda step: is_fit(step * STEP * 60, unseen))
            minutes = steps[step] * STEP
        that_fit = 0
        if unseen and is_fit(plan.seconds_a_day, 1):
            days = planning.study_days_left(plan=plan, now=now)
            most = min(unseen, days * plan.seconds_a_day // gains.SECONDS_NEW + 1)
            that_fit = bisect_left(
                range(most), True, key=lambda count: not is_fit(plan.seconds_a_day, count + 1)
            )
    return Outlook(
        recall=_mean(expected, groups, unseen),
        unmet=max(0, round(unseen - expected.met)),
        fits=fits,
        minutes_needed=minutes,
        unseen_that_fit=that_fit,
    )


def _is_fit(expected: Forecast, groups: Sequence[Group], unseen: int) -> bool:
    return expected.met > unseen - 0.5 and _mean(expected, groups, unseen) >= READY


def _mean(expected: Forecast, groups: Sequence[Group], unseen: int) -> float:
    cards = sum(group.count for group in groups) + unseen
    remembered = sum(
        group.count * recall for group, recall in zip(groups, expected.recalls, strict=True)
    )
    return (remembered + unseen * expected.unseen_recall) / cards if cards else 1.0


@dataclass(slots=True)
class _Part:
    """Some of a group's cards on their way; `last` in days from now."""

    stability: float
    difficulty: float
    last: float
    count: float
    # Its group's index; None: a card that was not met when the forecast began.
    origin: int | None


class _Curves:
    """What becomes of a card, worked out once: forecasts ask the same again and again."""

    def __init__(self, forgetting: Forgetting) -> None:
        self.recall = cache(lambda days, stability: forgetting.recall(days, stability=stability))
        self.gain = cache(_gain)
        self.stability_after = cache(_stability_after)


def _gain(stability: float, difficulty: float, elapsed: float, left: float) -> float:
    return gains.gain(stability, difficulty, elapsed=elapsed, left=left)


def _stability_after(stability: float, difficulty: float, recall: float, left: float) -> float:
    """The one stability that keeps as much for the interview as pass and fail together."""
    passed, failed = scheduling.stabilities_after(
        stability=stability, difficulty=difficulty, recall=recall
    )
    mean = recall * recall_after(left, stability=passed)
    mean += (1 - recall) * recall_after(left, stability=failed)
    return scheduling.stability_for(mean, days=left)


class _Course:
    """The days until the interview, gone through with expected values."""

    def __init__(self, *, plan: Plan, now: datetime, unseen: int, curves: _Curves) -> None:
        at = plan.horizon(now)
        assert at is not None
        self.plan, self.now, self.curves = plan, now, curves
        self.left = (at - now) / DAY
        self.unseen = float(unseen)
        self.seconds = 0.0

    def run(self, parts: list[_Part]) -> list[_Part]:
        days = planning.study_days_left(plan=self.plan, now=self.now)
        # Days off lengthen the steps between the days of study.
        pace = max(1.0, math.floor(self.left) / days)
        for first, length in _steps(days):
            parts = self._step(parts, at=first * pace, days=length, study_days_left=days - first)
        return parts

    def _step(
        self, parts: list[_Part], *, at: float, days: int, study_days_left: int
    ) -> list[_Part]:
        """`days` days of study as one."""
        left = self.left - at
        free = float(days * self.plan.seconds_a_day)
        least = gains.least_gain(left)
        ranked, kept = [], []
        for index, part in enumerate(parts):
            elapsed = at - part.last
            gain = self.curves.gain(part.stability, part.difficulty, elapsed, left)
            is_fresh = gains.is_fresh(part.stability, elapsed=elapsed, left=left)
            if elapsed < 0.5 or is_fresh or gain < least:
                kept.append(part)
            else:
                ranked.append((-gain, index, part))
        ranked.sort()
        short = planning.is_short_of(self.plan, unseen=self.unseen, days=study_days_left)
        new_gain = gains.new_gain(left)
        split = 0 if short else sum(-gain > new_gain for gain, _, _ in ranked)
        for _, _, part in ranked[:split]:
            free -= self._review(kept, part, at=at, free=free)
        if self.unseen:
            # The plan's probes are those not seen for longest, here those that gain most.
            probes = days * planning.probe_seconds(self.plan) if short and ranked else 0.0
            room = max(0.0, free - probes)
            free -= self._meet(kept, at=at, free=room, days=days, left=study_days_left, short=short)
        for _, _, part in ranked[split:]:
            free -= self._review(kept, part, at=at, free=free)
        self.seconds += days * self.plan.seconds_a_day - free
        return kept

    def _meet(
        self, parts: list[_Part], *, at: float, free: float, days: int, left: int, short: bool
    ) -> float:
        """Meet new cards; returns the seconds they take."""
        if short:
            # They have no second look then (accounts.domain.agenda).
            each = gains.SECONDS_NEW
            count = min(self.unseen, free / each)
        else:
            each = gains.SECONDS_MET
            spread = days * planning.new_a_day(unseen=self.unseen, days=left)
            count = min(self.unseen, free / each, spread)
        for rating, share in enumerate(gains.FIRST_RATINGS, start=1):
            fresh = scheduling.first_memory(rating=rating)
            parts.append(_Part(fresh.stability, fresh.difficulty, at, count * share, None))
        self.unseen -= count
        return count * each

    def _review(self, parts: list[_Part], part: _Part, *, at: float, free: float) -> float:
        """Review as many of a part's cards as there is time for; returns the seconds."""
        recall = self.curves.recall(at - part.last, part.stability)
        each = gains.review_seconds(recall)
        count = max(0.0, min(part.count, free / each))
        if count < part.count:
            parts.append(
                _Part(part.stability, part.difficulty, part.last, part.count - count, part.origin)
            )
        if count:
            stability = self.curves.stability_after(
                part.stability, part.difficulty, recall, self.left - at
            )
            difficulty = min(10.0, part.difficulty + (1 - recall) * 0.67 * (10 - part.difficulty))
            parts.append(_Part(stability, difficulty, at, count, part.origin))
        return count * each


def _steps(days: int) -> list[tuple[int, int]]:
    """(first day, number of days): the last days one by one, the ones before in equal lumps."""
    single = min(days, MOST_STEPS // 2)
    lumps = min(MOST_STEPS - single, days - single)
    edges = [round(i * (days - single) / lumps) for i in range(lumps + 1)] if lumps else [0]
    edges += [days - single + i for i in range(1, single + 1)]
    return [(a, b - a) for a, b in pairwise(edges)]
