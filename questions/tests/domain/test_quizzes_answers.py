"""What a save stores, what it refuses, and what a check locks."""

import pytest

from questions.domain.quiz_answers import AnswerLocked, StaleAnswer
from questions.domain.scoring import Response, UnknownChoice
from questions.models import Answer, Attempt
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, WRONG, after, answer, finish, start_attempt

pytestmark = pytest.mark.django_db


def stored(attempt: Attempt, position: int = 1) -> Answer:
    return attempt.answers.get(position=position)


def content(row: Answer) -> tuple:
    return row.response, row.confidence, row.flagged, row.seq


def test_an_answer_is_stored_at_its_position():
    attempt = start_attempt()

    returned = answer(attempt, 2, RIGHT, confidence=2, flagged=True, seq=0, now=after(minutes=3))

    assert content(returned) == content(stored(attempt, 2)) == (["a"], 2, True, 1)
    assert stored(attempt, 2).answered_at == after(minutes=3)
    assert [content(stored(attempt, n)) for n in (1, 3)] == [(None, None, False, 0)] * 2


@pytest.mark.parametrize(
    ("form", "response", "expected"),
    [
        ("single", ["b"], ["b"]),
        ("several", ["c", "a"], {"a", "c"}),
        ("typed", "  an answer\n", "an answer"),
        ("typed", "nul \0 and é", "nul  and é"),
        ("single", [], None),
        ("typed", "  ", None),
    ],
)
def test_each_form_is_stored_in_its_shape(form: str, response: Response, expected):
    attempt = start_attempt([published(form=form)])

    answer(attempt, 1, response)

    found = stored(attempt).response
    assert (set(found) if isinstance(expected, set) else found) == expected


def test_an_answer_can_be_taken_back():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    answer(attempt, 1, [])

    assert content(stored(attempt)) == (None, None, False, 2)
    assert not stored(attempt).is_answered


@pytest.mark.parametrize(
    ("response", "confidence", "flagged"),
    [(WRONG, 1, False), (RIGHT, 2, False), (RIGHT, None, False), (RIGHT, 1, True)],
)
def test_each_change_counts_one_seq(response: Response, confidence: int | None, flagged: bool):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, confidence=1, seq=0)

    answer(attempt, 1, response, confidence=confidence, flagged=flagged, seq=1)

    assert content(stored(attempt)) == (response, confidence, flagged, 2)


@pytest.mark.parametrize("seq", [0, 1, None])
def test_the_same_content_sent_again_is_taken_and_counts_nothing(seq: int | None):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, confidence=1, seq=0)

    again = answer(attempt, 1, RIGHT, confidence=1, seq=seq, now=after(minutes=4))

    assert content(again) == (["a"], 1, False, 1)
    assert stored(attempt).answered_at == after(minutes=1)


def test_the_same_choices_in_another_order_are_the_same_content():
    attempt = start_attempt([published(form="several")])
    answer(attempt, 1, ["a", "c"])

    assert answer(attempt, 1, ["c", "a", "c"], seq=0).seq == 1


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_an_answer_from_a_page_that_saw_another_state_is_stale(seq: int):
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, seq=0)
    answer(attempt, 1, RIGHT, flagged=True, seq=1)

    with pytest.raises(StaleAnswer) as caught:
        answer(attempt, 1, WRONG, seq=seq)

    assert content(caught.value.answer) == (["a"], None, True, 2)
    assert content(stored(attempt)) == (["a"], None, True, 2)


def test_an_answer_without_seq_overwrites():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT)

    assert content(answer(attempt, 1, WRONG, seq=None)) == (["b"], None, False, 2)


def test_the_moment_of_the_answer_is_that_of_the_last_change_of_the_response():
    attempt = start_attempt()
    answer(attempt, 1, RIGHT, now=after(minutes=1))

    answer(attempt, 1, RIGHT, flagged=True, now=after(minutes=2))
    flagged_later = stored(attempt).answered_at
    answer(attempt, 1, WRONG, now=after(minutes=3))

    assert (flagged_later, stored(attempt).answered_at) == (after(minutes=1), after(minutes=3))


@pytest.mark.parametrize("response", [["z"], ["a", "b"], ["c"], "a", [""]])
def test_a_choice_that_was_not_offered_is_refused(response: Response):
    attempt = start_attempt([published(choices=2)])
    answer(attempt, 1, RIGHT)

    with pytest.raises(UnknownChoice):
        answer(attempt, 1, response)

    assert content(stored(attempt)) == (["a"], None, False, 1)


@pytest.mark.parametrize("position", [-1, 0, 4])
def test_a_position_that_is_not_asked_does_not_exist(position: int):
    attempt = start_attempt(3)

    with pytest.raises(Answer.DoesNotExist):
        answer(attempt, position, RIGHT)


@pytest.mark.parametrize("confidence", [None, 1, 2, 3])
@pytest.mark.parametrize(("response", "score"), [(RIGHT, 1.0), (WRONG, 0.0)])
def test_confidence_never_changes_the_score(
    confidence: int | None, response: Response, score: float
):
    attempt = start_attempt(2)

    answer(attempt, 1, response, confidence=confidence)

    assert finish(attempt).score == score
    assert stored(attempt).confidence == confidence


def practice(*cards) -> Attempt:
    return start_attempt(cards or 2, mode="practice")


def test_a_checked_answer_is_locked():
    attempt = practice()
    answer(attempt, 1, WRONG, check=True, now=after(minutes=2))

    for response in (RIGHT, [], ["b", "c"][1:]):
        with pytest.raises(AnswerLocked):
            answer(attempt, 1, response)

    assert content(stored(attempt)) == (["b"], None, False, 1)
    assert stored(attempt).checked_at == after(minutes=2)
    assert finish(attempt).score == 0


def test_a_checked_answer_can_still_be_flagged_but_its_confidence_stays():
    attempt = practice()
    answer(attempt, 1, WRONG, confidence=3, check=True)

    answer(attempt, 1, WRONG, confidence=1, flagged=True)

    assert content(stored(attempt)) == (["b"], 3, True, 2)


def test_a_check_sent_twice_keeps_its_first_moment():
    attempt = practice()
    answer(attempt, 1, RIGHT, check=True, now=after(minutes=2))

    answer(attempt, 1, RIGHT, check=True, now=after(minutes=3), seq=0)

    assert stored(attempt).checked_at == after(minutes=2)


def test_a_check_locks_no_other_question():
    attempt = practice()
    answer(attempt, 1, RIGHT, check=True)

    assert answer(attempt, 2, RIGHT).response == ["a"]


@pytest.mark.parametrize(("form", "response"), [("single", []), ("typed", "  ")])
def test_a_check_without_an_answer_locks_nothing(form: str, response: Response):
    attempt = practice(published(form=form))

    assert answer(attempt, 1, response, check=True).checked_at is None


def test_an_exam_has_no_check():
    attempt = start_attempt(mode="exam")

    assert answer(attempt, 1, WRONG, check=True).checked_at is None
    assert answer(attempt, 1, RIGHT).response == ["a"]
