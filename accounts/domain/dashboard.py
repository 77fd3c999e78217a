"""What the progress page shows: numbers, and a chart's points, ready to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import KNOWN_RATINGS, Memory, Review
from questions.domain.results import percent
from questions.models import Attempt, Deck, Person, Question, Topic

# A chart of more points is a blur; the history page has them all.
MOST_QUIZZES = 50
# Fewer cards than this say nothing about a topic.
ENOUGH_SEEN = 3


@dataclass(frozen=True)
class TopicProgress:
    topic: Topic
    seen: int
    known: int

    @property
    def cards(self) -> int:
        return self.topic.published_count

    @property
    def percent_known(self) -> int:
        return percent(self.known, self.cards)

    @property
    def percent_of_seen(self) -> int:
        return percent(self.known, self.seen)


@dataclass(frozen=True)
class QuizPoint:
    """One finished quiz; x and y in the chart's own units, see ScoreChart."""

    attempt: Attempt
    percent: int
    x: float
    y: float


@dataclass(frozen=True)
class ScoreChart:
    """Scores over time for an SVG of `width` x `height`; 0 % is at the bottom line."""

    points: tuple[QuizPoint, ...]
    width: int = 360
    height: int = 160
    left: int = 34
    right: int = 12
    top: int = 10
    bottom: int = 14

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def grid(self) -> list[tuple[int, float]]:
        """(percent, y) of each line."""
        return [(value, self.y(value)) for value in (0, 25, 50, 75, 100)]

    @property
    def label_x(self) -> int:
        return self.left - 8

    @property
    def plot_right(self) -> int:
        return self.width - self.right

    def y(self, value: float) -> float:
        plot = self.height - self.top - self.bottom
        return round(self.top + plot * (1 - value / 100), 1)


@dataclass(frozen=True)
class Dashboard:
    seen: int
    known: int
    cards: int
    topics: tuple[TopicProgress, ...]
    strongest: TopicProgress | None
    weakest: TopicProgress | None
    chart: ScoreChart
    open_attempt: Attempt | None
    to_repeat: int

    @property
    def is_empty(self) -> bool:
        return not self.seen and not self.chart.points and self.open_attempt is None

    @property
    def percent_known(self) -> int:
        return percent(self.known, self.cards)

    @property
    def best_percent(self) -> int:
        return max((point.percent for point in self.chart.points), default=0)

    @property
    def latest_first(self) -> Sequence[QuizPoint]:
        return self.chart.points[::-1]


def dashboard(*, person: Person) -> Dashboard:
    """Read the progress page; four queries, however many cards and quizzes there are."""
    topics = _topics(person)
    seen, known = sum(t.seen for t in topics), sum(t.known for t in topics)
    attempts = list(
        Attempt.objects.of(person).finished().order_by("-finished_at", "pk")[:MOST_QUIZZES]
    )
    enough = [topic for topic in topics if topic.seen >= ENOUGH_SEEN]
    ranked = sorted(enough, key=lambda topic: (topic.percent_of_seen, topic.topic.position))
    return Dashboard(
        seen=seen,
        known=known,
        cards=sum(topic.cards for topic in topics),
        topics=topics,
        strongest=ranked[-1] if len(ranked) > 1 else None,
        weakest=ranked[0] if len(ranked) > 1 else None,
        chart=score_chart(attempts[::-1]),
        open_attempt=Attempt.objects.of(person).open().first(),
        to_repeat=seen - known,
    )


def _topics(person: Person) -> tuple[TopicProgress, ...]:
    counts = _counts(person, "question__topic")
    return tuple(
        TopicProgress(topic, *counts.get(topic.pk, (0, 0))) for topic in Topic.objects.all()
    )


def _counts(person: Person, group: str) -> dict[int, tuple[int, int]]:
    """(seen, known) published cards of this person's, by topic or deck."""
    rows = (
        Memory.objects.of(person)
        .filter(question__status=Question.Status.PUBLISHED)
        .order_by()
        .values_list(group)
        .annotate(seen=Count("pk"), known=Count("pk", filter=Q(last_rating__in=KNOWN_RATINGS)))
    )
    return {pk: (seen, known) for pk, seen, known in rows}


def to_repeat(*, person: Person, at_most: int) -> int:
    """How many cards the person met and doesn't know; counts no further than `at_most`."""
    return _to_repeat(person)[:at_most].count()


def _to_repeat(person: Person) -> QuerySet[Memory]:
    return Memory.objects.of(person).missed().filter(question__status=Question.Status.PUBLISHED)


def known_by_deck(*, person: Person) -> dict[int, int]:
    """How many published cards of each deck the person knows; one query."""
    return _known(person, "question__deck_entries__deck")


def known_by_topic(*, person: Person) -> dict[int, int]:
    """How many published cards of each topic the person knows; one query."""
    return _known(person, "question__topic")


def _known(person: Person, group: str) -> dict[int, int]:
    return (
        {pk: known for pk, (_seen, known) in _counts(person, group).items() if pk} if person else {}
    )


def score_chart(attempts: Sequence[Attempt]) -> ScoreChart:
    """Lay out finished attempts, oldest first, at even distances."""
    frame = ScoreChart(())
    room = frame.width - frame.left - frame.right
    step = room / (len(attempts) - 1) if len(attempts) > 1 else 0
    start = frame.left if len(attempts) > 1 else frame.left + room / 2
    points = []
    for place, attempt in enumerate(attempts):
        value = percent(attempt.score or 0, attempt.question_count)
        points.append(QuizPoint(attempt, value, x=round(start + place * step, 1), y=frame.y(value)))
    return ScoreChart(tuple(points))


@dataclass(frozen=True)
class Today:
    """The home page of somebody who has begun."""

    open_attempt: Attempt | None
    decks: Sequence[Deck]
    known: dict[int, int]
    reviewed_today: int
    to_repeat: int


def today(*, person: Person, day_start: datetime) -> Today:
    """What to do now, in five queries."""
    return Today(
        open_attempt=Attempt.objects.of(person).open().first(),
        decks=list(Deck.objects.all()),
        known=known_by_deck(person=person),
        reviewed_today=Review.objects.of(person).filter(reviewed_at__gte=day_start).count(),
        to_repeat=_to_repeat(person).count(),
    )
