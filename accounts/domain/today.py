"""What today holds: cards due, new ones, minutes, the interview, the week's goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.domain import heatmap, known, planning
from accounts.domain.candidates import Where
from accounts.domain.planning import Plan
from accounts.domain.profiles import Wishes
from accounts.domain.share import Share, left_today
from accounts.models import StudyDay
from questions.domain import quizzes
from questions.models import Attempt, Deck, Person


@dataclass(frozen=True)
class Goal:
    """Days of study this week, and how many were wished for; None: no goal."""

    studied: int
    wished: int | None

    @property
    def is_met(self) -> bool:
        return self.wished is not None and self.studied >= self.wished


@dataclass(frozen=True)
class Countdown:
    """The interview that is to come."""

    on: date
    # 0: today.
    days: int


def countdown(*, plan: Plan, now: datetime) -> Countdown | None:
    """None without a date, and after it."""
    if plan.interview_on is None or plan.horizon(now) is None:
        return None
    local = now.astimezone(plan.zone).date()
    return Countdown(plan.interview_on, (plan.interview_on - local).days)


def goal(reviews: Mapping[date, int], *, today: date, wished: int | None) -> Goal:
    return Goal(heatmap.days_studied(reviews, today=today), wished)


@dataclass(frozen=True)
class Today:
    """The home page of somebody who has begun."""

    open_attempt: Attempt | None
    decks: Sequence[Deck]
    # Of each deck, by its id.
    known: Mapping[int, int]
    share: Share
    goal: Goal
    countdown: Countdown | None
    is_day_off: bool


def today(*, person: Person, wishes: Wishes, now: datetime) -> Today:
    """What to do now."""
    # First: one whose time is over is finished by that, and counts.
    open_attempt = quizzes.open_attempt(person=person, now=now)
    plan = wishes.plan
    day = planning.study_day(now, plan.zone)
    monday = day - timedelta(days=day.weekday())
    wished = wishes.weekly_goal
    week = {row.day: row for row in StudyDay.objects.of(person).filter(day__gte=monday)}
    return Today(
        open_attempt=open_attempt,
        decks=list(Deck.objects.all()),
        known=known.by_deck(person=person),
        share=left_today(
            person=person,
            where=Where(topic_ids=wishes.topic_ids),
            plan=plan,
            now=now,
            today=week.get(day) or StudyDay(day=day),
        ),
        goal=goal({d: row.reviews for d, row in week.items()}, today=day, wished=wished),
        countdown=countdown(plan=plan, now=now),
        is_day_off=day.weekday() in plan.days_off,
    )
