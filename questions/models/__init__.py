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
from questions.models.throttles import Throttle

__all__ = [
    "Answer", "Attempt", "AttemptEvent", "Choice", "Deck", "DeckEntry", "OldSlug", "Person",
    "Personal", "PersonalQuerySet", "Question", "QuestionTag", "Reference", "Related", "Revision",
    "SearchEntry", "Tag", "Throttle", "Topic",
]  # fmt: skip
