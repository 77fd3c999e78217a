"""A deck on paper: every card with both its sides."""

import pytest

from questions.domain import publishing
from questions.tests.factories import DeckFactory, TopicFactory, published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import newcomer, text_of
from quizsite.tests.html import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck():
    web, python = TopicFactory(slug="web"), TopicFactory(slug="python")
    cards = [
        published(slug="one", topic=web, prompt="What is one?", answer="The first."),
        published(slug="two", topic=python, prompt="What is two?", answer="The `second`."),
        published(slug="gone", topic=python),
    ]
    deck = DeckFactory(slug="counting", questions=cards[::-1])
    publishing.retire(cards[2])
    return deck


def sides_of(response):
    return [
        [side.text for side in cutout.all("div", **{"class": "cutout__side"})]
        + [side.all("div", **{"class": "card__prompt"})[0].text for side in fronts(cutout)]
        for cutout in page_of(response).all("li", **{"class": "cutout"})
    ]


def fronts(cutout):
    return cutout.all("div", **{"class": "cutout__side cutout__side--front"})


def test_every_published_card_has_its_two_sides_in_the_decks_order(deck):
    response = newcomer().get("/decks/counting/print/")

    assert response.status_code == 200
    assert sides_of(response) == [["The second .", "What is two?"], ["The first.", "What is one?"]]


def test_the_topics_of_the_deck_page_narrow_the_print_too(deck):
    response = newcomer().get("/decks/counting/print/?topic=web")

    assert sides_of(response) == [["The first.", "What is one?"]]
    assert "/decks/counting/?topic=web" in text_of(response)


def test_the_deck_leads_to_its_print_with_the_chosen_topics(deck):
    page = text_of(newcomer().get("/decks/counting/?topic=web"))

    assert '"/decks/counting/print/?topic=web"' in page


def test_an_empty_deck_says_so_and_is_not_offered_for_print(db):
    DeckFactory(slug="empty", questions=[])

    assert "No cards here yet" in text_of(newcomer().get("/decks/empty/print/"))
    assert "/print/" not in text_of(newcomer().get("/decks/empty/"))


def test_a_deck_that_there_is_not_cannot_be_printed(db):
    assert newcomer().get("/decks/none/print/").status_code == 404


def test_nothing_is_printed_by_a_post(deck):
    assert newcomer().post("/decks/counting/print/").status_code == 405


def test_a_long_deck_comes_in_pages_of_fifty(db):
    grow_bank(51)

    first = newcomer().get("/decks/deck-0/print/?topic=")
    second = newcomer().get("/decks/deck-0/print/?page=2")

    assert [len(sides_of(page)) for page in (first, second)] == [50, 1]
    assert page_of(second).all("ol", **{"class": "cutouts"})[0].attrs["start"] == "51"
