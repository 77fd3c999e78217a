"""Which card to study next, in the first, unscheduled form.

One pass goes through a deck, a topic or the whole bank: cards never met come first,
in their order, then the least known and the longest not seen. A card rated since the
pass began does not come again in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Memory, Review
from questions.domain import search
from questions.domain.document import CardDocument
from questions.domain.search import Filters
from questions.models import Deck, Person, Question, Topic

# Counting further costs more than it tells.
MOST_COUNTED = search.MOST_MATCHES


@dataclass(frozen=True)
class Scope:
    """What is studied: a deck, a topic, or everything; unknown slugs hold nothing."""

    deck: str = ""
    topic: str = ""

    @property
    def filters(self) -> Filters:
        return Filters(deck=self.deck, topics=(self.topic,) if self.topic else ())


@dataclass(frozen=True)
class StudyPage:
    scope: Scope
    # What the scope is called; "" for the whole bank.
    title: str
    since: datetime
    # Only what was missed: a second round.
    only_missed: bool
    question: Question | None
    document: CardDocument | None
    done: int
    left: int
    known: int
    missed: int
    decks: Sequence[Deck]
    topics: Sequence[Topic]

    @property
    def total(self) -> int:
        return self.done + self.left

    @property
    def number(self) -> int:
        return self.done + 1


def study_page(
    *, person: Person, scope: Scope, since: datetime, only_missed: bool = False
) -> StudyPage:
    """Read the next card of the pass that began at `since`, and how far the pass is."""
    questions = search.matching(scope.filters)
    reviewed = Review.objects.of(person).filter(reviewed_at__gte=since, source=Review.Source.STUDY)
    done_here = reviewed.filter(question__in=questions.values("pk"))
    open_questions = questions.exclude(pk__in=reviewed.values("question_id"))
    memories = Memory.objects.of(person)
    if only_missed:
        missed = memories.missed().values("question_id")
        open_questions = open_questions.filter(pk__in=missed)
    done = done_here.order_by().values("question_id").distinct().count()
    question = _next(open_questions, person, scope)
    document = None
    if question is not None and question.current_revision is not None:
        document = CardDocument.from_json(question.current_revision.document)
    decks, topics = list(Deck.objects.all()), list(Topic.objects.all())
    return StudyPage(
        scope=scope,
        title=_title(scope, decks, topics),
        decks=decks,
        topics=topics,
        since=since,
        only_missed=only_missed,
        question=question,
        document=document,
        done=done,
        left=open_questions.order_by()[:MOST_COUNTED].count(),
        known=memories.known().filter(question__in=questions.values("pk")).count(),
        missed=memories.missed().filter(question__in=done_here.values("question_id")).count(),
    )


def _next(questions: QuerySet[Question], person: Person, scope: Scope) -> Question | None:
    questions = questions.select_related("current_revision")
    remembered = Memory.objects.of(person).filter(question=OuterRef("pk"))
    order = ("deck_entries__position", "pk") if scope.deck else ("pk",)
    new = questions.filter(~Exists(remembered))
    if scope.deck:
        new = new.filter(deck_entries__deck__slug=scope.deck)
    if (question := new.order_by(*order).first()) is not None:
        return question
    weakest = (
        Memory.objects.of(person)
        .filter(question__in=questions.order_by().values("pk"))
        .order_by("last_rating", "last_reviewed_at")
        .values_list("question_id", flat=True)
        .first()
    )
    return questions.filter(pk=weakest).first() if weakest else None


def _title(scope: Scope, decks: Sequence[Deck], topics: Sequence[Topic]) -> str:
    """What the scope is called: its deck, its topic, both, or nothing for the whole bank."""
    names = [deck.name for deck in decks if deck.slug == scope.deck]
    names += [topic.name for topic in topics if topic.slug == scope.topic]
    return " · ".join(names)
