"""What waits for a person stands in the header of every page."""

import pytest

from accounts.models import Memory
from accounts.templatetags import progress
from questions.domain import publishing
from questions.tests.factories import published
from questions.tests.views.visitors import guest, newcomer, rate, start, user
from quizsite.tests.html import page_of

pytestmark = pytest.mark.django_db


def due_on(response):
    return [count.text for count in page_of(response).all("span", **{"class": "count"})]


def test_cards_that_were_missed_are_counted_and_those_known_are_not():
    client, cards = user(), [published() for _ in range(3)]

    for card, rating in zip(cards, (1, 2, 3), strict=True):
        rate(client, card, rating)

    for address in ("/", "/decks/", "/progress/", f"/cards/{cards[0].slug}/", "/nowhere/"):
        assert due_on(client.get(address)) == ["2 to repeat"]


def test_a_retired_card_waits_for_nobody():
    client, card = user(), published()
    rate(client, card, 1)

    publishing.retire(card)

    assert due_on(client.get("/")) == []


def test_nothing_waits_for_who_is_new_or_a_guest():
    card = published()
    visitor = guest()
    rate(visitor, card, 1)

    assert [due_on(client.get("/decks/")) for client in (newcomer(), visitor, user())] == [
        [],
        [],
        [],
    ]


def test_a_running_quiz_reminds_of_nothing_else():
    client, card = user(), published()
    rate(client, card, 1)

    attempt = start(client, 1)

    assert due_on(client.get(f"/quizzes/{attempt.pk}/1/")) == []
    assert due_on(client.get(f"/quizzes/{attempt.pk}/finish/")) == []


def test_more_than_can_be_done_today_is_not_counted_to_the_end(monkeypatch):
    monkeypatch.setattr(progress, "MOST_DUE", 1)
    client, cards = user(), [published(), published()]
    for card in cards:
        rate(client, card, 1)

    assert Memory.objects.count() == 2
    assert due_on(client.get("/")) == ["1+ to repeat"]
