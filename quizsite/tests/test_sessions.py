"""Sessions, stored once a request."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizsite.sessions import SessionStore

pytestmark = pytest.mark.django_db


def writes_of(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(query["sql"].startswith(("INSERT", "UPDATE")) for query in captured)


def stored(**values) -> SessionStore:
    """A session that a view has stored by itself."""
    session = SessionStore()
    session.update(values)
    session.create()
    return session


def test_what_is_stored_already_is_not_stored_again():
    session = stored(guest_key="a")

    assert writes_of(session.save) == 0
    assert SessionStore(session.session_key).load() == {"guest_key": "a"}


def test_what_was_changed_after_it_was_stored_is_stored():
    session = stored(days=["Monday"])
    session["days"].append("Tuesday")

    assert writes_of(session.save) == 1
    assert SessionStore(session.session_key).load() == {"days": ["Monday", "Tuesday"]}


def test_an_older_session_is_renewed_though_nothing_changed_in_it():
    session = SessionStore(stored(guest_key="a").session_key)

    assert writes_of(session.save) == 1


def test_a_session_that_was_emptied_is_made_anew():
    session = stored(guest_key="a")
    session.flush()
    session["guest_key"] = "a"
    session.save()

    assert Session.objects.get().session_key == session.session_key
    assert SessionStore(session.session_key).load() == {"guest_key": "a"}


def test_a_log_in_gives_a_new_key_and_keeps_what_was_there():
    session = stored(guest_key="a")
    before = session.session_key
    session.cycle_key()
    session.save()

    assert session.session_key != before
    assert Session.objects.get().session_key == session.session_key
    assert SessionStore(session.session_key).load() == {"guest_key": "a"}
