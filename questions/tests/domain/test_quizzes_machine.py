"""Random plays of quizzes: after each step the engine agrees with a model of it.

`HYPOTHESIS_PROFILE=long` plays for some minutes, each time something else; with
pytest's `-s` it says how many steps it made.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from questions.domain import publishing, quiz_pauses, quizzes
from questions.models import Attempt, Person, Question
from questions.tests.quiz_model import GRACE, Quiz, Word
from questions.tests.quiz_play import Play
from questions.tests.quizzing import GUEST, MICROSECOND, STRANGER, finishes_heard
from questions.tests.secret_cards import secret_card
from questions.tests.views.visitors import guest, person_of, server_clock, user

pytestmark = pytest.mark.django_db

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
LONG = 300  # seconds
# One play a seed: all others would be variations of it.
PROFILE = settings(
    max_examples=1,
    stateful_step_count=60 if IS_LONG else 45,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

# What is sent to a question of each form: right, wrong, nothing, not on offer.
RESPONSES: dict[str, list] = {
    "single": [["a"], ["b"], ["c"], [], ["a", "b"], ["z"], "a text"],
    "several": [["a"], ["b", "a"], ["c"], [], ["a", "b", "c"], ["z"], ["c", "a", "c"]],
    "typed": ["an answer", " AN ANSWER ", "wrong", "", "  ", ["a"], "wrong"],
}
JUMPS = [
    MICROSECOND, timedelta(milliseconds=1), timedelta(seconds=1), timedelta(seconds=4.5),
    timedelta(seconds=47), timedelta(minutes=5), timedelta(days=1),
]  # fmt: skip
# The quizzes that are begun when none runs.
FORMS = [("practice", 10), ("practice", 1), ("exam", 10), ("practice", 0)]
PAGES = [1, 1, 1, 2, 2, 3, 4, "finish", "results", "history", "new"]
# From the deadline: just before, at, the last moment of the grace, past it, and long past.
EDGES = [-MICROSECOND, timedelta(0), GRACE, GRACE + MICROSECOND, timedelta(seconds=66)]

edges = st.sampled_from([None] * len(EDGES) + EDGES)
now_or_edges = st.sampled_from([None] * 10 + EDGES)
rarely = st.sampled_from([False] * 5 + [True])
positions = st.sampled_from([1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
by_page = st.sampled_from([False, False, True])
modes = st.sampled_from(Attempt.Mode.values)

WORDS: dict[str, st.SearchStrategy] = {
    "is_over": rarely,
    "position": positions,
    "choice": st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6]),
    "confidence": st.sampled_from([None, 1, 3]),
    "flagged": st.booleans(),
    "saw": st.sampled_from([0, 0, 0, -1, -1, 1, None]),
    "check": st.sampled_from([False, False, True]),
    "page": st.sampled_from(["", "", "", "html", "json"]),
    "edge": now_or_edges,
}


class QuizMachine(RuleBasedStateMachine):
    """One person (a guest and their account) plays; a stranger's quiz stands beside."""

    cards: list[Question]
    sessions: dict[Person, str]
    owner: Person
    met: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        heard = self.stack.enter_context(finishes_heard())
        self.play = Play(self.cards, self.sessions, heard)
        self.stack.enter_context(server_clock(lambda: self.play.now))

    def teardown(self) -> None:
        self.stack.close()
        self.met.update(self.play.met)

    def quiz(self, is_over: bool = False) -> Quiz:
        """The newest running quiz, begun if need be; now and then the newest that is over."""
        own = [quiz for quiz in self.play.world.quizzes if quiz.person != STRANGER]
        running = [quiz for quiz in own if quiz.is_open]
        if is_over and len(own) > len(running):
            return [quiz for quiz in own if not quiz.is_open][-1]
        if not running:
            mode, minutes = FORMS[len(own) % len(FORMS)]
            self.play.start(GUEST, mode=mode, minutes=minutes, pace=1, count=3)
            return self.quiz()
        return running[-1]

    def until(self, edge: timedelta | None) -> timedelta:
        """How long it is until that moment after the deadline of the running quiz."""
        deadline = self.quiz().deadline
        if edge is None or deadline is None:
            return timedelta(0)
        return max(timedelta(0), deadline + edge - self.play.now)

    @invariant()
    def the_engine_agrees_with_the_model(self) -> None:
        self.play.check()
        self.play.met["steps"] += 1

    @initialize(number=st.integers(0, 999), form=st.sampled_from(FORMS))
    def begin(self, number: int, form: tuple[str, int]) -> None:
        assume(number)  # Hypothesis begins with the simplest play, the same for each seed.
        self.play.start(STRANGER, mode="practice", minutes=0, pace=1, count=2)
        self.play.say(self.play.world.quizzes[0], Word(1, ["a"], 3, seq=0))
        self.play.start(GUEST, mode=form[0], minutes=form[1], pace=1, count=3)

    # --- Answering --------------------------------------------------------------

    @rule(**WORDS)
    def answer(self, is_over: bool, position: int, choice: int, confidence: int | None,
               flagged: bool, saw: int | None, check: bool, page: str,
               edge: timedelta | None) -> None:  # fmt: skip
        """A word from a page that saw the stored state, an older one, or none."""
        self.play.move_clock(self.until(edge))
        quiz = self.quiz(is_over)
        row = quiz.rows[min(position, len(quiz.rows)) - 1]
        seq = None if saw is None else max(0, row.seq + saw)
        response = RESPONSES[row.document.form][choice]
        self.play.say(quiz, Word(position, response, confidence, flagged, seq, check), page)

    @rule(**WORDS)
    def answer_on(self, **word: Any) -> None:
        """A rule twice, as it is what people do most."""
        self.answer(**word)

    @rule(is_over=rarely, what=st.sampled_from(["flag", "sure", "check"]), page=by_page)
    def say_a_little_more(self, is_over: bool, what: str, page: bool) -> None:
        """The latest word again, now with a flag or a confidence, or to be checked."""
        quiz = self.quiz(is_over)
        for position, word in list(quiz.sent.items())[-1:]:
            row = quiz.rows[position - 1]
            flagged = row.flagged != (what == "flag")
            sure = 2 if what == "sure" else row.confidence
            more = Word(position, word.response, sure, flagged, row.seq, what == "check")
            self.play.say(quiz, more, "json" if page else "")

    @rule(is_over=rarely, position=positions, page=st.sampled_from(["", "html", "json"]))
    def send_again(self, is_over: bool, position: int, page: str) -> None:
        """The very same post: a double click, or the network's second try."""
        quiz = self.quiz(is_over)
        if word := quiz.sent.get(position):
            self.play.say(quiz, word, page)

    # --- Pausing and ending -----------------------------------------------------

    @rule(is_over=rarely, position=st.sampled_from([1, 2, 9]), page=by_page, edge=now_or_edges)
    def pause_or_go_on(self, is_over: bool, position: int, page: bool,
                       edge: timedelta | None) -> None:  # fmt: skip
        self.play.move_clock(self.until(edge))
        quiz = self.quiz(is_over)
        is_whole = position == 9
        if quiz.paused_at is None:
            # Its button is one of the answer's form; test_pauses presses it.
            self.play.act(quiz, "pause", quiz_pauses.pause, "", position=position)
            if not is_whole:
                return
        # A pause counts for what it lasted, and for nothing if the clock went back.
        self.play.move_clock(-JUMPS[2] if position == 1 else JUMPS[4])
        for _click in range(1 + page):
            self.play.act(quiz, "resume", quiz_pauses.resume, "1/resume" if page else "")

    @rule(by=st.sampled_from(JUMPS), edge=edges, back=rarely)
    def time_passes(self, by: timedelta, edge: timedelta | None, back: bool) -> None:
        """Forward, or to an edge of the deadline; or the server's clock goes back a little."""
        if back:
            by = -min(by, timedelta(seconds=4.5))
        elif edge is not None:
            by = self.until(edge)
        self.play.move_clock(by)

    # --- Ends, beginnings and others --------------------------------------------

    @rule(what=st.sampled_from(["finish", "discard", "sweep", "sweep", "sign up"]), edge=edges,
          is_over=st.booleans(), edited=st.booleans(),
          page=by_page)  # fmt: skip
    def end(self, what: str, edge: timedelta | None, edited: bool, is_over: bool,
            page: bool) -> None:  # fmt: skip
        self.play.move_clock(self.until(edge))
        if edited:
            # Just before: right and wrong change places, but not in this quiz.
            for card in self.cards:
                self.play.edit(card, "swap")
        if what == "sweep":
            if page:
                # A quiz that stands still doesn't run out.
                self.play.act(self.quiz(), "pause", quiz_pauses.pause, "", position=1)
                self.play.move_clock(JUMPS[-1])
            elif is_over:
                self.play.move_clock(self.until(GRACE + MICROSECOND))
            self.play.sweep()
        elif what == "sign up":
            if page:
                # Who was answering at another device.
                self.play.start(self.owner, mode="exam", minutes=20, pace=1, count=2)
            self.play.sign_up(GUEST, self.owner)
        else:
            quiz = self.quiz(is_over)
            for _click in range(2):
                self.play.act(quiz, what, getattr(quizzes, what), what if page else "")
                self.play.move_clock(MICROSECOND)

    @rule(what=st.sampled_from(["swap", "reword", "retire", "trespass", "start", "start"]),
          card=st.integers(0, 2), is_guest=rarely, again=rarely, mode=modes)  # fmt: skip
    def others_act(self, what: str, card: int, is_guest: bool, again: bool, mode: str) -> None:
        """An editor, the stranger, or the player at another device."""
        if what == "trespass":
            self.play.trespass(STRANGER, self.quiz(), self.play.world.quizzes[0])
        elif what == "start":
            person = GUEST if is_guest else self.owner
            form = {"mode": mode, "minutes": 7 * card, "pace": 1.5, "count": card + 1}
            self.play.start(person, again=again, **form)
        else:
            self.play.edit(self.cards[card], what)

    @rule(is_over=rarely, page=st.sampled_from([*PAGES]))
    def look(self, is_over: bool, page: int | str) -> None:
        self.play.look(self.quiz(is_over), page)


def seeds() -> Iterator[int]:
    """The short plays are the same each time, so that they fail for who broke something."""
    yield from range(12)
    end = time.monotonic() + LONG
    while IS_LONG and time.monotonic() < end:
        yield random.SystemRandom().getrandbits(32)


def test_the_engine_agrees_with_the_model_after_each_step():
    cards = [secret_card(form, form) for form in ("single", "several", "typed")]
    # An answer that may be typed and then be shown, which the secret one may not.
    cards[2].accepted_answers.append("an answer")
    cards[2].save()
    publishing.publish(cards[2], author=None, now=cards[2].edited_at)
    browsers = [guest(), user()]
    QuizMachine.cards, QuizMachine.met = cards, Counter()
    QuizMachine.sessions = {person_of(one): one.session.session_key for one in browsers}
    QuizMachine.owner = person_of(browsers[1])

    for number in seeds():
        run_state_machine_as_test(seed(number)(QuizMachine), settings=PROFILE)

    print(dict(QuizMachine.met))
    # The plays have been where they should have been.
    told = {"stored", "closed", "paused", "locked", "stale", "unknown", "missing", "swept"}
    assert {*told, "another is open", "two were open"} <= {*+QuizMachine.met}
