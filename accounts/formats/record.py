"""What a person has done here, as plain values: what an export holds.

Cards are named by their slugs, reviews and parameters by numbers that mean something
only inside one document. A field that has its default is left out of the JSON.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

SCHEMA = "flipside.learning"
# Raised when the shape changes.
VERSION = 1


@dataclass(frozen=True, slots=True)
class ParametersRecord:
    """A set of FSRS's weights; `number` is its place in the document, from 0."""

    number: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """`topics` are slugs; none: all of them."""

    timezone: str = "UTC"
    keyboard_shortcuts: bool = True
    interview_date: date | None = None
    minutes_a_day: int | None = None
    days_off: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    weekly_goal: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One event of the log, fit to be replayed (accounts.domain.replaying)."""

    # Rises from one to the next; `voids` is the id of an earlier one.
    id: int
    card: str
    kind: str
    source: str
    reviewed_at: datetime
    day: date
    rating: int | None = None
    attempt: UUID | None = None
    voids: int | None = None
    until: datetime | None = None
    is_sure_but_wrong: bool = False
    points: dict[str, list[str]] | None = None
    is_first: bool = False
    spent_ms: int | None = None
    parameters: ParametersRecord | None = None
    desired_retention: float | None = None
    horizon: datetime | None = None
    seed: int | None = None
    due_at: datetime | None = None
    foreseen: float | None = None

    @property
    def pk(self) -> int:
        return self.id

    @property
    def voids_id(self) -> int | None:
        return self.voids


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """`revision` and `digest` name the published state of the card that was asked."""

    position: int
    card: str
    revision: int
    digest: str
    form: str
    choice_order: tuple[str, ...] = ()
    response: list[str] | str | None = None
    confidence: int | None = None
    flagged: bool = False
    seq: int = 0
    answered_at: datetime | None = None
    visited_at: datetime | None = None
    time_spent_ms: int = 0
    checked_at: datetime | None = None
    points: float | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One line of an attempt's record."""

    kind: str
    at: datetime
    position: int | None = None
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    id: UUID
    mode: str
    settings: dict[str, Any]
    state: str
    question_count: int
    started_at: datetime
    answers: tuple[AnswerRecord, ...]
    ending: str = ""
    deadline: datetime | None = None
    finished_at: datetime | None = None
    paused_at: datetime | None = None
    paused_ms: int = 0
    resumed_at: datetime | None = None
    score: float | None = None
    retry_of: UUID | None = None
    events: tuple[EventRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRecord:
    card: str
    updated_at: datetime
    text: str = ""
    is_bookmarked: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class LearningRecord:
    """A whole document, but for the account's name and address, which nobody imports."""

    exported_at: datetime
    profile: ProfileRecord = ProfileRecord()
    parameters: tuple[ParametersRecord, ...] = ()
    attempts: tuple[AttemptRecord, ...] = ()
    notes: tuple[NoteRecord, ...] = ()
    # Not a tuple: there may be very many.
    reviews: list[ReviewRecord] | tuple[ReviewRecord, ...] = ()


def to_json(value: Any) -> Any:
    """A record, or what one may hold, as JSON knows it."""
    if isinstance(value, datetime):
        # Always UTC and with its microseconds: an import gives the very same moment.
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, ParametersRecord):
        return value.number
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    if defaults := _DEFAULTS.get(type(value)):
        given = ((name, getattr(value, name), default) for name, default in defaults)
        return {name: to_json(one) for name, one, default in given if one != default}
    return value


# The fields of each record, with the values that go without saying.
_DEFAULTS: dict[type, list[tuple[str, Any]]] = {
    record: [(one.name, None if one.default is MISSING else one.default) for one in fields(record)]
    for record in (
        ProfileRecord, ReviewRecord, AnswerRecord, EventRecord, AttemptRecord, NoteRecord
    )
}  # fmt: skip
