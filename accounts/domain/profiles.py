"""What a person has said about themselves, as the planner reads it."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.domain.planning import SECONDS_A_DAY, Plan
from accounts.models import Profile
from questions.models import Person


@dataclass(frozen=True)
class Wishes:
    """The plan, and the topics it is about; none: all of them."""

    plan: Plan = field(default_factory=Plan)
    topic_ids: frozenset[int] = frozenset()
    # Days of study a week; None: no goal.
    weekly_goal: int | None = None


def wishes_of(person: Person) -> Wishes:
    """A guest has said nothing; an account's wishes take two queries."""
    if person.owner_id is None:
        return Wishes()
    profile = Profile.objects.filter(user_id=person.owner_id).first()
    if profile is None:
        return Wishes()
    topic_ids = frozenset(profile.topics.values_list("pk", flat=True))
    return Wishes(plan_of(profile), topic_ids, profile.weekly_goal)


def plan_of(profile: Profile | None) -> Plan:
    if profile is None:
        return Plan()
    minutes = profile.minutes_a_day
    return Plan(
        interview_on=profile.interview_date,
        seconds_a_day=60 * minutes if minutes else SECONDS_A_DAY,
        days_off=frozenset(profile.days_off),
        zone=zone_of(profile),
    )


def zone_of(profile: Profile) -> ZoneInfo:
    """The person's zone; UTC for one that the system no longer knows."""
    try:
        return ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
