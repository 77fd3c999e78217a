"""Every address takes its methods only, and every form its token."""

import pytest

from questions.models import Attempt
from questions.tests.factories import DeckFactory, published
from questions.tests.views.visitors import JSON, PAGES, guest, page_of, start, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def card():
    card = published(slug="card-x")
    DeckFactory(slug="deck-x", questions=[card])
    return card


# --- Methods ------------------------------------------------------------------

READ_ONLY = {"GET", "HEAD"}
METHODS = {
    "/": READ_ONLY,
    "/decks/": READ_ONLY,
    "/decks/deck-x/": READ_ONLY,
    "/cards/card-x/": READ_ONLY,
    "/progress/": READ_ONLY,
    "/progress/cards/": READ_ONLY,
    "/quizzes/": READ_ONLY,
    "/quizzes/new/": READ_ONLY | {"POST"},
    "/study/": READ_ONLY | {"POST"},
    "/notes/": READ_ONLY,
    "/cards/card-x/note/": {"POST"},
    "/cards/card-x/bookmark/": {"POST"},
    "/cards/card-x/schedule/": {"POST"},
    "/cards/card-x/reset/": READ_ONLY,
    "/accounts/signup/": READ_ONLY | {"POST"},
    "/healthz": READ_ONLY,
    "/readyz": READ_ONLY,
    "attempt 1": READ_ONLY | {"POST"},
    "attempt finish": READ_ONLY | {"POST"},
    "attempt results": READ_ONLY,
    "attempt retry": {"POST"},
    "attempt discard": {"POST"},
}


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("name", METHODS)
def test_a_method_that_means_nothing_is_refused_and_the_right_ones_are_named(name):
    client = guest()
    attempt = start(client)
    address = page_of(attempt, name.split()[1]) if " " in name else name

    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - METHODS[name]:
        response = client.generic(method, address)
        assert response.status_code == 405, method
        assert set(response["Allow"].split(", ")) == METHODS[name]

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.IN_PROGRESS


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize(
    "address", [*PAGES, "/healthz", "/readyz", "/decks/none/", "/cards/none/", "/nowhere/"]
)
def test_head_answers_as_get_without_the_page(address):
    client = guest()

    got, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head["Content-Type"] == got["Content-Type"]


# --- Forms from elsewhere -----------------------------------------------------

FORMS = {
    "/quizzes/new/": {"count": 1, "minutes": 0, "pace": 1, "mode": "exam"},
    "/study/": {"card": "card-x", "rating": 3},
    "/cards/card-x/note/": {"text": "A note."},
    "/cards/card-x/bookmark/": {"on": "1"},
    "/cards/card-x/schedule/": {"action": "suspend"},
    "/accounts/signup/": {"username": "ada"},
    "/accounts/plan/": {"minutes_a_day": "20"},
    "/accounts/login/": {"username": "ada", "password": "x"},
    "/accounts/logout/": {},
    "attempt 1": {"choice": "a", "seq": 0},
    "attempt finish": {},
    "attempt retry": {},
    "attempt discard": {},
}


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("name", FORMS)
def test_a_form_without_its_token_is_refused_with_a_page_that_explains(name):
    attempt = start(guest())
    client = guest(enforce_csrf_checks=True)
    address = page_of(attempt, name.split()[1]) if " " in name else name

    for headers in ({}, JSON):
        response = client.post(address, FORMS[name], headers=headers)
        assert response.status_code == 403
        assert "<h1>We didn't accept that form</h1>" in text_of(response)

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.IN_PROGRESS
    assert attempt.answers.get().response is None


@pytest.mark.usefixtures("card")
def test_a_form_with_its_token_is_taken():
    client = guest(enforce_csrf_checks=True)
    client.get("/quizzes/new/")
    token = client.cookies["csrftoken"].value

    assert start(client, csrfmiddlewaretoken=token).guest_key == "a" * 32
