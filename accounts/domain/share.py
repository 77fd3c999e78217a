"""Today's share of the work: reviews that are worth it, new cards, and their order.

Read anew each time: what is left of a day follows from the cards, the plan, and what
was done since the day began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain import candidates, due, planning
from accounts.domain.candidates import Where
from accounts.domain.planning import SECONDS_FAIL, SECONDS_NEW, SECONDS_PASS, Plan, Standing
from accounts.models import Memory, StudyDay
from questions.models import Person

# Who narrows the session to a deck or topic wants it: new cards a day, whatever the plan.
NEW_WHEN_NARROWED = 20
# "Go on" adds so many seconds.
MORE_SECONDS = 10 * 60
# A person's own pace counts once so many reviews of a day were timed.
ENOUGH_TIMED = 20
REVIEW_SECONDS = 0.9 * SECONDS_PASS + 0.1 * SECONDS_FAIL
SLOWEST, FASTEST = 5.0, 0.25


@dataclass(frozen=True)
class Left:
    """What a session or a round still holds, by kind."""

    learning: int = 0
    due: int = 0
    new: int = 0
    seconds: float = 0

    @property
    def total(self) -> int:
        return self.learning + self.due + self.new

    @property
    def minutes(self) -> int:
        """Rounded up: "about 3 minutes"."""
        return -int(-self.seconds // 60)


@dataclass(frozen=True)
class Share:
    """What is left of today, in the order of a session."""

    # Cards in their learning steps, the next one first.
    steps: Sequence[Memory]
    first: Sequence[Standing]
    new: int
    then: Sequence[Standing]
    # Reviews that are wanted, whether they fit into the minutes or not, and those that fit.
    wanted: int
    due_today: int
    # Due by the schedule, counted as far as MOST_COUNTED: reviews, and with the steps
    # whose minutes are over.
    scheduled: int
    due: int
    seconds: float
    # Reviews done today, and the cards met among them.
    done: int
    met: int
    has_more: bool

    @property
    def left(self) -> Left:
        return Left(len(self.steps), self.due_today, self.new, self.seconds)

    @property
    def minutes(self) -> int:
        return self.left.minutes

    @property
    def is_capped(self) -> bool:
        return self.due >= candidates.MOST_COUNTED

    @property
    def due_in_short(self) -> str:
        return due.in_short(self.due)

    @property
    def waiting(self) -> int:
        """Wanted, but not of today's share: spread over the next days."""
        return self.wanted - self.due_today

    @property
    def early(self) -> int:
        """Reviews that the plan brings before they are due, to serve the date."""
        return max(0, self.wanted - self.scheduled)


def left_today(
    *,
    person: Person,
    where: Where,
    plan: Plan,
    now: datetime,
    today: StudyDay,
    more: int = 0,
) -> Share:
    """Read what is left of the day; `more`: how often the person asked to go on."""
    steps = candidates.stepping(person, where, now)
    worth = planning.worth_reviewing(candidates.in_review(person, where, now), plan=plan, now=now)
    due_now = candidates.due_count(person, where, now, planning.day_end(now, plan.zone))
    # The candidates are some of each band; without a date all that are due are wanted.
    wanted = len(worth) if plan.horizon(now) else max(len(worth), due_now)
    pace = _pace(today)
    seconds_left = plan.seconds_a_day + more * MORE_SECONDS - today.spent_ms / 1000
    is_full = plan.horizon(now) is None and wanted * REVIEW_SECONDS * pace > seconds_left
    # Counting them costs most: where reviews fill the day it makes no difference.
    unseen = 0 if is_full else candidates.unseen_count(person, where, now)
    split = planning.before_new(worth, plan=plan, now=now, unseen=unseen)
    first, seconds = _fitting(worth[:split], pace, seconds_left, now)
    new = _new(unseen, plan, now, today, where, review_seconds=seconds)
    if more:
        # Who goes on has time for more than the plan asks of this day.
        untimed = max(0.0, today.new * SECONDS_NEW - today.spent_ms / 1000)
        room = max(0.0, seconds_left - seconds - untimed)
        new = max(new, min(unseen, int(room / SECONDS_NEW)))
    room = max(0.0, seconds_left - seconds - new * SECONDS_NEW)
    then, more_seconds = _fitting(worth[split:], pace, room, now)
    # Of a great backlog only some of each band were read; the others fit as well as they.
    beyond = max(0, wanted - len(worth)) if len(first) + len(then) == len(worth) else 0
    each = REVIEW_SECONDS * pace
    beyond = min(beyond, max(0, round((room - more_seconds) / each)))
    due_today = len(first) + len(then) + beyond
    return Share(
        steps=steps,
        first=first,
        new=new,
        then=then,
        wanted=wanted,
        due_today=due_today,
        scheduled=due_now,
        due=due_now + sum(one.due_at is not None and one.due_at <= now for one in steps),
        seconds=sum(
            (
                seconds + more_seconds + beyond * each,
                new * SECONDS_NEW,
                len(steps) * SECONDS_PASS * pace,
            )
        ),
        done=today.reviews,
        met=today.new,
        has_more=wanted > due_today or is_full or unseen > new,
    )


def _fitting(
    reviews: Sequence[Standing], pace: float, room: float, now: datetime
) -> tuple[Sequence[Standing], float]:
    """The first reviews that fit into `room` seconds, and what they take."""
    spent, count = 0.0, 0
    for one in reviews:
        seconds = planning.seconds_of([one], now=now) * pace
        # What is begun within the minutes may end after them.
        if spent >= room and not one.is_urgent:
            break
        spent, count = spent + seconds, count + 1
    return reviews[:count], spent


def _new(
    unseen: int,
    plan: Plan,
    now: datetime,
    today: StudyDay,
    where: Where,
    *,
    review_seconds: float,
) -> int:
    """How many new cards are left for today."""
    reviewed_seconds = max(0.0, today.spent_ms / 1000 - today.new * SECONDS_NEW)
    of_today = planning.new_today(
        plan=plan,
        now=now,
        unseen=unseen + today.new,
        review_seconds=review_seconds + reviewed_seconds,
    )
    if where.deck or where.topic:
        of_today = max(of_today, NEW_WHEN_NARROWED)
    return max(0, min(unseen, of_today - today.new))


def _pace(today: StudyDay) -> float:
    """How many times the usual seconds a review takes this person today."""
    reviews = today.reviews - today.new
    if reviews < ENOUGH_TIMED or not today.spent_ms:
        return 1.0
    seconds = today.spent_ms / 1000 - SECONDS_NEW * today.new
    return min(SLOWEST, max(FASTEST, seconds / reviews / REVIEW_SECONDS))
