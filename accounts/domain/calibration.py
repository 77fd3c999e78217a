"""How often somebody was right where they said that they were so sure, over their quizzes."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.domain.charts import ShareChart, share_chart
from questions.domain.results import Level
from questions.models import Answer, Attempt, Person

# The latest quizzes say what somebody is like now, and reading more takes its time.
MOST_QUIZZES = 200

# The levels as addresses name them.
SAID = {
    "sure": Answer.Confidence.SURE,
    "think": Answer.Confidence.THINK_SO,
    "guess": Answer.Confidence.GUESS,
}
NAMES = {level: name for name, level in SAID.items()}


@dataclass(frozen=True)
class Said(Level):
    """One level of confidence, over all these quizzes."""

    # A key of SAID.
    name: str


@dataclass(frozen=True)
class Calibration:
    """The surest first; levels that were never said are left out."""

    levels: tuple[Said, ...]
    chart: ShareChart
    # Of how many quizzes at most.
    most: int = MOST_QUIZZES


def calibration(*, person: Person) -> Calibration:
    """Group the answers of the latest finished quizzes in the database; two queries."""
    rows = (
        answers_of(latest(person))
        .order_by()
        .values_list("confidence")
        .annotate(count=Count("pk"), right=Count("pk", filter=Q(points=1)))
    )
    found = {value: (count, right) for value, count, right in rows}
    levels = tuple(
        Said(str(level.label), *found[level.value], name=NAMES[level])
        for level in reversed(Answer.Confidence)
        if level.value in found
    )
    return Calibration(levels, share_chart([(one.label, one.percent) for one in levels]))


def latest(person: Person) -> list[UUID]:
    """The person's latest finished quizzes."""
    rows = Attempt.objects.of(person).finished().order_by("-started_at")
    return list(rows.values_list("pk", flat=True)[:MOST_QUIZZES])


def answers_of(attempt_ids: Collection[UUID]) -> QuerySet[Answer]:
    """The answers that were given in these, with a word on how sure."""
    answered = Answer.objects.exclude(Q(response=None) | Q(response=[]) | Q(response=""))
    return answered.filter(attempt_id__in=attempt_ids, confidence__isnull=False)
