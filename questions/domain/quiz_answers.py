"""Answers of a running attempt: save, flag, check.

Each write holds the attempt's lock, see questions.domain.quizzes.
"""

import uuid
from datetime import datetime

from django.db import transaction

from questions.domain import quizzes, scoring
from questions.domain.quiz_clock import is_expired
from questions.domain.scoring import Response
from questions.models import Answer, Attempt, Person


class StaleAnswer(Exception):
    """The answer was changed elsewhere since this page saw it; `answer` is the stored one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"stored seq is {answer.seq}")


class AnswerLocked(Exception):
    """Practice: the feedback was shown, so the answer stays as it is."""


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
            quizzes.close(attempt, ending=Attempt.Ending.DEADLINE, now=now)
        if attempt.state != Attempt.State.IN_PROGRESS:
            # Raised outside, so that the finish above is kept.
            closed = quizzes.AttemptClosed(attempt)
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
