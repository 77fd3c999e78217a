"""No page asks the database more as the bank and one's past grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.models import Attempt
from questions.tests.views.growth import grow_bank, miss_all, note_all, repeat_quiz
from questions.tests.views.visitors import (
    JSON,
    finish,
    guest,
    newcomer,
    page_of,
    person_of,
    save,
    start,
    user,
)

pytestmark = pytest.mark.django_db

ONE, MANY = 1, 31
# Of the issue; saving counts its savepoint, which stands for a transaction.
BROWSING = {newcomer: 4, guest: 4, user: 8}
# Home is today's share of the work, too.
HOME = 16
QUESTION_PAGE, SAVING = 5, 8

EVERYBODY = pytest.mark.parametrize("visitor", [newcomer, guest, user])
WHO_WORKS = pytest.mark.parametrize("visitor", [guest, user])


def queries_of(send, *, status=200):
    with CaptureQueriesContext(connection) as captured:
        response = send()
    assert response.status_code == status
    return [query["sql"] for query in captured]


BROWSE = {
    "home": "/",
    "decks": "/decks/",
    "decks, a topic": "/decks/?topic=topic-0",
    "decks, a tag": "/decks/?tag=tag-0",
    "decks, a difficulty": "/decks/?difficulty=easy",
    "decks, every filter": "/decks/?topic=topic-0&difficulty=easy&tag=tag-0",
    "search": "/decks/?q=question",
    "search and filter": "/decks/?q=question&tag=tag-0",
    "search, nothing found": "/decks/?q=zebra",
    "deck": "/decks/deck-0/",
    "deck, a topic": "/decks/deck-0/?topic=topic-0",
    "card": "/cards/card-0/",
    "card in a deck": "/cards/card-0/?deck=deck-0",
}


@EVERYBODY
def test_browsing_keeps_its_budget_with_one_card_and_with_many(visitor):
    client, found = visitor(), {}
    for size in (ONE, MANY):
        grow_bank(size)
        if visitor is not newcomer:
            miss_all(person_of(client))
            note_all(person_of(client))
        for name, address in BROWSE.items():
            queries = queries_of(lambda address=address: client.get(address))
            found[name, size] = len(queries)
            budget = HOME if name == "home" and visitor is user else BROWSING[visitor]
            assert len(queries) <= budget, (name, size, queries)

    assert {name: found[name, ONE] for name in BROWSE} == {
        name: found[name, MANY] for name in BROWSE
    }


@WHO_WORKS
@pytest.mark.parametrize("size", [ONE, MANY])
def test_a_question_page_and_a_saved_answer_keep_their_budget(visitor, size):
    grow_bank(size)
    client = visitor()
    attempt = start(client, size, minutes=10)
    client.get("/")

    shown = queries_of(lambda: client.get(page_of(attempt, size)))
    saved = queries_of(lambda: save(client, attempt, size, "a"), status=302)
    answer = {"choice": "b", "flagged": "1", "seq": "1"}
    in_the_background = queries_of(
        lambda: client.post(page_of(attempt, size), answer, headers=JSON)
    )

    assert len(shown) <= QUESTION_PAGE, shown
    # `save` itself reads the answer's seq once.
    assert len(saved) - 1 <= SAVING, saved
    assert len(in_the_background) <= SAVING, in_the_background


@WHO_WORKS
def test_a_checked_practice_answer_costs_no_more(visitor):
    grow_bank(ONE)
    client = visitor()
    attempt = start(client, mode="practice")

    checked = queries_of(lambda: save(client, attempt, 1, "a", check="1"), status=302)
    shown = queries_of(lambda: client.get(page_of(attempt)))

    assert len(checked) - 1 <= SAVING, checked
    assert len(shown) <= QUESTION_PAGE, shown


PERSONAL = {
    "history": "/quizzes/",
    "set-up": "/quizzes/new/",
    "progress": "/progress/",
    "cards behind a number": "/progress/cards/",
    "cards due": "/progress/cards/?show=due",
    "cards of a day": "/progress/cards/?day=2026-01-05",
    "cards not met": "/progress/cards/?show=new&topic=topic-0",
    "study": "/study/",
    "study, a deck": "/study/?deck=deck-0",
    "study, a topic": "/study/?topic=topic-0",
    "study, only missed": "/study/?only=missed&since=0",
    "notes": "/notes/",
    "notes, bookmarked": "/notes/?only=bookmarked&q=question",
    "notes, suspended": "/notes/?only=suspended",
}


@WHO_WORKS
def test_personal_pages_ask_the_same_with_one_card_and_quiz_and_with_many(visitor):
    client, found = visitor(), {}
    for size in (ONE, MANY):
        grow_bank(size)
        attempt = start(client)
        finish(client, attempt)
        note_all(person_of(client))
        repeat_quiz(Attempt.objects.get(pk=attempt.pk), size - 1)
        miss_all(person_of(client))
        for name, address in PERSONAL.items():
            found[name, size] = len(queries_of(lambda address=address: client.get(address)))
    assert Attempt.objects.count() == ONE + MANY

    assert {name: found[name, ONE] for name in PERSONAL} == {
        name: found[name, MANY] for name in PERSONAL
    }


@WHO_WORKS
def test_the_end_of_a_quiz_asks_the_same_for_one_question_and_for_many(visitor):
    client, found = visitor(), {}
    for size in (ONE, MANY):
        grow_bank(size)
        attempt = start(client, size)
        before = queries_of(lambda: client.get(page_of(attempt, "finish")))  # noqa: B023
        finish(client, attempt)
        after = queries_of(lambda: client.get(page_of(attempt, "results")))  # noqa: B023
        found[size] = len(before), len(after)

    assert found[ONE] == found[MANY]
