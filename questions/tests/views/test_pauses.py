"""Pausing a practice quiz on its pages."""

import pytest

from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.views.visitors import (
    JSON,
    finish,
    guest,
    page_of,
    save,
    set_clock_back,
    start,
    text_of,
    user,
)

pytestmark = pytest.mark.django_db

EVERYBODY = pytest.mark.parametrize("visitor", [guest, user])


@pytest.fixture(autouse=True)
def _bank(db):
    for number in (1, 2):
        published(slug=f"card-{number}", prompt=f"What is secret_{number}?", choice_prompt="")


def pause(client, attempt, position=1, *choices):
    """Press Pause on the page of a question: it is a button of the question's form."""
    return save(client, attempt, position, *choices, go="pause")


def resume(client, attempt, position=1):
    return client.post(page_of(attempt, f"{position}/resume"))


@EVERYBODY
def test_a_paused_quiz_shows_nothing_of_its_questions_and_goes_on_where_it_was(visitor):
    client = visitor()
    attempt = start(client, 2, mode="practice", minutes=10)
    stem = client.get(page_of(attempt, 2)).context["page"].asked.stem_html
    assert stem in text_of(client.get(page_of(attempt, 2)))

    assert pause(client, attempt, 2)["Location"] == page_of(attempt, 2)

    for position in (1, 2):
        page = text_of(client.get(page_of(attempt, position)))
        assert "<h1>Paused</h1>" in page
        assert stem not in page
        assert "data-clock=" not in page
    assert "data-clock=" not in text_of(client.get(page_of(attempt, "finish")))
    assert resume(client, attempt, 2)["Location"] == page_of(attempt, 2)
    assert stem in text_of(client.get(page_of(attempt, 2)))


def test_time_stands_still_however_long_it_is():
    client = user()
    attempt = start(client, 1, mode="practice", minutes=10)
    pause(client, attempt)
    attempt.refresh_from_db()
    left = client.get(page_of(attempt)).context["page"].seconds_left

    # As if an hour had gone by: everything lies an hour further back.
    set_clock_back(attempt, hours=1)
    Attempt.objects.update(paused_at=attempt.paused_at - (attempt.paused_at - attempt.started_at))
    page = client.get(page_of(attempt))

    assert "<h1>Paused</h1>" in text_of(page)
    assert page.context["page"].seconds_left == pytest.approx(600, abs=left)
    resume(client, attempt)
    assert client.get(page_of(attempt)).context["page"].seconds_left > 590


def test_an_answer_to_a_paused_quiz_is_not_saved_and_says_so():
    client = user()
    attempt = start(client, 1, mode="practice")
    pause(client, attempt)

    by_script = client.post(page_of(attempt), {"choice": "a", "seq": 0}, headers=JSON)
    by_form = client.post(page_of(attempt), {"choice": "a", "seq": 0}, follow=True)

    assert (by_script.status_code, by_script.json()) == (409, {"closed": page_of(attempt)})
    assert "The quiz was paused before this answer arrived" in text_of(by_form)
    assert attempt.answers.get().response is None


def test_an_exam_offers_no_pause_and_takes_none():
    client = user()
    attempt = start(client, 1, mode="exam")

    assert 'value="pause"' not in text_of(client.get(page_of(attempt)))
    pause(client, attempt)

    attempt.refresh_from_db()
    assert attempt.paused_at is None


@pytest.mark.parametrize("act", [pause, resume])
def test_what_is_over_leads_to_its_results(act):
    client = user()
    attempt = start(client, 1, mode="practice")
    finish(client, attempt)

    assert act(client, attempt)["Location"] == page_of(attempt, "results")


@pytest.mark.parametrize("act", [pause, resume])
def test_somebody_elses_quiz_is_neither_paused_nor_resumed(act):
    attempt = start(user(username="ann"), 1, mode="practice")

    for client in (user(username="bob"), guest()):
        assert act(client, attempt).status_code == 404


def test_a_link_pauses_nothing():
    client = user()
    attempt = start(client, 1, mode="practice")

    assert client.get(page_of(attempt, "1/resume")).status_code == 405
    client.get(page_of(attempt) + "?go=pause")
    attempt.refresh_from_db()
    assert attempt.paused_at is None


def test_a_paused_quiz_can_be_finished_from_its_page():
    client = user()
    attempt = start(client, 1, mode="practice")
    pause(client, attempt, 1, "a")

    assert finish(client, attempt)["Location"] == page_of(attempt, "results")

    attempt.refresh_from_db()
    assert attempt.score == 1


@EVERYBODY
def test_a_paused_quiz_is_called_so_wherever_it_is_offered(visitor):
    client = visitor()
    attempt = start(client, mode="practice")

    def said(address: str, words: str) -> bool:
        return words in text_of(client.get(address))

    for is_paused in (False, True, False):
        state = "a paused" if is_paused else "an open"
        assert said("/quizzes/new/", f"You have {state} quiz (started ")
        assert said("/quizzes/", ">paused<") == is_paused
        assert said("/quizzes/", ">in progress<") != is_paused
        assert said("/progress/", "Resume the paused quiz") == is_paused
        assert said("/progress/", "Resume the open quiz") != is_paused
        if visitor is user:
            assert said("/", f"You have {state} quiz (started ")
        resume(client, attempt) if is_paused else pause(client, attempt)
