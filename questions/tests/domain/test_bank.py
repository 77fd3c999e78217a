"""The shipped cards: loaded into an empty bank, corrected where nobody has edited them."""

from pathlib import Path

import pytest

from questions.domain import bank, publishing, search
from questions.domain.bank import UpdateResult
from questions.domain.publishing import NotPublishable
from questions.domain.search import Filters
from questions.models import (
    Deck,
    DeckEntry,
    Question,
    Related,
    Revision,
    Tag,
    Topic,
)
from questions.tests.quizzing import RIGHT, answer, finish, start_attempt
from questions.tests.shipping import RELEASED, card, load, ship, update

pytestmark = pytest.mark.django_db


def get(slug: str) -> Question:
    return Question.objects.get(slug=slug)


def edit(slug: str, **fields) -> None:
    """Save as an editor does, without publishing."""
    question = get(slug)
    for name, value in fields.items():
        setattr(question, name, value)
    question.version += 1
    question.save()


def deck_slugs(deck: str) -> list[str]:
    return [entry.question.slug for entry in DeckEntry.objects.filter(deck__slug=deck)]


# --- Loading -------------------------------------------------------------------------


def test_loading_publishes_and_keeps_what_was_shipped(tmp_path: Path):
    ship(tmp_path, card("one", related=["two"]), card("two"), decks={"deck": ["two", "one"]})

    assert load(tmp_path) == 2

    for question in Question.objects.select_related("current_revision"):
        assert question.status == "published"
        assert question.current_revision.created_at == RELEASED
        assert question.shipped_digest == question.current_revision.digest
    assert (Topic.objects.get().published_count, Deck.objects.get().published_count) == (2, 2)
    assert deck_slugs("deck") == ["two", "one"]
    assert Related.objects.get().other == get("two")


def test_loading_is_all_or_nothing(tmp_path: Path):
    ship(tmp_path, card("good"), card("bad", key_points=[]))

    with pytest.raises(NotPublishable):
        load(tmp_path)

    assert bank.is_empty()
    assert Tag.objects.count() == 0


@pytest.mark.parametrize("cards", [[], [card("one")]])
def test_a_bank_with_a_topic_is_not_empty(tmp_path: Path, cards: list):
    assert bank.is_empty()

    load(ship(tmp_path, *cards))

    assert not bank.is_empty()


# --- Updating ------------------------------------------------------------------------


def test_a_card_that_nobody_edited_is_corrected_and_published(tmp_path: Path):
    load(ship(tmp_path, card("one"), card("two")))
    edited_nothing = get("two").version

    ship(tmp_path, card("one", answer="Better, by a semaphore."), card("two"))
    result = update(tmp_path)

    one = get("one")
    assert result == UpdateResult(updated=["one"], unchanged=["two"])
    assert (one.answer, one.current_revision.number) == ("Better, by a semaphore.", 2)
    assert one.shipped_digest == one.current_revision.digest
    assert [row.slug for row in search.find(Filters(text="semaphore")).questions] == ["one"]
    assert (get("two").current_revision.number, get("two").version) == (1, edited_nothing)


def test_an_update_can_be_repeated(tmp_path: Path):
    load(ship(tmp_path, card("one")))
    ship(
        tmp_path, card("one", answer="Better."), card("new", related=["one"]),
        decks={"deck": ["new", "one"]},
    )  # fmt: skip
    update(tmp_path)

    assert update(tmp_path) == UpdateResult(unchanged=["one", "new"])

    assert Revision.objects.count() == 3
    assert deck_slugs("deck") == ["new", "one"]


@pytest.mark.parametrize("is_published", [True, False])
def test_an_edited_card_is_left_alone(tmp_path: Path, is_published: bool):
    load(ship(tmp_path, card("one"), card("two")))
    edit("one", answer="As we say it here.")
    if is_published:
        publishing.publish(get("one"), author=None, now=RELEASED)
    revision = get("one").current_revision

    ship(tmp_path, card("one", answer="Better."), card("two", answer="Better."))
    result = update(tmp_path)

    assert result == UpdateResult(updated=["two"], edited=["one"])
    assert (get("one").answer, get("one").current_revision) == ("As we say it here.", revision)


@pytest.mark.parametrize(
    "change",
    [
        lambda question: question.choices.filter(key="b").update(text="Our own."),
        lambda question: question.references.update(title="Our own."),
        lambda question: question.references.all().delete(),
        lambda question: question.tags.clear(),
        lambda question: question.related.update(note="Our own."),
    ],
    ids=["choice", "reference", "no reference", "no tag", "related"],
)
def test_an_edit_of_any_part_of_a_card_counts(tmp_path: Path, change):
    load(ship(tmp_path, card("one", related=["two"]), card("two")))
    change(get("one"))

    ship(tmp_path, card("one", related=["two"], answer="Better."), card("two"))

    assert update(tmp_path) == UpdateResult(edited=["one"], unchanged=["two"])


def test_an_edit_that_was_taken_back_is_no_edit(tmp_path: Path):
    load(ship(tmp_path, card("one")))
    edit("one", answer="As we say it here.")
    publishing.publish(get("one"), author=None, now=RELEASED)
    edit("one", answer="That.")

    ship(tmp_path, card("one", answer="Better."))

    assert update(tmp_path) == UpdateResult(updated=["one"])


def test_a_correction_that_an_editor_made_already_keeps_the_card_up_to_date(tmp_path: Path):
    load(ship(tmp_path, card("one")))
    edit("one", answer="Better.")
    publishing.publish(get("one"), author=None, now=RELEASED)

    first = update(ship(tmp_path, card("one", answer="Better.")))
    second = update(ship(tmp_path, card("one", answer="Best.")))

    assert (first, second) == (UpdateResult(unchanged=["one"]), UpdateResult(updated=["one"]))


def test_a_retired_card_stays_retired(tmp_path: Path):
    load(ship(tmp_path, card("one")))
    publishing.retire(get("one"))

    result = update(ship(tmp_path, card("one", answer="Better.")))

    assert result == UpdateResult(retired=["one"])
    assert (get("one").status, get("one").answer) == ("retired", "That.")


def test_a_card_that_is_no_longer_shipped_stays(tmp_path: Path):
    load(ship(tmp_path, card("one"), card("two")))

    assert update(ship(tmp_path, card("two"))) == UpdateResult(unchanged=["two"])

    assert get("one").status == "published"


def test_new_cards_come_with_topic_tag_and_related_cards(tmp_path: Path):
    load(ship(tmp_path, card("one")))

    result = update(
        ship(
            tmp_path,
            card("one"),
            card("new", topic=["fresh"], tags=[["hot"]], related=["newer", "one"]),
            card("newer"),
            topics=("topic", "fresh"),
            tags=("tag", "hot"),
        )
    )

    new = get("new")
    assert result == UpdateResult(added=["new", "newer"], unchanged=["one"])
    assert (new.status, new.topic.slug, new.tags.get().slug) == ("published", "fresh", "hot")
    assert [row.other.slug for row in new.related.all()] == ["newer", "one"]
    assert Topic.objects.get(slug="fresh").published_count == 1
    assert new.shipped_digest == new.current_revision.digest


def test_choices_keep_their_keys_and_those_left_out_go(tmp_path: Path):
    load(ship(tmp_path, card("one", choices="abc")))
    a = get("one").choices.get(key="a").pk

    update(ship(tmp_path, card("one", choices="cad")))

    choices = [(choice.key, choice.is_correct) for choice in get("one").choices.all()]
    assert choices == [("c", True), ("a", False), ("d", False)]
    assert get("one").choices.get(key="a").pk == a


def test_a_running_attempt_keeps_the_card_that_it_began_with(tmp_path: Path):
    load(ship(tmp_path, card("one", choices="abc")))
    attempt = start_attempt([get("one")])

    update(ship(tmp_path, card("one", choices="bad")))
    answer(attempt, 1, RIGHT)

    assert finish(attempt).score == 1


def test_a_card_that_moves_to_another_topic_is_counted_there(tmp_path: Path):
    topics = ("topic", "other")
    load(ship(tmp_path, card("one"), card("two"), topics=topics))

    update(ship(tmp_path, card("one", topic=["other"]), card("two"), topics=topics))

    assert dict(Topic.objects.values_list("slug", "published_count")) == {"topic": 1, "other": 1}
