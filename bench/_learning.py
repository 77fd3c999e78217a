"""A person who has learned for years, for the benchmarks beside this file.

A few hundred histories are made by the real schedule, then given to many cards, each
moved in time by whole days: what is stored is what a replay of the log would give.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.domain import planning, replaying, scheduling, sums
from accounts.domain.progress import inputs_for, parameters_of
from accounts.domain.replaying import Outcome
from accounts.models import Memory, Review
from questions.models import Person, Question

DAY = timedelta(days=1)
# Different enough for a group of cards, and made within seconds.
HISTORIES = 400
# Rows that are sent to the database at a time.
BATCH = 10_000
# A card in so many is overdue; the others wait for their day.
OVERDUE = 40
# Again, Hard, Good, Easy.
WEIGHTS = (12, 8, 70, 10)
# Quizzes bring a card before it is due, so that the reviews fit into a few years.
LONGEST_WAIT = 100 * DAY


@dataclass(frozen=True)
class History:
    """The reviews of one card, and where they lead."""

    reviews: tuple[Review, ...]
    outcome: Outcome


def seed(
    person: Person, *, cards: int, reviews_per_card: int, now: datetime, rng: random.Random
) -> None:
    """Let the person have reviewed the first `cards` cards of the bank so often each.

    Takes about half a minute for a million reviews; one transaction.
    """
    histories = [_history(reviews_per_card, rng) for _ in range(HISTORIES)]
    ids = Question.objects.published().order_by("pk").values_list("pk", flat=True)[:cards]
    plans = [(pk, *_placed(rng.choice(histories), now, rng)) for pk in ids]
    # Of one day together, as they would have come.
    plans.sort(key=lambda plan: plan[2])
    with transaction.atomic():
        _insert(Review, (row for plan in plans for row in _reviews(person, *plan)))
        _insert(Memory, (_memory(person, *plan) for plan in plans))
        fields = ("day", "is_first", "spent_ms", "foreseen", "rating")
        ratings = Review.objects.of(person).order_by().values_list(*fields, named=True)
        sums.store_days(person, sums.by_day(ratings.iterator()))


def _history(length: int, rng: random.Random) -> History:
    """Reviews at their due times or later, from the beginning of 2020 on."""
    parameters = parameters_of(scheduling.DEFAULT_PARAMETERS)
    at = datetime(2020, 1, 1, 12, tzinfo=UTC)
    outcome, reviews = Outcome(), []
    for _number in range(length):
        before = outcome.state
        inputs = inputs_for(
            question_id=1, review_count=outcome.review_count, plan=planning.Plan(), at=at
        )
        review = Review(
            kind="rating",
            rating=rng.choices(scheduling.RATINGS, WEIGHTS)[0],
            source="study",
            reviewed_at=at,
            parameters=parameters,
            desired_retention=inputs.desired_retention,
            seed=inputs.seed,
            is_first=before is None,
            spent_ms=rng.randint(4_000, 60_000),
        )
        if before and replaying.asks_the_memory(before, at):
            review.foreseen = scheduling.retrievability(before, at=at)
        outcome = replaying.after(outcome, review)
        assert outcome.state is not None
        review.due_at = outcome.state.due_at
        reviews.append(review)
        at += min((review.due_at - at) * rng.uniform(1, 1.2), LONGEST_WAIT)
    return History(tuple(reviews), outcome)


def _placed(history: History, now: datetime, rng: random.Random) -> tuple[History, timedelta]:
    """The history, and by how much to move it so that it ends in the past."""
    state = history.outcome.state
    assert state is not None
    wait = min(state.due_at - state.last_reviewed_at, LONGEST_WAIT)
    ended = now - wait * (rng.uniform(1, 2) if rng.randrange(OVERDUE) == 0 else rng.random())
    return history, round((ended - state.last_reviewed_at) / DAY - 0.5) * DAY


def _reviews(
    person: Person, question_id: int, history: History, moved: timedelta
) -> Iterator[dict[str, Any]]:
    for review in history.reviews:
        at = review.reviewed_at + moved
        yield {
            **person.fields(),
            "question_id": question_id,
            "kind": "rating",
            "rating": review.rating,
            "source": "study",
            "reviewed_at": at,
            "day": planning.study_day(at, UTC),
            "is_sure_but_wrong": False,
            "is_first": review.is_first,
            "spent_ms": review.spent_ms,
            "parameters_id": review.parameters_id,
            "desired_retention": review.desired_retention,
            "seed": review.seed,
            "due_at": review.due_at + moved if review.due_at else None,
            "foreseen": review.foreseen,
        }


def _memory(person: Person, question_id: int, history: History, moved: timedelta) -> dict[str, Any]:
    values = history.outcome.fields()
    values["last_reviewed_at"] += moved
    values["due_at"] += moved
    return {**person.fields(), "question_id": question_id, **values}


def _insert(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Rows of such fields, past Django's model instances, which cost most of the time."""
    first = next(rows, None)
    if first is None:
        return
    adapt: dict[type, Any] = {datetime: connection.ops.adapt_datetimefield_value}
    columns = ", ".join(connection.ops.quote_name(name) for name in first)
    marks = ", ".join(["%s"] * len(first))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"

    def values(row: dict[str, Any]) -> Sequence[Any]:
        return [
            adapt[type(value)](value) if type(value) in adapt else value for value in row.values()
        ]

    batch = [values(first)]
    with connection.cursor() as cursor:
        for row in rows:
            batch.append(values(row))
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
