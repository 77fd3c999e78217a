"""Everything of a person's as one document, and the log as a table; streamed.

A log may have a million reviews, so rows are read by the chunk and no list of them is
ever made. What is stored meanwhile is left out, as the document must fit together: the
end of the log is looked up first, and what it refers to is read after that.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from accounts.formats import learning, reviews_csv
from accounts.formats.record import (
    AnswerRecord,
    AttemptRecord,
    EventRecord,
    NoteRecord,
    ParametersRecord,
    ProfileRecord,
    ReviewRecord,
)
from accounts.models import Note, Parameters, Profile, Review
from questions.models import Answer, Attempt, AttemptEvent, Person, PersonalQuerySet

REVIEWS_AT_ONCE = 2_000
# Each with up to a hundred answers and its record.
ATTEMPTS_AT_ONCE = 20

# What an import adds to an attempt's record: the lines before it are the document's word.
IMPORTED = {"imported": True}

_REVIEW_FIELDS = (
    "kind", "source", "reviewed_at", "day", "rating", "until", "is_sure_but_wrong", "points",
    "is_first", "spent_ms", "desired_retention", "horizon", "seed", "due_at", "foreseen",
)  # fmt: skip
_ANSWER_FIELDS = (
    "position", "form", "response", "confidence", "flagged", "seq", "answered_at", "visited_at",
    "time_spent_ms", "checked_at", "points",
)  # fmt: skip
_ATTEMPT_FIELDS = (
    "id", "mode", "settings", "state", "question_count", "started_at", "ending", "deadline",
    "finished_at", "paused_at", "paused_ms", "resumed_at", "score",
)  # fmt: skip


def document(*, user: User, now: datetime) -> Iterator[bytes]:
    """The JSON document, in pieces."""
    person = Person(owner_id=user.pk)
    log = _Log(person)
    return learning.write(
        exported_at=now,
        account={"username": user.username, "email": user.email},
        profile=_profile(user),
        parameters=log.parameters.values(),
        lists=(
            ("attempts", _attempts(person)),
            ("notes", _notes(person)),
            ("reviews", log.reviews()),
        ),
    )


def table(*, user: User) -> Iterator[bytes]:
    """The log of reviews as CSV, in pieces."""
    return reviews_csv.write(_Log(Person(owner_id=user.pk)).reviews())


def _profile(user: User) -> ProfileRecord:
    profile = Profile.objects.filter(user=user).first()
    if profile is None:
        return ProfileRecord()
    return ProfileRecord(
        timezone=profile.timezone,
        keyboard_shortcuts=profile.keyboard_shortcuts,
        interview_date=profile.interview_date,
        minutes_a_day=profile.minutes_a_day,
        days_off=tuple(profile.days_off),
        topics=tuple(profile.topics.values_list("slug", flat=True)),
        weekly_goal=profile.weekly_goal,
    )


class _Log:
    """A person's reviews up to now, with numbers in the place of the database's keys."""

    def __init__(self, person: Person) -> None:
        self._mine = Review.objects.of(person).order_by("pk")
        last = self._mine.values_list("pk", flat=True).last()
        self._mine = self._mine.filter(pk__lte=last or 0)
        # The few events that another one names.
        undone = self._mine.filter(voids__isnull=False).values_list("voids_id", flat=True)
        self._numbers: dict[int, int] = dict.fromkeys(undone.iterator(), 0)
        used = self._mine.order_by().values_list("parameters_id", flat=True).distinct()
        rows = Parameters.objects.filter(pk__in=[pk for pk in used if pk])
        self.parameters = {
            row.pk: ParametersRecord(number, tuple(row.values))
            for number, row in enumerate(rows.order_by("pk"))
        }

    def reviews(self) -> Iterator[ReviewRecord]:
        names = ("pk", "question__slug", "attempt_id", "voids_id", "parameters_id")
        rows = self._mine.values_list(*names, *_REVIEW_FIELDS)
        for number, row in enumerate(_in_chunks(rows), start=1):
            pk, slug, attempt_id, voids_id, parameters_id, *values = row
            if pk in self._numbers:
                self._numbers[pk] = number
            yield ReviewRecord(
                id=number,
                card=slug,
                attempt=attempt_id,
                voids=self._numbers[voids_id] if voids_id else None,
                parameters=self.parameters[parameters_id] if parameters_id else None,
                **dict(zip(_REVIEW_FIELDS, values, strict=True)),
            )


def _in_chunks(rows: Any) -> Iterator[Any]:
    """The rows by their key, a query for each chunk: no cursor is held for a slow reader."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:REVIEWS_AT_ONCE]):
        yield from chunk
        last = chunk[-1][0]


def _notes(person: Person) -> Iterator[NoteRecord]:
    names = ("question__slug", "text", "is_bookmarked", "updated_at", "seq")
    rows = Note.objects.of(person).order_by("pk").values_list("pk", *names)
    for _pk, slug, text, is_bookmarked, updated_at, seq in _in_chunks(rows):
        yield NoteRecord(slug, updated_at, text, is_bookmarked, seq)


def _attempts(person: Person) -> Iterator[AttemptRecord]:
    rows: PersonalQuerySet[Any] = Attempt.objects.of(person).order_by("started_at", "pk")
    after = Q()
    while chunk := list(rows.filter(after)[:ATTEMPTS_AT_ONCE]):
        answers = _by_attempt(_answers(chunk))
        events = _by_attempt(_events(chunk))
        for attempt in chunk:
            fields = {name: getattr(attempt, name) for name in _ATTEMPT_FIELDS}
            yield AttemptRecord(
                **fields,
                retry_of=attempt.retry_of_id,
                answers=tuple(answers.get(attempt.pk, ())),
                events=tuple(events.get(attempt.pk, ())),
            )
        at, pk = chunk[-1].started_at, chunk[-1].pk
        after = Q(started_at__gt=at) | Q(started_at=at, pk__gt=pk)


def _by_attempt(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for attempt_id, record in pairs:
        found.setdefault(attempt_id, []).append(record)
    return found


def _answers(attempts: list[Attempt]) -> Iterator[tuple[Any, AnswerRecord]]:
    names = ("question__slug", "revision__number", "revision__digest", "choice_order")
    rows = Answer.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    for row in rows.values_list("attempt_id", *names, *_ANSWER_FIELDS):
        attempt_id, slug, number, digest, order, *values = row
        fields = dict(zip(_ANSWER_FIELDS, values, strict=True))
        yield (
            attempt_id,
            AnswerRecord(
                card=slug, revision=number, digest=digest, choice_order=tuple(order), **fields
            ),
        )


def _events(attempts: list[Attempt]) -> Iterator[tuple[Any, EventRecord]]:
    rows = AttemptEvent.objects.filter(attempt__in=attempts).order_by("attempt", "id")
    for event in rows:
        if event.detail != IMPORTED:
            yield (
                event.attempt_id,
                EventRecord(event.kind, event.at, event.position, event.detail or None),
            )
