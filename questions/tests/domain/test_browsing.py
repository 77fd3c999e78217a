"""Cards in their decks: what stands before and after, and what is left out."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.domain import bank, browsing, publishing
from questions.domain.browsing import CardPage, Neighbors
from questions.models import Deck, DeckEntry, OldSlug, Question, Related
from questions.tests.factories import (
    DeckFactory,
    QuestionFactory,
    TagFactory,
    TopicFactory,
    published,
)
from questions.tests.quizzing import after

pytestmark = pytest.mark.django_db


def deck_of(*slugs: str, positions: list[int] | None = None) -> Deck:
    """A deck with a card for each slug, at the positions given."""
    deck = DeckFactory(slug="deck")
    for slug, position in zip(slugs, positions or range(len(slugs)), strict=True):
        DeckEntry.objects.create(deck=deck, question=published(slug=slug), position=position)
    return deck


def page(slug: str, deck: str = "deck") -> CardPage:
    found = browsing.card_page(slug=slug, deck=deck)
    assert found is not None
    return found


def place(slug: str, deck: str = "deck") -> tuple[int, str, str]:
    neighbors = page(slug, deck).neighbors
    assert isinstance(neighbors, Neighbors)
    return neighbors.number, neighbors.previous, neighbors.next


def retire(slug: str) -> None:
    publishing.retire(Question.objects.get(slug=slug))


@pytest.mark.parametrize(
    "positions", [[0, 1, 2], [3, 10, 400], [5, 5, 5]], ids=["in a row", "with gaps", "equal"]
)
def test_a_card_knows_its_number_and_its_neighbors(positions: list[int]):
    deck_of("first", "second", "third", positions=positions)

    assert place("first") == (1, "", "second")
    assert place("second") == (2, "first", "third")
    assert place("third") == (3, "second", "")


def test_the_order_is_by_position_first_and_then_by_age():
    deck_of("a", "b", "c", "d", positions=[2, 1, 2, 1])

    assert [place(slug) for slug in "bdac"] == [
        (1, "", "d"), (2, "b", "a"), (3, "d", "c"), (4, "a", ""),
    ]  # fmt: skip


def test_the_only_card_has_no_neighbors():
    deck_of("only")

    assert place("only") == (1, "", "")


def test_retired_and_draft_cards_are_skipped():
    deck = deck_of("first", "retired", "last")
    DeckEntry.objects.create(deck=deck, question=QuestionFactory(slug="draft"), position=1)
    retire("retired")

    assert place("first") == (1, "", "last")
    assert place("last") == (2, "first", "")


def test_a_card_has_a_place_of_its_own_in_each_deck():
    deck_of("a", "b", "c")
    DeckFactory(slug="other", questions=[Question.objects.get(slug=slug) for slug in "cb"])

    assert place("b") == (2, "a", "c")
    assert place("b", "other") == (2, "c", "")


@pytest.mark.parametrize("deck", ["", "no-such", "other"])
def test_a_card_outside_the_deck_has_no_place(deck: str):
    deck_of("a")
    DeckFactory(slug="other", questions=[published()])

    assert page("a", deck).neighbors is None


def test_a_retired_card_is_still_read_but_has_no_place():
    deck_of("a", "b")
    retire("a")

    assert (page("a").is_retired, page("a").neighbors) == (True, None)
    assert page("b").is_retired is False


def test_a_draft_and_an_unknown_slug_have_no_page():
    QuestionFactory(slug="draft")

    assert browsing.card_page(slug="draft") is None
    assert browsing.card_page(slug="no-such") is None


def test_the_page_shows_what_was_published():
    card = published(slug="card", prompt="Old?")
    Question.objects.filter(pk=card.pk).update(prompt="New?")

    assert page("card", "").document.prompt == "Old?"


def test_related_cards_come_in_their_order_and_only_if_published():
    card, one, two, retired = (published(slug=slug) for slug in ("card", "one", "two", "gone"))
    for position, other in enumerate([two, QuestionFactory(slug="draft"), one, retired]):
        Related.objects.create(question=card, other=other, position=position, note="How?")
    retire("gone")

    assert [row.other.slug for row in page("card", "").related] == ["two", "one"]
    assert page("one", "").related == []


@pytest.mark.parametrize("count", [1, 30])
def test_a_card_page_takes_two_queries_in_a_deck_of_any_size(count: int):
    topic = TopicFactory()
    cards = [published(topic=topic) for _ in range(count)]
    DeckFactory(slug="deck", questions=cards)
    for other in cards[1:]:
        Related.objects.create(question=cards[0], other=other, note="How?")

    with CaptureQueriesContext(connection) as queries:
        shown = page(cards[0].slug)
        prompts = [row.other.search_entry.prompt for row in shown.related]

    assert (len(queries), len(prompts)) == (2, count - 1)


def test_a_renamed_card_is_found_by_every_earlier_slug():
    card = published(slug="newest")
    for slug in ("oldest", "old"):
        OldSlug.objects.create(slug=slug, question=card)

    assert browsing.renamed("oldest") == browsing.renamed("old") == card
    assert browsing.renamed("newest") is None
    assert browsing.renamed("no-such") is None


def test_saving_a_record_under_another_slug_keeps_the_address():
    card = published(slug="old")
    record = publishing.read(card)

    bank.save(card, replace(record, slug="new"), now=after())

    assert browsing.renamed("old") == Question.objects.get(slug="new")


def test_a_deck_lists_its_published_cards_in_order_and_counts_its_topics():
    django, flask = TopicFactory(slug="django"), TopicFactory(slug="flask")
    cards = [published(slug=slug, topic=topic) for slug, topic in zip(
        "abc", (django, flask, django), strict=True)]  # fmt: skip
    gone = published(slug="gone", topic=flask)
    deck = DeckFactory(questions=[cards[2], gone, cards[0], QuestionFactory(), cards[1]])
    DeckFactory(questions=cards)
    publishing.retire(gone)

    shown = browsing.deck_page(deck=deck, topics=())

    assert [entry.question.slug for entry in shown.entries] == ["c", "a", "b"]
    assert [(topic.slug, topic.count) for topic in shown.topics] == [("django", 2), ("flask", 1)]
    assert shown.count == 3


@pytest.mark.parametrize(
    ("topics", "slugs"),
    [(["django"], "ac"), (["django", "flask"], "abc"), (["no-such"], ""), (["flask", "x"], "b")],
)
def test_a_deck_is_narrowed_to_topics(topics: list[str], slugs: str):
    django, flask = TopicFactory(slug="django"), TopicFactory(slug="flask")
    deck = DeckFactory(
        questions=[
            published(slug="a", topic=django),
            published(slug="b", topic=flask),
            published(slug="c", topic=django),
        ]
    )

    shown = browsing.deck_page(deck=deck, topics=topics)

    assert [entry.question.slug for entry in shown.entries] == list(slugs)
    assert shown.count == len(slugs)
    assert [topic.slug for topic in shown.topics] == ["django", "flask"]


def test_the_filters_offer_topics_in_their_order_and_tags_by_name():
    for slug, position in (("second", 2), ("first", 1)):
        TopicFactory(slug=slug, position=position)
    for slug, name in (("z", "Abort"), ("a", "Zip")):
        TagFactory(slug=slug, name=name)

    with CaptureQueriesContext(connection) as queries:
        topics, tags = browsing.filter_choices()

    assert [choice.slug for choice in topics] == ["first", "second"]
    assert [choice.name for choice in tags] == ["Abort", "Zip"]
    assert len(queries) == 1


def test_a_newcomer_starts_with_the_first_published_card_of_the_first_deck():
    gone, first = published(slug="gone"), published(slug="first")
    DeckFactory(slug="later", position=2, questions=[published()])
    DeckFactory(slug="empty", position=0)
    DeckFactory(slug="begin", position=1, questions=[QuestionFactory(), gone, first])
    publishing.retire(gone)

    found = browsing.first_card()

    assert found is not None
    assert (found.slug, found.deck) == ("first", "begin")
    assert (found.prompt, found.topic) == (first.search_entry.prompt, first.topic.name)


def test_an_empty_bank_has_no_first_card():
    assert browsing.first_card() is None
