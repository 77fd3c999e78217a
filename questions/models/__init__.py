from questions.models.content import (
    Choice,
    OldSlug,
    Question,
    QuestionTag,
    Reference,
    Related,
    Revision,
    SearchEntry,
    Tag,
    Topic,
)
from questions.models.decks import Deck, DeckEntry
from questions.models.people import Person, Personal, PersonalQuerySet
from questions.models.quizzes import Answer, Attempt, AttemptEvent

__all__ = [
    "Answer", "Attempt", "AttemptEvent", "Choice", "Deck", "DeckEntry", "OldSlug", "Person",
    "Personal", "PersonalQuerySet", "Question", "QuestionTag", "Reference", "Related", "Revision",
    "SearchEntry", "Tag", "Topic",
]  # fmt: skip
