"""The least that is valid: a card that could be published, and what it needs."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.db.models import F

from questions.domain import publishing
from questions.formats.record import ChoiceRecord, QuestionRecord
from questions.models import (
    Choice,
    Deck,
    DeckEntry,
    Question,
    Reference,
    Revision,
    SearchEntry,
    Tag,
    Topic,
)

# When the tests' cards are published, unless a test says otherwise.
PUBLISHED_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Topic {n}")
    description = "What this topic is about."
    position = factory.Sequence(lambda n: n)


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    slug = factory.Sequence(lambda n: f"tag-{n}")
    name = factory.Sequence(lambda n: f"Tag {n}")


class ChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Choice

    question = factory.SubFactory("questions.tests.factories.QuestionFactory", choices=0)
    text = factory.Sequence(lambda n: f"Choice {n}")
    feedback = "Why it holds or fails."


class ReferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reference

    question = factory.SubFactory("questions.tests.factories.QuestionFactory")
    url = factory.Sequence(lambda n: f"https://example.org/{n}")
    title = factory.Sequence(lambda n: f"Source {n}")


class QuestionFactory(factory.django.DjangoModelFactory):
    """A draft that could be published: one right choice ("a") and two wrong ones ("b", "c").

    `tags` takes Tag rows; `choices` takes how many choices; the first is right. The
    typed form gets no choices but an accepted answer.
    """

    class Meta:
        model = Question
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"card-{n}")
    topic = factory.SubFactory(TopicFactory)
    form = Question.Form.SINGLE
    difficulty = Question.Difficulty.EASY
    prompt = factory.Sequence(lambda n: f"What does question {n} ask?")
    answer = "The *short* answer."
    key_points = ["The first point.", "The second point."]
    accepted_answers = factory.LazyAttribute(
        lambda question: ["an answer"] if question.form == Question.Form.TYPED else []
    )
    # Not after the publication, or else the card would seem to have unpublished changes.
    edited_at = created_at = PUBLISHED_AT

    @factory.post_generation
    def tags(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            self.tags.set(extracted)  # type: ignore[attr-defined]

    @factory.post_generation
    def choices(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        Choice.objects.bulk_create(_choices(self, extracted))  # type: ignore[arg-type]


def _choices(question: Question, count: int | None) -> list[Choice]:
    if question.form == Question.Form.TYPED:
        return []
    return [
        Choice(
            question=question,
            key=key,
            position=position,
            text=f"Choice {key}",
            is_correct=position == 0,
            feedback=f"Why {key} is {'right' if position == 0 else 'wrong'}.",
        )
        for position, key in enumerate("abcdefghij"[: 3 if count is None else count])
    ]


class DeckFactory(factory.django.DjangoModelFactory):
    """A deck of the `questions` given, in their order."""

    class Meta:
        model = Deck
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"deck-{n}")
    name = factory.Sequence(lambda n: f"Deck {n}")
    description = "What this deck is for."
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def questions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, question in enumerate(extracted or ()):
            DeckEntry.objects.create(deck=self, question=question, position=position)
        publishing.refresh_deck_counts([self.pk])  # type: ignore[attr-defined]


# What a card may have of its own and still be written by `publish_plainly`.
PLAIN = {"slug", "topic", "difficulty", "shuffle"}


def published(*, now: datetime = PUBLISHED_AT, author: Any = None, **fields: Any) -> Question:
    """A published card; `fields` are the factory's."""
    question: Question = QuestionFactory(**fields)
    if fields.keys() <= PLAIN and author is None and now == PUBLISHED_AT:
        publish_plainly(question)
    else:
        publishing.publish(question, author=author, now=now)
    return question


def publish_plainly(question: Question) -> None:
    """Leave what `publish` would leave of the factory's own content, in a fifth of the time.

    Thousands of cards are published in a run of the tests; test_factories compares
    the two.
    """
    record = QuestionRecord(
        slug=question.slug,
        topic=question.topic.slug,
        tags=(),
        difficulty=question.difficulty,
        prompt=question.prompt,
        answer=question.answer,
        key_points=tuple(question.key_points),
        choices=tuple(
            ChoiceRecord(choice.key, choice.text, choice.is_correct, choice.feedback)
            for choice in _choices(question, None)
        ),
    )
    document = publishing.render_document(record, topic_name=question.topic.name)
    question.status = Question.Status.PUBLISHED
    question.current_revision = Revision.objects.create(
        question=question,
        number=1,
        created_at=PUBLISHED_AT,
        digest=record.digest(),
        document=document.to_json(),
    )
    Question.objects.filter(pk=question.pk).update(
        status=question.status, current_revision=question.current_revision
    )
    SearchEntry.objects.create(question=question, **publishing.searched_fields(record, document))
    Topic.objects.filter(pk=question.topic_id).update(published_count=F("published_count") + 1)
