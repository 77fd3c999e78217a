"""The quizzes of an imported document: those that can be shown here as they were."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain.exporting import IMPORTED
from accounts.formats.record import AnswerRecord, AttemptRecord
from questions.domain import quiz_record
from questions.models import Answer, Attempt, AttemptEvent, Person, Revision

AT_ONCE = 500


@dataclass(frozen=True)
class Quizzes:
    # With the revision of each answer, in their order.
    chosen: Sequence[tuple[AttemptRecord, tuple[int, ...]]]
    open_count: int
    missing_count: int


def choose(attempts: Sequence[AttemptRecord], cards: Mapping[str, int]) -> Quizzes:
    """Closed attempts of which every question is here in the very state that was asked.

    An open one is left out: its clock ran elsewhere.
    """
    closed = [one for one in attempts if one.state != Attempt.State.IN_PROGRESS]
    revisions = _revisions(closed)
    chosen = []
    for attempt in closed:
        ids = [_revision_of(answer, cards, revisions) for answer in attempt.answers]
        if None not in ids:
            chosen.append((attempt, tuple(pk for pk in ids if pk is not None)))
    return Quizzes(chosen, len(attempts) - len(closed), len(closed) - len(chosen))


def _revisions(attempts: Iterable[AttemptRecord]) -> dict[tuple[int, str], Any]:
    """The revisions with these digests: (card, digest) -> (id, form, keys of its choices)."""
    digests = sorted({answer.digest for one in attempts for answer in one.answers})
    found = {}
    for start in range(0, len(digests), AT_ONCE):
        rows = Revision.objects.filter(digest__in=digests[start : start + AT_ONCE])
        # Of two with the same content, the later one.
        for row in rows.order_by("question", "number").iterator(chunk_size=AT_ONCE):
            keys = {choice["key"] for choice in row.document["choices"]}
            found[row.question_id, row.digest] = (row.pk, row.document["form"], keys)
    return found


def _revision_of(
    answer: AnswerRecord, cards: Mapping[str, int], revisions: Mapping[tuple[int, str], Any]
) -> int | None:
    """The digest says that the content is the same; the number may be another one here."""
    found = revisions.get((cards.get(answer.card, 0), answer.digest))
    if found is None:
        return None
    pk, form, keys = found
    # Else somebody has changed the document, and its page would fail.
    return pk if (form, keys) == (answer.form, set(answer.choice_order)) else None


def store(
    person: Person,
    chosen: Sequence[tuple[AttemptRecord, tuple[int, ...]]],
    cards: Mapping[str, int],
    *,
    now: datetime,
) -> dict[uuid.UUID, uuid.UUID]:
    """Store them; return the document's ids with ours.

    An id that is taken, by the account that was exported from this very site say, is
    replaced by a new one.
    """
    ids = [attempt.id for attempt, _revisions in chosen]
    taken: set[uuid.UUID] = set()
    for start in range(0, len(ids), AT_ONCE):
        rows = Attempt.objects.filter(pk__in=ids[start : start + AT_ONCE])
        taken.update(rows.values_list("pk", flat=True))
    here = {pk: uuid.uuid4() if pk in taken else pk for pk in ids}
    Attempt.objects.bulk_create(
        [_attempt(person, attempt, here) for attempt, _revisions in chosen], batch_size=AT_ONCE
    )
    for attempt, revision_ids in chosen:
        _store_parts(attempt, here[attempt.id], revision_ids, cards, now)
    return here


def _attempt(person: Person, one: AttemptRecord, here: Mapping[uuid.UUID, uuid.UUID]) -> Attempt:
    return Attempt(
        **person.fields(),
        pk=here[one.id],
        mode=one.mode,
        settings=one.settings,
        state=one.state,
        ending=one.ending,
        question_count=one.question_count,
        started_at=one.started_at,
        deadline=one.deadline,
        finished_at=one.finished_at,
        paused_ms=one.paused_ms,
        resumed_at=one.resumed_at,
        score=one.score,
        retry_of_id=here.get(one.retry_of) if one.retry_of else None,
    )


def _store_parts(
    attempt: AttemptRecord,
    attempt_id: uuid.UUID,
    revision_ids: tuple[int, ...],
    cards: Mapping[str, int],
    now: datetime,
) -> None:
    Answer.objects.bulk_create(
        Answer(
            attempt_id=attempt_id,
            position=one.position,
            question_id=cards[one.card],
            revision_id=revision_id,
            form=one.form,
            choice_order=list(one.choice_order),
            response=one.response,
            confidence=one.confidence,
            flagged=one.flagged,
            seq=one.seq,
            answered_at=one.answered_at,
            visited_at=one.visited_at,
            time_spent_ms=one.time_spent_ms,
            checked_at=one.checked_at,
            points=one.points,
        )
        for one, revision_id in zip(attempt.answers, revision_ids, strict=True)
    )
    lines = [
        AttemptEvent(
            attempt_id=attempt_id, kind=one.kind, at=one.at, position=one.position,
            detail=one.detail or {},
        )
        for one in attempt.events
    ]  # fmt: skip
    # The record is what this server knew; what it was told is told apart.
    stored = Attempt(pk=attempt_id)
    lines.append(quiz_record.event(stored, AttemptEvent.Kind.CARRIED, now=now, detail=IMPORTED))
    AttemptEvent.objects.bulk_create(lines, batch_size=AT_ONCE)
