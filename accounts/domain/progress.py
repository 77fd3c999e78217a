"""Record what a person did with a card, and read where they stand.

`Review` is the log, `Memory` its outcome: a card is known when its latest review was
Good or Easy, or a right answer in a quiz.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Memory, Rating, Review
from questions.models import Answer, Attempt, Person


def record_review(
    *, person: Person, question_id: int, rating: int, now: datetime, token: uuid.UUID | None = None
) -> Review:
    """Log one rating given in study and return it.

    `token` belongs to the form that was shown: sent twice, it counts once.
    """
    if token and (existing := Review.objects.of(person).filter(token=token).first()):
        return existing
    try:
        with transaction.atomic():
            review = Review.objects.create(
                **person.fields(),
                question_id=question_id,
                rating=rating,
                source=Review.Source.STUDY,
                reviewed_at=now,
                token=token,
            )
            replay(person=person, question_ids=[question_id])
    except IntegrityError:
        if token is None:
            raise
        # The form's twin was faster; or the token is somebody else's and says nothing here.
        twin = Review.objects.of(person).filter(token=token).first()
        return twin or record_review(person=person, question_id=question_id, rating=rating, now=now)
    return review


def record_attempt(*, attempt: Attempt, answers: Iterable[Answer]) -> None:
    """Log the questions of a finished attempt; call it inside the finishing transaction.

    Right is Good, right by a guess Hard, anything else Again. A question that was
    never opened says nothing about what the person knows.
    """
    assert attempt.finished_at is not None
    person = attempt.person
    reviews = [
        Review(
            **person.fields(),
            question_id=answer.question_id,
            rating=_rating(answer),
            source=Review.Source.QUIZ,
            attempt=attempt,
            reviewed_at=attempt.finished_at,
        )
        for answer in answers
        if answer.visited_at is not None
    ]
    Review.objects.bulk_create(reviews)
    replay(person=person, question_ids=[review.question_id for review in reviews])


def _rating(answer: Answer) -> Rating:
    if answer.points != 1:
        return Rating.AGAIN
    return Rating.HARD if answer.confidence == Answer.Confidence.GUESS else Rating.GOOD


def replay(*, person: Person, question_ids: Collection[int]) -> None:
    """Derive the memories of these cards again from the log."""
    try:
        with transaction.atomic():
            _replay(person, question_ids)
    except IntegrityError:
        # Another request met one of the cards for the first time at the same moment;
        # its memory is stored now, so this time it is updated.
        _replay(person, question_ids)


def _replay(person: Person, question_ids: Collection[int]) -> None:
    # The memories are locked before the log is read, so that no review is missed.
    stored = {
        memory.question_id: memory
        for memory in Memory.objects.of(person)
        .filter(question_id__in=question_ids)
        .order_by("question_id")
        .select_for_update()
    }
    latest: dict[int, Review] = {}
    counts: dict[int, int] = defaultdict(int)
    reviews = Review.objects.of(person).filter(question_id__in=question_ids)
    for review in reviews.order_by("reviewed_at", "id"):
        latest[review.question_id] = review
        counts[review.question_id] += 1
    for question_id, review in latest.items():
        memory = stored.setdefault(question_id, Memory(**person.fields(), question_id=question_id))
        memory.last_rating = review.rating
        memory.last_reviewed_at = review.reviewed_at
        memory.review_count = counts[question_id]
    current = [memory for memory in stored.values() if memory.question_id in latest]
    gone = [memory.pk for memory in stored.values() if memory.question_id not in latest]
    first_met = [memory for memory in current if memory.pk is None]
    met_before = [memory for memory in current if memory.pk is not None]
    Memory.objects.bulk_create(first_met)
    Memory.objects.bulk_update(met_before, ["last_rating", "last_reviewed_at", "review_count"])
    if gone:
        Memory.objects.filter(pk__in=gone).delete()


def memories(*, person: Person, question_ids: Collection[int]) -> dict[int, Memory]:
    """The person's memory of each of these cards that they have met; one query."""
    if not person or not question_ids:
        return {}
    rows = Memory.objects.of(person).filter(question_id__in=question_ids)
    return {memory.question_id: memory for memory in rows}
