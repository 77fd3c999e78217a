"""The plan of a person's days: which cards today, and whether they will be ready. Pure.

With an interview date everything serves that day; without one, and after it, the plan
is for lasting memory. A day of study begins at 04:00 local: whoever studies past
midnight is still in yesterday's session.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import itemgetter

from accounts.domain import gains, scheduling
from accounts.domain.gains import SECONDS_MET, SECONDS_NEW
from accounts.domain.scheduling import DAY, Inputs, MemoryState, Phase

DAY_BEGINS = time(4)
# The hour for which an interview is planned; the person gives only the day.
INTERVIEW_HOUR = time(10)
# So much of the interview's own day of study has gone by then.
MORNING = timedelta(hours=INTERVIEW_HOUR.hour - DAY_BEGINS.hour)
SECONDS_A_DAY = 20 * 60
# From so many days after a review on, a card that was not wanted before is wanted once
# and for all.
SURELY_GROWS = 8

# The numbers below were tuned by bench/simulate_learning.py on learners other than those
# it reports; docs/adr/0012-the-plan.md says how.

# Above this share of the time left, meeting new cards comes before all but the probes.
SHORT = 0.9
# There, nothing would come back to tell how the person forgets. So on every second day of
# study, or daily with so many seconds a day, as many of the cards not seen for longest as
# take a new card's minute come first.
PROBES = 2
PROBES_DAILY_FROM = 30 * 60
# New cards are spread over this share of the days left, less two days for repeating.
NEW_WITHIN = 0.8
NEW_ENDS_BEFORE = 2


@dataclass(frozen=True)
class Plan:
    """What a person asked for."""

    # None: no date, lasting memory.
    interview_on: date | None = None
    seconds_a_day: int = SECONDS_A_DAY
    # Weekdays without study, Monday is 0.
    days_off: frozenset[int] = frozenset()
    zone: tzinfo = UTC

    @property
    def interview_at(self) -> datetime | None:
        if self.interview_on is None:
            return None
        return datetime.combine(self.interview_on, INTERVIEW_HOUR, self.zone)

    def horizon(self, now: datetime) -> datetime | None:
        """The interview while it is still to come: what schedules are to serve."""
        at = self.interview_at
        return at if at is not None and at > now else None


@dataclass(frozen=True, slots=True)
class Standing:
    """One card that the person has met, as the plan sees it."""

    question_id: int
    topic_id: int
    state: MemoryState


def study_day(now: datetime, zone: tzinfo) -> date:
    """The day of study that `now` belongs to."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=local.time() < DAY_BEGINS)


def day_start(day: date, zone: tzinfo) -> datetime:
    """When a day of study begins, in UTC."""
    return datetime.combine(day, DAY_BEGINS, zone).astimezone(UTC)


def day_end(now: datetime, zone: tzinfo) -> datetime:
    """When the day of study that `now` belongs to ends, in UTC."""
    return day_start(study_day(now, zone) + timedelta(days=1), zone)


def study_days_left(*, plan: Plan, now: datetime) -> int:
    """Days of study from today to the eve of the interview, days off left out; at least 1.

    Today counts, whatever weekday it is: who asks is here.
    """
    assert plan.interview_on is not None
    today = study_day(now, plan.zone)
    weeks, rest = divmod(max(0, (plan.interview_on - today).days - 1), 7)
    off = sum(
        (today + timedelta(days=ahead)).weekday() in plan.days_off for ahead in range(1, rest + 1)
    )
    return 1 + weeks * (7 - len(plan.days_off)) + rest - off


def gain_a_second(state: MemoryState, *, now: datetime, at: datetime) -> float:
    """What a second spent on reviewing a card now adds to its recall at `at`, the interview."""
    return gains.gain(
        state.stability,
        state.difficulty,
        elapsed=(now - state.last_reviewed_at) / DAY,
        left=(at - now) / DAY,
    )


def review(state: MemoryState | None, rating: int, *, at: datetime, inputs: Inputs) -> MemoryState:
    """`scheduling.review`; towards an interview due when the plan wants the card again."""
    after = scheduling.review(state, rating, at=at, inputs=inputs)
    if inputs.horizon is None or inputs.horizon <= at or after.phase != Phase.REVIEW:
        return after
    return replace(after, due_at=at + days_until_wanted(after, at=inputs.horizon) * DAY)


def preview(state: MemoryState | None, *, at: datetime, inputs: Inputs) -> Mapping[int, timedelta]:
    """The interval that each rating would give now."""
    return {
        rating: review(state, rating, at=at, inputs=inputs).due_at - at
        for rating in scheduling.RATINGS
    }


def days_until_wanted(state: MemoryState, *, at: datetime) -> int:
    """In how many days the card is wanted for the interview at `at`; on its eve at the latest.

    The eve itself, and the day of the interview, lead to the next day.
    """
    eve = max(1, (at - MORNING - state.last_reviewed_at).days)
    # What is hardly known is wanted at once, then not for a while: too little would stay.
    for days in range(1, min(eve, SURELY_GROWS)):
        if is_wanted(state, days, at=at):
            return days
    later = range(min(eve, SURELY_GROWS), eve)
    return later.start + bisect_left(later, True, key=lambda days: is_wanted(state, days, at=at))


def is_wanted(state: MemoryState, days: float, *, at: datetime) -> bool:
    """Whether a review so many days after the last is not too soon for the interview at `at`,
    and gains enough."""
    left = (at - state.last_reviewed_at) / DAY - days
    if gains.is_fresh(state.stability, elapsed=days, left=left):
        return False
    gain = gains.gain(state.stability, state.difficulty, elapsed=days, left=left)
    return gain >= gains.least_gain(left)


def worth_reviewing(standings: Sequence[Standing], *, plan: Plan, now: datetime) -> list[Standing]:
    """The cards to review today, the most useful first.

    What is due; with a date also what was scheduled for another and is wanted for this
    one. With a date by what a second of reviewing adds to the recall at the interview,
    without by what is most at risk of being forgotten. Nothing comes back on the day it
    was last seen.

    `standings` need not be all cards, only the likely ones: whether a card is worth it,
    and the order of two cards, depend on nothing but themselves, the plan and `now`.
    Cards in their learning steps are not the plan's: the session brings them when their
    minutes are over.
    """
    today = study_day(now, plan.zone)
    begin, end = day_start(today, plan.zone), day_end(now, plan.zone)
    at = plan.horizon(now)
    ranked = []
    for one in standings:
        state = one.state
        if state.phase != Phase.REVIEW or state.last_reviewed_at >= begin:
            continue
        is_due = state.due_at < end
        if at is None:
            rank = scheduling.retrievability(state, at=now)
        else:
            days = (today - study_day(state.last_reviewed_at, plan.zone)).days
            is_due = is_due or is_wanted(state, days, at=at)
            rank = -gain_a_second(state, now=now, at=at)
        if is_due:
            ranked.append((rank, one.question_id, one))
    return [one for *_, one in sorted(ranked, key=itemgetter(0, 1))]


def before_new(
    reviews: Sequence[Standing], *, plan: Plan, now: datetime, unseen: int, recalls: int = 0
) -> list[Standing]:
    """Those of the `worth_reviewing` that come before any new card.

    Without a date all of them; with one those that gain more a second than a new card.
    If time is so short that not all cards can be met, only the day's probes, less the
    `recalls` of today: reviews half a day or more after the card's last one. No others
    tell anything.
    """
    at = plan.horizon(now)
    if at is None or not unseen:
        return list(reviews)
    if is_short(plan=plan, now=now, unseen=unseen):
        telling = [one for one in reviews if now - one.state.last_reviewed_at >= scheduling.A_NIGHT]
        telling.sort(key=lambda one: (one.state.last_reviewed_at, one.question_id))
        return telling[: max(0, probes_today(plan=plan, now=now) - recalls)]
    new_gain = gains.new_gain((at - now) / DAY)
    return [one for one in reviews if gain_a_second(one.state, now=now, at=at) > new_gain]


def probes_today(*, plan: Plan, now: datetime) -> int:
    """How many cards come back today, though time is short, for what they tell."""
    has_probes = _has_daily_probes(plan) or study_days_left(plan=plan, now=now) % 2 == 0
    return PROBES if has_probes else 0


def probe_seconds(plan: Plan) -> float:
    """What the probes take of a day, on average."""
    return SECONDS_NEW if _has_daily_probes(plan) else SECONDS_NEW / 2


def _has_daily_probes(plan: Plan) -> bool:
    return plan.seconds_a_day >= PROBES_DAILY_FROM


def seconds_of(reviews: Sequence[Standing], *, now: datetime) -> float:
    """What so many reviews are expected to take."""
    return sum(
        gains.review_seconds(scheduling.retrievability(one.state, at=now)) for one in reviews
    )


def is_short(*, plan: Plan, now: datetime, unseen: int) -> bool:
    """Whether meeting the cards takes most of the time left: then no review gains as much.

    Without a date there is time.
    """
    if plan.horizon(now) is None:
        return False
    return is_short_of(plan, unseen=unseen, days=study_days_left(plan=plan, now=now))


def is_short_of(plan: Plan, *, unseen: float, days: int) -> bool:
    """The same with so many days of study left; a forecast has fractions of a card."""
    return unseen * SECONDS_MET > SHORT * days * plan.seconds_a_day


def new_a_day(*, unseen: float, days: int) -> int:
    """How many cards to meet a day, so that the last ones leave time to be repeated."""
    return math.ceil(unseen / max(1.0, NEW_WITHIN * days - NEW_ENDS_BEFORE))


def new_today(*, plan: Plan, now: datetime, unseen: int, review_seconds: float) -> int:
    """How many new cards to meet on this day, in all.

    `unseen`: cards of the plan not yet met when the day began; `review_seconds`: what
    the reviews that come before new cards take (`seconds_of` those of `before_new`).
    Needs nothing else. With a date the new cards are spread so that the last ones are
    met some days before it, or as many as fit if time is short.
    """
    left = max(0.0, plan.seconds_a_day - review_seconds)
    most = min(unseen, int(left / SECONDS_NEW))
    if plan.horizon(now) is None or is_short(plan=plan, now=now, unseen=unseen):
        return most
    return min(most, new_a_day(unseen=unseen, days=study_days_left(plan=plan, now=now)))
