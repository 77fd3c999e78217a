"""Random histories of learning: after each step the stored states agree with py-fsrs.

`HYPOTHESIS_PROFILE=long` goes on for some minutes, each time with something else; with
pytest's `-s` it says how often it did what.
"""

import uuid
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import assume, seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.domain import (
    cards as cards_domain,
)
from accounts.domain import (
    guests,
    progress,
    study_cards,
)
from accounts.domain.profiles import wishes_of
from accounts.domain.session import Scope, study_page
from accounts.models import Profile, Review
from accounts.tests.learning import NOW, account, begin, end, give, guest
from accounts.tests.learning_checks import (
    check_days,
    check_memories,
    check_the_due_time,
    check_the_rebuild,
)
from accounts.tests.learning_model import DAY, World, day_of, morning_after
from accounts.tests.learning_moves import (
    KEYS,
    MINUTES,
    PROFILE,
    RATED,
    answers,
    cards,
    days,
    jumps,
    long,
    rarely,
    ratings,
    seeds,
    soon,
    ticks,
    zones,
)
from questions.models import Answer, Attempt, Person, Question
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db


class LearningMachine(RuleBasedStateMachine):
    """A guest, who signs up now and then, an account, and a stranger beside them."""

    cards: list[Question]
    owner: Person
    stranger: Person
    met: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.world = World()
        self.now = NOW
        self.zone = "UTC"
        self.visitor = guest("a")
        self.running: dict[Person, tuple[Attempt, list[str], datetime]] = {}

    def teardown(self) -> None:
        try:
            self.check(self.stranger)
            check_the_rebuild()
        finally:
            self.stack.close()

    def who(self, is_guest: bool) -> Person:
        return self.visitor if is_guest else self.owner

    def zone_of(self, person: Person) -> str:
        return self.zone if person == self.owner else "UTC"

    def store(self, review: Review, person: Person, **fields: Any) -> None:
        """Tell the model what was stored."""
        self.world.store(
            person=person,
            pk=review.pk,
            card=review.question_id,
            kind=review.kind,
            at=review.reviewed_at,
            zone=self.zone_of(person),
            **fields,
        )

    # --- What is compared -------------------------------------------------------

    @invariant()
    def what_is_stored_agrees_with_the_model(self) -> None:
        for person in (self.owner, self.visitor):
            self.check(person)

    def check(self, person: Person) -> None:
        check_memories(self.world, person, self.cards)
        check_days(self.world, person)

    # --- What happens -----------------------------------------------------------

    @initialize(number=st.integers(0, 999), days=days, zone=zones)
    def begin(self, number: int, days: int | None, zone: str) -> None:
        assume(number)  # Hypothesis begins with the simplest history, the same for each seed.
        self.plan(days, zone)
        for rating in (3, 1):
            review = progress.record_review(
                person=self.stranger, question_id=self.cards[0].pk, rating=rating, now=self.now
            )
            self.store(review, self.stranger, rating=rating)

    @rule(is_guest=rarely, card=cards, rating=ratings, jump=jumps,
          ticked=st.none() | ticks, stale=rarely)  # fmt: skip
    def rate(self, is_guest: bool, card: int, rating: int, jump: timedelta,
             ticked: list[bool] | None, stale: bool) -> None:  # fmt: skip
        """A rating from a page that promised an interval; now and then the page is old."""
        self.now += jump
        person, question = self.who(is_guest), self.cards[card]
        shown = study_cards.shown(person, question, plan=wishes_of(person).plan, now=self.now)
        interval = shown.choices[rating - 1].interval
        promise = (shown.review_count - stale, round(interval.total_seconds()))
        points = {
            "covered": [key for key, is_in in zip(KEYS, ticked or [], strict=False) if is_in],
            "missed": [key for key, is_in in zip(KEYS, ticked or [], strict=False) if not is_in],
        }
        form = {
            "person": person, "question_id": question.pk, "rating": rating, "now": self.now,
            "token": uuid.uuid4(), "points": points, "spent_ms": 1_000, "shown": promise,
        }  # fmt: skip
        if stale:
            with pytest.raises(progress.CardChanged):
                progress.record_review(**form)
            self.met["stale"] += 1
            return
        review = progress.record_review(**form)
        assert progress.record_review(**form).pk == review.pk
        assert review.due_at == self.now + interval
        self.store(review, person, rating=rating, points=points, spent_ms=1_000)
        self.met["planned"] += check_the_due_time(person, question, self.now)
        self.met["rated"] += 1

    @rule(is_guest=rarely, card=cards, rating=ratings, jump=soon)
    def rate_soon(self, is_guest: bool, card: int, rating: int, jump: timedelta) -> None:
        """A rule three times, as it is what people do most."""
        self.rate(is_guest, card, rating, jump, None, False)

    @rule(card=cards, rating=ratings, jump=long)
    def rate_later(self, card: int, rating: int, jump: timedelta) -> None:
        self.rate(False, card, rating, jump, [True, False], False)

    @rule(is_guest=rarely, card=cards, jump=soon,
          kind=st.sampled_from(["reset", "suspend", "resume", "bury"]))  # fmt: skip
    def put_aside(self, is_guest: bool, card: int, kind: str, jump: timedelta) -> None:
        self.now += jump
        person = self.who(is_guest)
        review = cards_domain.change(
            person=person, question_id=self.cards[card].pk, action=kind, now=self.now
        )
        until = morning_after(self.now, self.zone_of(person)) if kind == "bury" else None
        self.store(review, person, until=until)
        self.met[kind] += 1

    @rule(is_guest=rarely, jump=soon, times=st.sampled_from([1, 1, 2, 3]), other=rarely)
    def undo(self, is_guest: bool, jump: timedelta, times: int, other: bool) -> None:
        """The latest of today, again and again; or what is not one's latest."""
        self.now += jump
        person = self.who(is_guest)
        for _ in range(times):
            last = self.world.latest_study(person, day_of(self.now, self.zone_of(person)))
            strangers = self.world.events[0].pk
            review_id = strangers if other or last is None else last.pk
            undone = progress.undo(person=person, review_id=review_id, now=self.now)
            if undone is None:
                assert other or last is None
                return
            assert last is not None
            last.is_undone = True
            self.met["undone"] += 1

    @rule(is_guest=rarely, given=answers, first=st.sampled_from([0, 1]), jump=soon,
          is_left_open=st.booleans())  # fmt: skip
    def take_a_quiz(self, is_guest: bool, given: list[str], first: int, jump: timedelta,
                    is_left_open: bool) -> None:  # fmt: skip
        """Of two cards; left open it runs out, and is settled whenever somebody looks."""
        person = self.who(is_guest)
        if person in self.running:
            self.settle(person)
        self.now += jump
        asked = self.cards[first : first + 2]
        attempt = begin(person, asked, minutes=MINUTES, at=self.now)
        for position, word in enumerate(given, start=1):
            if word != "unseen":
                response = {"right": RIGHT, "guessed": RIGHT, "blank": []}.get(word, WRONG)
                confidence = {
                    "guessed": Answer.Confidence.GUESS, "sure and wrong": Answer.Confidence.SURE
                }.get(word)  # fmt: skip
                give(attempt, position, response, confidence=confidence, at=self.now)
        self.running[person] = (attempt, given, self.now + timedelta(minutes=MINUTES))
        if not is_left_open:
            self.settle(person)

    def settle(self, person: Person) -> None:
        attempt, given, deadline = self.running.pop(person)
        # A quiz that ran out is dated by its deadline, however late it is settled.
        self.met["late" if self.now > deadline else "in time"] += 1
        end(attempt, at=self.now)
        self.tell_of(person, attempt, given)

    def tell_of(self, person: Person, attempt: Attempt, given: list[str]) -> None:
        reviews = Review.objects.filter(attempt=attempt).order_by("id")
        assert len(reviews) == len(given)
        for review, word in zip(reviews, given, strict=True):
            assert (review.kind, review.rating) == (
                ("queue", None) if word == "unseen" else ("rating", RATED[word])
            )
            self.store(
                review,
                person,
                rating=review.rating,
                is_study=False,
                is_sure_but_wrong=word == "sure and wrong",
                spent_ms=review.spent_ms or 0,
            )

    @rule(what=st.sampled_from(["settle", "plan", "plan", "sign in", "look", "look", "rebuild"]),
          is_guest=rarely, days=days, zone=zones, jump=jumps,
          only=st.sampled_from(["", "all", "missed"]))  # fmt: skip
    def do_something_else(self, what: str, is_guest: bool, days: int | None, zone: str,
                          jump: timedelta, only: str) -> None:  # fmt: skip
        person = self.who(is_guest)
        if what == "settle" and person in self.running:
            self.settle(person)
        elif what == "plan":
            self.plan(days, zone)
        elif what == "sign in":
            self.sign_in()
        elif what == "look":
            self.now += jump
            self.look(person, only)
        elif what == "rebuild":
            check_the_rebuild()

    def plan(self, days: int | None, zone: str) -> None:
        """Another interview date, and another zone."""
        self.zone = zone
        Profile.objects.filter(user_id=self.owner.owner_id).update(
            interview_date=None if days is None else self.now.date() + days * DAY, timezone=zone
        )

    def sign_in(self) -> None:
        """The account takes over what the guest did; who comes back is another guest."""
        mine, brought = (self.running.get(one) for one in (self.owner, self.visitor))
        guests.carry(
            guest_key=self.visitor.guest_key, owner_id=self.owner.owner_id or 0, now=self.now
        )
        for person, one in ((self.owner, mine), (self.visitor, brought)):
            if one is None:
                continue
            del self.running[person]
            one[0].refresh_from_db()
            if one[0].state == Attempt.State.IN_PROGRESS:
                self.running[self.owner] = one
            else:
                # Whatever ran out, or had to be finished, was so before it was carried.
                self.tell_of(person, one[0], one[1])
        self.world.carry(self.visitor, self.owner)
        self.visitor = guest("b" if self.visitor.guest_key[0] == "a" else "a")
        self.met["carried"] += 1

    def look(self, person: Person, only: str) -> None:
        """The page of study writes nothing, and shows no card that sleeps."""
        page = study_page(person=person, scope=Scope(only=only), now=self.now)
        if page.card and (memory := page.card.memory):
            assert not memory.is_suspended
            assert memory.put_off_until is None or memory.put_off_until <= self.now
        last = self.world.latest_study(person, day_of(self.now, self.zone_of(person)))
        assert (page.last.review.pk if page.last else None) == (last.pk if last else None)
        self.met["looked"] += 1


def test_what_is_stored_agrees_with_py_fsrs_after_each_step():
    LearningMachine.cards = [published() for _ in range(3)]
    LearningMachine.owner, LearningMachine.stranger = account(), account()
    LearningMachine.met = Counter()

    for number in seeds():
        run_state_machine_as_test(seed(number)(LearningMachine), settings=PROFILE)

    print(dict(LearningMachine.met))
    # The histories have been where they should have been.
    assert {
        "rated", "stale", "planned", "undone", "reset", "suspend", "resume", "bury", "late",
        "in time", "carried", "looked",
    } <= {*+LearningMachine.met}  # fmt: skip
