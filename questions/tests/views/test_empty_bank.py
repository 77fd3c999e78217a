"""A site without a card is empty, not broken."""

import pytest

from questions.tests.factories import DeckFactory, TagFactory, TopicFactory
from questions.tests.views.visitors import PAGES, guest, newcomer, set_up, text_of, user
from quizsite.tests.html import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visitor", [newcomer, guest, user])
@pytest.mark.parametrize("is_begun", [False, True])
def test_every_page_works(visitor, is_begun):
    if is_begun:
        TopicFactory(), TagFactory(), DeckFactory(slug="deck-x")
    client = visitor()

    for address in [*PAGES, "/decks/?topic=none", "/study/?only=missed"]:
        response = client.get(address, follow=True)
        is_missing = "/card-x/" in address or ("/deck-x/" in address and not is_begun)
        assert response.status_code == (404 if is_missing else 200), address
        read(text_of(response))


@pytest.mark.parametrize("visitor", [newcomer, guest, user])
def test_a_quiz_says_that_there_is_nothing_to_ask(visitor):
    response = set_up(visitor())

    assert response.status_code == 422
    assert "No card matches." in text_of(response)
