"""Question -> Revision: what is missing, what is frozen, what is counted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.tests.factories import UserFactory
from questions.domain import publishing
from questions.domain.document import CardDocument
from questions.domain.publishing import NotPublishable, Problem
from questions.formats.record import ChoiceRecord, QuestionRecord
from questions.models import Question, Revision, SearchEntry
from questions.tests.factories import (
    PUBLISHED_AT,
    DeckFactory,
    QuestionFactory,
    ReferenceFactory,
    TagFactory,
    TopicFactory,
    published,
)

LATER = PUBLISHED_AT + timedelta(days=1)

RIGHT = ChoiceRecord("a", "Right", True, "Yes.")
WRONG = ChoiceRecord("b", "Wrong", False, "No.")
RECORD = QuestionRecord(
    slug="card", topic="topic", tags=(), difficulty="easy", prompt="Why?", answer="Because.",
    key_points=("One.",), choices=(RIGHT, WRONG),
)  # fmt: skip

NEEDED = "This is needed before the card can be published."
NEVER_CLOSED = "A code block is opened with ``` and never closed."
UNSAFE = "Links with “javascript:” are not allowed; use http or https."


def publish(question, *, now=LATER, author=None):
    return publishing.publish(question, author=author, now=now)


# --- What is missing ---


def test_a_complete_card_has_no_problems():
    assert publishing.problems(RECORD) == []


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"prompt": " "}, [("prompt", NEEDED)]),
        ({"answer": ""}, [("answer", NEEDED)]),
        ({"key_points": ()}, [("key_points", "Give at least one key point.")]),
        ({"answer": "```\ncode"}, [("answer", NEVER_CLOSED)]),
        ({"choice_prompt": "[x](javascript:a)"}, [("choice_prompt", UNSAFE)]),
        ({"key_points": ("One.", "[x](javascript:a)")}, [("key_points", UNSAFE)]),
        ({"choices": (RIGHT,)}, [("choices", "Give at least two choices."),
                                 ("choices", "No choice is wrong.")]),
        ({"choices": (WRONG, WRONG)}, [("choices", "No choice is marked as right.")]),
        ({"choices": (RIGHT, RIGHT, WRONG)},
         [("choices", "Several choices are marked as right; this form takes one.")]),
        ({"form": "several", "choices": (RIGHT, RIGHT, WRONG)}, []),
        ({"form": "several", "choices": (RIGHT, RIGHT)}, [("choices", "No choice is wrong.")]),
        ({"choices": (RIGHT, replace(WRONG, feedback=" "))},
         [("choices", "Choice 2 has no feedback.")]),
        ({"choices": (RIGHT, replace(WRONG, text="[x](javascript:a)"))},
         [("choices", f"Choice 2: {UNSAFE}")]),
        ({"form": "typed", "choices": ()},
         [("accepted_answers", "Give at least one accepted answer.")]),
        ({"form": "typed", "choices": (), "accepted_answers": ("a",)}, []),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_by_field(change, problems):
    found = publishing.problems(replace(RECORD, **change))
    assert found == [Problem(*problem) for problem in problems]


def test_everything_that_is_missing_is_said_at_once():
    empty = replace(RECORD, prompt="", answer="", key_points=(), choices=())
    assert [problem.field for problem in publishing.problems(empty)] == [
        "prompt", "answer", "key_points", "choices", "choices"]  # fmt: skip


@pytest.mark.django_db
def test_a_card_with_problems_stays_as_it_was():
    question = published()
    Question.objects.filter(pk=question.pk).update(answer="")
    question.refresh_from_db()
    with pytest.raises(NotPublishable) as error:
        publish(question)
    assert error.value.problems == [Problem("answer", NEEDED)]
    question.refresh_from_db()
    assert (question.status, question.current_revision.number) == ("published", 1)


# --- What is frozen ---


@pytest.mark.django_db
def test_publishing_freezes_everything_that_pages_need():
    author = UserFactory()
    question = QuestionFactory(
        slug="card", topic=TopicFactory(slug="topic", name="Topic"), tags=[TagFactory(slug="tag")],
        prompt="Why `x`?", answer="*So*.", key_points=["**One**"], verified_with="Python 3.11",
        last_verified=date(2026, 11, 20),
        origin="fs-01", choices=2,
    )  # fmt: skip
    ReferenceFactory(question=question, url="https://example.org/", title="Manual")
    revision = publish(question, author=author)
    assert (revision.number, revision.created_at, revision.author) == (1, LATER, author)
    assert CardDocument.from_json(Revision.objects.get().document).to_json() == {
        "schema": 1, "slug": "card", "topic_slug": "topic", "topic_name": "Topic",
        "tags": ("tag",), "difficulty": "easy", "origin": "fs-01", "verified_with": "Python 3.11",
        "lang": "en", "form": "single", "prompt": "Why x?",
        "prompt_html": "<p>Why <code>x</code>?</p>\n", "answer_html": "<p><em>So</em>.</p>\n",
        "stem_html": "<p>Why <code>x</code>?</p>\n",
        "choices": (
            {"key": "a", "html": "Choice a", "is_correct": True,
             "feedback_html": "Why a is right."},
            {"key": "b", "html": "Choice b", "is_correct": False,
             "feedback_html": "Why b is wrong."},
        ),
        "accepted_answers": (), "key_points_html": ("<strong>One</strong>",),
        "references": ({"url": "https://example.org/", "title": "Manual"},),
        "last_verified": "2026-11-20", "keep_order": False,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_quiz_asks_the_choice_prompt_where_there_is_one():
    question = QuestionFactory(choice_prompt="Which?")
    assert publish(question).document["stem_html"] == "<p>Which?</p>\n"


@pytest.mark.django_db
def test_a_code_block_in_a_feedback_stays_a_block():
    question = QuestionFactory()
    question.choices.filter(key="b").update(feedback="No:\n\n```python\npass\n```")
    feedback = publish(question).document["choices"][1]["feedback_html"]
    assert feedback.startswith("<p>No:</p>")
    assert '<div class="highlight"' in feedback


@pytest.mark.django_db
def test_revisions_are_numbered_and_the_old_one_stays():
    question = published()
    question.answer = "Better."
    question.save()
    second = publish(question)
    assert (second.number, question.current_revision) == (2, second)
    assert "short" in question.revisions.get(number=1).document["answer_html"]


@pytest.mark.django_db
def test_unchanged_content_keeps_its_revision():
    question = published()
    first = question.current_revision
    assert publish(question) == first
    assert Revision.objects.count() == 1


@pytest.mark.django_db
def test_content_changed_back_counts_as_published_again():
    """Nothing is newer on the edit side than what candidates see."""
    question = published()
    question.edited_at = LATER
    question.save()
    publish(question, now=LATER + timedelta(days=1))
    question.refresh_from_db()
    assert question.edited_at == question.current_revision.created_at == PUBLISHED_AT


@pytest.mark.django_db
def test_what_an_editor_saves_while_a_card_is_rendered_is_published_whole(monkeypatch):
    question = QuestionFactory()
    render = publishing.render_document

    def saved_meanwhile(record, **kwargs):
        if record.answer != "Saved meanwhile.":
            other = Question.objects.get(pk=question.pk)
            other.answer, other.version = "Saved meanwhile.", other.version + 1
            other.save()
        return render(record, **kwargs)

    monkeypatch.setattr(publishing, "render_document", saved_meanwhile)
    revision = publish(question)
    assert revision.document["answer_html"] == "<p>Saved meanwhile.</p>\n"
    assert revision.digest == publishing.read(Question.objects.get()).digest()


@pytest.mark.django_db
def test_a_card_is_current_until_anything_of_it_changes():
    question = published()
    assert publishing.is_current(question)
    question.choices.filter(key="b").update(feedback="Other.")
    assert not publishing.is_current(question)
    assert not publishing.is_current(QuestionFactory())


@pytest.mark.django_db
def test_a_revision_is_never_changed():
    revision = published().current_revision
    with pytest.raises(TypeError):
        revision.save()


# --- What is indexed and counted ---


@pytest.mark.django_db
def test_publishing_indexes_and_retiring_forgets():
    question = published(
        prompt="Why `GIL`?", key_points=["Threads."], tags=[TagFactory(slug="lock")]
    )
    entry = SearchEntry.objects.get()
    assert (entry.prompt, entry.prompt_words) == ("Why GIL?", "why gil")
    assert {"short", "answer", "threads", "lock"} <= set(entry.body_words.split())
    publishing.retire(question)
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db
def test_topics_and_decks_count_what_is_published():
    topic = TopicFactory()
    first, second = QuestionFactory(topic=topic), QuestionFactory(topic=topic)
    deck = DeckFactory(questions=[first, second])
    counts = []
    for act in (lambda: publish(first), lambda: publish(second), lambda: publish(second),
                lambda: publishing.retire(first)):  # fmt: skip
        act()
        topic.refresh_from_db()
        deck.refresh_from_db()
        counts.append((topic.published_count, deck.published_count))
    assert counts == [(1, 1), (2, 2), (2, 2), (1, 1)]


@pytest.mark.django_db
def test_a_retired_card_keeps_its_revision_and_can_be_published_again():
    question = published()
    publishing.retire(question)
    assert (question.status, Question.objects.get().status) == ("retired", "retired")
    assert question.current_revision.number == 1
    publish(question)
    assert Question.objects.get().status == "published"
    assert SearchEntry.objects.exists()


@pytest.mark.django_db
def test_retiring_a_draft_changes_nothing():
    question = QuestionFactory()
    publishing.retire(question)
    assert Question.objects.get().status == "draft"


# --- At once ---


def at_once(*acts):
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_eight_editors_who_publish_at_once_get_one_revision():
    pk = QuestionFactory().pk
    revisions = at_once(*[lambda: publish(Question.objects.get(pk=pk)) for _editor in range(8)])
    assert {revision.number for revision in revisions} == {1}
    assert Revision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_cards_of_one_topic_and_deck_published_at_once_are_all_counted():
    topic = TopicFactory()
    questions = [QuestionFactory(topic=topic) for _number in range(8)]
    deck = DeckFactory(questions=questions)
    at_once(*[lambda pk=card.pk: publish(Question.objects.get(pk=pk)) for card in questions])
    topic.refresh_from_db()
    deck.refresh_from_db()
    assert (topic.published_count, deck.published_count) == (8, 8)
