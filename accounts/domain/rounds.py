"""A round through chosen cards, whatever their schedule: missed, bookmarked, or all.

A card rated since the round began does not come again in it, and those that are
suspended or put off don't come at all. Cards never met come first, in their order,
then the least known and the longest not seen.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.candidates import MOST_COUNTED, Where
from accounts.models import Memory, Review, awake
from questions.models import Person, Question

MISSED, BOOKMARKED, ALL = "missed", "bookmarked", "all"
ROUNDS = (MISSED, BOOKMARKED, ALL)


@dataclass(frozen=True)
class Round:
    """Which card comes next, and how far the round is."""

    question: Question | None
    done: int
    left: int


def next_in_round(
    *, person: Person, where: Where, only: str, since: datetime, now: datetime
) -> Round:
    """Read the next card of the round that began at `since`; `only` is one of ROUNDS."""
    cards = Question.objects.filter(where.on(person))
    rated = (
        Review.objects.of(person)
        .ratings()
        .standing()
        .filter(reviewed_at__gte=since, source=Review.Source.STUDY)
    )
    done = rated.filter(question__in=cards.values("pk")).order_by()
    asleep = Memory.objects.of(person).filter(~awake(now))
    waiting = cards.exclude(pk__in=rated.values("question_id"))
    waiting = waiting.exclude(pk__in=asleep.values("question_id"))
    if only == MISSED:
        waiting = waiting.filter(pk__in=Memory.objects.of(person).missed().values("question_id"))
    question = _next(waiting, person, where)
    return Round(
        question=question,
        done=done.values("question_id").distinct().count(),
        left=waiting.order_by()[:MOST_COUNTED].count(),
    )


def _next(waiting: QuerySet[Question], person: Person, where: Where) -> Question | None:
    remembered = Memory.objects.of(person).met().filter(question=OuterRef("pk"))
    order = ("deck_entries__position", "pk") if where.deck else ("pk",)
    if new := waiting.filter(~Exists(remembered)).order_by(*order).first():
        return new
    weakest = (
        Memory.objects.of(person)
        .filter(Q(question__in=waiting.order_by().values("pk")))
        .order_by("last_rating", "last_reviewed_at", "question_id")
        .values_list("question_id", flat=True)
        .first()
    )
    return Question.objects.filter(pk=weakest).first() if weakest else None
