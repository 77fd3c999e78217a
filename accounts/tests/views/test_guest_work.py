"""What a guest did comes along into the account."""

import logging

import pytest

from accounts.tests.factories import UserFactory
from accounts.tests.learning import remembered
from accounts.tests.views.entering import is_logged_in, log_in, sign_up
from questions.domain.quizzes import attempt_finished
from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import (
    finish,
    messages_of,
    newcomer,
    page_of,
    person_of,
    rate,
    save,
    start,
    text_of,
)

pytestmark = pytest.mark.django_db


ENTER = pytest.mark.parametrize("enter", [sign_up, log_in])


def account_for(enter):
    """log_in needs an account; sign_up makes one."""
    return UserFactory(username="ada") if enter is log_in else None


@ENTER
def test_everything_that_a_guest_did_is_the_accounts(enter):
    account_for(enter)
    client, studied, asked = newcomer(), published(), published()
    rate(client, studied, 4)
    attempt = start(client, topic=[asked.topic.slug])
    save(client, attempt, 1, "a")
    finish(client, attempt)

    enter(client)

    person = person_of(client)
    assert is_logged_in(client)
    assert "guest_key" not in client.session
    assert {pk: row[0] for pk, row in remembered(person).items()} == {studied.pk: 4, asked.pk: 3}
    assert client.get(page_of(attempt, "results")).status_code == 200


@ENTER
def test_a_quiz_goes_on_through_the_form(enter):
    account_for(enter)
    grow_bank(2)
    client = newcomer()
    attempt = start(client, 2, minutes=10)
    save(client, attempt, 1, "a")

    response = enter(client, next=page_of(attempt, 2))

    assert response["Location"] == page_of(attempt, 2)
    assert client.get(page_of(attempt, 2)).status_code == 200
    save(client, attempt, 2, "a")
    finish(client, attempt)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.owner_id) == (2, person_of(client).owner_id)


def test_sign_up_says_that_the_guests_work_came_along():
    client = newcomer()
    rate(client, published())

    assert messages_of(sign_up(client)) == [
        "Welcome! What you did as a guest is in your account now."
    ]


def test_of_two_open_quizzes_the_guests_goes_on_and_the_user_is_told():
    ada = UserFactory(username="ada")
    published()
    at_home, elsewhere = newcomer(), newcomer()
    log_in(elsewhere)
    own = start(elsewhere)
    brought = start(at_home)

    response = log_in(at_home)

    assert messages_of(response) == [
        "You had another quiz open in your account. It was finished as it stood, and the quiz that "
        "you just began goes on."
    ]
    states = {one.pk: (one.owner_id, one.state) for one in Attempt.objects.all()}
    assert states == {own.pk: (ada.pk, "finished"), brought.pk: (ada.pk, "in_progress")}
    assert "finished as it stood when you logged in" in text_of(
        at_home.get(page_of(own, "results"))
    )


# --- A failing carry -----------------------------------------------------------------


@pytest.fixture
def broken():
    """Finishing an attempt fails; so does a carry that has to finish one."""

    def fail(**kwargs):
        raise RuntimeError("the disk is full")

    attempt_finished.connect(fail)
    yield lambda: attempt_finished.disconnect(fail)
    attempt_finished.disconnect(fail)


@pytest.fixture
def two_open():
    """A guest's open quiz and the account's: carrying the one finishes the other."""
    UserFactory(username="ada")
    published()
    at_home, elsewhere = newcomer(), newcomer()
    log_in(elsewhere)
    own, brought = start(elsewhere), start(at_home)
    return at_home, own, brought


def test_a_failing_carry_never_prevents_the_log_in_and_loses_nothing(two_open, broken, caplog):
    client, own, brought = two_open
    key = client.session["guest_key"]

    with caplog.at_level(logging.ERROR, "accounts.receivers"):
        response = log_in(client)

    assert response["Location"] == "/"
    assert is_logged_in(client)
    assert messages_of(response) == [
        "What you did as a guest could not be moved into your account just now. It is kept: log "
        "out and in again to try once more."
    ]
    assert client.session["guest_key"] == key
    assert set(Attempt.objects.values_list("pk", "state", "guest_key")) == {
        (own.pk, "in_progress", ""),
        (brought.pk, "in_progress", key),
    }
    assert "RuntimeError: the disk is full" in caplog.text
    assert client.get("/").status_code == 200


def test_the_next_log_in_tries_again(two_open, broken):
    client, _own, brought = two_open
    log_in(client)
    client.post("/accounts/logout/")
    assert client.get(page_of(brought)).status_code == 200
    broken()

    log_in(client)

    brought.refresh_from_db()
    assert brought.owner_id == person_of(client).owner_id
    assert "guest_key" not in client.session
