"""How many reviews the coming weeks will bring, if nothing new is met."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, IntegerField, Value
from django.utils.formats import date_format

from accounts.domain import planning
from accounts.domain.charts import ColumnChart, column_chart
from accounts.domain.planning import Plan
from accounts.models import STEPPING, Memory, Phase
from questions.models import Person, Question

DAYS = 28
# So many retired cards are taken out of the counts one by one; a bank that has more is
# none where the difference would be seen.
MOST_RETIRED = 1_000


@dataclass(frozen=True)
class Forecast:
    """Reviews of each day, today first, with all that is overdue."""

    days: tuple[tuple[date, int], ...]
    chart: ColumnChart

    @property
    def total(self) -> int:
        return sum(count for _day, count in self.days)


def forecast(*, person: Person, plan: Plan, today: date, now: datetime) -> Forecast:
    """Count the reviews of the coming days in the index alone; four queries at most."""
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    counts = _counts(person, plan, days, now) if person else Counter()
    found = tuple((day, counts[place]) for place, day in enumerate(days))
    columns = [
        (count, date_format(day, "j M") if place % 7 == 0 else "", query_of(day, today))
        for place, (day, count) in enumerate(found)
    ]
    return Forecast(found, column_chart(columns))


def query_of(day: date, today: date) -> str:
    """The address of the cards behind a coming day, in the list of cards."""
    return "show=due" if day == today else f"day={day.isoformat()}"


def _counts(person: Person, plan: Plan, days: list[date], now: datetime) -> Counter[int]:
    """Reviews by the place of their day; today has the steps of learning that wait now."""
    starts = [planning.day_start(day, plan.zone) for day in [*days, days[-1] + timedelta(days=1)]]
    reviews = Memory.objects.of(person).studied().filter(phase=Phase.REVIEW).order_by()
    parts = []
    for place, end in enumerate(starts[1:]):
        part = reviews.filter(due_at__lt=end)
        if place:
            part = part.filter(due_at__gte=starts[place])
        number = Value(place, output_field=IntegerField())
        parts.append(part.annotate(place=number).values_list("place").annotate(count=Count("pk")))
    counts = Counter(dict(parts[0].union(*parts[1:], all=True)))
    steps = Memory.objects.of(person).studied().filter(phase__in=STEPPING, due_at__lte=now)
    counts[0] += steps.count()
    retired = list(
        Question.objects.filter(status=Question.Status.RETIRED)
        .order_by()
        .values_list("pk", flat=True)[: MOST_RETIRED + 1]
    )
    if retired and len(retired) <= MOST_RETIRED:
        gone = reviews.filter(question_id__in=retired, due_at__lt=starts[-1])
        for due_at in gone.values_list("due_at", flat=True):
            assert due_at is not None
            counts[max(0, bisect_right(starts, due_at) - 1)] -= 1
    return counts
