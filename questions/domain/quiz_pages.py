"""What the pages of a quiz show, prepared for the templates.

Nothing here holds a key, a feedback or an answer before it may be seen:
`AskedQuestion` can't, and a `ReviewedAnswer` is made only for a checked answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from questions.domain import documents, quiz_clock
from questions.domain.document import AskedQuestion, CardDocument
from questions.domain.quiz_settings import QuizSettings
from questions.domain.results import ReviewedAnswer, review
from questions.domain.scoring import Response
from questions.domain.selection import Candidate
from questions.models import Answer, Attempt, Person, Question


@dataclass(frozen=True)
class MapItem:
    """One question in the map.

    What it says is put together here and not in the template: a map of a hundred is on
    each of the hundred pages.
    """

    position: int
    is_current: bool
    is_answered: bool
    is_flagged: bool

    @property
    def number(self) -> str:
        return str(self.position)

    @property
    def modifiers(self) -> str:
        """Further classes, each with a space before it."""
        is_set = {
            "is-current": self.is_current,
            "is-answered": self.is_answered,
            "is-flagged": self.is_flagged,
        }
        return "".join(f" {name}" for name, value in is_set.items() if value)

    @property
    def state(self) -> str:
        """In words, as static/js/quiz.js puts it after a change."""
        words = [_("answered") if self.is_answered else _("open")]
        return ", ".join([*words, _("flagged")] if self.is_flagged else words)


@dataclass(frozen=True)
class QuestionPage:
    attempt: Attempt
    answer: Answer
    asked: AskedQuestion
    map: tuple[MapItem, ...]
    # None: untimed.
    seconds_left: float | None
    # Practice, after the check: the key and every reason.
    reviewed: ReviewedAnswer | None

    @property
    def previous(self) -> int | None:
        return self.answer.position - 1 if self.answer.position > 1 else None

    @property
    def next(self) -> int | None:
        last = self.attempt.question_count
        return self.answer.position + 1 if self.answer.position < last else None

    @property
    def answered_count(self) -> int:
        return sum(item.is_answered for item in self.map)

    @property
    def is_practice(self) -> bool:
        return self.attempt.mode == Attempt.Mode.PRACTICE

    @property
    def chosen(self) -> list[str]:
        return self.answer.response if isinstance(self.answer.response, list) else []

    @property
    def typed(self) -> str:
        return self.answer.response if isinstance(self.answer.response, str) else ""

    @property
    def confidences(self) -> list[tuple[int, str]]:
        return [(level.value, str(level.label)) for level in Answer.Confidence]

    @property
    def warnings(self) -> list[int]:
        """Seconds left at which a screen reader is told: half time, five minutes, one."""
        if self.attempt.deadline is None:
            return []
        allowed = (self.attempt.deadline - self.attempt.started_at).total_seconds()
        return sorted({s for s in (int(allowed / 2), 300, 60) if s <= allowed / 2}, reverse=True)


@dataclass(frozen=True)
class PausedPage:
    """What is shown while the clock stands still: nothing of the questions."""

    attempt: Attempt
    # The question to go on with.
    position: int
    answered_count: int
    seconds_left: float | None


@dataclass(frozen=True)
class FinishPage:
    attempt: Attempt
    map: tuple[MapItem, ...]
    seconds_left: float | None

    @property
    def open_count(self) -> int:
        return sum(not item.is_answered for item in self.map)

    @property
    def first_open(self) -> int:
        return next((item.position for item in self.map if not item.is_answered), 1)

    @property
    def flagged_count(self) -> int:
        return sum(item.is_flagged for item in self.map)


@dataclass(frozen=True)
class ConflictPage:
    """Two answers to one question: what is stored, and what this page wanted to store."""

    answer: Answer
    asked: AskedQuestion
    saved: Response
    mine: Response
    seconds_left: float | None
    confidence: str
    flagged: str


def question_page(*, attempt: Attempt, position: int, now: datetime) -> QuestionPage | None:
    """Read one question of a running attempt, in two queries; None past its ends."""
    answers = list(attempt.answers.order_by("position"))
    if not 1 <= position <= len(answers):
        return None
    answer = answers[position - 1]
    answer.attempt = attempt
    document = documents.read([answer.revision_id])[answer.revision_id]
    return QuestionPage(
        attempt=attempt,
        answer=answer,
        asked=document.without_key(answer.choice_order),
        map=_map(answers, position),
        seconds_left=quiz_clock.seconds_left(attempt, now),
        reviewed=review(answer, document) if answer.checked_at else None,
    )


def paused_page(*, attempt: Attempt, position: int, now: datetime) -> PausedPage:
    answers = list(attempt.answers.defer("choice_order"))
    return PausedPage(
        attempt=attempt,
        position=min(max(position, 1), attempt.question_count),
        answered_count=sum(answer.is_answered for answer in answers),
        seconds_left=quiz_clock.seconds_left(attempt, now),
    )


def finish_page(*, attempt: Attempt, now: datetime) -> FinishPage:
    answers = list(attempt.answers.order_by("position"))
    return FinishPage(attempt, _map(answers), quiz_clock.seconds_left(attempt, now))


def conflict_page(
    *, answer: Answer, mine: Response, data: Mapping[str, Any], now: datetime
) -> ConflictPage:
    document = CardDocument.from_json(answer.revision.document)
    return ConflictPage(
        answer=answer,
        asked=document.without_key(answer.choice_order),
        saved=answer.response,
        mine=mine,
        seconds_left=quiz_clock.seconds_left(answer.attempt, now),
        confidence=data.get("confidence", ""),
        flagged=data.get("flagged", ""),
    )


def _map(answers: list[Answer], current: int = 0) -> tuple[MapItem, ...]:
    return tuple(
        MapItem(row.position, row.position == current, row.is_answered, row.flagged)
        for row in answers
    )


def history(person: Person) -> QuerySet[Attempt]:
    """The person's attempts, newest first; discarded ones are left out."""
    return (
        Attempt.objects.of(person)
        .exclude(state=Attempt.State.DISCARDED)
        .order_by("-started_at", "pk")
    )


def latest_pace(person: Person) -> float | None:
    """The pace of the person's latest attempt: who needs more time needs it each time."""
    latest = Attempt.objects.of(person).order_by("-started_at").values_list("settings").first()
    return latest[0].get("pace") if latest else None


def missed(attempt: Attempt) -> list[Candidate]:
    """The cards that a finished attempt got wrong or left open, as they are published now."""
    rows = attempt.answers.filter(
        points__lt=1, question__status=Question.Status.PUBLISHED
    ).order_by("position")
    return [
        Candidate(*row)
        for row in rows.values_list(
            "question_id", "question__current_revision_id", "question__topic_id"
        )
    ]


def retry_settings(attempt: Attempt, *, count: int) -> QuizSettings:
    """The attempt's own settings for fewer questions, with as much time for each."""
    settings = QuizSettings.from_json(attempt.settings)
    minutes = -(-settings.minutes * count // attempt.question_count)  # rounded up
    return QuizSettings.from_json(settings.to_json() | {"count": count, "minutes": minutes})
