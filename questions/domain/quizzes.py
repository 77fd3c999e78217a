"""The life of an attempt: start, finish, expire, discard, carry; answers are in quiz_answers.

Every write first takes the attempt's row with `select_for_update()` inside a
transaction and then checks owner, state, deadline and seq, so that whatever was
acknowledged is in the score. Every function takes `now`.
"""

import math
import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.dispatch import Signal

from questions.domain import documents, quiz_clock, quiz_record, scoring
from questions.domain.document import CardDocument
from questions.domain.quiz_clock import GRACE, is_expired
from questions.domain.quiz_settings import QuizSettings
from questions.domain.selection import Candidate
from questions.models import Answer, Attempt, AttemptEvent, Person

Kind = AttemptEvent.Kind

# Sent inside the transaction that finishes an attempt: attempt=Attempt, answers=list[Answer].
attempt_finished = Signal()


class AttemptClosed(Exception):
    """The attempt takes no more answers; `attempt` says how it ended."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        super().__init__(attempt.state)


class AnotherOpenAttempt(Exception):
    """The person has an unfinished attempt, `attempt`."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        super().__init__(str(attempt.pk))


def start(
    *,
    person: Person,
    settings: QuizSettings,
    candidates: Sequence[Candidate],
    now: datetime,
    rng: random.Random,
    attempt_id: uuid.UUID | None = None,
    retry_of: Attempt | None = None,
    store_person: Callable[[], None] | None = None,
) -> Attempt:
    """Start an attempt at `candidates`, in their order, and return it.

    `attempt_id` comes from the set-up form: the same form sent twice gives the one
    attempt. `store_person` is given for a guest who is new, and remembers them: in the
    same transaction, so that no attempt is nobody's. It may be called a second time,
    after a rollback. Raises AnotherOpenAttempt while an earlier one is open.
    """
    attempt_id = attempt_id or uuid.uuid4()
    # Who is new has no other attempt.
    if store_person is None:
        if existing := Attempt.objects.filter(pk=attempt_id).first():
            if existing.person == person:
                settle(existing, now=now)
                return existing
            attempt_id = uuid.uuid4()
        if unfinished := open_attempt(person=person, now=now):
            if unfinished.pk == attempt_id:
                return unfinished  # this form's twin, a moment ago
            raise AnotherOpenAttempt(unfinished)
    allowed = settings.time_allowed
    answers = _draw_answers(candidates, rng)
    attempt = Attempt(
        pk=attempt_id,
        **person.fields(),
        mode=settings.mode,
        settings=settings.to_json(),
        question_count=len(answers),
        started_at=now,
        deadline=now + allowed if allowed else None,
        retry_of=retry_of,
    )
    try:
        _store(attempt, answers, store_person, now=now)
    except IntegrityError:
        # Another request of this person's was faster: it may be this form's twin.
        rival = Attempt.objects.of(person).open().first()
        if rival is not None and rival.pk == attempt_id:
            return rival
        if rival is not None:
            raise AnotherOpenAttempt(rival) from None
        if not Attempt.objects.filter(pk=attempt_id).exists():
            raise
        attempt.pk = uuid.uuid4()  # the form's is somebody else's
        _store(attempt, answers, store_person, now=now)
    return attempt


def _store(
    attempt: Attempt,
    answers: list[Answer],
    store_person: Callable[[], None] | None,
    *,
    now: datetime,
) -> None:
    """Store a new attempt with all that belongs to it, or nothing."""
    with transaction.atomic():
        if store_person is not None:
            store_person()
        attempt.save(force_insert=True)
        for answer in answers:
            answer.attempt = attempt
        Answer.objects.bulk_create(answers)
        quiz_record.note(attempt, Kind.STARTED, now=now)


def _draw_answers(candidates: Sequence[Candidate], rng: random.Random) -> list[Answer]:
    """Open answers for the candidates, in their order, with the choices drawn once."""
    frozen = documents.read([candidate.revision_id for candidate in candidates])
    answers = []
    for position, candidate in enumerate(candidates, start=1):
        document = frozen[candidate.revision_id]
        order = [choice.key for choice in document.choices]
        if not document.keep_order:
            rng.shuffle(order)
        answers.append(
            Answer(
                position=position,
                question_id=candidate.question_id,
                revision_id=candidate.revision_id,
                form=document.form,
                choice_order=order,
            )
        )
    return answers


def open_attempt(*, person: Person, now: datetime) -> Attempt | None:
    """Return the person's unfinished attempt; one whose time is over is finished first."""
    attempt = Attempt.objects.of(person).open().first()
    if attempt is None:
        return None
    return None if settle(attempt, now=now) else attempt


def settle(attempt: Attempt, *, now: datetime) -> bool:
    """Finish an attempt whose time is over; True when it was, by this call or another.

    Writes only if the attempt is open and past its deadline and grace.
    """
    if not is_expired(attempt, now):
        return attempt.state != Attempt.State.IN_PROGRESS
    with transaction.atomic():
        stored = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if is_expired(stored, now):
            close(stored, ending=Attempt.Ending.DEADLINE, now=now)
    attempt.refresh_from_db()
    return True


def locked(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Take the lock of the person's attempt, and finish it first if its time is over.

    For a write, in the caller's transaction. Raises Attempt.DoesNotExist.
    """
    attempt = Attempt.objects.of(person).select_for_update().get(pk=attempt_id)
    if is_expired(attempt, now):
        close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
    return attempt


def finish(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Finish the person's attempt and score it; finished already, it is returned as it is.

    After the deadline `finished_at` is the deadline. Raises Attempt.DoesNotExist.
    """
    with transaction.atomic():
        attempt = locked(person=person, attempt_id=attempt_id, now=now)
        if attempt.state == Attempt.State.IN_PROGRESS:
            quiz_clock.go_on(attempt, now)  # first: a pause moves the deadline
            late = attempt.deadline is not None and now >= attempt.deadline
            ending = Attempt.Ending.DEADLINE if late else Attempt.Ending.USER
            close(attempt, ending=ending, now=now)
    return attempt


def discard(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Drop an open attempt: no score, no progress. A finished one stays as it is."""
    with transaction.atomic():
        attempt = locked(person=person, attempt_id=attempt_id, now=now)
        if attempt.state == Attempt.State.IN_PROGRESS:
            attempt.state, attempt.finished_at = Attempt.State.DISCARDED, now
            attempt.paused_at = None
            attempt.save(update_fields=["state", "finished_at", "paused_at"])
            quiz_record.note(attempt, Kind.DISCARDED, now=now)
    return attempt


def carry(*, guest_key: str, owner_id: int, now: datetime) -> Attempt | None:
    """Give a guest's attempts to an account.

    If both have an open attempt, the guest's stays open and the account's is
    finished as it stands and returned, so that the person can be told.
    """
    finished = None
    with transaction.atomic():
        guest, owner = Person(guest_key=guest_key), Person(owner_id=owner_id)
        attempts = Attempt.objects.select_for_update().order_by("pk")
        brought = list(attempts.of(guest))
        for attempt in brought:
            if is_expired(attempt, now):
                # Over already: it must not cost the account its running quiz.
                close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
        if any(attempt.state == Attempt.State.IN_PROGRESS for attempt in brought):
            finished = attempts.of(owner).open().first()
            if finished is not None:
                expired = is_expired(finished, now)
                ending = Attempt.Ending.DEADLINE if expired else Attempt.Ending.LOGIN
                close(finished, ending=ending, now=now)
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in brought]).update(**owner.fields())
        AttemptEvent.objects.bulk_create(
            quiz_record.event(attempt, Kind.CARRIED, now=now) for attempt in brought
        )
    return finished


def sweep(*, now: datetime) -> int:
    """Finish every attempt whose time is over, as the next visit would; return how many."""
    overdue = Attempt.objects.open().filter(deadline__lt=now - GRACE, paused_at=None)
    return sum(settle(attempt, now=now) for attempt in overdue.iterator())


def close(attempt: Attempt, *, ending: str, now: datetime) -> None:
    """Score a locked, open attempt and tell the receivers, all in the caller's transaction.

    For the modules of the quiz engine alone: whoever calls holds the lock.
    """
    quiz_clock.go_on(attempt, now)
    answers = list(attempt.answers.select_related("revision"))
    for answer in answers:
        document = CardDocument.from_json(answer.revision.document)
        answer.points = scoring.points(document, answer.response)
    Answer.objects.bulk_update(answers, ["points"])
    attempt.state, attempt.ending = Attempt.State.FINISHED, ending
    attempt.finished_at = min(now, attempt.deadline) if attempt.deadline else now
    attempt.score = math.fsum(answer.points or 0 for answer in answers)
    attempt.save(
        update_fields=["state", "ending", "finished_at", "score", "paused_at", "paused_ms",
                       "resumed_at", "deadline"]
    )  # fmt: skip
    kind = Kind.EXPIRED if ending == Attempt.Ending.DEADLINE else Kind.FINISHED
    outcome = {"ending": ending, "score": attempt.score}
    quiz_record.note(attempt, kind, now=now, detail=outcome)
    attempt_finished.send(sender=Attempt, attempt=attempt, answers=answers)
