"""Plays the engine and the model of it side by side, and compares what they say.

Each act is made by the domain, or by a page of the site through Django's test client.
"""

import random
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from questions.domain import publishing, quiz_answers, quiz_pauses, quizzes
from questions.domain.document import CardDocument
from questions.domain.quiz_settings import QuizSettings
from questions.domain.results import results
from questions.domain.scoring import UnknownChoice
from questions.models import Answer, Attempt, AttemptEvent, Choice, Person, Question
from questions.tests.quiz_model import Quiz, Row, Word, World
from questions.tests.quizzing import STARTED, candidates_of
from questions.tests.secret_cards import TELLTALES, secrets_in
from questions.tests.views.visitors import JSON, text_of

REFUSED = {
    quizzes.AttemptClosed: "closed",
    quiz_answers.AttemptPaused: "paused",
    quiz_answers.AnswerLocked: "locked",
    quiz_answers.StaleAnswer: "stale",
    UnknownChoice: "unknown",
    Answer.DoesNotExist: "missing",
}
# What a page is told: the status by the form, then in the background.
STATUS = {
    "stored": (302, 200), "closed": (302, 410), "paused": (302, 409), "locked": (302, 302),
    "stale": (409, 409), "unknown": (400, 400), "missing": (404, 404),
}  # fmt: skip


class Play:
    """One play: what was done so far, in the model and in the database.

    `sessions` are the session keys of those who visit pages.
    """

    def __init__(self, cards: list[Question], sessions: dict[Person, str], heard: list) -> None:
        self.now = STARTED
        # How long the clock has run, without what was put back.
        self.ran = timedelta(0)
        self.world = World()
        self.sessions, self.heard = sessions, heard
        self.cards = cards
        # As candidates would be drawn now.
        self.published = {card.pk: Question.objects.get(pk=card.pk) for card in cards}
        self.forms = 0
        # How often each thing was said.
        self.met: Counter[str] = Counter()

    def address(self, quiz: Quiz, page: int | str) -> str:
        return f"/quizzes/{quiz.pk}/{page}/"

    def client(self, person: Person) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client

    # --- Acts -------------------------------------------------------------------

    def move_clock(self, by: timedelta) -> None:
        self.now += by
        self.ran += max(timedelta(0), by)

    def start(self, person: Person, *, mode: str, minutes: int, pace: float, count: int,
              again: bool = False) -> None:  # fmt: skip
        """Send the set-up form, `again` with the identity of the last one."""
        self.forms += not again
        form = uuid.UUID(int=self.forms)
        twin = next((quiz for quiz in self.world.of(person) if quiz.pk == form), None)
        if twin:
            twin.settle(self.now)
        expected = twin or self.world.open_of(person, self.now)
        cards = list(self.published.values())[:count]
        try:
            attempt = quizzes.start(
                person=person,
                settings=QuizSettings(count=len(cards), minutes=minutes, pace=pace, mode=mode),
                candidates=candidates_of(cards),
                now=self.now,
                rng=random.Random(self.forms),
                attempt_id=form,
            )
        except quizzes.AnotherOpenAttempt as error:
            attempt = error.attempt
            self.met["another is open"] += 1
        if expected:
            assert attempt.pk == expected.pk
            return
        allowed = timedelta(minutes=minutes * pace) if minutes else None
        drawn = attempt.answers.order_by("position").values_list("choice_order", flat=True)
        rows = [
            Row(CardDocument.from_json(card.current_revision.document), order)
            for card, order in zip(cards, drawn, strict=True)
        ]
        quiz = Quiz(attempt.pk, person, mode, self.now, allowed, rows)
        quiz.note("started", self.now)
        self.world.quizzes.append(quiz)

    def say(self, quiz: Quiz, word: Word, page: str = "") -> None:
        """Send a word: to the domain, or with `page` by the form ("html") or script ("json")."""
        expected = quiz.answer(word, self.now)
        self.met[expected] += 1
        if page:
            self._say_by_page(quiz, word, expected, is_json=page == "json")
            return
        row = quiz.rows[min(word.position, len(quiz.rows)) - 1]
        try:
            _attempt, stored = quiz_answers.record_answer(
                person=quiz.person, attempt_id=quiz.pk, position=word.position, now=self.now,
                response=word.response, confidence=word.confidence, flagged=word.flagged,
                seq=word.seq, check=word.check,
            )  # fmt: skip
        except tuple(REFUSED) as error:
            told = REFUSED[type(error)]
        else:
            told = "stored"
            assert (stored.response, stored.confidence, stored.flagged, stored.seq) == row.content
        assert told == expected

    def _say_by_page(self, quiz: Quiz, word: Word, expected: str, *, is_json: bool) -> None:
        is_text = isinstance(word.response, str)
        sent: dict[str, Any] = {"typed" if is_text else "choice": word.response}
        optional = {"confidence": word.confidence, "seq": word.seq}
        sent |= {name: value for name, value in optional.items() if value is not None}
        sent |= {name: "1" for name in ("flagged", "check") if getattr(word, name)}
        address = self.address(quiz, word.position)
        headers = JSON if is_json else {}
        reply = self.client(quiz.person).post(address, sent, headers=headers)
        assert reply.status_code == STATUS[expected][is_json]
        assert secrets_in(reply) == set()
        end = "/quizzes/" if quiz.state == "discarded" else self.address(quiz, "results")
        if not is_json and reply.status_code == 302:
            assert reply["Location"] == (end if expected == "closed" else address)
        elif is_json and expected == "stored":
            seq, left = quiz.rows[word.position - 1].seq, quiz.seconds_left(self.now)
            assert reply.json() == {"seq": seq, "seconds_left": left}
        elif is_json and expected in ("stale", "paused", "closed"):
            assert list(reply.json()) == ["stale" if expected == "stale" else "closed"]

    def act(
        self, quiz: Quiz, name: str, engine: Callable[..., Any], page: str, **more: Any
    ) -> None:
        """Pause, resume, finish or discard: by `engine`, or by the `page` if one is named."""
        expected = getattr(quiz, name)(self.now, **more)
        self.met[f"{name} {expected}"] += 1
        if page:
            reply = self.client(quiz.person).post(self.address(quiz, page))
            assert reply.status_code == 302
            assert secrets_in(reply) == set()
            return
        try:
            engine(person=quiz.person, attempt_id=quiz.pk, now=self.now, **more)
        except quizzes.AttemptClosed:
            assert expected == "closed"
        else:
            assert expected == "done"

    def sign_up(self, guest: Person, owner: Person) -> None:
        ended = self.world.carry(guest, owner, self.now)
        finished = quizzes.carry(
            guest_key=guest.guest_key, owner_id=owner.owner_id or 0, now=self.now
        )
        assert (finished and finished.pk) == (ended and ended.pk)
        self.met["two were open"] += ended is not None

    def sweep(self) -> None:
        swept = self.world.sweep(self.now)
        assert quizzes.sweep(now=self.now) == swept
        self.met["swept"] += swept

    def edit(self, card: Question, what: str) -> None:
        """An editor's work on a card: `retire` it, `swap` right and wrong, or `reword` it."""
        card = Question.objects.get(pk=card.pk)
        if what == "retire":
            if len(self.published) > 1:
                publishing.retire(card)
                self.published.pop(card.pk, None)
            return
        if what == "reword":
            card.prompt += " Reworded."
        elif card.form == "typed":
            card.accepted_answers = ["wrong"] if "an answer" in card.accepted_answers else [
                "an answer"
            ]  # fmt: skip
        card.save()
        right = set(card.choices.filter(is_correct=True).values_list("key", flat=True))
        if what == "swap":
            swapped = {"a", "b", "c"} - right if card.form == "several" else {"b"} - right
            Choice.objects.filter(question=card).update(is_correct=False)
            Choice.objects.filter(question=card, key__in=swapped or {"a"}).update(is_correct=True)
        publishing.publish(card, author=None, now=self.now)
        self.published[card.pk] = card

    def trespass(self, stranger: Person, own: Quiz, theirs: Quiz) -> None:
        """Neither can do anything to the other's quiz."""
        word = {"position": 1, "response": ["a"], "confidence": None, "flagged": True, "seq": None}
        for person, quiz in ((stranger, own), (own.person, theirs)):
            who = {"person": person, "attempt_id": quiz.pk, "now": self.now}
            for act in (quiz_pauses.pause, quiz_pauses.resume, quizzes.finish, quizzes.discard):
                with pytest.raises(Attempt.DoesNotExist):
                    act(**who)
            with pytest.raises(Attempt.DoesNotExist):
                quiz_answers.record_answer(**who, **word)

    # --- Looks ------------------------------------------------------------------

    def look(self, quiz: Quiz, page: int | str) -> None:
        """Open a page of a quiz: it tells what it should, and nothing before its time."""
        around = {"history": "/quizzes/", "new": "/quizzes/new/"}.get(str(page))
        reply = self.client(quiz.person).get(around or self.address(quiz, page))
        if around:
            assert (reply.status_code, secrets_in(reply)) == (200, set())
            if page == "new":
                self.world.open_of(quiz.person, self.now)
        elif quiz.settle(self.now):
            self._look_at_the_end(quiz, page, reply)
        elif page == "results":
            assert reply["Location"] == self.address(quiz, 1)
        elif quiz.paused_at is not None or page == "finish":
            assert reply.status_code == 200
            assert re.findall(r"secret_\w+|The prompt of|Choice \w", text_of(reply)) == []
        elif int(page) > len(quiz.rows):
            assert reply.status_code == 404
        else:
            self._look_at_the_question(quiz, quiz.rows[int(page) - 1], reply)

    def _look_at_the_end(self, quiz: Quiz, page: int | str, reply: Any) -> None:
        if quiz.state == "discarded":
            assert reply["Location"] == "/quizzes/"
        elif page != "results":
            assert reply["Location"] == self.address(quiz, "results")
        else:
            assert reply.status_code == 200
            assert quiz.finished_at is not None
            taken = results(Attempt.objects.get(pk=quiz.pk)).time_taken
            by_the_clock = quiz.finished_at - quiz.started_at - quiz.pauses
            assert abs(taken - max(timedelta(0), by_the_clock)) < timedelta(milliseconds=9)
            assert taken >= timedelta(0)

    def _look_at_the_question(self, quiz: Quiz, row: Row, reply: Any) -> None:
        text = text_of(reply)
        assert reply.status_code == 200
        assert row.document.stem_html in text
        assert f'name="seq" value="{row.seq}"' in text
        left = quiz.seconds_left(self.now)
        clocks = [float(clock) for clock in re.findall(r'data-clock="([^"]*)"', text)]
        assert clocks == ([] if left is None else [left])
        if row.is_checked:
            assert secrets_in(reply) == secrets_in(reply, row.document.slug) != set()
        else:
            assert secrets_in(reply) == set()
            assert [word for word in TELLTALES if word.lower() in text.lower()] == []

    # --- What must hold after each step -----------------------------------------

    def check(self) -> None:
        """The database holds what the model does, and nothing else."""
        attempts = {attempt.pk: attempt for attempt in Attempt.objects.all()}
        answers, events = defaultdict(list), defaultdict(list)
        for answer in Answer.objects.order_by("attempt", "position"):
            answers[answer.attempt_id].append(answer)
        for event in AttemptEvent.objects.order_by("id"):
            events[event.attempt_id].append(event)
        assert attempts.keys() == {quiz.pk for quiz in self.world.quizzes}
        for quiz in self.world.quizzes:
            self._check_attempt(quiz, attempts[quiz.pk])
            self._check_answers(quiz, answers[quiz.pk])
            self._check_record(quiz, events[quiz.pk])
        opened = Counter(attempt.person for attempt in attempts.values() if not attempt.finished_at)
        assert max(opened.values(), default=0) <= 1
        finished = [quiz.pk for quiz in self.world.quizzes if quiz.state == "finished"]
        assert Counter(attempt.pk for attempt, _answers in self.heard) == Counter(finished)

    def _check_attempt(self, quiz: Quiz, attempt: Attempt) -> None:
        assert attempt.person == quiz.person
        assert (attempt.state, attempt.ending, attempt.mode) == (quiz.state, quiz.ending, quiz.mode)
        assert (attempt.deadline, attempt.paused_at) == (quiz.deadline, quiz.paused_at)
        assert (attempt.started_at, attempt.finished_at) == (quiz.started_at, quiz.finished_at)
        assert attempt.score == quiz.score
        assert attempt.question_count == len(quiz.rows)
        pauses = timedelta(milliseconds=attempt.paused_ms)
        # Each pause is rounded to the millisecond.
        assert abs(pauses - quiz.pauses) <= timedelta(milliseconds=0.5) * len(quiz.record)

    def _check_answers(self, quiz: Quiz, answers: list[Answer]) -> None:
        for row, answer in zip(quiz.rows, answers, strict=True):
            stored = (answer.response, answer.confidence, answer.flagged, answer.seq)
            assert stored == row.content
            assert (answer.points, answer.answered_at) == (row.points, row.answered_at)
            assert (answer.checked_at is not None) == row.is_checked
            assert answer.choice_order == row.offered
        # Each word's time is rounded to the millisecond.
        spent = sum(answer.time_spent_ms for answer in answers) - self.met.total()
        assert timedelta(milliseconds=spent) <= self.ran

    def _check_record(self, quiz: Quiz, events: list[AttemptEvent]) -> None:
        assert [(event.kind, event.at, event.position) for event in events] == quiz.record
        told = dict.fromkeys(range(1, len(quiz.rows) + 1), (None, None, False, 0))
        for event in events:
            if event.kind in ("answered", "flagged"):
                response, confidence, flagged, seq = told[event.position]
                now = {"response": response, "confidence": confidence, "flagged": flagged}
                now |= event.detail
                assert now["seq"] in (seq, seq + 1)
                told[event.position] = tuple(now.values())
        assert list(told.values()) == [row.content for row in quiz.rows]
