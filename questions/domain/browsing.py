"""What the deck and card pages show, prepared for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from questions.domain.document import CardDocument
from questions.models import Deck, DeckEntry, OldSlug, Question, Related, Tag, Topic


@dataclass(frozen=True)
class Neighbors:
    """Where a card stands in a deck; empty slugs at its ends."""

    deck: Deck
    number: int
    previous: str
    next: str


@dataclass(frozen=True)
class CardPage:
    question: Question
    document: CardDocument
    neighbors: Neighbors | None
    related: Sequence[Related]

    @property
    def is_retired(self) -> bool:
        return self.question.status == Question.Status.RETIRED


def card_page(*, slug: str, deck: str = "") -> CardPage | None:
    """Read a card and its place in a deck, in two queries; None where there is none.

    A retired card can still be read by its address: people have met it.
    """
    entry = _entry(slug, deck) if deck else None
    question = entry.question if entry else asked(slug=slug)
    if question is None:
        return None
    assert question.current_revision is not None
    return CardPage(
        question=question,
        document=CardDocument.from_json(question.current_revision.document),
        neighbors=_neighbors(entry) if entry else None,
        related=list(
            question.related.filter(other__status=Question.Status.PUBLISHED)
            .select_related("other__search_entry")
            .order_by("position", "id")
        ),
    )


def asked(*, slug: str) -> Question | None:
    """The question of that slug that has a page, published or retired."""
    return (
        Question.objects.exclude(current_revision=None)
        .select_related("current_revision", "topic")
        .filter(slug=slug)
        .first()
    )


def renamed(slug: str) -> Question | None:
    """The question that had this slug before."""
    old = OldSlug.objects.select_related("question").filter(slug=slug).first()
    return old.question if old else None


def _entry(slug: str, deck: str) -> Any:
    """The card in the deck, with its place in the deck's order (position, id), in one query."""
    here = OuterRef("position")
    before = Q(position__lt=here) | Q(position=here, id__lt=OuterRef("id"))
    after = Q(position__gt=here) | Q(position=here, id__gt=OuterRef("id"))
    entries = _entries(deck).order_by("position", "id")
    neighbor = "question__slug"
    return (
        entries.filter(question__slug=slug)
        .annotate(
            previous=Subquery(entries.filter(before).reverse().values(neighbor)[:1]),
            next=Subquery(entries.filter(after).values(neighbor)[:1]),
            earlier=Subquery(
                entries.filter(before).order_by().values("deck").annotate(n=Count("pk")).values("n")
            ),
        )
        .select_related("deck", "question__current_revision", "question__topic")
        .first()
    )


def _neighbors(entry: Any) -> Neighbors:
    return Neighbors(entry.deck, (entry.earlier or 0) + 1, entry.previous or "", entry.next or "")


def _entries(deck: str) -> QuerySet[DeckEntry]:
    """The published cards of a deck."""
    return DeckEntry.objects.filter(deck__slug=deck, question__status=Question.Status.PUBLISHED)


@dataclass(frozen=True)
class DeckPage:
    deck: Deck
    # Topics in the deck with `count` cards each.
    topics: Sequence[Topic]
    entries: QuerySet[DeckEntry]
    # How many entries there are, without one more query.
    count: int


def deck_page(*, deck: Deck, topics: Sequence[str]) -> DeckPage:
    """A deck's cards in its order, narrowed to some topics; unknown topics match nothing."""
    entries = _entries(deck.slug).select_related("question__topic", "question__search_entry").only(
        "deck_id", "position", "question__slug", "question__difficulty", "question__lang",
        "question__topic__slug", "question__topic__name", "question__topic__lang",
        "question__search_entry__prompt",
    )  # fmt: skip
    if topics:
        entries = entries.filter(question__topic__slug__in=topics)
    in_deck = Q(questions__deck_entries__deck=deck, questions__status=Question.Status.PUBLISHED)
    in_topics = list(Topic.objects.filter(in_deck).annotate(count=Count("questions")))
    return DeckPage(
        deck=deck,
        topics=in_topics,
        entries=entries.order_by("position", "id"),
        count=sum(topic.count for topic in in_topics if not topics or topic.slug in topics),
    )


def printed(entries: QuerySet[DeckEntry]) -> QuerySet[DeckEntry]:
    """The same entries with what stands on each card, in the same one query."""
    return entries.select_related(None).select_related("question__current_revision").only(
        "deck_id", "position", "question__slug", "question__current_revision__document"
    )  # fmt: skip


def document_of(entry: DeckEntry) -> CardDocument:
    """What stands on the published card of an entry of `printed`."""
    revision = entry.question.current_revision
    assert revision is not None
    return CardDocument.from_json(revision.document)


class FilterChoice(NamedTuple):
    """One topic or tag that the filters offer."""

    kind: str
    place: int
    slug: str
    name: str
    lang: str


def filter_choices() -> tuple[list[FilterChoice], list[FilterChoice]]:
    """The topics and the tags in their orders, in one query: every list of cards shows them."""
    topics = Topic.objects.order_by().annotate(kind=Value("topic"), place=F("position"))
    tags = Tag.objects.order_by().annotate(kind=Value("tag"), place=Value(0), lang=Value(""))
    both = topics.values_list(*FilterChoice._fields).union(
        tags.values_list(*FilterChoice._fields), all=True
    )
    choices = [FilterChoice(*row) for row in both.order_by("place", "name")]
    return (
        [choice for choice in choices if choice.kind == "topic"],
        [choice for choice in choices if choice.kind == "tag"],
    )


class FirstCard(NamedTuple):
    slug: str
    deck: str
    prompt: str
    lang: str
    topic: str
    difficulty: str


def first_card() -> FirstCard | None:
    """Where a newcomer starts: the first deck's first card."""
    row = (
        DeckEntry.objects.filter(question__status=Question.Status.PUBLISHED)
        .order_by("deck__position", "deck__name", "position", "id")
        .values_list(
            "question__slug",
            "deck__slug",
            "question__search_entry__prompt",
            "question__lang",
            "question__topic__name",
            "question__difficulty",
        )
        .first()
    )
    return FirstCard(*row) if row else None
