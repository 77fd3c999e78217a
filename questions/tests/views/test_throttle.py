"""Starting quizzes without end: a limit for each person and for each address of guests."""

from datetime import timedelta

import pytest

from questions.domain import throttles
from questions.domain.throttles import Limit
from questions.models import Attempt
from questions.tests.factories import published
from questions.tests.views.visitors import finish, guest, newcomer, set_up, start, text_of, user
from quizsite.tests.html import page_of as parsed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    published()
    monkeypatch.setattr(throttles, "STARTS_OF_PERSON", Limit("person", 2, HOUR))
    monkeypatch.setattr(throttles, "STARTS_OF_ADDRESS", Limit("address", 3, HOUR))


@pytest.mark.parametrize("visitor", [guest, user])
def test_too_many_starts_are_refused_with_a_clear_message_and_lose_nothing(visitor):
    client = visitor()
    for _ in range(2):
        finish(client, start(client))

    response = set_up(client, minutes=7)

    assert response.status_code == 429
    assert "Many quizzes were started here in a short time. Nothing is lost" in text_of(response)
    (minutes,) = parsed(response).all("input", name="minutes")
    assert minutes.attrs["value"] == "7"
    assert Attempt.objects.count() == 2


def test_another_person_is_not_held_up():
    client = user(username="ann")
    for _ in range(2):
        finish(client, start(client))

    assert set_up(user(username="bob")).status_code == 302


def test_guests_without_cookies_are_counted_by_their_address():
    for _ in range(3):
        assert set_up(newcomer()).status_code == 302

    assert set_up(newcomer()).status_code == 429
    assert set_up(newcomer(headers={"x-forwarded-for": "203.0.113.9"})).status_code == 302
    # Behind the same address an account goes on.
    assert set_up(user()).status_code == 302


def test_retries_count_too_and_are_refused_on_the_results():
    client = user()
    attempt = start(client)
    finish(client, attempt)
    again = client.post(f"/quizzes/{attempt.pk}/retry/")
    finish(client, Attempt.objects.get(pk=again["Location"].split("/")[2]))

    response = client.post(f"/quizzes/{attempt.pk}/retry/", follow=True)

    assert response.redirect_chain == [(f"/quizzes/{attempt.pk}/results/", 302)]
    assert "Try again in a few minutes." in text_of(response)
    assert Attempt.objects.count() == 2
