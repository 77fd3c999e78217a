"""The end of a quiz: by hand, by the clock, or discarded."""

import pytest

from questions.domain import publishing
from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import (
    finish,
    messages_of,
    page_of,
    save,
    set_clock_back,
    start,
    text_of,
)

pytestmark = pytest.mark.django_db


# --- The end ------------------------------------------------------------------


def test_the_finish_page_says_how_many_are_open_and_flagged(client):
    grow_bank(3)
    attempt = start(client, 3)
    save(client, attempt, 1, "a", flagged="1")

    text = text_of(client.get(page_of(attempt, "finish")))

    assert "2 questions are still open." in text
    assert "You flagged 1 question to come back to." in text
    assert f'href="{page_of(attempt, 2)}">Go on answering</a>' in text


def test_finishing_leads_to_the_results_and_again_to_the_same(client):
    published()
    attempt = start(client)

    first, second = finish(client, attempt), finish(client, attempt)

    assert first["Location"] == second["Location"] == page_of(attempt, "results")
    assert [response.status_code for response in (first, second)] == [302, 302]


@pytest.mark.parametrize("page", [1, "finish"])
def test_a_finished_quiz_leads_to_its_results(page, client):
    published()
    attempt = start(client)
    finish(client, attempt)

    response = client.get(page_of(attempt, page))

    assert (response.status_code, response["Location"]) == (302, page_of(attempt, "results"))


def test_results_of_a_running_quiz_lead_back_to_it(client):
    published()
    attempt = start(client)

    response = client.get(page_of(attempt, "results"))

    assert (response.status_code, response["Location"]) == (302, page_of(attempt))


def test_a_discarded_quiz_is_gone_from_the_history(client):
    published()
    attempt = start(client)

    response = client.post(page_of(attempt, "discard"), follow=True)

    assert response.redirect_chain == [("/quizzes/", 302)]
    assert messages_of(response) == ["That quiz was discarded."]
    assert str(attempt.pk) not in text_of(response)


@pytest.mark.parametrize("page", [1, "finish", "results"])
def test_the_pages_of_a_discarded_quiz_lead_to_the_history(page, client):
    published()
    attempt = start(client)
    client.post(page_of(attempt, "discard"))

    response = client.get(page_of(attempt, page))

    assert (response.status_code, response["Location"]) == (302, "/quizzes/")


def test_a_card_retired_meanwhile_stays_in_the_quiz(client):
    card = published()
    attempt = start(client)
    publishing.retire(card)

    assert client.get(page_of(attempt)).status_code == 200
    save(client, attempt, 1, "a")
    finish(client, attempt)
    assert client.get(page_of(attempt, "results")).status_code == 200


# --- Time is up ---------------------------------------------------------------


@pytest.mark.parametrize("page", [1, "finish", "results"])
def test_when_time_is_up_every_page_leads_to_results_that_say_so(page, client):
    grow_bank(2)
    attempt = start(client, 2, minutes=10)
    save(client, attempt, 1, "a")
    set_clock_back(attempt, minutes=11)

    response = client.get(page_of(attempt, page), follow=True)

    assert response.status_code == 200
    assert "Time was up. Everything that was saved before then counts." in text_of(response)
    assert '<p class="score">50%</p>' in text_of(response)
    attempt.refresh_from_db()
    assert (attempt.ending, attempt.finished_at) == ("deadline", attempt.deadline)


def test_finishing_after_the_deadline_ends_it_at_the_deadline(client):
    published()
    attempt = start(client, minutes=10)
    set_clock_back(attempt, minutes=60)

    finish(client, attempt)

    attempt.refresh_from_db()
    assert (attempt.ending, attempt.finished_at) == ("deadline", attempt.deadline)


@pytest.mark.parametrize("address", ["/", "/decks/", "/study/"])
def test_a_page_that_is_not_the_quizs_leaves_an_overdue_quiz_alone(address, client):
    published()
    attempt = start(client, minutes=10)
    set_clock_back(attempt, minutes=60)

    assert client.get(address).status_code == 200

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.IN_PROGRESS


def test_the_progress_page_counts_a_quiz_whose_time_is_over_and_offers_it_no_more(client):
    published()
    attempt = start(client, minutes=10)
    set_clock_back(attempt, minutes=60)

    assert "Resume" not in text_of(client.get("/progress/"))

    attempt.refresh_from_db()
    assert attempt.ending == Attempt.Ending.DEADLINE


@pytest.mark.parametrize(("late", "is_over"), [({"seconds": 4}, False), ({"seconds": 6}, True)])
def test_the_history_shows_a_quiz_as_finished_once_its_time_is_over(late, is_over, client):
    published()
    attempt = start(client, minutes=10)
    save(client, attempt, 1, "a")
    set_clock_back(attempt, minutes=10, **late)

    text = text_of(client.get("/quizzes/"))

    assert ("1 of 1 point" in text) == is_over
    assert ("in progress" in text) != is_over
    attempt.refresh_from_db()
    assert attempt.ending == ("deadline" if is_over else "")


def test_the_history_leaves_a_paused_quiz_alone(client):
    published()
    attempt = start(client, mode="practice", minutes=10)
    save(client, attempt, 1, "a", go="pause")
    set_clock_back(attempt, minutes=60)

    assert "paused" in text_of(client.get("/quizzes/"))

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.IN_PROGRESS


def test_an_answer_after_the_deadline_leads_to_the_results_with_a_message(client):
    grow_bank(2)
    attempt = start(client, 2, minutes=10)
    save(client, attempt, 1, "a")
    set_clock_back(attempt, minutes=11)

    response = client.post(page_of(attempt, 2), {"choice": "a", "seq": "0"}, follow=True)

    assert response.redirect_chain == [(page_of(attempt, "results"), 302)]
    assert messages_of(response) == [
        "Time was up before this answer arrived. Everything saved before then counts."
    ]
    assert [answer.response for answer in attempt.answers.all()] == [["a"], None]


def test_an_answer_within_the_grace_still_counts(client):
    published()
    attempt = start(client, minutes=10)
    set_clock_back(attempt, minutes=10, seconds=1)

    save(client, attempt, 1, "a")

    assert attempt.answers.get().response == ["a"]


def test_an_answer_after_the_finish_changes_nothing(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")
    finish(client, attempt)

    response = client.post(page_of(attempt), {"choice": "a", "seq": "1"})

    assert response["Location"] == page_of(attempt, "results")
    assert messages_of(response) == [
        "This quiz is finished already, so the answer was not changed."
    ]
    assert attempt.answers.get().response == ["b"]
