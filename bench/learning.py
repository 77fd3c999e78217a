"""What is read and written of a person's learning must not grow with the log.

1,000 cards beside 100,000 cards and a million reviews of one person. The ruler adds up
the whole log, which no page does.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial

import _bank
from _learning import seed
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q

from accounts.domain import (
    candidates,
    card_lists,
    dashboard,
    due,
    planning,
    progress,
    rounds,
    session,
)
from accounts.domain.candidates import Where
from accounts.domain.card_lists import CardFilter
from accounts.domain.planning import Plan
from accounts.models import Memory, Profile, Review
from questions.domain import publishing
from questions.models import Person, Question, Topic

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SMALL = 1_000
REVIEWS_PER_CARD = 10
# Milliseconds that these may take.
GOALS = {
    "next due card": 5,
    "a rating stored": 10,
    "dashboard": 150,
    "dashboard with a date and topics": 150,
    "a round through all cards": 50,
    "a round through what was missed": 50,
    "a new card, few being left": 50,
}
# Cards that somebody has still to meet.
FEW_LEFT = 200


def person_of(name: str, cards: int) -> Person:
    """Somebody who has reviewed so many cards of the bank."""
    _bank.grow_bank(cards)
    publishing.refresh_counts(Question.objects.values_list("pk", flat=True)[: _bank.TOPICS])
    person = Person(owner_id=User.objects.create(username=name).pk)
    seed(person, cards=cards, reviews_per_card=REVIEWS_PER_CARD, now=NOW, rng=random.Random(cards))
    STILL_DUE[person] = still_due(person)
    return person


def next_due(person: Person) -> object:
    likely = candidates.in_review(person, Where(), NOW)
    return planning.worth_reviewing(likely, plan=Plan(), now=NOW)[0]


def rate(person: Person) -> object:
    """Store a rating of the next due card, as pressing a button does."""
    due_first = next(STILL_DUE[person])
    return progress.record_review(person=person, question_id=due_first, rating=3, now=NOW)


def a_round(person: Person, only: str) -> object:
    scope = session.Scope(only=only)
    return session.study_page(person=person, scope=scope, now=NOW, since=NOW)


def still_due(person: Person) -> Iterator[int]:
    """Cards to rate, each once."""
    rows = Memory.objects.of(person).order_by("due_at").values_list("question_id", flat=True)
    yield from list(rows[:200])


# By person, so that each rating is another card's.
STILL_DUE: dict[Person, Iterator[int]] = {}

CASES: dict[str, Callable[[Person], object]] = {
    "next due card": next_due,
    "a rating stored": rate,
    "a page of study": lambda person: session.study_page(
        person=person, scope=session.Scope(), now=NOW
    ),
    "dashboard": lambda person: dashboard.dashboard(person=person, now=NOW),
    "dashboard with a date and topics": lambda person: dashboard.dashboard(person=person, now=NOW),
    "a round through all cards": partial(a_round, only=rounds.ALL),
    "a round through what was missed": partial(a_round, only=rounds.MISSED),
    "a new card, few being left": lambda person: candidates.new_card(person, Where(), NOW, turn=3),
    "cards due, for the header": lambda person: due.due_count(
        person=person, now=NOW, plan=Plan(), at_most=due.MOST_SHOWN + 1
    ),
    "cards of a day": lambda person: card_lists.card_list(
        person=person, wanted=CardFilter(day=NOW.date()), now=NOW
    ),
    "leeches": lambda person: card_lists.card_list(
        person=person, wanted=CardFilter(show="leeches"), now=NOW
    ),
}


@contextmanager
def as_planned(person: Person) -> Iterator[None]:
    """With an interview in two months, about three topics."""
    with undone():
        day = NOW.date() + timedelta(days=60)
        profile, _ = Profile.objects.update_or_create(
            user_id=person.owner_id, defaults={"interview_date": day}
        )
        profile.topics.set(Topic.objects.order_by("pk")[:3])
        yield


@contextmanager
def as_nearly_done(person: Person) -> Iterator[None]:
    """With a few cards still to meet, the last of the bank."""
    with undone():
        last = Memory.objects.of(person).order_by("-question_id").values_list("pk", flat=True)
        Memory.objects.filter(pk__in=list(last[:FEW_LEFT])).delete()
        yield


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Cases that are read from somebody changed for them.
CHANGED: dict[str, Callable[[Person], AbstractContextManager[None]]] = {
    "dashboard with a date and topics": as_planned,
    "a new card, few being left": as_nearly_done,
}


def measured(person: Person) -> dict[str, float]:
    """Milliseconds of each case."""
    found = {}
    for name, call in CASES.items():
        with CHANGED[name](person) if name in CHANGED else nullcontext():
            found[name] = _bank.milliseconds(partial(call, person))
    return found


def add_up(person: Person) -> object:
    return list(
        Review.objects.of(person)
        .order_by()
        .values("day")
        .annotate(reviews=Count("pk"), recalled=Count("pk", filter=Q(rating__gt=1)))
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--short", action="store_true", help="5,000 cards, as CI does")
    asked = parser.parse_args()
    size = 5_000 if asked.short else asked.cards
    _bank.make_bank()
    few = person_of("few", SMALL)
    small = measured(few)
    many = person_of("many", size)
    large = measured(many)
    ruler = _bank.milliseconds(lambda: add_up(many), runs=3)
    reviews = size * REVIEWS_PER_CARD
    print(f"learning: {SMALL:,} cards, then {size:,} and {reviews:,} reviews; ruler {ruler:.0f} ms")
    for name in CASES:
        print(
            f"  {name:32} {small[name]:8.2f} ms {large[name]:8.2f} ms"
            f"   growth x{large[name] / small[name]:.1f}   of the ruler {large[name] / ruler:.3f}"
        )
    for name, goal in GOALS.items():
        print(f"  {name} may take {goal} ms: {'yes' if large[name] <= goal else 'NO'}")


main()
