"""Record what a person did with a card, and take it back.

`Review` is the log; `Memory`, `PointMemory` and `StudyDay` are what it comes to. Every
write takes the row of the day first, then those of the cards, so that two tabs, or a
quiz and a study session, follow one after the other.
"""

import hashlib
import json
import uuid
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.domain import heirs, planning, profiles, replaying, scheduling, sums
from accounts.domain.planning import Plan
from accounts.domain.replaying import Outcome
from accounts.models import Memory, Parameters, Rating, Review
from questions.models import Answer, Attempt, Person

Kind = Review.Kind

# A page that lay open tells nothing of how long somebody thought.
LONGEST_SPENT_MS = 5 * 60 * 1000
# An answer is slow when it took this many times the average time allowed.
SLOW = 1.5


class CardChanged(Exception):
    """The card is no longer where the page showed it: rated in another tab, or the
    intervals have moved on; nothing was recorded."""


def record_review(
    *,
    person: Person,
    question_id: int,
    rating: int,
    now: datetime,
    token: uuid.UUID | None = None,
    points: Mapping[str, Sequence[str]] | None = None,
    spent_ms: int | None = None,
    shown: tuple[int, int] | None = None,
) -> Review:
    """Log one rating given in study and return it.

    `token` belongs to the form that was shown: sent twice, it counts once. `points`
    are the keys of the key points: {"covered": [...], "missed": [...]}. `shown` is
    what the page promised: (reviews of the card so far, seconds of the interval).
    Raises CardChanged when that no longer holds.
    """
    event = Review(
        **person.fields(),
        question_id=question_id,
        kind=Kind.RATING,
        rating=rating,
        source=Review.Source.STUDY,
        reviewed_at=now,
        token=token,
        points=points or None,
        spent_ms=None if spent_ms is None else max(0, min(spent_ms, LONGEST_SPENT_MS)),
    )

    def check(before: Outcome, event: Review) -> None:
        assert event.due_at is not None
        seconds = round((event.due_at - now).total_seconds())
        if shown is not None and shown != (before.review_count, seconds):
            raise CardChanged

    return _once(person, event, token, check)


def record_event(
    *,
    person: Person,
    question_id: int,
    kind: str,
    now: datetime,
    until: datetime | None = None,
    token: uuid.UUID | None = None,
) -> Review:
    """Reset, suspend, resume or put off a card."""
    event = Review(
        **person.fields(),
        question_id=question_id,
        kind=kind,
        source=Review.Source.STUDY,
        reviewed_at=now,
        until=until,
        token=token,
    )
    return _once(person, event, token, None)


@heirs.inherits
def _once(
    person: Person,
    event: Review,
    token: uuid.UUID | None,
    check: Callable[[Outcome, Review], None] | None,
) -> Review:
    """Append one event, or return the one that this form has already brought."""
    mine = Review.objects.of(person).filter(token=token)
    if token and (existing := mine.first()):
        return existing
    try:
        _append(person, [event], profiles.wishes_of(person).plan, check=check)
    except IntegrityError:
        if token is None:
            raise
        if twin := mine.first():
            return twin  # the form sent twice: the other one was faster
        event.pk, event.token = None, None  # somebody else's token: it says nothing here
        _append(person, [event], profiles.wishes_of(person).plan, check=check)
    return event


def undo(*, person: Person, review_id: int, now: datetime) -> Review | None:
    """Take back the latest event of the day's study; return the undo.

    `review_id` names the event that the page offered to undo: None, and nothing done,
    when it is no longer the latest, and for a visitor who has done nothing.
    """
    if not person:
        return None
    with transaction.atomic():
        plan = profiles.wishes_of(person).plan
        sums.locked(person, planning.study_day(now, plan.zone))
        last = undoable(person=person, now=now, plan=plan)
        if last is None or last.pk != review_id:
            return None
        event = Review(
            **person.fields(),
            question_id=last.question_id,
            kind=Kind.UNDO,
            source=Review.Source.STUDY,
            reviewed_at=max(now, last.reviewed_at),
            voids=last,
        )
        _append(person, [event], plan)
    return event


def undoable(*, person: Person, now: datetime, plan: Plan) -> Review | None:
    """The latest event of today's study that can be taken back."""
    today = planning.study_day(now, plan.zone)
    events = Review.objects.of(person).filter(day=today, source=Review.Source.STUDY)
    events = events.standing().select_related("question__search_entry")
    return events.order_by("-id").first()


def record_attempt(*, attempt: Attempt, answers: Iterable[Answer]) -> None:
    """Log the questions of a finished attempt; call it inside the finishing transaction.

    Wrong, or opened and left blank, is Again; right is Good, but Hard when it was a
    guess or slow. A question that was never opened is queued without a review.
    """
    assert attempt.finished_at is not None
    person = attempt.person
    slow_ms = _slow_ms(attempt)
    events = [
        Review(
            **person.fields(),
            question_id=answer.question_id,
            kind=Kind.RATING if answer.visited_at else Kind.QUEUE,
            rating=_rating(answer, slow_ms) if answer.visited_at else None,
            is_sure_but_wrong=_is_sure_but_wrong(answer),
            source=Review.Source.QUIZ,
            attempt=attempt,
            reviewed_at=attempt.finished_at,
            spent_ms=min(answer.time_spent_ms, LONGEST_SPENT_MS) if answer.visited_at else None,
        )
        for answer in answers
    ]
    _append(person, events, profiles.wishes_of(person).plan)


def _slow_ms(attempt: Attempt) -> float | None:
    """From so many milliseconds on an answer was slow; None for an untimed quiz."""
    if attempt.deadline is None:
        return None
    allowed = (attempt.deadline - attempt.started_at).total_seconds() * 1000 - attempt.paused_ms
    return SLOW * allowed / attempt.question_count


def _rating(answer: Answer, slow_ms: float | None) -> Rating:
    if answer.points != 1:
        return Rating.AGAIN
    is_slow = slow_ms is not None and answer.time_spent_ms > slow_ms
    is_guess = answer.confidence == Answer.Confidence.GUESS
    return Rating.HARD if is_slow or is_guess else Rating.GOOD


def _is_sure_but_wrong(answer: Answer) -> bool:
    is_sure = answer.is_answered and answer.confidence == Answer.Confidence.SURE
    return bool(answer.visited_at) and is_sure and answer.points != 1


def _append(
    person: Person,
    events: Sequence[Review],
    plan: Plan,
    *,
    check: Callable[[Outcome, Review], None] | None = None,
) -> None:
    """Store events, each of another card, and what they come to; all or nothing."""
    try:
        with transaction.atomic():
            _append_locked(person, events, plan, check)
    except IntegrityError:
        if check is not None and events[0].token:
            raise  # a form that was sent twice: the caller knows
        # Another request met one of the cards for the first time at the same moment;
        # it is stored now, so this time its row is found.
        for event in events:
            event.pk = None
        with transaction.atomic():
            _append_locked(person, events, plan, check)


def _append_locked(
    person: Person,
    events: Sequence[Review],
    plan: Plan,
    check: Callable[[Outcome, Review], None] | None,
) -> None:
    for event in events:
        event.day = planning.study_day(event.reviewed_at, plan.zone)
    for day in sorted({event.day for event in events}):
        sums.locked(person, day)
    question_ids = sorted(event.question_id for event in events)
    stored = sums.locked_memories(person, question_ids)
    logs = sums.logs(person, question_ids)
    parameters: Parameters | None = None
    for event in events:
        # What was taken back later counts for nothing, also for what is stored late.
        log = replaying.standing(logs.get(event.question_id, ()))
        before = replaying.replay(one for one in log if one.reviewed_at <= event.reviewed_at)
        if event.kind == Kind.RATING:
            parameters = parameters or parameters_of(scheduling.DEFAULT_PARAMETERS)
            schedule(event, before, parameters=parameters, plan=plan)
        if check is not None:
            check(before, event)
    Review.objects.bulk_create(events)
    for event in events:
        log = logs.setdefault(event.question_id, [])
        log.append(event)
        log.sort(key=lambda one: (one.reviewed_at, one.pk))
    outcomes = {pk: replaying.replay(logs[pk]) for pk in question_ids}
    sums.store(person, outcomes, stored)
    taken = [event.voids for event in events if event.voids]
    sums.count(person, added=_ratings(events), taken=_ratings(taken))


def _ratings(events: Iterable[Review]) -> list[Review]:
    return [event for event in events if event.kind == Kind.RATING]


def schedule(event: Review, before: Outcome, *, parameters: Parameters, plan: Plan) -> None:
    """Write on a rating what it is scheduled from, and what comes of it."""
    event.parameters = parameters
    inputs = inputs_for(
        question_id=event.question_id,
        review_count=before.review_count,
        plan=plan,
        at=event.reviewed_at,
    )
    event.desired_retention = inputs.desired_retention
    event.horizon, event.seed = inputs.horizon, inputs.seed
    event.is_first = before.state is None
    event.foreseen = None
    if before.state and replaying.asks_the_memory(before.state, event.reviewed_at):
        event.foreseen = scheduling.retrievability(before.state, at=event.reviewed_at)
    assert event.rating is not None
    event.due_at = planning.review(
        before.state, event.rating, at=event.reviewed_at, inputs=inputs
    ).due_at


def inputs_for(
    *, question_id: int, review_count: int, plan: Plan, at: datetime
) -> scheduling.Inputs:
    """What the next review of a card is scheduled from: the preview is the result."""
    return scheduling.Inputs(
        horizon=plan.horizon(at),
        # The same until the card is rated, whatever page asks.
        seed=zlib.crc32(f"{question_id}/{review_count}".encode()) >> 1,
    )


def parameters_of(values: Sequence[float]) -> Parameters:
    """The row that holds these weights."""
    digest = hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()
    row, _made = Parameters.objects.get_or_create(digest=digest, defaults={"values": list(values)})
    return row


def replay(*, person: Person, question_ids: Collection[int], days: Iterable[date] = ()) -> None:
    """Derive the memories of these cards, and the sums of these days, from the log."""
    with transaction.atomic():
        for day in sorted(set(days)):
            sums.locked(person, day)
        ordered = sorted(set(question_ids))
        stored = sums.locked_memories(person, ordered)
        logs = sums.logs(person, ordered)
        outcomes = {pk: replaying.replay(logs.get(pk, ())) for pk in ordered}
        sums.store(person, outcomes, stored)
        for day in sorted(set(days)):
            sums.add_up(person, day)


def memories(*, person: Person, question_ids: Collection[int]) -> dict[int, Memory]:
    """The person's memory of each of these cards that they have met; one query."""
    if not person or not question_ids:
        return {}
    rows = Memory.objects.of(person).met().filter(question_id__in=question_ids)
    return {memory.question_id: memory for memory in rows}
