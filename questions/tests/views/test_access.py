"""Who may see and do what: one's own attempts only, by the right method, with a token."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from questions.models import Answer, Attempt
from questions.tests.factories import DeckFactory, published
from questions.tests.views.visitors import (
    JSON,
    PAGES,
    finish,
    guest,
    newcomer,
    page_of,
    rate,
    save,
    start,
    text_of,
    user,
)

pytestmark = pytest.mark.django_db


def admin() -> Client:
    return user(is_staff=True, is_superuser=True)


def other_guest() -> Client:
    return guest("b")


# Every address of an attempt, with each method that does something there.
ATTEMPT = [
    ("get", 1), ("head", 1), ("post", 1), ("get", "finish"), ("post", "finish"),
    ("get", "results"), ("post", "retry"), ("post", "discard"),
]  # fmt: skip

OWNERS = pytest.mark.parametrize("owner", [guest, user])
STRANGERS = pytest.mark.parametrize("stranger", [newcomer, other_guest, user, admin])


def state_of(attempt):
    attempt.refresh_from_db()
    answer = Answer.objects.values("response", "seq", "flagged", "points").get(attempt=attempt)
    return attempt.state, attempt.owner_id, attempt.guest_key, answer


# --- Other people's attempts --------------------------------------------------


@OWNERS
@STRANGERS
@pytest.mark.parametrize("is_finished", [False, True])
def test_somebody_elses_attempt_is_not_found_on_every_path(owner, stranger, is_finished):
    published()
    theirs, client = owner(), stranger()
    attempt = start(theirs)
    save(theirs, attempt, 1, "b")
    if is_finished:
        finish(theirs, attempt)
    before, attempts = state_of(attempt), Attempt.objects.count()

    for method, page in ATTEMPT:
        data = {"choice": "a", "seq": "1", "flagged": "1"} if method == "post" else {}
        response = getattr(client, method)(page_of(attempt, page), data)
        assert response.status_code == 404, (method, page)
    in_background = client.post(page_of(attempt), {"choice": "a", "seq": "1"}, headers=JSON)
    assert in_background.status_code == 404

    assert state_of(attempt) == before
    assert Attempt.objects.count() == attempts


@STRANGERS
@pytest.mark.parametrize(("method", "page"), ATTEMPT)
def test_an_attempt_that_never_was_is_not_found(stranger, method, page):
    address = f"/quizzes/{uuid.uuid4()}/{page}/"

    assert getattr(stranger(), method)(address).status_code == 404


@pytest.mark.parametrize("name", ["nonsense", "1", "00000000", "%00"])
def test_what_is_no_name_of_an_attempt_is_not_found(name, client):
    for page in (1, "finish", "results", "retry", "discard"):
        assert client.get(f"/quizzes/{name}/{page}/").status_code == 404


@OWNERS
def test_the_refusal_is_the_same_page_as_for_what_never_was(owner):
    published()
    attempt, client = start(owner()), other_guest()

    theirs = client.get(page_of(attempt))
    never = uuid.uuid4()
    nobodys = client.get(f"/quizzes/{never}/1/")

    assert without_tokens(theirs, attempt.pk) == without_tokens(nobodys, never)


def without_tokens(response, attempt_id):
    """The page, without what differs each time: the form's token and the page's own address."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text_of(response))
    return text.replace(str(attempt_id), "the attempt")


def test_the_history_is_ones_own():
    published()
    one, other = guest("a"), guest("b")
    attempt = start(one)

    assert str(attempt.pk) in text_of(one.get("/quizzes/"))
    for client in (other, newcomer(), user()):
        assert str(attempt.pk) not in text_of(client.get("/quizzes/"))


def test_after_log_out_the_accounts_attempts_are_closed():
    published()
    client = user()
    attempt = start(client)

    client.post("/accounts/logout/")

    assert client.get(page_of(attempt)).status_code == 404


# --- A GET changes nothing ----------------------------------------------------


@pytest.fixture
def card():
    card = published(slug="card-x")
    DeckFactory(slug="deck-x", questions=[card])
    return card


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("address", PAGES)
def test_looking_around_makes_nobody_a_guest_and_writes_no_session(address):
    client = newcomer()

    for method in (client.get, client.head):
        assert method(address).status_code == 200

    assert "sessionid" not in client.cookies
    assert Session.objects.count() == 0


def test_the_first_rating_makes_a_guest(card):
    client = newcomer()

    rate(client, card)

    assert len(client.session["guest_key"]) == 32
    assert Session.objects.count() == 1


@pytest.mark.usefixtures("card")
def test_the_first_quiz_makes_a_guest_and_the_next_one_keeps_the_key():
    client = newcomer()
    finish(client, start(client))
    key = client.session["guest_key"]

    start(client)

    assert client.session["guest_key"] == key
    assert set(Attempt.objects.values_list("guest_key", flat=True)) == {key}


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("data", [{}, {"count": 0}, {"count": "x", "mode": "exam"}])
def test_a_form_that_asks_for_nothing_makes_nobody_a_guest(data):
    client = newcomer()

    assert client.post("/quizzes/new/", data).status_code == 422
    assert client.post("/study/", data).status_code == 422

    assert Session.objects.count() == 0


# --- How long one stays known -------------------------------------------------


@OWNERS
def test_the_first_rating_of_a_day_keeps_the_session_for_thirty_days_more(owner):
    client, card = owner(), published()
    soon = timezone.now() + timedelta(days=1)

    def days_left_after_a_rating() -> int:
        Session.objects.update(expire_date=soon)
        rate(client, card, 3)
        return (Session.objects.get().expire_date - timezone.now()).days

    assert days_left_after_a_rating() == 29
    # Stored once a day, not with each rating.
    assert days_left_after_a_rating() == 0
