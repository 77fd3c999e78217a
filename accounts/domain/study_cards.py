"""One card as the study page shows it: its content, its intervals, what was missed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.domain import planning, points, progress, replaying
from accounts.domain.planning import Plan
from accounts.models import LEECH_LAPSES, Memory, PointMemory, Rating
from questions.domain import documents
from questions.domain.document import CardDocument
from questions.models import Person, Question, Related


@dataclass(frozen=True)
class Choice:
    """A rating that can be given, and what it leads to."""

    rating: int
    label: str
    interval: timedelta


@dataclass(frozen=True)
class Point:
    """A key point of the card; `missed` of `seen` times it was left out."""

    key: str
    html: str
    missed: int
    seen: int
    is_missing: bool


@dataclass(frozen=True)
class StudyCard:
    question: Question
    document: CardDocument
    memory: Memory | None
    choices: tuple[Choice, ...]
    points: tuple[Point, ...]
    # The card just seen is easily confused with this one: how they differ, or "".
    contrast: str
    # Cards that are easily confused with it, for a leech alone.
    confusables: tuple[Related, ...]

    @property
    def review_count(self) -> int:
        return self.memory.review_count if self.memory else 0

    @property
    def is_leech(self) -> bool:
        return self.memory is not None and self.memory.lapses >= LEECH_LAPSES

    @property
    def promise(self) -> str:
        """What the form sends back: reviews so far, and the seconds of each interval."""
        seconds = ",".join(str(round(one.interval.total_seconds())) for one in self.choices)
        return f"{self.review_count}:{seconds}"


def promised(text: str, rating: int) -> tuple[int, int] | None:
    """What a form's promise says of a rating; None for a form without one."""
    count, _colon, seconds = text.partition(":")
    intervals = seconds.split(",")
    if not (count.isdecimal() and len(intervals) == len(Rating) and len(text) < 100):
        return None
    if not all(one.isdecimal() for one in intervals):
        return None
    return int(count), int(intervals[rating - 1])


def shown(
    person: Person,
    question: Question,
    *,
    plan: Plan,
    now: datetime,
    contrast: str = "",
) -> StudyCard:
    """Read what the page needs of a card; three queries, one more for a leech."""
    assert question.current_revision_id is not None
    document = documents.read([question.current_revision_id])[question.current_revision_id]
    memory = Memory.objects.of(person).filter(question=question).first()
    card = StudyCard(
        question=question,
        document=document,
        memory=memory,
        choices=_choices(question, memory, plan=plan, now=now),
        points=_points(document, _missed(person, question)),
        contrast=contrast,
        confusables=(),
    )
    if not card.is_leech:
        return card
    near = question.related.filter(other__status=Question.Status.PUBLISHED)
    return replace(card, confusables=tuple(near.select_related("other__search_entry")))


def _choices(
    question: Question, memory: Memory | None, *, plan: Plan, now: datetime
) -> tuple[Choice, ...]:
    inputs = progress.inputs_for(
        question_id=question.pk,
        review_count=memory.review_count if memory else 0,
        plan=plan,
        at=now,
    )
    intervals = planning.preview(replaying.state_of(memory), at=now, inputs=inputs)
    return tuple(
        Choice(rating.value, str(rating.label), intervals[rating.value]) for rating in Rating
    )


def _missed(person: Person, question: Question) -> Mapping[str, PointMemory]:
    rows = PointMemory.objects.of(person).filter(question=question)
    return {row.point: row for row in rows}


def _points(document: CardDocument, missed: Mapping[str, PointMemory]) -> tuple[Point, ...]:
    found = []
    for key, html in points.by_key(document.key_points_html).items():
        row = missed.get(key)
        sums = (row.missed, row.missed + row.covered, row.is_missing) if row else (0, 0, False)
        found.append(Point(key, html, *sums))
    return tuple(found)
