"""Decks, topics, search and cards, as anybody sees them."""

import re

import pytest

from questions.tests.factories import (
    DeckFactory,
    TagFactory,
    TopicFactory,
    published,
)
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import cards_in, text_of
from quizsite.tests.html import page_of

pytestmark = pytest.mark.django_db


# --- Filters ------------------------------------------------------------------


@pytest.fixture
def bank():
    """Six cards over two topics, three difficulties and one tag."""
    tag = TagFactory(slug="orm", name="ORM")
    python, django = TopicFactory(slug="python"), TopicFactory(slug="django")
    published(slug="py-easy", topic=python, difficulty="easy")
    published(slug="py-hard", topic=python, difficulty="hard")
    published(slug="dj-easy", topic=django, difficulty="easy", tags=[tag])
    published(slug="dj-medium", topic=django, difficulty="medium", tags=[tag])
    published(slug="dj-hard", topic=django, difficulty="hard")
    published(slug="other")


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("topic=python", ["py-easy", "py-hard"]),
        ("topic=python&topic=django", ["py-easy", "py-hard", "dj-easy", "dj-medium", "dj-hard"]),
        ("difficulty=hard", ["py-hard", "dj-hard"]),
        ("difficulty=hard&difficulty=medium", ["py-hard", "dj-medium", "dj-hard"]),
        ("tag=orm", ["dj-easy", "dj-medium"]),
        ("topic=django&difficulty=easy", ["dj-easy"]),
        ("topic=python&topic=django&difficulty=easy&tag=orm", ["dj-easy"]),
        ("topic=python&tag=orm", []),
        ("topic=none", []),
        ("topic=none&topic=python", ["py-easy", "py-hard"]),
        ("difficulty=impossible", []),
        ("tag=none", []),
        ("topic=python&q=question", ["py-easy", "py-hard"]),
        ("tag=orm&difficulty=medium&q=question", ["dj-medium"]),
        ("topic=none&q=question", []),
    ],
)
def test_filters_combine_in_the_address(query, slugs, client):
    response = client.get(f"/decks/?{query}")

    assert response.status_code == 200
    assert sorted(cards_in(response)) == sorted(slugs)
    assert ("No card matches" in text_of(response)) is (not slugs)


@pytest.mark.usefixtures("bank")
def test_the_filters_show_what_is_asked(client):
    text = text_of(client.get("/decks/?topic=django&difficulty=easy&tag=orm&q=question"))

    assert re.findall(r'value="([\w-]+)" checked', text) == ["django", "easy"]
    assert re.findall(r'value="([\w-]+)" selected', text) == ["orm"]
    assert 'name="q" value="question"' in text


@pytest.mark.parametrize("address", ["/decks/", "/decks/?q=anything"])
def test_topics_are_offered_in_their_order_and_tags_by_name(address, client):
    for slug, position in (("one", 1), ("three", 3), ("two", 2)):
        TopicFactory(slug=slug, position=position, name=f"Topic {slug}")
    for slug in ("b", "c", "a"):
        TagFactory(slug=slug, name=f"Tag {slug}")

    root = page_of(client.get(address))

    topics = [box.attrs["value"] for box in root.all("input", name="topic")]
    tags = [option.attrs["value"] for option in root.all("option")]
    assert (topics, tags) == (["one", "two", "three"], ["", "a", "b", "c"])


@pytest.mark.usefixtures("bank")
def test_a_filter_offers_a_quiz_on_the_same_cards(client):
    text = text_of(client.get("/decks/?topic=django&difficulty=easy"))

    assert 'href="/quizzes/new/?topic=django&amp;difficulty=easy"' in text


@pytest.mark.parametrize("query", ["", "?q=", "?q=+++", "?topic=", "?tag=", "?unknown=1"])
def test_without_a_filter_there_are_the_decks_and_the_topics(query, client):
    card = published(topic=TopicFactory(name="A topic"))
    DeckFactory(name="A deck", questions=[card])

    response = client.get(f"/decks/{query}")

    assert response.status_code == 200
    assert "A deck" in text_of(response)
    assert "A topic" in text_of(response)
    assert "1 card</p>" in text_of(response)


# --- Search -------------------------------------------------------------------


def test_search_finds_prompt_answer_tags_and_key_points(client):
    tag = TagFactory(slug="asgi")
    published(slug="prompt", prompt="What is a walrus?")
    published(slug="answer", answer="It is a walrus.")
    published(slug="point", key_points=["Name the walrus."])
    published(slug="tagged", tags=[tag])

    assert sorted(cards_in(client.get("/decks/?q=walrus"))) == ["answer", "point", "prompt"]
    assert cards_in(client.get("/decks/?q=asgi")) == ["tagged"]


def test_a_hit_in_the_answer_never_shows_the_answer(client):
    published(slug="hit", prompt="A prompt?", answer="Hidden zeppelin text.")

    response = client.get("/decks/?q=zeppelin")

    assert cards_in(response) == ["hit"]
    assert "Hidden" not in text_of(response)


HOSTILE = [
    '"', "'", '"""', "'; DROP TABLE questions_question; --", "*", "**", "a*", "-a", "--", "(", ")",
    "()", "AND", "OR", "NOT", "NEAR(a b)", "a AND", "a OR OR b", "prompt_words:a", "^a", "{a b}",
    "a:*", "a & b", "a | b", "!a", "<->", "%", "%%", "%s", "_", "\\", "\\'", "\x00", "a\x00b",
    "\x1b[2J", "\u202etxt", "\U0001f600", "ﬁ", "İ", "ß", "C++", "c#", "__init__", "@property",
    ".env", "{% if %}", "{{ x }}", "<script>alert(1)</script>", "&amp;", "a" * 5000, "a " * 5000,
    "\u0301", "\uff11\uff12", "٣", "\n", "\t", "+", "é",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_never_breaks_the_search(text, client):
    published(prompt="What is C++ for, & why?")

    response = client.get("/decks/", {"q": text})

    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


@pytest.mark.parametrize(
    "query",
    ["q=%ff%fe", "q=%", "q=%00", "topic=%00", "topic=%ff", "tag=%00", "difficulty=%00", "page=%00",
     "topic=" + "x" * 3000, "q=a&page=-1", "q=a&page=0", "q=a&page=9999999999999999999999",
     "q=a&page=%D9%A3"],
)  # fmt: skip
def test_a_damaged_query_never_breaks_the_page(query, client):
    published()

    response = client.get(f"/decks/?{query}", follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "address", ["/decks/deck-x/?topic=%00", "/cards/card-x/?deck=%00", "/study/?deck=%00&topic=%00"]
)
def test_a_null_character_never_breaks_another_page(address, client):
    card = published(slug="card-x")
    DeckFactory(slug="deck-x", questions=[card])

    assert client.get(address).status_code == 200


# --- Pages of a list ----------------------------------------------------------


def test_a_list_has_fifty_cards_a_page(client):
    grow_bank(52)

    first = client.get("/decks/?difficulty=easy")
    second = client.get("/decks/?difficulty=easy&page=2")

    assert (len(cards_in(first)), len(cards_in(second))) == (50, 2)
    assert 'href="?difficulty=easy&amp;page=2"' in text_of(first)
    assert 'href="?difficulty=easy&amp;page=1"' in text_of(second)
    assert "52 cards" in text_of(second)


@pytest.mark.parametrize("number", ["3", "999999", "9999999"])
def test_a_page_past_the_end_leads_back_into_the_list(number, client):
    grow_bank(52)

    response = client.get(f"/decks/?difficulty=easy&page={number}", follow=True)

    assert response.status_code == 200
    assert len(cards_in(response)) == 50


def test_what_is_no_page_number_is_the_first_page(client):
    grow_bank(52)

    for number in ("0", "-1", "two", "", "1.5"):
        assert len(cards_in(client.get(f"/decks/?difficulty=easy&page={number}"))) == 50
        assert len(cards_in(client.get(f"/decks/deck-0/?page={number}"))) == 50


def test_a_long_deck_has_pages_too_and_past_its_end_the_last(client):
    grow_bank(52)

    assert cards_in(client.get("/decks/deck-0/?page=2")) == ["card-50", "card-51"]
    assert cards_in(client.get("/decks/deck-0/?page=99")) == ["card-50", "card-51"]


def test_a_search_past_the_end_leads_back_too(client):
    grow_bank(52)

    assert len(cards_in(client.get("/decks/?q=question&page=2"))) == 2
    assert len(cards_in(client.get("/decks/?q=question&page=9", follow=True))) == 50
