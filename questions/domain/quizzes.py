"""The life of an attempt: start, answer, check, finish, expire, discard, carry.

Every write first takes the attempt's row with `select_for_update()` inside a
transaction and then checks owner, state, deadline and seq, so that whatever was
acknowledged is in the score. Every function takes `now`.
"""

import math
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.dispatch import Signal

from questions.domain import scoring
from questions.domain.document import CardDocument
from questions.domain.quiz_settings import QuizSettings
from questions.domain.scoring import Response
from questions.domain.selection import Candidate
from questions.models import Answer, Attempt, Person, Revision

# An answer sent at the last second may be this late on the network; inclusive.
GRACE = timedelta(seconds=5)

# Sent inside the transaction that finishes an attempt: attempt=Attempt, answers=list[Answer].
attempt_finished = Signal()


class AttemptClosed(Exception):
    """The attempt takes no more answers; `attempt` says how it ended."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        super().__init__(attempt.state)


class StaleAnswer(Exception):
    """The answer was changed elsewhere since this page saw it; `answer` is the stored one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"stored seq is {answer.seq}")


class AnswerLocked(Exception):
    """Practice: the feedback was shown, so the answer stays as it is."""


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
) -> Attempt:
    """Start an attempt at `candidates`, in their order, and return it.

    `attempt_id` comes from the set-up form: the same form sent twice gives the one
    attempt. Raises AnotherOpenAttempt while an earlier one is open.
    """
    attempt_id = attempt_id or uuid.uuid4()
    if existing := Attempt.objects.filter(pk=attempt_id).first():
        if existing.person == person:
            return existing
        attempt_id = uuid.uuid4()
    if unfinished := open_attempt(person=person, now=now):
        if unfinished.pk == attempt_id:
            return unfinished  # this form's twin, a moment ago
        raise AnotherOpenAttempt(unfinished)
    allowed = settings.time_allowed
    answers = _draw_answers(candidates, rng)
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(
                pk=attempt_id,
                **person.fields(),
                mode=settings.mode,
                settings=settings.to_json(),
                question_count=len(answers),
                started_at=now,
                deadline=now + allowed if allowed else None,
                retry_of=retry_of,
            )
            for answer in answers:
                answer.attempt = attempt
            Answer.objects.bulk_create(answers)
    except IntegrityError:
        # Another request of this person's was faster: it may be this form's twin.
        rival = Attempt.objects.of(person).open().first()
        if rival is None:
            raise
        if rival.pk == attempt_id:
            return rival
        raise AnotherOpenAttempt(rival) from None
    return attempt


def _draw_answers(candidates: Sequence[Candidate], rng: random.Random) -> list[Answer]:
    """Open answers for the candidates, in their order, with the choices drawn once."""
    revisions = Revision.objects.in_bulk([candidate.revision_id for candidate in candidates])
    answers = []
    for position, candidate in enumerate(candidates, start=1):
        document = revisions[candidate.revision_id].document
        order = [choice["key"] for choice in document["choices"]]
        if not document.get("keep_order"):
            rng.shuffle(order)
        answers.append(
            Answer(
                position=position,
                question_id=candidate.question_id,
                revision_id=candidate.revision_id,
                form=document["form"],
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


def is_expired(attempt: Attempt, now: datetime) -> bool:
    """True once nothing more is accepted: strictly past the deadline and its grace."""
    return (
        attempt.state == Attempt.State.IN_PROGRESS
        and attempt.deadline is not None
        and now > attempt.deadline + GRACE
    )


def seconds_left(attempt: Attempt, now: datetime) -> float | None:
    """Seconds until the deadline, never below 0; None when untimed."""
    if attempt.deadline is None:
        return None
    return max(0.0, (attempt.deadline - now).total_seconds())


def settle(attempt: Attempt, *, now: datetime) -> bool:
    """Finish an attempt whose time is over; True when it was, by this call or another.

    Writes only if the attempt is open and past its deadline and grace.
    """
    if not is_expired(attempt, now):
        return attempt.state != Attempt.State.IN_PROGRESS
    with transaction.atomic():
        locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if is_expired(locked, now):
            _close(locked, ending=Attempt.Ending.DEADLINE, now=now)
    attempt.refresh_from_db()
    return True


def record_answer(
    *,
    person: Person,
    attempt_id: uuid.UUID,
    position: int,
    response: Response,
    confidence: int | None,
    flagged: bool,
    seq: int | None,
    now: datetime,
    check: bool = False,
) -> tuple[Attempt, Answer]:
    """Store one response and return the attempt and the answer.

    With `check` (practice) the answer is locked after it. `seq` None means "whatever
    is stored": a script's post. Raises Attempt.DoesNotExist for somebody else's
    attempt, Answer.DoesNotExist for an unknown position, AttemptClosed once `now` is
    past the deadline and its grace, StaleAnswer when `seq` is not the stored one and
    the content differs, AnswerLocked after a check, and UnknownChoice when the
    response names a choice that was not offered.
    """
    closed = None
    with transaction.atomic():
        attempt = Attempt.objects.of(person).select_for_update().get(pk=attempt_id)
        if is_expired(attempt, now):
            _close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
        if attempt.state != Attempt.State.IN_PROGRESS:
            # Raised outside, so that the finish above is kept.
            closed = AttemptClosed(attempt)
        else:
            answer = _write_answer(
                attempt, position, response, confidence, flagged, seq, check, now
            )
    if closed:
        raise closed
    return attempt, answer


def _write_answer(
    attempt: Attempt,
    position: int,
    response: Response,
    confidence: int | None,
    flagged: bool,
    seq: int | None,
    check: bool,
    now: datetime,
) -> Answer:
    answers = {row.position: row for row in attempt.answers.all()}
    if position not in answers:
        raise Answer.DoesNotExist
    answer = answers[position]
    response = scoring.validate(form=answer.form, offered=answer.choice_order, response=response)
    if answer.checked_at is not None and response != answer.response:
        raise AnswerLocked
    if answer.checked_at is not None:
        confidence = answer.confidence
    is_same = (response, confidence, flagged) == (
        answer.response, answer.confidence, answer.flagged)  # fmt: skip
    if seq is not None and seq != answer.seq and not is_same:
        raise StaleAnswer(answer)
    last_word = max([attempt.started_at, *(a.visited_at for a in answers.values() if a.visited_at)])
    answer.time_spent_ms += max(0, round((now - last_word).total_seconds() * 1000))
    answer.visited_at = now
    if response != answer.response:
        answer.response, answer.answered_at = response, now
    if not is_same:
        answer.confidence, answer.flagged = confidence, flagged
        answer.seq += 1
    if check and attempt.mode == Attempt.Mode.PRACTICE and answer.is_answered:
        answer.checked_at = answer.checked_at or now
    answer.save(
        update_fields=["response", "confidence", "flagged", "seq", "answered_at", "visited_at",
                       "time_spent_ms", "checked_at"]
    )  # fmt: skip
    return answer


def finish(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Finish the person's attempt and score it; finished already, it is returned as it is.

    After the deadline `finished_at` is the deadline. Raises Attempt.DoesNotExist.
    """
    with transaction.atomic():
        attempt = Attempt.objects.of(person).select_for_update().get(pk=attempt_id)
        if attempt.state == Attempt.State.IN_PROGRESS:
            late = attempt.deadline is not None and now >= attempt.deadline
            ending = Attempt.Ending.DEADLINE if late else Attempt.Ending.USER
            _close(attempt, ending=ending, now=now)
    return attempt


def discard(*, person: Person, attempt_id: uuid.UUID, now: datetime) -> Attempt:
    """Drop an open attempt: no score, no progress. A finished one stays as it is."""
    with transaction.atomic():
        attempt = Attempt.objects.of(person).select_for_update().get(pk=attempt_id)
        if is_expired(attempt, now):
            _close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
        elif attempt.state == Attempt.State.IN_PROGRESS:
            attempt.state, attempt.finished_at = Attempt.State.DISCARDED, now
            attempt.save(update_fields=["state", "finished_at"])
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
                _close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
        if any(attempt.state == Attempt.State.IN_PROGRESS for attempt in brought):
            finished = attempts.of(owner).open().first()
            if finished is not None:
                expired = is_expired(finished, now)
                ending = Attempt.Ending.DEADLINE if expired else Attempt.Ending.LOGIN
                _close(finished, ending=ending, now=now)
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in brought]).update(**owner.fields())
    return finished


def sweep(*, now: datetime) -> int:
    """Finish every attempt whose time is over, as the next visit would; return how many."""
    overdue = Attempt.objects.open().filter(deadline__lt=now - GRACE)
    return sum(settle(attempt, now=now) for attempt in overdue.iterator())


def _close(attempt: Attempt, *, ending: str, now: datetime) -> None:
    """Score a locked, open attempt and tell the receivers, all in the caller's transaction."""
    answers = list(attempt.answers.select_related("revision"))
    for answer in answers:
        document = CardDocument.from_json(answer.revision.document)
        answer.points = scoring.points(document, answer.response)
    Answer.objects.bulk_update(answers, ["points"])
    attempt.state, attempt.ending = Attempt.State.FINISHED, ending
    attempt.finished_at = min(now, attempt.deadline) if attempt.deadline else now
    attempt.score = math.fsum(answer.points or 0 for answer in answers)
    attempt.save(update_fields=["state", "ending", "finished_at", "score"])
    attempt_finished.send(sender=Attempt, attempt=attempt, answers=answers)
