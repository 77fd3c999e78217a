"""What waits for a person stands in the header of every page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain import due
from accounts.models import Memory
from accounts.tests.learning import rate as rate_at
from questions.domain import publishing
from questions.tests.factories import published
from questions.tests.views.visitors import guest, newcomer, person_of, rate, start, user
from quizsite.tests.html import page_of

pytestmark = pytest.mark.django_db


def due_on(response):
    return [count.text for count in page_of(response).all("span", **{"class": "count"})]


def an_hour_ago(client, card, rating=1):
    """Let the person have rated the card then."""
    rate_at(person_of(client), card, rating, at=timezone.now() - timedelta(hours=1))


def test_cards_whose_time_has_come_are_counted_and_the_others_are_not():
    client, cards = user(), [published() for _ in range(4)]

    for card, rating in zip(cards, (1, 2, 4), strict=False):
        an_hour_ago(client, card, rating)
    rate(client, cards[3], 1)

    for address in ("/", "/decks/", "/progress/", f"/cards/{cards[0].slug}/", "/nowhere/"):
        assert due_on(client.get(address)) == ["2 to repeat"]


def test_a_retired_card_waits_for_nobody():
    client, card = user(), published()
    an_hour_ago(client, card)

    publishing.retire(card)

    assert due_on(client.get("/")) == []


def test_nothing_waits_for_who_is_new_or_a_guest():
    card = published()
    visitor = guest()
    an_hour_ago(visitor, card)

    assert [due_on(client.get("/decks/")) for client in (newcomer(), visitor, user())] == [
        [],
        [],
        [],
    ]


def test_a_running_quiz_reminds_of_nothing_else():
    client, card = user(), published()
    an_hour_ago(client, card)

    attempt = start(client, 1)

    assert due_on(client.get(f"/quizzes/{attempt.pk}/1/")) == []
    assert due_on(client.get(f"/quizzes/{attempt.pk}/finish/")) == []


def test_more_than_can_be_done_today_is_not_counted_to_the_end(monkeypatch):
    monkeypatch.setattr(due, "MOST_SHOWN", 1)
    client, cards = user(), [published(), published()]
    for card in cards:
        an_hour_ago(client, card)

    assert Memory.objects.count() == 2
    assert due_on(client.get("/")) == ["1+ to repeat"]
