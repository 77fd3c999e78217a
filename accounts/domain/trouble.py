"""What makes trouble: cards that don't stick, sure errors, key points missed; with help."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.domain import points
from accounts.models import Memory, MemoryQuerySet, PointMemory
from questions.domain.document import CardDocument, ReferenceDocument
from questions.models import Person, Question, Related

# So many are named on the dashboard; the list of cards has them all.
MOST_LEECHES = 5
MOST_SURE = 5
MOST_POINTS = 8
# Some points were reworded since and are left out.
POINTS_READ = 3 * MOST_POINTS


@dataclass(frozen=True)
class Leech:
    """A card forgotten again and again, and what may help."""

    question: Question
    lapses: int
    confusable: tuple[Related, ...]
    # Key points that were missed the last time.
    missed_html: tuple[str, ...]
    references: tuple[ReferenceDocument, ...]


@dataclass(frozen=True)
class WeakPoint:
    """A key point that the person missed more often than others."""

    question: Question
    point_html: str
    missed: int
    covered: int

    @property
    def looked_at(self) -> int:
        return self.missed + self.covered


@dataclass(frozen=True)
class Trouble:
    leeches: tuple[Leech, ...] = ()
    # Wrong in a quiz where the person was sure, and not rated since.
    sure_errors: tuple[Question, ...] = ()
    weak_points: tuple[WeakPoint, ...] = ()
    # There are more than are named.
    has_more_leeches: bool = False
    has_more_sure_errors: bool = False


def trouble(*, person: Person) -> Trouble:
    """Read the worst of it in five queries, however much there is."""
    if not person:
        return Trouble()
    leeches = list(
        leeches_of(person)
        .select_related("question__current_revision", "question__search_entry")
        .order_by("-lapses", "pk")[: MOST_LEECHES + 1]
    )
    sure = list(
        sure_errors_of(person)
        .select_related("question__search_entry")
        .order_by("-last_reviewed_at", "pk")[: MOST_SURE + 1]
    )
    named = [memory.question_id for memory in leeches[:MOST_LEECHES]]
    confusable, missing = _confusable(named), _missing(person, named)
    return Trouble(
        leeches=tuple(_leech(one, confusable, missing) for one in leeches[:MOST_LEECHES]),
        sure_errors=tuple(one.question for one in sure[:MOST_SURE]),
        weak_points=_weak_points(person),
        has_more_leeches=len(leeches) > MOST_LEECHES,
        has_more_sure_errors=len(sure) > MOST_SURE,
    )


def leeches_of(person: Person) -> MemoryQuerySet:
    """The person's leeches; a suspended one troubles nobody."""
    return Memory.objects.of(person).leeches().studied().of_published()


def sure_errors_of(person: Person) -> MemoryQuerySet:
    return Memory.objects.of(person).filter(is_sure_but_wrong=True).studied().of_published()


def _leech(
    memory: Memory, confusable: Mapping[int, list[Related]], missing: Mapping[int, list[str]]
) -> Leech:
    document = _document_of(memory.question)
    texts = points.by_key(document.key_points_html)
    return Leech(
        question=memory.question,
        lapses=memory.lapses,
        confusable=tuple(confusable.get(memory.question_id, ())),
        missed_html=tuple(
            texts[key] for key in missing.get(memory.question_id, ()) if key in texts
        ),
        references=document.references,
    )


def _document_of(question: Question) -> CardDocument:
    assert question.current_revision is not None
    return CardDocument.from_json(question.current_revision.document)


def _confusable(question_ids: Collection[int]) -> dict[int, list[Related]]:
    """The published cards near each of these."""
    rows = Related.objects.filter(
        question_id__in=question_ids, other__status=Question.Status.PUBLISHED
    )
    found = defaultdict(list)
    for related in rows.select_related("other__search_entry"):
        found[related.question_id].append(related)
    return found


def _missing(person: Person, question_ids: Collection[int]) -> dict[int, list[str]]:
    """The keys of the points of these cards that were missed the last time."""
    rows = PointMemory.objects.of(person).filter(question_id__in=question_ids, is_missing=True)
    found = defaultdict(list)
    for question_id, point in rows.order_by("-missed", "pk").values_list("question_id", "point"):
        found[question_id].append(point)
    return found


def _weak_points(person: Person) -> tuple[WeakPoint, ...]:
    rows = (
        PointMemory.objects.of(person)
        .filter(missed__gte=1, question__status=Question.Status.PUBLISHED)
        .select_related("question__current_revision", "question__search_entry")
        .order_by("-missed", "covered", "question_id", "point")[:POINTS_READ]
    )
    # In order: of those missed equally often, the ones that were hardly ever covered first.
    found = []
    for row in rows:
        texts = points.by_key(_document_of(row.question).key_points_html)
        if row.point in texts:
            found.append(WeakPoint(row.question, texts[row.point], row.missed, row.covered))
    return tuple(found[:MOST_POINTS])
