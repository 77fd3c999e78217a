"""The first start of a guest who is new: the session and the attempt, or neither."""

import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext

from questions.models import Attempt, AttemptEvent
from questions.tests.factories import published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import guest, newcomer, page_of, person_of, set_up, start, user

pytestmark = pytest.mark.django_db

THREADS = 8
# Two throttles, two for the selection, the documents, the session's key and row, the
# attempt, its answers and event; and the begin and end of three transactions.
FIRST_START = 16


@contextmanager
def refusing(model: Any) -> Iterator[None]:
    """No row of this model can be stored."""

    def refuse(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("no room")

    pre_save.connect(refuse, sender=model)
    try:
        yield
    finally:
        pre_save.disconnect(refuse, sender=model)


def test_the_attempt_belongs_to_the_guest_of_the_session():
    published()
    client = newcomer()

    attempt = start(client)

    assert attempt.person == person_of(client)
    assert Session.objects.count() == 1
    assert client.get(page_of(attempt)).status_code == 200


@pytest.mark.parametrize("model", [Session, Attempt, AttemptEvent])
def test_when_one_of_them_cannot_be_stored_neither_is(model):
    published()
    client = newcomer(raise_request_exception=False)

    with refusing(model):
        response = set_up(client)

    assert response.status_code == 500
    assert "sessionid" not in client.cookies
    assert (Session.objects.count(), Attempt.objects.count()) == (0, 0)


def test_who_could_not_start_is_no_guest_yet():
    published()

    response = set_up(client := newcomer(), count=2)

    assert response.status_code == 422
    assert "sessionid" not in client.cookies
    assert Session.objects.count() == 0


def test_a_session_that_held_something_else_is_kept():
    published()
    client = newcomer()
    session = client.session
    session["note"] = "kept"
    session.save()

    attempt = start(client)

    assert client.session["note"] == "kept"
    assert attempt.person == person_of(client)
    assert Session.objects.get().session_key == session.session_key


@pytest.mark.parametrize("size", [1, 31])
def test_a_first_start_asks_no_more_of_a_large_bank(size):
    grow_bank(size)

    with CaptureQueriesContext(connection) as captured:
        response = set_up(newcomer(), count=size)

    assert response.status_code == 302
    assert len(captured) <= FIRST_START, [query["sql"] for query in captured]


@pytest.mark.parametrize("visitor", [guest, user])
def test_the_start_of_who_is_known_stores_no_session_again(visitor):
    published()
    client = visitor()
    start(client)
    before = Session.objects.get().session_key

    set_up(client)

    assert Session.objects.get().session_key == before


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_without_a_cookie_gives_each_reply_a_quiz_of_its_own():
    # Whichever reply the browser keeps, its cookie and its address belong together.
    published()
    form, barrier = uuid.uuid4(), Barrier(THREADS)

    def act(_number: int) -> tuple[str, int]:
        try:
            client = newcomer()
            barrier.wait(timeout=10)
            address = set_up(client, attempt=form)["Location"]
            return address.split("/")[2], client.get(address).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        replies = list(pool.map(act, range(THREADS)))

    assert Counter(status for _attempt, status in replies) == {200: THREADS}
    assert sorted(attempt for attempt, _ in replies) == sorted(
        str(pk) for pk in Attempt.objects.values_list("pk", flat=True)
    )
    assert str(form) in dict(replies)
    assert Session.objects.count() == THREADS
