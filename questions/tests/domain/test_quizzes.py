"""The life of an attempt: started once, finished once, or discarded."""

import random
import uuid

import pytest

from questions.domain import publishing, quizzes
from questions.domain.quizzes import AnotherOpenAttempt, AttemptClosed
from questions.models import Answer, Attempt, Choice, Person, Question
from questions.tests.factories import published
from questions.tests.quizzing import (
    DEADLINE,
    GUEST,
    RIGHT,
    STARTED,
    STRANGER,
    WRONG,
    account,
    after,
    answer,
    candidates_of,
    failing_receiver,
    finish,
    finishes_heard,
    start_attempt,
)

pytestmark = pytest.mark.django_db

FORM = uuid.UUID(int=1)


def rows(attempt: Attempt) -> list[Answer]:
    return list(attempt.answers.order_by("position"))


def test_start_stores_who_what_and_until_when():
    attempt = start_attempt(3, minutes=10, mode="practice")

    attempt.refresh_from_db()
    assert (attempt.owner_id, attempt.guest_key) == (None, GUEST.guest_key)
    assert (attempt.state, attempt.mode, attempt.question_count) == ("in_progress", "practice", 3)
    assert (attempt.started_at, attempt.deadline) == (STARTED, DEADLINE)
    assert (attempt.finished_at, attempt.score, attempt.ending) == (None, None, "")


def test_start_asks_the_candidates_in_their_order():
    cards = [published() for _ in range(4)]

    attempt = start_attempt(cards[::-1])

    assert [row.position for row in rows(attempt)] == [1, 2, 3, 4]
    assert [row.question_id for row in rows(attempt)] == [card.pk for card in cards[::-1]]
    assert all(row.response is None and row.seq == 0 for row in rows(attempt))


def test_start_draws_the_order_of_the_choices_once_for_each_question():
    cards = [published(choices=6), published(choices=6), published(form="typed")]

    attempt = start_attempt(cards, rng=random.Random(7))

    first, second, typed = (row.choice_order for row in rows(attempt))
    assert sorted(first) == sorted(second) == list("abcdef")
    assert first != list("abcdef")
    assert first != second
    assert typed == []


def test_start_keeps_the_attempt_that_is_tried_again():
    first = finish(start_attempt(2))

    again = start_attempt(1, retry_of=first)

    again.refresh_from_db()
    assert again.retry_of == first


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_form_sent_twice_gives_the_one_attempt(seed: int):
    cards = [published(choices=6)]
    first = start_attempt(cards, attempt_id=FORM)
    order = rows(first)[0].choice_order

    second = start_attempt(cards, attempt_id=FORM, now=after(minutes=1), rng=random.Random(seed))

    assert (first.pk, second.pk, second.started_at) == (FORM, FORM, STARTED)
    assert [row.choice_order for row in rows(second)] == [order]


def test_choices_with_an_order_of_their_own_keep_it():
    questions = [published(keep_order=True) for _ in range(8)]

    attempt = start_attempt(questions)

    assert [row.choice_order for row in rows(attempt)] == [["a", "b", "c"]] * 8


def test_the_form_of_a_finished_attempt_sent_again_leads_to_it():
    first = finish(start_attempt(attempt_id=FORM))

    again = start_attempt(attempt_id=FORM)

    assert (again, again.state) == (first, "finished")
    assert Attempt.objects.count() == 1


def test_a_form_with_the_id_of_another_persons_attempt_starts_its_own():
    other = start_attempt(attempt_id=FORM, person=STRANGER)

    own = start_attempt(attempt_id=FORM, person=GUEST)

    assert own.pk != other.pk
    assert (own.guest_key, other.guest_key) == (GUEST.guest_key, STRANGER.guest_key)


def test_a_person_has_one_open_attempt():
    first = start_attempt(attempt_id=FORM)

    with pytest.raises(AnotherOpenAttempt) as caught:
        start_attempt(attempt_id=uuid.UUID(int=2))

    assert caught.value.attempt == first
    assert Attempt.objects.count() == 1


def test_others_open_attempts_are_in_nobodys_way():
    people = [GUEST, STRANGER, account("one"), account("two")]

    attempts = [start_attempt(person=person) for person in people]

    assert [Person(row.owner_id, row.guest_key) for row in attempts] == people


@pytest.mark.parametrize("end", [finish, lambda attempt: discard(attempt)])
def test_once_an_attempt_is_over_another_can_begin(end):
    end(start_attempt())

    assert start_attempt().state == "in_progress"


def test_a_visitor_who_is_nobody_can_start_nothing():
    cards = [published()]

    with pytest.raises(ValueError, match="visitor without a key"):
        start_attempt(cards, person=Person())

    assert Attempt.objects.count() == 0


def test_an_edit_changes_no_running_attempt():
    card = published()
    attempt = start_attempt([card])
    Choice.objects.filter(question=card, key="a").update(is_correct=False)
    Choice.objects.filter(question=card, key="b").update(is_correct=True)
    publishing.publish(card, author=None, now=after(minutes=1))

    answer(attempt, 1, RIGHT)

    assert finish(attempt).score == 1
    assert Question.objects.get().current_revision.number == 2
    assert rows(attempt)[0].revision.number == 1


def test_a_card_retired_meanwhile_still_counts():
    card = published()
    attempt = start_attempt([card])
    publishing.retire(card)

    answer(attempt, 1, RIGHT)

    assert finish(attempt).score == 1


def test_finish_scores_every_form_and_leaves_blanks_at_zero():
    several, typed = published(form="several", choices=4), published(form="typed")
    Choice.objects.filter(question=several, key="b").update(is_correct=True)
    publishing.publish(several, author=None, now=STARTED)
    attempt = start_attempt([published(), published(), several, typed, published()])
    for position, response in enumerate([RIGHT, WRONG, ["a"], " An  ANSWER "], start=1):
        answer(attempt, position, response)

    finished = finish(attempt)

    finished.refresh_from_db()
    assert [row.points for row in rows(attempt)] == [1.0, 0.0, 0.5, 1.0, 0.0]
    assert (finished.state, finished.ending, finished.score) == ("finished", "user", 2.5)
    assert finished.finished_at == after(minutes=5)


def test_finish_twice_gives_one_score_and_one_signal():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    with finishes_heard() as heard:
        first = finish(attempt, now=after(minutes=5))
        second = finish(attempt, now=after(minutes=6))

    assert len(heard) == 1
    assert (first.score, second.score) == (1.0, 1.0)
    assert second.finished_at == after(minutes=5)


def test_the_signal_brings_the_scored_attempt_and_its_answers():
    attempt = start_attempt()
    answer(attempt, 2, RIGHT)

    with finishes_heard() as heard:
        finish(attempt)

    [(told, answers)] = heard
    assert (told.pk, told.state, told.score) == (attempt.pk, "finished", 1.0)
    assert sorted((row.position, row.points) for row in answers) == [(1, 0), (2, 1), (3, 0)]


def test_a_receiver_that_fails_leaves_the_attempt_open():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    with failing_receiver(), pytest.raises(RuntimeError):
        finish(attempt)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.finished_at) == ("in_progress", None, None)
    assert [row.points for row in rows(attempt)] == [None, None, None]
    assert finish(attempt).score == 1


@pytest.mark.parametrize("who", ["stranger", "account", "nobody"])
def test_another_persons_attempt_does_not_exist(who: str):
    attempt = start_attempt()
    person = {"stranger": STRANGER, "account": account(), "nobody": Person()}[who]

    for act in (
        lambda: answer(attempt, 1, RIGHT, person=person),
        lambda: quizzes.finish(person=person, attempt_id=attempt.pk, now=STARTED),
        lambda: quizzes.discard(person=person, attempt_id=attempt.pk, now=STARTED),
    ):
        with pytest.raises(Attempt.DoesNotExist):
            act()

    attempt.refresh_from_db()
    assert attempt.state == "in_progress"
    assert rows(attempt)[0].response is None
    assert quizzes.open_attempt(person=person, now=STARTED) is None


def discard(attempt: Attempt, *, now=STARTED) -> Attempt:
    return quizzes.discard(person=GUEST, attempt_id=attempt.pk, now=now)


def test_discard_drops_the_attempt_without_score_or_signal():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    with finishes_heard() as heard:
        discard(attempt, now=after(minutes=2))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.ending) == ("discarded", None, "")
    assert attempt.finished_at == after(minutes=2)
    assert [row.points for row in rows(attempt)] == [None, None, None]
    assert heard == []


def test_discarded_twice_is_discarded_once():
    attempt = start_attempt()
    discard(attempt, now=after(minutes=2))

    again = discard(attempt, now=after(minutes=3))

    assert (again.state, again.finished_at) == ("discarded", after(minutes=2))


def test_a_finished_attempt_is_not_discarded_and_a_discarded_one_not_finished():
    finished = finish(start_attempt())
    discarded = discard(start_attempt())

    assert discard(finished).state == "finished"
    assert finish(discarded).state == "discarded"


@pytest.mark.parametrize("end", [finish, discard])
def test_an_attempt_that_is_over_takes_no_answer(end):
    attempt = end(start_attempt())

    with pytest.raises(AttemptClosed) as caught:
        answer(attempt, 1, RIGHT)

    assert caught.value.attempt.state == attempt.state
    assert rows(attempt)[0].response is None


def test_candidates_are_pinned_as_they_were_chosen():
    card = published()
    candidates = candidates_of([card])
    card.answer = "Another."
    card.save()
    publishing.publish(card, author=None, now=STARTED)

    attempt = quizzes.start(
        person=GUEST,
        settings=quizzes.QuizSettings(count=1, minutes=0, pace=1, mode="exam"),
        candidates=candidates,
        now=STARTED,
        rng=random.Random(1),
    )

    assert [row.revision.number for row in rows(attempt)] == [1]
