"""Answers of a running attempt: save, flag, check.

Each write holds the attempt's lock, see questions.domain.quizzes.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from questions.domain import quiz_record, quizzes, scoring
from questions.domain.scoring import Response
from questions.models import Answer, Attempt, AttemptEvent, Person

Kind = AttemptEvent.Kind
# How long after the deadline a refused answer is still written into the record; later
# ones are no dispute about the network.
LATE_NOTED = timedelta(minutes=1)


class StaleAnswer(Exception):
    """The answer was changed elsewhere since this page saw it; `answer` is the stored one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"stored seq is {answer.seq}")


class AnswerLocked(Exception):
    """Practice: the feedback was shown, so the answer stays as it is."""


class AttemptPaused(Exception):
    """The attempt takes no answers until it is resumed."""


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
    the content differs, AnswerLocked after a check, AttemptPaused while it is paused,
    and UnknownChoice when the response names a choice that was not offered.
    """
    closed = None
    with transaction.atomic():
        attempt = quizzes.locked(person=person, attempt_id=attempt_id, now=now)
        if attempt.state != Attempt.State.IN_PROGRESS:
            # Raised outside, so that the finish above is kept.
            closed = quizzes.AttemptClosed(attempt)
            _note_late(attempt, position, response, now)
        elif attempt.is_paused:
            raise AttemptPaused
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
    said = (response, confidence) != (answer.response, answer.confidence)
    turned = flagged != answer.flagged
    if seq is not None and seq != answer.seq and (said or turned):
        raise StaleAnswer(answer)
    _add_time(attempt, answer, answers.values(), now)
    if response != answer.response:
        answer.response, answer.answered_at = response, now
    answer.confidence, answer.flagged = confidence, flagged
    answer.seq += said or turned
    checked = (
        check
        and attempt.mode == Attempt.Mode.PRACTICE
        and answer.is_answered
        and answer.checked_at is None
    )
    if checked:
        answer.checked_at = now
    answer.save(
        update_fields=["response", "confidence", "flagged", "seq", "answered_at", "visited_at",
                       "time_spent_ms", "checked_at"]
    )  # fmt: skip
    _note(attempt, answer, now, said=said, turned=turned, checked=checked)
    return answer


def count_time(attempt: Attempt, position: int | None, now: datetime) -> None:
    """Give the time since the last word to the answer at `position`, if there is one."""
    answers = list(attempt.answers.all())
    for answer in answers:
        if answer.position == position:
            _add_time(attempt, answer, answers, now)
            answer.save(update_fields=["visited_at", "time_spent_ms"])


def _add_time(attempt: Attempt, answer: Answer, answers: Iterable[Answer], now: datetime) -> None:
    """The time is measured from word to word; a pause is nobody's."""
    words = [attempt.started_at, attempt.resumed_at, *(one.visited_at for one in answers)]
    last_word = max(word for word in words if word)
    answer.time_spent_ms += max(0, round((now - last_word).total_seconds() * 1000))
    answer.visited_at = now


def _note(
    attempt: Attempt, answer: Answer, now: datetime, *, said: bool, turned: bool, checked: bool
) -> None:
    """Write down what has changed, in one statement."""
    lines = []
    event = partial(quiz_record.event, attempt, now=now, position=answer.position)
    if said:
        words = {"response": answer.response, "confidence": answer.confidence}
        lines.append(event(Kind.ANSWERED, detail=words | {"seq": answer.seq}))
    if turned:
        lines.append(event(Kind.FLAGGED, detail={"flagged": answer.flagged, "seq": answer.seq}))
    if checked:
        lines.append(event(Kind.CHECKED))
    if lines:
        AttemptEvent.objects.bulk_create(lines)


def _note_late(attempt: Attempt, position: int, response: Response, now: datetime) -> None:
    """Write down an answer that was refused because time was up, as it was sent."""
    deadline = attempt.deadline
    if deadline is None or not deadline <= now <= deadline + LATE_NOTED:
        return
    if attempt.answers.filter(position=position).exists():
        sent = {"response": str(response)[:200]}
        quiz_record.note(attempt, Kind.LATE, now=now, position=position, detail=sent)
