"""Choosing the cards of a quiz must not grow with the bank.

The ruler is what most quiz apps do: ORDER BY random().
"""

import random

import _bank

from questions.domain import selection
from questions.domain.search import Filters
from questions.models import Person, Question

rng = random.Random(1)


def choose(pool: Filters) -> object:
    return selection.choose(pool=pool, count=1, person=Person(guest_key="bench"), rng=rng)


_bank.report(
    "selection",
    {
        "everything": lambda: choose(Filters()),
        "two topics, one difficulty": lambda: choose(
            Filters(topics=("topic-1", "topic-2"), difficulties=("easy",))
        ),
        "one tag": lambda: choose(Filters(tag="tag-17")),
    },
    ruler=lambda: list(Question.objects.published().order_by("?")[:10]),
)
