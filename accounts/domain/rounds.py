"""A round through chosen cards, whatever their schedule: missed, bookmarked, or all.

A card rated since the round began does not come again in it, and those that are
suspended or put off don't come at all. Cards never met come first, in their order,
then the least known and the longest not seen.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.domain import candidates
from accounts.domain.candidates import MOST_COUNTED, Where
from accounts.models import Memory, MemoryQuerySet, Review, awake
from questions.models import Person, Question

MISSED, BOOKMARKED, ALL = "missed", "bookmarked", "all"
ROUNDS = (MISSED, BOOKMARKED, ALL)


@dataclass(frozen=True)
class Round:
    """Which card comes next, and how far the round is."""

    question: Question | None
    done: int
    left: int
    # Of these the ones not met.
    new: int


def next_in_round(
    *, person: Person, where: Where, only: str, since: datetime, now: datetime
) -> Round:
    """Read the next card of the round that began at `since`; `only` is one of ROUNDS."""
    rated = (
        Review.objects.of(person)
        .ratings()
        .standing()
        .filter(reviewed_at__gte=since, source=Review.Source.STUDY)
        .order_by()
    )
    # The index is by day, and a day of study begins at four: where it is latest, twelve
    # hours behind, what is rated from then on is of the day before at the earliest.
    first_day = since.astimezone(UTC).date() - timedelta(days=1)
    done = rated.filter(where.on(person, "question__"), day__gte=first_day)
    # Of the whole bank it is told at once whether there is any card not met.
    unseen = 0 if only == MISSED else candidates.unseen_count(person, where, now)
    question = _new(person, where, rated, now) if unseen else None
    is_rated = Exists(rated.filter(question=OuterRef("question_id")))
    waiting = candidates.met(person, where, now).met().filter(~is_rated)
    if only == MISSED:
        waiting = waiting.missed()
        left = waiting.order_by()[:MOST_COUNTED].count()
    else:
        left = _left(person, where, rated, now)
    return Round(
        question=question or _weakest(waiting),
        done=done.values("question_id").distinct().count(),
        left=left,
        new=min(left, unseen),
    )


def _new(person: Person, where: Where, rated: QuerySet[Review], now: datetime) -> Question | None:
    """The first card not met, in the order of the deck or of the bank."""
    cards = candidates.unseen(person, where, now)
    # Rated in this round, and then forgotten on purpose.
    cards = cards.filter(~Exists(rated.filter(question=OuterRef("pk"))))
    if where.deck:
        entries = cards.filter(deck_entries__deck__slug=where.deck)
        return entries.order_by("deck_entries__position", "pk").first()
    return cards.order_by("pk").first()


def _left(person: Person, where: Where, rated: QuerySet[Review], now: datetime) -> int:
    """How many cards are still to come, met or not, as far as MOST_COUNTED."""
    asleep = Memory.objects.of(person).filter(~awake(now), question=OuterRef("pk"))
    cards = Question.objects.filter(where.on(person), ~Exists(asleep)).order_by()
    return cards.filter(~Exists(rated.filter(question=OuterRef("pk"))))[:MOST_COUNTED].count()


def _weakest(met: MemoryQuerySet) -> Question | None:
    first = met.order_by("last_rating", "last_reviewed_at", "question_id")
    question_id = first.values_list("question_id", flat=True).first()
    return Question.objects.filter(pk=question_id).first() if question_id else None
