"""What the results page shows of a finished attempt, prepared for the template."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from questions.domain import scoring
from questions.domain.document import CardDocument, ChoiceDocument
from questions.domain.quiz_settings import QuizSettings
from questions.models import Answer, Attempt

# Questions on one page of the results: five with every reason weigh about as much as
# the rest of the page, and a first visit shall stay light.
PAGE_SIZE = 5


@dataclass(frozen=True)
class ReviewedChoice:
    """One choice, with the person's pick and the truth about it."""

    choice: ChoiceDocument
    is_chosen: bool


@dataclass(frozen=True)
class ReviewedAnswer:
    position: int
    document: CardDocument
    choices: tuple[ReviewedChoice, ...]
    typed: str
    points: float
    is_answered: bool
    flagged: bool
    confidence: int | None
    time_spent: timedelta

    @property
    def is_right(self) -> bool:
        return self.points == 1

    @property
    def is_unsure(self) -> bool:
        return self.confidence is not None and self.confidence < Answer.Confidence.SURE

    @property
    def confidence_label(self) -> str:
        return str(Answer.Confidence(self.confidence).label) if self.confidence else ""

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.points < 1

    @property
    def is_surely_wrong(self) -> bool:
        """Sure, and not right: what is worth most to look at."""
        return self.confidence == Answer.Confidence.SURE and not self.is_right


@dataclass(frozen=True)
class Level:
    """How often one was right where one said that one was so sure."""

    label: str
    count: int
    right: int

    @property
    def percent(self) -> int:
        return percent(self.right, self.count)


@dataclass(frozen=True)
class OverviewItem:
    """One question in the overview: how it went, and on which page of the list it is."""

    position: int
    is_right: bool
    is_partly_right: bool
    page: int


@dataclass(frozen=True)
class TopicResult:
    slug: str
    name: str
    lang: str
    count: int
    points: float

    @property
    def percent(self) -> int:
        return percent(self.points, self.count)


@dataclass(frozen=True)
class Results:
    attempt: Attempt
    settings: QuizSettings
    answers: tuple[ReviewedAnswer, ...]
    # Those that the filter `show` leaves: all, wrong, flagged or unsure.
    shown: tuple[ReviewedAnswer, ...]
    show: str
    topics: tuple[TopicResult, ...]
    time_taken: timedelta
    # Percentage points against the person's finished attempt before; None for the first.
    change: int | None

    @property
    def percent(self) -> int:
        return percent(self.attempt.score or 0, self.attempt.question_count)

    @property
    def right_count(self) -> int:
        return sum(answer.is_right for answer in self.answers)

    @property
    def blank_count(self) -> int:
        return sum(not answer.is_answered for answer in self.answers)

    @property
    def missed_count(self) -> int:
        return len(self.answers) - self.right_count

    @property
    def overview(self) -> list[OverviewItem]:
        """Every question, with its page among all of them."""
        places = {answer.position: place for place, answer in enumerate(_to_review(self.answers))}
        return [
            OverviewItem(
                answer.position,
                answer.is_right,
                answer.is_partly_right,
                page=places[answer.position] // PAGE_SIZE + 1,
            )
            for answer in self.answers
        ]

    @property
    def calibration(self) -> list[Level]:
        """The surest first; levels that were never said are left out."""
        found = []
        for level in reversed(Answer.Confidence):
            said = [one for one in self.answers if one.is_answered and one.confidence == level]
            if said:
                right = sum(one.is_right for one in said)
                found.append(Level(str(level.label), len(said), right))
        return found

    @property
    def surely_wrong_count(self) -> int:
        return sum(one.is_surely_wrong and one.is_answered for one in self.answers)

    @property
    def change_down(self) -> int:
        return -(self.change or 0)

    @property
    def settings_query(self) -> str:
        """The set-up page's query for the same settings again: a link to share."""
        return self.settings.to_query()

    @property
    def settings_fields(self) -> list[tuple[str, str]]:
        """The same as fields of the set-up form, to start at once."""
        return parse_qsl(self.settings_query)

    @property
    def filters(self) -> list[tuple[str, str]]:
        return [
            ("all", _("All")),
            ("wrong", _("Wrong or open")),
            ("flagged", _("Flagged")),
            ("unsure", _("Unsure")),
        ]

    @property
    def time_per_question(self) -> timedelta:
        return self.time_taken / len(self.answers)


def percent(points: float, of: int) -> int:
    """Whole percent, rounded down so that 100 means everything; 0 of 0 is 0."""
    return int(points * 100 / of + 1e-9) if of else 0


def review(answer: Answer, document: CardDocument) -> ReviewedAnswer:
    """Show one answer with its key; for finished attempts and checked practice answers."""
    chosen = answer.response if isinstance(answer.response, list) else []
    # A checked practice answer is reviewed before the finish gives the points.
    points = scoring.points(document, answer.response) if answer.points is None else answer.points
    return ReviewedAnswer(
        position=answer.position,
        document=document,
        choices=tuple(
            ReviewedChoice(document.choice(key), key in chosen) for key in answer.choice_order
        ),
        typed=answer.response if isinstance(answer.response, str) else "",
        points=points,
        is_answered=answer.is_answered,
        flagged=answer.flagged,
        confidence=answer.confidence,
        time_spent=timedelta(milliseconds=answer.time_spent_ms),
    )


def results(attempt: Attempt, *, show: str = "all") -> Results:
    """Read the results of a finished attempt, in two queries."""
    rows = attempt.answers.select_related("revision").order_by("position")
    answers = tuple(
        review(answer, CardDocument.from_json(answer.revision.document)) for answer in rows
    )
    assert attempt.finished_at is not None
    return Results(
        attempt=attempt,
        settings=QuizSettings.from_json(attempt.settings),
        answers=answers,
        shown=tuple(answer for answer in _to_review(answers) if _is_shown(answer, show)),
        show=show,
        topics=_by_topic(answers),
        time_taken=attempt.finished_at
        - attempt.started_at
        - timedelta(milliseconds=attempt.paused_ms),
        change=_change(attempt),
    )


def _is_shown(answer: ReviewedAnswer, show: str) -> bool:
    return {
        "wrong": not answer.is_right,
        "flagged": answer.flagged,
        "unsure": answer.is_unsure,
    }.get(show, True)


def _to_review(answers: tuple[ReviewedAnswer, ...]) -> list[ReviewedAnswer]:
    """Where one was sure and wrong first; otherwise as they were asked."""
    return sorted(answers, key=lambda answer: not answer.is_surely_wrong)


def _by_topic(answers: tuple[ReviewedAnswer, ...]) -> tuple[TopicResult, ...]:
    """Weakest topic first."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    langs: dict[str, str] = {}
    for answer in answers:
        document = answer.document
        groups[document.topic_slug, document.topic_name].append(answer.points)
        # A document knows its card's language, which is its topic's.
        langs.setdefault(document.topic_slug, document.lang)
    topics = [
        TopicResult(slug, name, langs[slug], len(points), sum(points))
        for (slug, name), points in groups.items()
    ]
    return tuple(sorted(topics, key=lambda topic: (topic.percent, topic.name)))


def _change(attempt: Attempt) -> int | None:
    before = (
        Attempt.objects.of(attempt.person)
        .finished()
        .filter(finished_at__lt=attempt.finished_at)
        .order_by("-finished_at")
        .first()
    )
    if before is None:
        return None
    return percent(attempt.score or 0, attempt.question_count) - percent(
        before.score or 0, before.question_count
    )
