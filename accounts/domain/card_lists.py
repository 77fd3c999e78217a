"""The cards behind a number of the progress page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain import calibration, planning, profiles, trouble
from accounts.domain.calibration import SAID
from accounts.domain.planning import Plan
from accounts.models import Memory, Phase, Rating, Review
from questions.domain import search
from questions.models import Person, Question, Topic

# Whoever reads on so far is helped by a filter, not by more pages.
MOST_LISTED = 1_000

# What can be asked for; a day is asked for by its date, an answer by what was said.
SHOWS = {
    "seen": _("Cards you have seen"),
    "due": _("Cards due today"),
    "known": _("Cards you know"),
    "missed": _("Cards seen and not known"),
    "new": _("Cards not met yet"),
    "queued": _("Queued cards"),
    "leeches": _("Cards that don't stick"),
    "sure-but-wrong": _("Sure, but wrong"),
    "suspended": _("Suspended cards"),
    "reviewed": _("Reviewed cards"),
    "asked": _("Cards asked again after half a day or more"),
    "forgotten": _("Forgotten cards"),
}
SEEN = "seen"
# Of the log: an event, not a standing.
OF_THE_LOG = ("reviewed", "asked", "forgotten")


@dataclass(frozen=True)
class CardFilter:
    """Which cards: `show` is a key of SHOWS, unless there is a `day` or what was `said`."""

    show: str = SEEN
    topic: str = ""
    # A study day: what was reviewed on it, or what will be due.
    day: date | None = None
    # What is OF_THE_LOG within so many days; None: ever.
    days: int | None = None
    # How sure an answer in a quiz was: a key of calibration.SAID.
    said: str = ""
    # Of those, only the right ones.
    is_right: bool = False


@dataclass(frozen=True)
class CardList:
    """One page of them; `count` stops at MOST_LISTED, then `is_capped`."""

    filter: CardFilter
    questions: Sequence[Question]
    count: int
    is_capped: bool
    topics: Sequence[Topic]
    # The day that is asked for is still to come, or is today.
    is_coming: bool = False
    is_today: bool = False

    @property
    def shown(self) -> str:
        """What of SHOWS is shown; "" for something else."""
        return "" if self.filter.day or self.filter.said else self.filter.show

    @property
    def is_of_events(self) -> bool:
        """The number that led here counts reviews or answers, of which a card can have many."""
        is_past = self.filter.day is not None and not self.is_coming
        return is_past or bool(self.filter.said) or self.shown in OF_THE_LOG

    @property
    def shows(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in SHOWS.items()]

    @property
    def title(self) -> str:
        wanted = self.filter
        if wanted.said:
            label = {"label": SAID[wanted.said].label}
            return (
                gettext("Right, and you said: %(label)s") % label
                if wanted.is_right
                else gettext("You said: %(label)s") % label
            )
        if wanted.day is not None:
            words = {"day": date_format(wanted.day)}
            return (
                gettext("Due on %(day)s") % words
                if self.is_coming
                else gettext("Reviewed on %(day)s") % words
            )
        if wanted.show in OF_THE_LOG and wanted.days:
            words = {"cards": str(SHOWS[wanted.show]), "days": str(wanted.days)}
            return gettext("%(cards)s, last %(days)s days") % words
        return str(SHOWS[wanted.show])

    @property
    def topic(self) -> Topic | None:
        return next((one for one in self.topics if one.slug == self.filter.topic), None)


def card_list(
    *, person: Person, wanted: CardFilter, now: datetime, offset: int = 0, limit: int = 50
) -> CardList:
    """Read one page of the cards, in an order that fits what is asked for."""
    plan = profiles.wishes_of(person).plan
    today = planning.study_day(now, plan.zone)
    ids = _ids(person, wanted, now, plan, today) if person else []
    shown = ids[:MOST_LISTED][offset : offset + limit]
    by_id = {row.pk: row for row in search.listed(Question.objects.filter(pk__in=shown))}
    return CardList(
        filter=wanted,
        questions=[by_id[pk] for pk in shown],
        count=min(len(ids), MOST_LISTED),
        is_capped=len(ids) > MOST_LISTED,
        topics=list(Topic.objects.all()),
        is_coming=wanted.day is not None and wanted.day > today,
        is_today=wanted.day == today,
    )


def _ids(person: Person, wanted: CardFilter, now: datetime, plan: Plan, today: date) -> list[int]:
    """One more than MOST_LISTED at most."""
    if wanted.said:
        rows: Any = _said(person, wanted)
    elif wanted.day is not None and wanted.day > today:
        rows = _coming(person, wanted.day, plan)
    elif wanted.day is not None or wanted.show in OF_THE_LOG:
        rows = _reviewed(person, wanted, today)
    elif wanted.show == "new":
        rows = _unseen(person)
    else:
        rows = _remembered(person, wanted.show, now, planning.day_end(now, plan.zone))
    if wanted.topic:
        prefix = "" if wanted.show == "new" and not (wanted.day or wanted.said) else "question__"
        rows = rows.filter(**{f"{prefix}topic__slug": wanted.topic})
    return list(rows[: MOST_LISTED + 1])


def _remembered(person: Person, show: str, now: datetime, day_end: datetime) -> Any:
    mine = Memory.objects.of(person)
    offered = mine.of_published()
    rows = {
        "seen": lambda: offered.met().order_by("question_id"),
        "known": lambda: offered.met().known().order_by("question_id"),
        "missed": lambda: offered.missed().order_by("question_id"),
        "due": lambda: mine.due(now, day_end).order_by("due_at", "question_id"),
        "queued": lambda: (
            offered.studied()
            .filter(phase=Phase.NEW, queued_at__isnull=False)
            .order_by("queued_at", "question_id")
        ),
        "leeches": lambda: trouble.leeches_of(person).order_by("-lapses", "question_id"),
        "sure-but-wrong": lambda: trouble.sure_errors_of(person).order_by(
            "-last_reviewed_at", "question_id"
        ),
        "suspended": lambda: offered.suspended().order_by("question_id"),
    }[show]()
    return rows.values_list("question_id", flat=True)


def _coming(person: Person, day: date, plan: Plan) -> Any:
    """What falls due on a day to come, as the forecast counts it."""
    rows = Memory.objects.of(person).of_published().studied().filter(phase=Phase.REVIEW)
    rows = rows.filter(
        due_at__gte=planning.day_start(day, plan.zone),
        due_at__lt=planning.day_start(day + timedelta(days=1), plan.zone),
    )
    return rows.order_by("due_at", "question_id").values_list("question_id", flat=True)


def _reviewed(person: Person, wanted: CardFilter, today: date) -> Any:
    """Cards rated on a day or in the last days; forgotten: Again, half a day or more later."""
    rows = Review.objects.of(person).ratings().standing()
    rows = rows.filter(question__status=Question.Status.PUBLISHED)
    if wanted.day is not None:
        rows = rows.filter(day=wanted.day)
    elif wanted.days is not None:
        rows = rows.filter(day__gt=today - timedelta(days=wanted.days), day__lte=today)
    if wanted.day is None and wanted.show != "reviewed":
        rows = rows.filter(foreseen__isnull=False)
        if wanted.show == "forgotten":
            rows = rows.filter(rating=Rating.AGAIN)
    return rows.order_by("question_id").values_list("question_id", flat=True).distinct()


def _said(person: Person, wanted: CardFilter) -> Any:
    """Cards of the latest quizzes that were answered with this confidence."""
    rows = calibration.answers_of(calibration.latest(person))
    rows = rows.filter(confidence=SAID[wanted.said])
    if wanted.is_right:
        rows = rows.filter(points=1)
    rows = rows.filter(question__status=Question.Status.PUBLISHED)
    return rows.order_by("question_id").values_list("question_id", flat=True).distinct()


def _unseen(person: Person) -> Any:
    met = Memory.objects.of(person).met().filter(question=OuterRef("pk"))
    rows = Question.objects.published().filter(~Exists(met))
    return rows.order_by("pk").values_list("pk", flat=True)
