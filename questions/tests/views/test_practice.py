"""Practice: Check locks an answer and shows its reasons; nothing else shows any."""

import pytest

from questions.tests.factories import published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import messages_of, page_of, save, start, text_of
from quizsite.tests.html import form_to

pytestmark = pytest.mark.django_db


def test_check_locks_the_answer_and_shows_the_reasons(client):
    published()
    attempt = start(client, mode="practice")

    save(client, attempt, 1, "b", check="1")

    text = text_of(client.get(page_of(attempt)))
    assert "Not this time. Here is why:" in text
    assert "Why a is right." in text
    assert 'name="check"' not in text
    assert 'type="radio" name="choice"' not in text


def test_a_checked_answer_stays_as_it_was(client):
    published()
    attempt = start(client, mode="practice")
    save(client, attempt, 1, "b", check="1")

    response = save(client, attempt, 1, "a")

    assert response["Location"] == page_of(attempt)
    assert messages_of(response) == ["You have checked this answer, so it stays as it was."]
    assert attempt.answers.get().response == ["b"]


def test_a_checked_answer_can_still_be_flagged_and_left(client):
    grow_bank(2)
    attempt = start(client, 2, mode="practice")
    save(client, attempt, 1, "b", check="1")

    form = form_to(client.get(page_of(attempt)), page_of(attempt))
    response = client.post(page_of(attempt), form | {"flagged": "1", "go": "2"})

    assert response["Location"] == page_of(attempt, 2)
    answer = attempt.answers.get(position=1)
    assert (answer.response, answer.flagged) == (["b"], True)


def test_checking_nothing_locks_nothing_and_says_what_to_do(client):
    published()
    attempt = start(client, mode="practice")

    response = save(client, attempt, 1, check="1")

    assert messages_of(response) == ["Answer first, then check it."]

    assert attempt.answers.get().checked_at is None
    assert 'type="radio" name="choice"' in text_of(client.get(page_of(attempt)))


def test_an_exam_checks_nothing(client):
    published()
    attempt = start(client)

    save(client, attempt, 1, "b", check="1")

    assert attempt.answers.get().checked_at is None
    assert "Why a is right." not in text_of(client.get(page_of(attempt)))
