"""Today's share of the work: reviews that are worth it, new cards, and their order.

Read anew each time: what is left of a day follows from the cards, the plan, and what
was done since the day began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain import candidates, due, planning
from accounts.domain.agenda import REVIEW_SECONDS, Done, agenda
from accounts.domain.candidates import Where
from accounts.domain.gains import SECONDS_NEW, SECONDS_PASS
from accounts.domain.planning import Plan, Standing
from accounts.models import Memory, StudyDay
from questions.models import Person

# Who narrows the session to a deck or topic wants it: new cards a day, whatever the plan.
NEW_WHEN_NARROWED = 20


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

    # Cards in their learning steps, the next one first; where they don't come before all
    # else, only those that the minutes hold, and how many that leaves out.
    steps: Sequence[Memory]
    has_steps_first: bool
    left_out: int
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


def done_on(day: StudyDay) -> Done:
    return Done(
        reviews=day.reviews,
        new=day.new,
        seconds=day.spent_ms / 1000,
        recalls=day.recalls,
    )


def left_today(
    *,
    person: Person,
    where: Where,
    plan: Plan,
    now: datetime,
    today: StudyDay,
    until_minutes: int = 0,
) -> Share:
    """Read what is left of the day; `until_minutes`: how long it may be, if that was asked for."""
    steps = candidates.stepping(person, where, now)
    worth = planning.worth_reviewing(candidates.in_review(person, where, now), plan=plan, now=now)
    due_now = candidates.due_count(person, where, now, planning.day_end(now, plan.zone))
    # The candidates are some of each band, and all that are due are wanted.
    wanted = max(len(worth), due_now)
    done = done_on(today)
    each = REVIEW_SECONDS * done.pace
    seconds_left = max(0.0, (60 * until_minutes or plan.seconds_a_day) - done.seconds)
    is_narrowed = bool(where.deck or where.topic)
    # Counting the unseen costs most: where reviews fill the day it makes no difference.
    is_full = plan.horizon(now) is None and not is_narrowed and wanted * each > seconds_left
    unseen = 0 if is_full else candidates.unseen_count(person, where, now)
    left = agenda(
        worth,
        plan=plan,
        now=now,
        unseen=unseen,
        done=done,
        steps=len(steps),
        until_seconds=60 * until_minutes,
        least_new=NEW_WHEN_NARROWED if is_narrowed else 0,
    )
    # Of a great backlog only some of each band were read; the others fit as well as they.
    beyond = min(wanted - len(worth), round(left.spare_seconds / each))
    due_today = len(left.first) + len(left.then) + beyond
    # Sure and wrong comes first of all, whatever the minutes.
    calm = [one.pk for one in steps if not one.is_sure_but_wrong]
    out = set(calm[left.steps :])
    kept = [one for one in steps if one.pk not in out]
    return Share(
        steps=kept,
        has_steps_first=left.has_steps_first,
        left_out=len(out),
        first=left.first,
        new=left.new,
        then=left.then,
        wanted=wanted,
        due_today=due_today,
        scheduled=due_now,
        due=due_now + sum(one.due_at is not None and one.due_at <= now for one in steps),
        seconds=sum(
            (
                left.review_seconds + beyond * each,
                left.new * SECONDS_NEW,
                len(kept) * SECONDS_PASS * done.pace,
            )
        ),
        done=today.reviews,
        met=today.new,
        has_more=wanted > due_today or is_full or unseen > left.new or bool(out),
    )
