"""Finding cards: filters, full text, rank, and whatever somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions.domain import publishing, search
from questions.domain.search import Filters, Found
from questions.models import Question, SearchEntry
from questions.tests.factories import (
    DeckFactory,
    QuestionFactory,
    TagFactory,
    TopicFactory,
    published,
)
from questions.tests.quizzing import after

pytestmark = pytest.mark.django_db


def find(text: str = "", **filters) -> Found:
    return search.find(Filters(text=text, **filters))


def slugs(found: Found) -> list[str]:
    return [question.slug for question in found.questions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("semaphore", ["prompt"]),
        ("SEMAPHORE?", ["prompt"]),
        ("mutex", ["answer"]),
        ("deadlock", ["point"]),
        ("concurrency", ["tag"]),
        # The beginning of a word, from three letters on, and its plural.
        ("sema", ["prompt"]),
        ("semaphores", ["prompt"]),
        ("se", []),
        ("phore", []),
        # Every word must be there, in any order and in any field.
        ("mutex kernel", ["answer"]),
        ("kernel mutex", ["answer"]),
    ],
)
def test_text_is_found_in_prompt_answer_key_points_and_tags(text: str, found: list[str]):
    published(slug="prompt", prompt="What is a *semaphore*?")
    published(slug="answer", answer="A **mutex** of the `kernel`.")
    published(slug="point", key_points=["No deadlock."])
    published(slug="tag", tags=[TagFactory(slug="concurrency-basics")])

    assert slugs(find(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++", "cpp"),
        ("c++?", "cpp"),
        ("c#", "c-sharp"),
        ("__init__", "init"),
        ("@property", "property"),
        ("naive", "accent"),
        ("Naïve", "accent"),
    ],
)
def test_a_symbol_finds_what_it_names(text: str, found: str):
    published(slug="cpp", prompt="Why is C++ quick?")
    published(slug="c-sharp", prompt="What does C# compile to?")
    published(slug="c", prompt="What does C compile to, in the initial step?")
    published(slug="init", prompt="What does `__init__` return?")
    published(slug="property", prompt="What does `@property` make of a method?")
    published(slug="own", prompt="Who owns the property, and how is it initialized?")
    published(slug="accent", prompt="Is the naïve way good enough?")

    exact = find(text)

    assert (slugs(exact), exact.is_loose) == ([found], False)


def test_a_symbol_that_no_card_has_is_looked_for_by_its_parts():
    published(slug="plain", prompt="What is a property?")

    found = find("@property")

    assert (slugs(found), found.is_loose) == (["plain"], True)


def test_a_word_in_the_prompt_ranks_above_one_in_the_body():
    published(slug="body", prompt="What is a lock here?", answer="A semaphore of one or two.")
    published(slug="prompt", prompt="What is a semaphore?", answer="A lock of one or two.")

    assert slugs(find("semaphore")) == ["prompt", "body"]


def test_cards_with_some_of_the_words_are_found_where_none_has_all():
    published(slug="one", prompt="What is a semaphore?")
    published(slug="two", prompt="What is a mutex?")
    published(slug="other", prompt="Who knows?")

    found = find("semaphore mutex")

    assert sorted(slugs(found)) == ["one", "two"]
    assert (found.count, found.is_loose, found.words) == (2, True, ["semaphore", "mutex"])


def test_no_card_with_some_of_the_words_is_found_where_one_has_all():
    published(slug="all", prompt="What is a semaphore, what is a mutex?")
    published(slug="some", prompt="What is a semaphore?")

    found = find("semaphore mutex")

    assert (slugs(found), found.is_loose) == (["all"], False)


def test_the_filters_hold_for_loose_matches_too():
    published(slug="one", prompt="What is a semaphore?", difficulty="hard")
    published(slug="two", prompt="What is a mutex?")

    assert slugs(find("semaphore mutex", difficulties=("hard",))) == ["one"]


@pytest.mark.parametrize("text", ["", "lock"])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "abcd"),
        ({"topics": ("django",)}, "ab"),
        ({"topics": ("django", "flask")}, "abcd"),
        ({"difficulties": ("easy",)}, "ac"),
        ({"difficulties": ("easy", "hard")}, "abcd"),
        ({"tag": "orm"}, "ad"),
        ({"deck": "first"}, "acd"),
        ({"topics": ("flask",), "difficulties": ("hard",)}, "d"),
        ({"topics": ("flask",), "tag": "orm", "deck": "first", "difficulties": ("hard",)}, "d"),
        ({"topics": ("django",), "tag": "orm", "difficulties": ("hard",)}, ""),
        ({"topics": ("no-such",)}, ""),
        ({"tag": "no-such"}, ""),
        ({"deck": "no-such"}, ""),
        ({"difficulties": ("no'such",)}, ""),
    ],
)
def test_filters_combine(text: str, filters: dict, found: str):
    django, flask, orm = TopicFactory(slug="django"), TopicFactory(slug="flask"), TagFactory()
    orm.slug = "orm"
    orm.save()
    a = published(slug="a", prompt="Lock?", topic=django, tags=[orm, TagFactory()])
    published(slug="b", prompt="Lock?", topic=django, difficulty="hard")
    c = published(slug="c", prompt="Lock?", topic=flask)
    d = published(slug="d", prompt="Lock?", topic=flask, difficulty="hard", tags=[orm])
    DeckFactory(slug="first", questions=[d, c, a])
    DeckFactory(slug="second", questions=[a, c])

    result = find(text, **filters)

    assert sorted(slugs(result)) == sorted(found)
    assert result.count == len(found)


def test_without_a_text_cards_come_in_the_order_of_the_bank():
    for slug in "cab":
        published(slug=slug)

    assert slugs(find()) == ["c", "a", "b"]


@pytest.mark.parametrize("text", ["", "lock"])
def test_pages_together_hold_each_card_once(text: str):
    for slug in "abcde":
        published(slug=slug, prompt="What is a lock?")

    pages = [search.find(Filters(text=text), offset=offset, limit=2) for offset in (0, 2, 4, 6)]

    assert [slug for page in pages for slug in slugs(page)] == list("abcde")
    assert [page.count for page in pages] == [5, 5, 5, 5]


@pytest.mark.parametrize("text", ["", "lock"])
def test_more_matches_than_are_ranked_are_cut_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch, text: str
):
    for _ in range(3):
        published(prompt="What is a lock?")

    monkeypatch.setattr(search, "MOST_MATCHES", 2)
    cut = find(text)
    monkeypatch.setattr(search, "MOST_MATCHES", 4)
    whole = find(text)

    assert (len(cut.questions), cut.count, cut.is_capped) == (2, 2, True)
    assert (len(whole.questions), whole.count, whole.is_capped) == (3, 3, False)


@pytest.mark.parametrize("text", ["", "lock", "lock mutex"])
def test_finding_takes_two_queries(text: str):
    for _ in range(3):
        published(prompt="What is a lock?")

    with CaptureQueriesContext(connection) as queries:
        found = find(text)
        shown = [(card.topic.name, card.search_entry.prompt) for card in found.questions]

    assert (len(queries), len(shown)) == (2, 3)


def test_drafts_are_not_found():
    QuestionFactory(prompt="What is a lock?")

    assert find("lock").count == 0
    assert find().count == 0


def test_a_retired_card_leaves_the_index_and_comes_back_when_published_again():
    card = published(slug="card", prompt="What is a lock?")

    publishing.retire(card)
    assert (find("lock").count, find().count) == (0, 0)

    publishing.publish(card, author=None, now=after(hours=1))
    assert slugs(find("lock")) == ["card"]


def test_an_edit_is_found_once_it_is_published():
    card = published(slug="card", prompt="What is a lock?")
    Question.objects.filter(pk=card.pk).update(prompt="What is a mutex?", version=1)
    card.refresh_from_db()

    before = find("lock").questions[0].search_entry.prompt, find("mutex").count
    publishing.publish(card, author=None, now=after(hours=1))

    assert before == ("What is a lock?", 0)
    assert (find("lock").count, find("mutex").count) == (0, 1)
    assert find("mutex").questions[0].search_entry.prompt == "What is a mutex?"


def test_a_renamed_card_is_found_under_its_new_address():
    card = published(slug="old", prompt="What is a lock?")
    Question.objects.filter(pk=card.pk).update(slug="new")

    assert slugs(find("lock")) == ["new"]


def test_a_deleted_card_leaves_the_index():
    draft = QuestionFactory(slug="draft")
    kept = published(slug="kept", prompt="What is a lock?")
    SearchEntry.objects.create(
        question=draft, prompt="", prompt_words="lock", body_words="what is a lock"
    )

    Question.objects.filter(pk=draft.pk).delete()

    assert find("lock").questions == [kept]
    assert find("lock").count == 1


operators = st.text("\"'*()^:-+&|!<>{}[]~@#%_\\\0 aANDORNOTNEAR1.,;$é", max_size=40)
typed = st.text(max_size=40) | operators


def test_whatever_is_typed_never_breaks_the_search():
    card = published(prompt="What is a lock?")

    @settings(deadline=None)
    @given(typed)
    @example("")
    @example("   ")
    @example('"')
    @example("lock OR NOT (")
    @example("NEAR(lock what, 2)")
    @example("prompt_words : lock")
    @example("lock:* & !what | <-> x")
    @example("'; DROP TABLE questions_question; --")
    @example("100%s %d %(name)s")
    @example("lock " * 500)
    @example("a" * 5000)
    @example("日" * 1000 + " lock")
    @example("\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\ufeff\u202e")
    def check(text: str) -> None:
        found = find(text)

        assert found.questions in ([], [card])
        assert found.count == len(found.questions)
        assert Question.objects.published().count() == 1

    check()


def test_any_text_finds_the_card_that_says_it():
    card = published()
    entry = SearchEntry.objects.filter(question=card)
    spoken = st.text("aAbzé ßñÑçøΩяЖ日本 019_+#@{%}|*-'.,\n", min_size=1, max_size=40)

    @settings(deadline=None)
    @given(spoken.filter(search.query_words))
    @example("C++ and c#, __init__ of @property, **kwargs | safe --no-input")
    @example("1e5 0x1F 2to3 3.14 10_000")
    def check(text: str) -> None:
        entry.update(prompt_words=" ".join(search.words(text)), body_words="")

        found = find(text)

        assert (found.questions, found.is_loose) == ([card], False)

    check()
