"""Which cards wait for a person today, said in one place.

A card in review is due from the beginning of its day of study, one in its learning
steps from the minute that the schedule names. A card that is suspended, put off or
not published waits for nobody.
"""

from datetime import datetime

from accounts.domain import planning
from accounts.domain.planning import Plan
from accounts.models import Memory, Phase
from questions.models import Person

# In the header, counting further costs more than it tells.
MOST_SHOWN = 99


def due_count(*, person: Person, now: datetime, plan: Plan, at_most: int) -> int:
    """How many cards are due; counts no further than `at_most`."""
    if not person:
        return 0
    day_end = planning.day_end(now, plan.zone)
    return Memory.objects.of(person).due(now, day_end)[:at_most].count()


def is_due(*, phase: int, due_at: datetime | None, now: datetime, plan: Plan) -> bool:
    """The same of one card, as MemoryQuerySet.due says it of all."""
    if due_at is None:
        return False
    return due_at < planning.day_end(now, plan.zone) if phase == Phase.REVIEW else due_at <= now


def in_short(count: int) -> str:
    """The count as the header shows it: "", "7" or "99+"."""
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count or "")
