"""How a quiz is meant to behave, in plain Python: no database, no lock, no request.

The state machine plays the engine and this model side by side and compares them.
Written from the rules, not from the engine: it shares nothing with it but the scoring.
Each act returns what a visitor is told: "stored", "closed", "paused", "locked", ...
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from questions.domain import scoring
from questions.domain.document import CardDocument
from questions.domain.scoring import Response
from questions.models import Person

GRACE = timedelta(seconds=5)
LATE_NOTED = timedelta(minutes=1)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Word:
    """What a page sends about one question."""

    position: int
    # Never None, as no form can send that.
    response: list[str] | str
    confidence: int | None = None
    flagged: bool = False
    # None: a script's post.
    seq: int | None = None
    check: bool = False


@dataclass
class Row:
    """One question: the document that was pinned, and what was acknowledged."""

    document: CardDocument
    offered: list[str]
    response: Response = None
    confidence: int | None = None
    flagged: bool = False
    seq: int = 0
    is_checked: bool = False
    points: float | None = None
    answered_at: datetime | None = None

    @property
    def content(self) -> tuple[Response, int | None, bool, int]:
        return self.response, self.confidence, self.flagged, self.seq

    def shaped(self, response: list[str] | str) -> Response:
        """The response as it would be stored; UNKNOWN for what was not on offer."""
        is_text = isinstance(response, str)
        if self.document.form == "typed":
            return (response.strip() or None) if is_text else UNKNOWN
        if is_text or not set(response) <= set(self.offered):
            return UNKNOWN
        if self.document.form == "single" and len(set(response)) > 1:
            return UNKNOWN
        return sorted(set(response), key=self.offered.index) or None


@dataclass
class Quiz:
    pk: uuid.UUID
    person: Person
    mode: str
    started_at: datetime
    # Minutes times pace; None: untimed.
    allowed: timedelta | None
    rows: list[Row]
    pauses: timedelta = timedelta(0)
    paused_at: datetime | None = None
    state: str = "in_progress"
    ending: str = ""
    finished_at: datetime | None = None
    # (kind, when, question) of each line that the record must hold.
    record: list[tuple[str, datetime, int | None]] = field(default_factory=list)
    # The latest word of each question, for sending it again.
    sent: dict[int, Word] = field(default_factory=dict)

    @property
    def deadline(self) -> datetime | None:
        return self.started_at + self.allowed + self.pauses if self.allowed else None

    @property
    def is_open(self) -> bool:
        return self.state == "in_progress"

    @property
    def score(self) -> float | None:
        return sum(row.points or 0 for row in self.rows) if self.state == "finished" else None

    def is_over(self, now: datetime) -> bool:
        """Open, but nothing more is accepted."""
        runs_out = self.is_open and self.paused_at is None and self.deadline is not None
        return runs_out and now > self.deadline + GRACE

    def seconds_left(self, now: datetime) -> float | None:
        if self.deadline is None:
            return None
        return max(0.0, (self.deadline - (self.paused_at or now)) / timedelta(seconds=1))

    def note(self, kind: str, now: datetime, position: int | None = None) -> None:
        self.record.append((kind, now, position))

    def _go_on(self, now: datetime) -> None:
        if self.paused_at is not None:
            self.pauses += max(timedelta(0), now - self.paused_at)
            self.paused_at = None

    def close(self, ending: str, now: datetime) -> None:
        self._go_on(now)
        self.state, self.ending = "finished", ending
        self.finished_at = min(now, self.deadline) if self.deadline else now
        for row in self.rows:
            row.points = scoring.points(row.document, row.response)
        self.note("expired" if ending == "deadline" else "finished", now)

    def settle(self, now: datetime) -> bool:
        """True when the quiz is over, now or before."""
        if self.is_over(now):
            self.close("deadline", now)
        return not self.is_open

    def answer(self, word: Word, now: datetime) -> str:
        if self.settle(now):
            limit = self.deadline and self.deadline + LATE_NOTED
            if limit and self.deadline <= now <= limit and word.position <= len(self.rows):
                self.note("late", now, word.position)
            return "closed"
        if self.paused_at is not None:
            return "paused"
        if not 1 <= word.position <= len(self.rows):
            return "missing"
        row = self.rows[word.position - 1]
        response, confidence = row.shaped(word.response), word.confidence
        if response == UNKNOWN:
            return "unknown"
        if row.is_checked and response != row.response:
            return "locked"
        if row.is_checked:
            confidence = row.confidence
        said = (response, confidence) != (row.response, row.confidence)
        turned = word.flagged != row.flagged
        if word.seq not in (None, row.seq) and (said or turned):
            return "stale"
        if response != row.response:
            row.response, row.answered_at = response, now
        row.confidence, row.flagged = confidence, word.flagged
        row.seq += said or turned
        checks = word.check and self.mode == "practice" and response and not row.is_checked
        row.is_checked = row.is_checked or bool(checks)
        for kind, happened in (("answered", said), ("flagged", turned), ("checked", checks)):
            if happened:
                self.note(kind, now, word.position)
        self.sent[word.position] = word
        return "stored"

    def pause(self, now: datetime, position: int | None) -> str:
        if self.settle(now):
            return "closed"
        if self.mode == "practice" and self.paused_at is None:
            self.paused_at = now
            self.note("paused", now, position)
        return "done"

    def resume(self, now: datetime) -> str:
        if self.settle(now):
            return "closed"
        if self.paused_at is not None:
            self._go_on(now)
            self.note("resumed", now)
        return "done"

    def finish(self, now: datetime) -> str:
        if self.is_open:
            self._go_on(now)
            late = self.deadline is not None and now >= self.deadline
            self.close("deadline" if late else "user", now)
        return "done"

    def discard(self, now: datetime) -> str:
        if not self.settle(now):
            self.state, self.finished_at, self.paused_at = "discarded", now, None
            self.note("discarded", now)
        return "done"


@dataclass
class World:
    """Everybody's quizzes, in the order of their start."""

    quizzes: list[Quiz] = field(default_factory=list)

    def of(self, person: Person) -> Iterator[Quiz]:
        return (quiz for quiz in self.quizzes if quiz.person == person)

    def open_of(self, person: Person, now: datetime) -> Quiz | None:
        """The person's running quiz; one that is over is settled first."""
        return next(
            (quiz for quiz in self.of(person) if quiz.is_open and not quiz.settle(now)), None
        )

    def sweep(self, now: datetime) -> int:
        """How many were over."""
        return sum(quiz.settle(now) for quiz in self.quizzes if quiz.is_open)

    def carry(self, guest: Person, owner: Person, now: datetime) -> Quiz | None:
        """The account's quiz that had to end for the guest's, if there was one."""
        ended, brought = None, list(self.of(guest))
        for quiz in brought:
            quiz.settle(now)
        if any(quiz.is_open for quiz in brought):
            ended = next((quiz for quiz in self.of(owner) if quiz.is_open), None)
        if ended and not ended.settle(now):
            ended.close("login", now)
        for quiz in brought:
            quiz.person = owner
            quiz.note("carried", now)
        return ended
