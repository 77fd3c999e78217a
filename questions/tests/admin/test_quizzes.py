"""Attempts, for support: read and never changed."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from questions.models import Answer, Attempt
from questions.tests.admin.conftest import client_of
from questions.tests.factories import published
from questions.tests.quizzing import RIGHT, account, answer, start_attempt

pytestmark = pytest.mark.django_db

LIST = "/admin/questions/attempt/"


@pytest.fixture
def client(db):
    """The browser of somebody who helps candidates."""
    supporter = UserFactory(is_staff=True)
    supporter.user_permissions.set(Permission.objects.filter(codename="view_attempt"))
    return client_of(supporter)


def attempt_of(owner, *, count=1):
    attempt = Attempt.objects.create(
        owner=owner, mode="exam", settings={}, question_count=count, started_at=timezone.now()
    )
    for position in range(1, count + 1):
        question = published()
        Answer.objects.create(
            attempt=attempt, position=position, question=question,
            revision=question.current_revision, form="single", response=["b"],
        )  # fmt: skip
    return attempt


def test_an_attempt_is_shown_with_its_answers_and_without_a_way_to_change_it(client):
    attempt = attempt_of(UserFactory(username="ada"))
    response = client.get(f"{LIST}{attempt.pk}/change/")
    assert response.status_code == 200
    assert "What does question" in response.text
    assert 'name="_save"' not in response.text
    assert client.post(f"{LIST}{attempt.pk}/change/", {"mode": "practice"}).status_code == 403


def test_attempts_are_neither_added_nor_deleted_here():
    root = client_of(User.objects.create_superuser("root"))
    attempt = attempt_of(UserFactory())
    assert root.get(f"{LIST}add/").status_code == 403
    assert root.post(f"{LIST}{attempt.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_account_can_be_deleted_with_its_attempts():
    root, owner = client_of(User.objects.create_superuser("root")), UserFactory()
    attempt_of(owner)
    assert root.post(f"/admin/auth/user/{owner.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("key", ["ada", "id"])
def test_an_attempt_is_found_by_its_taker_and_by_its_key(client, key):
    attempt = attempt_of(UserFactory(username="ada"))
    attempt_of(UserFactory(username="bob"))
    response = client.get(LIST, {"q": str(attempt.pk) if key == "id" else key})
    assert list(response.context["cl"].result_list) == [attempt]


def test_the_query_counts_do_not_grow(client):
    first = attempt_of(UserFactory())
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    with CaptureQueriesContext(connection) as short:
        client.get(f"{LIST}{first.pk}/change/")
    others = [attempt_of(UserFactory(), count=3) for _number in range(3)]
    with CaptureQueriesContext(connection) as several:
        client.get(LIST)
    with CaptureQueriesContext(connection) as long:
        client.get(f"{LIST}{others[0].pk}/change/")
    assert (len(several), len(long)) == (len(one), len(short))


def test_staff_without_the_permission_is_refused():
    assert client_of(UserFactory(is_staff=True)).get(LIST).status_code == 403


def test_the_record_says_what_happened_and_when(client):
    attempt = start_attempt(1, person=account("ada"))
    answer(attempt, 1, RIGHT, confidence=3)

    text = client.get(f"{LIST}{attempt.pk}/change/").content.decode()

    for words in ("Started", "Answered", "March 2, 2026, 9 a.m.", "&quot;confidence&quot;: 3"):
        assert words in text
    # Nothing of it can be typed over.
    assert not re.search(r'name="events-\d+-(kind|at|detail)"', text)
