"""The least that is valid: a card that could be published, and what it needs."""

from datetime import UTC, datetime
from typing import Any

import factory

from questions.domain import publishing
from questions.models import (
    Choice,
    Deck,
    DeckEntry,
    Question,
    Reference,
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
        if self.form == Question.Form.TYPED:  # type: ignore[comparison-overlap]
            return
        count = 3 if extracted is None else extracted
        for position, key in enumerate("abcdefghij"[:count]):
            ChoiceFactory(
                question=self,
                key=key,
                position=position,
                text=f"Choice {key}",
                is_correct=position == 0,
                feedback=f"Why {key} is {'right' if position == 0 else 'wrong'}.",
            )


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


def published(*, now: datetime = PUBLISHED_AT, author: Any = None, **fields: Any) -> Question:
    """A published card; `fields` are the factory's."""
    question: Question = QuestionFactory(**fields)
    publishing.publish(question, author=author, now=now)
    return question
