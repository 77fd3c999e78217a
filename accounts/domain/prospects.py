"""Whether a person's plan fits, read from what they have met. For those with a date."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain import candidates, profiles, readiness
from accounts.domain.candidates import Where
from accounts.domain.forgetting import Evidence, Forgetting
from accounts.domain.profiles import Wishes
from accounts.domain.readiness import Group, Outlook
from accounts.domain.retention import ENOUGH_RECALLS
from accounts.domain.scheduling import DAY
from accounts.domain.topics import SHUFFLE_BITS
from accounts.models import Memory, StudyDay
from questions.models import Person, Question

# Cards that are read; of more so many stand for all. They tell the recall to a point.
MOST_READ = 1_000
# Cards are taken together whose stabilities, and days since, are nearest to the same
# power of two: halves of that change a forecast by less than a tenth of a point.
STEPS_A_DOUBLING = 1
# Less than that since the last review makes no difference.
LEAST_DAYS = 0.25


@dataclass(frozen=True)
class Prospect:
    """What to expect at the interview if the plan is followed; see readiness.Outlook."""

    outlook: Outlook
    minutes: int
    # All cards that the plan is about, and those not yet met.
    cards: int
    unseen: int
    # Too few cards have come back to tell how the person forgets: as the average does.
    is_of_average: bool

    @property
    def percent(self) -> int:
        return int(100 * self.outlook.recall)

    @property
    def cards_that_fit(self) -> int:
        return self.cards - self.unseen + self.outlook.unseen_that_fit


def forgetting_of(days: Sequence[StudyDay]) -> Forgetting:
    """How the person forgets, by what their reviews have told."""
    return Evidence(
        passes=sum(day.recalled for day in days),
        flat_expected=sum(day.foreseen for day in days),
        flat_weight=sum(day.flat_weight for day in days),
        steep_expected=sum(day.steep_expected for day in days),
        steep_weight=sum(day.steep_weight for day in days),
        steep_odds=sum(day.steep_odds for day in days),
    ).forgetting


def prospect_of(*, person: Person, now: datetime) -> Prospect | None:
    """`prospect` for whoever has read nothing of the person yet."""
    wishes, days = profiles.wishes_of(person), StudyDay.objects.of(person)
    return prospect(person=person, wishes=wishes, days=days, now=now)


def prospect(
    *, person: Person, wishes: Wishes, days: Iterable[StudyDay], now: datetime
) -> Prospect | None:
    """None without a date, and after it, with nothing read. Seven queries."""
    plan = wishes.plan
    if plan.horizon(now) is None:
        return None
    days = list(days)
    where = Where(topic_ids=wishes.topic_ids)
    unseen = candidates.unseen_count(person, where, now)
    # Each card is either new, asleep or met: the last are too many to be counted.
    asleep = candidates.asleep_count(person, where, now)
    count = max(0, candidates.published_count(where) - unseen - asleep)
    rows = _read(person, where, now, count)
    groups = _groups(rows, now=now, scale=count / len(rows) if rows else 1)
    return Prospect(
        outlook=readiness.outlook(
            groups, plan=plan, now=now, unseen=unseen, forgetting=forgetting_of(days)
        ),
        minutes=plan.seconds_a_day // 60,
        cards=count + unseen,
        unseen=unseen,
        is_of_average=sum(day.recalls for day in days) < ENOUGH_RECALLS,
    )


def _read(person: Person, where: Where, now: datetime, count: int) -> list[Any]:
    """What is known of the `count` cards met: of all, or of a random MOST_READ or so."""
    met = candidates.met(person, where, now)
    if count > MOST_READ or where.topic_ids:
        # Their memories are looked up from the cards' side.
        met = Memory.objects.of(person).awake(now).filter(where.on(person, "question__"))
    met = met.met().order_by()
    if count > MOST_READ:
        # The places in the random order are spread evenly: the lowest are a fair sample.
        limit = int(2**SHUFFLE_BITS * MOST_READ / count)
        met = met.filter(
            question__difficulty__in=Question.Difficulty.values, question__shuffle__lt=limit
        )
    return list(met.values_list("stability", "difficulty", "last_reviewed_at"))


def _groups(
    rows: Iterable[tuple[float, float, datetime]], *, now: datetime, scale: float
) -> list[Group]:
    alike: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    for stability, difficulty, last_reviewed_at in rows:
        days = max(LEAST_DAYS, (now - last_reviewed_at) / DAY)
        key = tuple(round(STEPS_A_DOUBLING * math.log2(value)) for value in (stability, days))
        alike[key[0], key[1]].append((stability, difficulty, days))
    return [
        Group(
            stability=math.exp(sum(math.log(one[0]) for one in cards) / len(cards)),
            difficulty=sum(one[1] for one in cards) / len(cards),
            days=sum(one[2] for one in cards) / len(cards),
            count=max(1, round(len(cards) * scale)),
        )
        for cards in alike.values()
    ]
