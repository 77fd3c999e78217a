"""What a person sees of themselves beside a card, and what they can do with its schedule."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, DateTimeField, F, QuerySet, TextField, Value

from accounts.domain import due, planning, points, profiles, progress
from accounts.domain.planning import Plan
from accounts.models import KNOWN_RATINGS, Memory, Note, PointMemory, Review
from questions.models import Person

Kind = Review.Kind

# What a person can do with a card beside rating it.
ACTIONS = (Kind.SUSPEND, Kind.RESUME, Kind.BURY, Kind.RESET)


@dataclass(frozen=True)
class MissedPoint:
    """A key point that was missed at least once."""

    html: str
    missed: int
    covered: int
    # Missed the last time, too.
    is_missing: bool

    @property
    def looked_at(self) -> int:
        return self.missed + self.covered


@dataclass(frozen=True)
class CardPanel:
    """A person's note on one card, and where they stand with it."""

    text: str = ""
    # Goes with the text: a save names the one that it saw.
    seq: int = 0
    is_bookmarked: bool = False
    review_count: int = 0
    lapses: int = 0
    last_rating: int | None = None
    # When it comes back; None: never reviewed.
    due_at: datetime | None = None
    is_due: bool = False
    is_suspended: bool = False
    # While the card is put off: until then.
    put_off_until: datetime | None = None
    # A visitor who is nobody yet has no schedule.
    has_schedule: bool = False
    # The most missed first.
    missed: tuple[MissedPoint, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.last_rating in KNOWN_RATINGS


def panel(
    *, person: Person, question_id: int, points_html: Sequence[str], plan: Plan, now: datetime
) -> CardPanel:
    """What stands beside a card; one query, none for nobody.

    points_html: the card's key points as it has them today; others are forgotten. plan:
    the person's, for its zone.
    """
    if not person:
        return CardPanel()
    fields: dict[str, object] = {"has_schedule": True}
    missed: list[MissedPoint] = []
    html_of = points.by_key(points_html)
    for kind, word, flag, first, second, third, phase, at, until in _rows(person, question_id):
        if kind == "note":
            fields |= {"text": word, "is_bookmarked": flag, "seq": first}
        elif kind == "point" and word in html_of:
            missed.append(MissedPoint(html_of[word], second, first, flag))
        elif kind == "memory":
            fields |= {"review_count": first, "lapses": second, "last_rating": third}
            fields["due_at"] = at
            fields["is_due"] = due.is_due(phase=phase, due_at=at, now=now, plan=plan)
            fields |= {
                "is_suspended": flag,
                "put_off_until": until if until and until > now else None,
            }
    order = list(html_of.values())
    missed.sort(key=lambda point: (-point.missed, order.index(point.html)))
    return CardPanel(**fields, missed=tuple(missed))  # type: ignore[arg-type]


def _rows(person: Person, question_id: int) -> QuerySet:
    """The memory, the note and the missed points as rows of one shape, in one query."""
    never, blank, zero = Value(None, output_field=DateTimeField()), Value("", TextField()), Value(0)
    shapes = (
        (Memory.objects, "memory", blank, "is_suspended", "review_count", "lapses", "last_rating",
         "phase", "due_at", "put_off_until"),
        (Note.objects, "note", "text", "is_bookmarked", "seq", zero, zero, zero, never, never),
        (PointMemory.objects.filter(missed__gte=1), "point", "point", "is_missing", "covered",
         "missed", zero, zero, never, never),
    )  # fmt: skip
    names = ("kind_", "word_", "flag_", "first_", "second_", "third_", "phase_", "at_", "until_")
    memory, *others = (
        rows.of(person)
        .filter(question_id=question_id)
        .order_by()
        .annotate(
            kind_=Value(kind, CharField()),
            **{
                name: F(column) if isinstance(column, str) else column
                for name, column in zip(names[1:], columns, strict=True)
            },
        )
        .values_list(*names)
        for rows, kind, *columns in shapes
    )
    return memory.union(*others, all=True)


def change(
    *, person: Person, question_id: int, action: str, now: datetime, token: uuid.UUID | None = None
) -> Review:
    """Suspend, resume, put off until the next day of study, or reset a card: one of ACTIONS.

    `token` belongs to the form that was shown: sent twice, it counts once. Returns the
    event that stands for the form.
    """
    until = None
    if action == Kind.BURY:
        until = planning.day_end(now, profiles.wishes_of(person).plan.zone)
    return progress.record_event(
        person=person, question_id=question_id, kind=action, now=now, until=until, token=token
    )
