"""Guessing passwords: ten tries for one name from one address, then a pause."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from accounts.tests.factories import UserFactory
from accounts.tests.views.entering import is_logged_in, log_in
from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.views.visitors import guest, newcomer, start, text_of

pytestmark = pytest.mark.django_db


def fail_to_log_in(client, times, name="ada", **options):
    for _ in range(times):
        response = client.post(
            "/accounts/login/", {"username": name, "password": "guess"}, **options
        )
    return response


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/"])
def test_ten_failures_lock_the_name_here_for_a_while(address, client):
    for number in range(1, 11):
        response = client.post(address, {"username": "ada", "password": "guess"})
        assert response.status_code == (200 if number < 10 else 429), number

    assert "<h1>Too many log-in tries</h1>" in text_of(response)
    # Not even the right password opens it now.
    assert log_in(client).status_code == 429
    assert not is_logged_in(client)


@pytest.mark.usefixtures("ada")
def test_nine_failures_lock_nothing_and_a_success_forgives_them(client):
    fail_to_log_in(client, 9)
    assert log_in(client).status_code == 302
    client.post("/accounts/logout/")

    fail_to_log_in(client, 9)

    assert log_in(client).status_code == 302


@pytest.mark.usefixtures("ada")
def test_another_name_from_the_same_address_is_not_locked(client):
    UserFactory(username="grace")
    fail_to_log_in(client, 10)

    assert log_in(client, name="grace").status_code == 302


@pytest.mark.usefixtures("ada")
def test_the_same_name_from_another_address_is_not_locked(client):
    fail_to_log_in(newcomer(), 10, REMOTE_ADDR="203.0.113.9")

    assert log_in(client).status_code == 302


@pytest.mark.usefixtures("ada")
def test_the_lock_opens_after_a_quarter_of_an_hour(client):
    fail_to_log_in(client, 10)
    for failures in AccessAttempt.objects.all():
        failures.attempt_time -= timedelta(minutes=15, seconds=1)
        failures.save()

    assert log_in(client).status_code == 302


@pytest.mark.usefixtures("ada")
def test_a_lock_keeps_nobody_from_reading_or_working_as_a_guest():
    client, card = guest(), published()
    fail_to_log_in(client, 10)

    assert client.get(card.get_absolute_url()).status_code == 200
    assert start(client).state == Attempt.State.IN_PROGRESS
