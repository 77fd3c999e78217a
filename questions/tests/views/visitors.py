"""Browsers of newcomers, guests and users, and what they do on the pages of a quiz."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from questions.models import Attempt, Person
from questions.views import quizzes as quiz_views
from questions.views import results as result_views

JSON = {"Accept": "application/json"}

# What anybody can open where there are a card-x and a deck-x.
PAGES = [
    "/", "/decks/", "/decks/?q=card", "/decks/?difficulty=easy", "/decks/deck-x/", "/cards/card-x/",
    "/cards/card-x/?deck=deck-x", "/study/", "/study/?deck=deck-x", "/quizzes/", "/quizzes/new/",
    "/progress/", "/progress/cards/", "/notes/", "/accounts/signup/", "/accounts/login/",
    "/accounts/password_reset/",
]  # fmt: skip


def newcomer(**options: Any) -> Client:
    """Somebody who has no cookie of ours yet."""
    return Client(**options)


def guest(letter: str = "a", **options: Any) -> Client:
    """Somebody who has done something here before, without an account."""
    client = Client(**options)
    session = client.session
    session["guest_key"] = letter * 32
    session.save()
    return client


def user(**fields: Any) -> Client:
    """Somebody who has logged in."""
    client = Client()
    client.force_login(UserFactory(**fields), backend="accounts.backends.ProfileBackend")
    return client


def person_of(client: Client) -> Person:
    """Who the server takes this browser's visitor for."""
    session = client.session
    if user_id := session.get("_auth_user_id"):
        return Person(owner_id=int(user_id))
    return Person(guest_key=session.get("guest_key", ""))


def set_up(client: Client, **fields: Any) -> Any:
    """Send the set-up form: one untimed exam question, unless `fields` say otherwise."""
    values = {"count": 1, "minutes": 0, "pace": 1, "mode": "exam"}
    return client.post(reverse("quiz_new"), values | fields)


def start(client: Client, count: int = 1, **fields: Any) -> Attempt:
    """Start a quiz by the set-up form."""
    response = set_up(client, count=count, **fields)
    assert response.status_code == 302, response.content.decode()
    return Attempt.objects.get(pk=response["Location"].split("/")[2])


def page_of(attempt: Attempt, page: int | str = 1) -> str:
    """The address of a question, or of `finish`, `results`, `retry` or `discard`."""
    return f"/quizzes/{attempt.pk}/{page}/"


def save(client: Client, attempt: Attempt, position: int, *choices: str, **fields: Any) -> Any:
    """Send a question's form with these choices, as the page with its latest state would."""
    seq = attempt.answers.get(position=position).seq
    return client.post(
        page_of(attempt, position), {"seq": seq, "choice": choices} | fields, headers={}
    )


def finish(client: Client, attempt: Attempt) -> Any:
    return client.post(page_of(attempt, "finish"))


def set_clock_back(attempt: Attempt, **duration: float) -> None:
    """Let the attempt have begun, and its deadline been, so much earlier."""
    attempt.refresh_from_db()
    attempt.started_at -= timedelta(**duration)
    if attempt.deadline:
        attempt.deadline -= timedelta(**duration)
    attempt.save(update_fields=["started_at", "deadline"])


@contextmanager
def server_clock(read: Callable[[], datetime]) -> Iterator[None]:
    """Let the quiz pages read this clock; sessions and cookies keep the true one."""
    with ExitStack() as stack:
        for views in (quiz_views, result_views):
            stack.enter_context(mock.patch.object(views, "timezone", SimpleNamespace(now=read)))
        yield


def messages_of(response: Any) -> list[str]:
    """The messages that a response shows, or leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response: Any) -> str:
    return response.content.decode()


def cards_in(response: Any) -> list[str]:
    """The slugs of the cards that a list links to, in its order."""
    return re.findall(r'<a href="/cards/([\w-]+)/', text_of(response))


def rate(client: Client, card: Any, rating: int = 3) -> Any:
    return client.post(
        reverse("study"), {"card": card.slug, "rating": rating, "token": uuid.uuid4()}
    )
