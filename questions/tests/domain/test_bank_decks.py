"""What an update does to decks and to addresses, the shipped ones and those of the site."""

from pathlib import Path

import pytest

from questions.domain import browsing, publishing
from questions.domain.bank import UpdateResult
from questions.models import Deck, DeckEntry, OldSlug, Question
from questions.tests.factories import published
from questions.tests.shipping import card, load, ship, update

pytestmark = pytest.mark.django_db

ONE, TWO, NEW = card("one"), card("two"), card("new")


def get(slug: str) -> Question:
    return Question.objects.get(slug=slug)


def rename(slug: str, new: str) -> None:
    """As the admin does: the old address goes on leading to the card."""
    question = get(slug)
    question.slug, question.version = new, question.version + 1
    question.save()
    OldSlug.objects.create(slug=slug, question=question)


def in_deck(slug: str) -> list[str]:
    return [entry.question.slug for entry in DeckEntry.objects.filter(deck__slug=slug)]


def test_a_new_card_takes_its_place_in_a_deck(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO, decks={"deck": ["one", "two"]}))

    update(ship(tmp_path, ONE, TWO, NEW, decks={"deck": ["one", "two", "new"]}))

    assert in_deck("deck") == ["one", "two", "new"]
    assert Deck.objects.get().published_count == 3


def test_a_new_deck_brings_cards_old_and_new(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO))

    update(ship(tmp_path, ONE, TWO, NEW, decks={"deck": ["two", "new"], "old": ["one"]}))

    assert (in_deck("deck"), in_deck("old")) == (["two", "new"], ["one"])
    assert dict(Deck.objects.values_list("slug", "published_count")) == {"deck": 2, "old": 1}


def test_a_decks_words_and_order_stay_as_they_were_made_here(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO, decks={"deck": ["one", "two"]}))
    Deck.objects.update(name="Ours")
    DeckEntry.objects.filter(question=get("one")).update(position=9)

    update(ship(tmp_path, ONE, TWO, decks={"deck": ["one", "two"]}))

    assert Deck.objects.get().name == "Ours"
    assert in_deck("deck") == ["two", "one"]


def test_a_card_that_was_taken_out_of_a_deck_stays_out(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO, decks={"deck": ["one", "two"]}))
    DeckEntry.objects.filter(question=get("one")).delete()

    update(ship(tmp_path, card("one", answer="Better."), TWO, decks={"deck": ["one", "two"]}))

    assert in_deck("deck") == ["two"]


def test_a_card_renamed_by_a_release_keeps_its_old_address(tmp_path: Path):
    load(ship(tmp_path, card("old")))
    pk = get("old").pk

    result = update(ship(tmp_path, card("new", origin="origin-old")))

    assert result == UpdateResult(updated=["new"])
    assert get("new").pk == pk
    assert browsing.renamed("old") == get("new")


def test_a_card_renamed_by_a_release_makes_no_other_card_edited(tmp_path: Path):
    load(ship(tmp_path, card("old"), card("near", related=["old"])))

    renamed = card("new", origin="origin-old")
    first = update(ship(tmp_path, renamed, card("near", related=["new"], answer="Better.")))
    second = update(ship(tmp_path, renamed, card("near", related=["new"], answer="Best.")))

    assert first == UpdateResult(updated=["new", "near"])
    assert second == UpdateResult(updated=["near"], unchanged=["new"])


def test_a_card_renamed_here_is_met_under_its_new_name(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO))
    rename("one", "ours")

    result = update(
        ship(tmp_path, ONE, TWO, card("new", related=["one", "two"]), decks={"deck": ["one"]})
    )

    assert result == UpdateResult(added=["new"], edited=["ours"], unchanged=["two"])
    assert [row.other.slug for row in get("new").related.all()] == ["ours", "two"]
    assert in_deck("deck") == ["ours"]


def test_a_shipped_card_whose_address_is_taken_here_is_left_out(tmp_path: Path):
    load(ship(tmp_path, ONE))
    ours = published(slug="new", prompt="What is ours?")

    result = update(ship(tmp_path, ONE, NEW, card("newer", related=["new"]), decks={"d": ["new"]}))

    assert result == UpdateResult(added=["newer"], taken=["new"], unchanged=["one"])
    assert (get("new"), get("new").prompt) == (ours, "What is ours?")
    assert (get("newer").related.count(), in_deck("d")) == (0, [])


def test_a_card_renamed_by_a_release_to_an_address_that_is_taken_stays(tmp_path: Path):
    load(ship(tmp_path, card("old")))
    published(slug="new")

    result = update(ship(tmp_path, card("new", origin="origin-old", answer="Better.")))

    assert result == UpdateResult(taken=["new"])
    assert get("old").answer == "That."


def test_a_deck_counts_no_card_that_is_retired_here(tmp_path: Path):
    load(ship(tmp_path, ONE, TWO))
    publishing.retire(get("two"))

    update(ship(tmp_path, ONE, TWO, decks={"deck": ["one", "two"]}))

    assert in_deck("deck") == ["one", "two"]
    assert Deck.objects.get().published_count == 1
