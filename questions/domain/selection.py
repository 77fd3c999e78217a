"""Choose the cards of a quiz: least asked first, random among equals, topics mixed.

Flat to a million cards: no ORDER BY random(), no count. Each question has a random
place (`shuffle`, 62 bits); for each (topic, difficulty) cell, tag or deck up to
SAMPLE questions are read from a random place on, around the end to the beginning.
"Least asked" is exact when at most SAMPLE match, else the best of the sample.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from questions.domain import search
from questions.domain.search import Filters
from questions.models import (
    Answer,
    Attempt,
    Person,
    Question,
    QuestionTag,
    Tag,
    Topic,
)

SAMPLE = 400
DIFFICULTIES = tuple(Question.Difficulty.values)


class Candidate(NamedTuple):
    """A card that can be asked; light, as hundreds are read for each quiz."""

    question_id: int
    revision_id: int
    topic_id: int


class NotEnoughQuestions(ValueError):
    """Fewer cards match than were asked for; `available` says how many there are."""

    def __init__(self, available: int) -> None:
        self.available = available
        super().__init__(f"{available} questions match.")


def choose(*, pool: Filters, count: int, person: Person, rng: random.Random) -> list[Candidate]:
    """Return `count` different questions, neighbors from different topics where possible.

    `pool` says where they come from; a text in it is not looked at.

    Raises NotEnoughQuestions when fewer than `count` match.
    """
    candidates = _candidates(pool, count, rng)
    if len(candidates) < count:
        raise NotEnoughQuestions(len(candidates))
    asked = times_asked(person, [candidate.question_id for candidate in candidates])
    rng.shuffle(candidates)
    candidates.sort(key=lambda candidate: asked[candidate.question_id])
    return interleave(candidates[:count])


def times_asked(person: Person, question_ids: Sequence[int]) -> dict[int, int]:
    """How often each question was in an attempt of this person's that wasn't discarded."""
    counts: dict[int, int] = defaultdict(int)
    if person:
        attempts = Attempt.objects.of(person).exclude(state=Attempt.State.DISCARDED)
        rows = Answer.objects.filter(attempt__in=attempts, question_id__in=question_ids)
        counts |= dict(rows.order_by().values_list("question_id").annotate(n=Count("pk")))
    return counts


def interleave(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Spread the topics: always take from the fullest pile that was not just used."""
    piles: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        piles[candidate.topic_id].append(candidate)
    mixed: list[Candidate] = []
    while any(piles.values()):
        last = mixed[-1].topic_id if mixed else None
        topic = max(
            (topic for topic, pile in piles.items() if pile),
            key=lambda topic: (topic != last, len(piles[topic])),
        )
        mixed.append(piles[topic].pop(0))
    return mixed


def _candidates(pool: Filters, count: int, rng: random.Random) -> list[Candidate]:
    """Read a sample of the pool: of the deck, the tag, the whole bank, or of each cell."""
    start = rng.getrandbits(62)
    if pool.tag and not pool.deck:
        return _around(_tagged(pool), start, max(SAMPLE, count), prefix="question__")
    if pool.deck or not (pool.topics or pool.difficulties):
        return _around(search.matching(pool), start, max(SAMPLE, count))
    cells = _cells(pool)
    # An equal share of each cell, then more of the full ones where others were small:
    # all is read when at most SAMPLE match.
    share = max(count, -(-SAMPLE // max(len(cells), 1)))
    found = [_around(cell, start, share) for cell in cells]
    if sum(map(len, found)) < SAMPLE:
        found = [
            _around(cell, start, SAMPLE) if len(rows) == share < SAMPLE else rows
            for cell, rows in zip(cells, found, strict=True)
        ]
    return [candidate for rows in found for candidate in rows]


def _cells(pool: Filters) -> list[QuerySet[Question]]:
    """One query for each (topic, difficulty), which one index serves in random order."""
    topics = Topic.objects.order_by("pk").values_list("pk", flat=True)
    if pool.topics:
        topics = topics.filter(slug__in=pool.topics)
    return [
        Question.objects.published().filter(topic_id=topic_id, difficulty=difficulty)
        for topic_id in topics
        for difficulty in pool.difficulties or DIFFICULTIES
    ]


def _tagged(pool: Filters) -> QuerySet[QuestionTag]:
    """Rows of the tag, which carry a shuffle of their own, so that one index serves them."""
    return QuestionTag.objects.filter(
        tag=Tag.objects.filter(slug=pool.tag)[:1],
    ).filter(Exists(search.matching(replace(pool, tag="")).filter(pk=OuterRef("question_id"))))


def _around(
    questions: QuerySet[Any], start: int, most: int, *, prefix: str = ""
) -> list[Candidate]:
    """Up to `most` questions from place `start` on, and around the end to the beginning.

    `prefix` leads from a row to its question.
    """
    columns = (f"{prefix}pk", f"{prefix}current_revision_id", f"{prefix}topic_id")
    rows = questions.order_by("shuffle").values_list(*columns)
    found = list(rows.filter(shuffle__gte=start)[:most])
    if len(found) < most:
        found += rows.filter(shuffle__lt=start)[: most - len(found)]
    return [Candidate._make(row) for row in found]
