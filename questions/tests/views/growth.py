"""Many cards, ratings and quizzes at once, as copies of a first one that the domain made."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.points import key_of
from accounts.models import Memory, Note, PointMemory, Review
from accounts.tests.factories import memory_fields, review_fields
from questions.domain import publishing
from questions.models import (
    Answer,
    Attempt,
    Deck,
    DeckEntry,
    Person,
    Question,
    QuestionTag,
    Related,
    Revision,
    SearchEntry,
    Tag,
    Topic,
)
from questions.tests.factories import PUBLISHED_AT, DeckFactory, TagFactory, TopicFactory, published


def grow_bank(size: int) -> None:
    """Add cards until there are `size`, each with a topic, a tag and a deck of its own.

    Each is also in the first deck, has the first tag and is related to the first card.
    """
    first = Question.objects.filter(slug="card-0").first()
    if first is None:
        tag, topic = TagFactory(slug="tag-0"), TopicFactory(slug="topic-0")
        first = published(slug="card-0", topic=topic, tags=[tag])
        DeckFactory(slug="deck-0", questions=[first])
    numbers = range(Question.objects.count(), size)
    topics = _many(Topic, numbers, description="")
    tags = _many(Tag, numbers)
    decks = _many(Deck, numbers, description="")
    cards = [
        Question(slug=f"card-{n}", topic=topic, difficulty="easy", prompt=f"Question {n}")
        for n, topic in zip(numbers, topics, strict=True)
    ]
    _publish(Question.objects.bulk_create(cards), like=first)
    first_tag, first_deck = Tag.objects.get(slug="tag-0"), Deck.objects.get(slug="deck-0")
    QuestionTag.objects.bulk_create(
        QuestionTag(question=card, tag=tag)
        for card, own in zip(cards, tags, strict=True)
        for tag in (first_tag, own)
    )
    DeckEntry.objects.bulk_create(
        DeckEntry(question=card, deck=deck, position=n)
        for n, card, own in zip(numbers, cards, decks, strict=True)
        for deck in (first_deck, own)
    )
    Related.objects.bulk_create(Related(question=first, other=card, note="Near.") for card in cards)
    publishing.refresh_counts([card.pk for card in cards])


def _many(model: Any, numbers: Iterable[int], **fields: Any) -> list[Any]:
    """Rows called topic-1, topic-2 and so on."""
    name = model.__name__.lower()
    return model.objects.bulk_create(
        model(slug=f"{name}-{n}", name=f"{name} {n}", **fields) for n in numbers
    )


def _publish(cards: list[Question], *, like: Question) -> None:
    document = like.current_revision.document
    revisions = Revision.objects.bulk_create(
        Revision(question=card, number=1, created_at=PUBLISHED_AT, digest="", document=document)
        for card in cards
    )
    for card, revision in zip(cards, revisions, strict=True):
        card.status, card.current_revision = Question.Status.PUBLISHED, revision
    Question.objects.bulk_update(cards, ["status", "current_revision"])
    entry = like.search_entry
    SearchEntry.objects.bulk_create(
        SearchEntry(
            question=card,
            prompt=card.prompt,
            prompt_words=entry.prompt_words,
            body_words=entry.body_words,
        )
        for card in cards
    )


def miss_all(person: Person) -> None:
    """Let the person have rated every card, and known none."""
    Review.objects.of(person).delete()
    Memory.objects.of(person).delete()
    cards = list(Question.objects.all())
    Review.objects.bulk_create(
        Review(
            **person.fields(), question=card, **review_fields(rating=1, reviewed_at=PUBLISHED_AT)
        )
        for card in cards
    )
    Memory.objects.bulk_create(
        Memory(
            **person.fields(),
            question=card,
            **memory_fields(last_rating=1, last_reviewed_at=PUBLISHED_AT),
        )
        for card in cards
    )


def note_all(person: Person) -> None:
    """Let the person have noted, bookmarked and suspended every card, and missed its points."""
    Note.objects.of(person).delete()
    PointMemory.objects.of(person).delete()
    cards = list(Question.objects.select_related("current_revision"))
    Note.objects.bulk_create(
        Note(
            **person.fields(),
            question=card,
            text=f"Note {card.pk}",
            is_bookmarked=True,
            updated_at=PUBLISHED_AT,
        )
        for card in cards
    )
    PointMemory.objects.bulk_create(
        PointMemory(**person.fields(), question=card, point=key_of(point), missed=1)
        for card in cards
        if card.current_revision
        for point in card.current_revision.document["key_points_html"]
    )
    Memory.objects.of(person).update(is_suspended=True)


def repeat_quiz(attempt: Attempt, times: int) -> None:
    """Add so many copies of a finished attempt to the person's past."""
    answers = list(attempt.answers.all())
    for _ in range(times):
        attempt.pk = None
        attempt.id = Attempt._meta.pk.get_default()
        attempt._state.adding = True
        attempt.save()
        for answer in answers:
            answer.pk, answer.attempt = None, attempt
        Answer.objects.bulk_create(answers)
