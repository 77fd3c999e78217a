"""Guessers who know nothing score no better on the cards than chance allows.

Each picks by one habit of careless authors: the longest choice, the one that echoes
the question, the one without "always". Bounds are 9 to 21 of 60, scaled to the number
of single-choice cards; a tie counts as a fraction.
"""

import re
from collections.abc import Callable

import pytest

from questions.formats.record import ChoiceRecord, QuestionRecord
from questions.tests.test_cards import CARDS

SINGLE = [card for card in CARDS if card.form == "single"]
LEAST, MOST = 9 / 60, 21 / 60

ABSOLUTES = set(
    "all always any cannot every everything must never no none nothing only".split()  # noqa: SIM905
)
Guess = Callable[[ChoiceRecord, QuestionRecord], float]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def shared_with_others(choice: ChoiceRecord, card: QuestionRecord) -> float:
    others = [other for other in card.choices if other.key != choice.key]
    return sum(len(words(choice.text) & words(other.text)) for other in others)


GUESSERS: dict[str, Guess] = {
    "longest": lambda choice, card: len(choice.text),
    "shortest": lambda choice, card: -len(choice.text),
    "most words of the stem": lambda choice, card: len(
        words(choice.text) & words(card.choice_prompt)
    ),
    "most words of the other choices": shared_with_others,
    "fewest absolutes": lambda choice, card: -len(words(choice.text) & ABSOLUTES),
    **{
        f"position {place}": lambda choice, card, place=place: card.choices.index(choice) == place
        for place in range(4)
    },
}


def share_right(guess: Guess) -> float:
    score = 0.0
    for card in SINGLE:
        marks = [guess(choice, card) for choice in card.choices]
        picked = [c for c, mark in zip(card.choices, marks, strict=True) if mark == max(marks)]
        score += sum(choice.is_correct for choice in picked) / len(picked)
    return score / len(SINGLE)


@pytest.mark.parametrize("name", GUESSERS)
def test_a_guesser_who_knows_nothing_gains_nothing(name: str):
    assert LEAST <= share_right(GUESSERS[name]) <= MOST


def test_a_habit_of_the_author_would_be_noticed():
    assert share_right(lambda choice, card: choice.is_correct) == 1
    assert share_right(lambda choice, card: not choice.is_correct) == 0
