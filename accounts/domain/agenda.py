"""What is left of a day: which reviews, how many new cards, in which order. Pure.

The pages of a session ask after each card, a simulation at the start of a day and when
its work is done; both get the same answer for the same cards, plan and clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain import planning
from accounts.domain.gains import SECONDS_FAIL, SECONDS_NEW, SECONDS_PASS
from accounts.domain.planning import Plan, Standing

# What a review takes as a rule.
REVIEW_SECONDS = 0.9 * SECONDS_PASS + 0.1 * SECONDS_FAIL
# A person's own pace counts once so many reviews of a day were timed.
ENOUGH_TIMED = 20
SLOWEST, FASTEST = 5.0, 0.25


@dataclass(frozen=True)
class Done:
    """What was done of the day so far; `new` are the first reviews among the `reviews`."""

    reviews: int = 0
    new: int = 0
    seconds: float = 0.0
    # Reviews half a day or more after the card's last one.
    recalls: int = 0

    @property
    def planned_seconds(self) -> float:
        """No less than the cards met are planned with: who is fast gets no more of them."""
        return max(self.seconds, float(self.new * SECONDS_NEW))

    @property
    def pace(self) -> float:
        """How many times the usual seconds a review takes this person today."""
        repeated = self.reviews - self.new
        if repeated < ENOUGH_TIMED or not self.seconds:
            return 1.0
        taken = (self.seconds - SECONDS_NEW * self.new) / repeated
        return min(SLOWEST, max(FASTEST, taken / REVIEW_SECONDS))


@dataclass(frozen=True)
class Agenda:
    """The work left, in this order; a failed card comes back once its step is over."""

    # Cards in their steps that come today, and whether before everything else. Where time
    # is too short to meet all cards, a second look gains less than a new card.
    steps: int
    has_steps_first: bool
    first: Sequence[Standing]
    new: int
    then: Sequence[Standing]
    # What the reviews are expected to take at this person's pace.
    review_seconds: float
    # What is left of the minutes after all this; 0 when they are full.
    spare_seconds: float


def agenda(
    worth: Sequence[Standing],
    *,
    plan: Plan,
    now: datetime,
    unseen: int,
    done: Done,
    steps: int = 0,
    until_seconds: float = 0.0,
    least_new: int = 0,
) -> Agenda:
    """What to do with what is left of the day's minutes.

    `worth`: `planning.worth_reviewing`; `unseen`: cards of the plan not yet met now;
    `steps`: cards in their learning steps; `until_seconds`: how long the day may be, asked
    for when the plan's share was done; `least_new`: so many new cards a day, whatever the
    plan says.
    """
    room = plan.seconds_a_day - done.seconds
    if until_seconds:
        room = until_seconds - done.planned_seconds
    before = planning.before_new(worth, plan=plan, now=now, unseen=unseen, recalls=done.recalls)
    first, seconds = _fitting(before, done.pace, room, now)
    new = _new(unseen, plan, now, done, review_seconds=seconds, least=least_new)
    if until_seconds:
        # Who goes on has time for more than the plan asks of this day.
        new = max(new, min(unseen, int(max(0.0, room - seconds) / SECONDS_NEW)))
    room = max(0.0, room - seconds - new * SECONDS_NEW)
    ids = {one.question_id for one in before}
    after = [one for one in worth if one.question_id not in ids]
    then, then_seconds = _fitting(after, done.pace, room, now)
    room = max(0.0, room - then_seconds)
    is_short = planning.is_short(plan=plan, now=now, unseen=unseen)
    return Agenda(
        steps=min(steps, int(room / (SECONDS_PASS * done.pace))) if is_short else steps,
        has_steps_first=not is_short,
        first=first,
        new=new,
        then=then,
        review_seconds=seconds + then_seconds,
        spare_seconds=room,
    )


def _fitting(
    reviews: Sequence[Standing], pace: float, room: float, now: datetime
) -> tuple[Sequence[Standing], float]:
    """The first reviews that fit into `room` seconds, and what they take."""
    spent, count = 0.0, 0
    for one in reviews:
        # What is begun within the minutes may end after them.
        if spent >= room:
            break
        spent, count = spent + planning.seconds_of([one], now=now) * pace, count + 1
    return reviews[:count], spent


def _new(
    unseen: int, plan: Plan, now: datetime, done: Done, *, review_seconds: float, least: int
) -> int:
    """How many new cards are left for today."""
    reviewed_seconds = max(0.0, done.seconds - done.new * SECONDS_NEW)
    of_today = planning.new_today(
        plan=plan,
        now=now,
        unseen=unseen + done.new,
        review_seconds=review_seconds + reviewed_seconds,
    )
    return max(0, min(unseen, max(of_today, least) - done.new))
