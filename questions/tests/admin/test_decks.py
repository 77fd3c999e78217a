"""Decks with their cards, topics and tags."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from questions.models import Deck, Tag, Topic
from questions.tests.admin.conftest import client_of
from questions.tests.admin.pages import fields_of
from questions.tests.factories import (
    DeckFactory,
    QuestionFactory,
    TagFactory,
    TopicFactory,
    published,
)

pytestmark = pytest.mark.django_db


def page(deck):
    return f"/admin/questions/deck/{deck.pk}/change/"


def test_adding_a_card_to_a_deck_puts_it_last_and_counts_it(client):
    first, second = published(), published()
    deck = DeckFactory(questions=[first])
    data = fields_of(client.get(page(deck))) | {"entries-1-question": second.pk}
    assert client.post(page(deck), data).status_code == 302
    deck.refresh_from_db()
    assert [entry.question for entry in deck.entries.all()] == [first, second]
    assert deck.published_count == 2


def test_taking_a_card_out_of_a_deck_counts_too(client):
    deck = DeckFactory(questions=[published(), published()])
    data = fields_of(client.get(page(deck))) | {"entries-0-DELETE": "on"}
    client.post(page(deck), data)
    deck.refresh_from_db()
    assert deck.published_count == 1


def test_drafts_in_a_deck_are_not_counted(client):
    draft = QuestionFactory()
    data = fields_of(client.get("/admin/questions/deck/add/"))
    data |= {
        "name": "New",
        "slug": "new",
        "description": "What for.",
        "entries-0-question": draft.pk,
    }
    assert client.post("/admin/questions/deck/add/", data).status_code == 302
    deck = Deck.objects.get()
    assert (deck.entries.count(), deck.published_count) == (1, 0)


def test_a_card_of_a_deck_can_be_moved_but_not_swapped_for_another(client):
    first, second = published(), published()
    deck = DeckFactory(questions=[first, second])
    data = fields_of(client.get(page(deck)))
    data |= {"entries-0-position": "5", "entries-0-question": QuestionFactory().pk}
    assert client.post(page(deck), data).status_code == 302
    assert [entry.question for entry in deck.entries.all()] == [second, first]


def test_the_same_card_twice_in_a_deck_is_refused_with_a_message(client):
    question = published()
    deck = DeckFactory(questions=[question])
    data = fields_of(client.get(page(deck))) | {"entries-1-question": question.pk}
    response = client.post(page(deck), data)
    assert response.status_code == 200
    assert deck.entries.count() == 1


def test_the_query_count_of_a_deck_does_not_grow_with_its_cards(client):
    one, several = DeckFactory(questions=[published()]), DeckFactory()
    several = DeckFactory(questions=[published() for _number in range(3)])
    client.get(page(one))
    with CaptureQueriesContext(connection) as short:
        client.get(page(one))
    with CaptureQueriesContext(connection) as long:
        client.get(page(several))
    assert len(long) == len(short)


@pytest.mark.parametrize(
    ("name", "factory"), [("deck", DeckFactory), ("topic", TopicFactory), ("tag", TagFactory)]
)
def test_the_query_count_of_the_lists_does_not_grow(client, name, factory):
    factory()
    with CaptureQueriesContext(connection) as one:
        assert client.get(f"/admin/questions/{name}/").status_code == 200
    factory.create_batch(3)
    with CaptureQueriesContext(connection) as several:
        client.get(f"/admin/questions/{name}/")
    assert len(several) == len(one)


def test_the_list_of_tags_says_how_many_cards_have_each(client):
    tag = TagFactory()
    published(tags=[tag])
    QuestionFactory(tags=[tag])
    response = client.get("/admin/questions/tag/")
    assert [row.cards for row in response.context["cl"].result_list] == [2]


def test_a_topic_with_cards_is_not_deleted(client):
    topic = published().topic
    url = f"/admin/questions/topic/{topic.pk}/delete/"
    assert client.post(url, {"post": "yes"}).status_code == 200
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_tag_can_be_added_by_its_autocomplete(client):
    TagFactory(name="asyncio", slug="asyncio")
    found = client.get(
        "/admin/autocomplete/",
        {"term": "async", "app_label": "questions", "model_name": "question", "field_name": "tags"},
    )
    assert [row["text"] for row in found.json()["results"]] == ["asyncio"]
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("name", ["deck", "topic", "tag"])
def test_staff_without_the_permission_is_refused(name):
    assert client_of(UserFactory(is_staff=True)).get(f"/admin/questions/{name}/").status_code == 403
